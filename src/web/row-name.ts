// What documents and rows are called on a page: one wording and one anchor for everybody who points at them.

import type { DocumentView } from './portfolio-view.ts';

/** `owner/name` for its README, else `owner/name: path`; a local file by its path. */
export function nameDocument({ repo, path }: Pick<DocumentView, 'repo' | 'path'>): string {
  if (repo === null) return path;
  return path === 'README.md' ? repo : `${repo}: ${path}`;
}

export function rowId(document: number, position: number): string {
  return `row-${document + 1}-${position + 1}`;
}
