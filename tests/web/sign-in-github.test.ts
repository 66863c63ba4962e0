// Signing in with GitHub, from our page to GitHub and back, with GitHub's answers as it documents them.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../src/core/portfolio.ts';
import { createGitHubSignIn } from '../../src/github/sign-in.ts';
import { buildApp, sessionSecret } from './build-app.ts';

interface Person {
  readonly login: string;
  readonly writes?: readonly string[];
}

function portfolioOf(...repos: readonly string[]) {
  const reading = readPortfolio(`documents: [${repos.map((repo) => `{ repo: ${repo} }`).join(', ')}]\n`);
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  return reading.portfolio;
}

async function buildSignIn(person: Person | null, repos: readonly string[] = ['ada/ada']) {
  const challenges: string[] = [];
  const requests: string[] = [];
  const answer = async (url: string, init?: RequestInit): Promise<Response> => {
    requests.push(`${init?.method ?? 'GET'} ${url}`);
    const { pathname } = new URL(url);
    if (pathname === '/login/oauth/access_token') {
      const { code, code_verifier, client_secret } = JSON.parse(String(init?.body)) as Record<string, string>;
      const isOurs =
        createHash('sha256')
          .update(code_verifier ?? '')
          .digest('base64url') === challenges.at(-1);
      return code === 'good' && isOurs && client_secret === 'the-client-secret-of-the-app'
        ? Response.json({ access_token: 'ghu_x', token_type: 'bearer', scope: '' })
        : Response.json({
            error: 'bad_verification_code',
            error_description: 'The code passed is incorrect or expired.',
          });
    }
    if (new Headers(init?.headers).get('authorization') !== 'Bearer ghu_x') return Response.json({}, { status: 401 });
    if (pathname === '/user')
      return person === null ? Response.json({}, { status: 503 }) : Response.json({ login: person.login });
    const repo = pathname.replace('/repos/', '');
    return Response.json({ permissions: { pull: true, push: person?.writes?.includes(repo) === true } });
  };
  const signIn = createGitHubSignIn({
    clientId: 'Iv23liABCDEFGHIJ',
    clientSecret: 'the-client-secret-of-the-app',
    apiUrl: 'https://api.github.com',
    fetch: answer,
  });
  const settings = { portfolio: portfolioOf(...repos), sessionSecret, adminToken: null };
  const test = await buildApp(settings, { signIn });

  const leave = async () => {
    const response = await test.get('/login/github');
    const address = new URL(response.headers.get('location') ?? '');
    challenges.push(address.searchParams.get('code_challenge') ?? '');
    return { response, address, Cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
  };
  const comeBack = (state: string, Cookie: string, code = 'good') =>
    test.get(`/login/github/return?code=${code}&state=${state}`, { Cookie });
  return { ...test, leave, comeBack, requests };
}

describe('signing in with GitHub', () => {
  it('lets in whoever owns the documents, without asking for any right', async () => {
    const { get, leave, comeBack } = await buildSignIn({ login: 'Ada' });
    expect(await (await get('/login')).text()).toContain('href="/login/github"');
    const { address, Cookie, response } = await leave();
    expect(response.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/);
    expect(`${address.origin}${address.pathname}`).toBe('https://github.com/login/oauth/authorize');
    expect(address.searchParams.get('scope')).toBeNull();
    expect(address.searchParams.get('redirect_uri')).toBe('http://localhost/login/github/return');
    const back = await comeBack(address.searchParams.get('state') ?? '', Cookie);
    expect([back.status, back.headers.get('location')]).toEqual([303, '/']);
    const session =
      back.headers
        .getSetCookie()
        .find((cookie) => cookie.startsWith('statusfolio='))
        ?.split(';')[0] ?? '';
    expect((await get('/', { Cookie: session })).status).toBe(200);
  });

  it('lets in whoever may write every document, and nobody else', async () => {
    const repos = ['ada/ada', 'guild/site'];
    for (const [person, status] of [
      [{ login: 'ada', writes: ['guild/site'] }, 303],
      [{ login: 'ada' }, 403],
      [{ login: 'eve', writes: ['guild/site'] }, 403],
      [{ login: 'eve' }, 403],
    ] as const) {
      const { leave, comeBack } = await buildSignIn(person, repos);
      const { address, Cookie } = await leave();
      const response = await comeBack(address.searchParams.get('state') ?? '', Cookie);
      expect([person.login, response.status]).toEqual([person.login, status]);
      if (status === 403) expect(response.headers.getSetCookie().join()).not.toMatch(/statusfolio=[^;]/);
    }
  });

  it('lets nobody in where there is no document on GitHub', async () => {
    const { leave, comeBack } = await buildSignIn({ login: 'ada' }, []);
    const { address, Cookie } = await leave();
    expect((await comeBack(address.searchParams.get('state') ?? '', Cookie)).status).toBe(403);
  });

  it('takes only the way that this browser went, once and in time', async () => {
    const { leave, comeBack, pass, requests } = await buildSignIn({ login: 'ada' });
    const { address, Cookie } = await leave();
    const state = address.searchParams.get('state') ?? '';
    expect((await comeBack(state, '')).status).toBe(401);
    expect((await comeBack('another', Cookie)).status).toBe(401);
    expect((await comeBack(state, `${Cookie}0`)).status).toBe(401);
    expect((await comeBack('', Cookie)).status).toBe(401);
    pass(11 * 60_000);
    expect((await comeBack(state, Cookie)).status).toBe(401);
    expect(requests).toEqual([]);
    const { address: again, Cookie: fresh } = await leave();
    expect((await comeBack(again.searchParams.get('state') ?? '', fresh, 'bad')).status).toBe(401);
  });

  it('says so when GitHub is away, and keeps nobody busy', async () => {
    const { leave, comeBack, requests } = await buildSignIn(null);
    const { address, Cookie } = await leave();
    const state = address.searchParams.get('state') ?? '';
    const statuses = [];
    for (let index = 0; index < 35; index += 1) statuses.push((await comeBack(state, Cookie)).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.at(-1)).toBe(429);
    expect(requests.length).toBeLessThanOrEqual(60);
  });

  it('is not offered where no app is configured', async () => {
    const { get } = await buildApp();
    expect(await (await get('/login')).text()).not.toContain('GitHub</a>');
    expect((await get('/login/github')).status).toBe(404);
  });
});
