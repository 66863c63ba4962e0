// What would have been known of a repository at an earlier instant, from what is known of it today: everything that has a
// date of its own. What has none (a flag, a deployment that was replaced, a declaration) is left out, never guessed.

import { earliest, elapsedMs, latest, toInstant } from '../../core/dates.ts';
import type { Activity, FolderHistory, Operations } from '../../core/model.ts';
import type { PastCommits } from '../../ports/github.ts';

/** With commits further back than a fetch reads them. */
export function withPast(activity: Activity, { commits, completeSince }: PastCommits): Activity {
  const known = new Set(commits.map(({ oid }) => oid));
  const all = [...commits, ...activity.commits.filter(({ oid }) => !known.has(oid))];
  all.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const since = latest(earliest(completeSince, activity.completeSince), activity.createdAt) ?? completeSince;
  return { ...activity, commits: all, completeSince: since };
}

/** null: the repository was not there yet. */
export function toActivityAt(activity: Activity, at: Date): Activity | null {
  const isPast = (instant: string) => Date.parse(instant) <= at.getTime();
  const commits = activity.commits.filter((commit) => isPast(commit.at));
  const first = earliest(activity.createdAt, ...activity.commits.map((commit) => commit.at));
  if (first !== null && !isPast(first)) return null;
  const { archivedAt, pushedAt, folders, operations } = activity;
  // Since when it is archived GitHub does not always say: then it was not, as far as anybody knows.
  const isArchived = activity.isArchived && archivedAt !== null && isPast(archivedAt);
  const isWhole = elapsedMs(activity.createdAt, activity.completeSince) <= 0;
  return {
    ...activity,
    isArchived,
    archivedAt: isArchived ? archivedAt : null,
    isEmpty: activity.isEmpty || (isWhole && commits.length === 0 && activity.commits.length > 0),
    pushedAt: pushedAt !== null && isPast(pushedAt) ? pushedAt : (commits[0]?.at ?? null),
    headOid: commits[0]?.oid ?? null,
    commits,
    releases: activity.releases.filter(({ publishedAt }) => isPast(publishedAt)),
    tags: activity.tags.filter((tag) => isPast(tag.at)),
    operations: operations === null ? null : toOperationsAt(operations, at),
    ...(folders !== undefined && { folders: toFoldersAt(folders, isPast) }),
    fetchedAt: toInstant(at),
  };
}

function toFoldersAt(folders: Readonly<Record<string, FolderHistory>>, isPast: (instant: string) => boolean) {
  const entries = Object.entries(folders).map(([path, { commits, completeSince }]): [string, FolderHistory] => [
    path,
    { commits: commits.filter((commit) => isPast(commit.at)), completeSince },
  ]);
  return Object.fromEntries(entries);
}

function toOperationsAt(operations: Operations, at: Date): Operations {
  const isPast = (instant: string) => Date.parse(instant) <= at.getTime();
  // A deployment that succeeded and was replaced is "inactive" today; what it was then nobody says.
  const deployments = operations.deployments.filter((one) => one.state === 'success' && isPast(one.at));
  const schedules = operations.schedules?.flatMap((schedule) => {
    const runs = schedule.runs.filter((run) => isPast(run.at));
    const { stateChangedAt } = schedule;
    const wasActive = schedule.state !== 'active' && (stateChangedAt === null || !isPast(stateChangedAt));
    // A workflow that had not run yet may not have been there.
    return runs.length === 0 ? [] : [{ ...schedule, runs, ...(wasActive && { state: 'active' as const }) }];
  });
  const { hasMoved } = operations;
  return {
    fetchedAt: toInstant(at),
    deployments,
    schedules: schedules ?? null,
    ...(hasMoved !== undefined && { hasMoved }),
  };
}
