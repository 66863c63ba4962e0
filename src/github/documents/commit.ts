// Commits files as one compare-and-swap on the head of a branch. Never forces, never sends a write twice: after a
// write whose outcome is not known it reads before it says anything.

import { StatusfolioError } from '../../errors.ts';
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
import { type FilesCommit, putFiles } from '../put-files.ts';
import { branchHead, commitOnBranch } from '../queries.ts';
import { branchHeadSchema, commitOnBranchSchema, type GraphqlError } from '../schemas.ts';
import { formatDocumentName, type GitHubDocumentRef, hashBlob, toBase64 } from './read.ts';

/** Throws what stopped the request when nothing was written, or when that could not be found out. */
export async function commitFiles(client: GitHubClient, change: FilesCommit): Promise<WriteResult> {
  const { repo, branch, version, files, headline, body, where } = change;
  const input = {
    branch: { repositoryNameWithOwner: repo, branchName: branch },
    expectedHeadOid: version,
    message: { headline, body },
    fileChanges: { additions: files.map(({ path, bytes }) => ({ path, contents: toBase64(bytes) })) },
  };

  let answer: GraphqlAnswer;
  try {
    answer = await client.mutate(commitOnBranch, { input });
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    if (error.code === 'GRAPHQL_MISSING' && (await speaksRestAlone(client, change)))
      return await putFiles(client, change);
    if (!isOutcomeUnknown(error)) throw error;
    return await checkWhetherWritten(client, change, error);
  }
  if (answer.kind === 'overloaded') return await checkWhetherWritten(client, change, answer.error);

  const written = commitOnBranchSchema.safeParse(answer.data);
  if (written.success) {
    const { oid, url } = written.data.createCommitOnBranch.commit;
    return { kind: 'written', oid, url: url ?? null };
  }
  const [refusal] = answer.errors;
  if (refusal === undefined || answer.errors.some(isOverload)) {
    const reason = unexpected(`${where}: GitHub did not say the outcome of the commit.`, where);
    return await checkWhetherWritten(client, change, reason);
  }
  return readRefusal(refusal, answer.retryAt, where);
}

/** One 404 proves nothing: a server that has answered a question is asked again before anything else is tried. */
async function speaksRestAlone(client: GitHubClient, { repo, branch, files }: FilesCommit): Promise<boolean> {
  const [owner = '', name = ''] = repo.split('/');
  try {
    await client.query(branchHead, { owner, name, path: files[0]?.path ?? '', branch: `refs/heads/${branch}` });
    return false;
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'GRAPHQL_MISSING') return true;
    throw error;
  }
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
  { repo, branch, version, files, headline, where }: FilesCommit,
  reason: StatusfolioError,
): Promise<WriteResult> {
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
      hint: 'It is tried again later.',
      retryable: true,
    });
  }
  const isOurs =
    head.parents[0]?.oid === version &&
    (head.message === headline || head.message.startsWith(`${headline}\n`)) &&
    head.file?.object?.oid === (await hashBlob(first?.bytes ?? new Uint8Array()));
  return isOurs ? { kind: 'written', oid: head.oid, url: head.url } : { kind: 'conflict' };
}

// Commits a document's new bytes, and what goes with them, to the branch that they were read from.

export interface DocumentCommit extends DocumentWrite {
  readonly ref: GitHubDocumentRef;
}

/** Throws what stopped the request when nothing was written, or when that could not be found out. */
export async function commitDocument(client: GitHubClient, change: DocumentCommit): Promise<WriteResult> {
  const { ref, file, bytes, companions = [], headline, body } = change;
  const where = formatDocumentName(ref);
  if (file.branch === null) throw new StatusfolioError('USAGE', `${where} was not read from GitHub.`, { where });
  return await commitFiles(client, {
    repo: ref.repo,
    branch: file.branch,
    version: file.version,
    files: [{ path: ref.path, bytes, before: file.bytes }, ...companions],
    headline,
    body,
    where,
  });
}
