// Catches: whether the product spoke before the owner changed a word, and in the direction in which the owner changed it.

import { dayMs } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Replay } from './replay-word.ts';
import { classOf, isSameWord } from './truth.ts';

export interface Catch {
  /** `alive → stopped`. */
  readonly kind: string;
  readonly isAnyTime: boolean;
  /** Open within the 30 days before the owner's change. */
  readonly isOpen30: boolean;
}

const openMs = 30 * dayMs;

/** null: the word was not changed, or on the day it was typed. */
export function readCatch({ word, questions, cellStates, end }: Replay): Catch | null {
  const { typed, to, typedAt } = word;
  if (to === null || isSameWord(typed, to) || end - Date.parse(typedAt) < dayMs) return null;
  const said = cellStates
    .map((cellState, index) => ({ ...cellState, from: cellState.at, until: cellStates[index + 1]?.at ?? end }))
    .filter(({ isOwners, status }) => !isOwners && !isSameWord(status, typed));
  const right = [...questions, ...said].filter(({ status }) => isTowards(status, to));
  return {
    kind: nameKind(typed, to),
    isAnyTime: right.length > 0,
    isOpen30: right.some(({ until }) => until > end - openMs),
  };
}

function nameKind(from: Status, to: Status): string {
  const [before, after] = [classOf(from), classOf(to)];
  return before === after ? `${from} → ${to}` : `${before} → ${after}`;
}

/**
 * Whether what was proposed lies in the direction of the owner's change. The question about silence asks whether the
 * project is paused or finished; a plan that was begun may be finished by the time its owner says so.
 */
function isTowards(proposed: Status, to: Status): boolean {
  const [asked, became] = [classOf(proposed), classOf(to)];
  if (asked === 'stopped') return became === 'stopped' || became === 'complete';
  if (proposed === 'maintained') return to === 'maintained' || to === 'complete';
  if (asked === 'alive') return became !== 'stopped' && became !== 'planned';
  return asked === became;
}
