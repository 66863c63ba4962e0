// What every store must do, whatever it stands on. Run against SQLite on Node and against D1 inside workerd.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Store } from '../../src/ports/store.ts';
import { createStore } from '../../src/store/store.ts';
import { at, buildDelivery, buildDocument, buildRefresh, documentKey } from '../support/build-records.ts';
import { describeDeliveries } from './deliveries-contract.ts';
import { describeDocuments } from './documents-contract.ts';
import { describePages } from './pages-contract.ts';
import { describePublishing } from './publishing-contract.ts';
import { describeRefreshes } from './refreshes-contract.ts';

/** The store that a case works with, and the database under it. */
export interface StoreUnderTest {
  readonly store: Store;
  readonly database: Database;
}

export function describeStore(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let opened: StoreUnderTest;
    beforeEach(async () => {
      const database = await open();
      opened = { database, store: createStore(database, 'ada') };
      await opened.store.keepDocuments([buildDocument()]);
    });
    afterEach(() => opened.database.close());

    describeDeliveries(() => opened);
    describeDocuments(() => opened);
    describeRefreshes(() => opened);
    describePublishing(() => opened);
    describePages(() => opened);

    it('finds a document by each repository of a row that is about several', async () => {
      const { store, database } = opened;
      const [row] = buildDocument().rows;
      if (row === undefined) throw new Error('the document must have a row');
      const places = [
        { repo: 'Ada/Api', folder: null },
        { repo: 'ada/web', folder: 'site' },
      ];
      const several = { ...row, row: { ...row.row, also: places } };
      const rows = [several, { ...several, position: 1 }];
      await store.saveRefresh(buildRefresh({ document: buildDocument({ rows }) }));
      const about = async (name: string) => await store.documentsAbout({ id: null, name });
      for (const name of ['ada/engine', 'ADA/api', 'ada/web']) expect(await about(name)).toEqual([documentKey]);
      expect(await about('ada/site')).toEqual([]);
      expect((await store.readDocument(documentKey))?.rows[0]?.row.also).toEqual(places);
      expect(await createStore(database, 'grace').documentsAbout({ id: null, name: 'ada/web' })).toEqual([]);
      await createStore(database, 'grace').keepDocuments([]);
      expect(await about('ada/web')).toEqual([documentKey]);
      await store.saveRefresh(buildRefresh());
      expect(await about('ada/web')).toEqual([]);
    });

    it('keeps everything of one owner from another', async () => {
      const { store, database } = opened;
      const other = createStore(database, 'grace');
      await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')]);
      await store.saveRefresh(
        buildRefresh({ repositories: [{ name: 'ada/engine', activity: null, lastEventAt: null, problem: null }] }),
      );

      expect(await other.recordDeliveries([buildDelivery('1')])).toEqual([true]);
      expect(await other.waitingDeliveries(10)).toHaveLength(1);
      expect(await other.counts()).toEqual({
        deliveriesWaiting: 1,
        deliveriesDone: 0,
        jobsDead: 0,
        noticesDead: 0,
        oldestCheckAt: null,
      });
      expect(await other.listDocuments()).toEqual([]);
      expect(await other.readDocument(documentKey)).toBeNull();
      expect(await other.documentsAbout({ id: null, name: 'ada/engine' })).toEqual([]);
      expect(await other.dueDocuments(new Date(at(59)), 10)).toEqual([]);
      expect(await other.isRefreshRequested(documentKey, at(59))).toBe(false);
      expect(await other.readRepositories(['ada/engine'])).toEqual([]);
      expect(await other.readProjects(['R_engine'])).toEqual([]);
      expect(await other.listProjects()).toEqual([]);
      expect(await other.listChanges(10)).toEqual([]);
      expect(await other.countCommitsSince(documentKey, at(0))).toBe(0);

      await other.keepDocuments([]);
      await other.markProcessed({
        keys: [buildDelivery('1').key, buildDelivery('2').key],
        stale: [{ name: 'ada/engine', at: at(5) }],
        requested: [{ documentKey, at: at(5) }],
        note: '',
      });
      await other.saveFailure(documentKey, { code: 'UNEXPECTED', where: '', message: '', hint: '' });
      expect(await other.prune(new Date(at(59)))).toBe(1);
      expect(await store.waitingDeliveries(10)).toHaveLength(2);
      expect(await store.listDocuments()).toEqual([buildDocument()]);
      expect(await store.dueDocuments(new Date(at(29)), 10)).toEqual([]);
      expect(await store.readRepositories(['ada/engine'])).toMatchObject([{ lastEventAt: null }]);
    });
  });
}
