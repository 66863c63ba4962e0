// Words replayed through the product itself. Nothing here is silent for as long as would be written about, and every
// figure comes from the promise that 90 days without work are asked about.

import { describe, expect, it } from 'vitest';
import { readCell, readDefaultRules, readRules } from '../../scripts/evaluation/drive-product.ts';
import type { Word } from '../../scripts/evaluation/read-histories.ts';
import { type AnswerPolicy, asksAtOnce, replayWord } from '../../scripts/evaluation/replay-word.ts';
import { readTruth } from '../../scripts/evaluation/truth.ts';
import { inventFacts, inventWord } from './invented-history.ts';

const { rules } = readDefaultRules();
const day = (at: number) => new Date(at).toISOString().slice(0, 10);

async function play(word: Word, policy: AnswerPolicy) {
  const { questions, cellStates } = await replayWord(word, policy, rules, readTruth(word));
  return {
    questions: questions.map(({ from, until }) => `${day(from)} to ${day(until)}`),
    cellStates: cellStates.map(({ at, status, month, isOwners }) => `${day(at)} ${status} ${month} ${isOwners}`),
  };
}

const silent = inventFacts('ada/engine', ['2026-01-01'], '2026-06-01');
const word = inventWord(silent, 'in_progress', '2026-01-02');
const until = (end: string) => ({ until: `${end}T00:00:00Z` });

describe('a word that is played', () => {
  it('is asked about after 90 days, and keeps what it says when nobody answers', async () => {
    expect(await play(word, 'unanswered')).toEqual({
      questions: ['2026-04-02 to 2026-06-01'],
      cellStates: ['2026-01-02 in_progress null true'],
    });
  });

  it('is asked about no more when work comes back', async () => {
    const facts = inventFacts('ada/engine', ['2026-01-01', '2026-04-20', '2026-05-02'], '2026-06-01');
    expect(await play({ ...word, facts }, 'unanswered')).toMatchObject({ questions: ['2026-04-02 to 2026-04-20'] });
  });

  it('is asked about again after another 90 days when the owner always answers that it holds', async () => {
    const { questions, cellStates } = await play({ ...word, ...until('2026-09-01') }, 'allActive');
    expect(questions).toEqual(['2026-04-02 to 2026-04-05', '2026-07-04 to 2026-07-07']);
    expect(cellStates).toEqual(['2026-01-02 in_progress null true']);
  });

  it('becomes what is true three days after the question, by an answer, or typed where no answer says it', async () => {
    const become = async (to: 'paused' | 'archived' | 'complete') =>
      (await play({ ...word, to, ...until('2026-05-15') }, 'answered')).cellStates.at(-1);
    expect(await become('paused')).toBe('2026-04-05 paused null true');
    expect(await become('complete')).toBe('2026-04-05 complete null true');
    expect(await become('archived')).toBe('2026-04-05 archived null true');
  });

  it('is not taken for silent while its repository is not there yet', async () => {
    const facts = inventFacts('ada/engine', ['2026-05-20'], '2026-06-01');
    expect(await play({ ...word, facts }, 'unanswered')).toMatchObject({ questions: [] });
  });

  it('is asked about at once where the product comes late', async () => {
    expect(await asksAtOnce(word, Date.parse('2026-05-01T00:00:00Z'), rules)).toBe(true);
    expect(await asksAtOnce(word, Date.parse('2026-03-01T00:00:00Z'), rules)).toBe(false);
    const touched = { ...word, touches: ['2026-04-20T00:00:00Z'] };
    expect(await asksAtOnce(touched, Date.parse('2026-04-21T00:00:00Z'), rules)).toBe(false);
  });
});

describe('the cell', () => {
  it('is read with the month behind the word, however the date is written', () => {
    const read = (cell: string) => {
      const row = `| [a/b](https://github.com/a/b) | ${cell} |`;
      return readCell(new TextEncoder().encode(`| Project | Status |\n| --- | --- |\n${row}\n`));
    };
    expect(read('🟡 In Progress')).toEqual({ status: 'in_progress', month: null });
    expect(read('🟡 In Progress (as of 2025-07)')).toMatchObject({ month: '2025-07' });
    expect(read('🟡 In Progress (Stand 2025-07)')).toMatchObject({ month: '2025-07' });
    expect(read('🟡 In Progress 2025-07時点')).toMatchObject({ month: '2025-07' });
  });
});

describe('the rules', () => {
  it('are those of a configuration, which is refused with its own words', () => {
    expect(readRules('rules: {preset: patient}\n').rules.preset).toBe('patient');
    expect(() => readRules('silense: ask\n')).toThrow('silense');
  });
});
