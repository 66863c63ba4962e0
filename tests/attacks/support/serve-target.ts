// A running `serve` of the attacked checkout, and HTTP as strangers speak it: from addresses of their own, slowly, and
// with whatever headers they like.

import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { signDelivery } from '../../../demo/github/sign-delivery.ts';
import { CouldNotBeTried } from './attack.ts';
import type { Place, Started, Variables } from './place.ts';
import { type AttackWorld, webhookSecret } from './world.ts';

export const adminToken = 'the-admin-token-of-ada-0123456789';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The cookies that it sets, as a request sends them. */
  readonly cookies: string;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Variables;
  readonly body?: string | Uint8Array;
  /** Which address of this machine asks. */
  readonly from?: string;
  readonly timeoutMs?: number;
}

export interface Serving {
  readonly url: string;
  readonly server: Started;
  /** Throws when nothing is answered in time. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  deliver(event: string, payload: unknown): Promise<number>;
  /** The one-time link that was printed. */
  readLoginCode(): Promise<string>;
  /** Waits until this GitHub has not been asked for a while. */
  waitForSilence(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServeOptions {
  readonly configuration: string;
  readonly environment?: Variables;
  readonly folder?: string;
}

export async function serveTarget(place: Place, world: AttackWorld, options: ServeOptions): Promise<Serving> {
  const folder = options.folder ?? place.makeFolder('server');
  writeFileSync(join(folder, 'statusfolio.yml'), options.configuration);
  const environment = {
    ...world.environment,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    PORT: '0',
    LOG_LEVEL: 'info',
    ...options.environment,
  };
  const server = place.startStatusfolio(['serve'], { directory: folder, environment });
  const first = await waitFor('the server to listen', () => {
    if (server.process.exitCode !== null) throw new CouldNotBeTried(`serve ended: ${server.read().err}`);
    return /^.*"event":"listening".*$/m.exec(server.read().out)?.[0] ?? null;
  });
  const { url: listening } = JSON.parse(first) as { url: string };
  const url = listening.replace('0.0.0.0', '127.0.0.1');
  const { github } = world;
  return {
    url,
    server,
    ask: (path, given) => askOnce(url, path, given),
    deliver: async (event, payload) => {
      const { headers, body } = signDelivery({ secret: webhookSecret, event, payload });
      return (await askOnce(url, '/webhooks/github', { method: 'POST', headers, body })).status;
    },
    readLoginCode: () =>
      waitFor('the login link', () => /\/login\?code=([\w.~%-]+)/.exec(server.read().out)?.[1] ?? null),
    waitForSilence: async () => {
      for (let seen = -1, quiet = 0; quiet < 4; seen = github.requests.length) {
        await pause(300);
        quiet = github.requests.length === seen ? quiet + 1 : 0;
      }
    },
    stop: async () => {
      server.process.kill('SIGTERM');
      await server.finished;
    },
  };
}

export async function waitFor<Value>(
  what: string,
  look: () => Value | null | Promise<Value | null>,
  timeoutMs = 30_000,
): Promise<Value> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > until) throw new CouldNotBeTried(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await pause(50);
  }
}

function askOnce(url: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body, from = '127.0.0.1', timeoutMs = 15_000 } = options;
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, headers, localAddress: from, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('error', reject);
      response.on('end', () => {
        const cookies = (response.headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0] ?? '').join('; ');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, cookies });
      });
      // A stream that does not end has answered all the same.
      if (String(response.headers['content-type']).startsWith('text/event-stream')) {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: '', cookies: '' });
        response.destroy();
      }
    });
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)));
    asked.on('error', reject);
    asked.end(body);
  });
}

/** A connection that says what it is told to, and never ends by itself. */
export function openRaw(place: Place, url: string, text: string, from = '127.0.0.2'): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port), localAddress: from });
    place.onEnd(() => socket.destroy());
    // Whoever is refused is refused: that is for the attack to see.
    socket.on('error', () => resolve(socket));
    socket.on('connect', () => {
      socket.write(text);
      resolve(socket);
    });
  });
}

/** A form of our own page, as a browser sends it. */
export function ownForm(url: string, cookies = ''): Variables {
  return {
    'content-type': 'application/x-www-form-urlencoded',
    origin: url,
    'sec-fetch-site': 'same-origin',
    ...(cookies !== '' && { cookie: cookies }),
  };
}
