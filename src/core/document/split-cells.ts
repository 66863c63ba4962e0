// Splits a line of a pipe table into cells, as cmark-gfm does: a pipe directly after a backslash does not split, one
// inside a code span does.

import type { Span } from '../model.ts';

export interface Cell extends Span {
  /** The cell without its padding, one character per byte. */
  readonly text: string;
}

/** The part of a document that holds one row. */
export interface LineText {
  readonly start: number;
  readonly text: string;
}

/** The cells of one row; outer pipes are optional. */
export function splitCells(line: LineText): Cell[] {
  const { text } = line;
  const bounds: number[] = [];
  for (let at = text.indexOf('|'); at !== -1; at = text.indexOf('|', at + 1)) {
    if (text[at - 1] !== '\\') bounds.push(at);
  }
  let first = 0;
  while (isBlank(text, first)) first += 1;
  const starts = bounds[0] === first ? bounds : [first - 1, ...bounds];
  const cells = starts.map((start, index) => trimCell(line, start + 1, starts[index + 1] ?? text.length));
  // What follows a closing pipe is not a cell.
  if (cells.length > 1 && cells.at(-1)?.text === '' && text.trimEnd().endsWith('|')) cells.pop();
  return cells;
}

/** Number of columns of a delimiter row such as `| --- | :-: |`; null for any other line. */
export function readDelimiters(text: string): number | null {
  if (!/^[|:\- \t]+$/.test(text) || !text.includes('-')) return null;
  const cells = splitCells({ start: 0, text });
  return cells.every((cell) => /^:?-+:?$/.test(cell.text)) ? cells.length : null;
}

function trimCell({ start: offset, text }: LineText, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return { start: offset + start, end: offset + end, text: text.slice(start, end) };
}

function isBlank(text: string, at: number): boolean {
  const character = text[at];
  return character === ' ' || character === '\t';
}
