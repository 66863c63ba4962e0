// Compares the rows of a corpus with the labels of its rows.jsonl: how many are found with their repository and status
// text, what is found beyond them and why.

import { readFileSync } from 'node:fs';
import type { Row } from '../../src/core/model.ts';
import { createRandom } from '../../tests/support/random.ts';

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

type Documents = ReadonlyMap<string, readonly Row[]>;

/** Prints the figures. */
export function compareWithLabels(documents: Documents, labelsPath: string, listsMissed: boolean): void {
  const labelled = readFileSync(labelsPath, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line): LabelledRow => JSON.parse(line))
    .filter(({ shape, latest }) => shape === 'table' && latest);
  const find = ({ doc, line, repo, other_repos }: LabelledRow) =>
    documents.get(doc)?.find((row) => {
      if (row.line !== line) return false;
      return row.repo === null ? other_repos.length > 0 : row.repo.toLowerCase() === repo.toLowerCase();
    });
  const found = labelled.filter(find);
  const sameText = found.filter((label) => letters(find(label)?.typed.text ?? '') === letters(label.raw_status));
  console.log(`labelled table rows found: ${share(found.length, labelled.length)}`);
  console.log(`status text read as labelled: ${share(sameText.length, found.length)}`);
  printBeyond(documents, new Set(labelled.map(({ doc, line }) => `${doc}:${line}`)));
  if (!listsMissed) return;
  for (const label of labelled.filter((row) => find(row) === undefined)) {
    console.log(`missed ${label.doc}:${label.line} ${label.repo} ${JSON.stringify(label.raw_cell)}`);
  }
}

function printBeyond(documents: Documents, labels: ReadonlySet<string>): void {
  const all = [...documents].flatMap(([doc, rows]) => rows.map((row) => ({ place: `${doc}:${row.line}`, row })));
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
    const status = `${row.typed.text} (${row.typed.status})`;
    console.log(`  ${[place, row.name, status, findReason(row), row.skip ?? ''].join(' | ')}`);
  }
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
