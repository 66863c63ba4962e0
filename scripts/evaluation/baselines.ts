// The recency rules that others ship, evaluated on the same histories. They know no "complete" and ask no questions, so
// they are given the benefit of the doubt: only what they say of life or its end is held against a typed word.

import { dayMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Word } from './read-histories.ts';
import type { CellState } from './replay-word.ts';
import { countUntil, listPushes } from './timelines.ts';
import { classOf, isAlive, isStopped } from './truth.ts';

/** null: the rule has no verdict yet. */
export type Verdict = 'alive' | 'quiet' | null;

export interface Baseline {
  readonly name: string;
  readonly evaluate: (commitAts: readonly number[], createdAt: number, at: number) => Verdict;
}

/** The number of commits in the days before `at`. */
function countSince(commitAts: readonly number[], at: number, days: number): number {
  return countUntil(commitAts, at) - countUntil(commitAts, at - days * dayMs - 1);
}

const pushedWithin = (days: number): Baseline['evaluate'] => {
  return (commitAts, _createdAt, at) => (countSince(commitAts, at, days) > 0 ? 'alive' : 'quiet');
};

/** Scorecard divides the commits of 90 days by 12 (one a week), at most 10; half of that is read as maintained. */
const evaluateMaintained: Baseline['evaluate'] = (commitAts, createdAt, at) => {
  if (at - createdAt < 90 * dayMs) return null;
  const newest = countSince(commitAts, at, 90);
  return Math.min(10, (10 * Math.min(newest, 30)) / 12) >= 5 ? 'alive' : 'quiet';
};

export const baselines: readonly Baseline[] = [
  { name: 'last push within 90 days', evaluate: pushedWithin(90) },
  { name: 'best-of, inactive after 6 months', evaluate: pushedWithin(183) },
  { name: 'best-of, dead after 12 months', evaluate: pushedWithin(365) },
  { name: 'OpenSSF Maintained, 5 of 10', evaluate: evaluateMaintained },
];

/** What the cell would say by such a rule, which never asks and knows no "complete". */
export function sayBy(evaluate: Baseline['evaluate'], word: Word): Pick<CellState, 'status' | 'month' | 'at'>[] {
  const { facts, typed, typedAt, until } = word;
  const pushes = listPushes(facts);
  const createdAt = Date.parse(facts.first_commit);
  const cellStates: Pick<CellState, 'status' | 'month' | 'at'>[] = [];
  for (let at = Date.parse(typedAt); at <= Date.parse(until); at += dayMs) {
    const status = speak(evaluate(pushes, createdAt, at), typed);
    if (status !== cellStates.at(-1)?.status) cellStates.push({ at, status, month: null });
  }
  return cellStates;
}

function speak(verdict: Verdict, typed: Status): Status {
  if (verdict === 'quiet') return isAlive(typed) || typed === 'running' ? 'paused' : typed;
  return verdict === 'alive' && (isStopped(typed) || typed === 'planned') ? 'in_progress' : typed;
}

/** With the benefit of the doubt: they tell life from its end, and nothing finer. */
export function isRightBy(said: Status, meant: Status): boolean {
  const [one, other] = [classOf(said), classOf(meant)];
  return one === other || (one === 'alive' && other === 'running');
}
