// Which month stands behind a dated word: since when nothing confirms it, as a visitor of the repository can check.

import { elapsedMs, latest, toDay } from '../dates.ts';
import type { CommitFact, CommitKind } from '../model.ts';

/** What people commit to the default branch, documentation and merges included; machines and we confirm nothing. */
const human: ReadonlySet<CommitKind> = new Set(['work', 'docs', 'merge']);

export interface WordHistory {
  /** Of the default branch, in any order. */
  readonly commits: readonly Pick<CommitFact, 'at' | 'kind'>[];
  /** When the owner typed or answered the word; null: not known. */
  readonly typedAt: string | null;
}

/** `2025-07` in UTC: the newest human commit or the owner's word, whichever is later; null where neither is known. */
export function chooseDateMonth({ commits, typedAt }: WordHistory): string | null {
  const newest = latest(readLastHumanAt(commits), typedAt);
  return newest === null ? null : toMonth(newest);
}

/** When a person last committed anything, as far as it lies before `now`; null: not known. */
export function readLastHumanAt(commits: WordHistory['commits'], now?: Date): string | null {
  const seen = commits.filter(({ at, kind }) => human.has(kind) && (now === undefined || elapsedMs(at, now) >= 0));
  return latest(...seen.map(({ at }) => at));
}

/** `2025-07` of an instant, in UTC. */
export function toMonth(at: string): string {
  return toDay(at).slice(0, 7);
}
