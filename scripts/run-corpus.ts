// Reads a folder of real documents with labelled rows and prints figures: how many of the labelled table rows are
// found with their repository and status text, what is left alone and why, and that a pass without changes changes no
// byte. Run with: npm run corpus -- DIR

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyEdits } from '../src/core/document/apply-edits.ts';
import { planEdits } from '../src/core/document/plan-edits.ts';
import { readDocument } from '../src/core/document/read-document.ts';
import type { Row } from '../src/core/model.ts';

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

const [directory = '', ...flags] = process.argv.slice(2);
const labelled = readFileSync(join(directory, 'rows.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): LabelledRow => JSON.parse(line))
  .filter(({ shape, latest }) => shape === 'table' && latest);

const texts = new Map<string, { bytes: Buffer; rows: readonly Row[] }>();
let changedBytes = 0;
let refused = 0;
for (const name of new Set(labelled.map(({ doc }) => doc))) {
  const bytes = readFileSync(join(directory, 'documents', name));
  const outcome = readDocument(bytes, name);
  if (outcome.kind === 'refused') {
    refused += 1;
    continue;
  }
  const { rows } = outcome.reading;
  const same = rows
    .filter(({ skip }) => skip === null)
    .map((row) => ({ row, text: row.typed.text, mojibake: row.mojibake }));
  if (!Buffer.from(applyEdits(bytes, planEdits(bytes, same))).equals(bytes)) changedBytes += 1;
  texts.set(name, { bytes, rows });
}

const isPipeRow = ({ doc, line }: LabelledRow) =>
  (
    texts
      .get(doc)
      ?.bytes.toString('utf8')
      .split(/\r\n|\r|\n/)[line - 1] ?? ''
  ).includes('|');
const isFound = ({ doc, line, repo, other_repos }: LabelledRow) =>
  texts
    .get(doc)
    ?.rows.find(
      (row) =>
        row.line === line &&
        (row.repo === null ? other_repos.length > 0 : row.repo.toLowerCase() === repo.toLowerCase()),
    );
const letters = (text: string) =>
  text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const pipeRows = labelled.filter(isPipeRow);
const found = pipeRows.filter(isFound);
const sameText = found.filter((label) => letters(isFound(label)?.typed.text ?? '') === letters(label.raw_status));
const reasons = new Map<string, number>();
for (const { rows } of texts.values()) {
  for (const { skip } of rows) if (skip !== null) reasons.set(skip, (reasons.get(skip) ?? 0) + 1);
}
const share = (part: number, whole: number) =>
  `${part} of ${whole} (${whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10} %)`;

console.log(`documents ${texts.size}, refused ${refused}, changed by a pass without changes ${changedBytes}`);
console.log(
  `rows in pipe tables found: ${share(found.length, pipeRows.length)}; labelled rows elsewhere (HTML tables): ${labelled.length - pipeRows.length}`,
);
console.log(`status text read as labelled: ${share(sameText.length, found.length)}`);
console.log(`rows found in all: ${[...texts.values()].reduce((total, { rows }) => total + rows.length, 0)}`);
for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a))
  console.log(`  left alone ${count}: ${reason}`);
if (flags.includes('--missed')) {
  for (const label of pipeRows.filter((row) => !isFound(row)))
    console.log(`missed ${label.doc}:${label.line} ${label.repo} ${JSON.stringify(label.raw_cell)}`);
}
