// What the owner decides on a page: who may, what is understood, and what is remembered of it.

import { beforeEach, describe, expect, it } from 'vitest';
import { readPortfolioView } from '../../src/web/portfolio-view.ts';
import { eight, saveState, stateNow } from '../support/page-states.ts';
import { asOwner, buildApp, readProof, signIn, type TestApp } from './build-app.ts';

describe('POST /api/answers', () => {
  let test: TestApp;
  let documentKey: string;

  beforeEach(async () => {
    test = await buildApp();
    documentKey = await saveState(test.store, { scenes: eight });
  });

  async function ticketOf(name: string): Promise<string> {
    const { documents } = await readPortfolioView(test.store, 'owner');
    const project = documents.flatMap(({ projects }) => projects).find((found) => found.name === name);
    return project?.ticket ?? '';
  }

  async function post(fields: Record<string, string>, headers: Record<string, string> = asOwner): Promise<Response> {
    return await test.app.request('/api/answers', { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  it.each([
    ['accept', 'paused'],
    ['keep', 'in_progress'],
    ['finished', 'complete'],
    ['away', 'in_progress'],
  ])('remembers %j as %s, and wants the document looked at', async (kind, status) => {
    const response = await post({ do: `${kind}:${await ticketOf('Gull Watch')}` });
    expect(response.status).toBe(202);
    expect(await test.store.listAnswers()).toMatchObject([
      { kind, status, typed: 'in_progress', documentKey, projectKey: 'R_gull-watch', at: stateNow.toISOString() },
    ]);
    expect(test.counts.wakes).toBe(1);
    expect(await test.database.all({ sql: 'SELECT key FROM jobs', params: [] })).toEqual([{ key: documentKey }]);
  });

  it('shows what was answered until the document says it', async () => {
    await post({ do: `accept:${await ticketOf('Gull Watch')}` });
    const page = await (await test.get('/', asOwner)).text();
    expect(page).toContain('on its way into the document');
    expect(page).not.toContain('question waits');
  });

  it.each([
    ['pin-30', {}, { until: '2026-12-21', status: 'running' }],
    ['pin', {}, { until: null, status: 'running' }],
    ['pin', { until: '2026-11-21', status: 'paused' }, { until: '2026-11-21', status: 'paused' }],
  ])('pins by %j', async (kind, fields, expected) => {
    expect((await post({ do: `${kind}:${await ticketOf('tide-tables')}`, ...fields })).status).toBe(202);
    expect(await test.store.listAnswers()).toMatchObject([{ kind: 'pin', ...expected }]);
    expect((await post({ do: `unpin:${await ticketOf('tide-tables')}` })).status).toBe(202);
    expect(await test.store.listAnswers()).toEqual([]);
  });

  it.each([
    ['a day that is over', { until: '2026-11-20' }],
    ['no day at all', { until: '2026-13-45' }],
    ['a status that there is not', { status: 'asleep' }],
    ['no status', { status: 'unknown' }],
  ])('refuses a pin with %s', async (_, fields) => {
    const response = await post({ do: `pin:${await ticketOf('tide-tables')}`, ...fields });
    expect([response.status, await test.store.listAnswers()]).toEqual([400, []]);
  });

  it.each(['chart-renderer', 'lighthouse-notes'])('refuses to pin where a higher word rules: %s', async (name) => {
    expect((await post({ do: `pin-30:${await ticketOf(name)}` })).status).toBe(409);
    expect(await test.store.listAnswers()).toEqual([]);
  });

  it('refuses to answer what is not asked, and what it does not understand', async () => {
    expect((await post({ do: `accept:${await ticketOf('knots')}` })).status).toBe(409);
    const ticket = await ticketOf('Gull Watch');
    for (const words of ['', 'accept', 'accept:', 'accept:nobody', `burn:${ticket}`, `pin-99999:${ticket}`])
      expect((await post({ do: words })).status).toBe(400);
    expect(await test.store.listAnswers()).toEqual([]);
  });

  it('needs a session, a page of that session, and no other site', async () => {
    const Cookie = await signIn(test.app);
    const proof = await readProof(test.app, Cookie);
    const fields = { do: `keep:${await ticketOf('Gull Watch')}`, proof };
    const own = { Cookie, Origin: 'http://localhost' };
    const other = await signIn((await buildApp({ sessionSecret: 'x'.repeat(40) })).app);
    for (const [sent, headers] of [
      [fields, {}],
      [fields, { Origin: 'http://localhost' }],
      [fields, { ...own, Origin: 'https://evil.example' }],
      [fields, { ...own, 'Sec-Fetch-Site': 'cross-site' }],
      [{ ...fields, proof: '' }, own],
      [{ ...fields, proof: `${proof.slice(0, -1)}x` }, own],
      [fields, { ...own, Cookie: other }],
    ] as const)
      expect((await post(sent, headers)).status).toBe(403);
    expect(await test.store.listAnswers()).toEqual([]);
    expect((await post(fields, own)).status).toBe(202);
  });

  it.each([
    ['http://localhost/?show=asked', '/?show=asked'],
    ['http://localhost/projects/mara/knots?x=1', '/projects/mara/knots'],
    ['https://evil.example//evil.example', '/'],
    ['nonsense', '/'],
  ])('sends a browser back from %s to %s', async (Referer, location) => {
    const response = await post(
      { do: `keep:${await ticketOf('Gull Watch')}` },
      { ...asOwner, Accept: 'text/html', Referer },
    );
    expect([response.status, response.headers.get('location')]).toEqual([303, location]);
  });
});
