// What happened in a repository week by week, for a picture: human work apart from everything else, releases and
// deployments as marks. Weeks that are not known in full are said to be unknown, never to be quiet.

import { dayMs } from '../dates.ts';
import type { Activity } from '../model.ts';

export const weeksShown = 26;
const weekMs = 7 * dayMs;

export interface Weeks {
  /** The last instant shown; the weeks end with it. */
  readonly endAt: string;
  /** Oldest first, always `weeksShown` of them: work commits, and all others but ours. */
  readonly work: readonly number[];
  readonly other: readonly number[];
  /** Index of the first week of which every commit is known; `weeksShown` when none is. */
  readonly knownFrom: number;
  /** Indices of the weeks with a release, and with a deployment that succeeded. */
  readonly releases: readonly number[];
  readonly deployments: readonly number[];
}

export function countWeeks(activity: Activity, endAt: string): Weeks {
  const end = Date.parse(endAt);
  const weekOf = (at: string) => weeksShown - 1 - Math.floor((end - Date.parse(at)) / weekMs);
  const isShown = (week: number) => week >= 0 && week < weeksShown;
  const work = new Array<number>(weeksShown).fill(0);
  const other = new Array<number>(weeksShown).fill(0);
  for (const { at, kind } of activity.commits) {
    const week = weekOf(at);
    if (!isShown(week) || kind === 'own') continue;
    const counts = kind === 'work' ? work : other;
    counts[week] = (counts[week] ?? 0) + 1;
  }
  const weeksOf = (instants: readonly string[]) =>
    [...new Set(instants.map(weekOf).filter(isShown))].sort((a, b) => a - b);
  return {
    endAt,
    work,
    other,
    knownFrom: Math.min(weeksShown, Math.max(0, weekOf(activity.completeSince) + 1)),
    releases: weeksOf(activity.releases.map(({ publishedAt }) => publishedAt)),
    deployments: weeksOf(
      (activity.operations?.deployments ?? []).filter(({ state }) => state === 'success').map(({ at }) => at),
    ),
  };
}
