// Says why a row must not be edited although it was read: readers of Markdown disagree about where its cells begin.

import type { Dialect } from '../model.ts';
import { splitCells, type Table, type TableRow } from './find-tables.ts';

/** null when all readers of the dialect agree. */
export function findDisagreement(table: Table, { line }: TableRow, dialect: Dialect): string | null {
  if (line.text.includes('\\\\|')) {
    return 'Readers of Markdown disagree about the cells of this row (two backslashes before a pipe).';
  }
  if (dialect === 'gfm') return null;
  if (line.text.includes('\\|')) return 'Pandoc and GitHub disagree about the cells of this row (an escaped pipe).';
  // For Pandoc a span of code may hold pipes and reach over the end of a row.
  if (!table.rows.every(hasWholeCodeSpans)) {
    return 'Pandoc and GitHub disagree about the cells of this table (a pipe in code, or a lone backtick).';
  }
  return null;
}

/** Of all cells, those beyond the header's columns too. */
function hasWholeCodeSpans({ line }: TableRow): boolean {
  return splitCells(line).every(({ text }) => [...text].filter((character) => character === '`').length % 2 === 0);
}
