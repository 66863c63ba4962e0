// Ends the process when its event loop stands still: then nobody is answered and nothing else is worked on, and only a
// new start helps. The job in hand was counted before it began, so one that does this every time ends in the dead
// letters. Whoever runs the server (systemd, Docker) starts it again.

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

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
