// A row about a folder of a repository sees only what was committed to that folder. What belongs to the repository as a
// whole (releases, tags, deployments, schedules) says nothing about one of its folders.

import type { Activity } from '../model.ts';

export function narrowToFolder(activity: Activity, folder: string | null): Activity {
  if (folder === null) return activity;
  // A folder that was never looked at: nothing is known, so nothing is silence.
  const { commits, completeSince } = activity.folders?.[folder] ?? { commits: [], completeSince: activity.fetchedAt };
  return { ...activity, commits, completeSince, releases: [], tags: [], operations: null };
}
