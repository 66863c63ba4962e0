// The homepage probe against real sockets: what it reports, and that no trick leads it to a listener on this machine.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProbe, probeWithFetch } from '../../src/probe/homepages.ts';
import { probeOverSockets, type Resolve } from '../../src/probe/over-sockets.ts';

const open = (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer(answer).listen(0, '127.0.0.1', () => resolve(server));
  });

describe('the probe over sockets', () => {
  let server: Server;
  let hits: IncomingMessage[];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;

  beforeEach(async () => {
    hits = [];
    answer = (_, response) => response.end('hello');
    server = await open((request, response) => {
      hits.push(request);
      answer(request, response);
    });
  });
  afterEach(() => server.close());

  const here: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];

  it('never asks a name that leads here, even if only one of its addresses does', async () => {
    for (const resolve of [
      here,
      async () => [
        { address: '93.184.216.34', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
      async () => [{ address: '::ffff:127.0.0.1', family: 6 }],
      async () => [{ address: '::1', family: 6 }],
    ] satisfies Resolve[]) {
      expect(await probeOverSockets({ resolve })('http://example.org/')).toBeNull();
    }
    expect(hits).toEqual([]);
  });

  it('connects to the address that was checked, whatever the name leads to a moment later', async () => {
    let asked = 0;
    const flipping: Resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '192.0.2.77' : '127.0.0.1', family: 4 }];
    };
    // 192.0.2.77 is allowed here, and nobody lives there: the connection must not go to the second answer.
    const probe = probeOverSockets({ resolve: flipping, isAllowed: (address) => address === '192.0.2.77' });
    expect(await probe('http://example.org/')).toBe(false);
    expect(asked).toBe(1);
    expect(hits).toEqual([]);
  });

  it('asks nobody where a proxy would resolve the name', async () => {
    const resolve: Resolve = async () => expect.fail('the name was resolved');
    const isProxied = ({ hostname }: URL) => hostname !== 'here.example.org';
    const probe = probeOverSockets({ resolve, isProxied });
    expect(await probe('https://example.org/')).toBeNull();
    expect(await probeOverSockets({ resolve: async () => [], isProxied })('https://here.example.org/')).toBe(false);
  });

  it('says that a name without an address does not answer', async () => {
    expect(await probeOverSockets({ resolve: async () => [] })('http://example.org/')).toBe(false);
    const failing = probeOverSockets({
      resolve: async () => {
        throw new Error('ENOTFOUND');
      },
    });
    expect(await failing('http://example.org/')).toBe(false);
  });
});

describe('the probe, redirect by redirect', () => {
  const script = (answers: Readonly<Record<string, [number, string?]>>) => {
    const asked: string[] = [];
    const probe = createProbe(async (target) => {
      asked.push(target.href);
      const [status, location] = answers[target.href] ?? [404];
      return { status, location: location ?? null };
    });
    return { probe, asked };
  };

  it.each([
    [200, true],
    [204, true],
    [304, false],
    [401, false],
    [404, false],
    [500, false],
  ])('reads %i', async (status, ok) => {
    expect(await script({ 'https://example.org/': [status] }).probe('https://example.org')).toBe(ok);
  });

  it('follows three redirects, not four', async () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length: length + 1 }, (_, step): [string, [number, string?]] => [
          `https://example.org/${step}`,
          step === length ? [200] : [302, `/${step + 1}`],
        ]),
      );
    expect(await script(chain(3)).probe('https://example.org/0')).toBe(true);
    expect(await script(chain(4)).probe('https://example.org/0')).toBe(false);
  });

  it.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[::1]/',
    '//localhost/',
    'http://2130706433/',
    'http://example.org:8787/',
    'file:///etc/passwd',
  ])('does not follow one to %s', async (location) => {
    const { probe, asked } = script({ 'https://example.org/': [302, location] });
    expect(await probe('https://example.org/')).toBeNull();
    expect(asked).toEqual(['https://example.org/']);
  });

  it('over fetch sends no credentials, follows nothing by itself, and reports what breaks', async () => {
    const inits: RequestInit[] = [];
    const probe = probeWithFetch(async (_, init) => {
      inits.push(init);
      return new Response('hello', { status: 200 });
    });
    expect(await probe('https://example.org/')).toBe(true);
    expect(inits[0]).toMatchObject({ redirect: 'manual', headers: { 'user-agent': 'statusfolio' } });
    const broken = probeWithFetch(async () => {
      throw new TypeError('fetch failed');
    });
    expect(await broken('https://example.org/')).toBe(false);
    expect(await broken('http://10.0.0.1/')).toBeNull();
  });
});

describe('a page over a real socket', () => {
  it.each([
    ['answers', (_: IncomingMessage, response: ServerResponse) => void response.end('hello'), true],
    [
      'never ends',
      (_: IncomingMessage, response: ServerResponse) => {
        const timer = setInterval(() => response.write('x'.repeat(16_384)), 1);
        response.on('close', () => clearInterval(timer));
      },
      true,
    ],
    ['breaks off before its status', (request: IncomingMessage) => void request.socket.destroy(), false],
    ['is missing', (_: IncomingMessage, response: ServerResponse) => void response.writeHead(404).end(), false],
  ])('that %s', async (_, answer, ok) => {
    const server = await open(answer);
    const { port } = server.address() as AddressInfo;
    try {
      // Only here: the port of a test, and this machine.
      const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
      const ask = probeOverSockets({ resolve, isAllowed: () => true });
      expect(await ask(`http://example.org:${port}/`)).toBeNull();
      expect(await probeOnPort(port)).toBe(ok);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});

/** The same request as the probe makes, to a port that the probe itself refuses. */
async function probeOnPort(port: number): Promise<boolean> {
  const { askPinned } = await import('../../src/probe/over-sockets.ts');
  const target = new URL(`http://example.org:${port}/`);
  const answer = await askPinned(target, { address: '127.0.0.1', family: 4 }, AbortSignal.timeout(5000));
  return typeof answer === 'object' && answer.status === 200;
}
