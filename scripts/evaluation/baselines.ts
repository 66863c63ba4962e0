// The recency rules that others ship, judged on the same histories. They know no "complete" and ask no questions, so
// they are given the benefit of the doubt: only what they say of life or its end is held against a typed word.

import { dayMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Facts } from './read-histories.ts';

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

/** How many of the ascending instants are not later than `at`. */
function countUntil(ascending: readonly number[], at: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

const pushedWithin = (days: number): Baseline['evaluate'] => {
  return (commitAts, _createdAt, at) => (countSince(commitAts, at, days) > 0 ? 'alive' : 'quiet');
};

/** Scorecard divides the commits of 90 days by 12 (one a week), at most 10; half of that is read as maintained. */
const judgeMaintained: Baseline['evaluate'] = (commitAts, createdAt, at) => {
  if (at - createdAt < 90 * dayMs) return null;
  const newest = countSince(commitAts, at, 90);
  return Math.min(10, (10 * Math.min(newest, 30)) / 12) >= 5 ? 'alive' : 'quiet';
};

export const baselines: readonly Baseline[] = [
  { name: 'last push within 90 days', evaluate: pushedWithin(90) },
  { name: 'best-of, inactive after 6 months', evaluate: pushedWithin(183) },
  { name: 'best-of, dead after 12 months', evaluate: pushedWithin(365) },
  { name: 'OpenSSF Maintained, 5 of 10', evaluate: judgeMaintained },
];

/** Every commit counts as a push: these rules see no difference. */
export function listPushes(facts: Facts): number[] {
  return facts.commits.map(({ c }) => Date.parse(c)).sort((a, b) => a - b);
}

/** Whether a verdict contradicts a typed word. */
export function contradicts(verdict: Verdict, typed: Status): boolean {
  if (verdict === 'quiet') return typed === 'in_progress' || typed === 'running' || typed === 'maintained';
  return verdict === 'alive' && ['planned', 'paused', 'stalled', 'archived'].includes(typed);
}
