// Rows that are not one JSON text, as the database has them, and the records that they become.

import type { Activity, DocumentRef, Problem, Vocabulary } from '../core/model.ts';
import type { DocumentRecord, RepositoryRecord, RowRecord } from '../ports.ts';

export interface DocumentRow {
  key: string;
  ref: string;
  mojibake: number;
  tables: number;
  vocabulary: string;
  is_public: number;
  replaced: string | null;
  problems: string;
  looked_at: string | null;
  next_look_at: string | null;
}

export interface RowRow {
  document_key: string;
  data: string;
}

export interface RepositoryRow {
  name: string;
  activity: string | null;
  heard_at: string | null;
  problem: string | null;
}

export function toDocument(row: DocumentRow, rows: readonly RowRecord[]): DocumentRecord {
  return {
    key: row.key,
    ref: JSON.parse(row.ref) as DocumentRef,
    mojibake: row.mojibake === 1,
    tables: row.tables,
    vocabulary: JSON.parse(row.vocabulary) as Vocabulary,
    isPublic: row.is_public === 1,
    replaced: row.replaced === null ? null : (JSON.parse(row.replaced) as DocumentRecord['replaced']),
    problems: JSON.parse(row.problems) as Problem[],
    lookedAt: row.looked_at,
    nextLookAt: row.next_look_at,
    rows,
  };
}

export function toRepository(row: RepositoryRow): RepositoryRecord {
  return {
    name: row.name,
    activity: row.activity === null ? null : (JSON.parse(row.activity) as Activity),
    heardAt: row.heard_at,
    problem: row.problem === null ? null : (JSON.parse(row.problem) as Problem),
  };
}
