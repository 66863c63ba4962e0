// What GitHub could not deliver is found in its own account and delivered again, once: over real HTTP to a receiver that
// is down, then up; the ids are longer than a number is exact.

import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../demo/github/app.ts';
import type { SimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { openHookDeliveries } from '../../../src/github/hook-deliveries.ts';
import { openInstallations } from '../../../src/github/installations.ts';
import { type RedeliverOptions, redeliverMissed } from '../../../src/pipeline/deliveries/redeliver-missed.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { openPipeline, row, table } from '../../support/open-pipeline.ts';

const secret = 's'.repeat(40);
const pkcs1 = { type: 'pkcs1', format: 'pem' } as const;
const spki = { type: 'spki', format: 'pem' } as const;

describe('checking for missed deliveries', () => {
  let receiver: Server;
  let url: string;
  let isUp: boolean;
  let received: string[];
  let jobs: Job[];

  beforeEach(async () => {
    isUp = true;
    received = [];
    jobs = [];
    receiver = createServer((request, response) => {
      request.resume();
      if (isUp) received.push(String(request.headers['x-github-delivery']));
      response.writeHead(isUp ? 202 : 503).end();
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/github`;
  });
  afterEach(() => receiver.close());

  async function open() {
    const pipeline = openPipeline({ viewer: 'ada' });
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
    await pipeline.store.keepDocuments(pipeline.targets);
    await pipeline.look();
    const hook = engine.addHook({ url, secret, events: ['push'] });
    const { world, store, clock, log } = pipeline;
    const options = { token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now: clock.now };
    const hooks = openHookDeliveries({ ...options, publicUrl: null, app: null });
    const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
    const owners = {
      all: [{ id: 'owner', store, queue }],
      ofDocument: () => ({ id: 'owner', store, queue }),
      deployment: store,
    };
    const redeliver = async (redelivering: RedeliverOptions = {}, which = hooks) => {
      const swept = await redeliverMissed({ owners, hooks: which, clock, log }, { atOnce: true, ...redelivering });
      await complete(world);
      return swept;
    };
    const work = async (count: number, isHeard: boolean) => {
      isUp = isHeard;
      for (let index = 0; index < count; index += 1)
        engine.commit({ at: clock.now(), message: `Work ${index}`, files: { 'main.go': `${index}` } });
      await world.deliver();
      isUp = true;
    };
    return { pipeline, world, engine, hook, options, hooks, redeliver, work };
  }

  /** GitHub says yes first and sends afterwards. */
  async function complete({ attempts, requests }: SimulatedGitHub): Promise<void> {
    const promised = requests.filter(({ path, status }) => path.endsWith('/attempts') && status === 202).length;
    while (attempts.filter(({ isRedelivery }) => isRedelivery).length < promised)
      await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('delivers each missed event again, once, and checks its repository at once', async () => {
    const { world, redeliver, work } = await open();
    await work(3, true);
    await work(250, false);
    const missed = world.attempts.filter(({ status }) => status === 503).map(({ guid }) => guid);
    received = [];
    expect(await redeliver()).toBe(250);
    expect(received.toSorted()).toEqual(missed.toSorted());
    expect(jobs).toEqual([expect.objectContaining({ kind: 'refresh', documentKey: 'ada/me:README.md@' })]);
    expect(await redeliver()).toBe(0);
    expect(received).toHaveLength(250);
    const routes = world.requests.filter(({ path }) => path.endsWith('/attempts'));
    // Nothing was rounded: every id that was asked for was found.
    expect(routes.every(({ status }) => status === 202)).toBe(true);
    expect(Number.isSafeInteger(Number(routes[0]?.path.split('/').at(-2)))).toBe(false);
  });

  it('asks once for a webhook that missed nothing, and not at all between two hours', async () => {
    const { pipeline, world, redeliver, work } = await open();
    await work(3, true);
    const lists = () => world.requests.filter(({ path }) => path.endsWith('/deliveries')).length;
    expect(await redeliver({ atOnce: false })).toBe(0);
    expect(lists()).toBe(1);
    expect(await redeliver({ atOnce: false })).toBeNull();
    pipeline.passMinutes(60);
    expect(await redeliver({ atOnce: false })).toBe(0);
    expect(lists()).toBe(2);
    expect(jobs).toEqual([]);
  });

  it('reads of a long list what came since the last complete check, and finds what that left', async () => {
    const { pipeline, world, redeliver, work } = await open();
    await work(120, true);
    await work(3, false);
    expect(await redeliver({ sinceLast: true, limit: 2 })).toBe(2);
    pipeline.passMinutes(60);
    expect(await redeliver({ sinceLast: true })).toBe(1);
    pipeline.passMinutes(60);
    const lists = () => world.requests.filter(({ path }) => path.endsWith('/deliveries')).length;
    const before = lists();
    expect(await redeliver({ sinceLast: true })).toBe(0);
    expect(lists()).toBe(before + 1);
    await work(1, false);
    pipeline.passMinutes(60);
    expect(await redeliver({ sinceLast: true })).toBe(1);
    // The failures, and one page of all that was attempted since.
    expect(lists()).toBe(before + 3);
  });

  it('leaves alone what was recorded although GitHub did not hear the answer', async () => {
    const { pipeline, world, engine, redeliver, work } = await open();
    await work(2, false);
    const [{ guid = '' } = {}] = world.attempts;
    const key = `repository:${engine.state.databaseId}:${guid}`;
    const { buildDelivery } = await import('../../support/build-records.ts');
    await pipeline.store.recordDeliveries([buildDelivery(guid, { key })]);
    expect(await redeliver()).toBe(1);
    expect(received).not.toContain(guid);
  });

  it('gives up on an event that is refused every time, and on what GitHub forgot', async () => {
    const { pipeline, redeliver, work } = await open();
    await work(1, false);
    for (let hour = 0; hour < 10; hour += 1) {
      isUp = false;
      await redeliver();
    }
    expect(await redeliver()).toBe(0);
    await work(1, false);
    pipeline.pass(4);
    expect(await redeliver()).toBe(0);
  });

  it('finishes in the next check what a limit or an error left', async () => {
    const { world, redeliver, work } = await open();
    await work(5, false);
    expect(await redeliver({ limit: 2 })).toBe(2);
    world.fail({ when: ({ path }) => path.endsWith('/attempts'), answer: new Response('{}', { status: 502 }) });
    expect(await redeliver()).toBe(0);
    expect(await redeliver()).toBe(3);
    expect(new Set(received).size).toBe(5);
    expect(received).toHaveLength(5);
  });

  it('takes no offence where the token may not see webhooks', async () => {
    const { pipeline, redeliver } = await open();
    pipeline.world.fail({
      when: ({ path }) => path.endsWith('/hooks'),
      answer: new Response('{}', { status: 403 }),
      times: 9,
    });
    expect(await redeliver()).toBe(0);
    const [mark] = (await pipeline.store.listTaskRuns()).filter(({ name }) => name === 'redelivery');
    expect(mark?.figures).toMatchObject({ webhooks: 0, hidden: 2 });
  });

  it.each(['PKCS#1', 'PKCS#8'])('checks the webhook of an App, signed in with a %s key', async (format) => {
    const { world, options, redeliver, work } = await open();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export(format === 'PKCS#1' ? pkcs1 : { type: 'pkcs8', format: 'pem' }).toString();
    world.app = createApp('4711', publicKey.export(spki).toString());
    world.app.installations.push({ id: 7, account: 'ada', repositories: null, permissions: {}, isSuspended: false });
    await work(2, false);
    const credential = { id: '4711', privateKey: pem };
    const hooks = openHookDeliveries({
      ...options,
      publicUrl: 'https://elsewhere.example',
      app: { credential, installations: openInstallations(credential, options) },
    });
    expect(await redeliver({}, hooks)).toBe(2);
    expect(received).toHaveLength(2);
  });

  it.each([401, 403, 404, 500])('keeps checking the others where one repository answers %i', async (status) => {
    const { pipeline, world, redeliver, work } = await open();
    await work(2, false);
    world.fail({
      when: ({ path }) => path === '/repos/ada/me/hooks',
      answer: new Response('{}', { status }),
      times: 9,
    });
    const swept = await redeliver();
    const [mark] = (await pipeline.store.listTaskRuns()).filter(({ name }) => name === 'redelivery');
    // What is wrong with GitHub itself is wrong everywhere, and found again an hour later.
    expect([swept, mark?.figures]).toEqual(
      status === 500
        ? [0, expect.objectContaining({ webhooks: 0, hidden: 0 })]
        : [2, expect.objectContaining({ webhooks: 1, hidden: 1, missed: 2, redelivered: 2 })],
    );
  });

  it('delivers again for an App that is installed on the portfolio alone, and asks no repository for webhooks', async () => {
    const { pipeline, world, options, redeliver, work } = await open();
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    world.app = createApp('4711', publicKey.export(spki).toString());
    world.app.installations.push({ id: 7, account: 'ada', repositories: ['me'], permissions: {}, isSuspended: false });
    await work(1, false);
    const credential = { id: '4711', privateKey: privateKey.export(pkcs1).toString() };
    const app = { credential, installations: openInstallations(credential, options) };
    expect(await redeliver({}, openHookDeliveries({ ...options, publicUrl: null, app }))).toBe(1);
    expect(received).toHaveLength(1);
    expect(world.requests.filter(({ path }) => path.endsWith('/hooks'))).toEqual([]);
    const [mark] = (await pipeline.store.listTaskRuns()).filter(({ name }) => name === 'redelivery');
    expect(mark?.figures).toEqual({ webhooks: 1, hidden: 0, missed: 1, redelivered: 1 });
  });
});
