// D1 on Cloudflare: the same SQL through its own driver. Tells weather (D1 did not answer) from faults of ours, which
// no retry repairs.

import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';

export function openD1Database(d1: D1Database): Database {
  const prepare = ({ sql, params }: Statement): D1PreparedStatement => d1.prepare(sql).bind(...params);
  return {
    all: async <Found>(statement: Statement) => (await guard(() => prepare(statement).all<Found>())).results,
    run: async (statement) => (await guard(() => prepare(statement).run())).meta.changes,
    batch: async (statements) => {
      if (statements.length === 0) return [];
      const results = await guard(() => d1.batch(statements.map(prepare)));
      return results.map(({ meta }) => meta.changes);
    },
    close: async () => {},
  };
}

/** D1 retries reads by itself; a failed write is left to the queue. Its errors have no code, only a text. */
async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const text = error instanceof Error ? error.message : '';
    if (/no such (table|column)/.test(text)) {
      throw new StatusfolioError('STORE_UNAVAILABLE', 'The D1 database lacks a migration.', {
        where: 'D1',
        hint: 'Run: npx wrangler d1 migrations apply statusfolio --remote',
        cause: error,
      });
    }
    if (/SQLITE_(ERROR|CONSTRAINT|MISMATCH|RANGE|TOOBIG|MISUSE)|D1_TYPE_ERROR/.test(text)) throw error;
    throw new StatusfolioError('STORE_UNAVAILABLE', 'D1 did not answer as expected.', {
      where: 'D1',
      retryable: true,
      cause: error,
    });
  }
}
