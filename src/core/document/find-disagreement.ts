// Says what must not be edited although it could be read: readers of Markdown disagree about where code ends and cells
// begin.

import type { Dialect } from '../model.ts';
import type { Line } from './find-blocks.ts';
import { type LineText, splitCells } from './split-cells.ts';

/**
 * The lines of which GitHub and Pandoc say the same. To Pandoc a fence begins in an HTML block, too, one of tildes begins
 * below a blank line only, one right below a list item or a quote belongs to it, and one that is indented goes on with
 * the paragraph above: then what is code is text, and the other way round.
 */
export function takeCertain(lines: readonly Line[]): readonly Line[] {
  let isBelowItem = false;
  for (const [index, { kind, text, container }] of lines.entries()) {
    const above = lines[index - 1]?.kind ?? 'blank';
    isBelowItem = kind !== 'blank' && (isBelowItem || container !== 0);
    const mark = /^[ \t]*(?:~~~|```)/.exec(text)?.[0];
    if (mark === undefined) continue;
    const isHtml = kind === 'html' || kind === 'comment';
    const isGlued = kind === 'code' && !['blank', 'matter', 'code'].includes(above);
    const isAnother = mark !== '```' || isBelowItem;
    if (isHtml || (isGlued && isAnother && (container === 0 || mark.endsWith('~')))) return lines.slice(0, index);
  }
  return lines;
}

/** For each row of one table the reason; null where all readers of the dialect agree. */
export function findDisagreements(rows: readonly LineText[], dialect: Dialect): (string | null)[] {
  // For Pandoc a span of code may hold pipes and reach over the end of a row.
  const isWhole = dialect === 'gfm' || rows.every(hasWholeCodeSpans);
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
      : 'Pandoc and GitHub disagree about the cells of this table (a pipe in code, or a lone backtick).';
  });
}

/** Of all cells, those beyond the header's columns too. */
function hasWholeCodeSpans(row: LineText): boolean {
  return splitCells(row).every(({ text }) => text.split('`').length % 2 === 1);
}
