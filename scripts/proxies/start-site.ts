// Our real `serve` beside the simulated GitHub, and somebody who visits it by its public name, through whatever proxy.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { request as askPlainly, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as askSecurely } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { demand } from './checks.ts';
import { type Started, startProgram, waitFor } from './programs.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'bin/statusfolio.js');
export const adminToken = 'an-admin-token-for-proxies-0123456789';
export const webhookSecret = 'a-secret-for-proxies-0123456789-abcdef';
export const configuration =
  'documents: [{ repo: naaas94/me, path: README.md, publish: none }]\nvisibility: all\nschedule: "*/30 * * * *"\n';

export interface Site {
  readonly world: SampleWorld;
  /** Where the server itself listens. */
  readonly port: number;
  readonly server: Started;
  close(): Promise<void>;
}

/** Waits until the server has looked at every repository once. */
export async function startSite(folder: string, environment: Readonly<Record<string, string>>): Promise<Site> {
  const world = createSampleWorld({ now: () => new Date(), until: new Date() });
  const { url, close } = await world.github.listen();
  const home = mkdtempSync(join(folder, 'site-'));
  writeFileSync(join(home, 'statusfolio.yml'), configuration);
  const server = startServe(home, { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token, ...environment });
  try {
    const port = await readPort(server);
    await waitForFirstLook(port);
    return {
      world,
      port,
      server,
      async close() {
        await server.end();
        await close();
      },
    };
  } catch (error) {
    await server.end('SIGKILL');
    await close();
    throw error;
  }
}

export function startServe(home: string, environment: Readonly<Record<string, string>>): Started {
  return startProgram(process.execPath, [bin, 'serve'], {
    directory: home,
    environment: {
      HOME: home,
      PORT: '0',
      LOG_LEVEL: 'warn',
      NODE_COMPILE_CACHE: join(home, '..', 'compile-cache'),
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      STATUSFOLIO_ADMIN_TOKEN: adminToken,
      ...environment,
    },
  });
}

export async function readPort(server: Started): Promise<number> {
  const find = () => /"listening","url":"http:\/\/[^"]*:(\d+)"/.exec(server.said())?.[1];
  await waitFor('the server to listen', () => {
    demand(server.process.exitCode === null, `the server ended with ${server.process.exitCode}: ${server.said()}`);
    return find() !== undefined;
  });
  return Number(find());
}

async function waitForFirstLook(port: number): Promise<void> {
  const to = { port, isSecure: false, host: 'localhost' };
  await waitFor('the first look', async () => {
    const { status, text } = await visit(to, '/api/status.json');
    return status === 200 && text.includes('naaas94/PCC') && text.includes('"checkedAt"');
  });
}

/** How a visitor gets there. */
export interface Way {
  readonly port: number;
  readonly isSecure: boolean;
  /** As it stands in the Host header. */
  readonly host: string;
  /** The certificate of the authority to believe. */
  readonly authority?: Buffer;
}

export interface Visit {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Ends as soon as this much has come. */
  readonly until?: (text: string) => boolean;
}

/** One request over a connection of its own. Redirects are not followed. Throws when nobody answers within 30 s. */
export function visit(
  { port, isSecure, host, authority }: Way,
  path: string,
  { method = 'GET', headers = {}, body, until }: Asked = {},
): Promise<Visit> {
  const name = host.split(':')[0] ?? '';
  const options: RequestOptions & { ca?: Buffer; servername?: string } = {
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: {
      Host: host,
      ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    agent: false,
    timeout: 30_000,
    ...(isSecure && { servername: name, ...(authority !== undefined && { ca: authority }) }),
  };
  return new Promise((resolve, reject) => {
    const send = isSecure ? askSecurely : askPlainly;
    const request = send(options, (response) => {
      let text = '';
      const end = () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        if (until?.(text) !== true) return;
        end();
        request.destroy();
      });
      response.on('end', end).on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('nobody answered within 30 s')));
    request.on('error', reject);
    request.end(body);
  });
}
