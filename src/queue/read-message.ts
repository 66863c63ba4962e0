// What a message of the queue holds, if it is one of ours. It may be older or newer than this code, or damaged: one that
// is not understood must not keep the others from being worked on.

import type { Job } from '../ports/queue.ts';
import type { Delivery } from '../ports/records.ts';

/** On Workers the queue is the inbox: a delivery is a message until the consumer has recorded it. */
export type QueueMessage =
  | { readonly kind: 'delivery'; readonly delivery: Delivery }
  | { readonly kind: 'job'; readonly job: Job };

const readAt = (value: unknown, key: string): unknown => Reflect.get(Object(value), key);
const isInstant = (value: unknown) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isOptional = (value: unknown) => value === null || typeof value === 'string';

/** null: not a message of this version. */
export function readMessage(body: unknown): QueueMessage | null {
  const kind = readAt(body, 'kind');
  const delivery = readAt(body, 'delivery');
  const job = readAt(body, 'job');
  if (kind === 'delivery' && isDelivery(delivery)) return { kind, delivery };
  if (kind !== 'job') return null;
  // As it was queued before `requestedAt` became `requestedAt`.
  const known =
    readAt(job, 'requestedAt') === undefined ? { ...Object(job), requestedAt: readAt(job, 'wantedAt') } : job;
  return isJob(known)
    ? { kind, job: { kind: known.kind, documentKey: known.documentKey, requestedAt: known.requestedAt } }
    : null;
}

/** Whether a value is a unit of work as this version queues it. */
export function isJob(value: unknown): value is Job {
  const documentKey = readAt(value, 'documentKey');
  const isNamed = typeof documentKey === 'string' && documentKey !== '';
  return readAt(value, 'kind') === 'refresh' && isNamed && isInstant(readAt(value, 'requestedAt'));
}

/** What it said is evaluated where it is applied: there one that cannot be applied is quarantined. */
function isDelivery(value: unknown): value is Delivery {
  const texts = ['key', 'deliveryId', 'event'].map((key) => readAt(value, key));
  const optional = ['action', 'repositoryId', 'repositoryName', 'previousName', 'ref', 'after'];
  return (
    texts.every((text) => typeof text === 'string' && text !== '') &&
    optional.every((key) => isOptional(readAt(value, key))) &&
    isInstant(readAt(value, 'receivedAt'))
  );
}
