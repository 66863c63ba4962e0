// The part of the store contract that is about deliveries: recorded once, applied in one step, kept for a while.

import { expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import type { Store } from '../../src/ports/store.ts';
import { buildActivity } from '../support/build-activity.ts';
import { at, buildDelivery, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

export function describeDeliveries(opened: () => StoreUnderTest): void {
  const waitingIds = async (store: Store) => (await store.waitingDeliveries(1000)).map((found) => found.deliveryId);

  it('records a delivery once, however often it arrives', async () => {
    const { store } = opened();
    expect(await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')])).toEqual([true, true]);
    expect(await store.recordDeliveries([buildDelivery('2'), buildDelivery('3')])).toEqual([false, true]);
    expect(await store.recordDeliveries([buildDelivery('4'), buildDelivery('4')])).toEqual([true, false]);
    expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['1', '2', '3', '4']);
    expect(await store.waitingDeliveries(1)).toEqual([buildDelivery('1')]);
  });

  it('turns deliveries into refresh requests in one step', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')]);
    const [first] = await store.waitingDeliveries(1);
    await store.markProcessed({
      keys: [first?.key ?? ''],
      stale: [{ name: 'ada/engine', at: at(5) }],
      requested: [{ documentKey, at: at(5) }],
      note: 'refresh queued',
    });
    expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['2']);
    expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ lastEventAt: at(5), activity: null }]);
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([documentKey]);
    expect(await store.counts()).toMatchObject({ deliveriesWaiting: 1, deliveriesDone: 1 });
  });

  it('keeps what deliveries said, unless a fetch has replaced what it was added to', async () => {
    const { store } = opened();
    const looked = buildActivity({ fetchedAt: at(1) });
    const repositories = [{ name: 'ada/engine', activity: looked, lastEventAt: null, problem: null }];
    await store.saveRefresh(buildRefresh({ repositories }));
    const [known] = await store.readRepositories(['ada/engine']);
    const [project] = await store.listProjects();
    if (known?.activity == null || project === undefined) throw new Error('expected a repository and a project');
    const update = async (headOid: string, lastEventAppliedAt: string, fetchedAt = known.activity?.fetchedAt ?? '') => {
      const activity = known.activity && { ...known.activity, headOid, lastEventAppliedAt, fetchedAt };
      const updatedActivities = activity === null ? [] : [{ name: 'ada/engine', activity }];
      await store.markProcessed({ keys: [], stale: [], updatedActivities, requested: [], note: '' });
      return (await store.readRepositories(['ada/engine']))[0]?.activity?.headOid;
    };
    expect(await update('new', at(5))).toBe('new');
    expect(await update('older', at(4))).toBe('new');
    expect(await update('of another fetch', at(6), at(0))).toBe('new');
    const derived = { ...project.derived, evidence: 'Told.' };
    await store.markProcessed({
      keys: [],
      stale: [],
      derived: [{ key: project.key, derived, reviewAt: at(9) }],
      requested: [],
      note: '',
    });
    expect(await store.readProjects([project.key])).toEqual([{ ...project, derived, reviewAt: at(9) }]);
  });

  it('lets every document need a refresh', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([]);
    await store.makeAllDue(new Date(at(5)));
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([documentKey]);
    await store.makeAllDue(new Date(at(50)));
    expect((await store.readDocument(documentKey))?.nextCheckAt).toBe(at(5));
  });

  it('does not forget what was received while a fetch was under way', async () => {
    const { store } = opened();
    await store.markProcessed({ keys: [], stale: [{ name: 'ada/engine', at: at(5) }], requested: [], note: '' });
    await store.saveRefresh(
      buildRefresh({ repositories: [{ name: 'ada/engine', activity: null, lastEventAt: null, problem: null }] }),
    );
    expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ lastEventAt: at(5) }]);
  });

  it('prunes old deliveries that are done, and no others', async () => {
    const { store } = opened();
    await store.recordDeliveries([buildDelivery('1'), buildDelivery('2'), buildDelivery('3', { receivedAt: at(9) })]);
    await store.markProcessed({ keys: ['repository:1:1', 'repository:1:3'], stale: [], requested: [], note: '' });
    expect(await store.prune(new Date(at(5)))).toBe(1);
    expect(await store.counts()).toMatchObject({ deliveriesWaiting: 1, deliveriesDone: 1 });
  });

  it('keeps no name forever that somebody only put into a delivery, and whatever was read of a repository', async () => {
    const { store } = opened();
    await store.saveRefresh(
      buildRefresh({
        repositories: [
          {
            name: 'ada/private',
            activity: null,
            lastEventAt: null,
            problem: { code: 'NOT_VISIBLE', where: '', message: 'x', hint: '' },
          },
        ],
      }),
    );
    const names = ['ada/private', 'eve/old', 'eve/new'];
    await store.recordDeliveries([buildDelivery('1')]);
    const stale = names.map((name) => ({ name, at: name === 'eve/new' ? at(9) : at(1) }));
    await store.markProcessed({ keys: ['repository:1:1'], stale, requested: [], note: '' });
    await store.prune(new Date(at(5)));
    const kept = await store.readRepositories(names);
    expect(kept.map(({ name }) => name).toSorted()).toEqual(['ada/private', 'eve/new']);
  });

  it('takes lists that are longer than the number of values a statement may bind', async () => {
    const { store } = opened();
    const deliveries = Array.from({ length: 150 }, (_, index) => buildDelivery(String(index)));
    expect((await store.recordDeliveries(deliveries)).every(Boolean)).toBe(true);
    await store.markProcessed({
      keys: deliveries.map(({ key }) => key),
      stale: deliveries.map((_, index) => ({ name: `ada/r${index}`, at: at(1) })),
      requested: [],
      note: '',
    });
    expect(await store.waitingDeliveries(10)).toEqual([]);
    expect(await store.readRepositories(deliveries.map((_, index) => `ada/r${index}`))).toHaveLength(150);
  });

  it('answers deliveries in order, whatever is known already', async () => {
    const { store } = opened();
    expect(await store.recordDeliveries([])).toEqual([]);
    await store.recordDeliveries([buildDelivery('2')]);
    const ids = ['3', '2', '1', '3', '2', '4'];
    expect(await store.recordDeliveries(ids.map((id) => buildDelivery(id)))).toEqual([
      true,
      false,
      true,
      false,
      false,
      true,
    ]);
  });

  it('keeps a delivery as it was first recorded', async () => {
    const { store } = opened();
    const first = buildDelivery('1', { ref: 'refs/heads/ünïcode-🟢-"quoted"', action: null });
    await store.recordDeliveries([first]);
    await store.recordDeliveries([{ ...first, ref: 'refs/heads/other' }]);
    expect(await store.waitingDeliveries(10)).toEqual([first]);
  });

  it('refuses a delivery that it cannot record, and never takes it for a known one', async () => {
    const { store } = opened();
    const broken = buildDelivery('2', { receivedAt: null as never });
    const protectionRejection = await store
      .recordDeliveries([buildDelivery('1'), broken])
      .catch((error: unknown) => error);
    expect(protectionRejection).toBeInstanceOf(Error);
    // A fault of ours is not weather: trying again would not help.
    expect(protectionRejection).not.toBeInstanceOf(StatusfolioError);
    expect(await waitingIds(store)).toEqual([]);
  });

  it('gives out deliveries in the order in which they were received', async () => {
    const { store } = opened();
    await store.recordDeliveries([
      buildDelivery('late', { receivedAt: at(3) }),
      buildDelivery('early', { receivedAt: at(1) }),
      buildDelivery('middle', { receivedAt: at(2) }),
    ]);
    expect(await waitingIds(store)).toEqual(['early', 'middle', 'late']);
  });

  it('applies deliveries whole or not at all', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    await store.recordDeliveries([buildDelivery('1')]);
    const fold = store.markProcessed({
      keys: [buildDelivery('1').key],
      stale: [
        { name: 'ada/engine', at: at(5) },
        { name: null as never, at: at(5) },
      ],
      requested: [{ documentKey, at: at(5) }],
      note: 'refresh queued',
    });
    await expect(fold).rejects.toThrow();
    expect(await waitingIds(store)).toEqual(['1']);
    expect(await store.readRepositories(['ada/engine'])).toEqual([]);
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([]);
  });

  it('is done with a delivery after folding even when it is about nothing', async () => {
    const { store } = opened();
    await store.recordDeliveries([buildDelivery('1', { repositoryId: null, repositoryName: null })]);
    await store.markProcessed({ keys: [buildDelivery('1').key], stale: [], requested: [], note: 'of no use' });
    expect(await store.counts()).toMatchObject({ deliveriesWaiting: 0, deliveriesDone: 1 });
    expect(await store.recordDeliveries([buildDelivery('1')])).toEqual([false]);
  });

  it('keeps the newest event time and the newest request when deliveries come in the wrong order', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh({ startedAt: at(4) }));
    for (const minute of [5, 3]) {
      await store.markProcessed({
        keys: [],
        stale: [{ name: 'ada/engine', at: at(minute) }],
        requested: [{ documentKey, at: at(minute) }],
        note: '',
      });
    }
    expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ lastEventAt: at(5) }]);
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([documentKey]);
  });

  it('knows which deliveries are recorded', async () => {
    const { store } = opened();
    await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')]);
    expect(await store.findKnownDeliveries([buildDelivery('2').key, buildDelivery('3').key])).toEqual([
      buildDelivery('2').key,
    ]);
  });

  it('lets one of two move a mark', async () => {
    const { store } = opened();
    expect(await store.claimTaskRun('slot', at(10), at(9))).toBe(true);
    expect(await store.claimTaskRun('slot', at(10), at(9))).toBe(false);
    expect(await store.claimTaskRun('slot', at(20), at(19))).toBe(true);
  });

  it('forgets what is noted for a time that has not come, and nothing else', async () => {
    const { store } = opened();
    const looked = buildActivity({ fetchedAt: at(50) });
    const repositories = [{ name: 'ada/engine', activity: looked, lastEventAt: null, problem: null }];
    await store.saveRefresh(buildRefresh({ repositories, startedAt: at(50) }));
    await store.markProcessed({
      keys: [],
      stale: [{ name: 'ada/engine', at: at(50) }],
      requested: [{ documentKey, at: at(50) }],
      note: '',
    });
    await store.saveTaskRun({ name: 'redelivery', at: at(50), figures: {} });
    expect(await store.isRefreshRequested(documentKey, at(11))).toBe(false);
    expect(await store.forgetFuture(new Date(at(50)))).toBe(0);
    expect(await store.forgetFuture(new Date(at(10)))).toBeGreaterThan(0);
    expect(await store.isRefreshRequested(documentKey, at(11))).toBe(true);
    expect(await store.readRepositories(['ada/engine'])).toMatchObject([
      { lastEventAt: at(10), activity: { fetchedAt: at(10 - 1440), headOid: looked.headOid } },
    ]);
    expect(await store.claimTaskRun('redelivery', at(71), at(11))).toBe(true);
    expect(await store.forgetFuture(new Date(at(10)))).toBe(1);
  });

  it('tells what waits, and since when', async () => {
    const { store } = opened();
    expect(await store.readBacklog()).toEqual({ oldestDeliveryAt: null, jobs: 0, oldestJobAt: null });
    await store.recordDeliveries([
      buildDelivery('1', { receivedAt: at(5) }),
      buildDelivery('2', { receivedAt: at(3) }),
    ]);
    expect(await store.readBacklog()).toMatchObject({ oldestDeliveryAt: at(3) });
  });
}
