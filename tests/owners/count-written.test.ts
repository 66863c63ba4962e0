// The figures of a day of many owners: what is counted, and how it is judged.

import { beforeEach, describe, expect, it } from 'vitest';
import { compareBroken } from '../../scripts/owners/compare-broken.ts';
import { countWritten } from '../../scripts/owners/count-written.ts';
import { fitExponent } from '../../scripts/owners/growth.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { eraseOwnerRows } from '../../src/store/owner-rows.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { buildSnapshot } from '../contracts/directory-contract.ts';
import { buildDelivery, buildDocument, buildRefresh } from '../support/build-records.ts';

describe('countWritten', () => {
  it('counts the rows that SQLite itself says were changed, and their entries in indexes', async () => {
    const database = openSqliteDatabase(':memory:', { withGitignore: false });
    const changes = async () => {
      const [found] = await database.all<{ total: number }>({ sql: 'SELECT total_changes() AS total', params: [] });
      return found?.total ?? 0;
    };
    const { counted, written } = await countWritten(database);
    const before = await changes();
    const store = createStore(counted, '500');
    const directory = createDirectory(counted);
    const now = new Date('2027-03-01T00:00:00Z');
    await directory.put(buildSnapshot(), now);
    await directory.claimDue(now, 9);
    await store.recordDeliveries([buildDelivery('1'), buildDelivery('2')]);
    await store.keepDocuments([buildDocument()]);
    for (let time = 0; time < 2; time += 1) await store.saveRefresh(buildRefresh());
    await directory.setWatched('500', ['ada/engine']);
    await eraseOwnerRows(counted, '500');
    expect(written().rows).toBe((await changes()) - before);
    expect(written().rows).toBeGreaterThan(10);
  });

  it('counts entries of those indexes alone that a statement writes to, and none for the key that a table is stored in', async () => {
    const database = openSqliteDatabase(':memory:', { withGitignore: false });
    for (const [table, isInKey, entries] of [
      ['kept', true, 1],
      ['loose', false, 2],
    ] as const) {
      const text = `CREATE TABLE ${table} (a TEXT, b TEXT, PRIMARY KEY (a)) ${isInKey ? 'WITHOUT ROWID' : ''}`;
      for (const sql of [text, `CREATE INDEX by_b_${table} ON ${table} (b)`]) await database.run({ sql, params: [] });
      const { counted, written } = await countWritten(database);
      await counted.run({ sql: `INSERT INTO ${table} VALUES (1, 1), (2, 2)`, params: [] });
      expect(written()).toEqual({ rows: 2, entries: 2 * entries });
      await counted.run({ sql: `UPDATE ${table} SET b = 3 WHERE a = 1`, params: [] });
      expect(written()).toEqual({ rows: 3, entries: 2 * entries + 1 });
    }
  });
});

describe('fitExponent', () => {
  it.each([0.5, 1, 1.3])('finds the power %s that something grows with', (power) => {
    const points = [10, 100, 1000, 3000].map((x) => [x, 7 * x ** power] as const);
    expect(fitExponent(points)).toBeCloseTo(power, 9);
  });
});

describe('compareBroken', () => {
  const day = () => ({
    owners: Array.from({ length: 200 }, () => ({ points: 9, commits: 1, latencies: [40], lags: [2000] })),
  });
  let withBroken: ReturnType<typeof day>;
  beforeEach(() => {
    withBroken = day();
  });

  it('calls a day unchanged in which only broken owners fared otherwise', () => {
    withBroken.owners[0] = { points: 900, commits: 0, latencies: [], lags: [9e6] };
    expect(compareBroken(day(), withBroken, 1).isUnchanged).toBe(true);
  });

  it.each([
    ['cost', { points: 600 }],
    ['waited', { lags: [60_000] }],
    ['were asked about', { lags: Array.from({ length: 20 }, () => 2000) }],
    ['were told', { latencies: [9000, 9000, 9000] }],
    ['were written to', { commits: 9 }],
  ])('notices that healthy ones %s otherwise', (_, change) => {
    withBroken.owners[7] = { points: 9, commits: 1, latencies: [40], lags: [2000], ...change };
    expect(compareBroken(day(), withBroken, 1).isUnchanged).toBe(false);
  });
});
