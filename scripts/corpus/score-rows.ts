// Compares what was read with a gold standard: of the rows that people read as projects, how many are found, understood,
// named and linked rightly; and of the rows that may be written, how many are such rows.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DumpedDocument, DumpedRow } from './dump-rows.ts';

interface GoldRow {
  readonly doc: string;
  readonly line: number;
  readonly endLine?: number;
  readonly name: string | null;
  readonly nameAlt?: readonly string[];
  /** `owner/name`, `self:path` inside the document's own repository, or none. */
  readonly repo: string | null;
  readonly repoAlt?: readonly (string | null)[];
  readonly folder: string | null;
  readonly raw: string;
  readonly status: string;
  /** Other readings that are as good. */
  readonly alt?: readonly string[];
  readonly where: string;
  readonly lang: string;
  readonly editable: boolean;
  /** `own`: a document's status of itself; `std`: proposals of a standard. Both stand outside the figures. */
  readonly class?: 'own' | 'std';
}

interface NoProject {
  readonly doc: string;
  readonly line: number;
  readonly why: string;
}

export interface Gold {
  readonly rows: readonly GoldRow[];
  readonly others: readonly NoProject[];
}

/** null where the folder has no gold standard. */
export function readGold(directory: string): Gold | null {
  const [gold, others] = ['gold.jsonl', 'not-project.jsonl'].map((name) => join(directory, name));
  if (gold === undefined || others === undefined || !existsSync(gold) || !existsSync(others)) return null;
  return { rows: readLines<GoldRow>(gold), others: readLines<NoProject>(others) };
}

function readLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): T => JSON.parse(line));
}

/** Whether another word was written into it as it should. */
type Edits = ReadonlyMap<DumpedRow, boolean>;

/** Prints the figures; `listsMissed`: and every row that they count as wrong. */
export function compareWithGold(
  documents: readonly DumpedDocument[],
  gold: Gold,
  edits: Edits,
  listsMissed: boolean,
): void {
  const pairs = pairRows(documents, gold.rows);
  const head = gold.rows.filter((row) => row.class === undefined);
  console.log(`\n${formatFigures('all', head, pairs, edits)}`);
  for (const key of ['where', 'lang'] as const) {
    const groups = [...Map.groupBy(head, (row) => row[key])].sort(([, a], [, b]) => b.length - a.length);
    for (const [name, rows] of groups) console.log(formatFigures(`${key} ${name}`, rows, pairs, edits));
  }
  const { good, writable, wrong } = measurePrecision(documents, pairs);
  console.log(`rows that may be written: ${writable}, a project's status ${share(good, writable)}`);
  const others = new Set(gold.others.map(placeOf));
  const listed = wrong.filter(({ doc, row }) => others.has(placeOf({ doc, line: row.line })));
  console.log(`lines of not-project.jsonl that may be written: ${listed.length}`);
  for (const { doc, row } of listsMissed ? wrong : listed) console.log(`  ${doc}:${row.line} ${describe(row)}`);
  if (listsMissed) listMissed(head, pairs);
}

type Pairs = ReadonlyMap<GoldRow, DumpedRow>;

/** By line first, where the name breaks ties; then by name anywhere in the document. */
function pairRows(documents: readonly DumpedDocument[], gold: readonly GoldRow[]): Pairs {
  const byDocument = new Map(documents.map(({ doc, rows }) => [doc, rows]));
  const pairs = new Map<GoldRow, DumpedRow>();
  const taken = new Set<DumpedRow>();
  for (const [doc, wanted] of Map.groupBy(gold, (row) => row.doc)) {
    const candidates = wanted.flatMap((want) =>
      (byDocument.get(doc) ?? []).flatMap((row) => {
        const isInside = row.line >= want.line && row.line <= (want.endLine ?? want.line);
        const isNamed = hasName(want, row);
        const rank = (isInside ? 4 : 0) + (isNamed ? 2 : 0);
        const [far, length] = [Math.abs(row.line - want.line), (want.endLine ?? want.line) - want.line];
        return isInside || isNamed ? [{ want, row, rank, far, length }] : [];
      }),
    );
    candidates.sort((a, b) => b.rank - a.rank || a.length - b.length || a.far - b.far);
    for (const { want, row } of candidates) {
      if (pairs.has(want) || taken.has(row)) continue;
      pairs.set(want, row);
      taken.add(row);
    }
  }
  return pairs;
}

interface Figures {
  readonly found: number;
  readonly understood: number;
  readonly lifeCycles: readonly [number, number];
  readonly names: readonly [number, number];
  readonly repositories: number;
}

function measure(gold: readonly GoldRow[], pairs: Pairs): Figures {
  const found = gold.flatMap((want) => {
    const row = pairs.get(want);
    return row === undefined ? [] : [{ want, row }];
  });
  const understood = found.filter(({ want, row }) => isUnderstood(want, row));
  const named = found.filter(({ want }) => want.name !== null);
  return {
    found: found.length,
    understood: understood.length,
    lifeCycles: [
      understood.filter(({ want, row }) => isLifeCycle(want) && !isLeftAlone(row)).length,
      gold.filter(isLifeCycle).length,
    ],
    names: [named.filter(({ want, row }) => hasName(want, row)).length, named.length],
    repositories: found.filter(({ want, row }) => hasRepository(want, row)).length,
  };
}

function formatFigures(title: string, gold: readonly GoldRow[], pairs: Pairs, edits: Edits): string {
  const { found, understood, lifeCycles, names, repositories } = measure(gold, pairs);
  const parts = [
    `${title}: rows ${gold.length}`,
    `found ${share(found, gold.length)}`,
    `understood ${share(understood, gold.length)} (life cycle ${share(...lifeCycles)})`,
    `name ${share(...names)}`,
    `repository ${share(repositories, found)}`,
    countEdits(gold, pairs, edits),
  ];
  return parts.join(', ');
}

function countEdits(gold: readonly GoldRow[], pairs: Pairs, edits: Edits): string {
  const forced = gold.flatMap((want) => {
    const row = pairs.get(want);
    return (row === undefined ? undefined : edits.get(row)) ?? [];
  });
  return `forced edits ${forced.length}, wrong ${forced.filter((isRight) => !isRight).length}`;
}

interface Precision {
  readonly writable: number;
  readonly good: number;
  readonly wrong: readonly { readonly doc: string; readonly row: DumpedRow }[];
}

function measurePrecision(documents: readonly DumpedDocument[], pairs: Pairs): Precision {
  const wants = new Map([...pairs].map(([want, row]) => [row, want]));
  const all = documents.flatMap(({ doc, rows }) => rows.map((row) => ({ doc, row })));
  const writable = all.filter(({ row }) => mayBeWritten(row) && wants.get(row)?.class !== 'std');
  const wrong = writable.filter(({ row }) => {
    const want = wants.get(row);
    return want === undefined || (want.class === 'own' && !hasName(want, row) && !hasRepository(want, row));
  });
  return { writable: writable.length, good: writable.length - wrong.length, wrong };
}

/** Statuses that say nothing about work: nothing follows from them. */
const aloneStatuses = new Set(['', 'unknown', 'experimental']);

function isLeftAlone({ status }: DumpedRow): boolean {
  return aloneStatuses.has(status);
}

function mayBeWritten(row: DumpedRow): boolean {
  return !isLeftAlone(row) && row.skip === null && !row.readOnly;
}

function isLifeCycle({ status }: GoldRow): boolean {
  return status !== 'maturity' && status !== 'other';
}

function isUnderstood({ status, alt = [] }: GoldRow, row: DumpedRow): boolean {
  const readings = [status, ...alt];
  if (isLeftAlone(row)) return readings.some((each) => each === 'maturity' || each === 'other');
  return readings.includes(row.status);
}

function hasName({ name, nameAlt = [] }: GoldRow, row: DumpedRow): boolean {
  if (name === null || row.name === '') return false;
  const short = /^[\w.-]+\/[\w.-]+$/.test(name) ? [name.split('/')[1] ?? name] : [];
  return [name, ...nameAlt, ...short].some((want) => {
    return foldName(want) === foldName(row.name) || foldBare(want) === foldBare(row.name);
  });
}

/** Without link addresses, pictures, blanks and punctuation. */
function foldName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\]\([^)]*\)/g, '')
    .replace(/[^\p{L}\p{N}+#]/gu, '');
}

/** Without remarks in brackets, too. */
function foldBare(text: string): string {
  return foldName(text.replace(/\([^()]*\)/g, ' ')) || foldName(text);
}

function hasRepository({ repo, repoAlt = [], folder }: GoldRow, row: DumpedRow): boolean {
  const lower = (text: string | null) => (text ?? '').toLowerCase();
  if (repoAlt.some((each) => lower(each) === lower(row.repo))) return true;
  if (repo === null) return row.repo === null;
  if (!repo.startsWith('self:')) return lower(row.repo) === lower(repo);
  const given = [row.folder, row.repo?.startsWith('self:') === true ? row.repo : null].flatMap((path) => path ?? []);
  return given.map(foldPath).some((path) => path === foldPath(repo) || (folder !== null && path === foldPath(folder)));
}

function foldPath(path: string): string {
  return path
    .replace(/^self:/, '')
    .replace(/^(\.?\/)+/, '')
    .replace(/\/+$/, '')
    .toLowerCase();
}

function listMissed(gold: readonly GoldRow[], pairs: Pairs): void {
  for (const want of gold) {
    const row = pairs.get(want);
    const place = `${placeOf(want)} ${want.name} «${want.raw}»`;
    if (row === undefined) {
      console.log(`missed ${place} (${want.where})`);
      continue;
    }
    if (!isUnderstood(want, row)) console.log(`not understood ${place}: ${want.status}, read as ${row.status}`);
    if (want.name !== null && !hasName(want, row)) console.log(`name ${place}: read ${JSON.stringify(row.name)}`);
    if (!hasRepository(want, row)) console.log(`repository ${place}: ${want.repo}, read as ${row.repo}`);
  }
}

function placeOf({ doc, line }: { readonly doc: string; readonly line: number }): string {
  return `${doc}:${line}`;
}

function describe({ name, text, status }: DumpedRow): string {
  return `${name} «${text}» ${status}`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part}/${whole} ${((100 * part) / whole).toFixed(1)} %`;
}
