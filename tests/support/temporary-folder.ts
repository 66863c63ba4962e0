// All that one run of the tests writes goes into one folder that is gone afterwards: in memory where there is much of it, for
// a database waits for a real disk thousands of times.

import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const prefix = 'statusfolio-run-';

/** More than all tests together ever hold. */
const enoughBytes = 4 * 1024 ** 3;

export function setup(): () => void {
  const place = hasMuchMemory() ? memory : tmpdir();
  removeOrphans(place);
  const folder = mkdtempSync(join(place, `${prefix}${process.pid}-`));
  // Handed down to the processes of the tests and to whatever they start.
  process.env['TMPDIR'] = folder;
  // The same place as compile-cache.ts names, which the processes read from here on: a thread of the database starts in half
  // the processor time, too.
  process.env['NODE_COMPILE_CACHE'] = join(folder, 'statusfolio-compile-cache');
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function hasMuchMemory(): boolean {
  if (process.platform !== 'linux' || !existsSync(memory)) return false;
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize >= enoughBytes;
}

/** Left by runs that were killed. */
function removeOrphans(place: string): void {
  for (const name of readdirSync(place)) {
    const [, pid] = new RegExp(`^${prefix}(\\d+)-`).exec(name) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(place, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return Reflect.get(Object(error), 'code') === 'EPERM';
  }
}
