// `npm run screenshots [NAME…] [--into FOLDER]`: every page in every state, light and dark, at the width of a desktop and of a
// phone, as docs/images/pages/<name>-<scheme>-<width>.png. The clocks stand still, so an unchanged page is an unchanged
// picture. Beside each name it prints what the page weighs, with everything that it loads, as it is transferred.

import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createLoginLink } from '../src/web/auth/session.ts';
import { openBrowser } from '../tests/browser/open-browser.ts';
import { buildState, openState, states } from '../tests/browser/page-gallery.ts';
import { sessionSecret } from '../tests/web/build-app.ts';
import { shrinkPng } from './shrink-png.ts';

const widths = [
  ['desktop', 1180, 860],
  ['phone', 390, 780],
] as const;
/** A4 at 96 pixels to the inch, without its margins. */
const paper = [['paper', 718, 1000]] as const;
/** A long page is cut: nobody looks further. */
const maxHeight = 1600;

const { values, positionals: wanted } = parseArgs({ options: { into: { type: 'string' } }, allowPositionals: true });
const folder =
  values.into === undefined
    ? new URL('../docs/images/pages/', import.meta.url)
    : pathToFileURL(`${resolve(values.into)}/`);
mkdirSync(folder, { recursive: true });
const browser = await openBrowser();
let total = 0;
for (const state of states) {
  const name = state.name.toLowerCase().replaceAll(' ', '-');
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  let heaviest = 0;
  for (const [size, width, height] of state.isPrinted === true ? paper : widths) {
    for (const colorScheme of state.isPrinted === true ? (['light'] as const) : (['light', 'dark'] as const)) {
      // Anew each time: what somebody does on a page changes it.
      const { test, served } = await buildState(state);
      const context = await browser.newContext({ colorScheme, viewport: { width, height } });
      const page = await context.newPage();
      const sizes: Promise<number>[] = [];
      page.on('requestfinished', (request) => sizes.push(request.sizes().then((size) => size.responseBodySize)));
      const link = await createLoginLink(served.url, sessionSecret, test.now());
      await openState(page, state, served.url, link);
      const whole = Number(await page.evaluate('document.documentElement.scrollHeight'));
      // What somebody has opened lies over the screen, not over the page.
      const shown = state.act === undefined ? Math.min(Math.max(whole, height), maxHeight) : height;
      const clip = { x: 0, y: 0, width, height: shown };
      const png = shrinkPng(await page.screenshot({ fullPage: state.act === undefined, clip }));
      writeFileSync(new URL(`${name}-${colorScheme}-${size}.png`, folder), png);
      total += png.length;
      heaviest = Math.max(
        heaviest,
        (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
      );
      await context.close();
      await served.close();
    }
  }
  console.log(`${name.padEnd(32)}${(heaviest / 1000).toFixed(1)} KB`);
}
await browser.close();
console.log(`${Math.round(total / 1024)} KB`);
