// What is counted, on replays whose every day can be counted by hand.

import { describe, expect, it } from 'vitest';
import { baselines, isRightBy, sayBy } from '../../scripts/evaluation/baselines.ts';
import { bootstrap, makeRandom } from '../../scripts/evaluation/bootstrap.ts';
import { readCatch } from '../../scripts/evaluation/count-catches.ts';
import { countMisledDays, countWrongDays, followDates } from '../../scripts/evaluation/count-days.ts';
import { isCounted } from '../../scripts/evaluation/evaluate-word.ts';
import { readP95, readShareLarge } from '../../scripts/evaluation/measure-adoption.ts';
import { readTruth } from '../../scripts/evaluation/truth.ts';
import type { Status } from '../../src/core/status/statuses.ts';
import { inventFacts, inventQuestion, inventReplay, inventWord } from './invented-history.ts';

const facts = inventFacts('ada/engine', ['2026-01-01', '2026-01-10', '2026-03-20'], '2026-12-31');
const changed = (typed: Status, to: Status, parts: { typedAt?: string; on?: string } = {}) =>
  inventWord(facts, typed, parts.typedAt ?? '2026-01-02', { to, until: `${parts.on ?? '2026-06-01'}T00:00:00Z` });
const turnOf = (...args: Parameters<typeof changed>) => new Date(readTruth(changed(...args)).turnedAt).toISOString();

describe('what was true', () => {
  it('turns at the first work after a plan, 30 days after the last work of what stopped, at the last work of what was finished, else at the edit', () => {
    expect(turnOf('planned', 'in_progress')).toBe('2026-01-10T12:00:00.000Z');
    expect(turnOf('in_progress', 'paused')).toBe('2026-04-19T12:00:00.000Z');
    expect(turnOf('experimental', 'archived')).toBe('2026-04-19T12:00:00.000Z');
    expect(turnOf('maintained', 'complete')).toBe('2026-03-20T12:00:00.000Z');
    expect(turnOf('in_progress', 'maintained')).toBe('2026-06-01T00:00:00.000Z');
    expect(turnOf('complete', 'in_progress')).toBe('2026-06-01T00:00:00.000Z');
  });

  it('never turns before the word was typed, nor after it was changed', () => {
    expect(turnOf('maintained', 'complete', { typedAt: '2026-04-01' })).toBe('2026-04-01T00:00:00.000Z');
    expect(turnOf('in_progress', 'paused', { on: '2026-03-25' })).toBe('2026-03-25T00:00:00.000Z');
  });

  it('is known only up to the last touch, and a word that was touched on the day of typing alone is not counted', () => {
    const touches = ['2026-01-02T18:00:00Z'];
    expect(isCounted(inventWord(facts, 'in_progress', '2026-01-02', { touches }))).toBe(false);
    expect(isCounted(inventWord(facts, 'in_progress', '2026-01-02', { touches: ['2026-01-03T01:00:00Z'] }))).toBe(true);
    expect(isCounted(changed('in_progress', 'complete', { on: '2026-01-02' }))).toBe(false);
  });
});

describe('wrong row-days', () => {
  const count = (typed: Status, to: Status | null, cellStates: Parameters<typeof inventReplay>[1]) => {
    const word =
      to === null ? inventWord(facts, typed, '2026-01-02', { touches: ['2026-06-01T00:00:00Z'] }) : changed(typed, to);
    return countWrongDays(word, readTruth(word), inventReplay(word, cellStates).cellStates);
  };

  it('are those from the turn to the edit by hand, and what is said in time is removed from them', () => {
    // Over from 2026-04-19 12:00, changed on 2026-06-01: 42.5 days. Said on 2026-05-01: 31 of them removed.
    const days = count('in_progress', 'paused', [['2026-05-01', 'paused']]);
    expect(days).toEqual({ known: 150, handKept: 42.5, total: 11.5, removed: 31, addedArguable: 0, addedClear: 0 });
  });

  it('are arguably added while it is really silent, and clearly from the first work on', () => {
    // Paused from 2026-03-01: 19.5 days until work comes back on 2026-03-20 12:00, 72.5 after it.
    const days = count('maintained', null, [['2026-03-01', 'paused']]);
    expect(days).toMatchObject({ handKept: 0, removed: 0, total: 92, addedArguable: 19.5, addedClear: 72.5 });
  });

  it('are clearly added by every other word, and never by a date behind the owner’s word', () => {
    expect(count('in_progress', null, [['2026-05-31', 'maintained']])).toMatchObject({ addedClear: 1, total: 1 });
    expect(count('in_progress', null, [['2026-02-01', 'in_progress', '2026-01']])).toMatchObject({ total: 0 });
    expect(count('paused', null, [['2026-02-01', 'stalled']])).toMatchObject({ total: 0 });
  });

  it('count neither work before what was said nor days after the last touch', () => {
    const word = inventWord(facts, 'in_progress', '2026-01-02', { touches: ['2026-04-10T00:00:00Z'] });
    const { cellStates } = inventReplay(word, [['2026-04-01', 'paused']]);
    expect(countWrongDays(word, readTruth(word), cellStates)).toMatchObject({ known: 98, total: 9, addedArguable: 9 });
  });
});

describe('misled days', () => {
  const word = inventWord(inventFacts('ada/engine', ['2026-01-01'], '2026-12-31'), 'in_progress', '2026-01-11');

  it('begin after 90 dead days and end where something stands beside the word, or another word in its place', () => {
    // Typed on 2026-01-11, later than the last work: misleading from 2026-04-11 on, 264 days to the end of the year.
    expect(countMisledDays(inventReplay(word, []))).toEqual({ alive: 354, handKept: 264, ours: 264 });
    expect(countMisledDays(inventReplay(word, [['2026-05-01', 'in_progress', '2026-01']])).ours).toBe(20);
    expect(countMisledDays(inventReplay(word, [['2026-05-01', 'paused']])).ours).toBe(20);
    expect(
      countMisledDays(
        inventReplay(word, [
          ['2026-04-01', 'in_progress', '2026-01'],
          ['2026-12-21', 'in_progress'],
        ]),
      ).ours,
    ).toBe(10);
  });

  it('are none for words that claim no work', () => {
    expect(countMisledDays(inventReplay({ ...word, typed: 'running' }, []))).toEqual({
      alive: 0,
      handKept: 0,
      ours: 0,
    });
  });
});

describe('dates', () => {
  it('are followed for 90 days, and held against a newer commit of any kind and a refresh after one', () => {
    const history = inventFacts(
      'ada/engine',
      ['2026-01-01', ['2026-02-10', 'docs'], '2026-06-05', '2026-06-20', ['2026-07-01', 'bot']],
      '2026-12-31',
    );
    const word = inventWord(history, 'in_progress', '2026-01-02');
    const [good] = followDates(
      inventReplay(word, [
        ['2026-06-01', 'in_progress', '2026-02'],
        ['2026-06-06', 'in_progress'],
      ]),
    );
    expect(good).toMatchObject({ isFollowed: true, workDays: 2, isContradicted: false, isStanding: false });
    const [bad] = followDates(
      inventReplay(word, [
        ['2026-06-01', 'in_progress', '2026-01'],
        ['2026-06-30', 'in_progress'],
      ]),
    );
    expect(bad).toMatchObject({ isContradicted: true, isStanding: true });
    const [late] = followDates(inventReplay(word, [['2026-11-01', 'in_progress', '2026-06']]));
    expect(late).toMatchObject({ isFollowed: false, workDays: 0, isStanding: false });
  });
});

describe('catches', () => {
  const word = changed('in_progress', 'paused');
  const ask = (...questions: readonly ReturnType<typeof inventQuestion>[]) =>
    readCatch(inventReplay(word, [], questions));

  it('are open within 30 days before the change, or were asked at some time before', () => {
    expect(ask(inventQuestion('paused', '2026-02-01', '2026-05-03'))).toMatchObject({
      isAnyTime: true,
      isOpen30: true,
    });
    expect(ask(inventQuestion('paused', '2026-02-01', '2026-05-02'))).toMatchObject({
      isAnyTime: true,
      isOpen30: false,
    });
    expect(ask()).toEqual({ kind: 'alive → stopped', isAnyTime: false, isOpen30: false });
  });

  it('are none in another direction', () => {
    expect(ask(inventQuestion('maintained', '2026-02-01', '2026-06-01'))).toMatchObject({ isAnyTime: false });
    const begun = inventReplay(
      changed('planned', 'archived'),
      [],
      [inventQuestion('in_progress', '2026-02-01', '2026-06-01')],
    );
    expect(readCatch(begun)).toMatchObject({ kind: 'planned → stopped', isAnyTime: false });
  });

  it('are also what was written in that direction, and never of a word changed on the day it was typed', () => {
    expect(readCatch(inventReplay(word, [['2026-05-01', 'paused']]))).toMatchObject({ isOpen30: true });
    expect(readCatch(inventReplay(changed('in_progress', 'paused', { on: '2026-01-02' }), []))).toBeNull();
  });
});

describe('the day of adoption', () => {
  it('counts every owner the same, however many days were tried', () => {
    const many = Array.from({ length: 19 }, (_, index) => ({ owner: `o${index}`, rows: 2, questions: 1 }));
    const busy = Array.from({ length: 50 }, () => ({ owner: 'busy', rows: 20, questions: 5 }));
    expect(readP95([...many, ...busy])).toBe(1);
    expect(readP95([...many.slice(1), ...busy])).toBe(5);
    expect(readShareLarge([...many, ...busy])).toBe(0.25);
    expect(readShareLarge(many)).toBeNull();
  });
});

describe('the rules of others', () => {
  it('write whatever they say, and are held to life and its end alone', () => {
    const word = inventWord(facts, 'maintained', '2026-01-02', { until: '2026-07-01T00:00:00Z' });
    const evaluate = baselines.find(({ name }) => name === 'last push within 90 days')?.evaluate ?? (() => null);
    // Pushed on 2026-03-20 12:00; the first day that begins more than 90 days later is 2026-06-19.
    expect(sayBy(evaluate, word).map(({ at, status }) => [new Date(at).toISOString().slice(0, 10), status])).toEqual([
      ['2026-01-02', 'maintained'],
      ['2026-06-19', 'paused'],
    ]);
    expect([
      isRightBy('in_progress', 'maintained'),
      isRightBy('paused', 'archived'),
      isRightBy('paused', 'complete'),
    ]).toEqual([true, true, false]);
  });
});

describe('intervals', () => {
  const owners = [
    { wrong: 0, days: 10 },
    { wrong: 10, days: 10 },
    { wrong: 5, days: 30 },
  ];
  const share = (sum: (name: 'wrong' | 'days') => number) => sum('wrong') / sum('days');

  it('are drawn by owner, the same at every run, around the figure of all owners', () => {
    const found = bootstrap(owners, share);
    expect(found.value).toBeCloseTo(15 / 50);
    expect(found).toEqual(bootstrap(owners, share));
    // Three times the same owner is the worst and the best that can be drawn.
    expect([found.low, found.high]).toEqual([0, 1]);
  });

  it('have no width with one owner, and none at all without owners', () => {
    expect(bootstrap([{ wrong: 1, days: 4 }], share)).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
    expect(bootstrap<{ wrong: number; days: number }>([], () => null)).toEqual({ value: null, low: null, high: null });
    expect(makeRandom(1)()).not.toBe(makeRandom(2)());
  });
});
