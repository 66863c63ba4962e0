// Every page in every state, as Chromium shows it: readable for everybody, nothing from elsewhere, nothing that jumps,
// nothing wider than the screen.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLoginLink } from '../../src/web/auth/session.ts';
import type { ServedApp } from '../support/serve-app.ts';
import { sessionSecret, type TestApp } from '../web/build-app.ts';
import { listViolations } from './check-accessibility.ts';
import { countShifts, goodShift, watchShifts } from './count-shifts.ts';
import { openBrowser } from './open-browser.ts';
import { buildState, openState, states } from './page-gallery.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(states)('$name', (state) => {
  let test: TestApp;
  let served: ServedApp;

  // Anew each time: what somebody does on a page changes it.
  beforeEach(async () => {
    ({ test, served } = await buildState(state));
  });
  afterEach(() => served.close());

  async function open(width: number): Promise<{ page: Page; noise: string[] }> {
    const context = await browser.newContext({ colorScheme: 'light', viewport: { width, height: 900 } });
    const page = await context.newPage();
    await watchShifts(page);
    const noise: string[] = [];
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('console', (message) => {
      // That a refused page is refused, Chromium says by itself.
      if (!message.text().startsWith('Failed to load resource')) noise.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url)) noise.push(`went to ${request.url()}`);
    });
    await openState(page, state, served.url, await createLoginLink(served.url, sessionSecret, test.now()));
    return { page, noise };
  }

  // A page is printed on paper of one width, and light whatever the screen was.
  const isPrinted = state.isPrinted === true;
  const widths = isPrinted ? [718] : [1180, 390];

  it.each(widths)('is accessible, quiet and no wider than the screen, in light and dark: %i pixels', async (width) => {
    const { page, noise } = await open(width);
    expect(await countShifts(page)).toBeLessThanOrEqual(goodShift);
    for (const closed of await page
      .locator('main details:visible')
      .all()
      .then((all) => all.slice(0, 2)))
      await closed.locator('summary').click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await listViolations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' && !isPrinted ? 'rgb(15, 18, 22)' : 'rgb(255, 255, 255)');
    }
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
