// The server's second thread, seen from the first: a database, and webhooks that are verified, read and stored over there.

import { extname } from 'node:path';
import type { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports/store.ts';
import { createReceivedDeliveries, type ReceivedDeliveries } from '../store/received-deliveries.ts';
import { openSqliteThread } from '../store/sqlite-thread.ts';
import { type Receive, receiveEach } from '../web/webhook/receive.ts';
import { groupRequests } from './group-requests.ts';
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
