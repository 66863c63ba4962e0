// What `leave` takes out of a repository beside hooks: the status issue, and the branch that changes were proposed from.

import * as z from 'zod';
import { deleteBranch, readBranch } from './branch-work.ts';
import type { GitHubClient } from './client.ts';
import { deleteIssue, issueId } from './queries.ts';
import { readStanding } from './read-proposal.ts';

const idAnswer = z.object({ repository: z.object({ issue: z.object({ id: z.string() }).nullish() }).nullable() });
const deletedAnswer = z.object({ deleteIssue: z.object({ repository: z.object({ id: z.string() }).nullable() }) });

/** Only an administrator may delete an issue; false: GitHub did not. */
export async function deleteIssueForGood(client: GitHubClient, repo: string, number: number): Promise<boolean> {
  const [owner = '', name = ''] = repo.split('/');
  const found = await client.query(issueId, { owner, name, number });
  const id = found.kind === 'answer' ? idAnswer.safeParse(found.data).data?.repository?.issue?.id : undefined;
  if (id === undefined) return false;
  const answer = await client.mutate(deleteIssue, { input: { issueId: id } });
  return answer.kind === 'answer' && deletedAnswer.safeParse(answer.data).success;
}

/** 'left': it holds somebody else's commit. 'kept': GitHub did not delete it. */
export async function deleteProposalBranch(
  client: GitHubClient,
  repo: string,
  base: string,
): Promise<'removed' | 'none' | 'left' | 'kept'> {
  const standing = await readStanding(client, repo, base);
  if (standing === 'archived') return 'none';
  const { place } = standing;
  const branch = await readBranch(client, place, base, null);
  if (branch === null) return 'none';
  if (!branch.isOurs && branch.ahead > 0) return 'left';
  await deleteBranch(client, place, branch.headOid);
  return (await readBranch(client, place, base, null)) === null ? 'removed' : 'kept';
}
