// From replays to figures: sums by owner, what is made of them, and how far they would be off with other owners.

import type { Portfolio } from '../../src/config/portfolio.ts';
import { baselines } from './baselines.ts';
import { bootstrap, type Interval } from './bootstrap.ts';
import { countOwner, isAgainst, listFollowed, yearDays } from './count-owner.ts';
import { evaluateWord, isCounted, sensitivities, type WordResult } from './evaluate-word.ts';
import { type Adoption, listAdoptions, readP95, readShareLarge } from './measure-adoption.ts';
import type { Histories } from './read-histories.ts';

/** One set of histories, results. */
export interface EvaluatedSet {
  readonly results: readonly WordResult[];
  readonly adoptions: readonly Adoption[];
}

export async function evaluateHistories({ words }: Pick<Histories, 'words'>, rules: Portfolio): Promise<EvaluatedSet> {
  const results: WordResult[] = [];
  for (const word of words) if (word.until > word.typedAt) results.push(await evaluateWord(word, rules));
  return { results, adoptions: await listAdoptions(words, rules) };
}

export function pool(sets: readonly EvaluatedSet[]): EvaluatedSet {
  return { results: sets.flatMap(({ results }) => results), adoptions: sets.flatMap(({ adoptions }) => adoptions) };
}

export function measure({ results, adoptions }: EvaluatedSet) {
  const counted = results.filter(({ word }) => isCounted(word));
  const owners = [...Map.groupBy(results, ({ word }) => word.owner).values()].map(countOwner);
  const rate = (part: string, whole: string, times: number) =>
    bootstrap(owners, (sum) => (sum(whole) === 0 ? null : (sum(part) / sum(whole)) * times));
  const perRowYear = (name: string) => rate(name, 'knownDays', yearDays);
  const ratio = (part: string, whole: string) => rate(part, whole, 1);
  const decided = results.flatMap((one) => one.decided);
  const dates = results.flatMap(listFollowed);
  const allDates = results.flatMap((one) => one.dates);
  const caught = results.flatMap(({ caught: found }) => found ?? []);
  const intervals = {
    handKept: perRowYear('handKept'),
    unanswered: measureWrong('unanswered', perRowYear),
    answered: measureWrong('answered', perRowYear),
    misledHandKept: rate('misledHand', 'aliveDays', yearDays),
    misledUnanswered: rate('misledOurs', 'aliveDays', yearDays),
    misledRatio: ratio('misledOurs', 'misledHand'),
    intentHandKept: rate('intentHand', 'intentDays', yearDays),
    intentUnanswered: rate('intentOurs', 'intentDays', yearDays),
    intentRatio: ratio('intentOurs', 'intentHand'),
    askedPerOwnerMonth: ratio('asked', 'months'),
    allActive: ratio('askedActive', 'months'),
    reversals: rate('reversals', 'wordDays', yearDays),
    against: ratio('against', 'words'),
    datesWork: ratio('datesWork', 'dates'),
    datesTwoDays: ratio('datesTwoDays', 'dates'),
    stoppedOpen: ratio('stoppedOpen', 'stopped'),
    stoppedAny: ratio('stoppedAny', 'stopped'),
  };
  return {
    json: {
      words: counted.length,
      owners: new Set(counted.map(({ word }) => word.owner)).size,
      rowYears: round(counted.reduce((sum, { wrong }) => sum + wrong.unanswered.known, 0) / yearDays),
      wrongDays: {
        handKept: readValue(intervals.handKept),
        unanswered: readValues(intervals.unanswered),
        answered: readValues(intervals.answered),
      },
      misled: {
        handKept: readValue(intervals.misledHandKept),
        unanswered: readValue(intervals.misledUnanswered),
        intent: { handKept: readValue(intervals.intentHandKept), unanswered: readValue(intervals.intentUnanswered) },
      },
      decided: { n: decided.length, typedLater: decided.filter(({ isTypedLater }) => isTypedLater).length },
      asked: {
        perOwnerMonth: readValue(intervals.askedPerOwnerMonth),
        allActive: readValue(intervals.allActive),
        adoptionP95: readP95(adoptions),
        adoptionShareLarge: roundOrNull(readShareLarge(adoptions)),
      },
      dates: {
        n: dates.length,
        workWithin90: dates.filter(({ workDays }) => workDays > 0).length,
        twoDaysWithin90: dates.filter(({ workDays }) => workDays > 1).length,
        contradicted: allDates.filter(({ isContradicted }) => isContradicted).length,
        standing: allDates.filter(({ isStanding }) => isStanding).length,
      },
      catches: { all: countCatches(caught), byKind: countByKind(caught) },
      reversalsPerProjectYear: readValue(intervals.reversals),
      published: {
        against: counted.filter(isAgainst).length,
        of: counted.length,
      },
      cases: results.map(toCase),
    },
    intervals,
    datesTooNew: allDates.length - dates.length,
    largeOwners: new Set(adoptions.filter(({ rows }) => rows >= 10).map(({ owner }) => owner)).size,
    sensitivity: sensitivities.map(({ name }, index) => ({
      name,
      handKept: perRowYear(`choice${index}.handKept`),
      unanswered: measureWrong(`choice${index}.unanswered`, perRowYear),
      answered: measureWrong(`choice${index}.answered`, perRowYear),
    })),
    peers: baselines.map(({ name }, index) => ({
      name,
      wrong: measureWrong(`peer${index}`, perRowYear),
      misled: rate(`peer${index}.misled`, 'aliveDays', yearDays),
    })),
  };
}

export type Figures = ReturnType<typeof measure>;

function measureWrong(name: string, perRowYear: (name: string) => Interval) {
  return {
    total: perRowYear(`${name}.total`),
    removed: perRowYear(`${name}.removed`),
    addedClear: perRowYear(`${name}.addedClear`),
    addedArguable: perRowYear(`${name}.addedArguable`),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
const roundOrNull = (value: number | null) => (value === null ? null : round(value));
const readValue = ({ value }: Interval) => roundOrNull(value);
const readValues = ({ total, removed, addedClear, addedArguable }: ReturnType<typeof measureWrong>) => ({
  total: readValue(total),
  removed: readValue(removed),
  addedClear: readValue(addedClear),
  addedArguable: readValue(addedArguable),
});

function countCatches(caught: readonly NonNullable<WordResult['caught']>[]) {
  return {
    n: caught.length,
    anyTime: caught.filter(({ isAnyTime }) => isAnyTime).length,
    open30: caught.filter(({ isOpen30 }) => isOpen30).length,
  };
}

function countByKind(caught: readonly NonNullable<WordResult['caught']>[]) {
  const kinds = [...Map.groupBy(caught, ({ kind }) => kind)].sort((a, b) => b[1].length - a[1].length);
  return Object.fromEntries(kinds.map(([kind, found]) => [kind, countCatches(found)]));
}

function toCase({ word, unanswered, answered, wrong, dates, caught, decided }: WordResult) {
  const { doc, owner, facts, typed, typedAt, until, to, touches } = word;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  return {
    owner,
    doc,
    repo: facts.repo,
    typed,
    typedAt,
    until,
    to,
    touches: touches.length,
    questions: unanswered.questions.map((asked) => ({ ...asked, from: day(asked.from), until: day(asked.until) })),
    written: decided.map(({ cellState, ...fate }) => ({ ...cellState, at: day(cellState.at), ...fate })),
    answered: answered.cellStates.slice(1).map(({ at, status, month }) => ({ at: day(at), status, month })),
    dates: dates.map((date) => ({ ...date, at: day(date.at) })),
    wrongDays: { unanswered: wrong.unanswered, answered: wrong.answered },
    caught,
  };
}
