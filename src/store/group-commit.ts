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

/** One commit at a time: whoever comes while the store is busy waits for the next, and counts towards the bound. */
export function createGroupCommit(store: Pick<Store, 'recordDeliveries'>): Inbox {
  let waiting: Waiter[] = [];
  let isCommitting = false;

  async function commitAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await commit(group);
    }
    isCommitting = false;
  }

  async function commit(group: readonly Waiter[]): Promise<void> {
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
        if (isCommitting) return;
        isCommitting = true;
        setImmediate(() => void commitAll());
      }),
  };
}
