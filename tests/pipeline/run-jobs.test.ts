// The loop of one machine among jobs that throw and hang, and deliveries that cannot be applied: nobody else waits.

import { describe, expect, it } from 'vitest';
import { createApp } from '../../demo/github/app.ts';
import { StatusfolioError } from '../../src/errors.ts';
import { createAppGitHub } from '../../src/github/app.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { openInstallations } from '../../src/github/installations.ts';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { createWorker, runJob } from '../../src/pipeline/run-jobs.ts';
import { scheduleRefreshes } from '../../src/pipeline/schedule.ts';
import type { GitHub } from '../../src/ports/github.ts';
import type { Job, JobResult, Log } from '../../src/ports/queue.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { makeAppKeys } from '../support/app-keys.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const clock = { now: () => new Date() };
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const job = (documentKey: string): Job => ({ kind: 'refresh', documentKey, requestedAt: '2026-01-01T00:00:00.000Z' });

describe('createWorker', () => {
  it('goes on after a job that throws and one that hangs, and gives both back', async () => {
    const waiting = [job('throws'), job('hangs'), job('good')];
    const outcomes: [string, JobResult][] = [];
    const worker = createWorker({
      receive: async () => {},
      source: {
        claim: async () => {
          const next = waiting.shift();
          return next === undefined ? null : { job: next };
        },
        complete: async (claimed, outcome) => void outcomes.push([claimed.job.documentKey, outcome]),
      },
      run: async ({ documentKey }) => {
        if (documentKey === 'throws') throw new TypeError('no such thing');
        if (documentKey === 'hangs') await new Promise(() => {});
        return { kind: 'done' };
      },
      clock,
      log: silent,
      timeoutMs: 30,
    });
    worker.wake();
    await worker.idle();
    expect(outcomes).toEqual([
      ['throws', { kind: 'retry', at: null, reason: 'no such thing' }],
      ['hangs', { kind: 'retry', at: null, reason: 'it took longer than 0.03 s' }],
      ['good', { kind: 'done' }],
    ]);
  });
});

describe('a credential that is refused', () => {
  const credentials: Readonly<Record<string, (pipeline: Pipeline) => GitHub>> = {
    'a token that was revoked': ({ githubOptions }) => createGitHub({ ...githubOptions, token: 'revoked' }),
    'an App that is installed nowhere': ({ world, githubOptions: { apiUrl, fetch, now } }) => {
      const keys = makeAppKeys();
      world.app = createApp('4711', keys.publicKey);
      const installations = openInstallations({ id: '4711', privateKey: keys.pkcs8 }, { apiUrl, fetch, now });
      return createAppGitHub({ apiUrl, fetch, now, installations, home: 'ada/me' });
    },
  };

  it.each(Object.keys(credentials))('is not asked with again at every tick: %s', async (name) => {
    const pipeline = openPipeline();
    pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
    const { store, clock: at, portfolio, targets } = pipeline;
    const github = credentials[name]?.(pipeline) ?? expect.fail('there is no such credential');
    const ports = { store, github, files: openLocalDocuments(), clock: at, log: silent };
    await store.keepDocuments(targets);
    let looks = 0;
    for (let tick = 0; tick < 48; tick += 1) {
      const jobs: Job[] = [];
      const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
      await scheduleRefreshes({ store, queue, clock: at, log: silent }, false);
      for (const due of jobs) {
        looks += 1;
        expect(await runJob(due, targets, portfolio, ports)).toMatchObject({
          kind: 'dead',
          reason: expect.stringContaining('TOKEN_REJECTED'),
        });
      }
      pipeline.passMinutes(30);
    }
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThanOrEqual(5);
    expect((await store.listDocuments())[0]?.problems).toMatchObject([{ code: 'TOKEN_REJECTED' }]);
  });
});

describe('a delivery that cannot be applied', () => {
  async function open(fault: Error) {
    const pipeline = openPipeline();
    pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
    await pipeline.store.keepDocuments(pipeline.targets);
    await pipeline.look();
    const { clock: at, portfolio, store } = pipeline;
    const jobs: Job[] = [];
    const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
    const parts = { repositoryId: null, repositoryName: 'ada/engine' };
    await store.recordDeliveries(['a', 'b', 'c'].map((id) => buildDelivery(id, { ...parts, after: id.repeat(40) })));
    // Whatever is asked about this head fails.
    const findOwnCommits = async (oids: readonly string[]) => {
      if (oids.includes('b'.repeat(40))) throw fault;
      return [];
    };
    const receive = () =>
      receiveDeliveries({ store: { ...store, findOwnCommits }, queue, clock: at, log: silent, portfolio });
    return { receive, jobs, store };
  }

  it('is quarantined with its reason, and its repository is checked; the others are applied', async () => {
    const { receive, jobs, store } = await open(new RangeError('Invalid time value'));
    expect(await receive()).toBe(3);
    expect(await store.waitingDeliveries(10)).toEqual([]);
    const notes = (await store.listDeliveries(10)).map(({ deliveryId, note }) => [deliveryId, note]);
    expect(notes).toContainEqual(['b', 'could not be applied: Invalid time value']);
    expect(notes.filter(([, note]) => note?.startsWith('could not'))).toHaveLength(1);
    expect(jobs.map(({ documentKey }) => documentKey)).toContain('ada/me:README.md@');
  });

  it('waits where it is the store that failed', async () => {
    const { receive, store } = await open(new StatusfolioError('STORE_UNAVAILABLE', 'busy', { retryable: true }));
    await expect(receive()).rejects.toThrow('busy');
    expect(await store.waitingDeliveries(10)).toHaveLength(3);
  });
});
