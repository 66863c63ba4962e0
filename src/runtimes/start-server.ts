// The server of one machine: SQLite, its queue, node-cron and @hono/node-server put together, and taken apart again
// within ten seconds. Used by `serve` and by the demonstration.

import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { schedule } from 'node-cron';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import { receiveDeliveries } from '../pipeline/receive.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import { runJob } from '../pipeline/run-job.ts';
import { scheduleRefreshes } from '../pipeline/schedule.ts';
import { createWorker } from '../pipeline/work.ts';
import type { Clock, GitHub, Log } from '../ports.ts';
import { createSqliteQueue } from '../queue/sqlite-queue.ts';
import type { Settings } from '../settings.ts';
import { createStore } from '../store/create-store.ts';
import { createGroupCommit } from '../store/group-commit.ts';
import { openLocalDocuments } from '../store/local-documents.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { createApp } from '../web/app.ts';

export interface ServerParts {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  readonly github: GitHub;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningServer {
  readonly url: string;
  /** A link that signs the owner in once; null where an admin token is required instead. */
  readonly loginUrl: string | null;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

const ownerId = 'owner';

/** Retries and wishes that no timer announces are found at this pace. */
const pollMs = 5000;

const stopTimeoutMs = 8000;

/** Opens everything, looks once at every document, and listens. Throws before listening when anything is wrong. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { settings, portfolio, targets, github, clock, log } = parts;
  const database = await openSqliteDatabase(settings.database, { withGitignore: true });
  const store = createStore(database, ownerId);
  const queue = createSqliteQueue(database, ownerId, { random: Math.random });
  await store.keepDocuments(targets.map(({ key, ref }) => ({ key, ref })));

  const files = openLocalDocuments();
  const worker = createWorker({
    receive: () => receiveDeliveries({ store, queue, clock, log }),
    source: queue,
    run: (job) => runJob(job, targets, portfolio, { store, github, files, clock, log }),
    clock,
    log,
  });
  const look = async (everything: boolean): Promise<void> => {
    await scheduleRefreshes({ store, queue, clock, log }, everything);
    worker.wake();
  };
}
