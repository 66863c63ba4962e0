// Finds the pipe tables of a Markdown document. Of a Pandoc document those are in doubt that Pandoc may not read as GitHub
// does: those in quotes and lists, and those that touch other blocks.

import type { Dialect } from '../model.ts';
import type { Line } from './find-blocks.ts';
import { findDisagreements, isWholeRow } from './find-disagreement.ts';
import { splitCells } from './split-cells.ts';
import type { Table } from './table.ts';

export function findTables(lines: readonly Line[], dialect: Dialect): Table[] {
  const tables: Table[] = [];
  for (const [index, header] of lines.entries()) {
    if (header.kind !== 'header') continue;
    const end = findEnd(lines, index);
    const body = lines.slice(index + 2, end);
    const headings = splitCells(header);
    const isApart = dialect === 'gfm' || standsApart(lines, index, end);
    const doubts = findDisagreements(body, dialect);
    const rows = body.map((line, row) => ({
      number: line.number,
      cells: splitCells(line).slice(0, headings.length),
      doubt: isApart ? (doubts[row] ?? null) : touching,
    }));
    tables.push({ markup: 'markdown', start: header.start, headings, rows });
  }
  return tables;
}

const touching =
  'Pandoc and GitHub may disagree about this table: it touches another block, stands inside one, or its header is odd.';

/** To Pandoc there may be no table where anything stands directly above or below, or the header begins with a tag. */
function standsApart(lines: readonly Line[], first: number, end: number): boolean {
  const [header, delimiter] = [lines[first], lines[first + 1]];
  if (header === undefined || delimiter === undefined || header.container !== 0) return false;
  if (!isBlank(lines[first - 1]) || !isBlank(lines[end]) || /^[ \t]*[<:]/.test(header.text)) return false;
  return isWholeRow(header) && isWholeRow(delimiter);
}

/** Index of the line after the last row. */
function findEnd(lines: readonly Line[], header: number): number {
  let end = header + 2;
  while (lines[end]?.kind === 'row') end += 1;
  return end;
}

function isBlank(line: Line | undefined): boolean {
  // The mark of a list item stands alone on its line, too.
  return line === undefined || (line.kind === 'blank' && !line.isItem) || line.kind === 'matter';
}
