// What one word comes to under every policy of answering: the counts that figures are made of, and its case.

import type { Portfolio } from '../../src/config/portfolio.ts';
import { dayMs, toDay } from '../../src/core/dates.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { baselines, isRightBy, sayBy } from './baselines.ts';
import { type Catch, readCatch } from './count-catches.ts';
import {
  countMisledDays,
  countWrongDays,
  type DateFate,
  followDates,
  type MisledDays,
  type WrongDays,
} from './count-days.ts';
import type { Word } from './read-histories.ts';
import { type CellState, type Replay, replayWord } from './replay-word.ts';
import { classOf, isAlive, isSameWord, readTruth, type TruthChoices, usualChoices } from './truth.ts';

/** The two choices of what is true, and what else could have been chosen. */
export const sensitivities: readonly { readonly name: string; readonly choices: TruthChoices }[] = [
  { name: 'no days of grace', choices: { graceDays: 0, isByWork: true } },
  { name: '30 days of grace (as above)', choices: usualChoices },
  { name: '90 days of grace', choices: { graceDays: 90, isByWork: true } },
  { name: 'only the owner’s edit ends a word, not work', choices: { graceDays: 30, isByWork: false } },
];

export interface WordResult {
  readonly word: Word;
  readonly unanswered: Replay;
  readonly answered: Replay;
  readonly allActive: Replay;
  readonly wrong: { readonly unanswered: WrongDays; readonly answered: WrongDays };
  /** In the order of `sensitivities`. */
  readonly sensitive: readonly { readonly unanswered: WrongDays; readonly answered: WrongDays }[];
  readonly misled: MisledDays;
  readonly dates: readonly DateFate[];
  readonly caught: Catch | null;
  readonly decided: readonly {
    readonly cellState: CellState;
    readonly isTypedLater: boolean;
    readonly isAgainst: boolean;
  }[];
  readonly reversals: number;
  readonly peers: readonly { readonly name: string; readonly wrong: WrongDays; readonly misled: MisledDays }[];
}

export async function evaluateWord(word: Word, rules: Portfolio): Promise<WordResult> {
  const truth = readTruth(word);
  const unanswered = await replayWord(word, 'unanswered', rules, truth);
  const isQuiet = unanswered.questions.length === 0;
  const allActive = isQuiet ? unanswered : await replayWord(word, 'allActive', rules, truth);
  // Of a word that was never replaced the truth is that it holds.
  const answer = async (choices: TruthChoices) => {
    if (isQuiet || word.to === null) return allActive;
    return await replayWord(word, 'answered', rules, readTruth(word, choices));
  };
  const answered = await answer(usualChoices);
  const sensitive: { unanswered: WrongDays; answered: WrongDays }[] = [];
  for (const { choices } of sensitivities) {
    const other = readTruth(word, choices);
    const replay = choices === usualChoices ? answered : await answer(choices);
    sensitive.push({
      unanswered: countWrongDays(word, other, unanswered.cellStates),
      answered: countWrongDays(word, other, replay.cellStates),
    });
  }
  return {
    word,
    unanswered,
    answered,
    allActive,
    wrong: {
      unanswered: countWrongDays(word, truth, unanswered.cellStates),
      answered: countWrongDays(word, truth, answered.cellStates),
    },
    sensitive,
    misled: countMisledDays(unanswered),
    dates: followDates(unanswered),
    caught: readCatch(unanswered),
    decided: listDecided(unanswered),
    reversals: countReversals(unanswered),
    peers: baselines.map(({ name, evaluate }) => {
      const cellStates = sayBy(evaluate, word);
      const misled = countMisledDays({ word, cellStates: cellStates.map(toCellState), end: unanswered.end });
      return { name, wrong: countWrongDays(word, truth, cellStates, isRightBy), misled };
    }),
  };
}

const toCellState = (cellState: Pick<CellState, 'status' | 'month' | 'at'>): CellState => ({
  ...cellState,
  isOwners: false,
  rule: 'peer',
  evidence: '',
});

/** Words that the product wrote by itself, each once, however often the owner saw it. */
function listDecided({ word, cellStates, end }: Replay): WordResult['decided'] {
  const { to, touches } = word;
  return cellStates.flatMap((cellState, index) => {
    const before = cellStates[index - 1];
    const isWord = before !== undefined && !isSameWord(before.status, cellState.status);
    if (!isWord || cellState.isOwners || isSameWord(cellState.status, word.typed)) return [];
    const until = cellStates[index + 1]?.at ?? end;
    const isLeft = touches.some((at) => Date.parse(at) > cellState.at && Date.parse(at) <= until);
    const isOther = to !== null && !isOnTheWay(cellState.status, to);
    const isTypedLater = to !== null && isSameWord(to, cellState.status);
    return [{ cellState, isTypedLater, isAgainst: isLeft || (isOther && !isTypedLater) }];
  });
}

/** Whether the owner went on to what was written, or past it: what was finished had been begun. */
function isOnTheWay(written: Status, to: Status): boolean {
  const [ours, theirs] = [classOf(written), classOf(to)];
  return ours === theirs || (ours === 'alive' && (theirs === 'running' || theirs === 'complete'));
}

/** A word taken back within so many days, which a visitor would have seen both ways. */
const reversalMs = 30 * dayMs;

function countReversals({ cellStates }: Replay): number {
  const words = cellStates.filter(({ status }, index) => status !== cellStates[index - 1]?.status);
  return words.filter(({ status, at }, index) => {
    const last = words[index - 1];
    return last !== undefined && words[index - 2]?.status === status && at - last.at <= reversalMs;
  }).length;
}

/** What is known of it goes beyond the day on which it was typed. */
export function isCounted(word: Word): boolean {
  const { from, knownUntil } = readTruth(word);
  return toDay(new Date(knownUntil)) > toDay(new Date(from));
}

export const isIntent = ({ typed }: Word) => isAlive(typed) && typed !== 'experimental';
