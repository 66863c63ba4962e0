// Files over REST, for servers without GraphQL and for branches of our own: bytes at one commit, and a whole document
// with its version, its mode and when a person last confirmed it.

import * as z from 'zod';
import { StatusfolioError } from '../errors.ts';
import type { DocumentFile } from '../ports/github.ts';
import { readCommitKindOf } from './activity/build.ts';
import type { GitHubClient } from './client.ts';
import { commitsPerPage, type HistoryPage, readOn } from './documents/file-history.ts';
import {
  checkEntry,
  formatDocumentName,
  type GitHubDocumentRef,
  hashBlob,
  maxBytes,
  notFound,
  unreadable,
} from './documents/read.ts';
import { unexpected } from './errors.ts';
import { getOrNull } from './pull-request/branch.ts';
import { contentsRoute } from './put-files.ts';
import { commitsAnswer, toCommitSchema } from './unauthenticated/schemas.ts';

interface Place {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
}

/** null: there is no such file. */
export async function readContents(client: GitHubClient, place: Place, path: string): Promise<Uint8Array | null> {
  try {
    return await client.getBytes(contentsRoute(path), { ...place });
  } catch (error) {
    if (error instanceof StatusfolioError && error.code === 'NOT_VISIBLE') return null;
    throw error;
  }
}

const repositorySchema = z.object({
  node_id: z.string().nullish(),
  default_branch: z.string(),
  private: z.boolean(),
  archived: z.boolean().nullish(),
  pushed_at: z.string().nullish(),
});
const refSchema = z.object({ object: z.object({ sha: z.string() }) });
const treeSchema = z.object({
  tree: z.array(z.object({ path: z.string(), mode: z.string(), type: z.string(), sha: z.string() })),
});
/** The same as `readDocumentFile`, for servers without GraphQL. */
export async function readDocumentOverRest(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  bots: readonly string[],
  now: Date,
  knownUntil: string | null,
): Promise<DocumentFile> {
  const where = formatDocumentName(ref);
  const [owner = '', repo = ''] = ref.repo.split('/');
  const understand = <Schema extends z.ZodType>(schema: Schema, found: unknown): z.output<Schema> => {
    const parsed = schema.safeParse(found);
    if (parsed.success) return parsed.data;
    throw unexpected(`${where}: GitHub's answer was not understood.`, where);
  };
  const get = (route: string, parameters: Readonly<Record<string, unknown>>) =>
    getOrNull(client, `/repos/{owner}/{repo}${route}`, { owner, repo, ...parameters });

  const seen = await get('', {});
  if (seen === null)
    throw notFound(where, `${ref.repo} cannot be seen.`, 'Check the name, and that the token may read it.');
  const repository = understand(repositorySchema, seen);
  const branch = ref.branch ?? repository.default_branch;
  const head = await get('/git/ref/{+branch}', { branch: `heads/${branch}` });
  if (head === null) throw notFound(where, `${ref.repo} has no branch ${branch}.`, 'Correct the branch.');
  const version = understand(refSchema, head).object.sha;

  let sha = version;
  const parts = ref.path.split('/');
  for (const [index, part] of parts.entries()) {
    const { tree } = understand(treeSchema, await get('/git/trees/{sha}', { sha }));
    const entry = tree.find(({ path }) => path === part);
    if (entry === undefined) throw notFound(where, `There is no ${ref.path} on ${ref.repo}.`, 'Check the path.');
    if (index === parts.length - 1) checkEntry(where, entry.type, Number.parseInt(entry.mode, 8));
    sha = entry.sha;
  }
  const bytes = await readContents(client, { owner, repo, ref: version }, ref.path);
  if (bytes === null || (await hashBlob(bytes)) !== sha) {
    throw unreadable(
      where,
      `${where}: the bytes that GitHub sent are not the ones it names.`,
      'It is tried again later.',
    );
  }
  if (bytes.length > maxBytes) throw unreadable(where, `${where} is larger than 5 MB.`, 'Use a smaller document.');

  const readPage = async (page: string | number): Promise<HistoryPage> => {
    const query = { sha: version, path: ref.path, per_page: commitsPerPage, page };
    const commits = understand(commitsAnswer, await get('/commits', query)).map(toCommitSchema);
    return { commits, next: commits.length < commitsPerPage ? null : Number(page) + 1 };
  };
  const first = await readPage(1);
  const [newest] = first.commits;
  return {
    bytes,
    version,
    branch,
    isPublic: !repository.private,
    isReadOnly: repository.archived === true,
    ...(repository.node_id != null && { repositoryId: repository.node_id }),
    ...(await readOn(first, readPage, { bots, now, pushedAt: repository.pushed_at ?? null, knownUntil })),
    isOwnWord: newest?.oid === version && readCommitKindOf(newest, bots) === 'own',
  };
}
