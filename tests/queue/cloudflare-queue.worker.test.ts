import { createExecutionContext, createMessageBatch, env, getQueueResult } from 'cloudflare:test';
import type { MessageBatch } from '@cloudflare/workers-types';
import { describe, expect, it } from 'vitest';
import type { Job, JobResult } from '../../src/ports/queue.ts';
import type { Delivery } from '../../src/ports/records.ts';
import { consumeBatch, createCloudflareQueue, type QueueMessage } from '../../src/queue/cloudflare-queue.ts';
import { backoffMs, maxAttempts } from '../../src/queue/sqlite-queue.ts';
import { buildDelivery } from '../support/build-records.ts';

const now = new Date('2026-06-01T12:00:00Z');
const failed = { kind: 'retry', at: null, reason: 'GitHub is down' } as const;
const job = (documentKey: string, requestedAt = now.toISOString()): QueueMessage => ({
  kind: 'job',
  job: { kind: 'refresh', documentKey, requestedAt },
});

async function consume(
  bodies: readonly unknown[],
  outcome: (job: Job) => JobResult,
  attempts: number | readonly number[] = 1,
  receive?: () => Promise<void>,
  deadLetter?: () => Promise<void>,
) {
  const seen: { deliveries: Delivery[]; jobs: Job[]; buried: string[] } = { deliveries: [], jobs: [], buried: [] };
  const messages = bodies.map((body, index) => ({
    id: String(index),
    timestamp: now,
    attempts: typeof attempts === 'number' ? attempts : (attempts[index] ?? 1),
    body: body as QueueMessage,
  }));
  const batch = createMessageBatch<QueueMessage>('statusfolio-jobs', messages);
  const context = createExecutionContext();
  await consumeBatch(batch, {
    receive: async (deliveries) => {
      await receive?.();
      seen.deliveries.push(...deliveries);
    },
    run: async (found) => {
      seen.jobs.push(found);
      return outcome(found);
    },
    deadLetter: async ({ job: found, reason }) => {
      await deadLetter?.();
      seen.buried.push(`${found.documentKey}: ${reason}`);
    },
    now: () => now,
    random: () => 0,
  });
  const result = await getQueueResult(batch, context);
  return {
    ...seen,
    acknowledged: result.explicitAcks.sort(),
    retried: result.retryMessages.map(({ msgId }) => msgId).sort(),
  };
}

describe('consumeBatch', () => {
  it('records deliveries before it acknowledges them', async () => {
    const deliveries = [buildDelivery('1'), buildDelivery('2')];
    const messages = deliveries.map((delivery): QueueMessage => ({ kind: 'delivery', delivery }));
    const done = await consume(messages, () => ({ kind: 'done' }));
    expect(done).toMatchObject({ deliveries, acknowledged: ['0', '1'], retried: [] });
    const failed = await consume(
      messages,
      () => ({ kind: 'done' }),
      1,
      () => Promise.reject(new Error('D1 is down')),
    );
    expect(failed).toMatchObject({ acknowledged: [], retried: ['0', '1'] });
  });

  it('runs several requests for one document once, with the newest', async () => {
    const later = '2026-06-01T12:05:00.000Z';
    const { jobs, acknowledged } = await consume([job('a'), job('a', later), job('b')], () => ({ kind: 'done' }));
    expect(jobs.map(({ documentKey, requestedAt }) => [documentKey, requestedAt])).toEqual([
      ['a', later],
      ['b', now.toISOString()],
    ]);
    expect(acknowledged).toEqual(['0', '1', '2']);
  });

  it('lets one bad message disturb no other', async () => {
    const { acknowledged, retried, buried } = await consume(
      [job('good'), job('bad'), job('throws'), job('hopeless')],
      ({ documentKey }) => {
        if (documentKey === 'throws') throw new Error('a fault of ours');
        if (documentKey === 'hopeless') return { kind: 'dead', reason: 'TOKEN_REJECTED' };
        return documentKey === 'bad' ? { kind: 'retry', at: null, reason: 'GitHub is down' } : { kind: 'done' };
      },
    );
    expect(acknowledged).toEqual(['0', '3']);
    expect(retried).toEqual(['1', '2']);
    expect(buried).toEqual(['hopeless: TOKEN_REJECTED']);
  });

  it('gives a job up after the last attempt', async () => {
    const { acknowledged, buried } = await consume(
      [job('a')],
      () => ({ kind: 'retry', at: null, reason: 'GitHub is down' }),
      maxAttempts,
    );
    expect({ acknowledged, buried }).toEqual({ acknowledged: ['0'], buried: ['a: GitHub is down'] });
  });

  it('tries a fresh request again for a document that counts as failed otherwise', async () => {
    const { acknowledged, retried, buried } = await consume([job('a'), job('a')], () => failed, [maxAttempts, 1]);
    expect({ acknowledged, retried, buried }).toEqual({
      acknowledged: ['0'],
      retried: ['1'],
      buried: ['a: GitHub is down'],
    });
  });

  it('does not acknowledge what it could not bury, and goes on with the others', async () => {
    const { acknowledged, retried } = await consume(
      [job('hopeless'), job('good')],
      ({ documentKey }) => (documentKey === 'good' ? { kind: 'done' } : { kind: 'dead', reason: 'TOKEN_REJECTED' }),
      1,
      undefined,
      () => Promise.reject(new Error('D1 is down')),
    );
    expect({ acknowledged, retried }).toEqual({ acknowledged: ['1'], retried: ['0'] });
  });

  it('keeps messages that it cannot read for a version that can, and goes on with the others', async () => {
    const bodies = [null, 'text', 5, { kind: 'of a later version' }, {}, job('good')];
    const { acknowledged, retried, jobs } = await consume(bodies, () => ({ kind: 'done' }));
    expect({ acknowledged, retried }).toEqual({ acknowledged: ['5'], retried: ['0', '1', '2', '3', '4'] });
    expect(jobs).toHaveLength(1);
  });

  it('keeps damaged messages of a known kind from disturbing the others', async () => {
    const good = buildDelivery('1');
    const bodies = [
      { kind: 'delivery' },
      { kind: 'delivery', delivery: null },
      { kind: 'delivery', delivery: { ...good, key: 5 } },
      { kind: 'delivery', delivery: { ...good, receivedAt: 'yesterday' } },
      { kind: 'delivery', delivery: { ...good, repositoryName: {} } },
      { kind: 'job' },
      { kind: 'job', job: { kind: 'refresh', documentKey: 'x' } },
      { kind: 'job', job: { kind: 'other', documentKey: 'x', requestedAt: now.toISOString() } },
      { kind: 'job', job: { kind: 'notice', documentKey: 'x', requestedAt: now.toISOString() } },
      { kind: 'job', job: { kind: 'notice', documentKey: 'x', requestedAt: now.toISOString(), notice: { keys: [5] } } },
      { kind: 'delivery', delivery: good },
      job('good'),
    ];
    const { acknowledged, deliveries, jobs } = await consume(bodies, () => ({ kind: 'done' }));
    expect(acknowledged).toEqual(['10', '11']);
    expect(deliveries).toEqual([good]);
    expect(jobs).toHaveLength(1);
  });

  it('runs jobs although the deliveries of the batch could not be recorded', async () => {
    const { acknowledged, retried } = await consume(
      [{ kind: 'delivery', delivery: buildDelivery('1') }, job('a')],
      () => ({ kind: 'done' }),
      1,
      () => Promise.reject(new Error('D1 is down')),
    );
    expect({ acknowledged, retried }).toEqual({ acknowledged: ['1'], retried: ['0'] });
  });

  it('asks Cloudflare to wait as long as the outcome says, within what Cloudflare can', async () => {
    const delayOf = async (at: Date | null, attempts: number) => {
      const delays: unknown[] = [];
      const message = {
        id: '1',
        timestamp: now,
        attempts,
        body: job('a'),
        ack: () => {},
        retry: (options: unknown) => delays.push(options),
      };
      await consumeBatch({ messages: [message] } as unknown as MessageBatch<QueueMessage>, {
        receive: async () => {},
        run: async () => ({ kind: 'retry', at, reason: '' }),
        deadLetter: async () => {},
        now: () => now,
        random: () => 0.5,
      });
      return delays;
    };
    const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    expect(await delayOf(after(90.2), 1)).toEqual([{ delaySeconds: 91 }]);
    expect(await delayOf(after(-5), 1)).toEqual([{ delaySeconds: 1 }]);
    expect(await delayOf(after(86_400), 1)).toEqual([{ delaySeconds: 43_200 }]);
    expect(await delayOf(null, 3)).toEqual([{ delaySeconds: Math.ceil(backoffMs(3, 0.5) / 1000) }]);
  });
});

describe('createCloudflareQueue', () => {
  it('takes more jobs than Cloudflare takes at once, and deliveries', async () => {
    const queue = createCloudflareQueue(env.JOBS);
    await queue.enqueue(
      Array.from({ length: 150 }, (_, index) => ({
        kind: 'refresh',
        documentKey: `d${index}`,
        requestedAt: now.toISOString(),
      })),
    );
    await queue.accept([buildDelivery('1')]);
  });

  it('says that it may pass when Cloudflare does not take a message', async () => {
    const refuse = () => Promise.reject(new Error('Queue is overloaded'));
    const queue = createCloudflareQueue({ send: refuse, sendBatch: refuse } as unknown as typeof env.JOBS);
    const mayPass = expect.objectContaining({ code: 'STORE_UNAVAILABLE', retryable: true });
    await expect(queue.accept([buildDelivery('1')])).rejects.toEqual(mayPass);
    await expect(queue.enqueue([{ kind: 'refresh', documentKey: 'a', requestedAt: '' }])).rejects.toEqual(mayPass);
  });
});
