// Where one machine puts verified deliveries before it acknowledges them. Those that arrive together share one row and
// one fsync, written at the end of a table, so that a sender waits neither for an index nor for a stranger's commit.
// Known deliveries are sorted out afterwards, when `drain` moves them to where the pipeline finds them.

import type { DeliveryIntake } from '../ports/queue.ts';
import type { Database } from '../ports/store.ts';
import { statement, toJsonLists } from './sql.ts';

export interface ReceivedDeliveries extends DeliveryIntake {
  /** Moves what was accepted to the deliveries, each once. */
  drain(): Promise<void>;
  /** Accepted and not yet moved. */
  size(): Promise<number>;
}

/** Rows that are moved in one transaction: few, because deliveries that arrive meanwhile wait for it. */
const drainRows = 4;

const sql = {
  append: `INSERT INTO received_deliveries (owner_id, size, data)
    SELECT ?, json_array_length(list), list FROM (SELECT ? AS list)`,
  next: 'SELECT max(id) AS last FROM (SELECT id FROM received_deliveries WHERE owner_id = ? ORDER BY id LIMIT ?)',
  // Not INSERT OR IGNORE: that drops a row which breaks any constraint, as if it were a duplicate.
  move: `INSERT INTO deliveries (owner_id, key, received_at, data)
    SELECT owner_id, json_extract(value, '$.key'), json_extract(value, '$.receivedAt'), value
    FROM received_deliveries, json_each(received_deliveries.data) WHERE owner_id = ? AND received_deliveries.id <= ? ON CONFLICT (owner_id, key) DO NOTHING`,
  remove: 'DELETE FROM received_deliveries WHERE owner_id = ? AND id <= ?',
  size: 'SELECT coalesce(sum(size), 0) AS size FROM received_deliveries WHERE owner_id = ?',
} as const;

export function createReceivedDeliveries(database: Database, ownerId: string): ReceivedDeliveries {
  return {
    async accept(deliveries) {
      const rows = toJsonLists(deliveries).map((list) => statement(sql.append, ownerId, list));
      if (rows.length === 1 && rows[0] !== undefined) await database.run(rows[0]);
      else await database.batch(rows);
    },
    async drain() {
      for (;;) {
        const [next] = await database.all<{ last: number | null }>(statement(sql.next, ownerId, drainRows));
        const last = next?.last ?? null;
        if (last === null) return;
        await database.batch([statement(sql.move, ownerId, last), statement(sql.remove, ownerId, last)]);
      }
    },
    async size() {
      const [found] = await database.all<{ size: number }>(statement(sql.size, ownerId));
      return found?.size ?? 0;
    },
  };
}
