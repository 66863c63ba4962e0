import { describe, expect, it } from 'vitest';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp } from '../build-app.ts';

async function readFirst(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  await reader?.cancel();
  return new TextDecoder().decode(value);
}

describe('GET /events', () => {
  it('says at once which state is current, the one that the page names', async () => {
    const { get, store } = await buildApp();
    await saveState(store, { scenes: eight });
    const response = await get('/events', asOwner);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const first = await readFirst(response);
    const page = await (await get('/', asOwner)).text();
    expect(first).toBe(`event: version\ndata: ${/data-version="([^"]+)"/.exec(page)?.[1]}\n\n`);
  });

  it.each([
    ['none', 401],
    ['badges', 401],
    ['all', 200],
  ] as const)('answers an audience of %s with %i', async (audience, status) => {
    const { get } = await buildApp({ audience });
    const response = await get('/events');
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });

  it('takes so many pages and no more, until one is closed', async () => {
    const { get, pass } = await buildApp({ audience: 'all' });
    const open = await Promise.all(Array.from({ length: 200 }, () => get('/events')));
    expect((await get('/events')).status).toBe(503);
    await open[0]?.body?.cancel();
    const again = await get('/events');
    expect(again.status).toBe(200);
    expect((await get('/events')).status).toBe(503);
    // Twice as long as any of them may live: whatever is still counted was cut off without a word.
    pass(20 * 60_000 + 1);
    const late = await get('/events');
    expect(late.status).toBe(200);
    await Promise.all([...open.slice(1), again, late].map((response) => response.body?.cancel()));
  });

  const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
  const openFrom = async ({ app }: Awaited<ReturnType<typeof buildApp>>, address: string, headers = {}) =>
    await app.request('/events', { headers }, from(address));

  it('keeps seats that a stranger cannot take: for other visitors, and for the owner whoever else is there', async () => {
    const test = await buildApp({ audience: 'all' });
    const open = await Promise.all(Array.from({ length: 250 }, () => openFrom(test, '198.51.100.7')));
    expect(open.filter(({ status }) => status === 200)).toHaveLength(40);
    const visitor = await openFrom(test, '198.51.100.8');
    expect(visitor.status).toBe(200);
    for (let address = 10; address < 20; address += 1)
      open.push(...(await Promise.all(Array.from({ length: 40 }, () => openFrom(test, `203.0.113.${address}`)))));
    expect((await openFrom(test, '198.51.100.9')).status).toBe(503);
    const owner = await openFrom(test, '198.51.100.7', asOwner);
    expect(owner.status).toBe(200);
    await Promise.all([...open, visitor, owner].map((response) => response.body?.cancel()));
  });

  it('gives no seat to whoever asks for the head alone', async () => {
    const { app } = await buildApp({ audience: 'all' });
    for (let count = 0; count < 250; count += 1)
      expect((await app.request('/events', { method: 'HEAD' })).status).toBe(200);
    const response = await app.request('/events');
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it('ends when the store fails, for the browser to try again', async () => {
    const { get, store, lines } = await buildApp({ audience: 'all' });
    await store.close();
    expect(await (await get('/events')).text()).toBe('');
    expect(lines).toMatchObject([{ event: 'live_updates.failed' }]);
  });
});
