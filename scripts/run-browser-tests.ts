// `npm run test:browser`: the tests in a real Chromium. Says so, and fails nobody, where there is none.

import { spawnSync } from 'node:child_process';
import { findChromium } from '../tests/browser/open-browser.ts';

const chromium = findChromium();
if (chromium === null) {
  console.log(
    'Skipped: no Chromium was found. Install it (apt-get install chromium fonts-noto-color-emoji), or name it: CHROMIUM_PATH=…',
  );
} else {
  console.log(`Chromium: ${chromium}`);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.browser.config.ts'];
  const { status } = spawnSync(process.execPath, [...vitest, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
