// What a request becomes that nobody answers, or that stops on its way: a person is told what to look at.

import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import { type Fetch, limitTime, proxyHeader } from '../../src/github/limit-time.ts';
import { noteProxy } from '../../src/runtimes/use-proxy.ts';

const api = 'https://api.github.com/graphql';
const failing =
  (code: string): Fetch =>
  async () => {
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('secret.example:1'), { code }) });
  };
const silent: Fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

async function failureOf(fetchOnce: Fetch, environment: Record<string, string> = {}): Promise<StatusfolioError> {
  const noted = noteProxy(fetchOnce as typeof fetch, environment);
  const error = await limitTime(
    noted,
    1000,
    'api.github.com',
  )(api).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof StatusfolioError) return error;
  throw new Error(`expected a StatusfolioError, got ${String(error)}`);
}

describe('a request that cannot be sent', () => {
  it.each([
    [{ HTTPS_PROXY: 'http://p.example' }, 'HTTPS_PROXY'],
    [{ https_proxy: 'http://p.example', HTTPS_PROXY: 'http://q.example' }, 'https_proxy'],
    [{ HTTP_PROXY: 'http://p.example' }, 'HTTP_PROXY'],
    [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: 'example.org, api.github.com:8443' }, 'HTTPS_PROXY'],
  ])('names the variable of the proxy: %j', async (environment, variable) => {
    const { message, hint } = await failureOf(
      failing('ECONNREFUSED'),
      environment as unknown as Record<string, string>,
    );
    expect(message).toBe(`api.github.com cannot be reached through the proxy of ${variable} (ECONNREFUSED).`);
    expect(hint).toContain(variable);
  });

  it.each([
    [{}],
    [{ HTTPS_PROXY: '' }],
    [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: 'api.github.com' }],
    [{ HTTPS_PROXY: 'http://p.example', no_proxy: '.github.com' }],
    [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: 'github.com:443' }],
    [{ HTTPS_PROXY: 'http://p.example', NO_PROXY: '*' }],
  ])('names no proxy where none was asked: %j', async (environment) => {
    const { message, hint } = await failureOf(failing('ENOTFOUND'), environment as unknown as Record<string, string>);
    expect(message).toBe('api.github.com cannot be reached (ENOTFOUND).');
    expect(hint).toContain('GITHUB_API_URL');
  });

  it('says what the proxy answered, and where its password goes', async () => {
    const refusing: Fetch = async () => {
      const inner = new Error('Proxy response (407) !== 200 when HTTP Tunneling');
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('Request was cancelled.'), { cause: inner }),
      });
    };
    const { message, hint } = await failureOf(refusing, { HTTPS_PROXY: 'http://user:hunter2@p.example' });
    expect(message).toBe('api.github.com cannot be reached through the proxy of HTTPS_PROXY (HTTP 407).');
    expect(hint).toContain('HTTPS_PROXY=http://user:password@');
    expect(`${message}${hint}`).not.toContain('hunter2');
  });

  it.each(['SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    'names the variable for %s',
    async (code) => {
      expect((await failureOf(failing(code))).hint).toContain('NODE_EXTRA_CA_CERTS');
    },
  );
});

describe('a server that does not answer', () => {
  it('is not waited for a third time in a row, and says through which proxy it was asked', async () => {
    let asked = 0;
    const noted = noteProxy(
      ((url: string, init: RequestInit) => {
        asked += 1;
        return silent(url, init);
      }) as typeof fetch,
      { HTTPS_PROXY: 'http://p.example' },
    );
    const limited = limitTime(noted, 5, 'api.github.com');
    for (let time = 1; time <= 4; time += 1) {
      const { status, headers } = await limited(api);
      expect([status, headers.get(proxyHeader)]).toEqual([504, 'HTTPS_PROXY']);
    }
    expect(asked).toBe(2);
  });

  it('is asked on when it answers in between', async () => {
    let asked = 0;
    const limited = limitTime(
      (url, init) => {
        asked += 1;
        return asked % 2 === 0 ? Promise.resolve(new Response('{}')) : silent(url, init);
      },
      5,
      'api.github.com',
    );
    const statuses: number[] = [];
    for (let time = 1; time <= 6; time += 1) statuses.push((await limited(api)).status);
    expect(statuses).toEqual([504, 200, 504, 200, 504, 200]);
  });
});
