// The real renderers, to compare the reader with: where we would write into a cell, cmark-gfm (GitHub) or pandoc
// (Quarto) must see that very cell.

import { execFile, execFileSync } from 'node:child_process';
import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse } from 'parse5';
import { proposeDate } from '../../src/core/document/dates/as-of.ts';
import { applyEdits, planEdits } from '../../src/core/document/edits.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';

export interface Oracle {
  readonly name: 'cmark-gfm' | 'pandoc';
  /** Decides the dialect. */
  readonly path: string;
  readonly flags: readonly string[];
}

export const oracles: readonly Oracle[] = [
  { name: 'cmark-gfm', path: 'README.md', flags: ['-e', 'table', '-e', 'strikethrough', '--unsafe'] },
  { name: 'pandoc', path: 'index.qmd', flags: ['-f', 'markdown', '-t', 'html', '--wrap=none'] },
];

export function isInstalled({ name }: Pick<Oracle, 'name'>): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Number of cells compared. Rejects with the first one that is another cell for the renderer. */
export async function checkCells(text: string, oracle: Oracle): Promise<number> {
  const bytes = Buffer.from(text);
  const outcome = readDocument(bytes, oracle.path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  const rows = outcome.reading.rows.filter(({ skip, statusSpan, statusMarkup, table }) => {
    return skip === null && statusSpan !== null && statusMarkup !== 'badge' && table !== null;
  });
  if (rows.length === 0) return 0;
  const tokens = rows.map((row, index) => ({ name: row.name, token: `Tok${index}en` }));
  const changes = rows.map((row, index) => ({ row, text: tokens[index]?.token ?? '', mojibake: false }));
  const marked = Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString();
  const html = await render(oracle, marked);
  const cells = readRenderedRows(html);
  for (const { name, token } of tokens) {
    const holding = cells.filter(({ row }) => row.includes(token));
    // Renderers write other texts than names in their own way.
    const isNamed = !/^\w*\d+x$/.test(name) || holding[0]?.row.includes(name);
    // Where no heading is known, a label inside a cell says which status is meant.
    const isMeant =
      holding[0]?.status.includes(token) === true || holding[0]?.row.includes(`Status: ${token}`) === true;
    const isRight = holding.length === 1 && isMeant && isNamed;
    if (!isRight) throw new Error(`${oracle.name} sees ${token} (${name}) in another cell of\n${marked}`);
  }
  return rows.length;
}

const date = '(as of 2025-07)';

/** Number of dates compared: each is what its cell says besides, outside emphasis, links and code, and nothing else moves. */
export async function checkDates(text: string, oracle: Oracle): Promise<number> {
  const bytes = Buffer.from(text);
  const outcome = readDocument(bytes, oracle.path);
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  const changes = outcome.reading.rows.flatMap((row) => {
    const asOf = row.table === null ? null : proposeDate(row, '2025-07');
    return asOf === null ? [] : [{ row, text: row.typed.text, mojibake: false, asOf: { ...asOf, text: date } }];
  });
  if (changes.length === 0) return 0;
  const dated = Buffer.from(applyEdits(bytes, planEdits(bytes, changes))).toString();
  const [before, after] = [await render(oracle, text), await render(oracle, dated)];
  const [plain, written] = [readRenderedRows(before), readRenderedRows(after)];
  const added = written.filter(({ status }, index) => {
    return status.trimEnd() === `${plain[index]?.status.trimEnd()} ${date}`;
  });
  const others = written.filter(({ row }, index) => row !== plain[index]?.row);
  const page = parse(after);
  const inside = ['strong', 'b', 'em', 'i', 'del', 'a', 'code'].flatMap((tag) => findElements(page, tag));
  const isOutside = !inside.some((element) => readText(element).includes(date));
  const isRight = added.length === changes.length && others.length === changes.length && isOutside;
  if (!isRight) throw new Error(`${oracle.name} sees ${added.length} of ${changes.length} dates in\n${dated}`);
  return changes.length;
}

/** What the renderer makes of it. */
export function render({ name, flags }: Oracle, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(name, flags, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout) => {
      if (error === null) resolve(stdout);
      else reject(error);
    });
    child.stdin?.end(text);
  });
}

const statusHeadings = ['Status', 'Estado', 'State of it'];

/** The body rows of all tables of a page, as a browser builds them, each with the text of its status cell. */
function readRenderedRows(html: string): { row: string; status: string }[] {
  return findElements(parse(html), 'table').flatMap((table) => {
    const own = findElements(table, 'tr').filter((row) => findTable(row) === table);
    const [header = [], ...rows] = own.map((row) =>
      row.childNodes.filter(({ nodeName }) => nodeName === 'td' || nodeName === 'th').map(readText),
    );
    const column = header.findIndex((cell) => statusHeadings.includes(cell.trim()));
    return rows.map((cells) => ({ row: cells.join(' '), status: cells[column] ?? '' }));
  });
}

type Node = DefaultTreeAdapterTypes.ChildNode;

function findElements(parent: DefaultTreeAdapterTypes.ParentNode, tag: string): DefaultTreeAdapterTypes.Element[] {
  return parent.childNodes.filter(defaultTreeAdapter.isElementNode).flatMap((node) => {
    const below = findElements(node, tag);
    return node.tagName === tag ? [node, ...below] : below;
  });
}

function findTable(row: DefaultTreeAdapterTypes.Element): DefaultTreeAdapterTypes.ParentNode | null {
  let node = row.parentNode;
  while (node !== null && node.nodeName !== 'table')
    node = defaultTreeAdapter.isElementNode(node) ? node.parentNode : null;
  return node;
}

/** Without the tables inside, whose rows are rows of their own. */
function readText(node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value;
  if (!defaultTreeAdapter.isElementNode(node) || node.tagName === 'table') return '';
  return node.childNodes.map(readText).join('');
}
