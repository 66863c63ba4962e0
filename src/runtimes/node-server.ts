// The server of one machine: SQLite, its queue, node-cron and @hono/node-server put together, and taken apart again
// within ten seconds. Used by `serve` and by the demonstration.

import { randomBytes } from 'node:crypto';
import { schedule } from 'node-cron';
import type { Memories, ServerDatabase } from '../cli/runtime.ts';
import type { Portfolio } from '../config/portfolio.ts';
import { readSchedule } from '../config/schedule.ts';
import type { Settings } from '../config/settings.ts';
import { deploymentOwner, toOwnerId } from '../core/owner-id.ts';
import type { StatusfolioError } from '../errors.ts';
import { createGitHubSignIn } from '../github/oauth.ts';
import { joinOwners } from '../pipeline/all-owners.ts';
import { receiveForAll, replayForAll } from '../pipeline/deliveries/process-deliveries.ts';
import { redeliverMissed } from '../pipeline/deliveries/redeliver-missed.ts';
import type { Outside } from '../pipeline/document-update.ts';
import { tellDeadLetter } from '../pipeline/notices/tell-dead-letter.ts';
import { createWorker, runJob } from '../pipeline/run-jobs.ts';
import { createCycleReport, createTicks, requestAll, scheduleAll } from '../pipeline/schedule.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { HookDeliveries } from '../ports/github-admin.ts';
import type { Clock, Log } from '../ports/queue.ts';
import type { Database, Store } from '../ports/store.ts';
import { openMonitor } from '../probe/call-monitor.ts';
import { separateOwners } from '../store/separate-owners.ts';
import { sql, statement } from '../store/sql.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { backUpSqlite, forgetSqlite } from '../store/sqlite-backup.ts';
import { createApp } from '../web/app.ts';
import { createLoginLink } from '../web/auth/session.ts';
import { adoptStates, type OpenSavedStates } from './adopt-states.ts';
import { close, compress, createSenderFinder, limitLargeBodies, listen } from './listen.ts';
import {
  keepAllDocuments,
  listOwnerIds,
  openJobs,
  openOwnerParts,
  openOwners,
  toDeploymentId,
  toMemories,
} from './open-owners.ts';
import type { OpenPace } from './open-ports.ts';
import { openServerThread } from './open-server-thread.ts';
import { toWebSettings } from './web-settings.ts';

export interface ServerParts {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  /** Given the rate limiter, which lies in the database. */
  readonly openPorts: (openPace: OpenPace) => Promise<Outside>;
  /** Where documents that the database does not know may be known; left out: nowhere. */
  readonly openSavedStates?: OpenSavedStates;
  /** For finding missed deliveries; left out where nobody delivers over the network. */
  readonly openHooks?: (openPace: OpenPace) => HookDeliveries | Promise<HookDeliveries>;
  /** After which a job is given back to the queue. */
  readonly jobTimeoutMs?: number;
  readonly pollMs?: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningServer {
  readonly url: string;
  readonly store: Pick<Store, 'listDocuments' | 'saveTaskRun'>;
  /** A new link that signs the owner in, once; null where an admin token is asked for instead. */
  createLoginUrl(): Promise<string | null>;
  /** Refreshes every document that is due, as a slot of the schedule does, or at all of them. */
  refreshDue(everything: boolean): Promise<void>;
  /** Looks for deliveries that were missed, due or not. */
  redeliver(): Promise<void>;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Resolves when it cannot go on. It still wants to be stopped. */
  readonly ended: Promise<StatusfolioError>;
  stop(): Promise<void>;
}

/** Retries and requests that no timer announces are found at this pace. */
const defaultPollMs = 5000;

/** How often it is asked whether a redelivery check is due, which the database says: a machine that slept redelivers soon after. */
const redeliverEveryMs = 60_000;

/** How long deliveries are gathered before they are worked on. */
const gatherMs = 100;

const stopTimeoutMs = 8000;

/** Opens everything, listens, and refreshes every document. Throws before listening when anything is wrong. */
export async function startServer({
  settings,
  portfolio,
  targets,
  openPorts,
  openSavedStates,
  openHooks,
  jobTimeoutMs,
  pollMs = defaultPollMs,
  clock,
  log,
}: ServerParts): Promise<RunningServer> {
  const keys = targets.map(({ key }) => key);
  const deploymentId = toDeploymentId(keys);
  const { database, inbox, receive, ended } = await openServerThread(
    settings.database,
    deploymentId,
    settings.webhookSecrets,
  );
  await separateOwners(database, deploymentId);
  const owners = openOwners(database, keys);
  const ids = owners.all.map(({ id }) => id);
  const { openPace } = openOwnerParts(database, deploymentId);
  const outside = await openPorts(openPace);
  const hooks = await openHooks?.(openPace);
  const jobs = openJobs(database, ids, (letter) => {
    const { queue } = owners.ofDocument(letter.job.documentKey);
    return tellDeadLetter(letter, targets, portfolio, { queue, clock, log });
  });
  await jobs.reclaim();
  const adoptAgain =
    openSavedStates === undefined ? null : await adoptStates(database, owners, targets, openSavedStates, log);
  await keepAllDocuments(database, owners, targets);

  const worker = createWorker({
    receive: async () => {
      await inbox.drain();
      await receiveForAll(owners, { clock, log, portfolio });
    },
    source: jobs,
    run: async (job) => {
      await adoptAgain?.(job.documentKey);
      const { store, queue } = owners.ofDocument(job.documentKey);
      return await runJob(job, targets, portfolio, { ...outside, store, queue, clock, log });
    },
    clock,
    log,
    ...(jobTimeoutMs !== undefined && { timeoutMs: jobTimeoutMs }),
  });
  const refreshDue = async (everything: boolean): Promise<void> => {
    await scheduleAll(owners, { clock, log }, everything);
    worker.wake();
  };

  let isStopped = false;
  const redeliver = async (atOnce: boolean): Promise<void> => {
    if (hooks === undefined || settings.webhookSecrets.length === 0) return;
    // Redeliveries come to this very server, and missed repositories are checked meanwhile.
    const redelivering = redeliverMissed(
      { owners, hooks, clock, log, wake: worker.wake },
      { atOnce, isOver: () => isStopped },
    );
    await redelivering.catch((error: unknown) =>
      log.error('redelivery.failed', { reason: error instanceof Error ? error.message : 'unknown' }),
    );
  };
  const sessionSecret = settings.sessionSecret ?? randomBytes(32).toString('hex');
  const app = createApp(toWebSettings(settings, portfolio, sessionSecret), {
    receive,
    owners: owners.all,
    deployment: owners.deployment,
    clock,
    log,
    wake: gather(worker.wake, gatherMs),
    requestSync: () => refreshDue(true),
    refreshDocuments: (requested) => requestAll(requested, owners, clock),
    listDeadJobs: async () => (await Promise.all(ids.map((id) => openOwnerParts(database, id).queue.dead()))).flat(),
    replayDelivery: (delivery) => replayForAll(delivery, owners, { portfolio, clock, log }),
    replayJob: (documentKey) => openOwnerParts(database, toOwnerId(documentKey)).queue.replay(documentKey, clock.now()),
    signIn: settings.signIn && createGitHubSignIn({ ...settings.signIn, apiUrl: settings.apiUrl }),
    mayWait: true,
    compress,
  });
  const { server, url } = await listen(limitLargeBodies(app.fetch, createSenderFinder(settings)), settings).catch(
    async (error: unknown) => {
      await database.close();
      throw error;
    },
  );

  const cron = readSchedule(portfolio.schedule);
  if (cron.kind === 'invalid') throw new TypeError(`schedule: ${cron.problem}`);
  const tick = createTicks(owners, { clock, log }, cron.schedule, keys);
  const { heartbeatUrl } = settings;
  const reportCycle =
    heartbeatUrl === null
      ? null
      : createCycleReport({
          owners,
          clock,
          log,
          callMonitor: openMonitor(heartbeatUrl, (url, init) => fetch(url, init)),
        });
  const beat = async () => {
    await tick().catch((error: unknown) =>
      log.error('tick.failed', { reason: error instanceof Error ? error.message : 'unknown' }),
    );
    worker.wake();
    // Of the cycle before; the one that has just begun is not over yet.
    void reportCycle?.();
  };
  await beat();
  // The timers only ask, at the full minute and in between; a machine that slept is asked soon after it wakes.
  const timer = schedule('* * * * *', beat, { timezone: 'UTC', noOverlap: true, name: 'tick' });
  const poll = setInterval(beat, pollMs);
  const redeliveries = setInterval(() => void redeliver(false), redeliverEveryMs);
  await refreshDue(true);
  void redeliver(true);

  return {
    url,
    store: {
      listDocuments: async () => (await Promise.all(owners.all.map(({ store }) => store.listDocuments()))).flat(),
      saveTaskRun: owners.deployment.saveTaskRun,
    },
    createLoginUrl: async () =>
      settings.adminToken === null ? await createLoginLink(url, sessionSecret, clock.now()) : null,
    refreshDue,
    redeliver: () => redeliver(true),
    idle: worker.idle,
    ended,
    stop: async () => {
      isStopped = true;
      clearInterval(poll);
      clearInterval(redeliveries);
      await timer.destroy();
      await Promise.all([close(server), Promise.race([worker.stop(), delay(stopTimeoutMs)])]);
      await database.close();
    },
  };
}

/** Calls once for everything that happens within a while: a burst is sorted and applied in few transactions. */
function gather(call: () => void, ms: number): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    setTimeout(() => {
      isWaiting = false;
      call();
    }, ms).unref();
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

// A server's database, opened by a command beside the running server, or taken away for good.

export async function openServerDatabase(path: string): Promise<ServerDatabase> {
  const database = await open(path);
  const ids = await listOwnerIds(database);
  const owners = ids.map((id) => openOwnerParts(database, id));
  return {
    owners,
    // What came in before it was handed on, where there are several of them.
    all: joinOwners(owners, owners.length === 1 ? undefined : openOwnerParts(database, deploymentOwner).store),
    backUp: (copy) => backUpSqlite(database, copy),
    close: () => database.close(),
  };
}

/** The memories in a database file. */
export async function openMemories(path: string): Promise<Memories> {
  return toMemories(await open(path));
}

/** Takes the whole database away unless it manages other documents, too. */
export async function forgetDocuments(path: string, keys: readonly string[]): Promise<'removed' | 'shared'> {
  const database = await open(path);
  try {
    const ids = await listOwnerIds(database);
    const list = JSON.stringify(keys);
    let kept = 0;
    for (const id of ids) {
      const { store } = openOwnerParts(database, id);
      const others = (await store.listDocuments()).filter(({ key }) => !keys.includes(key));
      kept += others.length;
      await store.keepDocuments(others);
      await database.batch([sql.forgetChanges, sql.forgetCommits].map((text) => statement(text, id, list)));
    }
    if (kept > 0) return 'shared';
  } finally {
    await database.close();
  }
  await forgetSqlite(path);
  return 'removed';
}

async function open(path: string): Promise<Database> {
  const database = openSqliteDatabase(path, { withGitignore: false });
  await separateOwners(database);
  return database;
}
