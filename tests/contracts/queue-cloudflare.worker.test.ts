// What is asserted stands in queue-contract.ts; here only the queue that must satisfy it.

import {
  applyD1Migrations,
  createExecutionContext,
  createMessageBatch,
  env,
  getQueueResult,
  reset,
} from 'cloudflare:test';
import type { Queue as CloudflareQueue } from '@cloudflare/workers-types';
import { consumeBatch, createCloudflareQueue, type QueueMessage } from '../../src/queue/cloudflare-queue.ts';
import { createDeadLetters } from '../../src/queue/sqlite-queue.ts';
import { openD1Database } from '../../src/store/d1.ts';
import { describeQueue, type QueueUnderTest } from './queue-contract.ts';

interface WaitingMessage {
  readonly id: string;
  readonly attempts: number;
  readonly body: QueueMessage;
}

/**
 * The messages are kept here instead of by Cloudflare, whose local queue would hand them to the Worker of wrangler.toml;
 * the batch, and what becomes of each of its messages, are workerd's own. Delays count as over at the next batch.
 */
async function openQueue(): Promise<QueueUnderTest> {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  const database = openD1Database(env.DB);
  const letters = createDeadLetters(database, 'ada');
  let waiting: WaitingMessage[] = [];
  const add = (body: QueueMessage) => waiting.push({ id: crypto.randomUUID(), attempts: 0, body });
  const binding = {
    send: async (body: QueueMessage) => add(body),
    sendBatch: async (messages: Iterable<{ body: QueueMessage }>) => {
      const sent = [...messages];
      // As Cloudflare does.
      if (sent.length === 0 || sent.length > 100) throw new Error(`a batch of ${sent.length} messages`);
      for (const { body } of sent) add(body);
    },
  } as unknown as CloudflareQueue<QueueMessage>;

  return {
    queue: createCloudflareQueue(binding),
    work: async (run, now) => {
      const taken = waiting.map((message) => ({ ...message, attempts: message.attempts + 1 }));
      waiting = [];
      const batch = createMessageBatch<QueueMessage>(
        'statusfolio-jobs',
        taken.map((message) => ({ ...message, timestamp: now })),
      );
      await consumeBatch(batch, {
        receive: () => Promise.reject(new Error('there are no deliveries here')),
        run,
        deadLetter: ({ job, reason, attempts }) => database.run(letters.deadLetter(job, reason, attempts, now)),
        now: () => now,
        random: () => 0.5,
      });
      const { explicitAcks, retryMessages } = await getQueueResult(batch, createExecutionContext());
      const decision = new Set([...explicitAcks, ...retryMessages.map(({ msgId }) => msgId)]);
      if (taken.some(({ id }) => !decision.has(id))) throw new Error('a message was neither acknowledged nor retried');
      waiting.push(...taken.filter(({ id }) => retryMessages.some(({ msgId }) => msgId === id)));
    },
    dead: letters.list,
  };
}

describeQueue('the queue on Cloudflare', openQueue);
