import { describe, expect, it } from 'vitest';
import { asOwner, buildApp } from './build-app.ts';
import { saveDocument } from './build-portfolio.ts';
import { push, signedRequest } from './sign-webhook.ts';

const everyRoute = [
  ['GET', '/'],
  ['GET', '/login'],
  ['POST', '/login'],
  ['POST', '/logout'],
  ['GET', '/api/status.json'],
  ['POST', '/api/sync'],
  ['GET', '/badges/ada/engine.svg'],
  ['GET', '/badges/ada/engine.json'],
  ['GET', '/healthz'],
  ['GET', '/readyz'],
  ['GET', '/favicon.svg'],
  ['GET', '/favicon.ico'],
  ['GET', '/assets/statusfolio.css'],
  ['POST', '/webhooks/github'],
] as const;

describe('every answer', () => {
  it.each([...everyRoute, ['GET', '/nowhere'], ['DELETE', '/']] as const)(
    '%s %s has the security headers',
    async (method, path) => {
      const { app } = await buildApp();
      const { headers } = await app.request(path, { method });
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|data:|https?:|\*/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('strict-transport-security')).toBeNull();
    },
  );

  it('asks for HTTPS from then on where visitors come over HTTPS', async () => {
    const { get } = await buildApp({ isSecure: true });
    expect((await get('/')).headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('is kept by no cache where it is private', async () => {
    const { get } = await buildApp({ audience: 'all' });
    for (const path of ['/', '/api/status.json'])
      expect((await get(path, asOwner)).headers.get('cache-control')).toBe('no-store');
    expect((await get('/login')).headers.get('cache-control')).toBe('no-store');
    expect((await get('/')).headers.get('cache-control')).toBe('no-cache');
  });
});

describe('without credentials', () => {
  /** Routes that show what is in the store, and what each audience makes of them. */
  const walk = [
    ['none', 401, 401],
    ['badges', 401, 401],
    ['all', 200, 200],
  ] as const;

  it.each(walk)('an audience of %s gives the dashboard %i and its JSON %i', async (audience, page, json) => {
    const { get, store } = await buildApp({ audience });
    await saveDocument(store, { projects: [{ name: 'engine', repo: 'ada/engine' }] });
    expect((await get('/')).status).toBe(page);
    expect((await get('/api/status.json')).status).toBe(json);
  });

  it('nothing can be asked for, whatever is public', async () => {
    for (const audience of ['none', 'badges', 'all'] as const) {
      const { app, counts } = await buildApp({ audience });
      expect((await app.request('/api/sync', { method: 'POST' })).status).toBe(401);
      expect(counts).toEqual({ wakes: 0, syncs: 0 });
    }
  });

  it('no route but the badge tells what is in the store', async () => {
    const { app, store } = await buildApp({ audience: 'badges' });
    await saveDocument(store, {
      projects: [{ name: 'CANARY', repo: 'ada/CANARY' }],
      problems: [{ code: 'X', where: 'CANARY', message: 'CANARY', hint: '' }],
    });
    for (const [method, path] of everyRoute) {
      const response = await app.request(path.replace('engine', 'another'), { method });
      expect(`${path} ${await response.text()} ${JSON.stringify([...response.headers])}`).not.toContain('CANARY');
    }
  });
});

describe('the host name', () => {
  const allowedHosts = ['localhost', '127.0.0.1', '[::1]'];

  it.each(['http://localhost:8787', 'http://127.0.0.1', 'http://[::1]:9', 'http://LOCALHOST'])(
    '%s is ours',
    async (base) => {
      const { app } = await buildApp({ allowedHosts });
      expect((await app.request(`${base}/readyz`)).status).toBe(200);
    },
  );

  it.each(['http://evil.example', 'http://localhost.evil.example', 'http://127.0.0.1.nip.example', 'http://0.0.0.0'])(
    '%s is not',
    async (base) => {
      const { app } = await buildApp({ allowedHosts, audience: 'all' });
      for (const path of ['/', '/metrics', '/api/status.json', '/badges/a/b.svg', '/login']) {
        expect((await app.request(`${base}${path}`, { headers: asOwner })).status).toBe(403);
      }
    },
  );

  it('is not asked for by probes, which come by address', async () => {
    const { app } = await buildApp({ allowedHosts, audience: 'all' });
    for (const path of ['/readyz', '/healthz'])
      expect((await app.request(`http://10.1.2.3:8787${path}`)).status).not.toBe(403);
  });

  it.each(['https://status.example.org:8443', 'https://status.example.org'])(
    'of %s may come without its port, which some proxies leave out',
    async (publicUrl) => {
      const { app } = await buildApp({ allowedHosts, audience: 'all', publicUrl });
      for (const base of [publicUrl, 'http://status.example.org', 'http://Status.Example.org.'])
        expect((await app.request(`${base}/login`)).status).toBe(200);
      const refused = await app.request('http://other.example.org/login');
      expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('STATUSFOLIO_PUBLIC_URL')]);
    },
  );

  it('may be the public one, and does not matter to a signed delivery', async () => {
    const { app } = await buildApp({ allowedHosts, publicUrl: 'https://status.example.org' });
    expect((await app.request('https://status.example.org/readyz')).status).toBe(200);
    const delivery = signedRequest(JSON.stringify(push));
    const tunnelled = new Request('http://tunnel.example/webhooks/github', delivery);
    expect((await app.request(tunnelled)).status).toBe(202);
  });
});
