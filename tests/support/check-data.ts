// What must hold for every data file: an edit changes one scalar for whoever parses it, a date adds one entry and goes
// without a trace, and what changes nothing changes no byte. Parses with the whole parser, aliases and all.

import { parseAllDocuments } from 'yaml';
import { proposeDate, removeDate } from '../../src/core/document/dates/as-of.ts';
import { applyEdits, planEdits } from '../../src/core/document/edits.ts';
import { readDocument } from '../../src/core/document/parse-document.ts';
import type { AsOf, Row } from '../../src/core/model.ts';
import { generateData } from './generate-data.ts';

/** Words that a parser of YAML takes for something else where they have no quotes, among others. */
export const oddWords = [
  ...[
    'paused',
    '🟡 Paused',
    'In Progress',
    'yes',
    'No',
    'null',
    '~',
    '1.0',
    '2025-07-01',
    '12:30',
    'on hold: now',
    'x #y',
  ],
  ...[
    "it's",
    '"said"',
    '- dash',
    '[x]',
    '{x}',
    'a, b',
    '*star',
    '&and',
    '!bang',
    '%',
    '@at',
    '`tick`',
    '? ask',
    'ends:',
  ],
  ...['back\\slash', 'é', '進行中', '.inf', '0x1f', '=', '<<', '|', '>', '#', 'true', "'", '$&'],
];

const asOfKey = 'statusAsOf';

export function refOf(path: string) {
  return { kind: 'github', repo: 'ada/ada', path, branch: null, asOfKey } as const;
}

export function readRows(bytes: Uint8Array, path: string): readonly Row[] {
  const outcome = readDocument(bytes, refOf(path));
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.reading.rows;
}

/** Generates one file, which has to be read as it was meant and to be edited safely. Number of its editable rows. */
export function checkGeneratedData(seed: number): number {
  const { path, bytes, projects } = generateData(seed);
  try {
    const list = (all: readonly (readonly [string, string | null, string, boolean])[]) =>
      JSON.stringify([...all].sort(([one], [other]) => (one < other ? -1 : 1)));
    const rows = readRows(bytes, path);
    const read = list(rows.map(({ name, repo, typed, skip }) => [name, repo, typed.text, skip === null]));
    const meant = list(projects.map(({ name, repo, text, isEditable }) => [name, repo, text, isEditable]));
    if (read !== meant) throw new Error(`it is read as ${read}, not as ${meant}`);
    return checkData(bytes, path, (index) => oddWords[(seed + index) % oddWords.length] ?? 'paused');
  } catch (error) {
    throw new Error(`seed ${seed} (${path}): ${error}\n${bytes}`);
  }
}

/** Number of rows that could be edited. `wordOf`: what is written into each. */
export function checkData(bytes: Uint8Array, path: string, wordOf: (index: number) => string): number {
  const rows = readRows(bytes, path);
  if (
    planEdits(
      bytes,
      rows.map((row) => change(row, row.typed.text)),
    ).length > 0
  )
    throw new Error('a pass changed bytes');
  const editable = rows.filter(({ skip }) => skip === null);
  for (const [index, row] of editable.entries()) {
    const word = wordOf(index);
    if (word !== row.typed.text) checkEdit(bytes, path, row, word);
    checkDate(bytes, path, row);
  }
  return editable.length;
}

function change(row: Row, text: string, asOf: AsOf | null = null) {
  return { row, text, mojibake: row.mojibake, asOf };
}

function checkEdit(bytes: Uint8Array, path: string, row: Row, word: string): void {
  const after = applyEdits(bytes, planEdits(bytes, [change(row, word)]));
  const differences = compare(bytes, after, path);
  const [only] = differences;
  if (
    differences.length !== 1 ||
    only === undefined ||
    trim(only.before) !== row.typed.text ||
    trim(only.after) !== word
  ) {
    throw new Error(`"${word}" for "${row.typed.text}" changed ${JSON.stringify(differences)}`);
  }
  const same = readRows(after, path).filter(
    ({ line, name, repo, skip }) => line === row.line && name === row.name && repo === row.repo && skip === row.skip,
  );
  if (!same.some(({ typed }) => typed.text === word) && !isSplit(word)) throw new Error(`"${word}" is not read back`);
  const own = same.find(({ typed }) => typed.text === word);
  if (own === undefined) return;
  const again = applyEdits(after, planEdits(after, [change(own, row.typed.text)]));
  const back = compare(bytes, again, path);
  if (back.length > 0) throw new Error(`"${word}" and back changed ${JSON.stringify(back)}`);
}

/** A known word with a remark is read as such. */
const isSplit = (word: string) => word.includes(': ');

function checkDate(bytes: Uint8Array, path: string, row: Row): void {
  const write = (of: Uint8Array, asOf: AsOf | null) => {
    const own = readRows(of, path).find(({ line, name }) => name === row.name && Math.abs(line - row.line) < 2) ?? row;
    return applyEdits(of, planEdits(of, [change(own, own.typed.text, asOf)]));
  };
  const due = proposeDate(row, '2025-07');
  if (due === null || row.asOf !== undefined) return;
  const dated = write(bytes, due);
  const added = compare(bytes, dated, path);
  if (added.length !== 1 || added[0]?.before !== undefined || added[0]?.after !== '2025-07') {
    throw new Error(`a date changed ${JSON.stringify(added)}`);
  }
  const own = readRows(dated, path).find(({ asOf }) => asOf !== undefined);
  if (own?.asOf?.month !== '2025-07' || own.name !== row.name) throw new Error('a date is not read back');
  if (proposeDate(own, '2025-07')?.action !== 'keep') throw new Error('a date is written twice');
  const later = write(dated, proposeDate(own, '2025-09'));
  const moved = compare(dated, later, path);
  if (moved.length !== 1 || moved[0]?.after !== '2025-09')
    throw new Error(`a later date changed ${JSON.stringify(moved)}`);
  if (Buffer.compare(write(dated, removeDate(own)), bytes) !== 0) throw new Error('a date left a trace');
}

interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

function trim(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** What a parser sees differently, entry by entry. Of a page the front matter; its text must be the same. */
export function compare(before: Uint8Array, after: Uint8Array, path: string): Difference[] {
  const [one, other] = [before, after].map((bytes) => flatten(parse(Buffer.from(bytes).toString(), path)));
  if (one === undefined || other === undefined) throw new Error('there are two');
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((key) => one.get(key) !== other.get(key) || one.has(key) !== other.has(key))
    .map((key) => ({ path: key, before: one.get(key), after: other.get(key) }));
}

function parse(text: string, path: string): unknown {
  const bare = text.replace(/^\ufeff/, '');
  if (path.endsWith('.json')) return JSON.parse(bare);
  if (!path.endsWith('.md')) return parseYaml(bare);
  const [, matter = '', rest = ''] = /^---\r?\n([\s\S]*?\r?\n)---(\r?\n[\s\S]*)$/.exec(bare) ?? [];
  return [parseYaml(matter), rest];
}

function parseYaml(text: string): unknown {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS({ maxAliasCount: 1000 });
  });
}

function flatten(value: unknown, path = '', found = new Map<string, unknown>()): Map<string, unknown> {
  if (value === null || typeof value !== 'object') return found.set(path, value);
  for (const [key, inner] of Object.entries(value)) flatten(inner, `${path}/${key}`, found);
  return found;
}
