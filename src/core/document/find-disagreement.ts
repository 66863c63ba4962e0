// Says which rows must not be edited although they could be read: readers of Markdown disagree about where their cells
// begin and end.

import type { Dialect } from '../model.ts';
import { type LineText, splitCells } from './split-cells.ts';

/** For each row of one table the reason; null where all readers of the dialect agree. */
export function findDisagreements(rows: readonly LineText[], dialect: Dialect): (string | null)[] {
  const isWhole = dialect === 'gfm' || rows.every(isWholeRow);
  return rows.map(({ text }) => {
    if (text.includes('\\\\|')) {
      return 'Readers of Markdown disagree about the cells of this row (two backslashes before a pipe).';
    }
    if (text.includes('<') && /<\/?(table|thead|tbody|tfoot|tr|td|th)[\s>]/i.test(text))
      return 'The row holds tags of a table of its own.';
    if (dialect === 'gfm') return null;
    if (text.includes('\\|')) return 'Pandoc and GitHub disagree about the cells of this row (an escaped pipe).';
    return isWhole
      ? null
      : 'Pandoc and GitHub disagree about the cells of this table (a pipe in code, or something that may go on in the next cell).';
  });
}

/** What ends before the next pipe: code, comments, tags. */
const closed = [/`(?:[^`|]|\\\|)+`/g, /<!--[^<|-]*(?:-[^<|-]+)*-->/g, /<\/?[a-z](?:[^<>|"']|"[^"<|]*"|'[^'<|]*')*>/gi];

/** For Pandoc a row is one by its pipes, which count for nothing in some things that may even go on in the next row. */
export function isWholeRow(row: LineText): boolean {
  const isSplit = row.text.trimStart().startsWith('|') || splitCells(row).length > 1;
  const isPlain = !/\\[a-z`]/i.test(row.text) && !/\S\$(?:\D|$)/.test(row.text);
  const open = closed.reduce((text, pattern) => text.replaceAll(pattern, ''), row.text);
  return isSplit && isPlain && !/`|<[a-z/!?]/i.test(open);
}
