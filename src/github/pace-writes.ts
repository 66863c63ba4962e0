// Lets writes through one after the other: a second apart, 20 a minute, 300 an hour, which is well below what GitHub
// allows a credential (github.com limits what makes content to 80 a minute and 500 an hour). A short wait is waited; a
// longer one is the queue's.

import { StatusfolioError } from '../errors.ts';
import type { WriteLedger } from '../ports.ts';
import type { WritePace } from './client.ts';

export interface PaceOptions {
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Where several processes share a credential, what they share of it; default: this process alone. */
  readonly ledger?: WriteLedger;
  readonly credential?: string;
}

const apartMs = 1000;
const limits = [
  { count: 20, withinMs: 60_000 },
  { count: 300, withinMs: 3_600_000 },
] as const;

/** One for each credential of a process. */
export function paceWrites(options: PaceOptions = {}): WritePace {
  const { now = Date.now, sleep = pause, ledger = keepLedger(), credential = '' } = options;
  let last: Promise<void> = Promise.resolve();

  async function takeTurn(): Promise<void> {
    for (;;) {
      const known = await ledger.read(credential);
      const sent = known.filter((instant) => now() - instant < 3_600_000);
      refuseTooMany(sent, now());
      const waitMs = (sent.at(-1) ?? Number.NEGATIVE_INFINITY) + apartMs - now();
      if (waitMs > 0) await sleep(waitMs);
      if (await ledger.swap(credential, known, [...sent, now()])) return;
      // Another process was faster: it is its turn, and then ours.
      await sleep(apartMs / 4);
    }
  }

  return {
    wait() {
      const turn = last.then(takeTurn);
      last = turn.catch(() => {});
      return turn;
    },
  };
}

function refuseTooMany(sent: readonly number[], at: number): void {
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
}

function keepLedger(): WriteLedger {
  let kept: readonly number[] = [];
  return {
    read: async () => kept,
    swap: async (_, before, after) => {
      if (before !== kept) return false;
      kept = after;
      return true;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
