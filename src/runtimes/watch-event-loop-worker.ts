// The other side of watch-event-loop; checks once a second whether the event loop has given a sign.

import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { LogEvent } from '../ports/log-events.ts';

const { beats, patienceSeconds } = workerData as { readonly beats: Int32Array; readonly patienceSeconds: number };
const standardError = 2;
let seen = -1;
let still = 0;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  still = now === seen ? still + 1 : 0;
  seen = now;
  if (still < patienceSeconds) return;
  const line = {
    at: new Date().toISOString(),
    level: 'error',
    event: 'event_loop.blocked' satisfies LogEvent,
    seconds: still,
  };
  // The main thread is blocked, so the log line is written from here.
  writeSync(standardError, `${JSON.stringify(line)}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 1000);
