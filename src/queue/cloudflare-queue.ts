// Cloudflare Queues behind the same port: at least once, in any order, with our own account of attempts and dead
// letters, because a message that Cloudflare gives up is deleted after a few days.

import type { Queue as CloudflareQueue, Message, MessageBatch } from '@cloudflare/workers-types';
import type { Delivery, Inbox, Job, Outcome, Queue } from '../ports.ts';
import { backoffMs, maxAttempts } from './backoff.ts';

/** On Workers the queue is the inbox: a delivery is a message until the consumer has recorded it. */
export type QueueMessage =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'job'; readonly job: Job };

/** Cloudflare takes at most 100 messages at once. */
const maxBatch = 100;

/** Cloudflare's longest delay. */
const maxDelaySeconds = 12 * 3600;

export function createCloudflareQueue(binding: CloudflareQueue<QueueMessage>): Queue & Inbox {
  return {
    async enqueue(jobs) {
      for (let start = 0; start < jobs.length; start += maxBatch) {
        const messages = jobs.slice(start, start + maxBatch).map((job) => ({ body: { kind: 'job', job } as const }));
        await binding.sendBatch(messages);
      }
    },
    async accept(delivery) {
      await binding.send({ kind: 'delivery', delivery });
      return 'queued';
    },
  };
}

export interface BatchHandlers {
  /** Records the deliveries, durably, and turns them into wishes. */
  readonly receive: (deliveries: readonly Delivery[]) => Promise<unknown>;
  readonly run: (job: Job) => Promise<Outcome>;
  readonly bury: (job: Job, reason: string, attempts: number) => Promise<unknown>;
  readonly now: () => Date;
  readonly random: () => number;
}

/** Tells Cloudflare the truth about every message of a batch; one that fails does not disturb the others. */
export async function consumeBatch(batch: MessageBatch<QueueMessage>, handlers: BatchHandlers): Promise<void> {
  await consumeDeliveries(batch.messages, handlers);
  for (const [job, messages] of groupJobs(batch.messages)) {
    const attempts = Math.max(...messages.map((message) => message.attempts));
    await settle(job, messages, attempts, await runSafely(job, handlers), handlers);
  }
}

async function consumeDeliveries(messages: readonly Message<QueueMessage>[], handlers: BatchHandlers): Promise<void> {
  const received = messages.flatMap((message) =>
    message.body.kind === 'delivery' ? [{ message, delivery: message.body.delivery }] : [],
  );
  if (received.length === 0) return;
  try {
    await handlers.receive(received.map(({ delivery }) => delivery));
    for (const { message } of received) message.ack();
  } catch {
    // Not recorded, so not acknowledged: Cloudflare delivers them again, and the dedupe key makes that harmless.
    for (const { message } of received)
      message.retry({ delaySeconds: delaySeconds(backoffMs(message.attempts, handlers.random())) });
  }
}

/** Several wishes for one document are one refresh. */
function groupJobs(messages: readonly Message<QueueMessage>[]): [Job, Message<QueueMessage>[]][] {
  const groups = new Map<string, [Job, Message<QueueMessage>[]]>();
  for (const message of messages) {
    if (message.body.kind !== 'job') continue;
    const { job } = message.body;
    const [newest, others] = groups.get(job.documentKey) ?? [job, []];
    groups.set(job.documentKey, [newest.wantedAt > job.wantedAt ? newest : job, [...others, message]]);
  }
  return [...groups.values()];
}

async function runSafely(job: Job, handlers: BatchHandlers): Promise<Outcome> {
  try {
    return await handlers.run(job);
  } catch (error) {
    return { kind: 'retry', at: null, reason: error instanceof Error ? error.message : 'unknown' };
  }
}

async function settle(
  job: Job,
  messages: readonly Message<QueueMessage>[],
  attempts: number,
  outcome: Outcome,
  handlers: BatchHandlers,
): Promise<void> {
  if (outcome.kind === 'retry' && attempts < maxAttempts) {
    const waitMs =
      outcome.at === null ? backoffMs(attempts, handlers.random()) : outcome.at.getTime() - handlers.now().getTime();
    for (const message of messages) message.retry({ delaySeconds: delaySeconds(waitMs) });
    return;
  }
  if (outcome.kind !== 'done') await handlers.bury(job, outcome.reason, attempts);
  for (const message of messages) message.ack();
}

function delaySeconds(waitMs: number): number {
  return Math.min(maxDelaySeconds, Math.max(1, Math.ceil(waitMs / 1000)));
}
