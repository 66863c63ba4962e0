// A credential's write budget as one row, advanced by one statement: a second apart, at most 20 in any minute and 300 in
// any hour, however many processes share it. GitHub allows 80 and 500. A short wait is waited; a longer one is the
// queue's.

import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';

export interface WriteBudgetOptions {
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
}

const apartMs = 1000;
/** So many at once, and then one whenever its share of time has passed. */
const minute = { burst: 10, shareMs: 6000 };
const hour = { burst: 100, shareMs: 18_000 };

const sql = {
  advance: `INSERT INTO write_budgets (owner_id, credential, turn_at, minute_at, hour_at)
    SELECT owner_id, credential, now, now + ${minute.shareMs}, now + ${hour.shareMs}
    FROM (SELECT ? AS owner_id, ? AS credential, ? AS now) WHERE true
    ON CONFLICT (owner_id, credential) DO UPDATE SET turn_at = max(turn_at + ${apartMs}, excluded.turn_at),
      minute_at = max(minute_at, excluded.turn_at) + ${minute.shareMs},
      hour_at = max(hour_at, excluded.turn_at) + ${hour.shareMs}
    WHERE minute_at <= excluded.turn_at + ${(minute.burst - 1) * minute.shareMs}
      AND hour_at <= excluded.turn_at + ${(hour.burst - 1) * hour.shareMs}
    RETURNING turn_at`,
  read: `SELECT max(minute_at - ${(minute.burst - 1) * minute.shareMs}, hour_at - ${(hour.burst - 1) * hour.shareMs}) AS free_at
    FROM write_budgets WHERE owner_id = ? AND credential = ?`,
  // Longer than the budget ever runs ahead: the clock was set back.
  forget: `DELETE FROM write_budgets WHERE owner_id = ? AND credential = ? AND hour_at > ? + ${hour.burst * hour.shareMs}`,
} as const;

export function createWriteBudget(
  database: Database,
  ownerId: string,
  credential: string,
  { now = Date.now, sleep = pause }: WriteBudgetOptions = {},
): { wait(): Promise<void> } {
  const about = (text: string, ...params: number[]): Statement => ({
    sql: text,
    params: [ownerId, credential, ...params],
  });
  return {
    async wait() {
      const at = now();
      const [turn] = await database.all<{ turn_at: number }>(about(sql.advance, at));
      if (turn !== undefined) {
        if (turn.turn_at > at) await sleep(turn.turn_at - at);
        return;
      }
      const [found] = await database.all<{ free_at: number }>(about(sql.read));
      await database.run(about(sql.forget, at));
      throw new StatusfolioError('GITHUB_THROTTLED', 'The write budget of this credential is used up for a while.', {
        where: credential,
        hint: 'The rest follows by itself.',
        retryable: true,
        retryAt: new Date(found?.free_at ?? at + minute.shareMs).toISOString(),
      });
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
