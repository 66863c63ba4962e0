// Looks into a database after its server is gone: is it whole, and is everything in it that was acknowledged?

import SqliteDriver from 'better-sqlite3';
import { keyOf } from './deliveries.ts';

export interface Aftermath {
  readonly integrity: string;
  readonly lost: string[];
  /** Deliveries that are remembered more than once. */
  readonly twice: number;
}

/** Opens the database as a restarted server would. */
export function readAftermath(path: string, acknowledged: readonly string[]): Aftermath {
  const database = new SqliteDriver(path);
  try {
    const integrity = String(database.pragma('integrity_check', { simple: true }));
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    if (!tables.includes('received_deliveries')) return { integrity, lost: [...acknowledged], twice: 0 };
    const known = database.prepare('SELECT 1 FROM deliveries WHERE key = ?').pluck();
    const waiting = new Set(
      database
        .prepare("SELECT json_extract(value, '$.key') FROM received_deliveries, json_each(received_deliveries.data)")
        .pluck()
        .all(),
    );
    const lost = acknowledged.filter((id) => known.get(keyOf(id)) === undefined && !waiting.has(keyOf(id)));
    const twice = database.prepare('SELECT count(*) - count(DISTINCT key) FROM deliveries').pluck().get();
    return { integrity, lost, twice: Number(twice) };
  } finally {
    database.close();
  }
}
