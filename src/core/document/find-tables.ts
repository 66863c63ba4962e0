// Finds the pipe tables of a document with the byte span of every cell, as cmark-gfm does: a pipe directly after a
// backslash does not split, one inside a code span does. Of a Pandoc document only tables that both read alike.

import type { Dialect, Span } from '../model.ts';
import type { Line } from './find-blocks.ts';

export interface Cell extends Span {
  /** The cell without its padding, one character per byte. */
  readonly text: string;
}

export interface TableRow {
  readonly line: Line;
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly header: TableRow;
  readonly rows: readonly TableRow[];
  /** The nearest heading above, one character per byte; null where there is none. */
  readonly heading: string | null;
}

export function findTables(lines: readonly Line[], dialect: Dialect): Table[] {
  const tables: Table[] = [];
  let heading: string | null = null;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index];
    const next = lines[index + 1];
    if (line === undefined || line.isOpaque) continue;
    heading = readHeading(line.text) ?? heading;
    if (next === undefined || next.isOpaque || startsBlock(line.text)) continue;
    const width = readDelimiters(next.text);
    if (width === null || !line.text.includes('|')) continue;
    const header = { line, cells: splitCells(line) };
    if (header.cells.length !== width) continue;

    const rows: TableRow[] = [];
    const above = lines[index - 1];
    index += 2;
    for (let row = lines[index]; row !== undefined && continuesTable(row, line, dialect); row = lines[index]) {
      rows.push({ line: row, cells: splitCells(row).slice(0, width) });
      index += 1;
    }
    // Pandoc sees no table where text stands directly above or below it.
    const isGlued = isText(lines[index]) || isText(above);
    index -= 1;
    if (dialect === 'gfm' || !isGlued) tables.push({ header, rows, heading });
  }
  return tables;
}

function readHeading(text: string): string | null {
  const match = /^ {0,3}#{1,6}[ \t]+(.*)$/.exec(text);
  if (match === null) return null;
  return (match[1] ?? '').trim().replace(/[ \t]#+$/, '');
}

/** A line that begins a heading, quote, list item or code is not a row. */
function startsBlock(text: string): boolean {
  return /^( {4}|\t)/.test(text) || /^ {0,3}(#{1,6}[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3})/.test(text);
}

/** A line that is indented less than the header may stand outside the list item that holds the table. */
function continuesTable(line: Line, header: Line, dialect: Dialect): boolean {
  if (measureIndent(line) < measureIndent(header)) return false;
  // cmark-gfm may end the table at a line of nothing but pipes and blanks; what follows is then not ours to edit.
  if (/^[| \t]*$/.test(line.text)) return false;
  return isText(line) && !startsBlock(line.text) && (dialect === 'gfm' || line.text.includes('|'));
}

function measureIndent({ text }: Line): number {
  return text.search(/[^ \t]|$/);
}

function isText(line: Line | undefined): boolean {
  return line !== undefined && !line.isOpaque && line.text.trim() !== '';
}

/** Number of columns of a delimiter row such as `| --- | :-: |`; null for any other line. */
function readDelimiters(text: string): number | null {
  const trimmed = text.trim();
  // A dash and a blank begin a list item before they can be a delimiter.
  if (startsBlock(text) || !/^[|:\- \t]+$/.test(trimmed) || !trimmed.includes('-')) return null;
  const cells = trimmed.replace(/^\|/, '').replace(/\|$/, '').split('|');
  return cells.every((cell) => /^:?-+:?$/.test(cell.trim())) ? cells.length : null;
}

/** The cells of one row; outer pipes are optional. */
export function splitCells(line: Line): Cell[] {
  const { text } = line;
  const bounds: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '|' && text[index - 1] !== '\\') bounds.push(index);
  }
  const first = text.search(/[^ \t]/);
  const starts = bounds[0] === first ? bounds : [first - 1, ...bounds];
  const cells = starts.map((start, index) => trimCell(line, start + 1, starts[index + 1] ?? text.length));
  // What follows a closing pipe is not a cell.
  if (cells.length > 1 && cells.at(-1)?.text === '' && /\|[ \t]*$/.test(text)) cells.pop();
  return cells;
}

function trimCell({ start: offset, text }: Line, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && isBlank(text[start])) start += 1;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return { start: offset + start, end: offset + end, text: text.slice(start, end) };
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
