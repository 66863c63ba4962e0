// Reads a folder of real documents and prints figures: that a pass without changes changes no byte, there and in every
// README of node_modules; that another word in any row that may be written changes nothing but the status, for whoever
// reads the page as cmark-gfm, Pandoc or a browser renders it; where DIR holds rows.jsonl (labelled rows) or a gold standard (gold.jsonl and
// not-project.jsonl), how the rows that were read agree with it. --dump writes what was read, one JSON per document.
// Run with: npm run corpus -- DIR [--dump FILE] [--missed]

import { existsSync, globSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Row } from '../src/core/model.ts';
import { isEditable } from '../tests/support/documents/score.ts';
import { type DumpedRow, dumpRow } from './corpus/dump-rows.ts';
import { forceRows } from './corpus/force-rows.ts';
import { compareWithLabels } from './corpus/labelled-rows.ts';
import { type CorpusFile, readCorpusFile } from './corpus/read-file.ts';
import { compareWithGold, readGold } from './corpus/score-rows.ts';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { dump: { type: 'string' }, missed: { type: 'boolean', default: false } },
});
const [directory = ''] = positionals;
const folder = join(directory, 'documents');
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}. Give a folder that holds documents/.`);
  process.exit(2);
}

const documents = new Map<string, readonly Row[]>();
/** What is wrong about another word in a row; null: nothing. */
const forced = new Map<Row, string | null>();
let editable = 0;
const tally = { files: 0, refused: 0, changed: 0 };
for (const name of readdirSync(folder).sort()) {
  const { bytes, rows } = read(join(folder, name), name);
  documents.set(name, rows ?? []);
  editable += (rows ?? []).filter(isEditable).length;
  for (const [row, difference] of await forceRows(bytes, name, rows ?? [])) {
    forced.set(row, difference);
    if (difference !== null) console.log(`wrong edit ${name}:${row.line} ${row.name}: ${difference}`);
  }
}
console.log(`documents ${tally.files}, refused ${tally.refused}, changed by a pass without changes ${tally.changed}`);

const wrongEdits = [...forced.values()].filter((difference) => difference !== null).length;
const unchecked = editable - forced.size;
console.log(
  `forced edits ${forced.size}, wrong ${wrongEdits}${unchecked > 0 ? `; not checked ${unchecked}: no renderer, or not UTF-8` : ''}`,
);

const edits = new Map<DumpedRow, boolean>();
const dumped = [...documents].map(([doc, rows]) => ({ doc, rows: rows.map(dumpRowWithEdit) }));
if (options.dump !== undefined) {
  writeFileSync(options.dump, dumped.map((document) => `${JSON.stringify(document)}\n`).join(''));
  console.log(`written: ${options.dump}`);
}
const gold = readGold(directory);
if (gold !== null) compareWithGold(dumped, gold, edits, options.missed);
const labels = join(directory, 'rows.jsonl');
if (existsSync(labels)) compareWithLabels(documents, labels, options.missed);

const before = { ...tally };
for (const path of globSync('node_modules/**/*.{md,markdown,html}')) read(path, path);
const others = tally.files - before.files;
console.log(
  `\nMarkdown and HTML files of node_modules ${others}, changed by a pass without changes ${tally.changed - before.changed}`,
);
if (tally.changed > 0 || wrongEdits > 0) process.exitCode = 1;

function dumpRowWithEdit(row: Row): DumpedRow {
  const dumpedRow = dumpRow(row);
  const difference = forced.get(row);
  if (difference !== undefined) edits.set(dumpedRow, difference === null);
  return dumpedRow;
}

/** Counts files that a pass without changes would change. */
function read(path: string, name: string): CorpusFile {
  const file = readCorpusFile(path, name);
  const { rows, isChanged } = file;
  tally.files += 1;
  if (rows === null) tally.refused += 1;
  if (isChanged) tally.changed += 1;
  return file;
}
