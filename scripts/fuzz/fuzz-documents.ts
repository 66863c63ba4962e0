// Generated documents whose meaning is known: how many of their projects are found, understood, named and linked rightly,
// by shape, and whether anything is written that should not be.

import { type ForcedEdits, findWrongWrites, forceEdits } from '../../tests/support/documents/force-edits.ts';
import { type GeneratedProjects, generateProjects } from '../../tests/support/documents/generate.ts';
import { type RowScore, scoreDocument } from '../../tests/support/documents/score.ts';
import { isInstalled, oracles } from '../../tests/support/oracles.ts';

/** Of all rows with one tag. */
export interface Tally {
  expected: number;
  found: number;
  understood: number;
  named: number;
  linked: number;
  /** Of those for which it is known whether they may be written. */
  judged: number;
  writableRightly: number;
}

export interface Outcome {
  readonly documents: number;
  readonly tallies: Readonly<Record<string, Tally>>;
  readonly writable: number;
  readonly forced: number;
  /** What is wrong whatever the shares are, each with its seed. */
  readonly failures: readonly string[];
}

/** Renderers take longer to start than to read. */
const joined = 40;

/** Documents of `first` and the seeds after it. */
export async function fuzzDocuments(first: number, count: number): Promise<Outcome> {
  const tallies: Record<string, Tally> = {};
  const failures: string[] = [];
  const waiting = new Map<string, ForcedEdits<GeneratedProjects>[]>();
  let [writable, forced] = [0, 0];
  const flush = async (path: string) => {
    const all = waiting.get(path) ?? [];
    waiting.delete(path);
    const oracle = oracles.find((each) => each.path === path) ?? null;
    if (oracle !== null && !isInstalledOnce(oracle.name)) return;
    forced += all.reduce((sum, { rows }) => sum + rows.length, 0);
    for (const { document, difference } of await findWrongWrites(all, oracle))
      failures.push(`seed ${document.seed} (${path}, ${document.encoding}): ${difference}`);
  };
  for (let seed = first; seed < first + count; seed += 1) {
    const document = generateProjects(seed);
    const score = scoreDocument(document);
    const place = `seed ${seed} (${document.path}, ${document.encoding})`;
    for (const row of score.rows) countRow(tallies, row);
    writable += score.writable;
    for (const { row, what } of score.wrong)
      failures.push(`${place}: line ${row.line} "${row.typed.text}" would be written, and is ${what}`);
    for (const word of score.mislearnt) failures.push(`${place}: "${word}" was learnt, and is no project's status`);
    if (!score.isUnchanged) failures.push(`${place}: a pass without changes changed bytes`);
    const edits = [...(waiting.get(document.path) ?? []), forceEdits(document, score.reading.rows)];
    waiting.set(document.path, edits);
    if (edits.length >= joined) await flush(document.path);
  }
  for (const path of [...waiting.keys()]) await flush(path);
  return { documents: count, tallies, writable, forced, failures };
}

const installed = new Map<string, boolean>();
function isInstalledOnce(name: (typeof oracles)[number]['name']): boolean {
  const known = installed.get(name) ?? isInstalled({ name });
  installed.set(name, known);
  return known;
}

function countRow(tallies: Record<string, Tally>, { expected, ...score }: RowScore): void {
  for (const tag of ['all', ...expected.tags]) {
    tallies[tag] ??= { expected: 0, found: 0, understood: 0, named: 0, linked: 0, judged: 0, writableRightly: 0 };
    const tally = tallies[tag];
    tally.expected += 1;
    if (score.row === null) continue;
    tally.found += 1;
    if (score.isUnderstood) tally.understood += 1;
    if (score.hasName) tally.named += 1;
    if (score.hasRepository) tally.linked += 1;
    if (score.isWritableRightly !== null) tally.judged += 1;
    if (score.isWritableRightly === true) tally.writableRightly += 1;
  }
}

export function addOutcomes(outcomes: readonly Outcome[]): Outcome {
  const tallies: Record<string, Tally> = {};
  for (const outcome of outcomes) {
    for (const [tag, tally] of Object.entries(outcome.tallies)) {
      const sum = tallies[tag];
      if (sum === undefined) tallies[tag] = { ...tally };
      else for (const key of Object.keys(tally) as (keyof Tally)[]) sum[key] += tally[key];
    }
  }
  const sum = (key: 'documents' | 'writable' | 'forced') => outcomes.reduce((total, each) => total + each[key], 0);
  const failures = outcomes.flatMap((each) => each.failures);
  return { documents: sum('documents'), tallies, writable: sum('writable'), forced: sum('forced'), failures };
}

/** One line for each shape, those of a kind together. */
export function formatTallies(tallies: Outcome['tallies']): string[] {
  const share = (part: number, whole: number) =>
    (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`).padStart(8);
  const title = `${'shape'.padEnd(72)}    rows    found understood     name repository editable`;
  const lines = Object.entries(tallies)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, each]) => {
      const shares = [
        share(each.found, each.expected),
        share(each.understood, each.expected),
        share(each.named, each.found),
        share(each.linked, each.found),
        share(each.writableRightly, each.judged),
      ];
      return `${tag.slice(0, 72).padEnd(72)} ${String(each.expected).padStart(7)} ${shares.join(' ')}`;
    });
  return [title, ...lines];
}
