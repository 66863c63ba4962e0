// Finds the tables of HTML with the byte span of every cell, laid out in columns as a browser does.

import { type HtmlElement, type HtmlText, walk } from '../markup/html.ts';
import type { Cell } from '../markup/inline.ts';
import { type LineSpan, numberLine, trimPiece } from '../markup/lines.ts';
import type { Table, TableRow } from './columns.ts';

const groups = new Set(['thead', 'tbody', 'tfoot']);
const spanning = 'The row has cells that span several columns or rows.';

/** More columns than any table that a person reads. */
const maxSpan = 100;

export function findHtmlTables(
  nodes: readonly (HtmlElement | HtmlText)[],
  scan: string,
  lines: readonly Pick<LineSpan, 'start'>[],
): Table[] {
  return [...walk(nodes)]
    .filter(({ tag }) => tag === 'table')
    .flatMap((table) => {
      const [header, ...rows] = layOut(findRows(table), scan, lines);
      return header === undefined ? [] : [{ markup: 'html', start: table.start, headings: header.cells, rows }];
    });
}

function findRows({ children }: HtmlElement): HtmlElement[] {
  return children.flatMap((child) => {
    if (child.tag === 'tr') return [child];
    return child.tag !== null && groups.has(child.tag) ? findRows(child) : [];
  });
}

/** A cell that spans columns or rows stands in each of them; its rows are then in doubt. */
function layOut(rows: readonly HtmlElement[], scan: string, lines: readonly Pick<LineSpan, 'start'>[]): TableRow[] {
  const laid: TableRow[] = [];
  let hanging: { cell: Cell; rowsLeft: number }[] = [];
  for (const row of rows) {
    const cells: Cell[] = [];
    const next: typeof hanging = [];
    let isSpanning = false;
    const put = (cell: Cell, rowsLeft: number): void => {
      if (rowsLeft > 1) next[cells.length] = { cell, rowsLeft: rowsLeft - 1 };
      cells.push(cell);
    };
    const putHanging = (): void => {
      for (let above = hanging[cells.length]; above !== undefined; above = hanging[cells.length]) {
        isSpanning = true;
        put(above.cell, above.rowsLeft);
      }
    };
    for (const child of row.children) {
      if (child.tag !== 'td' && child.tag !== 'th') continue;
      putHanging();
      const columns = readSpan(child, 'colspan');
      const down = readSpan(child, 'rowspan');
      isSpanning ||= columns > 1 || down > 1;
      for (let column = 0; column < columns; column += 1) put(cutCell(child, scan), down);
    }
    putHanging();
    hanging = next;
    laid.push({ number: numberLine(lines, row.start), cells, doubt: isSpanning ? spanning : null });
  }
  return laid;
}

function readSpan({ attributes }: HtmlElement, name: string): number {
  const value = Number.parseInt(attributes.get(name) ?? '1', 10);
  return value >= 1 ? Math.min(value, maxSpan) : 1;
}

function cutCell({ contentStart, contentEnd }: HtmlElement, scan: string): Cell {
  const { start, text } = trimPiece({ start: contentStart, text: scan.slice(contentStart, contentEnd) });
  return { start, end: start + text.length, text };
}
