// Reads a document of a public repository without a token: three REST requests. It cannot be written to, so its
// version is only a name for the bytes.

import { StatusfolioError } from '../errors.ts';
import type { DocumentFile } from '../ports.ts';
import { commitsAnswer, repositoryAnswer, toCommitShape } from './anonymous-shapes.ts';
import type { GitHubClient } from './client.ts';
import { type GitHubDocumentRef, nameDocument } from './document-file.ts';
import { commitsPerPage, readOn } from './file-history.ts';
import { unexpected } from './read-failure.ts';

const neverMore = async () => ({ commits: [], next: null });

export async function readDocumentAnonymously(
  client: GitHubClient,
  ref: GitHubDocumentRef,
  bots: readonly string[],
  now: Date,
): Promise<DocumentFile> {
  const where = nameDocument(ref);
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
  if (!repository.success) throw unexpected(`GitHub's answer about ${ref.repo} was not understood.`, where);
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
  const commits = listed.success ? listed.data.map(toCommitShape) : [];
  const isTorn = !listed.success || commits.length === commitsPerPage;
  const pushedAt = repository.data.pushed_at;
  return {
    bytes,
    version: commits[0]?.oid ?? branch,
    branch,
    isPublic: !repository.data.private,
    ...(await readOn({ commits, next: null, isTorn }, neverMore, { bots, now, pushedAt, knownUntil: null })),
  };
}
