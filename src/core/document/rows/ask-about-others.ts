// Rows about repositories of other people: what their status is only the owner of the document can say, so every change
// of it is asked first.

import type { Row } from '../../model.ts';

/** `own`: the account whose document it is; null where nobody knows, and the rows have to tell. */
export function askAboutOthers(rows: readonly Row[], own: string | null): Row[] {
  const owners = new Set(own === null ? rows.flatMap(({ repo }) => (repo === null ? [] : readOwner(repo))) : []);
  if (own === null && owners.size < 2) return [...rows];
  return rows.map((row) => {
    if (row.repo === null) return row;
    const owner = readOwner(row.repo);
    if (owner === own?.toLowerCase()) return row;
    return { ...row, asksFirst: own === null ? severalOwners : foreign(owner) };
  });
}

function readOwner(repo: string): string {
  return repo.slice(0, Math.max(0, repo.indexOf('/'))).toLowerCase();
}

function foreign(owner: string): string {
  return `The repository belongs to ${owner}, not to the owner of this document.`;
}

const severalOwners = 'The repositories belong to several owners, and whose document this is is not known.';
