// The script of the server's second thread: the database, and right beside it the verifying and reading of webhooks, so
// that the thread that talks to the network does nothing else, and never waits for a disk.

import { workerData } from 'node:worker_threads';
import { createReceivedDeliveries } from '../store/received-deliveries.ts';
import { serveSqlite, type ThreadData } from '../store/sqlite-thread.ts';
import { createReceiver } from '../web/webhook/receive.ts';

export interface ServerThreadData extends ThreadData {
  readonly ownerId: string;
  readonly webhookSecrets: readonly string[];
}

const { ownerId, webhookSecrets, ...thread } = workerData as ServerThreadData;

serveSqlite(thread, (database) => createReceiver(webhookSecrets, createReceivedDeliveries(database, ownerId)));
