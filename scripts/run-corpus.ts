// Reads a folder of real documents with labelled rows and prints figures: how many of the labelled table rows are
// found with their repository and status text, what is found beyond them and why, what is left alone and why, and that
// a pass without changes changes no byte, there and in every README of node_modules.
// Run with: npm run corpus -- DIR [--missed]

import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../src/core/document/apply-edits.ts';
import { planEdits } from '../src/core/document/plan-edits.ts';
import { readDocument } from '../src/core/document/read-document.ts';
import type { Row } from '../src/core/model.ts';
import { createRandom } from '../tests/support/random.ts';

interface LabelledRow {
  readonly doc: string;
  readonly repo: string;
  readonly other_repos: readonly string[];
  readonly raw_status: string;
  readonly raw_cell: string;
  readonly shape: string;
  readonly line: number;
  readonly latest: boolean;
}

interface ReadFile {
  readonly bytes: Buffer;
  readonly rows: readonly Row[];
}

const [directory = '', ...flags] = process.argv.slice(2);
const folder = join(directory, 'documents');
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}. Give a folder that holds documents/ and rows.jsonl.`);
  process.exit(2);
}
const labelled = readFileSync(join(directory, 'rows.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): LabelledRow => JSON.parse(line))
  .filter(({ shape, latest }) => shape === 'table' && latest);

const tally = { files: 0, refused: 0, changed: 0 };
const documents = new Map<string, ReadFile>();
for (const name of readdirSync(folder).sort()) {
  const file = read(join(folder, name), name);
  if (file !== null) documents.set(name, file);
}
console.log(`documents ${tally.files}, refused ${tally.refused}, changed by a pass without changes ${tally.changed}`);

const isFound = ({ doc, line, repo, other_repos }: LabelledRow) =>
  documents
    .get(doc)
    ?.rows.find(
      (row) =>
        row.line === line &&
        (row.repo === null ? other_repos.length > 0 : row.repo.toLowerCase() === repo.toLowerCase()),
    );
const found = labelled.filter(isFound);
const sameText = found.filter((label) => letters(isFound(label)?.typed.text ?? '') === letters(label.raw_status));
console.log(`labelled table rows found: ${share(found.length, labelled.length)}`);
console.log(`status text read as labelled: ${share(sameText.length, found.length)}`);

const labels = new Set(labelled.map(({ doc, line }) => `${doc}:${line}`));
const all = [...documents].flatMap(([doc, { rows }]) => rows.map((row) => ({ place: `${doc}:${row.line}`, row })));
const beyond = all.filter(({ place }) => !labels.has(place));
const outside = all.filter(({ row }) => row.table === null).length;
console.log(`rows found in all: ${all.length}, ${outside} of them outside tables; without a label: ${beyond.length}`);
console.log(`rows without a reason to be found: ${all.filter(({ row }) => findReason(row) === null).length}`);
for (const [reason, count] of countBy(all, ({ row }) => findReason(row) ?? 'none'))
  console.log(`  ${count}: ${reason}`);
console.log('rows left alone:');
for (const [reason, count] of countBy(all, ({ row }) => row.skip)) console.log(`  ${count}: ${reason}`);

console.log('\n100 rows without a label (fixed seed): place, name, status as read, reason, left alone because');
const random = createRandom(2026);
const drawn = beyond.map((each) => ({ ...each, order: random() })).sort((a, b) => a.order - b.order);
for (const { place, row } of drawn.slice(0, 100)) {
  console.log(
    `  ${[place, row.name, `${row.typed.text} (${row.typed.status})`, findReason(row), row.skip ?? ''].join(' | ')}`,
  );
}

const before = { ...tally };
for (const path of globSync('node_modules/**/*.{md,markdown,html}')) read(path, path);
const others = tally.files - before.files;
console.log(
  `\nMarkdown and HTML files of node_modules ${others}, changed by a pass without changes ${tally.changed - before.changed}`,
);
if (flags.includes('--missed')) {
  for (const label of labelled.filter((row) => isFound(row) === undefined)) {
    console.log(`missed ${label.doc}:${label.line} ${label.repo} ${JSON.stringify(label.raw_cell)}`);
  }
}
if (tally.changed > 0) process.exitCode = 1;

/** null where the reader refuses the file. Counts files that a pass without changes would change. */
function read(path: string, name: string): ReadFile | null {
  const bytes = readFileSync(path);
  tally.files += 1;
  const outcome = readDocument(bytes, name);
  if (outcome.kind === 'refused') {
    tally.refused += 1;
    return null;
  }
  const { rows } = outcome.reading;
  const same = rows.map((row) => ({ row, text: row.typed.text, mojibake: row.mojibake }));
  if (!Buffer.from(applyEdits(bytes, planEdits(bytes, same))).equals(bytes)) tally.changed += 1;
  return { bytes, rows };
}

/** Why something is a project at all. */
function findReason({ repo, typed, skip }: Row): string | null {
  if (repo !== null) return 'it links a repository';
  if (skip?.includes('several repositories')) return 'it links several repositories';
  if (typed.status !== 'unknown') return 'its status is a word that is known';
  return 'it stands in a table with projects';
}

function countBy<T>(items: readonly T[], read: (item: T) => string | null): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = read(item);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

function letters(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function share(part: number, whole: number): string {
  return `${part} of ${whole} (${whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10} %)`;
}
