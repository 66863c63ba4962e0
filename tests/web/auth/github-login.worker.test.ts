// Signing in with GitHub inside workerd, through the Worker as it is deployed: every request is built by workerd itself,
// which refuses what it does not know (an option of fetch that Node takes, for one).

import { env } from 'cloudflare:test';
import { afterEach, describe, expect, it } from 'vitest';
import worker from '../../../src/runtimes/worker.ts';

const site = 'https://statusfolio.ada.workers.dev';
const environment = {
  ...env,
  GITHUB_APP_CLIENT_ID: 'Iv23liABCDEFGHIJ',
  GITHUB_APP_CLIENT_SECRET: 'an-invented-client-secret',
  STATUSFOLIO_SESSION_SECRET: 'an invented session secret of 40 letters',
  STATUSFOLIO_PUBLIC_URL: site,
  STATUSFOLIO_CONFIG: 'documents: [{ repo: ada/ada, path: README.md }, { repo: guild/site, path: README.md }]\n',
};

type Answer = (request: Request) => Response;

const answers: Readonly<Record<string, Answer>> = {
  'https://github.com/login/oauth/access_token': () => Response.json({ access_token: 'ghu_x', token_type: 'bearer' }),
  'https://api.github.com/user': () => Response.json({ login: 'ada' }),
  'https://api.github.com/repos/ada/ada': () => Response.json({ permissions: { push: true } }),
  'https://api.github.com/repos/guild/site': () => Response.json({ permissions: { push: true } }),
};

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

/** From our page to GitHub and back, with a GitHub that answers so; returns our last answer. */
async function signIn(given: Readonly<Record<string, Answer>>): Promise<{ response: Response; asked: string[] }> {
  const asked: string[] = [];
  globalThis.fetch = async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = new Request(input, init);
    asked.push(request.url);
    const answer = (given[request.url] ?? (() => new Response('{}', { status: 404 })))(request);
    const location = request.redirect === 'follow' ? answer.headers.get('location') : null;
    return location === null ? answer : await fetch(location, init);
  };
  const get = async (path: string, Cookie = '') =>
    (await worker.fetch?.(
      new Request(`${site}${path}`, { headers: { Cookie } }) as never,
      environment as never,
      {} as never,
    )) as unknown as Response;
  const left = await get('/login/github');
  const address = new URL(left.headers.get('location') ?? '');
  const cookie = left.headers.get('set-cookie')?.split(';')[0] ?? '';
  const response = await get(`/login/github/return?code=good&state=${address.searchParams.get('state')}`, cookie);
  return { response, asked };
}

describe('signing in with GitHub on Workers', () => {
  it('lets in who may write every document', async () => {
    const { response, asked } = await signIn(answers);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(response.headers.getSetCookie().join('\n')).toMatch(/^__Host-statusfolio=[^;]+; /m);
    expect(asked.toSorted()).toEqual(Object.keys(answers).toSorted());
  });

  it('follows no redirect with a code, a secret or a token in its hands', async () => {
    for (const [url, status] of [
      ['https://github.com/login/oauth/access_token', 401],
      ['https://api.github.com/user', 401],
      ['https://api.github.com/repos/guild/site', 403],
    ] as const) {
      const away = new Response(null, { status: 307, headers: { location: 'https://elsewhere.example/' } });
      const { response, asked } = await signIn({ ...answers, [url]: () => away });
      expect([url, response.status]).toEqual([url, status]);
      expect(asked).not.toContain('https://elsewhere.example/');
    }
  });
});
