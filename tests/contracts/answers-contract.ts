// The part of the store contract that is about the owner's word on a page: remembered, replaced, met, taken back.

import { expect, it } from 'vitest';
import type { AnswerRecord } from '../../src/ports.ts';
import { at, buildDelivery, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

function buildAnswer(parts: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    documentKey,
    projectKey: 'R_engine',
    kind: 'accept',
    status: 'paused',
    typed: 'in_progress',
    evidence: 'Last work commit 2026-08-01.',
    until: null,
    at: at(2),
    ...parts,
  };
}

export function describeAnswers(opened: () => StoreUnderTest): void {
  it('remembers the newest answer and the pin of a project, and wants its document looked at', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    expect(await store.dueDocuments(new Date(at(2)), 10)).toEqual([]);
    const pin = buildAnswer({ kind: 'pin', status: 'running', evidence: null, until: '2026-12-31' });
    await store.saveAnswers([buildAnswer(), pin]);
    await store.saveAnswers([buildAnswer({ kind: 'keep', at: at(3) })]);
    await store.saveAnswers([buildAnswer({ kind: 'finished', at: at(1) })]);
    expect(await store.dueDocuments(new Date(at(2)), 10)).toEqual([documentKey]);
    const answers = await store.readAnswers(documentKey);
    expect(answers).toHaveLength(2);
    expect(answers).toEqual(expect.arrayContaining([pin, buildAnswer({ kind: 'keep', at: at(3) })]));
    expect(await store.listAnswers()).toHaveLength(2);
    expect(await store.readAnswers('ada/none:x@')).toEqual([]);
  });

  it('forgets what a refresh has met, but not what was said since', async () => {
    const { store } = opened();
    await store.saveAnswers([buildAnswer({ at: at(3) })]);
    await store.saveRefresh(buildRefresh({ answersMet: [buildAnswer({ at: at(2) })] }));
    expect(await store.listAnswers()).toHaveLength(1);
    await store.saveRefresh(buildRefresh({ answersMet: [buildAnswer({ at: at(3) })] }));
    expect(await store.listAnswers()).toEqual([]);
  });

  it('takes pins back, and forgets what was said about a document that is not looked after any more', async () => {
    const { store } = opened();
    await store.saveAnswers([buildAnswer(), buildAnswer({ kind: 'pin' })]);
    await store.removePins([{ documentKey, projectKey: 'R_engine', at: at(4) }]);
    expect((await store.listAnswers()).map(({ kind }) => kind)).toEqual(['accept']);
    await store.keepDocuments([]);
    expect(await store.listAnswers()).toEqual([]);
  });

  it('lists deliveries newest first, with what became of each', async () => {
    const { store } = opened();
    await store.recordDeliveries([
      buildDelivery('1', { receivedAt: at(1) }),
      buildDelivery('3', { receivedAt: at(3) }),
      buildDelivery('2', { receivedAt: at(2) }),
    ]);
    const [key] = (await store.waitingDeliveries(1)).map((delivery) => delivery.key);
    await store.foldDeliveries({
      keys: [key ?? ''],
      heard: [{ name: 'x/y', at: at(4) }],
      wanted: [],
      note: 'refresh wanted',
    });
    const found = await store.listDeliveries(10);
    expect(found.map(({ receivedAt, foldedAt, note }) => [receivedAt, foldedAt, note])).toEqual([
      [at(3), null, null],
      [at(2), null, null],
      [at(1), at(4), 'refresh wanted'],
    ]);
    expect(await store.listDeliveries(1)).toHaveLength(1);
  });

  it('remembers when something was done last', async () => {
    const { store } = opened();
    await store.saveMark({ name: 'tick', at: at(1), figures: { due: 3 } });
    await store.saveMark({ name: 'tick', at: at(2), figures: { due: 0 } });
    expect(await store.listMarks()).toEqual([{ name: 'tick', at: at(2), figures: { due: 0 } }]);
  });

  it('has another version after everything that a page shows, and the same one otherwise', async () => {
    const { store } = opened();
    const seen = [await store.readVersion()];
    const problem = { code: 'X', where: '', message: '', hint: '' };
    for (const act of [
      () => store.saveRefresh(buildRefresh()),
      () => store.saveFailure(documentKey, problem),
      () => store.saveAnswers([buildAnswer()]),
      () => store.removePins([]),
      () => store.keepDocuments([]),
    ]) {
      await act();
      seen.push(await store.readVersion());
    }
    expect(new Set(seen).size).toBe(6);
    await store.listDocuments();
    expect(await store.readVersion()).toBe(seen.at(-1));
  });
}
