// Invented histories, small enough to work every figure out by hand.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Facts, Word } from '../../scripts/evaluation/read-histories.ts';
import type { Asked, CellState, Replay } from '../../scripts/evaluation/replay-word.ts';
import type { Status } from '../../src/core/status/statuses.ts';

/** Commits at noon on these days, of the given kind (none: work). */
export function inventFacts(
  repo: string,
  days: readonly (string | readonly [day: string, kind: string])[],
  snapshot: string,
): Facts {
  const commits = days.map((entry, index) => {
    const [day, kind] = typeof entry === 'string' ? [entry, ''] : entry;
    return { sha: `${repo}${index}`, c: `${day}T12:00:00Z`, bot: kind === 'bot', merge: kind === 'merge', kind };
  });
  return {
    repo,
    head: 'a1',
    first_commit: commits[0]?.c ?? `${snapshot}T00:00:00Z`,
    snapshot_taken: `${snapshot}T00:00:00Z`,
    tags: [],
    head_tree: { code_files: 3, notebooks: 0 },
    commits,
  };
}

export function inventWord(facts: Facts, typed: Status, typedAt: string, parts: Partial<Word> = {}): Word {
  const until = facts.snapshot_taken;
  return {
    doc: 'ada',
    owner: 'ada',
    facts,
    typed,
    read: typed,
    typedAt: `${typedAt}T00:00:00Z`,
    touches: [],
    until,
    to: null,
    ...parts,
  };
}

type InventedState = readonly [day: string, status: Status, month?: string];

export function inventReplay(word: Word, later: readonly InventedState[], questions: readonly Asked[] = []): Replay {
  const toCellState = ([day, status, month]: InventedState): CellState => ({
    at: Date.parse(`${day}T00:00:00Z`),
    status,
    month: month ?? null,
    isOwners: false,
    rule: 'quiet',
    evidence: '',
  });
  const first = { ...toCellState(['2026-01-01', word.typed]), at: Date.parse(word.typedAt), isOwners: true };
  return { word, cellStates: [first, ...later.map(toCellState)], questions, end: Date.parse(word.until) };
}

export const inventQuestion = (status: Status, from: string, until: string): Asked => ({
  status,
  rule: 'quiet',
  evidence: '',
  from: Date.parse(`${from}T00:00:00Z`),
  until: Date.parse(`${until}T00:00:00Z`),
});

/** A folder as the evaluation reads it. */
export function writeHistories(
  facts: readonly Facts[],
  files: Readonly<Record<'rows' | 'self-declared' | 'transitions', readonly object[]>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
  mkdirSync(join(folder, 'activity'));
  for (const found of facts) {
    writeFileSync(join(folder, 'activity', `${found.repo.replace('/', '__')}.json`), JSON.stringify(found));
  }
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(folder, `${name}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
  return folder;
}
