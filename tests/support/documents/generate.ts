// Puts shapes together to a document of which it is known what it says: which rows are projects, their names,
// repositories and statuses, and what is none of it. One number makes one document.

import type { DocumentRef } from '../../../src/core/model.ts';
import { createDice, type Dice } from '../dice.ts';
import { encodings } from '../generate-document.ts';
import { type Block, type Drawing, type ExpectedRow, startDrawing } from './drawing.ts';
import {
  makeBoxes,
  makeCards,
  makeHeaded,
  makeItems,
  makeLabelled,
  makeParagraphs,
  makeRemarks,
  makeSection,
} from './entries.ts';
import { others } from './others.ts';
import { makeHtmlTable, makeTable, makeTransposed } from './tables.ts';

export interface GeneratedProjects {
  readonly seed: number;
  readonly source: string | DocumentRef;
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly rows: readonly ExpectedRow[];
  /** Lines that are no project's status, and what they are. */
  readonly others: readonly { readonly first: number; readonly last: number; readonly what: string }[];
  readonly encoding: string;
}

const makers: Readonly<Record<string, (drawing: Drawing) => Block>> = {
  table: makeTable,
  html: makeHtmlTable,
  items: makeItems,
  labelled: makeLabelled,
  headed: makeHeaded,
  section: makeSection,
  boxes: makeBoxes,
  remarks: makeRemarks,
  paragraphs: makeParagraphs,
  cards: makeCards,
  transposed: makeTransposed,
};
const makerWeights = {
  table: 40,
  html: 8,
  items: 12,
  labelled: 5,
  headed: 7,
  section: 8,
  boxes: 3,
  remarks: 4,
  paragraphs: 4,
  cards: 5,
  transposed: 4,
};

/** Shapes that stand below the markup they are nested in as they do elsewhere. */
const nested = new Set(['table', 'html', 'items']);

export function generateProjects(seed: number): GeneratedProjects {
  const dice = createDice(seed);
  const drawing = startDrawing(dice, `${seed % 1000}x`);
  const path = dice.pick(['README.md', 'README.md', 'README.md', 'README.md', 'README.md', 'index.qmd', 'index.html']);
  const lines: string[] = [];
  const rows: ExpectedRow[] = [];
  const noProjects: { first: number; last: number; what: string }[] = [];
  const add = (text: string) => lines.push(text, '');
  const isPage = path === 'index.html';
  if (isPage) lines.push('<!doctype html>', '<html><body>');
  else if (dice.chance(0.05)) lines.push('---', 'title: Harbour', '---', '');
  add(isPage ? '<h1>Harbour</h1>' : dice.pick(['# Harbour', 'Harbour\n======='].slice(0, 1)));
  for (let count = 1 + dice.below(3); count > 0; count -= 1) {
    const kind = isPage ? dice.pick(['html', 'cards']) : dice.pickWeighted(makerWeights);
    const isOther = !isPage && dice.chance(0.3);
    const title = isOther ? null : dice.pick(drawing.words.titles);
    if (isOther) {
      const what = dice.pick(Object.keys(others));
      const { title: own = '', make = () => [] } = others[what] ?? {};
      add(`## ${own}`);
      const word = () => dice.pick(drawing.words.words[dice.pick(Object.keys(drawing.words.words))] ?? []);
      const made = make(drawing, word);
      noProjects.push({ first: lines.length + 1, last: lines.length + made.length, what });
      lines.push(...made, '');
      continue;
    }
    add(isPage ? `<h2>${title}</h2>` : `## ${title}`);
    if (dice.chance(0.4))
      add(isPage ? `<p>${dice.pick(drawing.words.texts)}.</p>` : `${dice.pick(drawing.words.texts)}.`);
    const block = makers[kind]?.(drawing) ?? { lines: [], rows: [] };
    const placed = path === 'README.md' && nested.has(kind) ? nest(block, dice) : { ...block, container: 'none' };
    for (const row of placed.rows) {
      const [first, last] = [row.first + lines.length + 1, row.last + lines.length + 1];
      rows.push({ ...row, first, last, tags: [...row.tags, `container: ${placed.container}`] });
    }
    lines.push(...placed.lines, '');
  }
  if (isPage) lines.push('</body></html>');
  lines.push(...drawing.definitions, '');
  const { bytes, encoding, offset } = encode(lines.join('\n'), dice);
  const shared = [
    `language: ${drawing.language}`,
    `path: ${path}`,
    `encoding: ${encoding}`,
    `own repository: ${drawing.own === null ? 'not known' : 'known'}`,
  ];
  return {
    seed,
    source: drawing.own === null ? path : { kind: 'github', ...drawing.own, path, branch: null },
    path,
    bytes,
    rows: rows.map((row) => finish(row, path, offset, shared)),
    others: noProjects.map((each) => ({ ...each, first: each.first + offset, last: each.last + offset })),
    encoding,
  };
}

function finish(row: ExpectedRow, path: string, offset: number, shared: readonly string[]): ExpectedRow {
  // Pandoc's rules leave some of what GitHub shows in doubt; what is linked beside a page is a page of the site.
  const isEditable = path === 'index.qmd' && row.isEditable === true ? null : row.isEditable;
  const place = path === 'index.html' && row.inside !== null ? { repo: null, folder: null, inside: null } : {};
  const [first, last] = [row.first + offset, row.last + offset];
  return { ...row, ...place, first, last, isEditable, tags: [...row.tags, ...shared] };
}

/** The block inside other markup. */
function nest(block: Block, dice: Dice): Block & { readonly container: string } {
  const container = dice.pick(['none', 'none', 'none', 'none', 'none', 'quote', 'list item', 'details', 'div']);
  const move = (lines: readonly string[], by: number) => {
    const rows = block.rows.map((row) => ({ ...row, first: row.first + by, last: row.last + by }));
    return { container, lines, rows };
  };
  if (container === 'quote')
    return move(
      block.lines.map((line) => `> ${line}`),
      0,
    );
  if (container === 'list item') return move(['- All of it:', '', ...block.lines.map((line) => `  ${line}`)], 2);
  if (container === 'details') {
    return move(['<details>', '<summary>More</summary>', '', ...block.lines, '', '</details>'], 3);
  }
  if (container === 'div') return move(['<div align="center">', '', ...block.lines, '', '</div>'], 2);
  return move(block.lines, 0);
}

/** With no-break spaces before its pipes a table is none. */
const encodingNames = Object.keys(encodings).filter((name) => name !== 'no-break spaces');

/** Most documents are plain UTF-8; `offset`: lines that stand before the text. */
function encode(text: string, dice: Dice): { bytes: Uint8Array; encoding: string; offset: number } {
  const encoding = dice.chance(0.6) ? 'UTF-8' : dice.pick(encodingNames);
  const isLatin = /^[\0-\xff]*$/.test(text);
  const chosen = encoding === 'Latin-1' && !isLatin ? 'UTF-8' : encoding;
  const bytes = encodings[chosen]?.(text) ?? Buffer.from(text);
  return { bytes, encoding: chosen, offset: chosen === 'invalid UTF-8' ? 2 : 0 };
}
