// What the owner decides on a page: who may, what is understood, and what is remembered of it.

import { beforeEach, describe, expect, it } from 'vitest';
import { readPortfolioView } from '../../../src/web/views/portfolio.ts';
import { eight, saveState } from '../../support/page-states.ts';
import { asOwner, buildApp, readJson, readProof, signIn, type TestApp } from '../build-app.ts';

describe('POST /api/answers', () => {
  let test: TestApp;
  let documentKey: string;

  beforeEach(async () => {
    test = await buildApp();
    documentKey = await saveState(test.store, { scenes: eight });
  });

  async function ticketOf(name: string): Promise<string> {
    const { documents } = await readPortfolioView(test.store, 'owner', [], 'owner');
    const project = documents.flatMap(({ projects }) => projects).find((found) => found.name === name);
    return project?.token ?? '';
  }

  async function post(fields: Record<string, string>, headers: Record<string, string> = asOwner): Promise<Response> {
    return await test.app.request('/api/answers', { method: 'POST', headers, body: new URLSearchParams(fields) });
  }

  const projectOf = async (key: string) => (await test.store.readProjects([key]))[0];
  const openQuestions = async () =>
    (await test.store.listProjects()).filter(({ question }) => question !== null).length;

  it.each([
    ['accept', { answer: { kind: 'accept', status: 'paused' }, declared: { status: 'paused' } }],
    ['finished', { answer: { kind: 'finished', status: 'complete' }, declared: { status: 'complete' } }],
    ['keep', { answer: null, refused: { status: 'paused' }, declared: { status: 'in_progress' } }],
    ['away', { answer: null, refused: { status: 'paused' }, declared: { status: 'in_progress' } }],
  ])('remembers %j, and wants the document looked at', async (kind, expected) => {
    const response = await post({ do: `${kind}:${await ticketOf('Gull Watch')}` });
    expect(response.status).toBe(202);
    expect(await projectOf('R_gull-watch')).toMatchObject({ question: null, ...expected });
    expect(test.counts.wakes).toBe(1);
    expect(await test.database.all({ sql: 'SELECT key FROM jobs', params: [] })).toEqual([{ key: documentKey }]);
    expect(await test.store.dueDocuments(test.now(), 10)).toEqual([documentKey]);
  });

  it('shows what was answered until the document says it', async () => {
    await post({ do: `accept:${await ticketOf('Gull Watch')}` });
    const page = await (await test.get('/', asOwner)).text();
    expect(page).toContain('in the document after the next run');
    expect(page).not.toContain('needs your answer');
  });

  it('offers to undo what was answered, on every page about it, and does so', async () => {
    const asked = await projectOf('R_gull-watch');
    const token = await ticketOf('Gull Watch');
    await post({ do: `finished:${token}` });
    for (const path of ['/', '/projects/mara/gull-watch']) {
      const page = await (await test.get(path, asOwner)).text();
      expect(page).toContain('Answered “finished” by the owner on <time');
      expect(page).toContain(`value="undo:${token}"`);
    }
    expect(await (await test.get('/', asOwner)).text()).toContain('<strong>1 answer saved</strong>');
    expect((await post({ do: `undo:${token}` })).status).toBe(202);
    const restored = await projectOf('R_gull-watch');
    expect(restored).toMatchObject({ declared: asked?.declared, question: { askedAt: asked?.question?.askedAt } });
    const page = await (await test.get('/', asOwner)).text();
    expect([page.includes('needs your answer'), page.includes('undo:')]).toEqual([true, false]);
  });

  it('confirms on the page that follows, once, with a way back that needs no script', async () => {
    const cookie = await signIn(test.app);
    const token = await ticketOf('Gull Watch');
    const asForm = { Cookie: cookie, Origin: 'http://localhost', Accept: 'text/html', Referer: 'http://localhost/' };
    const proof = await readProof(test.app, cookie);
    const answered = await post({ do: `finished:${token}`, proof }, asForm);
    expect([answered.status, answered.headers.get('location')]).toEqual([303, '/']);
    const done = (answered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(done).toBe(`statusfolio-done=finished.${token}`);
    expect(answered.headers.get('set-cookie')).toMatch(/Max-Age=120; Path=\/; HttpOnly; SameSite=Lax/);

    const next = await test.app.request('/', { headers: { Cookie: `${cookie}; ${done}` } });
    const page = await next.text();
    expect(page).toMatch(/class="toast"[\s\S]*Answer about <strong><bdi>Gull Watch<\/bdi><\/strong> saved/);
    expect(/class="toast"[\s\S]*/.exec(page)?.[0]).toContain(`value="undo:${token}">Undo</button>`);
    expect(next.headers.get('set-cookie')).toMatch(/^statusfolio-done=; Max-Age=0/);
    expect(await (await test.app.request('/', { headers: { Cookie: cookie } })).text()).not.toContain('class="toast"');
  });

  it.each([
    ['a cookie of somebody else', 'finished.<script>alert(1)</script>'],
    ['a project that there is not', 'finished.zzzzzzzz'],
    ['an answer that was never given', 'finished.'],
    ['nonsense', '...'],
  ])('confirms nothing for %s', async (_, value) => {
    const cookie = await signIn(test.app);
    const headers = { Cookie: `${cookie}; statusfolio-done=${encodeURIComponent(value)}` };
    const page = await (await test.app.request('/', { headers })).text();
    expect(page).not.toContain('class="toast"');
    expect(page).toContain('Gull Watch');
  });

  it('takes the last of two answers within a day, and refuses to undo after it', async () => {
    const token = await ticketOf('Gull Watch');
    await post({ do: `finished:${token}` });
    expect((await post({ do: `paused:${token}` })).status).toBe(202);
    expect(await projectOf('R_gull-watch')).toMatchObject({
      answer: { kind: 'paused' },
      declared: { status: 'paused' },
    });
    expect((await post({ do: `undo:${await ticketOf('knots')}` })).status).toBe(409);
    const [project] = await test.store.readProjects(['R_gull-watch']);
    if (project?.undo == null) throw new Error('the answer must be undoable');
    const longAgo = '2026-11-01T00:00:00.000Z';
    await test.store.saveProjects([{ ...project, answeredAt: longAgo, undo: { ...project.undo, at: longAgo } }]);
    const late = await post({ do: `undo:${token}` });
    expect([late.status, await readJson(late)]).toMatchObject([
      409,
      { error: { code: 'NOTHING_TO_UNDO', message: expect.stringMatching(/^It is too late to undo.*24 hours/) } },
    ]);
    expect((await post({ do: `keep:${token}` })).status).toBe(409);
  });

  it.each([
    ['pin-30', {}, { until: '2026-12-21', status: 'running' }],
    ['pin', {}, { until: null, status: 'running' }],
    ['pin', { until: '2026-11-21', status: 'paused' }, { until: '2026-11-21', status: 'paused' }],
  ])('pins by %j', async (kind, fields, expected) => {
    expect((await post({ do: `${kind}:${await ticketOf('tide-tables')}`, ...fields })).status).toBe(202);
    expect(await test.store.listPins()).toMatchObject([{ projectKey: 'R_tide-tables', ...expected }]);
    expect((await post({ do: `unpin:${await ticketOf('tide-tables')}` })).status).toBe(202);
    expect(await test.store.listPins()).toEqual([]);
  });

  it.each([
    ['a day that is over', { until: '2026-11-20' }],
    ['no day at all', { until: '2026-13-45' }],
    ['a status that there is not', { status: 'asleep' }],
    ['no status', { status: 'unknown' }],
  ])('refuses a pin with %s', async (_, fields) => {
    const response = await post({ do: `pin:${await ticketOf('tide-tables')}`, ...fields });
    expect([response.status, await test.store.listPins()]).toEqual([400, []]);
  });

  it.each(['chart-renderer', 'lighthouse-notes'])('refuses to pin where a higher word rules: %s', async (name) => {
    expect((await post({ do: `pin-30:${await ticketOf(name)}` })).status).toBe(409);
    expect(await test.store.listPins()).toEqual([]);
  });

  it('refuses to answer what is not asked, and what it does not understand', async () => {
    expect((await post({ do: `accept:${await ticketOf('knots')}` })).status).toBe(409);
    const token = await ticketOf('Gull Watch');
    for (const words of ['', 'accept', 'accept:', 'accept:nobody', `burn:${token}`, `pin-99999:${token}`])
      expect((await post({ do: words })).status).toBe(400);
    expect(await openQuestions()).toBe(1);
  });

  it.each([
    ['accept:knots', 409, 'There is no open question about this project any more'],
    ['pin-30:chart-renderer', 409, 'it cannot be decided here'],
    ['pin:tide-tables', 400, 'A pin needs a status'],
    ['burn:tide-tables', 400, 'has been renamed or removed'],
  ])('tells a person on a page why %s was refused, and leads back', async (words, status, sentence) => {
    const [kind, name = ''] = words.split(':');
    const fields = { do: `${kind}:${await ticketOf(name)}`, until: '2020-01-01' };
    const Referer = 'http://localhost/projects/mara/knots';
    const response = await post(fields, { ...asOwner, Accept: 'text/html', Referer });
    const page = await response.text();
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, 'no-store']);
    expect(page).toContain(sentence);
    expect(page).toContain('Nothing was changed');
    expect(page).toContain('<a class="button" href="/projects/mara/knots">Go back</a>');
    expect(await readJson(await post(fields))).toMatchObject({ error: { code: expect.any(String) } });
  });

  it('leads a person whose session is over to the sign-in', async () => {
    const headers = { Accept: 'text/html', Origin: 'http://localhost' };
    for (const path of ['/api/sync', '/api/replay', '/deliveries/1/replay']) {
      const response = await test.app.request(path, { method: 'POST', headers, body: new URLSearchParams() });
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.text()).toContain('<a class="button" href="/login">Sign in</a>');
    }
    const answer = await post({ do: 'keep:x' }, headers);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('load that page again')]);
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
    expect(await openQuestions()).toBe(1);
    expect((await post(fields, own)).status).toBe(202);
    expect(await openQuestions()).toBe(0);
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
