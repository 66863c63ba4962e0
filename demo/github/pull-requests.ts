// What people do to pull requests: merge, close, push to the branch. And what GitHub computes about two branches.

import type { Author, Commit, PullRequestState, SimulatedRepository } from './repository.ts';

export interface Comparison {
  readonly mergeBase: Commit | null;
  /** Commits of the head that the base does not have, oldest first, as GitHub lists them. */
  readonly ahead: readonly Commit[];
  readonly behind: number;
}

export function compareCommits(repository: SimulatedRepository, baseOid: string, headOid: string): Comparison {
  const base = repository.historyOf(baseOid);
  const head = repository.historyOf(headOid);
  const inBase = new Set(base.map(({ oid }) => oid));
  const inHead = new Set(head.map(({ oid }) => oid));
  return {
    mergeBase: base.find(({ oid }) => inHead.has(oid)) ?? null,
    ahead: head.filter(({ oid }) => !inBase.has(oid)).reverse(),
    behind: base.filter(({ oid }) => !inHead.has(oid)).length,
  };
}

/** The files of the base with what the head changed since they parted; null when both changed the same file. */
export function mergeFiles(repository: SimulatedRepository, baseOid: string, headOid: string) {
  const { mergeBase } = compareCommits(repository, baseOid, headOid);
  const [old, base, head] = [mergeBase?.oid ?? '', baseOid, headOid].map(
    (oid) => repository.findCommit(oid)?.files ?? new Map<string, Uint8Array>(),
  ) as [Commit['files'], Commit['files'], Commit['files']];
  const changed: Record<string, Uint8Array | null> = {};
  for (const path of new Set([...old.keys(), ...head.keys()])) {
    if (isSame(old.get(path), head.get(path))) continue;
    if (!isSame(old.get(path), base.get(path)) && !isSame(base.get(path), head.get(path))) return null;
    changed[path] = head.get(path) ?? null;
  }
  return changed;
}

function isSame(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && Buffer.compare(one, other) === 0);
}

export function headOf(repository: SimulatedRepository, request: PullRequestState): string {
  return request.state === 'open' ? (repository.head(request.headRef)?.oid ?? request.headOid) : request.headOid;
}

/** Open pull requests follow their base; branches that they come from keep their names. */
export function renameBranch({ state }: SimulatedRepository, from: string, to: string): void {
  state.branches.set(to, state.branches.get(from) ?? []);
  state.branches.delete(from);
  if (state.defaultBranch === from) state.defaultBranch = to;
  for (const request of state.pullRequests) if (request.baseRef === from) request.baseRef = to;
}

export interface MergeInput {
  readonly number: number;
  readonly at: Date;
  readonly by?: Author;
  readonly method?: 'merge' | 'squash';
  readonly deletesBranch?: boolean;
}

/** A person presses the button. Throws when GitHub would not let them. */
export function mergePullRequest(repository: SimulatedRepository, input: MergeInput): Commit {
  const { number, at, method = 'merge', deletesBranch = false, by = repository.owner } = input;
  const request = findPullRequest(repository, number);
  const base = repository.head(request.baseRef);
  const head = repository.head(request.headRef);
  if (request.state !== 'open' || base === null || head === null) throw new RangeError(`#${number} is not open`);
  const files = mergeFiles(repository, base.oid, head.oid);
  if (files === null) throw new RangeError(`#${number} has conflicts`);
  const message =
    method === 'merge'
      ? `Merge pull request #${number} from ${repository.state.owner}/${request.headRef}\n\n${request.title}`
      : `${request.title} (#${number})\n\n${head.message.split('\n').slice(2).join('\n')}`;
  const commit = repository.commit({ at, message, author: by, files, branch: request.baseRef, isSigned: true });
  if (method === 'merge') {
    // The branch's commits are part of the base from now on.
    const merged: Commit = { ...commit, parents: [base.oid, head.oid] };
    const rest = [...(repository.state.branches.get(request.baseRef) ?? [])].slice(1);
    const known = new Set(rest.map(({ oid }) => oid));
    const brought = repository.historyOf(head.oid).filter(({ oid }) => !known.has(oid));
    repository.state.branches.set(request.baseRef, [merged, ...rest, ...brought]);
  }
  Object.assign(request, { state: 'closed', mergedAt: at, mergeOid: commit.oid, headOid: head.oid });
  repository.tell('pull_request', 'closed', {
    pull_request: { number, merged: true, head: { ref: request.headRef }, base: { ref: request.baseRef } },
  });
  if (deletesBranch) repository.deleteBranch(request.headRef);
  return commit;
}

export function closePullRequest(
  repository: SimulatedRepository,
  number: number,
  by: string = repository.state.owner,
): void {
  const request = findPullRequest(repository, number);
  request.closedBy = by;
  request.headOid = headOf(repository, request);
  request.state = 'closed';
  repository.tell('pull_request', 'closed', {
    pull_request: { number, merged: false, head: { ref: request.headRef } },
  });
}

export function findPullRequest(repository: SimulatedRepository, number: number): PullRequestState {
  const found = repository.state.pullRequests.find((request) => request.number === number);
  if (found === undefined) throw new RangeError(`there is no pull request ${number}`);
  return found;
}
