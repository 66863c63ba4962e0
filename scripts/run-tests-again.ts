// The tests as CI runs them: a test file that failed runs once more, alone, and the output says so; what fails twice has
// failed. And they come to an end, whatever hangs. What follows is for vitest:
// node scripts/run-tests-again.ts MINUTES [--config vitest.browser.config.ts]

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
const [given, ...args] = process.argv.slice(2);

/** How long all of it may take, what runs again included. */
const minutes = Number(given);
if (!(minutes > 0)) {
  console.error('Say first how many minutes it may take: node scripts/run-tests-again.ts 12');
  process.exit(2);
}
const deadline = performance.now() + minutes * 60_000;

interface Report {
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

interface Ended {
  readonly isGood: boolean;
  /** null: it wrote no report. */
  readonly failed: readonly string[] | null;
}

const folder = mkdtempSync(join(tmpdir(), 'statusfolio-tests-'));
try {
  const first = await run([]);
  process.exitCode = first.isGood || (await runAgain(first)) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function runAgain({ failed }: Ended): Promise<boolean> {
  // Without a file that failed it was something else, such as an error outside of any test: that is not tried again.
  if (failed === null || failed.length === 0) return false;
  const again: string[] = [];
  for (const file of failed) {
    console.log(`\nran again: ${relative(process.cwd(), file)}`);
    const { isGood } = await run([file]);
    if (!isGood) again.push(relative(process.cwd(), file));
  }
  if (again.length > 0) console.error(`\nfailed twice: ${again.join(', ')}`);
  return again.length === 0;
}

async function run(files: readonly string[]): Promise<Ended> {
  const path = join(folder, 'report.json');
  rmSync(path, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`];
  const child = spawn(process.execPath, [vitest, 'run', ...args, ...reporters, ...files], { stdio: 'inherit' });
  const timer = setTimeout(
    () => {
      console.error(`\nThe tests did not come to an end within ${minutes} minutes.`);
      child.kill('SIGKILL');
    },
    Math.max(0, deadline - performance.now()),
  );
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  return { isGood: code === 0, failed: readFailed(path) };
}

function readFailed(path: string): string[] | null {
  try {
    const { testResults } = JSON.parse(readFileSync(path, 'utf8')) as Report;
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => name);
  } catch {
    return null;
  }
}
