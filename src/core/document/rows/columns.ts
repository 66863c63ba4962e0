// Finds which column of a table holds statuses, repositories and names: by heading in the languages of
// config/status-words.json, and by content where no heading says it.

import { isHeading, isPlaceholder, needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import type { Cell } from '../markup/inline.ts';

export interface Columns {
  readonly status: number;
  /** null where no column is headed as one; links are then taken from the whole row. */
  readonly repository: number | null;
  readonly name: number;
}

/** What a table says, as a person reads it; cells are read when asked for. */
export interface TableText {
  readonly headings: readonly string[];
  readonly rowCount: number;
  readonly readCell: (row: number, column: number) => string;
  /** Whether a cell holds nothing but links and pictures: their texts say where they lead, and what they show. */
  readonly isLinked: (row: number, column: number) => boolean;
  /** Whether any row links a repository. */
  readonly hasRepository: () => boolean;
}

/** Fewer recognised words than this share of a column's cells, and without a heading it is not a status column. */
const contentShare = 0.75;

/** null for a table without statuses. */
export function findColumns(table: TableText): Columns | null {
  const status = findHeaded(table) ?? findByContent(table);
  return status === null ? null : findOthers(table, status);
}

/** Names and repositories of a table that holds no statuses. */
export function findBareColumns(table: TableText): Columns {
  return findOthers(table, noColumn);
}

/** Stands for the status column of a table that has none. */
const noColumn = -1;

function findOthers(table: TableText, status: number): Columns {
  const repository = find(table, (heading, index) => index !== status && isHeading('repository', heading));
  const isFree = (index: number) => index !== status && index !== repository;
  const name =
    find(table, (heading, index) => isFree(index) && isHeading('name', heading)) ??
    find(table, (heading, index) => {
      if (isHeading('description', heading)) return false;
      return index === repository ? holdsNames(table, index) : isFree(index) && someCell(table, index, hasLetters);
    }) ??
    find(table, (_, index) => isFree(index) && someCell(table, index, hasLetters)) ??
    find(table, (_, index) => isFree(index));
  return { status, repository, name: name ?? repository ?? Math.max(status, 0) };
}

/** `[gauge](…)`, not `[repo](…)` nor an address: where nothing is headed as a name, the repository's is the project's. */
function holdsNames(table: TableText, column: number): boolean {
  const isName = (text: string) => hasLetters(text) && !isPlaceholder(text) && !/^https?:|[/]{2}/i.test(text);
  const names = countCells(table, column, (text) => isName(text) && !isHeading('repository', text));
  return names * 2 > countCells(table, column, (text) => text !== '');
}

/** Of several headings that announce a status, the one with most words that we know. */
function findHeaded(table: TableText): number | null {
  const headed = table.headings.flatMap((heading, index) => (isHeading('status', heading) ? [index] : []));
  const [only] = headed;
  if (headed.length < 2) return only ?? null;
  const [best] = headed.sort((a, b) => countCells(table, b, isKnown) - countCells(table, a, isKnown));
  return best ?? null;
}

/** Glyphs alone mean too many things to make a column one of statuses. */
function findByContent(table: TableText): number | null {
  const found = find(table, (heading, index) => {
    if (isHeading('repository', heading) || isHeading('name', heading)) return false;
    if (!isWord(table.readCell(0, index)) && !isWord(table.readCell(1, index))) return false;
    const words = countCells(table, index, (text, row) => isWord(text) && !table.isLinked(row, index));
    return words >= 2 && words >= contentShare * countCells(table, index, (text) => text !== '');
  });
  return found !== null && table.hasRepository() ? found : null;
}

function isKnown(text: string): boolean {
  return hasLetters(text) && !isPlaceholder(text) && readStatusWord(text) !== 'unknown';
}

/** One that says enough without a heading. */
function isWord(text: string): boolean {
  return isKnown(text) && !needsHeading(text);
}

function hasLetters(text: string): boolean {
  return /\p{L}/u.test(text);
}

function countCells(
  { rowCount, readCell }: TableText,
  column: number,
  isRight: (text: string, row: number) => boolean,
): number {
  let count = 0;
  for (let row = 0; row < rowCount; row += 1) if (isRight(readCell(row, column), row)) count += 1;
  return count;
}

function someCell({ rowCount, readCell }: TableText, column: number, isRight: (text: string) => boolean): boolean {
  for (let row = 0; row < rowCount; row += 1) if (isRight(readCell(row, column))) return true;
  return false;
}

function find({ headings }: TableText, isRight: (heading: string, index: number) => boolean): number | null {
  const index = headings.findIndex(isRight);
  return index === -1 ? null : index;
}

// A table with the byte span of every cell, whichever markup it is written in.

export interface TableRow {
  /** 1-based line of the row's beginning. */
  readonly number: number;
  readonly cells: readonly Cell[];
  /** Why no cell of the row may be edited although it was read; null when nothing speaks against it. */
  readonly doubt: string | null;
}

export interface Table {
  readonly markup: 'markdown' | 'html';
  /** Offset of the header row. */
  readonly start: number;
  readonly headings: readonly Cell[];
  readonly rows: readonly TableRow[];
}
