import { createExecutionContext, createMessageBatch, env, getQueueResult } from 'cloudflare:test';
import { describe, expect, it } from 'vitest';
import type { Delivery, Job, Outcome } from '../../src/ports.ts';
import { maxAttempts } from '../../src/queue/backoff.ts';
import { consumeBatch, createCloudflareQueue, type QueueMessage } from '../../src/queue/cloudflare-queue.ts';
import { buildDelivery } from '../support/build-records.ts';

const now = new Date('2026-06-01T12:00:00Z');
const job = (documentKey: string, wantedAt = now.toISOString()): QueueMessage => ({
  kind: 'job',
  job: { kind: 'refresh', documentKey, wantedAt },
});

async function consume(
  bodies: readonly QueueMessage[],
  outcome: (job: Job) => Outcome,
  attempts = 1,
  receive?: () => Promise<void>,
) {
  const seen: { deliveries: Delivery[]; jobs: Job[]; buried: string[] } = { deliveries: [], jobs: [], buried: [] };
  const messages = bodies.map((body, index) => ({ id: String(index), timestamp: now, attempts, body }));
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
    bury: async (found, reason) => {
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

  it('runs several wishes for one document once, with the newest', async () => {
    const later = '2026-06-01T12:05:00.000Z';
    const { jobs, acknowledged } = await consume([job('a'), job('a', later), job('b')], () => ({ kind: 'done' }));
    expect(jobs.map(({ documentKey, wantedAt }) => [documentKey, wantedAt])).toEqual([
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
});

describe('createCloudflareQueue', () => {
  it('takes more jobs than Cloudflare takes at once, and deliveries', async () => {
    const queue = createCloudflareQueue(env.JOBS);
    await queue.enqueue(
      Array.from({ length: 150 }, (_, index) => ({
        kind: 'refresh',
        documentKey: `d${index}`,
        wantedAt: now.toISOString(),
      })),
    );
    expect(await queue.accept(buildDelivery('1'))).toBe('queued');
  });
});
