// The door to GitHub: what is sent, and what every kind of failure is turned into.

import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import { createGitHubClient, type GitHubClient } from '../../src/github/client.ts';
import { json, now, type ScriptedAnswer, scriptFetch, token } from './script-fetch.ts';

const text = 'query Q { viewer { login } }';
const good = json({ data: { viewer: { login: 'ada' } } });

function open(answer: ScriptedAnswer, apiUrl = 'https://api.github.com', writeToken: string | null = null) {
  const { fetch, sent } = scriptFetch(answer);
  return { client: createGitHubClient({ token, writeToken, apiUrl, fetch, now: () => now, timeoutMs: 100 }), sent };
}

async function failureOf(work: Promise<unknown>): Promise<StatusfolioError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof StatusfolioError) return error;
  throw new Error(`expected a StatusfolioError, got ${String(error)}`);
}

describe('requests', () => {
  it('carry the token, the API version and our name', async () => {
    const { client, sent } = open(good);
    await client.query(text, { a: 1 });
    expect(sent[0]?.url).toBe('https://api.github.com/graphql');
    expect(sent[0]?.method).toBe('POST');
    expect(sent[0]?.headers.get('authorization')).toBe(`token ${token}`);
    expect(sent[0]?.headers.get('x-github-api-version')).toBe('2022-11-28');
    expect(sent[0]?.headers.get('user-agent')).toContain('statusfolio');
    expect(sent[0]?.body).toEqual({ query: text, variables: { a: 1 } });
  });

  it('go to /api/graphql on a GitHub Enterprise Server', async () => {
    const { client, sent } = open(good, 'https://github.example.org/api/v3/');
    await client.query(text, {});
    await client.getJson('/repos/{owner}/{repo}', { owner: 'ada', repo: 'engine' });
    expect(sent.map(({ url }) => url)).toEqual([
      'https://github.example.org/api/graphql',
      'https://github.example.org/api/v3/repos/ada/engine',
    ]);
  });

  it('go to /graphql below any other address', async () => {
    const { client, sent } = open(good, 'http://127.0.0.1:4001');
    await client.query(text, {});
    expect(sent[0]?.url).toBe('http://127.0.0.1:4001/graphql');
  });

  it('use the write token for writes, and only for them', async () => {
    const { client, sent } = open(good, 'https://api.github.com', 'invented-write-token');
    await client.query(text, {});
    await client.mutate(text, {});
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual([
      `token ${token}`,
      'token invented-write-token',
    ]);
  });

  it('are counted by kind, whether they succeed or not', async () => {
    const { client } = open(json({}, 502));
    await client.query(text, {});
    await client.mutate(text, {});
    await failureOf(client.getJson('/rate_limit', {}));
    expect(client.counts()).toEqual({ graphql: 1, rest: 1, writes: 1 });
  });

  it('are sent once, whatever comes back', async () => {
    for (const status of [403, 409, 429, 500, 502, 503]) {
      const { client, sent } = open(json({ message: 'no' }, status));
      await client.mutate(text, {}).catch(() => null);
      await client.getJson('/user', {}).catch(() => null);
      expect(sent.length, String(status)).toBe(2);
    }
  });
});

describe('failures', () => {
  it('say that the token is not accepted', async () => {
    const error = await failureOf(open(json({ message: 'Bad credentials' }, 401)).client.query(text, {}));
    expect(error).toMatchObject({ code: 'TOKEN_REJECTED', where: 'GITHUB_TOKEN', retryable: false });
  });

  it('say that the token may not pass the door of GraphQL', async () => {
    const error = await failureOf(open(json({ message: 'Your account was suspended' }, 403)).client.query(text, {}));
    expect(error.code).toBe('TOKEN_REJECTED');
    expect(error.message).toContain('suspended');
  });

  it('say that nothing answers, and may be retried', async () => {
    const refused = () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) }));
    const error = await failureOf(open(refused).client.query(text, {}));
    expect(error).toMatchObject({ code: 'GITHUB_UNREACHABLE', where: 'api.github.com', retryable: true });
    expect(error.message).toBe('api.github.com cannot be reached (ECONNREFUSED).');
  });

  const inSeconds = (seconds: number) => new Date(now.getTime() + seconds * 1000).toISOString();
  const resetAt = String(now.getTime() / 1000 + 900);
  it.each([
    { name: 'retry-after', status: 403, headers: { 'retry-after': '30' }, retryAt: inSeconds(30) },
    { name: 'a long retry-after', status: 429, headers: { 'retry-after': '86400' }, retryAt: inSeconds(86_400) },
    {
      name: 'a used-up limit',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': resetAt },
      retryAt: inSeconds(900),
    },
    {
      name: 'a reset in the past',
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1' },
      retryAt: inSeconds(60),
    },
    { name: 'an absurd time', status: 429, headers: { 'retry-after': '9e99' }, retryAt: inSeconds(7 * 86_400) },
    {
      name: 'a limit that is not used up',
      status: 403,
      headers: { 'x-ratelimit-remaining': '4000', 'x-ratelimit-reset': resetAt },
      retryAt: inSeconds(60),
    },
    { name: 'nothing but the status', status: 429, headers: {}, retryAt: inSeconds(60) },
    { name: 'nothing but words', status: 403, headers: {}, retryAt: inSeconds(60) },
  ])('wait as GitHub asks: $name', async ({ status, headers, retryAt }) => {
    const answer = json({ message: 'You have exceeded a secondary rate limit' }, status, headers);
    for (const call of [(c: GitHubClient) => c.query(text, {}), (c: GitHubClient) => c.getJson('/user', {})]) {
      expect(await failureOf(call(open(answer).client))).toMatchObject({
        code: 'GITHUB_THROTTLED',
        retryable: true,
        retryAt,
      });
    }
  });

  it('find a used-up limit behind HTTP 200', async () => {
    const answer = json(
      { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }] },
      200,
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': resetAt,
      },
    );
    expect(await failureOf(open(answer).client.query(text, {}))).toMatchObject({
      code: 'GITHUB_THROTTLED',
      retryAt: inSeconds(900),
    });
  });

  it('do not take a missing permission for a limit', async () => {
    const answer = json({ message: 'Resource not accessible by personal access token' }, 403, {
      'x-ratelimit-remaining': '4999',
    });
    expect(await failureOf(open(answer).client.getJson('/repos/ada/engine', {}))).toMatchObject({
      code: 'NOT_VISIBLE',
      retryable: false,
    });
  });

  it.each([
    {
      name: 'HTTP 502 with a page',
      answer: new Response('<html>', { status: 502, headers: { 'content-type': 'text/html' } }),
    },
    { name: 'HTTP 504 with nothing', answer: new Response(null, { status: 504 }) },
    { name: 'HTTP 500', answer: json({ message: 'Server Error' }, 500) },
    {
      name: 'a query that was abandoned',
      answer: json({ data: null, errors: [{ message: 'Something went wrong while executing your query.' }] }),
    },
    {
      name: 'a limit of resources',
      answer: json({
        errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Resource limits for this query exceeded.' }],
      }),
    },
  ])('become a request for less: $name', async ({ answer }) => {
    const outcome = await open(answer).client.query(text, {});
    expect(outcome).toMatchObject({ kind: 'overloaded', error: { code: 'GITHUB_UNREACHABLE', retryable: true } });
  });

  it('do not wait forever for an answer, nor for the rest of one', async () => {
    const never = new Promise<Response>(() => {});
    const hang = (signal: AbortSignal) =>
      Promise.race([
        never,
        new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]);
    const silent = createGitHubClient({
      token,
      apiUrl: 'https://api.github.com',
      timeoutMs: 20,
      fetch: (_, init) => hang(init?.signal ?? AbortSignal.abort()),
    });
    expect(await silent.query(text, {})).toMatchObject({ kind: 'overloaded' });
    expect(await failureOf(silent.getJson('/user', {}))).toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });

    const broken = () =>
      new Response(new ReadableStream({ start: (controller) => controller.error(new Error('reset')) }));
    expect(await open(broken).client.query(text, {})).toMatchObject({ kind: 'overloaded' });
  });

  it.each([
    { name: 'a page', answer: new Response('<html>hello</html>', { headers: { 'content-type': 'text/html' } }) },
    { name: 'nothing', answer: new Response('') },
    { name: 'broken JSON', answer: new Response('{"data":', { headers: { 'content-type': 'application/json' } }) },
    { name: 'another API', answer: json({ hello: 'world' }) },
  ])('name an answer that is not GitHub: $name', async ({ answer }) => {
    expect(await failureOf(open(answer).client.query(text, {}))).toMatchObject({
      code: 'GITHUB_ANSWER_UNEXPECTED',
      retryable: true,
    });
  });

  it('tell a server without GraphQL', async () => {
    const answer = json({ message: 'Not Found' }, 404);
    expect(await failureOf(open(answer).client.query(text, {}))).toMatchObject({
      code: 'GRAPHQL_MISSING',
      retryable: true,
    });
  });

  it('keep the token and credentials in the address to themselves', async () => {
    const answers: ScriptedAnswer[] = [
      () => Promise.reject(new TypeError('a URL that includes credentials: https://ada:hunter2@github.example.org')),
      json({ message: 'Bad credentials' }, 401),
      json({ message: 'no' }, 404),
      json({ message: 'no' }, 422),
    ];
    for (const answer of answers) {
      const { client } = open(answer, 'https://ada:hunter2@github.example.org/api/v3');
      const { message, hint, where, cause } = await failureOf(client.query(text, {}));
      const said = JSON.stringify({ message, hint, where, cause: String(cause) });
      expect(said).not.toContain(token);
      expect(said).not.toContain('hunter2');
    }
  });
});

describe('answers', () => {
  it('keep what came although a part is missing', async () => {
    const body = {
      data: { r0: null, r1: { id: 'R_1' } },
      errors: [{ type: 'NOT_FOUND', path: ['r0'], message: 'Could not resolve' }],
    };
    expect(await open(json(body)).client.query(text, {})).toMatchObject({ kind: 'answer', ...body });
  });

  it('hand out bytes undecoded, whatever GitHub calls them', async () => {
    const bytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x0d, 0x0a, 0x00);
    const answer = new Response(bytes, {
      headers: { 'content-type': 'application/vnd.github.raw+json; charset=utf-8' },
    });
    const { client, sent } = open(answer);
    expect(
      await client.getBytes('/repos/{owner}/{repo}/git/blobs/{file_sha}', { owner: 'a', repo: 'b', file_sha: 'c' }),
    ).toEqual(bytes);
    expect(sent[0]?.headers.get('accept')).toBe('application/vnd.github.raw+json');
  });
});
