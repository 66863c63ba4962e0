// Lets the writes of one process through one after the other: a second apart, 20 a minute, 300 an hour, which is well
// below what GitHub allows a credential (github.com limits what makes content to 80 a minute and 500 an hour). A short wait is waited; a
// longer one is the queue's.

import { StatusfolioError } from '../errors.ts';
import type { Budget } from '../ports/github.ts';
import type { Fetch, WritePace } from './client.ts';

export interface PaceOptions {
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Which limits hold beside the second; default: those for what makes content. */
  readonly limits?: readonly { readonly count: number; readonly withinMs: number }[];
}

const apartMs = 1000;
const contentLimits = [
  { count: 20, withinMs: 60_000 },
  { count: 300, withinMs: 3_600_000 },
] as const;

/** One for each credential of a process. */
export function paceWrites({ now = Date.now, sleep = pause, limits = contentLimits }: PaceOptions = {}): WritePace {
  let sent: number[] = [];
  let last: Promise<void> = Promise.resolve();

  async function takeTurn(): Promise<void> {
    const at = now();
    sent = sent.filter((instant) => at - instant < 3_600_000);
    for (const { count, withinMs } of limits) {
      const first = sent.at(-count);
      if (first === undefined || at - first >= withinMs) continue;
      throw new StatusfolioError('GITHUB_THROTTLED', `${count} writes were sent within ${withinMs / 60_000} min.`, {
        where: 'GITHUB_TOKEN',
        hint: 'The rest follows by itself.',
        retryable: true,
        retryAt: new Date(first + withinMs).toISOString(),
      });
    }
    const waitMs = (sent.at(-1) ?? Number.NEGATIVE_INFINITY) + apartMs - at;
    if (waitMs > 0) await sleep(waitMs);
    sent.push(now());
  }

  return {
    wait() {
      const turn = last.then(takeTurn);
      last = turn.catch(() => {});
      return turn;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

// How many requests GitHub still grants, read from the headers of the answers that come anyway. Never asks for it.

/** The same fetch, and what its last answers said about each of GitHub's limits. */
export function watchBudget(fetchOnce: Fetch): { readonly fetch: Fetch; readonly budgets: () => Budget[] } {
  const budgets = new Map<string, Budget>();
  return {
    fetch: async (url, init) => {
      const response = await fetchOnce(url, init);
      const budget = readBudget(response.headers);
      if (budget !== null) budgets.set(budget.resource, budget);
      return response;
    },
    budgets: () => [...budgets.values()],
  };
}

function readBudget(headers: Headers): Budget | null {
  const number = (name: string) => {
    const text = headers.get(`x-ratelimit-${name}`) ?? '';
    return /^\d{1,12}$/.test(text) ? Number(text) : null;
  };
  const [limit, remaining, reset] = [number('limit'), number('remaining'), number('reset')];
  const resource = headers.get('x-ratelimit-resource') ?? '';
  if (limit === null || remaining === null || reset === null || !/^[a-z_]{1,40}$/.test(resource)) return null;
  return { resource, limit, remaining, resetAt: new Date(reset * 1000).toISOString() };
}
