// Cloudflare Queues behind the same port: at least once, in any order, with our own account of attempts and dead
// letters, because a message that Cloudflare gives up is deleted after a few days.

import type { Queue as CloudflareQueue, Message, MessageBatch } from '@cloudflare/workers-types';
import { StatusfolioError } from '../errors.ts';
import type { DeadLetter, DeliveryIntake, Job, JobResult, NoticeJob, Queue } from '../ports/queue.ts';
import type { Delivery } from '../ports/records.ts';
import { backoffMs, maxAttempts } from './sqlite-queue.ts';

/** Cloudflare takes at most 100 messages at once. */
const maxBatch = 100;

/** Cloudflare's longest delay. */
const maxDelaySeconds = 12 * 3600;

export function createCloudflareQueue(binding: CloudflareQueue<QueueMessage>): Queue & DeliveryIntake {
  async function send(messages: readonly QueueMessage[]): Promise<void> {
    for (let start = 0; start < messages.length; start += maxBatch) {
      await translate(binding.sendBatch(messages.slice(start, start + maxBatch).map((body) => ({ body }))));
    }
  }
  return {
    enqueue: (jobs) => send(jobs.map((job) => ({ kind: 'job', job }))),
    accept: (deliveries) => send(deliveries.map((delivery) => ({ kind: 'delivery', delivery }))),
  };
}

export interface BatchHandlers {
  /** Records the deliveries, durably, and turns them into refresh requests. */
  readonly receive: (deliveries: readonly Delivery[]) => Promise<unknown>;
  readonly run: (job: Job) => Promise<JobResult>;
  readonly deadLetter: (letter: DeadLetter) => Promise<unknown>;
  readonly now: () => Date;
  readonly random: () => number;
}

/** Tells Cloudflare the truth about every message of a batch. Never throws: one that fails disturbs no other. */
export async function consumeBatch(batch: MessageBatch<QueueMessage>, handlers: BatchHandlers): Promise<void> {
  const { deliveries, jobs, unreadable } = sortMessages(batch.messages);
  // Perhaps written by a newer version; if that never comes back, Cloudflare's own dead letters get it.
  for (const message of unreadable) retryLater(message, handlers);
  if (deliveries.length > 0) await consumeDeliveries(deliveries, handlers);
  for (const { job, messages } of jobs) await complete(job, messages, await runSafely(job, handlers), handlers);
}

interface WaitingJob {
  /** The newest of the requests for this document. */
  readonly job: Job;
  readonly messages: readonly Message<QueueMessage>[];
}

/** Several requests for one document are one refresh, and accounts take turns. */
function sortMessages(messages: readonly Message<QueueMessage>[]) {
  const deliveries: { message: Message<QueueMessage>; delivery: Delivery }[] = [];
  const unreadable: Message<QueueMessage>[] = [];
  const jobs = new Map<string, WaitingJob>();
  for (const message of messages) {
    const body = readMessage(message.body);
    if (body?.kind === 'delivery') deliveries.push({ message, delivery: body.delivery });
    else if (body?.kind === 'job') {
      const before = jobs.get(body.job.documentKey);
      const isNewest = before === undefined || body.job.requestedAt > before.job.requestedAt;
      jobs.set(body.job.documentKey, {
        job: isNewest ? body.job : before.job,
        messages: [...(before?.messages ?? []), message],
      });
    } else unreadable.push(message);
  }
  return { deliveries, unreadable, jobs: takeTurns([...jobs.values()]) };
}

async function consumeDeliveries(
  received: readonly { readonly message: Message<QueueMessage>; readonly delivery: Delivery }[],
  handlers: BatchHandlers,
): Promise<void> {
  try {
    await handlers.receive(received.map(({ delivery }) => delivery));
    for (const { message } of received) message.ack();
  } catch {
    // Not recorded, so not acknowledged: Cloudflare delivers them again, and the dedupe key makes that harmless.
    for (const { message } of received) retryLater(message, handlers);
  }
}

async function runSafely(job: Job, handlers: BatchHandlers): Promise<JobResult> {
  try {
    return await handlers.run(job);
  } catch (error) {
    return { kind: 'retry', at: null, reason: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Every message has its own count of attempts: a fresh request for a document that kept failing is tried again. */
async function complete(
  job: Job,
  messages: readonly Message<QueueMessage>[],
  outcome: JobResult,
  handlers: BatchHandlers,
): Promise<void> {
  const isOver = ({ attempts }: Message<QueueMessage>) => outcome.kind !== 'retry' || attempts >= maxAttempts;
  const over = messages.filter(isOver);
  if (outcome.kind === 'retry') {
    for (const message of messages) if (!isOver(message)) retryLater(message, handlers, outcome.at);
  }
  try {
    if (outcome.kind !== 'done' && over.length > 0) {
      const attempts = Math.max(...over.map((message) => message.attempts));
      const cause = outcome.kind === 'dead' ? 'rejected' : 'exhausted';
      await handlers.deadLetter({ job, reason: outcome.reason, attempts, cause });
    }
    for (const message of over) message.ack();
  } catch {
    // Not written down, so not acknowledged.
    for (const message of over) retryLater(message, handlers);
  }
}

function retryLater(message: Message<QueueMessage>, { now, random }: BatchHandlers, at: Date | null = null): void {
  const waitMs = at === null ? backoffMs(message.attempts, random()) : at.getTime() - now().getTime();
  message.retry({ delaySeconds: Math.min(maxDelaySeconds, Math.max(1, Math.ceil(waitMs / 1000))) });
}

async function translate(sending: Promise<unknown>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    throw new StatusfolioError('STORE_UNAVAILABLE', 'Cloudflare Queues did not take the message.', {
      where: 'JOBS',
      retryable: true,
      cause: error,
    });
  }
}

/** Accounts take turns, so that nobody waits for all of somebody else's documents; each one's jobs keep their order. */
function takeTurns<Waiting extends { readonly job: Job }>(jobs: readonly Waiting[]): Waiting[] {
  const served = new Map<string, number>();
  return jobs
    .map((waiting) => {
      const account = waiting.job.documentKey.split('/')[0]?.toLowerCase() ?? '';
      const turn = served.get(account) ?? 0;
      served.set(account, turn + 1);
      return { waiting, turn };
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ waiting }) => waiting);
}

// What a message of the queue holds, if it is one of ours. It may be older or newer than this code, or damaged: one that
// is not understood must not keep the others from being worked on.

/** On Workers the queue is the inbox: a delivery is a message until the consumer has recorded it. */
export type QueueMessage =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'job'; readonly job: Job }
  /** Of many owners: it is this one's turn. */
  | { readonly kind: 'wake'; readonly ownerId: string };

const readAt = (value: unknown, key: string): unknown => Reflect.get(Object(value), key);
const isInstant = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isText = (value: unknown) => typeof value === 'string' && value !== '';
const isOptional = (value: unknown) => value === null || typeof value === 'string';

/** null: not a message of this version. */
export function readMessage(body: unknown): QueueMessage | null {
  const kind = readAt(body, 'kind');
  const delivery = readAt(body, 'delivery');
  const job = readAt(body, 'job');
  if (kind === 'delivery' && isDelivery(delivery)) return { kind, delivery };
  const ownerId = readAt(body, 'ownerId');
  if (kind === 'wake' && typeof ownerId === 'string' && ownerId !== '') return { kind, ownerId };
  if (kind !== 'job') return null;
  // As it was queued before `requestedAt` became `requestedAt`.
  const known =
    readAt(job, 'requestedAt') === undefined ? { ...Object(job), requestedAt: readAt(job, 'wantedAt') } : job;
  if (!isJob(known)) return null;
  const { documentKey, requestedAt } = known;
  if (known.kind === 'refresh') return { kind, job: { kind: known.kind, documentKey, requestedAt } };
  return { kind, job: { kind: known.kind, documentKey, requestedAt, notice: known.notice } };
}

/** Whether a value is a unit of work as this version queues it. */
function isJob(value: unknown): value is Job {
  const isKnown = isText(readAt(value, 'documentKey')) && isInstant(readAt(value, 'requestedAt'));
  const kind = readAt(value, 'kind');
  return isKnown && (kind === 'refresh' || (kind === 'notice' && isNotice(readAt(value, 'notice'))));
}

function isNotice(value: unknown): value is NoticeJob['notice'] {
  const keys = readAt(value, 'keys');
  const isKind = ['change', 'question', 'problem'].includes(String(readAt(value, 'kind')));
  const isNamed = ['id', 'channel', 'documentKey'].every((key) => isText(readAt(value, key)));
  const found = readAt(value, 'found');
  const isFound =
    found === undefined || ['code', 'where', 'message', 'hint'].every((key) => isText(readAt(found, key)));
  return isKind && isNamed && isFound && isInstant(readAt(value, 'at')) && Array.isArray(keys) && keys.every(isText);
}

/** What it said is evaluated where it is applied: there one that cannot be applied is quarantined. */
function isDelivery(value: unknown): value is Delivery {
  const texts = ['key', 'deliveryId', 'event'].map((key) => readAt(value, key));
  const optional = ['action', 'repositoryId', 'repositoryName', 'previousName', 'ref', 'after'];
  return (
    texts.every(isText) &&
    optional.every((key) => isOptional(readAt(value, key))) &&
    isInstant(readAt(value, 'receivedAt'))
  );
}
