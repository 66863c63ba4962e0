import { describe, expect, it } from 'vitest';
import { ownerTables } from '../../src/store/owner-rows.ts';
import { sql, toJsonLists } from '../../src/store/sql.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';

describe('sql', () => {
  it.each(Object.entries(sql))('%s finds its rows by an index', async (_name, text) => {
    const database = openSqliteDatabase(':memory:', { withGitignore: false });
    const params = [...text.matchAll(/\?/g)].map(() => '[]');
    const plan = await database.all<{ detail: string }>({ sql: `EXPLAIN QUERY PLAN ${text}`, params });
    const scans = plan.filter(({ detail }) => ownerTables.some((table) => detail.startsWith(`SCAN ${table}`)));
    expect(scans).toEqual([]);
    expect(plan.filter(({ detail }) => detail.includes('AUTOMATIC'))).toEqual([]);
  });

  it('reads what waits, and what changed, in the order of an index', async () => {
    const database = openSqliteDatabase(':memory:', { withGitignore: false });
    for (const text of [sql.waitingDeliveries, sql.listWaiting, sql.listProcessed, sql.listChanges, sql.readRows]) {
      const params = [...text.matchAll(/\?/g)].map(() => '1');
      const plan = await database.all<{ detail: string }>({ sql: `EXPLAIN QUERY PLAN ${text}`, params });
      expect(plan.filter(({ detail }) => detail.includes('TEMP B-TREE'))).toEqual([]);
    }
  });

  it('takes anonymous values only, which both drivers number alike', () => {
    const named = Object.values(sql).filter((text) => /\?\d|[:@$]\w/.test(text.replaceAll(/'[^']*'/g, '')));
    expect(named).toEqual([]);
  });
});

describe('toJsonLists', () => {
  it('makes no list of nothing, and one of little', () => {
    expect(toJsonLists([])).toEqual([]);
    expect(toJsonLists([{ a: 1 }, 'b', null])).toEqual(['[{"a":1},"b",null]']);
  });

  it('makes lists that D1 takes, in order and with nothing left out', () => {
    const items = Array.from({ length: 3000 }, (_, index) => ({ index, text: '🟢'.repeat(index % 300) }));
    const lists = toJsonLists(items);
    expect(lists.length).toBeGreaterThan(1);
    expect(lists.flatMap((list) => JSON.parse(list) as unknown[])).toEqual(items);
    for (const list of lists) expect(new TextEncoder().encode(list).length).toBeLessThan(2_000_000);
  });

  it('gives an item that is too long a list of its own', () => {
    const long = 'x'.repeat(600_000);
    expect(toJsonLists(['a', long, 'b']).map((list) => (JSON.parse(list) as unknown[]).length)).toEqual([1, 1, 1]);
  });
});
