// Row-days: how long cells were wrong, and for how long they said that something lives which was dead.

import { dayMs, toInstant } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import type { Word } from './read-histories.ts';
import type { CellState, Replay } from './replay-word.ts';
import { countUntil, listHuman, listWork } from './timelines.ts';
import { isAlive, isSameWord, isStopped, type Truth } from './truth.ts';

/** In days, within the time that is known. */
export interface WrongDays {
  readonly known: number;
  readonly handKept: number;
  readonly total: number;
  /** Wrong by hand, right here. */
  readonly removed: number;
  /** Right by hand, wrong here: a word of pausing over what was really silent may be argued about… */
  readonly addedArguable: number;
  /** …everything else may not. */
  readonly addedClear: number;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly cellState: Pick<CellState, 'status' | 'month' | 'at'>;
}

function* stretch(
  cellStates: readonly Pick<CellState, 'status' | 'month' | 'at'>[],
  from: number,
  to: number,
  cuts: readonly number[],
): Generator<Stretch> {
  for (const [index, cellState] of cellStates.entries()) {
    const begin = Math.max(cellState.at, from);
    const end = Math.min(cellStates[index + 1]?.at ?? to, to);
    let at = begin;
    for (const cut of [...cuts.filter((instant) => instant > begin && instant < end), end]) {
      if (cut > at) yield { from: at, to: cut, cellState };
      at = cut;
    }
  }
}

/** `cellStates` begin with the word as typed. `isRight` compares what is said with what is true. */
export function countWrongDays(
  { facts }: Word,
  truth: Truth,
  cellStates: readonly Pick<CellState, 'status' | 'month' | 'at'>[],
  isRight: (said: Status, meant: Status) => boolean = isSameWord,
): WrongDays {
  const { from, knownUntil, turnedAt, old, to } = truth;
  const days = { known: 0, handKept: 0, total: 0, removed: 0, addedArguable: 0, addedClear: 0 };
  const work = listWork(facts);
  const cuts = [turnedAt, ...work].filter((at) => at > from && at < knownUntil).sort((a, b) => a - b);
  for (const { from: begin, to: end, cellState } of stretch(cellStates, from, knownUntil, cuts)) {
    const length = (end - begin) / dayMs;
    const meant = begin >= turnedAt && to !== null ? to : old;
    const isHandRight = isSameWord(old, meant);
    const isOursRight = isRight(cellState.status, meant);
    days.known += length;
    if (!isHandRight) days.handKept += length;
    if (!isOursRight) days.total += length;
    if (!isHandRight && isOursRight) days.removed += length;
    if (isHandRight && !isOursRight) {
      const isSilent = isStopped(cellState.status) && countUntil(work, begin) === countUntil(work, cellState.at);
      days[isSilent ? 'addedArguable' : 'addedClear'] += length;
    }
  }
  return days;
}

/** Silent for so long, a word of life misleads whoever reads it. */
const deadMs = 90 * dayMs;

export interface MisledDays {
  /** Days on which the owner's word was one of life. */
  readonly alive: number;
  readonly handKept: number;
  readonly ours: number;
}

/** A word of life over at least 90 dead days with nothing beside it, from typing to its end, touched or not. */
export function countMisledDays({ word, cellStates, end }: Pick<Replay, 'word' | 'cellStates' | 'end'>): MisledDays {
  const from = Date.parse(word.typedAt);
  if (!isAlive(word.typed) || end <= from) return { alive: 0, handKept: 0, ours: 0 };
  const work = listWork(word.facts);
  const misled = { alive: (end - from) / dayMs, handKept: 0, ours: 0 };
  const alive = [from, ...work.filter((at) => at > from && at < end)];
  for (const [index, since] of alive.entries()) {
    const dead = since + deadMs;
    const until = alive[index + 1] ?? end;
    if (dead >= until) continue;
    misled.handKept += (until - dead) / dayMs;
    for (const { from: begin, to, cellState } of stretch(cellStates, dead, until, [])) {
      if (isAlive(cellState.status) && cellState.month === null) misled.ours += (to - begin) / dayMs;
    }
  }
  return misled;
}

export interface DateFate {
  readonly at: number;
  readonly month: string;
  /** Whether the 90 days after it lie within the facts. */
  readonly isFollowed: boolean;
  /** Days with work within 90 days. */
  readonly workDays: number;
  /** A visitor sees a person's commit of a later month, when it is written. */
  readonly isContradicted: boolean;
  /** It still stood at the next refresh after a person's commit. */
  readonly isStanding: boolean;
}

/** What became of every date behind a word. A standing date is refreshed on every day with a commit. */
export function followDates({ word, cellStates, end }: Replay): DateFate[] {
  const work = listWork(word.facts);
  const human = listHuman(word.facts);
  return cellStates.flatMap((cellState, index): DateFate[] => {
    const { at, month } = cellState;
    const before = cellStates[index - 1];
    if (month === null || before?.month === month) return [];
    const within = work.filter((instant) => instant > at && instant <= at + deadMs);
    const newest = human[countUntil(human, at) - 1];
    const goneAt = cellStates.slice(index + 1).find((later) => later.month !== month)?.at ?? end;
    const next = human[countUntil(human, at)];
    // The refresh comes on the day of the commit, after its last one.
    const refreshedAt = next === undefined ? Number.POSITIVE_INFINITY : (Math.floor(next / dayMs) + 1) * dayMs;
    return [
      {
        at,
        month,
        isFollowed: at + deadMs <= Date.parse(word.facts.snapshot_taken),
        workDays: new Set(within.map((instant) => Math.floor(instant / dayMs))).size,
        isContradicted: newest !== undefined && toInstant(newest).slice(0, 7) > month,
        isStanding: refreshedAt < end && goneAt > refreshedAt,
      },
    ];
  });
}
