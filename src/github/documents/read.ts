// Reads a document out of a repository: its exact bytes at one exact commit, proven by Git's own hash, and when a
// person last confirmed it. Never decodes and re-encodes; what cannot be proven is refused.

import type { DocumentRef } from '../../core/model.ts';
import { retriedLater, StatusfolioError } from '../../errors.ts';
import type { ActivitySummary, CompanionFiles, DocumentFile, ShownRepository } from '../../ports/github.ts';
import { readCommitKindOf } from '../activity/build.ts';
import type { GitHubClient } from '../client.ts';
import { type GraphqlAnswer, isOverload, unexpected } from '../errors.ts';
import { documentAndLite, documentOnBranch, documentOnDefaultBranch } from '../queries.ts';
import { publicRepositoriesSchema } from '../schemas.ts';
import { documentSchema, type HistoryPage, readHistoryPage, readOn, toPage } from './file-history.ts';

export type GitHubDocumentRef = Extract<DocumentRef, { kind: 'github' }>;

/** Places of the answer whose errors say nothing about the document. */
const isExtraQuery = new Set<string | number>(['nodes', 'publicRepositories']);
/** As many as GitHub takes ids at once. */
const maxSummaries = 100;
const maxBytes = 5 * 1024 * 1024;
/** The modes of a regular file in Git: 100644 and 100755, octal. */
const fileModes = new Set([0o100644, 0o100755]);
const lfsPointer = 'version https://git-lfs.github.com/spec/';

/** Throws DOCUMENT_NOT_FOUND, DOCUMENT_UNREADABLE, or what stopped the request. */
export async function readDocumentFile(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  bots: readonly string[],
  now: Date,
  companions: CompanionFiles = { nodeIds: [], publicRepositories: false },
): Promise<DocumentFile> {
  const nodeIds = companions.nodeIds.slice(0, maxSummaries);
  const answer = await ask(client, ref, { ...companions, nodeIds });
  if (answer.kind === 'overloaded') throw answer.error;

  const where = formatDocumentName(ref);
  const failure = answer.errors.find(({ type, path }) => type !== 'NOT_FOUND' && !isExtraQuery.has(path[0] ?? ''));
  if (failure?.type === 'FORBIDDEN') {
    throw unreadable(
      where,
      `GitHub does not let the token read ${where}: ${failure.message}`,
      'Give the token "Contents: read" on the repository.',
    );
  }
  if (failure !== undefined) throw unexpected(`${where} could not be read: ${failure.message}`, where);
  const parsed = documentSchema.safeParse(answer.data);
  if (!parsed.success) throw unexpected(`${where}: GitHub's response was not understood.`, where);

  const { repository } = parsed.data;
  if (repository === null)
    throw notFound(
      where,
      `${ref.repo} cannot be seen: it is gone, private, or the token has no access.`,
      'Check the name, and that the token may read it.',
    );
  const { branch } = repository;
  if (branch?.target == null) {
    if (ref.branch === null) throw notFound(where, `${ref.repo} has no commits yet.`, 'Commit the document first.');
    throw notFound(
      where,
      `${ref.repo} has no branch ${ref.branch}.`,
      'Correct the branch, or leave it out to follow the default branch.',
    );
  }
  const { file, oid, history } = branch.target;
  const [newest] = history.commits;
  if (file === null)
    throw notFound(
      where,
      `There is no ${ref.path} on ${ref.repo}, branch ${branch.name}.`,
      'Check the path; upper and lower case matter.',
    );
  checkEntry(where, file.type, file.mode);

  const { blobs = [], commits = [] } = companions.ours ?? {};
  const blob: unknown = Reflect.get(Object(file.object), 'oid');
  const ownCommit = typeof blob === 'string' && blobs.includes(blob) ? newest?.oid : undefined;
  const ours = new Set([...commits, ...(ownCommit === undefined ? [] : [ownCommit])]);
  const summaries = readSummaries(answer.data, nodeIds);
  const publicRepositories = readPublicRepositories(answer.data);
  return {
    bytes: await readBlob(client, ref, where, file.object),
    version: oid,
    branch: branch.name,
    isPublic: repository.visibility === 'public',
    isReadOnly: repository.isArchived === true,
    ...(repository.id != null && { repositoryId: repository.id }),
    ...(await readOn(toPage(history), readNext(client, ref, oid), {
      bots,
      now,
      pushedAt: repository.pushedAt ?? null,
      knownUntil: companions.knownUntil ?? null,
      ours,
    })),
    // Only where it is the head itself: a branch that was merged later may bring older commits.
    isOwnWord: ownCommit !== undefined || (newest?.oid === oid && readCommitKindOf(newest, bots) === 'own'),
    ...(ownCommit !== undefined && { ownCommit }),
    ...(summaries.size > 0 && { summaries }),
    ...(publicRepositories !== null && { publicRepositories }),
  };
}

/** Where GitHub gave no cursor the newest page is asked for again, larger. */
function readNext(client: GitHubClient, { repo, path }: GitHubDocumentRef, oid: string) {
  return async (after: string | number): Promise<HistoryPage> =>
    (await readHistoryPage(client, { repo, path }, oid, String(after) || null)) ?? {
      commits: [],
      next: null,
      isIncomplete: true,
    };
}

/** The document, and with it what is asked for beside it; without that where it is too much at once. */
async function ask(
  client: GitHubClient,
  { repo, path, branch }: GitHubDocumentRef,
  { nodeIds: ids, publicRepositories }: CompanionFiles,
): Promise<GraphqlAnswer> {
  const [owner = '', name = ''] = repo.split('/');
  if (branch !== null)
    return await client.query(documentOnBranch, { owner, name, path, branch: `refs/heads/${branch}` });
  const isAlone = ids.length === 0 && !publicRepositories;
  const answer = isAlone ? null : await client.query(documentAndLite, { owner, name, path, ids, publicRepositories });
  return answer === null || answer.kind === 'overloaded' || answer.errors.some(isOverload)
    ? await client.query(documentOnDefaultBranch, { owner, name, path })
    : answer;
}

/** Without what says nothing of work: archived, or empty. null: not asked for, or not answered. */
function readPublicRepositories(data: unknown): ShownRepository[] | null {
  const parsed = publicRepositoriesSchema.safeParse(data);
  if (!parsed.success) return null;
  return parsed.data.publicRepositories.repositories.flatMap(({ nameWithOwner, createdAt, isArchived, isEmpty }) =>
    isArchived || isEmpty ? [] : [{ repo: nameWithOwner, createdAt }],
  );
}

/** What could not be seen is left out: whoever wants to know fetches again, and learns why. */
function readSummaries(data: unknown, ids: readonly string[]): Map<string, ActivitySummary> {
  const nodes: unknown = Reflect.get(Object(data), 'nodes');
  if (!Array.isArray(nodes)) return new Map();
  return new Map(
    ids.flatMap((id, index): [string, ActivitySummary][] => {
      const seen: unknown = nodes[index] ?? null;
      const isPublic = Reflect.get(Object(seen), 'visibility') === 'PUBLIC';
      return seen === null ? [] : [[id, { isPublic, seen }]];
    }),
  );
}

/** `owner/name:path`, with the branch where one was asked for. */
export function formatDocumentName({ repo, path, branch }: GitHubDocumentRef): string {
  return `${repo}:${path}${branch === null ? '' : `@${branch}`}`;
}

/** GitHub hands out decoded text; where its bytes are not the blob's own, the blob is fetched undecoded. */
async function readBlob(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  where: string,
  blob: {
    readonly oid?: string | undefined;
    readonly byteSize?: number | undefined;
    readonly text?: string | null | undefined;
  } | null,
): Promise<Uint8Array> {
  const { oid, byteSize = 0, text } = blob ?? {};
  if (oid === undefined) throw unexpected(`${where}: GitHub's response was not understood.`, where);
  if (byteSize > maxBytes)
    throw unreadable(where, `${where} is larger than 5 MB.`, 'Move the table to a smaller document.');
  if (text?.startsWith(lfsPointer))
    throw unreadable(where, `${where} is stored in Git LFS.`, 'Keep the document in Git itself.');

  const decoded = new TextEncoder().encode(text ?? '');
  if ((await hashBlob(decoded)) === oid) return decoded;
  const [owner, repo] = ref.repo.split('/');
  const bytes = await client.getBytes('/repos/{owner}/{repo}/git/blobs/{file_sha}', { owner, repo, file_sha: oid });
  if ((await hashBlob(bytes)) === oid) return bytes;
  throw unreadable(
    where,
    `${where}: the bytes that GitHub sent do not match their object id.`,
    `Nothing is written until they agree. ${retriedLater}.`,
  );
}

/** Only a regular file may be read and written. */
function checkEntry(where: string, type: string, mode: number): void {
  if (type === 'blob' && fileModes.has(mode)) return;
  throw unreadable(where, `${where} is ${formatEntryType(type, mode)}, not a file.`, 'Name the document itself.');
}

function formatEntryType(type: string, mode: number): string {
  if (mode === 0o120000) return 'a symbolic link';
  if (type === 'commit' || mode === 0o160000) return 'a submodule';
  return type === 'tree' ? 'a folder' : 'a special entry';
}

export function notFound(where: string, message: string, hint: string): StatusfolioError {
  return new StatusfolioError('DOCUMENT_NOT_FOUND', message, { where, hint });
}

function unreadable(where: string, message: string, hint: string): StatusfolioError {
  return new StatusfolioError('DOCUMENT_UNREADABLE', message, { where, hint });
}

// The bytes of a Git blob: their name by Git's own rule, and their journey to GitHub. Bytes are never decoded here.

/** The SHA-1 that Git names these bytes by. */
export async function hashBlob(bytes: Uint8Array): Promise<string> {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(header.length + bytes.length);
  whole.set(header);
  whole.set(bytes, header.length);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-1', whole));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** More arguments than this at once overflow the stack of some engines. */
const chunkLength = 0x8000;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let start = 0; start < bytes.length; start += chunkLength) {
    binary += String.fromCharCode(...bytes.subarray(start, start + chunkLength));
  }
  return btoa(binary);
}

// The bytes of one file at one commit, over REST: GraphQL hands out decoded text alone.

/** null: there is no such file. */
export async function readContents(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string; readonly ref: string },
  path: string,
): Promise<Uint8Array | null> {
  try {
    return await client.getBytes(contentsRoute(path), { ...place });
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

/** The path's slashes stay slashes: octokit would encode them. */
export function contentsRoute(path: string): string {
  return `/repos/{owner}/{repo}/contents/${path.split('/').map(encodeURIComponent).join('/')}`;
}
