// The sums of one owner, of which every figure and every draw of the bootstrap is made.

import { dayMs } from '../../src/core/dates.ts';
import { baselines } from './baselines.ts';
import type { WrongDays } from './count-days.ts';
import { isCounted, isIntent, sensitivities, type WordResult } from './evaluate-word.ts';
import type { Word } from './read-histories.ts';
import type { Replay } from './replay-word.ts';

export const yearDays = 365.25;
const monthDays = yearDays / 12;

/** What is counted of one owner. */
export function countOwner(results: readonly WordResult[]): Readonly<Record<string, number>> {
  const sum = (read: (one: WordResult) => number) => results.reduce((total, one) => total + read(one), 0);
  // Of what was touched on the day of typing alone nothing is known.
  const counted = results.filter(({ word }) => isCounted(word));
  const sumKnown = (read: (one: WordResult) => number) => counted.reduce((total, one) => total + read(one), 0);
  const wrong = (name: string, read: (one: WordResult) => WrongDays) => ({
    [`${name}.total`]: sumKnown((one) => read(one).total),
    [`${name}.removed`]: sumKnown((one) => read(one).removed),
    [`${name}.addedClear`]: sumKnown((one) => read(one).addedClear),
    [`${name}.addedArguable`]: sumKnown((one) => read(one).addedArguable),
  });
  const intent = results.filter(({ word }) => isIntent(word));
  const sumIntent = (read: (one: WordResult) => number) => intent.reduce((total, one) => total + read(one), 0);
  const peers = baselines.flatMap((_baseline, index) =>
    Object.entries({
      ...wrong(`peer${index}`, ({ peers: found }) => found[index]?.wrong ?? emptyDays),
      [`peer${index}.misled`]: sum(({ peers: found }) => found[index]?.misled.ours ?? 0),
    }),
  );
  const sensitive = sensitivities.flatMap((_choice, index) =>
    Object.entries({
      [`choice${index}.handKept`]: sumKnown((one) => one.sensitive[index]?.unanswered.handKept ?? 0),
      ...wrong(`choice${index}.unanswered`, (one) => one.sensitive[index]?.unanswered ?? emptyDays),
      ...wrong(`choice${index}.answered`, (one) => one.sensitive[index]?.answered ?? emptyDays),
    }),
  );
  const dates = results.flatMap(listFollowed);
  const stopped = results.flatMap(({ caught }) => (caught?.kind === 'alive → stopped' ? [caught] : []));
  return {
    knownDays: sumKnown((one) => one.wrong.unanswered.known),
    handKept: sumKnown((one) => one.wrong.unanswered.handKept),
    ...wrong('unanswered', (one) => one.wrong.unanswered),
    ...wrong('answered', (one) => one.wrong.answered),
    aliveDays: sum(({ misled }) => misled.alive),
    misledHand: sum(({ misled }) => misled.handKept),
    misledOurs: sum(({ misled }) => misled.ours),
    intentDays: sumIntent(({ misled }) => misled.alive),
    intentHand: sumIntent(({ misled }) => misled.handKept),
    intentOurs: sumIntent(({ misled }) => misled.ours),
    asked: countAsked(results.map(({ unanswered }) => unanswered)),
    askedActive: countAsked(results.map(({ allActive }) => allActive)),
    months: spanOf(results.map(({ word }) => word)) / monthDays,
    wordDays: sum(({ word, unanswered }) => (unanswered.end - Date.parse(word.typedAt)) / dayMs),
    reversals: sum(({ reversals }) => reversals),
    words: counted.length,
    against: counted.filter(isAgainst).length,
    dates: dates.length,
    datesWork: dates.filter(({ workDays }) => workDays > 0).length,
    datesTwoDays: dates.filter(({ workDays }) => workDays > 1).length,
    stopped: stopped.length,
    stoppedOpen: stopped.filter(({ isOpen30 }) => isOpen30).length,
    stoppedAny: stopped.filter(({ isAnyTime }) => isAnyTime).length,
    ...Object.fromEntries(peers),
    ...Object.fromEntries(sensitive),
  };
}

/** A project is asked about once, however many of the owner's documents list it. */
function countAsked(replays: readonly Replay[]): number {
  let count = 0;
  for (const own of Map.groupBy(replays, ({ word }) => word.facts).values()) {
    for (const same of Map.groupBy(
      own.flatMap(({ questions }) => questions),
      ({ status }) => status,
    ).values()) {
      let until = Number.NEGATIVE_INFINITY;
      for (const asked of same.toSorted((a, b) => a.from - b.from)) {
        if (asked.from > until) count += 1;
        until = Math.max(until, asked.until);
      }
    }
  }
  return count;
}

const emptyDays: WrongDays = { known: 0, handKept: 0, total: 0, removed: 0, addedArguable: 0, addedClear: 0 };

export const isAgainst = ({ decided }: WordResult) => decided.some((found) => found.isAgainst);

/** Dates whose fate is known. */
export const listFollowed = ({ dates }: WordResult) => dates.filter(({ isFollowed }) => isFollowed);

/** Days on which at least one of the words stood. */
function spanOf(words: readonly Word[]): number {
  let days = 0;
  let covered = Number.NEGATIVE_INFINITY;
  const spans = words.map(({ typedAt, until }) => [Date.parse(typedAt), Date.parse(until)] as const);
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    days += Math.max(0, to - Math.max(from, covered)) / dayMs;
    covered = Math.max(covered, to);
  }
  return days;
}
