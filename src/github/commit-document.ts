// Commits a document's new bytes as a compare-and-swap on the head of its branch. Never forces, never sends a write
// twice: after a write whose outcome is not known it looks before it says anything.

import type { Problem } from '../core/model.ts';
import { StatusfolioError } from '../errors.ts';
import type { DocumentWrite, WriteResult } from '../ports.ts';
import { hashBlob, toBase64 } from './blob-bytes.ts';
import type { GitHubClient } from './client.ts';
import { type GitHubDocumentRef, nameDocument } from './document-file.ts';
import { branchHead, commitOnBranch } from './queries.ts';
import { type GraphqlAnswer, isOverload, isThrottling, throttled, unexpected } from './read-failure.ts';
import { branchHeadShape, commitOnBranchShape, type GraphqlError } from './shapes.ts';

export interface DocumentCommit extends DocumentWrite {
  readonly ref: GitHubDocumentRef;
}

/** Throws what stopped the request when nothing was written, or when that could not be found out. */
export async function commitDocument(client: GitHubClient, change: DocumentCommit): Promise<WriteResult> {
  const { ref, file, bytes, headline, body } = change;
  const where = nameDocument(ref);
  if (file.branch === null) throw new StatusfolioError('USAGE', `${where} was not read from GitHub.`, { where });
  const input = {
    branch: { repositoryNameWithOwner: ref.repo, branchName: file.branch },
    expectedHeadOid: file.version,
    message: { headline, body },
    fileChanges: { additions: [{ path: ref.path, contents: toBase64(bytes) }] },
  };

  let answer: GraphqlAnswer;
  try {
    answer = await client.mutate(commitOnBranch, { input });
  } catch (error) {
    if (!(error instanceof StatusfolioError) || !isOutcomeUnknown(error)) throw error;
    return await lookWhatHappened(client, change, file.branch, error);
  }
  if (answer.kind === 'overloaded') return await lookWhatHappened(client, change, file.branch, answer.error);

  const written = commitOnBranchShape.safeParse(answer.data);
  if (written.success) {
    const { oid, url } = written.data.createCommitOnBranch.commit;
    return { kind: 'written', oid, url: url ?? null };
  }
  const [refusal] = answer.errors;
  if (refusal === undefined || answer.errors.some(isOverload)) {
    return await lookWhatHappened(
      client,
      change,
      file.branch,
      unexpected(`${where}: GitHub did not say what became of the commit.`, where),
    );
  }
  return readRefusal(refusal, answer.retryAt, where);
}

/** Nothing answered, or nothing that can be read: GitHub may have committed all the same. */
function isOutcomeUnknown({ code }: StatusfolioError): boolean {
  return code === 'GITHUB_UNREACHABLE' || code === 'GITHUB_ANSWER_UNEXPECTED';
}

function readRefusal(refusal: GraphqlError, retryAt: string, where: string): WriteResult {
  const { type, message } = refusal;
  if (isThrottling(refusal)) {
    throw throttled(retryAt, where);
  }
  if (type === 'STALE_DATA' || /expected branch to point to/i.test(message)) return { kind: 'conflict' };
  // A branch that is gone was renamed or deleted since it was read: reading again finds out which.
  if (/branch not found|branch .*does not exist/i.test(message)) return { kind: 'conflict' };
  return { kind: 'rejected', problem: { where, ...explainRefusal(type, message) } };
}

/** GitHub uses several types for the same refusal, so its words are read as well. */
function explainRefusal(type: string | null, message: string): Omit<Problem, 'where'> {
  if (/archived/i.test(message)) {
    return {
      code: 'ARCHIVED',
      message: 'The repository is archived, so nothing can be written to it.',
      hint: 'Unarchive it, or set "publish: none".',
    };
  }
  if (
    type === 'BRANCH_PROTECTION_RULE_VIOLATION' ||
    /rule violations found|protected branch|through a pull request|required status check|must have verified signatures/i.test(
      message,
    )
  ) {
    const hint = 'Let the token bypass the rule, publish to another branch, or set "publish: none".';
    return { code: 'PROTECTED', message: `The branch is protected: ${oneLine(message)}`, hint };
  }
  if (
    type === 'FORBIDDEN' ||
    type === 'NOT_FOUND' ||
    type === 'INSUFFICIENT_SCOPES' ||
    /resource not accessible/i.test(message)
  ) {
    const hint = 'Give the token "Contents: read and write" on the repository (classic: public_repo or repo).';
    return { code: 'WRITE_FORBIDDEN', message: `The token may not write: ${oneLine(message)}`, hint };
  }
  return {
    code: 'WRITE_REJECTED',
    message: `GitHub refused the commit: ${oneLine(message)}`,
    hint: 'Nothing was written.',
  };
}

function oneLine(text: string): string {
  return text.split(/\s+/).filter(Boolean).join(' ').slice(0, 300);
}

/** Our commit is at the head: written. The head has not moved: not written, so far. Anything else: read again. */
async function lookWhatHappened(
  client: GitHubClient,
  { ref, file, bytes, headline }: DocumentCommit,
  branch: string,
  reason: StatusfolioError,
): Promise<WriteResult> {
  const where = nameDocument(ref);
  const [owner = '', name = ''] = ref.repo.split('/');
  const answer = await client.query(branchHead, { owner, name, path: ref.path, branch: `refs/heads/${branch}` });
  if (answer.kind === 'overloaded') throw answer.error;
  const head = branchHeadShape.safeParse(answer.data).data?.repository?.ref?.target;
  if (head === undefined) throw unexpected(`${where}: it could not be found out whether the commit was made.`, where);

  if (head.oid === file.version) {
    throw new StatusfolioError('GITHUB_UNREACHABLE', `${where} was not written: ${reason.message}`, {
      where,
      hint: 'It is tried again later.',
      retryable: true,
    });
  }
  const isOurs =
    head.parents[0]?.oid === file.version &&
    (head.message === headline || head.message.startsWith(`${headline}\n`)) &&
    head.file?.object?.oid === (await hashBlob(bytes));
  return isOurs ? { kind: 'written', oid: head.oid, url: head.url } : { kind: 'conflict' };
}
