// What three requests without a token do not reach: it stays as it was known, is said to be unread, and is never taken
// for absent. A running project is judged by its schedule, any other by its releases.

import { dateDeclaration, readDeclaration } from '../core/activity/read-declaration.ts';
import type { Activity, Operations, ScheduledWorkflow } from '../core/model.ts';
import type { ActivityRequest } from '../ports.ts';
import type { RepositoryAnswer } from './anonymous-shapes.ts';
import { getOrNull } from './branch-work.ts';
import type { GitHubClient } from './client.ts';
import { understand } from './read-failure.ts';
import { readRun } from './read-operations.ts';
import { type ReleaseShape, runsShape } from './shapes.ts';

/** `releases`: null where they were not asked for. */
export function leaveUnread(
  activity: Omit<Activity, 'operations'>,
  releases: readonly ReleaseShape[] | null,
  known: Activity | null,
): Omit<Activity, 'operations'> {
  const kept = { ...activity, tags: known?.tags ?? [] };
  if (releases === null)
    return { ...kept, releases: known?.releases ?? [], unread: ['releases', 'tags', 'deployments'] };
  return { ...kept, unread: releases.length > 0 ? ['deployments'] : ['tags', 'deployments'] };
}

/** A topic comes with the repository itself; a README would be one request too many. */
export async function glanceAtOperations(
  client: GitHubClient,
  at: object,
  repository: RepositoryAnswer,
  { repo, heartbeat, known }: ActivityRequest,
  now: Date,
): Promise<Operations | null> {
  const before = known?.operations ?? null;
  const schedules = heartbeat ? await readSchedules(client, at, repository.default_branch, repo) : null;
  const topic = readDeclaration(null, repository.topics ?? []);
  const said = topic === null ? before?.declared : dateDeclaration(topic, before?.declared, now.toISOString());
  if (schedules === null && said === undefined) return before;
  return {
    fetchedAt: now.toISOString(),
    deployments: before?.deployments ?? [],
    schedules: schedules ?? before?.schedules ?? null,
    ...(said !== undefined && { declared: said }),
  };
}

/** From the runs alone: that a workflow was switched off is one request too many, and shows as silence. */
async function readSchedules(
  client: GitHubClient,
  at: object,
  branch: string,
  repo: string,
): Promise<ScheduledWorkflow[]> {
  const query = { ...at, branch, event: 'schedule', per_page: 50, exclude_pull_requests: true };
  const answer = await getOrNull(client, '/repos/{owner}/{repo}/actions/runs', query);
  const runs = answer === null ? [] : understand(runsShape, answer, repo).workflow_runs;
  const byWorkflow = Map.groupBy(runs, ({ workflow_id }) => workflow_id);
  return [...byWorkflow.values()].flatMap((group) => {
    const read = group.flatMap(readRun);
    read.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
    const [first] = group;
    const name = first?.name ?? 'scheduled workflow';
    // A run names its file together with the branch.
    const path = first?.path == null ? {} : { path: first.path.replace(/@.*$/, '') };
    return read.length === 0 ? [] : [{ name, ...path, state: 'active' as const, stateChangedAt: null, runs: read }];
  });
}
