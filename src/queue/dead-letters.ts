// Jobs that failed for good, with the reason: kept in the database of either runtime until they are replayed or done.

import type { DeadJob, Job } from '../ports/queue.ts';
import type { Database, Statement } from '../ports/store.ts';

export interface DeadLetters {
  deadLetter(job: Job, reason: string, attempts: number, now: Date): Statement;
  /** Takes a document's dead letter away: it was replayed, or a later refresh succeeded. */
  remove(documentKey: string): Statement;
  list(): Promise<DeadJob[]>;
  find(documentKey: string): Promise<DeadJob | null>;
}

export function createDeadLetters(database: Database, ownerId: string): DeadLetters {
  const list = async () => {
    const rows = await database.all<{ data: string; reason: string; attempts: number; at: string }>({
      sql: 'SELECT data, reason, attempts, at FROM dead_jobs WHERE owner_id = ? ORDER BY at, key',
      params: [ownerId],
    });
    return rows.map(({ data, ...rest }): DeadJob => ({ job: JSON.parse(data) as Job, ...rest }));
  };
  return {
    deadLetter: (job, reason, attempts, now) => ({
      sql: `INSERT INTO dead_jobs (owner_id, key, data, reason, attempts, at) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (owner_id, key) DO UPDATE SET data = excluded.data, reason = excluded.reason,
          attempts = excluded.attempts, at = excluded.at`,
      params: [ownerId, job.documentKey, JSON.stringify(job), reason, attempts, now.toISOString()],
    }),
    remove: (documentKey) => ({
      sql: 'DELETE FROM dead_jobs WHERE owner_id = ? AND key = ?',
      params: [ownerId, documentKey],
    }),
    list,
    find: async (documentKey) => (await list()).find(({ job }) => job.documentKey === documentKey) ?? null,
  };
}
