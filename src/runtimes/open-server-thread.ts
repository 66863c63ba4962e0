// The server's second thread, seen from the first: a database, and webhooks that are verified, read and stored over there.

import { extname } from 'node:path';
import type { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports/store.ts';
import { createReceivedDeliveries, type ReceivedDeliveries } from '../store/received-deliveries.ts';
import { openSqliteThread } from '../store/sqlite-thread.ts';
import {
  type Receive,
  type ReceiveGroup,
  type ReceiveOutcome,
  receiveEach,
  type WebhookRequest,
} from '../web/webhook/receive.ts';
import type { ServerThreadData } from './server-thread.ts';

const script = new URL(`./server-thread${extname(import.meta.url)}`, import.meta.url);

/** In bytes. What is longer is read here: what is left of it on two threads would be twice the memory. */
const longestSent = 1024 * 1024;

export interface ServerThread {
  readonly database: Database;
  readonly inbox: ReceivedDeliveries;
  readonly receive: Receive;
  /** Resolves when the thread ended by itself. */
  readonly ended: Promise<StatusfolioError>;
}

/** Opens or creates the database for this process alone, with the same refusals as `openSqliteDatabase`. */
export async function openServerThread(
  path: string,
  ownerId: string,
  webhookSecrets: readonly string[],
): Promise<ServerThread> {
  const options = { withGitignore: true, isAlone: true };
  const thread = await openSqliteThread<ServerThreadData>(script, { path, options, ownerId, webhookSecrets });
  const inbox = createReceivedDeliveries(thread, ownerId);
  const receiveHere = receiveEach(webhookSecrets, inbox);
  const receiveThere = groupRequests((requests) => {
    const given = requests.map(({ bytes }) => bytes.buffer);
    return thread.ask(requests, given);
  });
  return {
    database: thread,
    inbox,
    ended: thread.ended,
    receive: (request) => (request.bytes.length > longestSent ? receiveHere(request) : receiveThere(request)),
  };
}

/** More than this waiting means that the disk does not keep up: refuse, so that GitHub notes a failure. */
const maxWaiting = 10_000;

/** While one is stored the next is on its way already, so that neither thread waits for the other. Four measured no better. */
const maxUnderWay = 2;

interface Waiter {
  readonly request: WebhookRequest;
  readonly resolve: (outcome: ReceiveOutcome) => void;
}

/**
 * Requests that arrive together are read and stored together: one message to the thread, one commit, one fsync. Whoever comes
 * while enough groups are under way waits for the next.
 */
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
