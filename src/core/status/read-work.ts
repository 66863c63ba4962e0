// Reads an activity as of one instant: what counts as work, since when, and how much of it is known. Facts that came
// later than that instant are ignored, so the past can be judged as it was.

import { isStableRelease, isStableVersion } from '../activity/stable-version.ts';
import { addDays, dayMs, elapsedMs, latest } from '../instants.ts';
import type { Activity, Release } from '../model.ts';

export interface Work {
  /** Instants of the work commits that are known, newest first. */
  readonly at: readonly string[];
  readonly lastAt: string | null;
  /** Whether every commit ever made is known. */
  readonly isWhole: boolean;
  /** Commits are complete from here on. */
  readonly completeSince: string;
  readonly lastStableRelease: Release | null;
  /** Until then there may have been a release that was not read; null: all that count were read. */
  readonly mayHaveReleasedAt: string | null;
}

export function readWork(activity: Activity, now: Date): Work {
  const past = (at: string) => Date.parse(at) <= now.getTime();
  const at = activity.commits.filter((commit) => commit.kind === 'work' && past(commit.at)).map((commit) => commit.at);
  at.sort((a, b) => Date.parse(b) - Date.parse(a));
  const stable = [...stableReleases(activity)].filter((release) => past(release.publishedAt));
  stable.sort((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt));
  return {
    at,
    lastAt: latest(...at),
    isWhole: elapsedMs(activity.createdAt, activity.completeSince) <= 0,
    completeSince: activity.completeSince,
    lastStableRelease: stable[0] ?? null,
    mayHaveReleasedAt: readUnread(activity),
  };
}

/** A tag comes with a push; a release does not need one. */
function readUnread({ unread = [], releases, pushedAt, fetchedAt }: Activity): string | null {
  if (unread.includes('releases')) return fetchedAt;
  return unread.includes('tags') && releases.length === 0 ? (pushedAt ?? fetchedAt) : null;
}

/** Neither draft nor prerelease; where a repository has no releases at all, a tag that reads 1.0.0 or later. */
function stableReleases(activity: Activity): readonly Release[] {
  if (activity.releases.length > 0) return activity.releases.filter(isStableRelease);
  return activity.tags
    .filter((tag) => isStableVersion(tag.name))
    .map((tag) => ({ tag: tag.name, publishedAt: tag.at, isPrerelease: false }));
}

/** Work commits after an instant; all of them when the instant is not known. */
export function workAfter(work: Work, instant: string | null): readonly string[] {
  return instant === null ? work.at : work.at.filter((at) => elapsedMs(instant, at) > 0);
}

export interface Burst {
  /** Work commits within the window. */
  readonly count: number;
  readonly lastAt: string;
  /** The last instant at which the newest commits that suffice are all still within the window. */
  readonly until: string;
}

/** Enough commits in enough different days or weeks within the window before `now`; null when there are not. */
export function findBurst(
  instants: readonly string[],
  needed: { readonly commits: number; readonly spread: number; readonly windowDays: number },
  toPeriod: (instant: string) => string,
  now: Date,
): Burst | null {
  const windowStart = now.getTime() - needed.windowDays * dayMs;
  const recent = instants.filter((at) => Date.parse(at) >= windowStart);
  const periods = new Set<string>();
  const deciding = recent.findIndex(
    (at, index) => periods.add(toPeriod(at)).size >= needed.spread && index + 1 >= needed.commits,
  );
  const [lastAt] = recent;
  const oldest = recent[deciding];
  if (lastAt === undefined || oldest === undefined) return null;
  return { count: recent.length, lastAt, until: addDays(oldest, needed.windowDays) };
}
