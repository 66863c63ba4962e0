import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/store.ts';
import { createReceivedDeliveries } from '../../src/store/received-deliveries.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { buildDelivery } from '../support/build-records.ts';

/** The real database, with a check of how many rows each commit writes. */
function openInbox() {
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  const groups: number[] = [];
  const watched: Database = {
    ...database,
    run: async (statement) => {
      const changes = await database.run(statement);
      if (statement.sql.startsWith('INSERT INTO received_deliveries'))
        groups.push((JSON.parse(String(statement.params[1])) as unknown[]).length);
      return changes;
    },
  };
  return { database, groups, inbox: createReceivedDeliveries(watched, 'ada'), store: createStore(database, 'ada') };
}

const acceptAll = (inbox: ReturnType<typeof createReceivedDeliveries>, ids: readonly string[]) =>
  inbox.accept(ids.map((id) => buildDelivery(id)));

describe('createInbox', () => {
  it('writes what arrives together in one row, and gives each to the pipeline once', async () => {
    const { store, groups, inbox } = openInbox();
    await acceptAll(inbox, ['a', 'b', 'a', 'c']);
    await inbox.accept([buildDelivery('b')]);
    expect(groups).toEqual([4, 1]);
    expect(await inbox.size()).toBe(5);
    await inbox.drain();
    expect(await inbox.size()).toBe(0);
    expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['a', 'b', 'c']);
  });

  it('has written before it resolves', async () => {
    const { database, inbox } = openInbox();
    await inbox.accept([buildDelivery('a')]);
    expect(await database.all({ sql: 'SELECT data FROM received_deliveries', params: [] })).toEqual([
      { data: JSON.stringify([buildDelivery('a')]) },
    ]);
  });

  it('forgets a delivery that is known already, however long ago it was applied', async () => {
    const { store, inbox } = openInbox();
    await acceptAll(inbox, ['a']);
    await inbox.drain();
    await store.markProcessed({ keys: [buildDelivery('a').key], stale: [], requested: [], note: '' });
    await acceptAll(inbox, ['a', 'b']);
    await inbox.drain();
    expect((await store.waitingDeliveries(10)).map(({ deliveryId }) => deliveryId)).toEqual(['b']);
  });

  it('unloads everything, in many steps, while more arrives', async () => {
    const { store, inbox } = openInbox();
    for (let id = 0; id < 100; id += 1) await inbox.accept([buildDelivery(String(id))]);
    await Promise.all([inbox.drain(), acceptAll(inbox, ['x', 'y']), inbox.drain()]);
    await inbox.drain();
    expect(await store.waitingDeliveries(1000)).toHaveLength(102);
  });

  it('keeps what it cannot unload whole', async () => {
    const { store, inbox } = openInbox();
    await inbox.accept([buildDelivery('a')]);
    await inbox.accept([buildDelivery('b', { receivedAt: null as never })]);
    await expect(inbox.drain()).rejects.toThrow();
    expect(await inbox.size()).toBe(2);
    expect(await store.waitingDeliveries(10)).toEqual([]);
  });

  it('says when the commit fails, and goes on', async () => {
    const { database, inbox } = openInbox();
    await database.run({ sql: 'PRAGMA query_only = ON', params: [] });
    await expect(acceptAll(inbox, ['a', 'b'])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await database.run({ sql: 'PRAGMA query_only = OFF', params: [] });
    await inbox.accept([buildDelivery('a')]);
    expect(await inbox.size()).toBe(1);
  });
});
