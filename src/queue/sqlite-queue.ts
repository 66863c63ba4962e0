// The queue of one machine: a row per document. Attempts are counted before the work, a lease that runs out is claimed
// again, and what keeps failing ends in the dead letters with its reason.

import type { Database, DeadJob, Job, Outcome, Queue, Statement } from '../ports.ts';
import { backoffMs, maxAttempts } from './backoff.ts';
import { createDeadLetters } from './dead-letters.ts';

export interface ClaimedJob {
  readonly job: Job;
  readonly attempts: number;
  /** The row's text when it was claimed: another one at the end means that somebody wished again meanwhile. */
  readonly data: string;
}

export interface SqliteQueue extends Queue {
  /** The job that is due longest; null when none is. */
  claim(now: Date, leaseMs: number): Promise<ClaimedJob | null>;
  settle(claimed: ClaimedJob, outcome: Outcome, now: Date): Promise<void>;
  /** At start: jobs in the hands of a process that is gone are due at once. */
  reclaim(): Promise<void>;
  dead(): Promise<DeadJob[]>;
  /** Moves a dead letter back into the queue. Returns false when there is none. */
  replay(documentKey: string, now: Date): Promise<boolean>;
}

export interface SqliteQueueOptions {
  /** In [0, 1), for the jitter. */
  readonly random: () => number;
}

const sql = {
  // A job that waits after a failure keeps waiting: a burst of webhooks must not undo a rate limit's delay.
  enqueue: `INSERT INTO jobs (owner_id, key, data, run_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner_id, key) DO UPDATE SET data = excluded.data,
      run_at = CASE WHEN attempts > 0 THEN run_at ELSE min(run_at, excluded.run_at) END`,
  claim: `UPDATE jobs SET attempts = attempts + 1, leased_until = ?
    WHERE owner_id = ? AND key = (SELECT key FROM jobs WHERE owner_id = ? AND run_at <= ?
      AND (leased_until IS NULL OR leased_until <= ?) ORDER BY run_at, key LIMIT 1)
    RETURNING data, attempts`,
  finish: 'DELETE FROM jobs WHERE owner_id = ? AND key = ? AND data = ?',
  again: 'UPDATE jobs SET attempts = 0, leased_until = NULL, run_at = ? WHERE owner_id = ? AND key = ? AND data <> ?',
  retry: 'UPDATE jobs SET leased_until = NULL, run_at = ? WHERE owner_id = ? AND key = ?',
  reclaim: 'UPDATE jobs SET leased_until = NULL WHERE owner_id = ?',
} as const;

export function createSqliteQueue(database: Database, ownerId: string, { random }: SqliteQueueOptions): SqliteQueue {
  const deadLetters = createDeadLetters(database, ownerId);
  const statement = (text: string, ...params: (string | number | null)[]): Statement => ({ sql: text, params });

  async function bury(claimed: ClaimedJob, reason: string, now: Date): Promise<void> {
    const { job, attempts, data } = claimed;
    await database.batch([
      deadLetters.bury(job, reason, attempts, now),
      statement(sql.finish, ownerId, job.documentKey, data),
      statement(sql.again, now.toISOString(), ownerId, job.documentKey, data),
    ]);
  }

  return {
    async enqueue(jobs) {
      await database.batch(
        jobs.map((job) => statement(sql.enqueue, ownerId, job.documentKey, JSON.stringify(job), job.wantedAt)),
      );
    },
    async claim(now, leaseMs) {
      const at = now.toISOString();
      const until = new Date(now.getTime() + leaseMs).toISOString();
      for (;;) {
        const [row] = await database.all<{ data: string; attempts: number }>(
          statement(sql.claim, until, ownerId, ownerId, at, at),
        );
        if (row === undefined) return null;
        const claimed = { job: JSON.parse(row.data) as Job, attempts: row.attempts, data: row.data };
        if (claimed.attempts <= maxAttempts) return claimed;
        // The process died over it again and again.
        await bury(claimed, 'it never came to an end', now);
      }
    },
    async settle(claimed, outcome, now) {
      const { job, attempts, data } = claimed;
      const at = now.toISOString();
      if (outcome.kind === 'dead' || (outcome.kind === 'retry' && attempts >= maxAttempts)) {
        await bury(claimed, outcome.reason, now);
      } else if (outcome.kind === 'retry') {
        const runAt = outcome.at ?? new Date(now.getTime() + backoffMs(attempts, random()));
        await database.run(statement(sql.retry, runAt.toISOString(), ownerId, job.documentKey));
      } else {
        await database.batch([
          statement(sql.finish, ownerId, job.documentKey, data),
          statement(sql.again, at, ownerId, job.documentKey, data),
          deadLetters.remove(job.documentKey),
        ]);
      }
    },
    async reclaim() {
      await database.run(statement(sql.reclaim, ownerId));
    },
    dead: deadLetters.list,
    async replay(documentKey, now) {
      const letter = await deadLetters.find(documentKey);
      if (letter === null) return false;
      const at = now.toISOString();
      const job: Job = { ...letter.job, wantedAt: at };
      await database.batch([
        statement(sql.enqueue, ownerId, documentKey, JSON.stringify(job), at),
        deadLetters.remove(documentKey),
      ]);
      return true;
    },
  };
}
