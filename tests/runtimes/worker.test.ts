// The same scenario as on one machine, in real workerd with D1 and Queues, through `wrangler dev`: here as a GitHub App.

import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../demo/github/app.ts';
import { makeAppKeys } from '../support/app-keys.ts';
import { openReceiver, type Receiver, status } from '../support/open-receiver.ts';
import { configuration, openScenario, playScenario, type Scenario, webhookSecret } from '../support/sample-scenario.ts';
import { type RunningWorker, startWorker } from '../support/start-worker.ts';
import { waitUntil } from '../support/wait-until.ts';

const noticeSecret = 'a-secret-that-signs-notices-0123456789';
/** What raises the alarm when nobody calls. */
async function openMonitor() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('OK');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/ping`, asked, close: () => void server.close() };
}

const adminToken = 'an-admin-token-for-tests';

describe('the Worker', () => {
  let scenario: Scenario;
  let worker: RunningWorker;
  let url: string;
  let receiver: Receiver;
  let monitor: Awaited<ReturnType<typeof openMonitor>>;

  beforeAll(async () => {
    scenario = await openScenario();
    receiver = await openReceiver();
    // The first try fails: the queue brings it again.
    receiver.answerNext(status(429, { 'retry-after': '1' }));
    const keys = makeAppKeys();
    const permissions = { contents: 'write', issues: 'write' };
    const installation = { id: 7, account: 'naaas94', repositories: ['me'], permissions, isSuspended: false };
    scenario.github.app = createApp('4711', keys.publicKey);
    scenario.github.app.installations.push(installation);
    monitor = await openMonitor();
    worker = await startWorker({
      GITHUB_APP_ID: '4711',
      // As a secret is pasted where line breaks are not taken.
      GITHUB_APP_PRIVATE_KEY: keys.pkcs1.replaceAll('\n', '\\n'),
      GITHUB_API_URL: scenario.apiUrl,
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      STATUSFOLIO_ADMIN_TOKEN: adminToken,
      STATUSFOLIO_CONFIG: `${configuration}notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}", kinds: [change] }]\n`,
      STATUSFOLIO_NOTIFY_TEAM: receiver.url,
      STATUSFOLIO_NOTIFY_SECRET: noticeSecret,
      STATUSFOLIO_HEARTBEAT_URL: monitor.url,
    });
    ({ url } = worker);
  });
  afterAll(async () => {
    worker?.stop();
    monitor?.close();
    await scenario?.close();
    await receiver?.close();
  });

  it('takes its first check when the clock ticks', async () => {
    expect((await fetch(`${url}/cdn-cgi/handler/scheduled`)).status).toBe(200);
    await waitUntil('the first look', () => scenario.github.requests.length > 0);
    await scenario.waitForSilence();
    expect(scenario.commits()).toBe(1);
  });

  it('calls the monitor at the next tick, once for the slot', async () => {
    expect(monitor.asked).toEqual([]);
    for (let tick = 0; tick < 2; tick += 1) expect((await fetch(`${url}/cdn-cgi/handler/scheduled`)).status).toBe(200);
    expect(monitor.asked).toEqual(['GET /ping']);
  });

  it('turns one signed event into one commit of one cell, and nothing else into any', async () => {
    // The queue is the inbox here: a repeated delivery is taken, and known when it is recorded.
    await playScenario(scenario, url);
    // As an App that is installed on the portfolio alone, and with one token of that installation.
    const isOwn = ({ path }: { path: string }) =>
      path.startsWith('/app') || /\/(installation|access_tokens)$/.test(path);
    const asked = scenario.github.requests.filter((request) => !isOwn(request));
    expect([...new Set(asked.map(({ credential }) => credential))]).toEqual(['ghs_simulated7x1']);
  });

  it('has told the change to its channel, signed, and again when the channel was full', async () => {
    const ids = () => receiver.received.map(({ headers }) => String(headers['x-statusfolio-delivery']));
    await waitUntil('the notice to come again', () => ids().length === 2);
    expect(new Set(ids()).size).toBe(1);
    for (const { headers, body } of receiver.received) {
      const signed = `${headers['x-statusfolio-delivery']}.${headers['x-statusfolio-timestamp']}.${body}`;
      const expected = createHmac('sha256', noticeSecret).update(signed).digest('hex');
      expect(headers['x-statusfolio-signature-256']).toBe(`sha256=${expected}`);
      expect(JSON.parse(body)).toMatchObject({ kind: 'change', document: { repo: 'naaas94/me' } });
    }
  });

  it('shows its owner the same pages, and does what is decided there', async () => {
    const headers = { Origin: url, Accept: 'text/html' };
    const post = (path: string, fields: Record<string, string>, Cookie = '') =>
      fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { ...headers, Cookie },
        body: new URLSearchParams(fields),
      });
    expect((await readPage(url, '')).status).toBe(401);
    expect((await post('/login', { token: 'wrong' })).status).toBe(401);
    const cookie = (await post('/login', { token: adminToken })).headers.get('set-cookie')?.split(';')[0] ?? '';
    const { page, proof } = await readPage(url, cookie);
    expect(page).toMatch(/href="\/projects\/naaas94\/[^"]+"/);
    expect(page).toContain('In Progress');

    const ticket = /data-pin="(\w+)"/.exec(page.slice(page.indexOf('dl-symbolic-perception</bdi>')))?.[1] ?? '';
    const pin = { do: `pin:${ticket}`, status: 'archived', until: '2099-12-31' };
    expect((await post('/api/answers', { ...pin, proof: 'of another session' }, cookie)).status).toBe(403);
    const live = await fetch(`${url}/events`, { headers: { Cookie: cookie } });
    const events = live.body?.getReader();
    const version = () => events?.read().then(({ value }) => new TextDecoder().decode(value));
    const before = await version();
    expect((await post('/api/answers', { ...pin, proof }, cookie)).status).toBe(303);
    await waitUntil('the pin in the document', () => {
      const text = Buffer.from(scenario.portfolio.read('README.md') ?? []).toString('utf8');
      return /dl-symbolic-perception.*Archived/.test(text);
    });
    expect(await version()).not.toBe(before);
    await events?.cancel();

    const operations = await readPage(`${url}/operations`, cookie);
    expect(operations.page).toContain('No problems.');
    const replay = /formaction="(\/deliveries\/[^"]+\/replay)"/.exec(operations.page)?.[1] ?? '';
    expect((await post(replay, { proof: operations.proof }, cookie)).status).toBe(303);
    for (const path of ['/feed.atom', '/api/status.json', '/projects/naaas94/PCC', '/healthz', '/badges/a/b.svg'])
      expect([path, (await readPage(`${url}${path}`, cookie)).status]).toEqual([path, 200]);
  });

  it('refuses a wrong signature', async () => {
    const { signDelivery } = await import('../../demo/github/sign-delivery.ts');
    const wrong = signDelivery({ secret: 'x'.repeat(32), event: 'push', payload: {} });
    expect(
      (await fetch(`${url}/webhooks/github`, { method: 'POST', body: wrong.body, headers: wrong.headers })).status,
    ).toBe(401);
  });
});

/** The page of a session, with what a person sees and what its forms carry. */
async function readPage(address: string, Cookie: string) {
  const response = await fetch(address, { headers: { Cookie, Accept: 'text/html' } });
  const page = await response.text();
  return { status: response.status, page, proof: /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '' };
}
