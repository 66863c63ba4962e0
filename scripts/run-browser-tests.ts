// `npm run test:browser`: the tests in a real Chromium. Says so, and fails nobody, where there is none. `--again`: as CI
// runs them, a file that failed once more.

import { spawnSync } from 'node:child_process';
import { findChromium } from '../tests/browser/open-browser.ts';

const chromium = findChromium();
if (chromium === null) {
  console.log(
    'Skipped: no Chromium was found. Install it (apt-get install chromium fonts-noto-color-emoji), or name it: CHROMIUM_PATH=…',
  );
} else {
  console.log(`Chromium: ${chromium}`);
  const args = process.argv.slice(2).filter((arg) => arg !== '--again');
  const isAgain = args.length < process.argv.length - 2;
  const runner = isAgain ? ['scripts/run-tests-again.ts', '10'] : ['node_modules/vitest/vitest.mjs', 'run'];
  const browser = ['--config', 'vitest.browser.config.ts'];
  const { status } = spawnSync(process.execPath, [...runner, ...browser, ...args], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
