// Ends a pull request whose changes are not due any more, and says what became of the last one.

import type { Proposal, WithdrawResult } from '../ports.ts';
import { type BranchPlace, deleteBranch, readBranch } from './branch-work.ts';
import type { GitHubClient } from './client.ts';
import { unexpected } from './read-failure.ts';
import { readPlan, readStanding, sayHandsOff, toRecord } from './read-proposal.ts';

/** Nothing is left to propose. */
export async function withdrawProposal(
  client: GitHubClient,
  { repo, base, known }: Pick<Proposal, 'repo' | 'base' | 'known'>,
): Promise<WithdrawResult> {
  const standing = await readStanding(client, repo, base);
  if (standing === 'archived' || standing.pull === null) return { kind: 'none' };
  const { pull } = standing;
  const place = { ...standing.place, base: pull.base?.ref ?? base };
  const knownOid = known?.headOid ?? null;
  const plan = readPlan(pull) ?? known?.plan ?? '';
  const oid = pull.merge_commit_sha ?? null;

  if (pull.state === 'closed') {
    if (known?.state !== 'open') return { kind: 'none' };
    const kind = pull.merged_at == null ? 'declined' : 'merged';
    if (kind === 'merged') await deleteOwnBranch(client, place, knownOid);
    return { kind, record: toRecord(pull, pull.head.sha, plan, kind), oid: kind === 'merged' ? oid : null };
  }
  const branch = await readBranch(client, place, place.base, knownOid);
  const { number } = pull;
  if (branch !== null && !branch.isOurs) {
    return { kind: 'hands-off', record: await sayHandsOff(client, place, pull, known) };
  }
  const { owner, repo: name } = place;
  // Without its plan: should the same change become due again, it is a new one and not declined.
  const body = 'Nothing is left to be proposed here: the documents say it already, or it goes another way now.';
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{number}';
  const answer = await client.send(route, { owner, repo: name, number, body, state: 'closed' });
  if (answer.kind === 'refused') throw unexpected(`${repo}#${number} could not be closed: ${answer.message}`, repo);
  if (branch !== null) await deleteBranch(client, place, branch.headOid);
  return { kind: 'withdrawn', record: toRecord(pull, pull.head.sha, plan, 'withdrawn'), oid: null };
}

/** After a merge our branch is of no use; unless somebody went on with it. */
async function deleteOwnBranch(client: GitHubClient, place: BranchPlace, knownOid: string | null): Promise<void> {
  const branch = await readBranch(client, place, place.base, knownOid);
  if (branch !== null && (branch.isOurs || branch.ahead === 0)) await deleteBranch(client, place, branch.headOid);
}
