// Reads a generated document and compares what was read with what it says.

import { applyEdits, planEdits } from '../../../src/core/document/edits.ts';
import { readDocument } from '../../../src/core/document/parse-document.ts';
import type { DocumentReading, Row } from '../../../src/core/model.ts';
import type { ExpectedRow } from './drawing.ts';
import type { GeneratedProjects } from './generate.ts';

export interface RowScore {
  readonly expected: ExpectedRow;
  readonly row: Row | null;
  readonly isUnderstood: boolean;
  readonly hasName: boolean;
  readonly hasRepository: boolean;
  /** Whether it may be written as it should; null: either is right. */
  readonly isWritableRightly: boolean | null;
}

export interface DocumentScore {
  readonly reading: DocumentReading;
  readonly rows: readonly RowScore[];
  /** Rows that would be written without a question although they say nothing of a project, or something else. */
  readonly wrong: readonly { readonly row: Row; readonly what: string }[];
  readonly writable: number;
  /** Words of the vocabulary that no project's status taught. */
  readonly mislearnt: readonly string[];
  readonly isUnchanged: boolean;
}

export function scoreDocument(document: GeneratedProjects): DocumentScore {
  const outcome = readDocument(document.bytes, document.source);
  if (outcome.kind !== 'read') throw new Error(`seed ${document.seed}: refused, ${outcome.reason}`);
  const { reading } = outcome;
  const pairs = pairRows(document.rows, reading.rows);
  const rows = document.rows.map((expected): RowScore => {
    const row = pairs.get(expected) ?? null;
    if (row === null)
      return { expected, row, isUnderstood: false, hasName: false, hasRepository: false, isWritableRightly: null };
    return {
      expected,
      row,
      isUnderstood: isUnderstood(expected, row),
      hasName: hasName(expected, row),
      hasRepository: hasRepository(expected, row),
      isWritableRightly: expected.isEditable === null ? null : expected.isEditable === isEditable(row),
    };
  });
  const paired = new Map([...pairs].map(([expected, row]) => [row, expected]));
  const writable = reading.rows.filter(isWritten);
  const wrong = writable.flatMap((row) => {
    const expected = paired.get(row);
    if (expected !== undefined && expected.isEditable !== false && isUnderstood(expected, row)) return [];
    const other = document.others.find(({ first, last }) => first <= row.line && row.line <= last);
    return [{ row, what: other?.what ?? (expected === undefined ? 'nothing' : 'another status') }];
  });
  const taught = new Set([...paired.keys()].map(({ typed }) => typed.text));
  const same = reading.rows.map((row) => ({ row, text: row.typed.text, mojibake: row.mojibake }));
  return {
    reading,
    rows,
    wrong,
    writable: writable.length,
    mislearnt: Object.values(reading.vocabulary).filter((word) => !taught.has(word)),
    isUnchanged: Buffer.compare(applyEdits(document.bytes, planEdits(document.bytes, same)), document.bytes) === 0,
  };
}

/** Within its lines; of several the one that has its name. */
function pairRows(expected: readonly ExpectedRow[], rows: readonly Row[]): Map<ExpectedRow, Row> {
  const pairs = new Map<ExpectedRow, Row>();
  const taken = new Set<Row>();
  for (const isNamed of [true, false]) {
    for (const want of expected) {
      if (pairs.has(want)) continue;
      const row = rows.find((each) => {
        const isInside = want.first <= each.line && each.line <= want.last && !taken.has(each);
        return isInside && (!isNamed || hasName(want, each));
      });
      if (row === undefined) continue;
      pairs.set(want, row);
      taken.add(row);
    }
  }
  return pairs;
}

/** Glyphs stand for several statuses: which, their reader says. */
function isUnderstood({ status, tags }: ExpectedRow, row: Row): boolean {
  if (tags.includes('status: {glyph}')) return true;
  return row.typed.status === status;
}

/** A remark in brackets may stand behind it. */
function hasName({ name }: ExpectedRow, row: Row): boolean {
  return [row.name, row.name.replace(/ \([^()]*\)$/, '')].some((each) => letters(each) === letters(name));
}

function hasRepository({ repo, folder, inside }: ExpectedRow, row: Row): boolean {
  if (inside !== null && repo === null) return row.inside === inside;
  return row.repo?.toLowerCase() === repo?.toLowerCase() && (row.folder ?? null) === folder;
}

/** May be written, once asked. */
export function isEditable({ skip, statusSpan }: Row): boolean {
  return skip === null && statusSpan !== null;
}

function isWritten(row: Row): boolean {
  return isEditable(row) && row.asksFirst === undefined && !['unknown', 'experimental'].includes(row.typed.status);
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}+#]/gu, '');
}
