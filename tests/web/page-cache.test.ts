import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compress } from '../../src/runtimes/listen.ts';
import { createPageCache } from '../../src/web/page-cache.ts';
import { eight, saveState } from '../support/page-states.ts';
import { asOwner, buildApp, signIn } from './build-app.ts';

const zipped = { 'Accept-Encoding': 'br, gzip' };

describe('a page', () => {
  it('is the same text compressed and not, with what belongs to one visitor at its end', async () => {
    const { app, get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    const Cookie = await signIn(app);
    for (const headers of [{}, asOwner, { Cookie }] as Record<string, string>[]) {
      const plain = await get('/', headers);
      const packed = await get('/', { ...headers, ...zipped });
      expect([plain.headers.get('content-encoding'), packed.headers.get('content-encoding')]).toEqual([null, 'gzip']);
      const bytes = Buffer.from(await packed.arrayBuffer());
      expect(gunzipSync(bytes).toString('utf8')).toBe(await plain.text());
      expect(packed.headers.get('vary')).toContain('Accept-Encoding');
    }
  });

  it('is not compressed for those who cannot read it', async () => {
    const { get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    for (const value of ['', 'br', 'gzip;q=0', 'identity, gzip; q=0.0', 'xgzip'])
      expect((await get('/', { ...asOwner, 'Accept-Encoding': value })).headers.get('content-encoding')).toBeNull();
    expect((await get('/', { ...asOwner, 'Accept-Encoding': 'gzip;q=0.5' })).headers.get('content-encoding')).toBe(
      'gzip',
    );
  });

  it('is another one after every change of state, and the same one in between', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    const first = await get('/');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-cache');
    expect((await get('/', { 'If-None-Match': etag })).status).toBe(304);
    await saveState(store, { scenes: eight.slice(1) });
    expect((await get('/', { 'If-None-Match': etag })).status).toBe(200);
  });

  it('does not change with the time alone', async () => {
    const test = await buildApp({ audience: 'all' });
    await saveState(test.store, { scenes: eight });
    for (const path of ['/', '/projects/mara/sextant']) {
      const etag = (await test.get(path)).headers.get('etag') ?? '';
      test.pass(9 * 3_600_000);
      expect((await test.get(path, { 'If-None-Match': etag })).status).toBe(304);
    }
  });

  it('of the owner is private and never given to anybody else', async () => {
    const { get, store } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    const own = await get('/', asOwner);
    expect([own.headers.get('cache-control'), own.headers.get('etag')]).toEqual(['no-store', null]);
    expect(await own.text()).toContain('name="do"');
    expect(await (await get('/')).text()).not.toMatch(/name="do"|Sync now|name="proof"|Operations/);
  });

  it('proves itself with another value in every session', async () => {
    const { app, get, pass } = await buildApp();
    const first = await signIn(app);
    pass(1000);
    const second = await signIn(app);
    const proofs = await Promise.all(
      [first, second].map(
        async (Cookie) => /name="proof" value="([^"]+)"/.exec(await (await get('/', { Cookie })).text())?.[1],
      ),
    );
    expect(proofs[0]).toBeTruthy();
    expect(proofs[0]).not.toBe(proofs[1]);
  });

  it('proves itself with another value for every guess that it repeats, so that its length tells nothing', async () => {
    const { app, get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    const Cookie = await signIn(app);
    const guesses = ['/?q=a', '/?q=b', '/operations'];
    const pages = await Promise.all(guesses.map(async (path) => (await get(path, { Cookie })).text()));
    const proofs = pages.map((page) => /name="proof" value="([^"]+)"/.exec(page)?.[1] ?? '');
    expect(new Set(proofs).size).toBe(3);
    const form = (proof: string) => ({
      method: 'POST',
      headers: { Cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ proof }),
    });
    for (const proof of proofs) expect((await app.request('/api/sync', form(proof))).status).toBe(202);
    expect((await get('/')).status).toBe(401);
  });

  it('that visitors make up is limited, and the owner is not', async () => {
    const { get, store, pass } = await buildApp({ audience: 'all' });
    await saveState(store, { scenes: eight });
    const statuses = [];
    for (let index = 0; index < 70; index += 1) statuses.push((await get(`/?q=${index}`)).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    expect((await get('/?q=owner', asOwner)).status).toBe(200);
    pass(11_000);
    expect((await get('/?q=again')).status).toBe(200);
  });

  it('that one visitor makes up uses up no limit of others, and the front page has none', async () => {
    const test = await buildApp({ audience: 'all' });
    await saveState(test.store, { scenes: eight });
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const ask = async (path: string, address: string) => (await test.app.request(path, {}, from(address))).status;
    for (let index = 0; index < 70; index += 1) await ask(`/?q=${index}`, '198.51.100.7');
    expect(await ask('/?q=more', '198.51.100.7')).toBe(429);
    expect(await ask('/', '198.51.100.7')).toBe(200);
    expect(await ask('/?utm_source=x', '198.51.100.7')).toBe(200);
    expect(await ask('/?q=more', '198.51.100.8')).toBe(200);
  });
});

describe('a page that cannot be prepared', () => {
  it.each(['/', '/operations', '/projects/mara/sextant', '/favicon.svg'])(
    '%s is an error for those who asked, is not remembered, and ends no process',
    async (path) => {
      let isBroken = true;
      const breakable = (text: string) => {
        if (isBroken) throw new Error('zlib is out of memory');
        return compress(text);
      };
      const { get, store, lines } = await buildApp({ audience: 'all' }, { compress: breakable });
      await saveState(store, { scenes: eight });
      const unhandled: unknown[] = [];
      const note = (reason: unknown) => void unhandled.push(reason);
      process.on('unhandledRejection', note);
      const headers = { ...asOwner, ...zipped, Accept: 'text/html' };
      const broken = await Promise.all(Array.from({ length: 5 }, () => get(path, headers)));
      expect(broken.map(({ status }) => status)).toEqual([500, 500, 500, 500, 500]);
      expect(await broken[0]?.text()).toContain('its log says why at');
      expect(lines).toContainEqual(
        expect.objectContaining({ event: 'request.failed', reason: 'zlib is out of memory' }),
      );
      isBroken = false;
      expect((await get(path, headers)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 10));
      process.off('unhandledRejection', note);
      expect(unhandled).toEqual([]);
    },
  );
});

describe('the cache of pages', () => {
  it('renders once for all who ask at the same time, and again after a failure', async () => {
    const cache = createPageCache(true);
    let renders = 0;
    const render = async () => {
      renders += 1;
      if (renders === 1) throw new Error('the store is away');
      return 'page';
    };
    await expect(cache.read('/', '1', render)).rejects.toThrow();
    await Promise.all(Array.from({ length: 5 }, () => cache.read('/', '1', render)));
    expect(renders).toBe(2);
    await cache.read('/', '2', render);
    expect(renders).toBe(3);
  });

  it('waits for nobody where another request may be cut off, and keeps what was finished', async () => {
    const cache = createPageCache(false);
    void cache.read('/', '1', () => new Promise(() => {}));
    const { etag } = await cache.read('/', '1', async () => 'page');
    expect((await cache.read('/', '1', () => Promise.reject(new Error('it is known')))).etag).toBe(etag);
  });

  it('keeps nothing of a state that has passed while it was rendered', async () => {
    const cache = createPageCache(true);
    let finish: (text: string) => void = () => {};
    const slow = cache.read(
      '/',
      '1',
      () =>
        new Promise((resolve) => {
          finish = resolve;
        }),
    );
    await cache.read('/', '2', async () => 'new');
    finish('old');
    await slow;
    expect((await cache.read('/', '2', async () => 'newest')).text).toBe('new');
  });

  it('holds a bounded number of pages', async () => {
    const cache = createPageCache(true);
    for (let index = 0; index < 200; index += 1) await cache.read(`/?q=${index}`, '1', async () => 'page');
    expect(Array.from({ length: 200 }, (_, index) => cache.has(`/?q=${index}`, '1')).filter(Boolean)).toHaveLength(48);
  });
});
