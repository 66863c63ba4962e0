// Signing in with GitHub, from our page to GitHub and back, with GitHub's answers as it documents them.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { createGitHubSignIn } from '../../../src/github/oauth.ts';
import { buildApp, sessionSecret } from '../build-app.ts';

interface Person {
  readonly login: string;
  readonly writes?: readonly string[];
}

/** Repositories that moved: the former name, and the address by number that GitHub sends there. */
type Moved = Readonly<Record<string, { readonly location: string; readonly nodeId: string; readonly push: boolean }>>;

function portfolioOf(...repos: readonly string[]) {
  const reading = readPortfolio(`documents: [${repos.map((repo) => `{ repo: ${repo} }`).join(', ')}]\n`);
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  return reading.portfolio;
}

async function buildSignIn(
  person: Person | null,
  repos: readonly string[] = ['ada/ada'],
  moved: Moved = {},
  portfolio = portfolioOf(...repos),
) {
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
    const gone = moved[repo];
    if (gone !== undefined) return new Response(null, { status: 301, headers: { location: gone.location } });
    const there = Object.values(moved).find(({ location }) => location === url);
    if (there !== undefined)
      return Response.json({ node_id: there.nodeId, permissions: { pull: true, push: there.push } });
    const push = person?.writes?.includes(repo) === true;
    return Response.json({ node_id: `R_${repo}`, permissions: { pull: true, push } });
  };
  const signIn = createGitHubSignIn({
    clientId: 'Iv23liABCDEFGHIJ',
    clientSecret: 'the-client-secret-of-the-app',
    apiUrl: 'https://api.github.com',
    fetch: answer,
  });
  const settings = { portfolio, sessionSecret, adminToken: null };
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
    const { get, leave, comeBack } = await buildSignIn({ login: 'Ada', writes: ['ada/ada'] });
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
      [{ login: 'ada', writes: ['ada/ada', 'guild/site'] }, 303],
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

  const signInAs = async (test: Awaited<ReturnType<typeof buildSignIn>>) => {
    const { address, Cookie } = await test.leave();
    return (await test.comeBack(address.searchParams.get('state') ?? '', Cookie)).status;
  };

  it('knows the owner by what GitHub says of the repository, never by the name of an account', async () => {
    expect(await signInAs(await buildSignIn({ login: 'ada', writes: [] }))).toBe(403);
    expect(await signInAs(await buildSignIn({ login: 'grace', writes: ['ada/ada'] }))).toBe(303);
  });

  it('lets nobody in who took over the name of a renamed account: another repository bears it now', async () => {
    const test = await buildSignIn({ login: 'ada', writes: ['ada/ada'] });
    await test.store.saveRepositoryState({
      key: 'ada/ada',
      branches: {},
      statusIssue: null,
      repositoryId: 'R_the_first',
    });
    expect(await signInAs(test)).toBe(403);
  });

  it('follows a repository that moved to those who may write to it there, by the id that was known before', async () => {
    const location = 'https://api.github.com/repositories/42';
    for (const [nodeId, remembered, push, status] of [
      ['R_1', 'R_1', true, 303],
      ['R_1', 'R_1', false, 403],
      ['R_2', 'R_1', true, 403],
      ['R_1', undefined, true, 403],
    ] as const) {
      const test = await buildSignIn({ login: 'ada' }, ['ada/ada'], { 'ada/ada': { location, nodeId, push } });
      const repositoryId = remembered === undefined ? {} : { repositoryId: remembered };
      await test.store.saveRepositoryState({ key: 'ada/ada', branches: {}, statusIssue: null, ...repositoryId });
      expect([nodeId, remembered, push, await signInAs(test)]).toEqual([nodeId, remembered, push, status]);
    }
  });

  it('takes the token to no other place than GitHub, whatever a redirect says', async () => {
    for (const location of [
      'https://evil.example/repositories/42',
      'https://api.github.com.evil.example/repositories/1',
    ]) {
      const test = await buildSignIn({ login: 'ada' }, ['ada/ada'], {
        'ada/ada': { location, nodeId: 'R_1', push: true },
      });
      await test.store.saveRepositoryState({ key: 'ada/ada', branches: {}, statusIssue: null, repositoryId: 'R_1' });
      expect(await signInAs(test)).toBe(403);
      expect(test.requests.join()).not.toContain('evil.example');
    }
  });

  it('makes nobody the owner where a document is a file of this machine: every document means every document', async () => {
    const reading = readPortfolio('documents: [{ repo: ada/ada }, { file: ./README.md }]\n');
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    const test = await buildSignIn({ login: 'ada', writes: ['ada/ada'] }, ['ada/ada'], {}, reading.portfolio);
    expect(await signInAs(test)).toBe(403);
  });

  it('turns a client away that comes back too often, and no other', async () => {
    const test = await buildSignIn({ login: 'ada', writes: ['ada/ada'] });
    const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });
    const comeBack = (address: string) => test.app.request('/login/github/return?code=x&state=y', {}, from(address));
    const statuses = await Promise.all(
      Array.from({ length: 100 }, async () => (await comeBack('198.51.100.7')).status),
    );
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect((await comeBack('198.51.100.8')).status).toBe(401);
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
