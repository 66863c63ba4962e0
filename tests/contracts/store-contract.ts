// What every store must do, whatever it stands on. Run against SQLite on Node and against D1 inside workerd.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Store } from '../../src/ports.ts';
import { createStore } from '../../src/store/create-store.ts';
import { buildActivity } from '../support/build-activity.ts';
import { at, buildDelivery, buildDocument, buildProject, buildRefresh, documentKey } from '../support/build-records.ts';

export function describeStore(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database;
    let store: Store;
    beforeEach(async () => {
      database = await open();
      store = createStore(database, 'ada');
      await store.keepDocuments([buildDocument()]);
    });
    afterEach(() => database.close());

    it('records a delivery once, however often it arrives', async () => {
      expect(await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')])).toEqual([true, true]);
      expect(await store.recordDeliveries([buildDelivery('2'), buildDelivery('3')])).toEqual([false, true]);
      expect(await store.recordDeliveries([buildDelivery('4'), buildDelivery('4')])).toEqual([true, false]);
      expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['1', '2', '3', '4']);
      expect(await store.waitingDeliveries(1)).toEqual([buildDelivery('1')]);
    });

    it('keeps the deliveries of one owner from another', async () => {
      const other = createStore(database, 'grace');
      await store.recordDeliveries([buildDelivery('1')]);
      expect(await other.recordDeliveries([buildDelivery('1')])).toEqual([true]);
      expect((await other.counts()).deliveriesWaiting).toBe(1);
      expect(await other.listDocuments()).toEqual([]);
    });

    it('folds deliveries into wishes in one step', async () => {
      await store.saveRefresh(buildRefresh());
      await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')]);
      const [first] = await store.waitingDeliveries(1);
      await store.foldDeliveries({
        keys: [first?.key ?? ''],
        heard: [{ name: 'ada/engine', at: at(5) }],
        wanted: [{ documentKey, at: at(5) }],
        note: 'refresh wanted',
      });
      expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['2']);
      expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ heardAt: at(5), activity: null }]);
      expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([documentKey]);
      expect(await store.counts()).toMatchObject({ deliveriesWaiting: 1, deliveriesDone: 1 });
    });

    it('looks after exactly the documents of the configuration', async () => {
      const second = { ...buildDocument(), key: 'ada/me:docs/index.md@' };
      await store.keepDocuments([buildDocument(), second]);
      await store.saveRefresh(buildRefresh());
      await store.keepDocuments([buildDocument(), second]);
      expect((await store.readDocument(documentKey))?.lookedAt).toBe(at(1));
      await store.keepDocuments([second]);
      expect((await store.listDocuments()).map(({ key }) => key)).toEqual([second.key]);
      expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/engine' })).toEqual([]);
    });

    it('gives back what a refresh saved', async () => {
      const activity = buildActivity({ nodeId: 'R_engine' });
      const repositories = [{ name: 'ada/engine', activity, heardAt: null, problem: null }];
      const record = buildRefresh({ repositories });
      await store.saveRefresh(record);
      await store.saveRefresh(record);
      expect(await store.readDocument(documentKey)).toEqual(record.document);
      expect(await store.listDocuments()).toEqual([record.document]);
      expect(await store.readRepositories(['ada/engine', 'ada/none'])).toEqual(repositories);
      expect(await store.readProjects(['R_engine', 'none'])).toEqual(record.projects);
      expect(await store.listProjects()).toEqual(record.projects);
      expect(await store.listChanges(10)).toEqual(record.changes);
    });

    it('replaces the rows of a document that became shorter', async () => {
      await store.saveRefresh(buildRefresh());
      await store.saveRefresh(buildRefresh({ document: buildDocument({ rows: [] }) }));
      expect((await store.readDocument(documentKey))?.rows).toEqual([]);
    });

    it('saves a refresh whole or not at all', async () => {
      const broken = buildRefresh({
        document: buildDocument({ tables: 9 }),
        projects: [buildProject({ name: undefined as never })],
      });
      await expect(store.saveRefresh(broken)).rejects.toThrow();
      expect((await store.readDocument(documentKey))?.tables).toBe(0);
    });

    it('keeps the problem of a failed refresh until a good one', async () => {
      const problem = { code: 'TOKEN_REJECTED', where: 'ada/me', message: 'No.', hint: '' };
      await store.saveFailure(documentKey, problem);
      expect((await store.readDocument(documentKey))?.problems).toEqual([problem]);
      await store.saveRefresh(buildRefresh());
      expect((await store.readDocument(documentKey))?.problems).toEqual(buildDocument().problems);
    });

    it('knows how old the oldest look is, and that one was never taken', async () => {
      expect((await store.counts()).oldestLookAt).toBeNull();
      await store.saveRefresh(buildRefresh());
      expect((await store.counts()).oldestLookAt).toBe(at(1));
      await store.keepDocuments([buildDocument(), { ...buildDocument(), key: 'ada/me:new.md@' }]);
      expect((await store.counts()).oldestLookAt).toBeNull();
    });

    it('does not forget what was heard while a look was under way', async () => {
      await store.foldDeliveries({ keys: [], heard: [{ name: 'ada/engine', at: at(5) }], wanted: [], note: '' });
      await store.saveRefresh(
        buildRefresh({ repositories: [{ name: 'ada/engine', activity: null, heardAt: null, problem: null }] }),
      );
      expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ heardAt: at(5) }]);
    });

    it('finds the documents about a repository by name, by node id, and by where they live', async () => {
      const activity = buildActivity({ nodeId: 'R_engine' });
      await store.saveRefresh(
        buildRefresh({ repositories: [{ name: 'ada/engine', activity, heardAt: null, problem: null }] }),
      );
      expect(await store.documentsAbout({ id: null, name: 'ADA/engine' })).toEqual([documentKey]);
      expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/renamed' })).toEqual([documentKey]);
      expect(await store.documentsAbout({ id: null, name: 'ada/ME' })).toEqual([documentKey]);
      expect(await store.documentsAbout({ id: 'R_other', name: 'ada/other' })).toEqual([]);
    });

    it('knows which documents are due', async () => {
      expect(await store.dueDocuments(new Date(at(0)), 10)).toEqual([documentKey]);
      await store.saveRefresh(buildRefresh());
      expect(await store.dueDocuments(new Date(at(29)), 10)).toEqual([]);
      expect(await store.dueDocuments(new Date(at(30)), 10)).toEqual([documentKey]);
      expect(await store.dueDocuments(new Date(at(30)), 0)).toEqual([]);
    });

    it('knows whether a wish was met by a refresh that began later', async () => {
      expect(await store.isRefreshWanted(documentKey, at(0))).toBe(true);
      await store.saveRefresh(buildRefresh({ startedAt: at(5) }));
      expect(await store.isRefreshWanted(documentKey, at(4))).toBe(false);
      expect(await store.isRefreshWanted(documentKey, at(5))).toBe(true);
      expect(await store.isRefreshWanted(documentKey, at(6))).toBe(true);
      expect(await store.isRefreshWanted('ada/none:x@', at(6))).toBe(false);
    });

    it('counts commits, not changes', async () => {
      const [change] = buildRefresh().changes;
      if (change === undefined) throw new Error('the record must have a change');
      await store.saveRefresh(buildRefresh({ changes: [change, { ...change, projectKey: 'R_other' }] }));
      expect(await store.countCommitsSince(documentKey, at(0))).toBe(1);
      expect(await store.countCommitsSince(documentKey, at(2))).toBe(0);
      expect(await store.countCommitsSince('ada/none:x@', at(0))).toBe(0);
    });

    it('prunes old deliveries that are done, and no others', async () => {
      await store.recordDeliveries([buildDelivery('1'), buildDelivery('2'), buildDelivery('3', { receivedAt: at(9) })]);
      await store.foldDeliveries({ keys: ['repository:1:1', 'repository:1:3'], heard: [], wanted: [], note: '' });
      expect(await store.prune(new Date(at(5)))).toBe(1);
      expect(await store.counts()).toMatchObject({ deliveriesWaiting: 1, deliveriesDone: 1 });
    });

    it('takes lists that are longer than the number of values a statement may bind', async () => {
      const deliveries = Array.from({ length: 150 }, (_, index) => buildDelivery(String(index)));
      expect((await store.recordDeliveries(deliveries)).every(Boolean)).toBe(true);
      await store.foldDeliveries({
        keys: deliveries.map(({ key }) => key),
        heard: deliveries.map((_, index) => ({ name: `ada/r${index}`, at: at(1) })),
        wanted: [],
        note: '',
      });
      expect(await store.waitingDeliveries(10)).toEqual([]);
      expect(await store.readRepositories(deliveries.map((_, index) => `ada/r${index}`))).toHaveLength(150);
    });
  });
}
