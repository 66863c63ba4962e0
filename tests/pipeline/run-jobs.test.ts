// The loop of one machine among jobs that throw and hang, and deliveries that cannot be folded: nobody else waits.

import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { createWorker } from '../../src/pipeline/run-jobs.ts';
import type { Job, JobResult, Log } from '../../src/ports/queue.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

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

describe('a delivery that cannot be folded', () => {
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

  it('is set aside with its reason, and its repository is looked at; the others are folded', async () => {
    const { receive, jobs, store } = await open(new RangeError('Invalid time value'));
    expect(await receive()).toBe(3);
    expect(await store.waitingDeliveries(10)).toEqual([]);
    const notes = (await store.listDeliveries(10)).map(({ deliveryId, note }) => [deliveryId, note]);
    expect(notes).toContainEqual(['b', 'could not be folded: Invalid time value']);
    expect(notes.filter(([, note]) => note?.startsWith('could not'))).toHaveLength(1);
    expect(jobs.map(({ documentKey }) => documentKey)).toContain('ada/me:README.md@');
  });

  it('waits where it is the store that failed', async () => {
    const { receive, store } = await open(new StatusfolioError('STORE_UNAVAILABLE', 'busy', { retryable: true }));
    await expect(receive()).rejects.toThrow('busy');
    expect(await store.waitingDeliveries(10)).toHaveLength(3);
  });
});
