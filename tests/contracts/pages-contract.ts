// The part of the store contract that is about what the pages need: pins, the version of the state, deliveries and marks.

import { expect, it } from 'vitest';
import type { PinRecord } from '../../src/ports/records.ts';
import { at, buildDelivery, buildProject, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

const pin: PinRecord = { projectKey: 'R_engine', status: 'paused', until: '2026-12-31', at: at(1) };

export function describePages(opened: () => StoreUnderTest): void {
  it('remembers the newest pin of a project until it is taken back', async () => {
    const { store } = opened();
    await store.savePin(pin);
    await store.savePin({ ...pin, status: 'running', until: null });
    await store.savePin({ ...pin, projectKey: 'R_other' });
    expect(await store.listPins()).toHaveLength(2);
    expect(await store.listPins()).toContainEqual({ ...pin, status: 'running', until: null });
    await store.removePin('R_engine');
    expect(await store.listPins()).toEqual([{ ...pin, projectKey: 'R_other' }]);
  });

  it('forgets pins that ran out long ago, and no other', async () => {
    const { store } = opened();
    await store.savePin({ ...pin, until: '2026-01-01' });
    await store.savePin({ ...pin, projectKey: 'R_b', until: '2026-01-02' });
    await store.savePin({ ...pin, projectKey: 'R_c', until: null });
    await store.prune(new Date('2026-01-02T12:00:00Z'));
    expect((await store.listPins()).map(({ projectKey }) => projectKey).sort()).toEqual(['R_b', 'R_c']);
  });

  it('lists deliveries newest first, with the outcome of each', async () => {
    const { store } = opened();
    await store.recordDeliveries([
      buildDelivery('1', { receivedAt: at(1) }),
      buildDelivery('3', { receivedAt: at(3) }),
      buildDelivery('2', { receivedAt: at(2) }),
    ]);
    const [key] = (await store.waitingDeliveries(1)).map((delivery) => delivery.key);
    await store.markProcessed({
      keys: [key ?? ''],
      stale: [{ name: 'x/y', at: at(4) }],
      requested: [],
      note: 'refresh queued',
    });
    const found = await store.listDeliveries(10);
    expect(found.map(({ receivedAt, processedAt, note }) => [receivedAt, processedAt, note])).toEqual([
      [at(3), null, null],
      [at(2), null, null],
      [at(1), at(4), 'refresh queued'],
    ]);
    expect(await store.listDeliveries(1)).toHaveLength(1);
  });

  it('remembers when something was done last', async () => {
    const { store } = opened();
    await store.saveTaskRun({ name: 'tick', at: at(1), figures: { due: 3 } });
    await store.saveTaskRun({ name: 'tick', at: at(2), figures: { due: 0 } });
    expect(await store.listTaskRuns()).toEqual([{ name: 'tick', at: at(2), figures: { due: 0 } }]);
  });

  it('knows what is used up until that runs out, and then it may be used again', async () => {
    const { store } = opened();
    const day = (number: number) => new Date(at(number));
    expect(await store.spend('link 1', day(3), day(1))).toBe(true);
    expect(await store.spend('link 1', day(9), day(2))).toBe(false);
    expect(await store.isSpent('link 2', day(2))).toBe(false);
    const known = await Promise.all([2, 3, 4].map((number) => store.isSpent('link 1', day(number))));
    expect(known).toEqual([true, true, false]);
    expect(await store.spend('link 1', day(9), day(4))).toBe(true);
    expect(await store.isSpent('link 1', day(4))).toBe(true);
  });

  it('has another version after everything that a page shows, and the same one otherwise', async () => {
    const { store } = opened();
    const seen = [await store.readVersion()];
    const problem = { code: 'X', where: '', message: '', hint: '' };
    for (const act of [
      () => store.saveRefresh(buildRefresh()),
      () => store.saveFailure(documentKey, problem),
      () => store.saveProjects([buildProject()]),
      () => store.purgeEvidence(['R_engine']),
      () => store.savePin(pin),
      () => store.removePin('R_engine'),
      () => store.keepDocuments([]),
    ]) {
      await act();
      seen.push(await store.readVersion());
    }
    expect(new Set(seen).size).toBe(8);
    await store.listDocuments();
    expect(await store.readVersion()).toBe(seen.at(-1));
  });
}
