// What one look at a document taught, as the statements of one batch: all of it is remembered, or nothing.

import type { DocumentRef } from '../core/model.ts';
import type { RefreshRecord, Statement } from '../ports.ts';
import { sql, statement, toJsonLists } from './statements.ts';

export function saveStatements(record: RefreshRecord, ownerId: string): Statement[] {
  const { document, repositories, projects, changes, commit = null, startedAt } = record;
  const { key, ref, rows } = document;
  return [
    statement(
      sql.saveDocument,
      ownerId,
      key,
      JSON.stringify(ref),
      repoOf(ref),
      Number(document.mojibake),
      document.tables,
      JSON.stringify(document.vocabulary),
      Number(document.isPublic),
      document.replaced === null ? null : JSON.stringify(document.replaced),
      JSON.stringify(document.problems),
      document.lookedAt,
      document.nextLookAt,
      startedAt,
    ),
    statement(sql.clearRows, ownerId, key),
    ...toJsonLists(rows).map((list) => statement(sql.saveRows, ownerId, key, list)),
    statement(sql.clearLinks, ownerId, key),
    ...toJsonLists(rows.filter(({ row }) => row.also !== undefined)).map((list) =>
      statement(sql.saveLinks, ownerId, key, list),
    ),
    ...toJsonLists(repositories).map((list) => statement(sql.saveRepositories, ownerId, list)),
    ...toJsonLists(projects).map((list) => statement(sql.saveProjects, ownerId, list)),
    ...toJsonLists(changes).map((list) => statement(sql.saveChanges, ownerId, list)),
    ...(commit === null
      ? []
      : [statement(sql.saveCommit, ownerId, key, commit.oid, commit.at, Number(commit.isDerived))]),
    statement(sql.countUp, ownerId),
  ];
}

function repoOf(ref: DocumentRef): string | null {
  return ref.kind === 'github' ? ref.repo.toLowerCase() : null;
}
