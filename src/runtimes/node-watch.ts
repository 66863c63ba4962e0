// Ends the process when its event loop stands still: then nobody is answered and nothing else is worked on, and only a
// new start helps. The job in hand was counted before it began, so one that does this every time ends in the dead
// letters. Whoever runs the server (systemd, Docker) starts it again.

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { readExpiries } from '../cli/commands/doctor.ts';
import type { Runtime } from '../cli/runtime.ts';
import type { Settings } from '../config/settings.ts';
import { dayMs, toInstant } from '../core/dates.ts';
import type { Clock, Log } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';

/** So many seconds without a sign. The thread counts its own seconds, so that a machine that slept is no alarm. */
const defaultPatienceSeconds = 30;

const beatMs = 1000;

export interface EventLoopWatch {
  stop(): Promise<void>;
}

export function watchEventLoop(patienceSeconds = defaultPatienceSeconds): EventLoopWatch {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(`./watch-event-loop-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: { beats, patienceSeconds },
  });
  // Without the watch the server works all the same.
  thread.on('error', () => {});
  thread.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), beatMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await thread.terminate();
    },
  };
}

// A server's tokens are checked once a day: an expiry that is near stands in the log and on the operations page.

export interface TokenWatch {
  readonly settings: Settings;
  readonly runtime: Pick<Runtime, 'openAdmin'>;
  readonly store: Pick<Store, 'saveTaskRun'>;
  readonly clock: Clock;
  readonly log: Log;
}

export async function checkTokens({ settings, runtime, store, clock, log }: TokenWatch): Promise<void> {
  const now = clock.now();
  const notices = await readExpiries(settings, runtime, now);
  for (const { variable, says, fix } of notices)
    log.warn('token.expiry_announced', { variable, note: `${says} ${fix}` });
  const figures = Object.fromEntries(notices.map(({ variable, expiresAt }) => [variable, expiresAt.slice(0, 10)]));
  await store.saveTaskRun({ name: 'token', at: toInstant(now), figures });
}

/** Returns what ends it. */
export function watchTokens(watch: TokenWatch): () => void {
  const check = () => {
    checkTokens(watch).catch((error: unknown) => {
      watch.log.warn('token.unchecked', { reason: error instanceof Error ? error.message : 'unknown' });
    });
  };
  check();
  const timer = setInterval(check, dayMs);
  timer.unref();
  return () => clearInterval(timer);
}
