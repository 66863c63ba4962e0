// The real web application over a real store in memory; only the clock stands still and the log is kept.

import type { Hono } from 'hono';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { processDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { requestRefreshes } from '../../src/pipeline/schedule.ts';
import type { DeliveryIntake, Log, LogFields } from '../../src/ports/queue.ts';
import type { Delivery } from '../../src/ports/records.ts';
import type { GitHubSignIn } from '../../src/ports/sign-in.ts';
import type { Database, Store } from '../../src/ports/store.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { compress as realCompress } from '../../src/runtimes/listen.ts';
import { createReceivedDeliveries } from '../../src/store/received-deliveries.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { createApp } from '../../src/web/app.ts';
import type { Compress } from '../../src/web/page-cache.ts';
import type { WebSettings } from '../../src/web/types.ts';
import { receiveEach } from '../../src/web/webhook/receive.ts';

export const secret = 'an invented webhook secret of 40 letters';
export const adminToken = 'an-invented-admin-token';
export const sessionSecret = 'an invented session secret of 40 letters';

export interface TestApp {
  readonly app: Hono;
  readonly database: Database;
  readonly store: Store;
  readonly settings: WebSettings;
  /** Every log line, as its event and fields. */
  readonly lines: readonly LogFields[];
  readonly counts: { wakes: number; syncs: number };
  /** Moves the clock. */
  pass(ms: number): void;
  now(): Date;
  waiting(): Promise<Delivery[]>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
}

export interface TestParts {
  readonly inbox?: DeliveryIntake | null;
  readonly database?: Database;
  readonly signIn?: GitHubSignIn | null;
  readonly compress?: Compress;
}

export async function buildApp(
  changes: Partial<WebSettings> = {},
  {
    inbox = null,
    database = openSqliteDatabase(':memory:', { withGitignore: false }),
    signIn = null,
    compress = realCompress,
  }: TestParts = {},
): Promise<TestApp> {
  const settings: WebSettings = {
    portfolio: readDefaults(),
    hasGitHubSignIn: signIn !== null,
    webhookSecrets: [secret],
    adminToken,
    sessionSecret,
    audience: 'none',
    allowedHosts: null,
    publicUrl: null,
    isSecure: false,
    ...changes,
  };
  const store = createStore(database, 'owner');
  const table = createReceivedDeliveries(database, 'owner');
  let now = new Date('2026-11-21T09:00:00Z');
  const lines: LogFields[] = [];
  const counts = { wakes: 0, syncs: 0 };
  const write = (event: string, fields: LogFields = {}) => void lines.push({ event, ...fields });
  const log: Log = { info: write, warn: write, error: write };
  const queue = createSqliteQueue(database, 'owner', { random: () => 0 });
  const app = createApp(settings, {
    receive: receiveEach(settings.webhookSecrets, inbox ?? table),
    owners: [{ id: 'owner', store }],
    clock: { now: () => now },
    log,
    wake: () => {
      counts.wakes += 1;
    },
    requestSync: async () => {
      counts.syncs += 1;
    },
    refreshDocuments: (keys) => requestRefreshes(keys, { store, queue, clock: { now: () => now } }),
    listDeadJobs: queue.dead,
    replayDelivery: (delivery) =>
      processDeliveries([delivery], { store, queue, portfolio: settings.portfolio, clock: { now: () => now }, log }),
    replayJob: (documentKey) => queue.replay(documentKey, now),
    signIn,
    mayWait: true,
    compress,
  });
  return {
    app,
    database,
    store,
    settings,
    lines,
    counts,
    pass: (ms) => {
      now = new Date(now.getTime() + ms);
    },
    now: () => now,
    waiting: async () => {
      await table.drain();
      return await store.waitingDeliveries(1000);
    },
    get: async (path, headers = {}) => app.request(path, { headers }),
  };
}

export const asOwner = { Authorization: `Bearer ${adminToken}` };

/** The JSON of an answer, in the shape that a test expects. */
export async function readJson<Shape = Record<string, unknown>>(response: Response): Promise<Shape> {
  return JSON.parse(await response.text());
}

export interface ErrorShape {
  readonly error: { readonly code: string; readonly message: string };
}

/** Signs in as the form does, and gives back the cookie. */
export async function signIn(app: Hono): Promise<string> {
  const response = await app.request('/login', {
    method: 'POST',
    headers: { Origin: 'http://localhost' },
    body: new URLSearchParams({ token: adminToken }),
  });
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** What the forms of this session's pages carry. */
export async function readProof(app: Hono, Cookie: string): Promise<string> {
  const page = await (await app.request('/', { headers: { Cookie } })).text();
  return /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

function readDefaults(): WebSettings['portfolio'] {
  const reading = readPortfolio('');
  if (reading.kind !== 'read') throw new Error('an empty configuration must be valid');
  return reading.portfolio;
}
