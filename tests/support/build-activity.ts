// Builds activities for tests about deciding: only what a case is about has to be said.

import type { Activity, CommitFact, CommitKind, ScheduledWorkflow } from '../../src/core/model.ts';

export const now = new Date('2026-06-01T12:00:00Z');

/** `days` before `now`, as ISO text; fractions are allowed. */
export function daysAgo(days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString();
}

export function commit(days: number, kind: CommitKind = 'work'): CommitFact {
  return { oid: `${kind}-${days}`.padEnd(40, '0'), at: daysAgo(days), kind };
}

export function buildActivity(parts: Partial<Activity> = {}): Activity {
  return {
    nodeId: 'R_invented',
    name: 'ada/engine',
    visibility: 'public',
    isArchived: false,
    archivedAt: null,
    isEmpty: false,
    isFork: false,
    createdAt: daysAgo(300),
    pushedAt: daysAgo(1),
    defaultBranch: 'main',
    headOid: 'a'.repeat(40),
    commits: [commit(2), commit(10), commit(60), commit(200)],
    completeSince: daysAgo(300),
    languages: ['Python'],
    releases: [],
    tags: [],
    operations: null,
    fetchedAt: now.toISOString(),
    ...parts,
  };
}

/** A daily workflow whose newest run was `days` ago and whose last `failing` runs failed. */
export function dailyWorkflow(days: number, failing = 0, parts: Partial<ScheduledWorkflow> = {}): ScheduledWorkflow {
  const runs = Array.from({ length: 10 }, (_, index) => ({ at: daysAgo(days + index), succeeded: index >= failing }));
  return { name: 'Daily Report', state: 'active', stateChangedAt: null, runs, ...parts };
}
