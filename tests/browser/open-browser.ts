// A real Chromium, wherever the machine has one.

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const usualPlaces = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** null: this machine has none. */
export function findChromium(): string | null {
  return usualPlaces.find((path) => path !== undefined && existsSync(path)) ?? null;
}

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('There is no Chromium on this machine.');
  return await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
