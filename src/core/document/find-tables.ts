// Finds the pipe tables of a Markdown document. Of a Pandoc document only those that Pandoc and GitHub read alike: none
// in quotes and lists, none glued to text.

import type { Dialect } from '../model.ts';
import type { Line } from './find-blocks.ts';
import { findDisagreements } from './find-disagreement.ts';
import { splitCells } from './split-cells.ts';
import type { Table } from './table.ts';

export function findTables(lines: readonly Line[], dialect: Dialect): Table[] {
  const tables: Table[] = [];
  for (const [index, header] of lines.entries()) {
    if (header.kind !== 'header') continue;
    const end = findEnd(lines, index);
    // Pandoc needs a pipe in a row, and sees no table where text stands directly above or below it.
    const isPlain = header.container === 0 && !isText(lines[index - 1]) && !isText(lines[end]);
    const body = lines.slice(index + 2, end);
    if (dialect === 'pandoc' && !(isPlain && body.every(({ text }) => text.includes('|')))) continue;
    const headings = splitCells(header);
    const doubts = findDisagreements(body, dialect);
    const rows = body.map((line, row) => ({
      number: line.number,
      cells: splitCells(line).slice(0, headings.length),
      doubt: doubts[row] ?? null,
    }));
    tables.push({ markup: 'markdown', start: header.start, headings, rows });
  }
  return tables;
}

/** Index of the line after the last row. */
function findEnd(lines: readonly Line[], header: number): number {
  let end = header + 2;
  while (lines[end]?.kind === 'row') end += 1;
  return end;
}

function isText(line: Line | undefined): boolean {
  return line?.kind === 'text';
}
