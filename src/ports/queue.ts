// Work that waits: jobs, their outcomes, and where received webhooks are put.

import type { Problem } from '../core/model.ts';
import type { LogEvent } from './log-events.ts';
import type { Delivery } from './records.ts';

/** One unit of queued work. Enqueuing one of the same key again while it waits is one job. */
export type Job = RefreshJob | NoticeJob;

/** Refresh a document. */
export interface RefreshJob {
  readonly kind: 'refresh';
  readonly documentKey: string;
  /** ISO 8601: a refresh that began later has already met this request. */
  readonly requestedAt: string;
}

/**
 * Tell one channel what one refresh found. Holds no text of a document: what may be told is read, and asked, when it is
 * told.
 */
export interface NoticeJob {
  readonly kind: 'notice';
  /** Its own key: that of the document, a blank, and what tells this notice from all others. */
  readonly documentKey: string;
  readonly requestedAt: string;
  readonly notice: {
    /** The same for every channel. */
    readonly id: string;
    /** The variable that holds the channel's address. */
    readonly channel: string;
    readonly kind: 'change' | 'question' | 'problem';
    /** ISO 8601: when it happened. */
    readonly at: string;
    /** Of the document that it is about. */
    readonly documentKey: string;
    /** Fingerprints of what it is about, at most 50. */
    readonly keys: readonly string[];
    /** A problem of the queue itself, which no document remembers. */
    readonly found?: Problem;
  };
}

/** The truth about a job, told to the queue. */
export type JobResult =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly at: Date | null; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string };

export interface Queue {
  enqueue(jobs: readonly Job[]): Promise<void>;
}

/** A job that failed for good. */
export interface DeadLetter {
  readonly job: Job;
  readonly reason: string;
  readonly attempts: number;
  /** `rejected`: the job said that it cannot succeed. `exhausted`: it was tried, or begun, too often. */
  readonly cause: 'rejected' | 'exhausted';
}

export interface DeadJob extends Omit<DeadLetter, 'cause'> {
  readonly at: string;
}

/** Where verified deliveries are put, all or none; resolves only when they are durable. Known ones are sorted out later. */
export interface DeliveryIntake {
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
