// What CI makes of a test file that fails: it runs once more, alone, and says so; what fails twice has failed.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = new URL('../../scripts/run-tests-again.ts', import.meta.url).pathname;

const good = "it('is good', () => {});";
const broken = "it('is broken', () => expect(1).toBe(2));";
/** Fails the first time only. */
const fickle = (folder: string) => `import { existsSync, writeFileSync } from 'node:fs';
it('is fickle', () => {
  const path = ${JSON.stringify(join(folder, 'was-here'))};
  const isFirst = !existsSync(path);
  writeFileSync(path, '');
  expect(isFirst).toBe(false);
});`;

function run(files: (folder: string) => Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  for (const [name, text] of Object.entries(files(folder))) writeFileSync(join(folder, name), text);
  // The tests' own process is one of vitest's: what it says about itself is not for another one.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '5', '--globals', '--root', folder], {
    cwd: folder,
    env: environment,
    encoding: 'utf8',
  });
  const lines = `${stdout}\n${stderr}`.split('\n');
  return { status, said: lines.filter((line) => /^(ran again|failed twice): /.test(line)) };
}

describe('the tests of CI', () => {
  it('run a file once more that failed, alone, and say so', () => {
    const { status, said } = run((folder) => ({ 'good.test.ts': good, 'fickle.test.ts': fickle(folder) }));
    expect({ status, said }).toEqual({ status: 0, said: ['ran again: fickle.test.ts'] });
  });

  it('fail when a file fails twice', () => {
    const { status, said } = run(() => ({ 'good.test.ts': good, 'broken.test.ts': broken }));
    expect({ status, said }).toEqual({
      status: 1,
      said: ['ran again: broken.test.ts', 'failed twice: broken.test.ts'],
    });
  });

  it('fail at once when no file can be blamed', () => {
    const late = `it('is good', () => { setTimeout(() => { throw new Error('too late'); }, 0); });
it('waits', async () => { await new Promise((resolve) => setTimeout(resolve, 200)); });`;
    expect(run(() => ({ 'late.test.ts': late }))).toEqual({ status: 1, said: [] });
  });
});
