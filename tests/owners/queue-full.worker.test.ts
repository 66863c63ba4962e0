// The Worker for many owners whose queue takes nothing: GitHub is told so and remembers what it could not deliver, and whose
// turn was dealt out is due again.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { beforeEach, expect, it } from 'vitest';
import { fetchForMany, scheduleForMany } from '../../src/runtimes/many-worker.ts';
import type { WorkerEnvironment } from '../../src/runtimes/worker-github.ts';
import { openD1Database } from '../../src/store/d1.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { buildSnapshot } from '../contracts/directory-contract.ts';

const secret = 'what the App signs its webhooks with';
let sent: unknown[];
let isFull: boolean;
let environment: WorkerEnvironment;

beforeEach(async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  sent = [];
  isFull = true;
  const take = async (messages: Iterable<unknown>) => {
    if (isFull) throw new Error('Queue sendBatch failed: Too Many Requests');
    sent.push(...messages);
  };
  environment = {
    DB: env.DB,
    JOBS: { sendBatch: take, send: (message: unknown) => take([message]) } as unknown as WorkerEnvironment['JOBS'],
    STATUSFOLIO_CONFIG: '',
    STATUSFOLIO_OWNERS: 'many',
    STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
    STATUSFOLIO_SESSION_SECRET: 'a secret of thirty-two characters',
    STATUSFOLIO_ADMIN_TOKEN: 'the-token-of-the-operator',
    // Nobody answers there.
    GITHUB_API_URL: 'http://127.0.0.1:1',
    GITHUB_WEBHOOK_SECRET: secret,
    GITHUB_APP_ID: '4711',
    GITHUB_APP_PRIVATE_KEY: '-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----',
    GITHUB_APP_CLIENT_ID: 'Iv1.0123456789abcdef',
    GITHUB_APP_CLIENT_SECRET: 'a client secret of forty characters or so',
  };
});

async function sign(body: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const key = await crypto.subtle.importKey('raw', bytes(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(body)));
  return `sha256=${[...signature].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

it('answers a webhook with 503 as long as the queue takes nothing, and with 202 afterwards', async () => {
  const body = JSON.stringify({ action: 'revoked', sender: { id: 7, login: 'ada' } });
  const signature = await sign(body);
  const post = async () => {
    const headers = {
      'content-type': 'application/json',
      'x-github-event': 'github_app_authorization',
      'x-github-delivery': '11111111-2222-3333-4444-555555555555',
      'x-github-hook-id': '1',
      'x-hub-signature-256': signature,
    };
    const url = 'https://status.example.org/webhooks/github';
    return (await fetchForMany(environment, new Request(url, { method: 'POST', headers, body }))).status;
  };
  expect(await post()).toBe(503);
  isFull = false;
  expect(await post()).toBe(202);
  expect(sent).toHaveLength(1);
});

it('has owners due again at once whose turn the queue refused', async () => {
  const directory = createDirectory(openD1Database(env.DB));
  await directory.put(buildSnapshot(), new Date());
  await scheduleForMany(environment);
  const { ownerId } = buildSnapshot();
  expect(Date.parse((await directory.findById(ownerId))?.dueAt ?? '')).toBeLessThanOrEqual(Date.now());
  isFull = false;
  await scheduleForMany(environment);
  expect(sent).toMatchObject([{ body: { kind: 'wake', ownerId } }]);
});
