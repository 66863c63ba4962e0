import { describe, expect, it } from 'vitest';
import { createLoginLink } from '../../../src/web/auth/session.ts';
import { adminToken, asOwner, buildApp, sessionSecret, type TestApp } from '../build-app.ts';

const hourMs = 3_600_000;
const ownPage = { Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-origin' };

async function postToken(
  { app }: TestApp,
  token: string,
  headers: Record<string, string> = ownPage,
): Promise<Response> {
  return await app.request('/login', { method: 'POST', headers, body: new URLSearchParams({ token }) });
}

/** The session cookie of an answer, as a browser sends it back. */
function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

async function isIn(test: TestApp, cookie: string): Promise<boolean> {
  return (await test.get('/api/status.json', { Cookie: cookie })).status === 200;
}

describe('signing in by the admin token', () => {
  it('opens a session that is out of reach of scripts and other sites', async () => {
    const test = await buildApp();
    const response = await postToken(test, adminToken);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(response.headers.get('set-cookie')).toMatch(
      /^statusfolio=\d+\.[0-9a-f]{64}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    expect(await isIn(test, cookieOf(response))).toBe(true);
  });

  it('pins the cookie to the host over HTTPS', async () => {
    const test = await buildApp({ isSecure: true });
    const response = await postToken(test, adminToken);
    expect(response.headers.get('set-cookie')).toMatch(
      /^__Host-statusfolio=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(await isIn(test, cookieOf(response))).toBe(true);
    expect(await isIn(test, cookieOf(response).replace('__Host-', ''))).toBe(false);
  });

  it('lasts twelve hours', async () => {
    const test = await buildApp();
    const cookie = cookieOf(await postToken(test, adminToken));
    test.pass(12 * hourMs - 1);
    expect(await isIn(test, cookie)).toBe(true);
    test.pass(1);
    expect(await isIn(test, cookie)).toBe(false);
  });

  it.each(['', 'wrong', `${adminToken}x`, adminToken.slice(1), adminToken.toUpperCase()])(
    'is refused with %j',
    async (token) => {
      const test = await buildApp();
      const response = await postToken(test, token);
      expect([response.status, cookieOf(response)]).toEqual([401, '']);
      expect(await response.text()).not.toContain(adminToken);
    },
  );

  it('is never possible while no admin token is configured', async () => {
    const test = await buildApp({ adminToken: null });
    for (const token of ['', 'null', 'undefined']) expect((await postToken(test, token)).status).toBe(401);
    expect((await test.get('/api/status.json', { Authorization: 'Bearer null' })).status).toBe(401);
  });

  it.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'http://localhost:9999' }],
    [{ Origin: 'null' }],
    [{}],
    [{ Origin: 'http://localhost', 'Sec-Fetch-Site': 'same-site' }],
    [{ Origin: 'http://localhost', 'Sec-Fetch-Site': 'cross-site' }],
  ])('is refused when the form came from elsewhere: %j', async (headers) => {
    const test = await buildApp();
    const response = await postToken(test, adminToken, headers);
    expect([response.status, cookieOf(response)]).toEqual([403, '']);
  });

  it('knows its own page by the public address behind a proxy', async () => {
    const test = await buildApp({ publicUrl: 'https://status.example.org' });
    expect((await postToken(test, adminToken, { Origin: 'https://status.example.org' })).status).toBe(303);
  });

  it('tells a client to wait after twenty wrong tokens, for five minutes; many at once are counted, too', async () => {
    const test = await buildApp();
    const guesses = await Promise.all(Array.from({ length: 100 }, (_, index) => postToken(test, `guess ${index}`)));
    const statuses = guesses.map(({ status }) => status);
    expect([401, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([20, 80]);
    test.pass(5 * 60_000);
    expect((await postToken(test, 'guess')).status).toBe(401);
  });

  it('is never refused to whoever brings the right long token, however many wrong ones came before', async () => {
    const test = await buildApp();
    for (let round = 0; round < 40; round += 1) {
      await postToken(test, `guess ${round}`);
      await test.get('/', { Authorization: `Bearer guess-${round}` });
    }
    expect((await postToken(test, adminToken)).status).toBe(303);
    expect((await test.get('/api/status.json', asOwner)).status).toBe(200);
  });

  it('is a limit of each client for a token short enough to be guessed, and nobody uses up that of others', async () => {
    const short = 'sixteen-letters!';
    const test = await buildApp({ adminToken: short });
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const send = (token: string, address: string) =>
      test.app.request(
        '/login',
        { method: 'POST', headers: ownPage, body: new URLSearchParams({ token }) },
        from(address),
      );
    for (let round = 0; round < 20; round += 1) expect((await send(`guess ${round}`, '198.51.100.7')).status).toBe(401);
    expect((await send(short, '198.51.100.7')).status).toBe(429);
    expect((await send(short, '198.51.100.8')).status).toBe(303);
    // Wrong bearers on pages do not count against the form.
    for (let round = 0; round < 40; round += 1)
      await test.app.request('/', { headers: { Authorization: 'Bearer wrong' } }, from('198.51.100.8'));
    expect((await send(short, '198.51.100.8')).status).toBe(303);
  });

  it('takes no more than a form of a few kilobytes', async () => {
    const test = await buildApp();
    expect((await postToken(test, 'x'.repeat(1_000_000))).status).toBe(401);
  });
});

describe('a session', () => {
  it.each([
    ['another secret', { sessionSecret: 'x'.repeat(40) }],
    ['another admin token', { adminToken: 'the-next-admin-token' }],
  ])('does not outlive a change to %s', async (_, change) => {
    const cookie = cookieOf(await postToken(await buildApp(), adminToken));
    expect(await isIn(await buildApp(change), cookie)).toBe(false);
  });

  it('cannot be prolonged, forged or made from a login code', async () => {
    const test = await buildApp();
    const cookie = cookieOf(await postToken(test, adminToken));
    const [, signature = ''] = cookie.split('.');
    const code =
      new URL(await createLoginLink('http://localhost', sessionSecret, test.now())).searchParams.get('code') ?? '';
    const forged = [
      `statusfolio=9999999999999.${signature}`,
      `${cookie}0`,
      cookie.slice(0, -1),
      `statusfolio=.${signature}`,
      'statusfolio=',
      `statusfolio=${code}`,
      `statusfolio=9999999999999.${'0'.repeat(64)}`,
    ];
    for (const value of forged) expect([value, await isIn(test, value)]).toEqual([value, false]);
  });

  it('ends when the owner signs out', async () => {
    const test = await buildApp();
    const cookie = cookieOf(await postToken(test, adminToken));
    const response = await test.app.request('/logout', { method: 'POST', headers: { ...ownPage, Cookie: cookie } });
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('that was ended is worth nothing in a copy, after a restart either, and ends no other', async () => {
    const test = await buildApp();
    const [cookie, other] = [cookieOf(await postToken(test, adminToken)), cookieOf(await postToken(test, adminToken))];
    await test.app.request('/logout', { method: 'POST', headers: { ...ownPage, Cookie: cookie } });
    for (const each of [test, await buildApp({}, { database: test.database })]) {
      expect(await isIn(each, cookie)).toBe(false);
      expect(
        (await each.app.request('/api/sync', { method: 'POST', headers: { ...ownPage, Cookie: cookie } })).status,
      ).toBe(401);
      expect(await isIn(each, other)).toBe(true);
    }
  });
});

describe('a login link', () => {
  const open = (test: TestApp, link: string) => test.get(new URL(link).pathname + new URL(link).search);

  it('signs in once', async () => {
    const test = await buildApp({ adminToken: null });
    const link = await createLoginLink('http://127.0.0.1:8787/', sessionSecret, test.now());
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:8787\/login\?code=[\w.-]+$/);
    const response = await open(test, link);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(await isIn(test, cookieOf(response))).toBe(true);

    const again = await open(test, link);
    expect([again.status, cookieOf(again)]).toEqual([401, '']);
    expect(await again.text()).toContain('This link has been used or has expired');
  });

  it('that was used stays used after a restart with the same secret, and signs in one of many who open it at once', async () => {
    const test = await buildApp({ adminToken: null });
    const link = await createLoginLink('http://127.0.0.1:8787/', sessionSecret, test.now());
    const answers = await Promise.all(Array.from({ length: 20 }, () => open(test, link)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
    const restarted = await buildApp({ adminToken: null }, { database: test.database });
    expect((await open(restarted, link)).status).toBe(401);
  });

  it('is void after fifteen minutes', async () => {
    const test = await buildApp();
    const link = await createLoginLink('http://localhost', sessionSecret, test.now());
    test.pass(15 * 60_000);
    expect((await open(test, link)).status).toBe(401);
  });

  it('is not used up by asking for the head only', async () => {
    const test = await buildApp();
    const link = await createLoginLink('http://localhost', sessionSecret, test.now());
    const head = await test.app.request(link, { method: 'HEAD' });
    expect(cookieOf(head)).toBe('');
    expect((await open(test, link)).status).toBe(303);
  });

  it('of another server, or made up, is refused', async () => {
    const test = await buildApp();
    const other = await createLoginLink('http://localhost', 'x'.repeat(40), test.now());
    const codes = [new URL(other).searchParams.get('code'), 'x', '', `9999999999999-x.${'0'.repeat(64)}`];
    for (const code of codes) expect((await test.get(`/login?code=${code}`)).status).toBe(401);
  });
});
