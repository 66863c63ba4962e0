// The program as it is published: one bundle that starts in a third of the time of the sources and takes less memory.
// Put together in a folder of its own, once for each run; the short forms use the sources as they stand.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TortureRun } from './torture.ts';

const root = new URL('../../../', import.meta.url).pathname;

let published: string | null = null;

/** What `startServe` is given as its program; undefined in the short form. */
export function publishProgram({ size }: Pick<TortureRun, 'size'>): string | undefined {
  if (size === 'short') return undefined;
  published ??= putTogether();
  return published;
}

function putTogether(): string {
  execFileSync(process.execPath, [join(root, 'scripts/build-package.ts')], { stdio: 'ignore' });
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-published-'));
  for (const name of ['package.json', 'bin', 'dist', 'db', 'config']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, 'bin', 'statusfolio.js');
}
