// Commits files as one compare-and-swap on the head of a branch. Never forces, never sends a write twice: after a
// write whose outcome is not known it reads before it says anything.

import { retriedLater, StatusfolioError } from '../../errors.ts';
import type { DocumentWrite, WriteResult } from '../../ports/github.ts';
import type { GitHubClient } from '../client.ts';
import {
  explainRejection,
  type GraphqlAnswer,
  isOutcomeUnknown,
  isOverload,
  isThrottling,
  throttled,
  unexpected,
} from '../errors.ts';
import { branchHead, commitOnBranch } from '../queries.ts';
import { branchHeadSchema, commitOnBranchSchema, type GraphqlError } from '../schemas.ts';
import { formatDocumentName, type GitHubDocumentRef, hashBlob, toBase64 } from './read.ts';

/** Throws what stopped the request when nothing was written, or when that could not be found out. */
export async function commitFiles(
  client: GitHubClient,
  change: DocumentWrite,
  ref: GitHubDocumentRef,
): Promise<WriteResult> {
  const { branch, version, files, headline, body } = change;
  const where = formatDocumentName(ref);
  if (branch === null) throw new StatusfolioError('USAGE', `${where} was not read from GitHub.`, { where });
  const input = {
    branch: { repositoryNameWithOwner: ref.repo, branchName: branch },
    expectedHeadOid: version,
    message: { headline, body },
    fileChanges: { additions: files.map(({ path, bytes }) => ({ path, contents: toBase64(bytes) })) },
  };

  let answer: GraphqlAnswer;
  try {
    answer = await client.mutate(commitOnBranch, { input });
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    if (!isOutcomeUnknown(error)) throw error;
    return await checkWhetherWritten(client, change, ref, error);
  }
  if (answer.kind === 'overloaded') return await checkWhetherWritten(client, change, ref, answer.error);

  const written = commitOnBranchSchema.safeParse(answer.data);
  if (written.success) {
    const { oid, url } = written.data.createCommitOnBranch.commit;
    return { kind: 'written', oid, url: url ?? null };
  }
  const [refusal] = answer.errors;
  if (refusal === undefined || answer.errors.some(isOverload)) {
    const reason = unexpected(`${where}: GitHub did not say the outcome of the commit.`, where);
    return await checkWhetherWritten(client, change, ref, reason);
  }
  return readRefusal(refusal, answer.retryAt, where);
}

function readRefusal(refusal: GraphqlError, retryAt: string, where: string): WriteResult {
  const { type, message } = refusal;
  if (isThrottling(refusal)) {
    throw throttled(retryAt, where);
  }
  if (type === 'STALE_DATA' || /expected branch to point to/i.test(message)) return { kind: 'conflict' };
  // A branch that is gone was renamed or deleted since it was read: reading again finds out which.
  if (/branch not found|does not exist/i.test(message)) return { kind: 'conflict' };
  return { kind: 'rejected', problem: { where, ...explainRejection(type, message) } };
}

/** Our commit is at the head: written. The head has not moved: not written, so far. Anything else: read again. */
async function checkWhetherWritten(
  client: GitHubClient,
  { branch, version, files, headline }: DocumentWrite,
  { repo, ...place }: GitHubDocumentRef,
  reason: StatusfolioError,
): Promise<WriteResult> {
  const where = formatDocumentName({ repo, ...place });
  const [first] = files;
  const [owner = '', name = ''] = repo.split('/');
  const path = first?.path ?? '';
  const answer = await client.query(branchHead, { owner, name, path, branch: `refs/heads/${branch}` });
  if (answer.kind === 'overloaded') throw answer.error;
  const head = branchHeadSchema.safeParse(answer.data).data?.repository?.ref?.target;
  if (head === undefined) throw unexpected(`${where}: it could not be found out whether the commit was made.`, where);

  if (head.oid === version) {
    throw new StatusfolioError('GITHUB_UNREACHABLE', `${where} was not written: ${reason.message}`, {
      where,
      hint: `${retriedLater}.`,
      retryable: true,
    });
  }
  const isOurs =
    head.parents[0]?.oid === version &&
    (head.message === headline || head.message.startsWith(`${headline}\n`)) &&
    head.file?.object?.oid === (await hashBlob(first?.bytes ?? new Uint8Array()));
  return isOurs ? { kind: 'written', oid: head.oid, url: head.url } : { kind: 'conflict' };
}
