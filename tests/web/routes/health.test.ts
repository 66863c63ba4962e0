import { describe, expect, it } from 'vitest';
import { buildApp } from '../build-app.ts';
import { checkedAt, saveDocument } from '../build-portfolio.ts';

const hourMs = 3_600_000;

describe('/healthz', () => {
  it('is well while the oldest good look is at most 48 hours old', async () => {
    const { get, store, pass, now } = await buildApp();
    await saveDocument(store, {});
    pass(Date.parse(checkedAt) + 48 * hourMs - now().getTime());
    const response = await get('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
    pass(1);
    const later = await get('/healthz');
    expect([later.status, await later.json()]).toEqual([503, { ok: false }]);
  });

  it('goes by the document that was checked longest ago', async () => {
    const { get, store } = await buildApp();
    await saveDocument(store, {});
    await saveDocument(store, { repo: 'ada/old', checkedAt: '2026-11-01T00:00:00.000Z' });
    expect((await get('/healthz')).status).toBe(503);
  });

  it('gives a new server 48 hours for its first check', async () => {
    const { get, pass } = await buildApp();
    expect(await (await get('/healthz')).json()).toEqual({ ok: true });
    pass(48 * hourMs + 1);
    expect((await get('/healthz')).status).toBe(503);
  });
});

describe('/readyz', () => {
  it('answers as long as the store does, and so does /healthz', async () => {
    const { get, store, lines } = await buildApp();
    expect((await get('/readyz')).status).toBe(200);
    await store.close();
    expect((await get('/readyz')).status).toBe(503);
    expect(await (await get('/healthz')).json()).toEqual({ ok: false });
    expect(lines.map(({ event }) => event)).toEqual(['store.failed', 'store.failed']);
  });
});
