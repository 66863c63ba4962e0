// The one rate limiter: a credential's writes as one row, advanced by one statement: a second apart, at most 20 in any
// minute and 300 in any hour, however many processes share it. GitHub allows 80 and 500 of what makes content:
// https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
// A short wait is waited; a longer one is the queue's. A run without a database keeps the row in memory.

import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';

export interface WriteBudgetOptions {
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** false: a redelivery makes nothing, and is only kept a second apart. */
  readonly makesContent?: boolean;
  /** The credential is the App's own, and what is made are tokens: see `token`. */
  readonly makesTokens?: boolean;
  /** How long a write waits for its share where no queue would bring it again. */
  readonly patienceMs?: number;
}

interface Limit {
  /** What one write uses up. */
  readonly shareMs: number;
  /** How far that may run ahead of the clock. */
  readonly aheadMs: number;
}

const writesApartMs = 1000;
/** Ten at once, and then one every 6 s. */
const minute: Limit = { shareMs: 6000, aheadMs: 9 * 6000 };
/** A hundred at once, and then one every 18 s. */
const hour: Limit = { shareMs: 18_000, aheadMs: 99 * 18_000 };
const none: Limit = { shareMs: 0, aheadMs: 60_000 };
/**
 * Thirty at once, and then two a second: never more than 150 in a minute. GitHub takes 900 points of one credential a
 * minute, and a token is 5; the App's own credential is the one that all of its owners share.
 */
const token: Limit = { shareMs: 500, aheadMs: 29 * 500 };

const writeSql = (minutely: Limit, hourly: Limit, apartMs: number) => ({
  advance: `INSERT INTO write_budgets (owner_id, credential, turn_at, minute_at, hour_at)
    SELECT owner_id, credential, now, now + ${minutely.shareMs}, now + ${hourly.shareMs}
    FROM (SELECT ? AS owner_id, ? AS credential, ? AS now) WHERE true
    ON CONFLICT (owner_id, credential) DO UPDATE SET turn_at = max(turn_at + ${apartMs}, excluded.turn_at),
      minute_at = max(minute_at, excluded.turn_at) + ${minutely.shareMs},
      hour_at = max(hour_at, excluded.turn_at) + ${hourly.shareMs}
    WHERE minute_at <= excluded.turn_at + ${minutely.aheadMs} AND hour_at <= excluded.turn_at + ${hourly.aheadMs}
    RETURNING turn_at`,
  read: `SELECT max(minute_at - ${minutely.aheadMs}, hour_at - ${hourly.aheadMs}) AS free_at
    FROM write_budgets WHERE owner_id = ? AND credential = ?`,
  // Longer than the budget ever runs ahead: the clock was set back.
  forget: `DELETE FROM write_budgets WHERE owner_id = ? AND credential = ?
    AND hour_at > ? + ${hourly.aheadMs + hourly.shareMs}`,
});

export function createWriteBudget(
  database: Database,
  ownerId: string,
  credential: string,
  { now = Date.now, sleep = pause, makesContent = true, makesTokens = false, patienceMs = 0 }: WriteBudgetOptions = {},
): { wait(): Promise<void> } {
  const limits = [
    makesTokens ? token : makesContent ? minute : none,
    makesContent && !makesTokens ? hour : none,
  ] as const;
  const sql = writeSql(...limits, makesTokens ? 0 : writesApartMs);
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
      const freeAt = found?.free_at ?? at + limits[0].shareMs;
      if (freeAt - at <= patienceMs) {
        await sleep(Math.max(1, freeAt - at));
        await this.wait();
        return;
      }
      throw new StatusfolioError('GITHUB_THROTTLED', 'The write limit of this credential is used up for now.', {
        where: credential,
        hint: 'The rest follows automatically.',
        retryable: true,
        retryAt: new Date(freeAt).toISOString(),
      });
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
