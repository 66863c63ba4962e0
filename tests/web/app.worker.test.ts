// The same application inside workerd, over D1: what rests on the runtime (WebCrypto, streams, the other build of
// octokit's verify) behaves as it does on Node.

import { env } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { openD1Database } from '../../src/store/d1.ts';
import { createStore } from '../../src/store/store.ts';
import { createApp } from '../../src/web/app.ts';
import { createLoginLink } from '../../src/web/auth/session.ts';
import { receiveEach } from '../../src/web/webhook/receive.ts';
import { quietPorts } from './quiet-ports.ts';

const secret = 'an invented webhook secret of 40 letters';
const sessionSecret = 'an invented session secret of 40 letters';
const adminToken = 'an-invented-admin-token';
const now = new Date('2026-11-21T09:00:00Z');

function buildApp() {
  const store = createStore(openD1Database(env.DB), 'owner');
  const app = createApp(
    {
      portfolio: (readPortfolio('') as Extract<ReturnType<typeof readPortfolio>, { kind: 'read' }>).portfolio,
      webhookSecrets: [secret],
      adminToken,
      hasGitHubSignIn: false,
      sessionSecret,
      audience: 'badges',
      allowedHosts: null,
      publicUrl: null,
      isSecure: true,
    },
    {
      receive: receiveEach([secret], { accept: async (deliveries) => void (await store.recordDeliveries(deliveries)) }),
      owners: [{ id: 'owner', store }],
      clock: { now: () => now },
      ...quietPorts,
    },
  );
  return { app, store };
}

async function sign(bytes: Uint8Array): Promise<string> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign']);
  const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes));
  return `sha256=${Array.from(signature, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

const body = new TextEncoder().encode(
  JSON.stringify({
    ref: 'refs/heads/main',
    repository: { node_id: 'R_engine', full_name: 'ada/engine' },
    note: '🤟 é',
  }),
);

function send(signature: string, stream: BodyInit = body) {
  const headers = {
    'Content-Type': 'application/json',
    'X-GitHub-Event': 'push',
    'X-GitHub-Delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'X-Hub-Signature-256': signature,
  };
  return buildApp().app.request('/webhooks/github', { method: 'POST', headers, body: stream });
}

describe('the application in workerd', () => {
  it('accepts a signed delivery, and keeps it once', async () => {
    const signature = await sign(body);
    expect((await send(signature)).status).toBe(202);
    expect((await send(signature)).status).toBe(202);
    expect(await buildApp().store.waitingDeliveries(10)).toMatchObject([
      { event: 'push', repositoryName: 'ada/engine' },
    ]);
  });

  it('refuses every other signature, also those that the build for browsers would let pass', async () => {
    const signature = await sign(body);
    const hex = signature.slice('sha256='.length);
    for (const other of [
      '',
      hex,
      `sha256=${hex.toUpperCase()}`,
      `${signature}zz`,
      `sha256=${hex.slice(0, 8)} ${hex.slice(8)}`,
      'sha256=',
    ]) {
      expect([other, (await send(other)).status]).toEqual([other, 401]);
    }
  });

  it('stops reading a body that is too large', async () => {
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1024 * 1024;
        controller.enqueue(new Uint8Array(1024 * 1024));
      },
    });
    expect((await send(`sha256=${'0'.repeat(64)}`, endless)).status).toBe(413);
    expect(sent).toBeLessThanOrEqual(27 * 1024 * 1024);
  });

  it('signs the owner in by token and by link, and shows the page', async () => {
    const { app } = buildApp();
    const form = {
      method: 'POST',
      headers: { Origin: 'http://localhost' },
      body: new URLSearchParams({ token: adminToken }),
    };
    const link = await createLoginLink('http://localhost', sessionSecret, now);
    for (const response of [await app.request('/login', form), await app.request(link)]) {
      expect(response.status).toBe(303);
      const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect(cookie).toMatch(/^__Host-statusfolio=/);
      const page = await app.request('/', { headers: { Cookie: cookie } });
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('No document yet')]);
    }
    expect((await app.request(link)).status).toBe(401);
  });

  it('shows every page, takes a pin, and tells open pages which state is current', async () => {
    const { app, store } = buildApp();
    const headers = { Authorization: `Bearer ${adminToken}` };
    for (const path of ['/', '/operations', '/api/status.json', '/feed.atom', '/deliveries']) {
      expect([path, (await app.request(path, { headers })).status]).toEqual([path, 200]);
    }
    const before = await store.readVersion();
    await store.savePin({ projectKey: 'R_x', status: 'running', until: null, at: now.toISOString() });
    expect(await store.readVersion()).not.toBe(before);
    const events = await app.request('/events', { headers });
    const reader = events.body?.getReader();
    const { value } = (await reader?.read()) ?? {};
    await reader?.cancel();
    expect(new TextDecoder().decode(value)).toBe(`event: version\ndata: ${await store.readVersion()}\n\n`);
  });

  it('answers badges and health', async () => {
    const { app } = buildApp();
    const badge = await app.request('/badges/ada/engine.svg');
    expect([badge.status, badge.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"[0-9a-f]+"$/)]);
    expect((await app.request('/healthz')).status).toBe(200);
    expect((await app.request('/readyz')).status).toBe(200);
  });

  it('answers at whatever name Cloudflare gave it, and keeps its cookie to that name', async () => {
    const { default: worker } = await import('../../src/runtimes/worker.ts');
    const environment = { ...env, STATUSFOLIO_ADMIN_TOKEN: adminToken };
    const request = new Request('https://statusfolio.ada.workers.dev/login', {
      method: 'POST',
      headers: { Origin: 'https://statusfolio.ada.workers.dev' },
      body: new URLSearchParams({ token: adminToken }),
    });
    const response = await worker.fetch?.(request as never, environment as never, {} as never);
    expect([response?.status, response?.headers.get('set-cookie')]).toEqual([
      303,
      expect.stringMatching(/^__Host-statusfolio=.*; Secure/),
    ]);
    expect(response?.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });
});
