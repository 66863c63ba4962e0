// What is known of the project that a row is about: of its repository, or of several that are one project. As long as one
// of them cannot be read, nothing is known of the project, because that one may be where the work is.

import { mergeActivities, narrowToFolder } from '../core/activity/combine.ts';
import { type ProjectKind, readAsKind } from '../core/activity/commit-kind.ts';
import { notChecked } from '../core/messages/evidence.ts';
import type { Activity, RepositoryPlace } from '../core/model.ts';
import type { ProjectFacts } from '../core/status/situation.ts';
import type { FetchedActivity } from './fetch-activity.ts';

/** What was done to the project: in its folders, read as what it is. */
export function readProject(
  places: readonly RepositoryPlace[],
  kind: ProjectKind | null,
  find: (name: string) => FetchedActivity | undefined,
): Pick<ProjectFacts, 'activity' | 'parts' | 'obstacle'> {
  const fetches = places.map((place) => ({ place, fetched: find(place.repo.toLowerCase()) }));
  const parts = fetches.flatMap(({ place, fetched }) => {
    const activity = fetched?.isUsable === true ? fetched.record.activity : null;
    return activity === null ? [] : [readAsKind(narrowToFolder(activity, place.folder), kind)];
  });
  const [first, ...rest] = parts;
  if (first !== undefined && parts.length === places.length) {
    const obstacle = fetches.find(({ fetched }) => fetched?.record.problem != null)?.fetched?.record.problem ?? null;
    return { activity: mergeActivities([first, ...rest]), obstacle, ...(rest.length > 0 && { parts }) };
  }
  const unread = fetches.filter(({ fetched }) => fetched?.isUsable !== true || fetched.record.activity === null);
  const problems = unread.flatMap(({ fetched }) => fetched?.record.problem ?? []);
  const replaced = problems.find(({ code }) => code === 'REPLACED');
  const [missing] = unread.filter(({ fetched }) => fetched === undefined);
  const unasked = missing === undefined ? null : { code: 'FAILED', message: notChecked(missing.place.repo) };
  return { activity: null, obstacle: replaced ?? problems[0] ?? unasked };
}

/** The activities behind a project's facts, one for each repository that was read. */
export function listParts({ activity, parts }: Pick<ProjectFacts, 'activity' | 'parts'>): readonly Activity[] {
  return parts ?? (activity === null ? [] : [activity]);
}
