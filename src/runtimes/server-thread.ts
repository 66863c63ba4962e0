// The script of the server's second thread: the database, and the reading of webhooks right beside it, so that the thread
// that talks to the network neither parses payloads nor waits for a disk.

import { workerData } from 'node:worker_threads';
import { createInbox } from '../store/inbox.ts';
import { serveSqlite, type ThreadData } from '../store/serve-sqlite.ts';
import { receiveGroup } from '../web/receive.ts';
import type { VerifiedRequest } from '../web/webhook-request.ts';

export interface ServerThreadData extends ThreadData {
  readonly ownerId: string;
}

const { ownerId, ...thread } = workerData as ServerThreadData;

serveSqlite(thread, (database) => {
  const inbox = createInbox(database, ownerId);
  return (requests: readonly VerifiedRequest[]) => receiveGroup(requests, inbox);
});
