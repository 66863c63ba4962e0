// What was true of a project while an owner's word stood, as far as the owner's own hand shows it. Only the time between
// two touches of the owner is known: a word that was left as it was held until then, and one that was replaced held until
// the work says that it was over.

import { dayMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Word } from './read-histories.ts';
import { listWork } from './timelines.ts';

/** The two choices that the figures rest on. */
export interface TruthChoices {
  /** Days after the last work until a word of life is over. */
  readonly graceDays: number;
  /** Whether work says when a word was over, or only the owner's edit. */
  readonly isByWork: boolean;
}

export const usualChoices: TruthChoices = { graceDays: 30, isByWork: true };

/** What is known of one word, in milliseconds. */
export interface Truth {
  readonly from: number;
  /** The last touch: nothing is known of the time after it. */
  readonly knownUntil: number;
  /** From here on `to` was true; Infinity where the word was never replaced. */
  readonly turnedAt: number;
  readonly old: Status;
  readonly to: Status | null;
}

const aliveWords = new Set<Status>(['in_progress', 'maintained', 'experimental']);
const stoppedWords = new Set<Status>(['paused', 'stalled', 'archived']);

export const isAlive = (status: Status) => aliveWords.has(status);
export const isStopped = (status: Status) => stoppedWords.has(status);

/** Where words stand that say the same of a project to a visitor. */
export function classOf(status: Status): 'planned' | 'alive' | 'running' | 'complete' | 'stopped' | 'unknown' {
  if (isAlive(status)) return 'alive';
  return isStopped(status) ? 'stopped' : (status as 'planned' | 'running' | 'complete' | 'unknown');
}

export function readTruth(word: Word, choices: TruthChoices = usualChoices): Truth {
  const from = Date.parse(word.typedAt);
  const { typed: old, to } = word;
  const lastTouch = Date.parse(word.touches.at(-1) ?? word.typedAt);
  if (to === null) return { from, knownUntil: lastTouch, turnedAt: Number.POSITIVE_INFINITY, old, to };
  const editedAt = Date.parse(word.until);
  const turnedAt = choices.isByWork ? (readTurn(word, editedAt, choices) ?? editedAt) : editedAt;
  return { from, knownUntil: editedAt, turnedAt: Math.min(Math.max(turnedAt, from), editedAt), old, to };
}

/** null: no fact says when, only the owner's edit does. */
function readTurn({ facts, typed, to, typedAt }: Word, editedAt: number, { graceDays }: TruthChoices): number | null {
  if (to === null) return null;
  const work = listWork(facts);
  if (typed === 'planned' && isAlive(to)) return work.find((at) => at > Date.parse(typedAt)) ?? null;
  if (!isAlive(typed)) return null;
  const last = work.findLast((at) => at <= editedAt) ?? Date.parse(typedAt);
  if (isStopped(to)) return last + graceDays * dayMs;
  return to === 'complete' ? last : null;
}

/** What was true at an instant within the known time. */
export function trueAt({ turnedAt, old, to }: Truth, at: number): Status {
  return at >= turnedAt && to !== null ? to : old;
}

/** `stalled` is shown with the paused word. */
export function isSameWord(a: Status, b: Status): boolean {
  const shown = (status: Status) => (status === 'stalled' ? 'paused' : status);
  return shown(a) === shown(b);
}
