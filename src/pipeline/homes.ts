// What is remembered of the repository that documents live in, and how it is changed: plain records in and out.

import { dayMs, elapsedMs } from '../core/instants.ts';
import type { BranchRecord, HomeRecord } from '../ports.ts';
import type { RefreshTarget } from './refresh.ts';

/** null for documents on this machine. */
export function keyHome({ ref }: RefreshTarget): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}

export function openHome(key: string): HomeRecord {
  return { key, branches: {}, inbox: null };
}

export function readBranchRecord(home: HomeRecord | null, branch: string | null): BranchRecord {
  return home?.branches[branch ?? ''] ?? { refusal: null, proposal: null, proposed: [] };
}

export function withBranch(home: HomeRecord, branch: string, record: BranchRecord): HomeRecord {
  return { ...home, branches: { ...home.branches, [branch]: record } };
}

/** Rules change: after this time a direct commit is tried again. */
const remembersRefusalMs = 30 * dayMs;

export function isProposedNow({ publish }: RefreshTarget, refusal: BranchRecord['refusal'], now: Date): boolean {
  if (publish === 'pull-request') return true;
  return publish === 'commit' && refusal !== null && elapsedMs(refusal.at, now) < remembersRefusalMs;
}

/** The target first, then the other documents of its repository: what is due for all of them goes into one commit. */
export function findNeighbours(target: RefreshTarget, targets: readonly RefreshTarget[]): RefreshTarget[] {
  const key = keyHome(target);
  if (key === null || target.publish === 'preview') return [target];
  const others = targets.filter((other) => other.key !== target.key && keyHome(other) === key);
  return [target, ...others.filter(({ publish }) => publish !== 'preview')];
}
