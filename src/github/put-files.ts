// Writes files through the contents API, for servers without GraphQL: one commit per file, each a compare-and-swap on
// the file's own blob. Never sends a write twice: after an unknown outcome it reads.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { FileWrite, WriteResult } from '../ports/github.ts';
import type { GitHubClient, WriteAnswer } from './client.ts';
import { hashBlob, toBase64 } from './documents/read.ts';
import { explainStatus, isOutcomeUnknown, unexpected } from './errors.ts';

const putSchema = z.object({ commit: z.object({ sha: z.string(), html_url: z.string().nullish() }) });
const commitsSchema = z.array(z.object({ sha: z.string(), html_url: z.string().nullish() }));

export async function putFiles(client: GitHubClient, change: FilesCommit): Promise<WriteResult> {
  const { repo, branch, files, headline, body, where } = change;
  const [owner, name] = repo.split('/');
  let result: WriteResult = { kind: 'conflict' };
  for (const { path, bytes, before } of files) {
    const parameters = {
      owner,
      repo: name,
      branch,
      message: `${headline}\n\n${body}`,
      content: toBase64(bytes),
      ...(before !== null && { sha: await hashBlob(before) }),
    };
    result = await putFile(client, parameters, path, bytes, where);
    if (result.kind !== 'written') return result;
  }
  return result;
}

async function putFile(
  client: GitHubClient,
  parameters: Readonly<Record<string, unknown>>,
  path: string,
  bytes: Uint8Array,
  where: string,
): Promise<WriteResult> {
  let answer: WriteAnswer;
  try {
    answer = await client.send(`PUT ${contentsRoute(path)}`, parameters);
  } catch (error) {
    if (!(error instanceof StatusfolioError) || !isOutcomeUnknown(error)) throw error;
    return await checkWhetherWritten(client, parameters, path, bytes, error);
  }
  if (answer.kind === 'refused') return readRefusal(answer, where);
  const written = putSchema.safeParse(answer.data);
  if (written.success) return toWritten(written.data.commit);
  return await checkWhetherWritten(client, parameters, path, bytes, unexpected(`${where} was not confirmed.`, where));
}

/** The path's slashes stay slashes: octokit would encode them. */
export function contentsRoute(path: string): string {
  return `/repos/{owner}/{repo}/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
}

function readRefusal({ status, message }: Extract<WriteAnswer, { kind: 'refused' }>, where: string): WriteResult {
  const reason = explainStatus(status, message);
  const isForGood = ['PROTECTED', 'ARCHIVED', 'SUSPENDED'].includes(reason.code);
  // The file or the branch changed since it was read; a missing branch was renamed or deleted. Nothing else is a race.
  const isStale =
    status === 409 ||
    (status === 422 && /"sha" wasn't supplied/.test(message)) ||
    /branch \S+ (?:was )?(?:not found|not exist|renamed|deleted)/i.test(message);
  if (isStale && !isForGood) return { kind: 'conflict' };
  return { kind: 'rejected', problem: { where, ...reason } };
}

async function checkWhetherWritten(
  client: GitHubClient,
  parameters: Readonly<Record<string, unknown>>,
  path: string,
  bytes: Uint8Array,
  reason: StatusfolioError,
): Promise<WriteResult> {
  const { owner, repo, branch, message } = parameters;
  const place = { owner, repo };
  const found = await client.getJson(contentsRoute(path), { ...place, ref: branch });
  const commits = await client.getJson('/repos/{owner}/{repo}/commits', { ...place, sha: branch, path, per_page: 1 });
  const newest = commitsSchema.safeParse(commits).data?.[0];
  const isThere = Reflect.get(Object(found), 'sha') === (await hashBlob(bytes));
  if (isThere && newest !== undefined) return toWritten(newest);
  throw new StatusfolioError('GITHUB_UNREACHABLE', `${path} was not written: ${reason.message}`, {
    where: String(message).split('\n')[0] ?? '',
    hint: 'It is tried again later.',
    retryable: true,
  });
}

function toWritten({ sha, html_url }: z.infer<typeof commitsSchema>[number]): WriteResult {
  return { kind: 'written', oid: sha, url: html_url ?? null };
}

export interface FilesCommit {
  readonly repo: string;
  readonly branch: string;
  /** The head that the files were read at. */
  readonly version: string;
  readonly files: readonly FileWrite[];
  readonly headline: string;
  readonly body: string;
  /** The document's name in messages. */
  readonly where: string;
}
