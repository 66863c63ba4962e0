// Cloudflare Workers: D1, Queues and Cron Triggers put together with the same pipeline and web app as on one machine.
// Nothing is built outside a handler: timers and random numbers are refused there.

import type { ExportedHandler } from '@cloudflare/workers-types';
import { readCron } from '../core/cron.ts';
import { type Portfolio, readPortfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import { createAppGitHub } from '../github/create-app-github.ts';
import { createGitHub } from '../github/create-github.ts';
import { openHookDeliveries } from '../github/hook-deliveries.ts';
import { type Installations, openInstallations } from '../github/installations.ts';
import { paceWrites } from '../github/pace-writes.ts';
import { createGitHubSignIn } from '../github/sign-in.ts';
import { createLog } from '../log.ts';
import { foldBatch, receiveDeliveries } from '../pipeline/receive.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import { runJob } from '../pipeline/run-job.ts';
import { scheduleRefreshes, wishRefreshes } from '../pipeline/schedule.ts';
import { sweepDeliveries } from '../pipeline/sweep-deliveries.ts';
import { createTick } from '../pipeline/tick.ts';
import { toTarget } from '../pipeline/to-target.ts';
import type { Clock, Database, Delivery, Documents, GitHub, HookDeliveries, Job, Log, Outcome } from '../ports.ts';
import { probeWithFetch } from '../probe/probe-with-fetch.ts';
import { consumeBatch, createCloudflareQueue, type QueueMessage } from '../queue/cloudflare-queue.ts';
import { createDeadLetters } from '../queue/dead-letters.ts';
import { listSecrets, nameCredential, readSettings, type Settings } from '../settings.ts';
import { createStore } from '../store/create-store.ts';
import { openD1Database } from '../store/d1.ts';
import { createWriteBudget } from '../store/write-budget.ts';
import { createApp } from '../web/app.ts';
import { receiveEach } from '../web/receive.ts';
import { loopback, toWebSettings } from './web-settings.ts';
import type { WorkerEnvironment } from './worker-environment.ts';

const ownerId = 'owner';
const clock: Clock = { now: () => new Date() };

/** Where Cloudflare itself moves a message when our own account of attempts did not get to run: a last try to record it. */
const deadLetterQueue = 'statusfolio-dead';

/** Requests that one invocation may make are counted; what is left follows in the next hour. */
const maxRedeliveries = 200;

const handler: ExportedHandler<WorkerEnvironment, QueueMessage> = {
  async fetch(request, environment) {
    try {
      const app = apps.get(environment) ?? openWebApp(environment, new URL(request.url).hostname);
      apps.set(environment, app);
      // Hono and the Workers types name the same request and response twice.
      return (await app.fetch(request as unknown as Request)) as never;
    } catch (error) {
      if (!(error instanceof StatusfolioError)) throw error;
      // The set-up is wrong. GitHub notes a failed delivery, and the log says what to do.
      console.error(
        JSON.stringify({ level: 'error', event: 'misconfigured', message: error.message, hint: error.hint }),
      );
      const body = JSON.stringify({
        error: { code: error.code, message: 'Statusfolio is not set up. Its log says why.' },
      });
      return new Response(body, { status: 503, headers: { 'content-type': 'application/json' } }) as never;
    }
  },

  async scheduled(_event, environment) {
    const parts = openParts(environment);
    await parts.store.keepDocuments(parts.targets);
    await receiveDeliveries(parts);
    const cron = readCron(parts.portfolio.schedule);
    if (cron.kind === 'read') await createTick(parts, cron.cron, parts.targets.map(({ key }) => key).join())();
    if (parts.settings.webhookSecrets.length > 0) await sweepDeliveries(parts, { limit: maxRedeliveries });
  },

  async queue(batch, environment) {
    const parts = openParts(environment);
    const deadLetters = createDeadLetters(parts.database, ownerId);
    const run = async (job: Job): Promise<Outcome> => {
      const outcome = await runJob(job, parts.targets, parts.portfolio, parts);
      if (outcome.kind === 'done') await parts.database.run(deadLetters.remove(job.documentKey));
      return outcome;
    };
    const giveUp = async (): Promise<Outcome> => ({ kind: 'dead', reason: 'it never came to an end' });
    await consumeBatch(batch, {
      receive: async (deliveries: readonly Delivery[]) => {
        await parts.store.keepDocuments(parts.targets);
        await parts.store.recordDeliveries(deliveries);
        await receiveDeliveries(parts);
      },
      run: batch.queue === deadLetterQueue ? giveUp : run,
      bury: (job, reason, attempts) => parts.database.run(deadLetters.bury(job, reason, attempts, clock.now())),
      now: clock.now,
      random: Math.random,
    });
  },
};

export default handler;

/** One app per isolate: it remembers used login links and wrong tokens. */
const apps = new WeakMap<WorkerEnvironment, ReturnType<typeof createApp>>();

function openWebApp(environment: WorkerEnvironment, hostname: string): ReturnType<typeof createApp> {
  const parts = openParts(environment);
  const { store, queue, log, settings, portfolio, database } = parts;
  const deadLetters = createDeadLetters(database, ownerId);
  const web = toWebSettings(settings, portfolio, settings.sessionSecret ?? deriveSessionSecret(settings));
  // Cloudflare brings nobody here by a name that is not ours, and everybody by HTTPS, except while it is tried out locally.
  const isSecure = web.publicUrl === null ? !loopback.includes(hostname) : web.isSecure;
  const webSettings = { ...web, allowedHosts: null, isSecure, isOnEdge: true };
  return createApp(webSettings, {
    receive: receiveEach(settings.webhookSecrets, queue),
    store,
    clock,
    log,
    wake: () => {},
    requestSync: async () => {
      await scheduleRefreshes(parts, true);
    },
    refreshDocuments: (keys) => wishRefreshes(keys, parts),
    listDeadJobs: deadLetters.list,
    replayDelivery: (delivery) => foldBatch([delivery], parts),
    replayJob: async (documentKey) => {
      const letter = await deadLetters.find(documentKey);
      if (letter === null) return false;
      await queue.enqueue([{ ...letter.job, wantedAt: clock.now().toISOString() }]);
      await database.run(deadLetters.remove(documentKey));
      return true;
    },
    signIn: settings.signIn && createGitHubSignIn({ ...settings.signIn, apiUrl: settings.apiUrl }),
    mayWait: false,
    // Cloudflare's edge compresses.
    deflate: null,
  });
}

function openParts(environment: WorkerEnvironment) {
  const settings = readSettings(toTexts(environment));
  const portfolio = readConfiguration(environment.STATUSFOLIO_CONFIG);
  const database = openD1Database(environment.DB);
  const log: Log = createLog((line) => console.log(line), settings.logLevel, clock, listSecrets(settings));
  const store = createStore(database, ownerId);
  return {
    settings,
    portfolio,
    targets: readTargets(portfolio, settings.publicUrl),
    database,
    store,
    queue: createCloudflareQueue(environment.JOBS),
    github: openGitHub(environment, settings, portfolio, database),
    hooks: openHooks(environment, settings),
    files: noFiles,
    clock,
    log,
  };
}

/** Tokens are kept as long as the isolate. */
const appsOf = new WeakMap<WorkerEnvironment, Installations | null>();

function openGitHub(
  environment: WorkerEnvironment,
  settings: Settings,
  portfolio: Portfolio,
  database: Database,
): GitHub {
  const { apiUrl, writeToken } = settings;
  const { bots, probeHomepages } = portfolio;
  const probe = probeHomepages ? probeWithFetch((url, init) => fetch(url, init)) : null;
  const installations = appsOf.get(environment) ?? openApp(settings);
  appsOf.set(environment, installations);
  // Many isolates may write at once, with one credential: they keep to one pace by way of the database.
  const paceOf = (account: string) => createWriteBudget(database, ownerId, account);
  const home = portfolio.documents.find((document) => 'repo' in document)?.repo ?? null;
  if (installations !== null && home !== null)
    return createAppGitHub({ installations, home, writeToken, apiUrl, bots, probe, paceOf });
  return createGitHub({
    token: requireToken(settings),
    writeToken,
    apiUrl,
    bots,
    probe,
    pace: paceOf(nameCredential(settings)),
  });
}

function openHooks(environment: WorkerEnvironment, settings: Settings): HookDeliveries {
  const { token, writeToken, apiUrl, publicUrl, app } = settings;
  const installations = appsOf.get(environment) ?? openApp(settings);
  const privateKey = app?.privateKey ?? null;
  return openHookDeliveries({
    token,
    writeToken,
    apiUrl,
    publicUrl,
    app:
      app === null || installations === null || privateKey === null
        ? null
        : { credential: { id: app.id, privateKey }, installations },
    pace: paceWrites({ limits: [] }),
  });
}

function openApp({ app, apiUrl }: Settings): Installations | null {
  if (app === null) return null;
  const { id, privateKey } = app;
  if (privateKey !== null) return openInstallations({ id, privateKey }, { apiUrl });
  throw new StatusfolioError('SETTINGS_INVALID', 'There are no files on Workers to read a key from.', {
    where: 'GITHUB_APP_PRIVATE_KEY_FILE',
    hint: 'Set the key itself, with: wrangler secret put GITHUB_APP_PRIVATE_KEY',
  });
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

function readTargets(portfolio: Portfolio, publicUrl: string | null): RefreshTarget[] {
  return portfolio.documents.flatMap((document) => {
    // There are no local files here.
    return 'file' in document ? [] : [toTarget(document, publicUrl)];
  });
}

function requireToken({ token }: Settings): string {
  if (token !== null) return token;
  throw new StatusfolioError('TOKEN_MISSING', 'There is no GitHub token.', {
    where: 'GITHUB_TOKEN',
    hint: 'Set it with: wrangler secret put GITHUB_TOKEN (or GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY)',
  });
}

/** Every isolate must sign sessions with the same secret, so without one of its own the others stand in. */
function deriveSessionSecret({ webhookSecrets, token, app }: Settings): string {
  return `session ${webhookSecrets.join()} ${token ?? app?.privateKey ?? ''}`;
}

const noFiles: Documents = {
  read: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'There are no local files on Workers.')),
  write: () => Promise.reject(new StatusfolioError('DOCUMENT_NOT_FOUND', 'There are no local files on Workers.')),
};
