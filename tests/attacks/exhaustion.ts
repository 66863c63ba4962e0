// S12 to S15, and what belongs to them: limits that strangers use up, and doors that are open because somebody seems to
// be on the same machine. Strangers come from 127.0.0.2, the owner and GitHub from 127.0.0.1.

import { setTimeout as pause } from 'node:timers/promises';
import { type Attack, gotThrough, held, mustHold, type Outcome } from './support/attack.ts';
import { everybody } from './support/configuration.ts';
import type { Place, Variables } from './support/place.ts';
import { type Answer, adminToken, openRaw, type Serving, serveTarget } from './support/serve-target.ts';
import { openWorld } from './support/world.ts';

const document = '| Project | Status |\n|---|---|\n| Lantern | Active |\n';
const shared = 'a shared limit that a stranger can use up';
const stranger = '127.0.0.2';

async function servePublic(place: Place, environment: Variables = { STATUSFOLIO_ADMIN_TOKEN: adminToken }) {
  const world = await openWorld(place, { document });
  const configuration = `documents: [{ repo: ada/me, publish: none }]\n${everybody(place)}`;
  return await serveTarget(place, world, { configuration, environment });
}

/** Whether somebody is still served who has nothing to do with the stranger. */
async function judgeService(what: string, ask: () => Promise<Answer>, good: readonly number[]): Promise<Outcome> {
  try {
    const { status } = await ask();
    return good.includes(status) ? held(`${what} is answered ${status}`) : gotThrough(`${what} is answered ${status}`);
  } catch (error) {
    return gotThrough(`${what} gets no answer (${error instanceof Error ? error.message : ''})`);
  }
}

const owner = { authorization: `Bearer ${adminToken}` };
const followLive = (serving: Serving) =>
  judgeService('the owner at /events', () => serving.ask('/events', { headers: owner }), [200]);

const head = (method: string, path: string, more = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${more}\r\n`;

async function fillSeats(place: Place, serving: Serving, text: string, count: number) {
  for (let opened = 0; opened < count; opened += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - opened) }, () => openRaw(place, serving.url, text, stranger)),
    );
  }
  await pause(700);
}

const seats: readonly Attack[] = [
  {
    number: 'S13',
    kind: shared,
    name: '250 HEAD /events on two connections take every live seat',
    run: async (place) => {
      const serving = await servePublic(place);
      for (let connection = 0; connection < 2; connection += 1) {
        await openRaw(place, serving.url, head('HEAD', '/events').repeat(125), stranger);
      }
      await pause(1500);
      return await judgeService('a visitor at /events', () => serving.ask('/events'), [200]);
    },
  },
  {
    number: 'S13',
    kind: shared,
    name: '250 streams of one stranger leave no live seat for the owner',
    run: async (place) => {
      const serving = await servePublic(place);
      await fillSeats(place, serving, head('GET', '/events'), 250);
      return await followLive(serving);
    },
  },
  {
    number: 'S13',
    kind: shared,
    name: '250 streams from many addresses leave no live seat for the owner',
    run: async (place) => {
      const serving = await servePublic(place);
      const streams = Array.from({ length: 250 }, (_, index) =>
        openRaw(place, serving.url, head('GET', '/events'), `127.0.2.${1 + Math.floor(index / 10)}`),
      );
      await Promise.all(streams);
      await pause(700);
      return await followLive(serving);
    },
  },
  {
    number: 'S13',
    kind: shared,
    name: '250 streams of one stranger leave no live seat for another visitor',
    run: async (place) => {
      const serving = await servePublic(place);
      await fillSeats(place, serving, head('GET', '/events'), 250);
      return await judgeService('a visitor at /events', () => serving.ask('/events'), [200]);
    },
  },
];

const flood = async (serving: Serving, word: (index: number) => string) => {
  await Promise.all(Array.from({ length: 150 }, (_, index) => serving.ask(word(index), { from: stranger })));
};

const selections: Readonly<Record<string, (index: number) => string>> = {
  'searches that nobody made before': (index) => `/?q=word${index}`,
  'orders and searches': (index) => `/?sort=name&q=w${index}`,
  'unknown parameters': (index) => `/?x${index}=${index}`,
};

const pages = Object.entries(selections).map(
  ([name, word]): Attack => ({
    number: 'S14',
    kind: shared,
    name: `150 requests with ${name}, then the front page`,
    run: async (place) => {
      const serving = await servePublic(place);
      await serving.waitForSilence();
      await flood(serving, word);
      // Something happens in the world, so that the page has to be made anew.
      const front = await judgeService('the front page', () => serving.ask('/'), [200]);
      if (front.result === 'got through') return front;
      return await judgeService("another visitor's search", () => serving.ask('/?q=lantern'), [200]);
    },
  }),
);

const signature = `X-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\n`;
const event = 'X-GitHub-Event: push\r\nX-GitHub-Delivery: 0a0a0a0a-0000-4000-8000-000000000000\r\n';
const body = (length: number, more: string) =>
  `${head('POST', '/webhooks/github', `Content-Type: application/json\r\nContent-Length: ${length}\r\n${more}`)}{`;
const chunked = (more: string) =>
  `${head('POST', '/webhooks/github', `Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n${more}`)}1\r\n{\r\n`;

/** A payload of 400 KiB, as a push with many commits is. */
const largePayload = {
  ref: 'refs/heads/main',
  repository: { node_id: 'R_1', full_name: 'ada/me' },
  padding: 'x'.repeat(400 * 1024),
};

const slowSenders: Readonly<Record<string, string>> = {
  'without a signature': body(20_000_000, ''),
  'with a signature of no form': body(20_000_000, `X-Hub-Signature-256: sha256=zz\r\n${event}`),
  'with a made-up signature': body(20_000_000, signature + event),
  'in chunks, with a made-up signature': chunked(signature + event),
};

const slow = Object.entries(slowSenders).map(
  ([name, text]): Attack => ({
    number: 'S15',
    kind: shared,
    name: `twelve slow senders of large bodies ${name}`,
    deadlineMs: 90_000,
    run: async (place) => {
      const serving = await servePublic(place);
      await fillSeats(place, serving, text, 12);
      try {
        const status = await Promise.race([serving.deliver('push', largePayload), pause(18_000)]);
        if (status === undefined) return gotThrough('a signed delivery of 400 KiB waited for more than 18 s');
        return status === 202 || status === 200
          ? held(`a signed delivery of 400 KiB is answered ${status}`)
          : gotThrough(`a signed delivery of 400 KiB is answered ${status}`);
      } catch (error) {
        return gotThrough(`a signed delivery of 400 KiB fails: ${error instanceof Error ? error.message : ''}`);
      }
    },
  }),
);

const connections: readonly Attack[] = [
  {
    number: 'S15',
    kind: shared,
    name: '1,100 half-open connections of one stranger',
    deadlineMs: 90_000,
    run: async (place) => {
      const serving = await servePublic(place);
      await fillSeats(place, serving, 'GET / HTTP/1.1\r\nHost: ', 1100);
      return await judgeService('GitHub', () => serving.ask('/healthz', { timeoutMs: 6000 }), [200, 503]);
    },
  },
  {
    number: 'S15',
    kind: shared,
    name: '1,100 readers of one stranger who take nothing of the page that they asked for',
    deadlineMs: 90_000,
    run: async (place) => {
      const serving = await servePublic(place);
      await fillSeats(place, serving, head('GET', '/'), 1100);
      return await judgeService('GitHub', () => serving.ask('/healthz', { timeoutMs: 6000 }), [200, 503]);
    },
  },
];

const proxied = { STATUSFOLIO_PUBLIC_URL: 'https://status.example.org' };
const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };

const visitors: Readonly<Record<string, Variables>> = {
  'under the public name': { host: 'status.example.org', ...forwarded },
  'through a proxy that names this machine': { host: '127.0.0.1:8787', ...forwarded },
  'through a proxy that says nothing of itself': { host: 'localhost' },
  'through a proxy with a Forwarded header': { host: 'localhost', forwarded: 'for=203.0.113.9' },
};

const local = Object.entries(visitors).map(
  ([name, headers]): Attack => ({
    number: 'S12',
    kind: '"this machine" guessed from a name that the request brings',
    name: `/metrics of a server without an admin token ${name}`,
    run: async (place) => {
      const serving = await servePublic(place, proxied);
      const { status, body: text } = await serving.ask('/metrics', { headers });
      mustHold(status !== 0, 'no answer');
      return text.includes('statusfolio_')
        ? gotThrough('the figures of operation are shown')
        : held(`it is answered ${status}`);
    },
  }),
);

export const exhaustionAttacks: readonly Attack[] = [...local, ...seats, ...pages, ...slow, ...connections];
