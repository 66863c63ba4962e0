// Finds the pipe tables of a Markdown document. Of a Pandoc document only those that Pandoc and GitHub read alike: none
// in quotes and lists, none that touches other blocks.

import type { Dialect } from '../model.ts';
import type { Line } from './find-blocks.ts';
import { findDisagreements } from './find-disagreement.ts';
import { splitCells } from './split-cells.ts';
import type { Table } from './table.ts';

export function findTables(lines: readonly Line[], dialect: Dialect): Table[] {
  const tables: Table[] = [];
  let isRaw = false;
  for (const [index, header] of lines.entries()) {
    if (dialect === 'pandoc') isRaw = staysRaw(header, isRaw);
    if (header.kind !== 'header' || isRaw) continue;
    const end = findEnd(lines, index);
    // Pandoc needs a pipe in a row, and may see no table where anything stands directly above or below it.
    const isPlain = header.container === 0 && isBlank(lines[index - 1]) && isBlank(lines[end]);
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

/** For Pandoc such an element goes on to its end tag, wherever it began. */
function staysRaw({ kind, text }: Line, isRaw: boolean): boolean {
  if (kind === 'code' || kind === 'comment') return isRaw;
  const last = [...text.matchAll(/<(\/?)(?:pre|script|style|textarea)\b/gi)].at(-1);
  return last === undefined ? isRaw : last[1] === '';
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
