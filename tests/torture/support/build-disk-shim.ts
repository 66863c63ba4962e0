// Builds the disk that fails (disk-shim.c) with the C compiler of this machine.

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { newFolder } from './server-process.ts';

/** The path for LD_PRELOAD; null where there is no C compiler, or no Linux. */
export function buildDiskShim(): string | null {
  const source = new URL('disk-shim.c', import.meta.url).pathname;
  const shim = join(newFolder(), 'disk-shim.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl'], { stdio: 'pipe' });
    return process.platform === 'linux' ? shim : null;
  } catch {
    return null;
  }
}
