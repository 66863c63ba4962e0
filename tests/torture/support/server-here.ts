// The server of `serve` inside this process, so that a suite can move its clock and ask it to sweep or to look; the
// database, HTTP and the simulated GitHub are as real as elsewhere.

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { openHookDeliveries } from '../../../src/github/hook-deliveries.ts';
import { toDocumentTarget } from '../../../src/pipeline/target.ts';
import type { GitHub } from '../../../src/ports/github.ts';
import type { Clock, Log } from '../../../src/ports/queue.ts';
import { runtime } from '../../../src/runtimes/node-runtime.ts';
import { type RunningServer, startServer } from '../../../src/runtimes/node-server.ts';
import { configuration, openSimulation, type Simulation } from './open-simulation.ts';
import { torturedSecret } from './secret.ts';
import { databaseIn, newFolder } from './server-process.ts';

/** An invented admin token. */
export const torturedAdmin = 'an-invented-admin-token';

export interface ServerHereOptions {
  readonly schedule?: string;
  /** Time stands still from here, unless it is moved; left out, it goes on from now. */
  readonly start?: Date;
  readonly log?: Log;
  readonly configuration?: string;
  readonly jobTimeoutMs?: number;
  readonly pollMs?: number;
  /** Puts something between the server and GitHub. */
  readonly wrap?: (github: GitHub) => GitHub;
}

export interface ServerHere extends Simulation {
  readonly database: string;
  readonly clock: Clock;
  /** Moves the clock of server and GitHub alike. */
  pass(ms: number): void;
  /** Starts the server, or starts it again. */
  start(): Promise<RunningServer>;
}

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

export async function openServerHere(options: ServerHereOptions = {}): Promise<ServerHere> {
  const {
    schedule = '0 0 1 1 *',
    start = null,
    log = silent,
    wrap = (github) => github,
    jobTimeoutMs,
    pollMs,
  } = options;
  let aheadMs = 0;
  const clock: Clock = { now: () => new Date((start?.getTime() ?? Date.now()) + aheadMs) };
  const simulation = await openSimulation(clock.now);
  const folder = newFolder();
  const reading = readPortfolio(`schedule: "${schedule}"\n${options.configuration ?? configuration}`);
  if (reading.kind === 'invalid') throw new Error(JSON.stringify(reading.problems));
  const { portfolio } = reading;
  const { apiUrl, token } = simulation.credentials;
  const settings = readSettings({
    GITHUB_TOKEN: token,
    GITHUB_API_URL: apiUrl,
    GITHUB_WEBHOOK_SECRET: torturedSecret,
    STATUSFOLIO_DATABASE: databaseIn(folder),
    STATUSFOLIO_ADMIN_TOKEN: torturedAdmin,
    PORT: '0',
  });
  const targets = portfolio.documents.flatMap((document) =>
    'repo' in document ? [toDocumentTarget(document, { ...settings, publicUrl: null })] : [],
  );
  const outside = await runtime.openPorts(settings, portfolio);
  const hooks = openHookDeliveries({ token, apiUrl, publicUrl: null, app: null, now: clock.now });
  return {
    ...simulation,
    database: settings.database,
    clock,
    pass(ms) {
      aheadMs += ms;
    },
    start: () =>
      startServer({
        settings,
        portfolio,
        targets,
        openPorts: async () => ({ ...outside, github: wrap(outside.github) }),
        openHooks: () => hooks,
        clock,
        log,
        ...(jobTimeoutMs !== undefined && { jobTimeoutMs }),
        ...(pollMs !== undefined && { pollMs }),
      }),
  };
}

/** An address that GitHub knows and that leads nowhere until it is opened. */
export interface Gate {
  readonly url: string;
  open(serverUrl: string): Promise<void>;
  close(): Promise<void>;
}

export async function createGate(): Promise<Gate> {
  let target = '';
  const proxy = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const onward = request(`${target}${url}`, { method: method ?? 'POST', headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  const listen = (port: number) => new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      proxy.close(() => resolve());
      proxy.closeAllConnections();
    });
  // Taken once for its number.
  await listen(0);
  const { port } = proxy.address() as AddressInfo;
  await close();
  return {
    url: `http://127.0.0.1:${port}/webhooks/github`,
    open: async (serverUrl) => {
      target = serverUrl;
      await listen(port);
    },
    close,
  };
}
