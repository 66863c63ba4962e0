// What each answer comes to in the document and in the state, and what taking it back restores.

import { describe, expect, it } from 'vitest';
import type { AnswerKind } from '../../../src/core/status/answers.ts';
import { answerQuestion, undoAnswer } from '../../../src/pipeline/questions/answers.ts';
import { openPipeline, row, table } from '../../support/open-pipeline.ts';

async function openAsked(typed = '🟢 Active', workedDaysAgo = 100) {
  const pipeline = openPipeline();
  const mill = pipeline.addProject('mill', workedDaysAgo);
  pipeline.write(table(row('mill', typed)), pipeline.daysAgo(120));
  const { rows } = await pipeline.look();
  const projectKey = rows[0]?.projectKey ?? '';
  const { store, now, look, passMinutes, read } = pipeline;
  return {
    ...pipeline,
    mill,
    word: () => /\| mill \| ([^|]*) \|/.exec(read())?.[1],
    async messages(kind: AnswerKind): Promise<void> {
      passMinutes(1);
      await answerQuestion(store, { projectKey, kind, by: 'ada', now: now() });
      passMinutes(1);
      await look();
    },
    async undo(): Promise<void> {
      await undoAnswer(store, { projectKey, by: 'ada', now: now() });
      passMinutes(1);
      await look();
    },
    action: async () => (await look()).rows[0]?.decision.action,
  };
}

describe('an answer to the question about silence', () => {
  it.each([
    ['paused', '🟡 Paused'],
    ['finished', '🟢 Complete'],
    ['released', '🟢 Active'],
    ['active', '🟢 Active'],
    ['away', '🟢 Active'],
    ['not-yet', '🟢 Active'],
    ['keep', '🟢 Active'],
    ['accept', '🟡 Paused'],
  ] as const)('%s leaves %s in the cell, and asks no more', async (kind, expected) => {
    const { messages, word, action } = await openAsked();
    await messages(kind);
    expect([word(), await action()]).toEqual([expected, 'keep']);
  });

  it.each(['active', 'away'] as const)('%s asks again after one threshold', async (kind) => {
    const { messages, pass, action } = await openAsked();
    await messages(kind);
    pass(89);
    expect(await action()).toBe('keep');
    pass(2);
    expect(await action()).toBe('question');
  });

  it('active, said twice without any work in between, asks again after two', async () => {
    const { messages, pass, action, mill, now } = await openAsked();
    await messages('active');
    pass(91);
    expect(await action()).toBe('question');
    await messages('active');
    pass(178);
    expect(await action()).toBe('keep');
    pass(3);
    expect(await action()).toBe('question');
    mill.commit({ at: now(), message: 'Back', files: { 'main.go': 'back' } });
    pass(91);
    expect(await action()).toBe('question');
  });

  it('that a paused word holds is not asked again after every burst of work, but after one threshold', async () => {
    const { pass, mill, now, action, messages } = await openAsked('🟡 Paused');
    const burst = () => {
      for (const text of ['a', 'b', 'c']) {
        pass(1);
        mill.commit({ at: now(), message: 'Back', files: { 'main.go': `${text}${now().getTime()}` } });
      }
    };
    burst();
    expect(await action()).toBe('question');
    // What was asked about stays evidence when the work pauses again.
    pass(30);
    expect(await action()).toBe('question');
    await messages('keep');
    for (const days of [10, 30, 40]) {
      pass(days);
      burst();
      expect(await action()).toBe('keep');
    }
    pass(20);
    burst();
    expect(await action()).toBe('question');
  });

  it.each(['paused', 'accept'] as const)('%s is ended by a question, and not by work', async (kind) => {
    const { messages, pass, mill, now, look, word } = await openAsked();
    await messages(kind);
    for (const text of ['a', 'b', 'c']) {
      pass(1);
      mill.commit({ at: now(), message: 'Back', files: { 'main.go': text } });
    }
    expect((await look()).rows[0]?.decision).toMatchObject({ action: 'question', question: { status: 'in_progress' } });
    expect(word()).toBe('🟡 Paused');
  });

  it('active wakes a word that does not mean it', async () => {
    const { messages, pass, mill, now, look, word } = await openAsked('🟡 Paused');
    for (const text of ['a', 'b', 'c']) {
      pass(1);
      mill.commit({ at: now(), message: 'Back', files: { 'main.go': text } });
    }
    await look();
    await messages('active');
    expect(word()).toBe('🟡 In Progress');
  });
});

describe('an answer that is taken back', () => {
  it.each(['paused', 'finished', 'accept'] as const)(
    '%s: the owner’s word and the question are there again',
    async (kind) => {
      const { messages, undo, read, action } = await openAsked();
      const before = read();
      await messages(kind);
      expect(read()).not.toBe(before);
      await undo();
      expect([read(), await action()]).toEqual([before, 'question']);
    },
  );

  it.each(['active', 'away', 'keep'] as const)('%s: the silence did not start over', async (kind) => {
    const { messages, undo, read, action, store } = await openAsked();
    const [asked] = await store.listProjects();
    const before = read();
    await messages(kind);
    await undo();
    expect([read(), await action()]).toEqual([before, 'question']);
    const [again] = await store.listProjects();
    expect(again).toMatchObject({ declared: asked?.declared, question: { askedAt: asked?.question?.askedAt } });
  });

  it('is not any more after 24 hours, nor twice, nor where nothing was answered', async () => {
    const { messages, undo, passMinutes, look } = await openAsked();
    await expect(undo()).rejects.toMatchObject({ code: 'USAGE' });
    await messages('keep');
    passMinutes(24 * 60 - 1);
    await look();
    await expect(undo()).resolves.toBeUndefined();
    await expect(undo()).rejects.toMatchObject({ code: 'USAGE' });
    await messages('keep');
    passMinutes(24 * 60 + 1);
    await expect(undo()).rejects.toMatchObject({ code: 'USAGE', hint: expect.stringContaining('24 hours') });
  });
});
