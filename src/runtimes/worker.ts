// Cloudflare Workers: D1, Queues and Cron Triggers put together with the same pipeline and web app as on one machine.
// Nothing is built outside a handler: timers and random numbers are refused there.

import type { ExportedHandler } from '@cloudflare/workers-types';
import { requireChannels } from '../config/notify-channels.ts';
import { type Portfolio, readPortfolio } from '../config/portfolio.ts';
import { readSchedule } from '../config/schedule.ts';
import { listSecrets, readSettings, type Settings } from '../config/settings.ts';
import { toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import { createGitHubSignIn } from '../github/oauth.ts';
import { createLog } from '../log.ts';
import { receiveForAll, replayForAll } from '../pipeline/deliveries/process-deliveries.ts';
import { redeliverMissed } from '../pipeline/deliveries/redeliver-missed.ts';
import { findTarget } from '../pipeline/expand-patterns.ts';
import { tellDeadLetter } from '../pipeline/notices/tell-dead-letter.ts';
import { runJob } from '../pipeline/run-jobs.ts';
import { createCycleReport, createTicks, requestAll, scheduleAll } from '../pipeline/schedule.ts';
import { type RefreshTarget, toDocumentTarget } from '../pipeline/target.ts';
import type { LogEvent } from '../ports/log-events.ts';
import type { Clock, Job, JobResult, Log } from '../ports/queue.ts';
import type { Delivery } from '../ports/records.ts';
import { openMonitor } from '../probe/call-monitor.ts';
import { consumeBatch, createCloudflareQueue, type QueueMessage } from '../queue/cloudflare-queue.ts';
import type { DeadLetters } from '../queue/sqlite-queue.ts';
import { openD1Database } from '../store/d1.ts';
import { separateOwners } from '../store/separate-owners.ts';
import { createApp } from '../web/app.ts';
import { receiveEach } from '../web/webhook/receive.ts';
import { consumeForMany, fetchForMany, isForMany, scheduleForMany } from './many-worker.ts';
import { keepAllDocuments, openOwnerParts, openOwners, toDeploymentId } from './open-owners.ts';
import { loopback, toWebSettings } from './web-settings.ts';
import { openHooks, openWorkerPorts, type WorkerEnvironment } from './worker-github.ts';

const clock: Clock = { now: () => new Date() };

/** Where Cloudflare itself moves a message when our own account of attempts did not get to run: a last try to record it. */
const deadLetterQueue = 'statusfolio-dead';

/** Requests that one invocation may make are counted; what is left follows in the next hour. */
const maxRedeliveries = 200;

const handler: ExportedHandler<WorkerEnvironment, QueueMessage> = {
  async fetch(request, environment) {
    try {
      if (isForMany(environment)) return (await fetchForMany(environment, request as unknown as Request)) as never;
      const app = apps.get(environment) ?? openWebApp(environment, new URL(request.url).hostname);
      apps.set(environment, app);
      // Hono and the Workers types name the same request and response twice.
      return (await app.fetch(request as unknown as Request)) as never;
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      // The set-up is wrong. GitHub notes a failed delivery, and the log says what to do.
      console.error(
        JSON.stringify({
          level: 'error',
          event: 'configuration.rejected' satisfies LogEvent,
          message: error.message,
          hint: error.hint,
        }),
      );
      const body = JSON.stringify({
        error: { code: error.code, message: 'Statusfolio is not set up. Its log says why.' },
      });
      return new Response(body, { status: 503, headers: { 'content-type': 'application/json' } }) as never;
    }
  },

  async scheduled(_event, environment) {
    if (isForMany(environment)) return await scheduleForMany(environment);
    const parts = openParts(environment);
    const { owners, targets } = parts;
    await separate(environment, parts);
    await keepAllDocuments(parts.database, owners, targets);
    await receiveForAll(owners, parts);
    const cron = readSchedule(parts.portfolio.schedule);
    const keys = targets.map(({ key }) => key);
    if (cron.kind === 'read') await createTicks(owners, parts, cron.schedule, keys)();
    if (parts.settings.webhookSecrets.length > 0) await redeliverMissed(parts, { limit: maxRedeliveries });
    const { heartbeatUrl } = parts.settings;
    if (heartbeatUrl === null) return;
    await createCycleReport({ ...parts, callMonitor: openMonitor(heartbeatUrl, (url, init) => fetch(url, init)) })();
  },

  async queue(batch, environment) {
    if (isForMany(environment)) return await consumeForMany(environment, batch);
    const parts = openParts(environment);
    const { owners, database } = parts;
    const run = async (job: Job): Promise<JobResult> => {
      // One that was taken out of the configuration meanwhile.
      const about = job.kind === 'notice' ? job.notice.documentKey : job.documentKey;
      if (findTarget(about, parts.targets) === undefined) return { kind: 'done' };
      await separate(environment, parts);
      const { store } = owners.ofDocument(job.documentKey);
      const outcome = await runJob(job, parts.targets, parts.portfolio, { ...parts, store });
      if (outcome.kind === 'done') await database.run(lettersOf(parts, job.documentKey).remove(job.documentKey));
      return outcome;
    };
    const giveUp = async (): Promise<JobResult> => ({ kind: 'dead', reason: 'it never finished' });
    await consumeBatch(batch, {
      receive: async (deliveries: readonly Delivery[]) => {
        await separate(environment, parts);
        await keepAllDocuments(database, owners, parts.targets);
        await owners.deployment.recordDeliveries(deliveries);
        await receiveForAll(owners, parts);
      },
      run: batch.queue === deadLetterQueue ? giveUp : run,
      deadLetter: async ({ job, reason, attempts, cause }) => {
        // What Cloudflare itself gave up never came to an end of its own.
        const letter = { job, reason, attempts, cause: batch.queue === deadLetterQueue ? 'exhausted' : cause } as const;
        await tellDeadLetter(letter, parts.targets, parts.portfolio, parts);
        await database.run(lettersOf(parts, job.documentKey).deadLetter(job, reason, attempts, clock.now()));
      },
      now: clock.now,
      random: Math.random,
    });
  },
};

export default handler;

/** One app per isolate: it remembers used login links and wrong tokens. */
const apps = new WeakMap<WorkerEnvironment, ReturnType<typeof createApp>>();

/** What failed of the owner of a document. */
function lettersOf({ database }: Pick<Parts, 'database'>, documentKey: string): DeadLetters {
  return openOwnerParts(database, toOwnerId(documentKey)).deadLetters;
}

function openWebApp(environment: WorkerEnvironment, hostname: string): ReturnType<typeof createApp> {
  const parts = openParts(environment);
  const { owners, queue, log, settings, portfolio, database } = parts;
  const web = toWebSettings(settings, portfolio, settings.sessionSecret ?? deriveSessionSecret(settings));
  // Cloudflare brings nobody here by a name that is not ours, and everybody by HTTPS, except while it is tried out locally.
  const isSecure = web.publicUrl === null ? !loopback.includes(hostname) : web.isSecure;
  const webSettings = { ...web, allowedHosts: null, isSecure, isOnEdge: true };
  return createApp(webSettings, {
    receive: receiveEach(settings.webhookSecrets, queue),
    owners: owners.all,
    deployment: owners.deployment,
    clock,
    log,
    wake: () => {},
    requestSync: () => scheduleAll(owners, parts, true),
    refreshDocuments: (keys) => requestAll(keys, owners, clock),
    listDeadJobs: async () =>
      (await Promise.all(owners.all.map(({ id }) => openOwnerParts(database, id).deadLetters.list()))).flat(),
    replayDelivery: (delivery) => replayForAll(delivery, owners, parts),
    replayJob: async (documentKey) => {
      const deadLetters = lettersOf(parts, documentKey);
      const letter = await deadLetters.find(documentKey);
      if (letter === null) return false;
      await queue.enqueue([{ ...letter.job, requestedAt: clock.now().toISOString() }]);
      await database.run(deadLetters.remove(documentKey));
      return true;
    },
    signIn: settings.signIn && createGitHubSignIn({ ...settings.signIn, apiUrl: settings.apiUrl }),
    mayWait: false,
    // Cloudflare's edge compresses.
    compress: null,
  });
}

/** Databases whose accounts have been given memories of their own, as far as this isolate knows. */
const separated = new WeakSet<WorkerEnvironment>();

type Parts = ReturnType<typeof openParts>;

/** Not before a webhook is accepted: for that, only the queue is needed. */
async function separate(environment: WorkerEnvironment, { database, targets }: Parts): Promise<void> {
  if (separated.has(environment)) return;
  await separateOwners(database, toDeploymentId(targets.map(({ key }) => key)));
  separated.add(environment);
}

function openParts(environment: WorkerEnvironment) {
  const settings = readSettings(toTexts(environment));
  const portfolio = readConfiguration(environment.STATUSFOLIO_CONFIG);
  requireChannels(portfolio.notify, settings);
  const database = openD1Database(environment.DB);
  const log: Log = createLog((line) => console.log(line), settings.logLevel, clock, listSecrets(settings));
  const targets = readTargets(portfolio, settings);
  const keys = targets.map(({ key }) => key);
  const deploymentId = toDeploymentId(keys);
  const queue = createCloudflareQueue(environment.JOBS);
  return {
    settings,
    portfolio,
    targets,
    database,
    owners: openOwners(database, keys, queue),
    queue,
    ...openWorkerPorts(environment, settings, portfolio, database, deploymentId),
    hooks: openHooks(environment, settings, database, deploymentId),
    clock,
    log,
  };
}

/** Variables and secrets; bindings are objects. */
function toTexts(environment: WorkerEnvironment): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function readConfiguration(text: string): Portfolio {
  const reading = readPortfolio(text);
  if (reading.kind === 'read') return reading.portfolio;
  const lines = reading.problems.map(({ line, column, message }) => `STATUSFOLIO_CONFIG:${line}:${column} ${message}`);
  throw new StatusfolioError('CONFIGURATION_INVALID', lines.join('\n'), { where: 'STATUSFOLIO_CONFIG' });
}

function readTargets(portfolio: Portfolio, settings: Settings): RefreshTarget[] {
  return portfolio.documents.flatMap((document) => {
    // There are no local files here.
    return 'file' in document ? [] : [toDocumentTarget(document, settings)];
  });
}

/** Every isolate must sign sessions with the same secret, so without one of its own the others stand in. */
function deriveSessionSecret({ webhookSecrets, token, app }: Settings): string {
  return `session ${webhookSecrets.join()} ${token ?? app?.privateKey ?? ''}`;
}
