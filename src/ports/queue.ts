// Work that waits: jobs, their outcomes, and where received webhooks are put.

import type { LogEvent } from './log-events.ts';
import type { Delivery } from './records.ts';

/** One unit of queued work: refresh a document. Enqueuing the same document again while it waits is one job. */
export interface Job {
  readonly kind: 'refresh';
  readonly documentKey: string;
  /** ISO 8601: a refresh that began later has already met this request. */
  readonly requestedAt: string;
}

/** The truth about a job, told to the queue. */
export type JobResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly at: Date | null; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string };

export interface Queue {
  enqueue(jobs: readonly Job[]): Promise<void>;
}

export interface DeadJob {
  readonly job: Job;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
}

/** Where verified deliveries are put, all or none; resolves only when they are durable. Known ones are sorted out later. */
export interface DeliveryInbox {
  accept(deliveries: readonly Delivery[]): Promise<void>;
}

// The time, and one line for everything that happens. Injected, so that a test can stand still.

export interface Clock {
  now(): Date;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export interface Log {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
  error(event: LogEvent, fields?: LogFields): void;
}
