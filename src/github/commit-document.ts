// Commits a document's new bytes, and what goes with them, to the branch that they were read from.

import { StatusfolioError } from '../errors.ts';
import type { DocumentWrite, WriteResult } from '../ports.ts';
import type { GitHubClient } from './client.ts';
import { commitFiles } from './commit-files.ts';
import { type GitHubDocumentRef, nameDocument } from './document-file.ts';

export interface DocumentCommit extends DocumentWrite {
  readonly ref: GitHubDocumentRef;
}

/** Throws what stopped the request when nothing was written, or when that could not be found out. */
export async function commitDocument(client: GitHubClient, change: DocumentCommit): Promise<WriteResult> {
  const { ref, file, bytes, beside = [], headline, body } = change;
  const where = nameDocument(ref);
  if (file.branch === null) throw new StatusfolioError('USAGE', `${where} was not read from GitHub.`, { where });
  return await commitFiles(client, {
    repo: ref.repo,
    branch: file.branch,
    version: file.version,
    files: [{ path: ref.path, bytes, before: file.bytes }, ...beside],
    headline,
    body,
    where,
  });
}
