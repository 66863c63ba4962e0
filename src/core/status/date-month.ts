// Which month stands behind a dated word: since when nothing confirms it, as a visitor of the repository can check.

import { latest, toDay } from '../dates.ts';
import type { CommitFact, CommitKind } from '../model.ts';

/** What people commit to the default branch, documentation and merges included. */
const human: ReadonlySet<CommitKind> = new Set(['work', 'docs', 'merge']);

export interface WordHistory {
  /** Of the default branch, in any order. */
  readonly commits: readonly Pick<CommitFact, 'at' | 'kind'>[];
  /** When the owner typed or answered the word; null: not known. */
  readonly typedAt: string | null;
}

/** `2025-07` in UTC: the newest human commit or the owner's word, whichever is later; null where neither is known. */
export function chooseDateMonth({ commits, typedAt }: WordHistory): string | null {
  const seen = commits.filter(({ kind }) => human.has(kind)).map(({ at }) => at);
  const newest = latest(...seen, typedAt);
  return newest === null ? null : toDay(newest).slice(0, 7);
}
