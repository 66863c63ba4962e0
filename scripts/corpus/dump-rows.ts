// What was read of a row, as `npm run corpus -- DIR --dump FILE` writes it.

import type { Row } from '../../src/core/model.ts';

export interface DumpedRow {
  readonly line: number;
  readonly name: string;
  /** `owner/name`; `self:path` where the link leads into the document's own repository, which nobody knows here. */
  readonly repo: string | null;
  readonly folder: string | null;
  readonly text: string;
  readonly status: string;
  /** Why the row is left alone, or nothing is written before its owner has said that it is theirs; null for neither. */
  readonly skip: string | null;
  readonly markup: string;
  /** Whether nothing in the document could be written to say something else. */
  readonly readOnly: boolean;
}

export interface DumpedDocument {
  readonly doc: string;
  readonly rows: readonly DumpedRow[];
}

export function dumpRow(row: Row): DumpedRow {
  const { line, name, folder, statusMarkup, statusSpan } = row;
  const repo = row.repo ?? (row.inside === undefined ? null : `self:${row.inside}`);
  const { text, status } = row.typed;
  const skip = row.skip ?? row.asksFirst ?? null;
  return { line, name, repo, folder, text, status, skip, markup: statusMarkup, readOnly: statusSpan === null };
}
