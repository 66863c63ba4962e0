import { env } from 'cloudflare:test';
import type { D1Database } from '@cloudflare/workers-types';
import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import { openD1Database } from '../../src/store/d1.ts';
import { createStore } from '../../src/store/store.ts';
import { buildDelivery } from '../support/build-records.ts';
import { countD1 } from '../support/count-d1.ts';

const failing = (message: string): D1Database => {
  const fail = () => Promise.reject(new Error(message));
  const statement = { all: fail, run: fail };
  return { prepare: () => ({ bind: () => statement }), batch: fail } as unknown as D1Database;
};
const statement = { sql: 'DELETE FROM deliveries', params: [] };

describe('openD1Database', () => {
  // https://developers.cloudflare.com/d1/observability/debug-d1/
  it.each([
    'D1_ERROR: Network connection lost.',
    'D1_ERROR: D1 DB storage operation exceeded timeout which caused object to be reset.',
    'D1_ERROR: D1 DB reset because its code was updated.',
    'D1_ERROR: D1 DB is overloaded. Too many requests queued.',
    'D1_ERROR: Internal error while starting up D1 DB storage caused object to be reset.',
    'D1_ERROR: Exceeded maximum DB size: SQLITE_FULL',
    'D1_ERROR: database is locked: SQLITE_BUSY',
  ])('takes “%s” for weather', async (message) => {
    const database = openD1Database(failing(message));
    const weather = expect.objectContaining({ code: 'STORE_UNAVAILABLE', retryable: true });
    await expect(database.all(statement)).rejects.toEqual(weather);
    await expect(database.run(statement)).rejects.toEqual(weather);
    await expect(database.batch([statement])).rejects.toEqual(weather);
  });

  it('passes on a fault of ours as it is', async () => {
    const database = openD1Database(env.DB);
    const faults = [
      { sql: 'SELEC nonsense', params: [] },
      { sql: "INSERT INTO deliveries (owner_id) VALUES ('ada')", params: [] },
      { sql: 'SELECT ?', params: [undefined as never] },
      { sql: `SELECT ${Array(101).fill('?').join()}`, params: Array<number>(101).fill(1) },
    ];
    for (const fault of faults) {
      const failure = await database.all(fault).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(Error);
      expect(failure).not.toBeInstanceOf(StatusfolioError);
    }
  });

  it('says how to bring the schema up to date when it is not', async () => {
    const database = openD1Database(env.DB);
    await expect(database.run({ sql: 'DELETE FROM of_a_later_version', params: [] })).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: false,
      hint: expect.stringContaining('migrations apply'),
    });
  });

  it('undoes a batch of which one statement fails', async () => {
    const database = openD1Database(env.DB);
    const insert = (key: string | null) => ({
      sql: "INSERT INTO deliveries (owner_id, key, received_at, data) VALUES ('ada', ?, '', '')",
      params: [key],
    });
    await expect(database.batch([insert('1'), insert(null)])).rejects.toThrow('NOT NULL');
    expect(await database.all({ sql: 'SELECT key FROM deliveries', params: [] })).toEqual([]);
    expect(await database.batch([insert('1'), insert('2')])).toEqual([1, 1]);
    expect(await database.batch([])).toEqual([]);
  });

  it('writes few rows for a delivery: one batch of fifty is one statement to record and one batch to apply', async () => {
    const { d1, written, statements } = countD1(env.DB);
    const store = createStore(openD1Database(d1), 'owner');
    const deliveries = Array.from({ length: 50 }, (_, index) => buildDelivery(`d1-${index}`));
    await store.recordDeliveries(deliveries);
    const recorded = written() / deliveries.length;
    await store.markProcessed({ keys: deliveries.map(({ key }) => key), stale: [], requested: [], note: '' });
    // Rows count with their index entries, as Cloudflare bills them.
    expect({ recorded, applied: written() / deliveries.length - recorded }).toEqual({ recorded: 3, applied: 2 });
    expect(statements()).toBeLessThanOrEqual(4);
  });
});
