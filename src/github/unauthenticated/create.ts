// GitHub as it answers without a token: it can be checked, for a while, and nothing can be written.

import { matchesPattern } from '../../core/path-pattern.ts';
import { StatusfolioError } from '../../errors.ts';
import type { DocumentFile, GitHub } from '../../ports/github.ts';
import { createGitHubClient, type GitHubClient } from '../client.ts';
import { type GitHubOptions, onGitHub } from '../create-github.ts';
import { commitsPerPage, readOn } from '../documents/file-history.ts';
import { findReadme } from '../documents/find-files.ts';
import { formatDocumentName, type GitHubDocumentRef } from '../documents/read.ts';
import { unexpected } from '../errors.ts';
import { type AnonymousCache, readAnonymously } from './activity.ts';
import { readLastAnonymously } from './last-activity.ts';
import { commitsAnswer, repositoryAnswer, toCommitSchema, treeAnswer } from './schemas.ts';

export type AnonymousOptions = Omit<GitHubOptions, 'token' | 'writeToken'> & { readonly cache: AnonymousCache };

/** What three requests for each repository do not reach, and what nobody is shown without a credential. */
const unread = [
  'workflows that were switched off, and the schedules of projects that are not said to run',
  'releases of projects that are said to run, and tags where there are releases',
  'deployments',
  'statuses, and notes of a move, in the READMEs of repositories',
  'commits before the latest hundred',
  'private repositories',
  'the status issue and its answers',
];

export function createAnonymousGitHub(options: AnonymousOptions): GitHub {
  const { bots = [], cache, now = () => new Date() } = options;
  const client = createGitHubClient({ ...options, token: null });
  const refuse = (what: string) => async () => {
    throw new StatusfolioError('TOKEN_MISSING', `${what} needs a GitHub token.`, {
      where: 'GITHUB_TOKEN',
      hint: 'Set GITHUB_TOKEN to one that may write contents of the repository.',
    });
  };
  return {
    unread,
    readActivities: (requests, at) => readAnonymously(client, requests, bots, cache, at),
    readLastActivities: (request) => readLastAnonymously(client, request, bots),
    documents: {
      read: (ref) => readDocumentAnonymously(client, onGitHub(ref), bots, now()),
      write: ({ ref }) => refuse(`Writing ${ref.path}`)(),
      list: (ref, pattern) => listFolderAnonymously(client, onGitHub(ref), pattern),
      findReadme: (repo, branch) => findReadme(client, repo, branch),
      readIfThere: (repo, branch, paths) => readIfThereAnonymously(client, repo, branch, paths),
    },
    pullRequests: { upsertPullRequest: refuse('A pull request'), closePullRequest: refuse('A pull request') },
    statusIssues: {
      read: refuse('The status issue'),
      write: refuse('The status issue'),
      retire: refuse('The status issue'),
      mayWrite: async () => false,
    },
    findPublic: async () => new Set(),
    readFiles: async () => new Map(),
    startWorkflow: refuse('Starting a workflow'),
    counts: client.counts,
  };
}

// Lists the files that a pattern stands for with one REST request for the whole tree.

async function listFolderAnonymously(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  pattern: string,
): Promise<readonly string[]> {
  const where = `${ref.repo}:${pattern}`;
  const [owner, repo] = ref.repo.split('/');
  const place = { owner, repo, tree_sha: ref.branch ?? 'HEAD', recursive: 1 };
  const answer = await client.getJson('/repos/{owner}/{repo}/git/trees/{tree_sha}', place);
  const tree = treeAnswer.safeParse(answer);
  if (!tree.success || tree.data.truncated) throw unexpected(`${where}: the folder could not be listed.`, where);
  const files = tree.data.tree.filter(({ type }) => type === 'blob').map(({ path }) => path);
  return files.filter((path) => matchesPattern(path, pattern)).sort();
}

/** One request for what stands at the root; one more for each file that can be there. */
async function readIfThereAnonymously(
  client: GitHubClient,
  name: string,
  branch: string | null,
  paths: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const [owner, repo] = name.split('/');
  const files = new Map<string, Uint8Array>();
  const isAbsent = (error: unknown) => error instanceof StatusfolioError && error.code === 'NOT_VISIBLE';
  try {
    const place = { owner, repo, tree_sha: branch ?? 'HEAD' };
    const answer = await client.getJson('/repos/{owner}/{repo}/git/trees/{tree_sha}', place);
    const root = treeAnswer.safeParse(answer);
    if (!root.success) throw unexpected(`${name}: its files could not be listed.`, name);
    const names = new Set(root.data.tree.map(({ path }) => path));
    for (const path of paths.filter((one) => names.has(one.split('/')[0] ?? ''))) {
      const query = { owner, repo, path, ...(branch !== null && { ref: branch }) };
      const bytes = await client
        .getBytes('/repos/{owner}/{repo}/contents/{+path}', query)
        .catch((error: unknown) => (isAbsent(error) ? null : Promise.reject(error)));
      if (bytes !== null) files.set(path, bytes);
    }
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
  return files;
}

// Reads a document of a public repository without a token: three REST requests. It cannot be written to, so its
// version is only a name for the bytes.

const neverMore = async () => ({ commits: [], next: null });

async function readDocumentAnonymously(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  bots: readonly string[],
  now: Date,
): Promise<DocumentFile> {
  const where = formatDocumentName(ref);
  const [owner, repo] = ref.repo.split('/');
  const missing = (message: string, hint: string) => {
    return new StatusfolioError('DOCUMENT_NOT_FOUND', message, { where, hint });
  };
  const gone = (error: unknown, instead: StatusfolioError): never => {
    throw error instanceof StatusfolioError && error.code === 'NOT_VISIBLE' ? instead : error;
  };

  const seen = await client
    .getJson('/repos/{owner}/{repo}', { owner, repo })
    .catch((error: unknown) =>
      gone(
        error,
        missing(`${ref.repo} cannot be seen without a token.`, 'Check the name; for a private one set GITHUB_TOKEN.'),
      ),
    );
  const repository = repositoryAnswer.safeParse(seen);
  if (!repository.success) throw unexpected(`GitHub's response about ${ref.repo} was not understood.`, where);
  const branch = ref.branch ?? repository.data.default_branch;

  const bytes = await client
    .getBytes('/repos/{owner}/{repo}/contents/{+path}', { owner, repo, path: ref.path, ref: branch })
    .catch((error: unknown) =>
      gone(
        error,
        missing(
          `There is no ${ref.path} on ${ref.repo}, branch ${branch}.`,
          'Check the path; upper and lower case matter.',
        ),
      ),
    );
  // One request for a hundred commits is what there is without a token; what is beyond is said to be unread.
  const query = { owner, repo, sha: branch, path: ref.path, per_page: commitsPerPage };
  const listed = commitsAnswer.safeParse(await client.getJson('/repos/{owner}/{repo}/commits', query));
  const commits = listed.success ? listed.data.map(toCommitSchema) : [];
  const isIncomplete = !listed.success || commits.length === commitsPerPage;
  const pushedAt = repository.data.pushed_at;
  return {
    bytes,
    version: commits[0]?.oid ?? branch,
    branch,
    isPublic: !repository.data.private,
    ...(await readOn({ commits, next: null, isIncomplete }, neverMore, {
      bots,
      now,
      pushedAt,
      knownUntil: null,
    })),
  };
}
