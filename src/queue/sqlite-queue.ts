// The queue of one machine: a row per document. Accounts take turns, a lease that runs out is claimed again, and what
// keeps failing ends in the dead letters with its reason. A try that failed counts when it ends; one whose process went
// away with it is no failure of the job, and counts apart, before the work.

import type { DeadJob, DeadLetter, Job, JobResult, Queue } from '../ports/queue.ts';
import type { Database, Statement } from '../ports/store.ts';

// When to try again: soon at first, then every two hours or so for more than a day, which outlasts GitHub's longest
// outages of recent years without making anybody wait long after one. Pure: chance is handed in.

const firstDelayMs = 30_000;

/** Also what a document waits at most once GitHub is back, because a new request does not cut a wait short. */
const maxDelayMs = 2 * 3_600_000;

/** Tries before a job counts as failed: the delays between them add up to more than 24 hours. */
export const maxAttempts = 17;

/**
 * Milliseconds to wait after the `attempts`-th try failed; `random` is in [0, 1) and makes the wait up to a quarter
 * longer, so that many jobs that failed together do not come back together.
 */
export function backoffMs(attempts: number, random: number): number {
  const delay = Math.min(maxDelayMs, firstDelayMs * 4 ** (attempts - 1));
  return Math.round(delay * (1 + random / 4));
}

export interface ClaimedJob {
  /** Whose document it is about. */
  readonly ownerId: string;
  readonly job: Job;
  /** How many tries failed, this one included should it fail too. */
  readonly attempts: number;
  /** How often it was begun without an end, this time included: more than once means that processes went away over it. */
  readonly starts: number;
  /** How many requests the row stood for when it was claimed: more at the end means that somebody asked meanwhile. */
  readonly requests: number;
  /** Names the claim: once the job has been claimed again, the earlier claim decides nothing any more. */
  readonly leasedUntil: string;
}

/** The jobs of several owners, who take turns. */
export interface SqliteJobs {
  /** The job that is due, failed least often, whose account was served longest ago, and that has waited longest; or null. */
  claim(now: Date, leaseMs: number): Promise<ClaimedJob | null>;
  /** Records the outcome of a claimed job. Ignored when the lease ran out and somebody else has claimed it. */
  complete(claimed: ClaimedJob, outcome: JobResult, now: Date): Promise<void>;
  /** At start: jobs in the hands of a process that is gone are due at once. */
  reclaim(): Promise<void>;
}

/** The jobs of one owner. */
export interface SqliteQueue extends Queue, SqliteJobs {
  dead(): Promise<DeadJob[]>;
  /** Moves a dead letter back into the queue. Returns false when there is none. */
  replay(documentKey: string, now: Date): Promise<boolean>;
}

export interface SqliteQueueOptions {
  /** In [0, 1), for the jitter. */
  readonly random: () => number;
  /** Told of every job that is given up, before it is written down: perhaps twice, and never not at all. Must not throw. */
  readonly onDead?: (letter: DeadLetter) => Promise<void>;
}

/** Whose document it is, as SQL: what stands before the first slash of its key. */
const account = "lower(substr(key, 1, instr(key || '/', '/') - 1))";

const neverEnded = 'it never finished';

/** So often a process may go away over a job in a row before it counts as failed. */
const maxStarts = maxAttempts;

/** So often a job is begun again at once: whoever restarts a server, even in the middle of work, waits for nothing. */
const freeStarts = 3;

/**
 * After that the n-th start is followed by a wait, should the process go away: about as long as all has lasted so far, so
 * that a machine that is restarted many times within seconds is not late by more than seconds, and a job over which the
 * process itself dies leaves it more and more time for the rest. The last start is followed by none, but by the end.
 */
const waitAfterStart = `CASE WHEN starts < ${freeStarts} OR starts >= ${maxStarts - 1} THEN 0
  ELSE 1 << (starts - ${freeStarts}) END`;

const sql = {
  // The newest request counts, in whatever order requests come. A job that waits after a failure keeps waiting: a burst of
  // webhooks must not undo a rate limit's delay.
  // One over which the process died to the last gets one more start every two hours, or it would die forever.
  enqueue: `INSERT INTO jobs (owner_id, key, data, requested_at, run_at, starts)
    SELECT asked.id, json_extract(value, '$.documentKey'), value, json_extract(value, '$.requestedAt'),
      max(json_extract(value, '$.requestedAt'), coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', dead_jobs.at, '+2 hours'), '')),
      CASE WHEN dead_jobs.key IS NULL THEN 0 ELSE ${maxStarts - 1} END
    FROM (SELECT ? AS id, ? AS requests) AS asked, json_each(asked.requests) LEFT JOIN dead_jobs
      ON dead_jobs.owner_id = asked.id AND dead_jobs.key = json_extract(value, '$.documentKey')
        AND dead_jobs.reason = '${neverEnded}' WHERE true
    ON CONFLICT (owner_id, key) DO UPDATE SET requests = requests + 1,
      data = CASE WHEN excluded.requested_at > requested_at THEN excluded.data ELSE data END,
      requested_at = max(requested_at, excluded.requested_at),
      run_at = CASE WHEN attempts + starts > 0 THEN run_at ELSE min(run_at, excluded.run_at) END`,
  // Fresh jobs first, so that one over which the process dies does not keep the others from their turn; then the account
  // that was served longest ago, so that nobody waits for all of somebody else's documents.
  claim: `UPDATE jobs SET starts = starts + 1, leased_until = ?,
      run_at = strftime('%Y-%m-%dT%H:%M:%fZ', ?, '+' || (${waitAfterStart}) || ' seconds')
    WHERE (owner_id, key) = (SELECT owner_id, key FROM jobs WHERE owner_id IN (SELECT value FROM json_each(?))
      AND run_at <= ? AND (leased_until IS NULL OR leased_until <= ?)
      ORDER BY attempts + starts, (SELECT turn FROM turns WHERE turns.owner_id = jobs.owner_id AND turns.account = ${account}),
        run_at, key LIMIT 1)
    RETURNING owner_id AS ownerId, data, attempts + 1 AS attempts, starts, requests, leased_until AS leasedUntil`,
  takeTurn: `INSERT INTO turns (owner_id, account, turn)
    SELECT asked.id, ${account},
      coalesce((SELECT max(turn) FROM turns WHERE owner_id IN (SELECT value FROM json_each(asked.owners))), 0) + 1
    FROM (SELECT ? AS id, ? AS key, ? AS owners) AS asked WHERE true
    ON CONFLICT (owner_id, account) DO UPDATE SET turn = excluded.turn`,
  isClaimed: 'SELECT 1 FROM jobs WHERE owner_id = ? AND key = ? AND leased_until = ?',
  finish: 'DELETE FROM jobs WHERE owner_id = ? AND key = ? AND requests = ?',
  // Finds a row only where `finish` left one: somebody asked while the job was running.
  again:
    'UPDATE jobs SET attempts = 0, starts = 0, requests = 1, leased_until = NULL, run_at = ? WHERE owner_id = ? AND key = ?',
  drop: 'DELETE FROM jobs WHERE owner_id = ? AND key = ?',
  retry:
    'UPDATE jobs SET attempts = attempts + 1, starts = 0, leased_until = NULL, run_at = ? WHERE owner_id = ? AND key = ?',
  reclaim: 'UPDATE jobs SET leased_until = NULL WHERE owner_id IN (SELECT value FROM json_each(?))',
} as const;

const statement = (text: string, ...params: (string | number | null)[]): Statement => ({ sql: text, params });

type Failed = Exclude<JobResult, { kind: 'done' }>;

/** What is due for any of these owners. */
export function createSqliteJobs(
  database: Database,
  ownerIds: readonly string[],
  { random, onDead = async () => {} }: SqliteQueueOptions,
): SqliteJobs {
  const owners = JSON.stringify(ownerIds);
  const lettersOf = (ownerId: string) => createDeadLetters(database, ownerId);

  /** Takes the job away, or makes it due again for those who asked while it was running. */
  async function finish({ ownerId, job, requests }: ClaimedJob, letter: Statement, now: Date): Promise<void> {
    await database.batch([
      letter,
      statement(sql.finish, ownerId, job.documentKey, requests),
      statement(sql.again, now.toISOString(), ownerId, job.documentKey),
    ]);
  }

  async function deadLetter(claimed: ClaimedJob, { kind, reason }: Failed, now: Date): Promise<void> {
    const { ownerId, job, attempts } = claimed;
    await onDead({ job, reason, attempts, cause: kind === 'dead' ? 'rejected' : 'exhausted' });
    await finish(claimed, lettersOf(ownerId).deadLetter(job, reason, attempts, now), now);
  }

  return {
    async claim(now, leaseMs) {
      const at = now.toISOString();
      const until = new Date(now.getTime() + leaseMs).toISOString();
      for (;;) {
        const [row] = await database.all<Omit<ClaimedJob, 'job'> & { readonly data: string }>(
          statement(sql.claim, until, at, owners, at, at),
        );
        if (row === undefined) return null;
        const { data, ...claim } = row;
        const claimed = { job: JSON.parse(data) as Job, ...claim };
        const { ownerId, job } = claimed;
        await database.run(statement(sql.takeTurn, ownerId, job.documentKey, owners));
        if (claimed.starts <= maxStarts) return claimed;
        // The process died over it again and again. Who asked meanwhile is remembered with the document.
        const attempts = claimed.starts - 1;
        await onDead({ job, reason: neverEnded, attempts, cause: 'exhausted' });
        await database.batch([
          lettersOf(ownerId).deadLetter(job, neverEnded, attempts, now),
          statement(sql.drop, ownerId, job.documentKey),
        ]);
      }
    },
    async complete(claimed, outcome, now) {
      const { ownerId, job, attempts, leasedUntil } = claimed;
      const held = await database.all(statement(sql.isClaimed, ownerId, job.documentKey, leasedUntil));
      if (held.length === 0) return;
      if (outcome.kind === 'done') {
        await finish(claimed, lettersOf(ownerId).remove(job.documentKey), now);
      } else if (outcome.kind === 'dead' || attempts >= maxAttempts) {
        await deadLetter(claimed, outcome, now);
      } else {
        const runAt = outcome.at ?? new Date(now.getTime() + backoffMs(attempts, random()));
        await database.run(statement(sql.retry, runAt.toISOString(), ownerId, job.documentKey));
      }
    },
    async reclaim() {
      await database.run(statement(sql.reclaim, owners));
    },
  };
}

export function createSqliteQueue(database: Database, ownerId: string, options: SqliteQueueOptions): SqliteQueue {
  const deadLetters = createDeadLetters(database, ownerId);
  const enqueue = (jobs: readonly Job[]) => statement(sql.enqueue, ownerId, JSON.stringify(jobs));
  return {
    ...createSqliteJobs(database, [ownerId], options),
    async enqueue(jobs) {
      await database.run(enqueue(jobs));
    },
    dead: deadLetters.list,
    async replay(documentKey, now) {
      const letter = await deadLetters.find(documentKey);
      if (letter === null) return false;
      const job: Job = { ...letter.job, requestedAt: now.toISOString() };
      await database.batch([deadLetters.remove(documentKey), enqueue([job])]);
      return true;
    },
  };
}

// Jobs that failed for good, with the reason: kept in the database of either runtime until they are replayed or done.

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
