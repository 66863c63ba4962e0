// Webhook requests that arrive together are read and stored together: one message to the thread, one commit, one fsync.
// Whoever comes while enough groups are under way waits for the next.

import type { Receive, ReceiveGroup, ReceiveOutcome, WebhookRequest } from '../web/webhook/receive.ts';

/** More than this waiting means that the disk does not keep up: refuse, so that GitHub notes a failure. */
const maxWaiting = 10_000;

/** While one is stored the next is on its way already, so that neither thread waits for the other. Four measured no better. */
const maxUnderWay = 2;

interface Waiter {
  readonly request: WebhookRequest;
  readonly resolve: (outcome: ReceiveOutcome) => void;
}

export function groupRequests(receiveGroup: ReceiveGroup): Receive {
  let waiting: Waiter[] = [];
  let underWay = 0;

  async function receiveAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      const fail = (error: unknown) => group.map(() => toFailure(error));
      const outcomes = await receiveGroup(group.map(({ request }) => request)).catch(fail);
      for (const [index, { resolve }] of group.entries()) resolve(outcomes[index] ?? toFailure('it was not read'));
    }
    underWay -= 1;
  }

  return (request) =>
    new Promise((resolve) => {
      if (waiting.length >= maxWaiting) {
        resolve(toFailure('Too many deliveries wait to be recorded.'));
        return;
      }
      waiting.push({ request, resolve });
      if (underWay === maxUnderWay) return;
      underWay += 1;
      setImmediate(() => void receiveAll());
    });
}

function toFailure(cause: unknown): ReceiveOutcome {
  return { failure: cause instanceof Error ? cause.message : String(cause) };
}
