// What is deleted and renamed of an owner, on SQLite and on D1. Tables are found in the schema, so that a new one is, too.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/store.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { eraseOwnerRows, moveOwnerRows } from '../../src/store/owner-rows.ts';
import { createStore } from '../../src/store/store.ts';
import { buildSnapshot } from '../contracts/directory-contract.ts';
import { buildDocument, buildRefresh } from '../support/build-records.ts';

export function describeOwnerRows(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database;
    beforeEach(async () => {
      database = await open();
    });
    afterEach(() => database.close());
    const read = <Found>(sql: string, ...params: string[]) => database.all<Found>({ sql, params });

    async function findTables(): Promise<string[]> {
      const all = await read<{ name: string }>(
        `SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%owner_id TEXT%'`,
      );
      return all.map((table) => table.name);
    }

    async function fill(table: string, ownerId: string): Promise<void> {
      const columns = await read<{ name: string; type: string; pk: number }>(`PRAGMA table_info(${table})`);
      // An INTEGER PRIMARY KEY numbers itself.
      const named = columns.filter(({ type, pk }) => !(type === 'INTEGER' && pk === 1));
      const values = named.map((column) => {
        if (column.name === 'owner_id') return ownerId;
        if (column.name === 'state') return 'removed';
        return column.type === 'INTEGER' ? 1 : '{}';
      });
      const sql = `INSERT INTO ${table} (${named.map((column) => column.name).join()}) VALUES (${values.map(() => '?').join()})`;
      await database.run({ sql, params: values });
    }

    async function count(ownerId: string): Promise<Record<string, number>> {
      const counts: Record<string, number> = {};
      for (const table of await findTables()) {
        const [found] = await read<{ count: number }>(
          `SELECT count(*) AS count FROM ${table} WHERE owner_id = ?`,
          ownerId,
        );
        counts[table] = found?.count ?? -1;
      }
      return counts;
    }

    it('leaves no row of an erased owner in any table that the schema has, and every row of another', async () => {
      const tables = await findTables();
      expect(tables.length).toBeGreaterThan(20);
      for (const table of tables) for (const id of ['500', '600']) await fill(table, id);
      const directory = createDirectory(database);
      for (let time = 0; time < 2; time += 1) {
        await eraseOwnerRows(database, '500');
        await directory.erase('500', new Date());
        expect(await count('500')).toEqual(Object.fromEntries(tables.map((table) => [table, 0])));
      }
      expect(await count('600')).toEqual(Object.fromEntries(tables.map((table) => [table, 1])));
      expect((await directory.listAudit('500', 9)).map(({ action }) => action)).toEqual(['erased']);
    });

    it('keeps everything of an account under its new login, and of nobody else', async () => {
      const document = buildDocument();
      const [row] = document.rows;
      if (row === undefined) throw new Error('the document must have a row');
      const plan = { ...row, position: 1, projectKey: `row:${document.key}#Plan`, repo: null };
      const record = buildRefresh({ document: { ...document, rows: [row, plan] } });
      for (const id of ['500', '600']) {
        const store = createStore(database, id);
        await store.keepDocuments([document]);
        await store.saveRefresh(record);
        await store.savePin({ projectKey: plan.projectKey, status: 'paused', until: null, at: record.startedAt });
        await store.saveRepositoryState({ key: 'ada/me', branches: {}, statusIssue: null });
      }
      const before = await createStore(database, '600').listDocuments();
      const key = document.key.replace(/^[^/]+/, 'Lovelace');
      for (let time = 0; time < 2; time += 1) {
        await moveOwnerRows(database, '500', 'Lovelace');
        const store = createStore(database, '500');
        const [moved] = await store.listDocuments();
        expect(moved).toMatchObject({ key, ref: { repo: 'Lovelace/me' } });
        expect(moved?.rows.map(({ projectKey }) => projectKey)).toEqual([row.projectKey, `row:${key}#Plan`]);
        expect((await store.listChanges(9)).map(({ documentKey }) => documentKey)).toEqual(
          record.changes.map(() => key),
        );
        expect(await store.listPins()).toMatchObject([{ projectKey: `row:${key}#Plan` }]);
        expect(await store.readRepositoryState('lovelace/me')).toMatchObject({ key: 'lovelace/me' });
        expect(await store.documentsAbout({ id: null, name: 'lovelace/me' })).toEqual([key]);
        expect(await store.documentsAbout({ id: null, name: row.repo ?? '' })).toEqual([key]);
      }
      expect(await createStore(database, '600').listDocuments()).toEqual(before);
    });

    it('does not take what a directory knows of an active owner', async () => {
      const directory = createDirectory(database);
      await directory.put(buildSnapshot(), new Date());
      await directory.erase('500', new Date());
      expect(await directory.find(7)).not.toBeNull();
    });
  });
}
