// Group commit: deliveries that arrive within one turn of the event loop share one fsynced transaction, and each is
// acknowledged only after it. Full durability for a fraction of the fsyncs.

import { StatusfolioError } from '../errors.ts';
import type { Delivery, Inbox, Store } from '../ports.ts';

/** More than this waiting means that the disk does not keep up: refuse, so that GitHub notes a failure. */
const maxWaiting = 10_000;

interface Waiter {
  readonly delivery: Delivery;
  readonly resolve: (answer: 'new' | 'duplicate') => void;
  readonly reject: (error: unknown) => void;
}

export function createGroupCommit(store: Pick<Store, 'recordDeliveries'>): Inbox {
  let waiting: Waiter[] = [];

  async function commit(): Promise<void> {
    const group = waiting;
    waiting = [];
    try {
      const answers = await store.recordDeliveries(group.map(({ delivery }) => delivery));
      for (const [index, { resolve }] of group.entries()) resolve(answers[index] === true ? 'new' : 'duplicate');
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return {
    accept: (delivery) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= maxWaiting) {
          reject(
            new StatusfolioError('STORE_UNAVAILABLE', 'Too many deliveries wait to be recorded.', { retryable: true }),
          );
          return;
        }
        waiting.push({ delivery, resolve, reject });
        if (waiting.length === 1) setImmediate(() => void commit());
      }),
  };
}
