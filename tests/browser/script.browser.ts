// What the page's script adds: keys, dialogs, times as seen from now, and what is on paper; and that the marks can be told
// apart as drawn.

import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { statuses } from '../../src/core/status/statuses.ts';
import { createLoginLink } from '../../src/web/auth/session.ts';
import { stateNow } from '../support/page-states.ts';
import type { ServedApp } from '../support/serve-app.ts';
import { sessionSecret, type TestApp } from '../web/build-app.ts';
import { listViolations } from './check-accessibility.ts';
import { openBrowser } from './open-browser.ts';
import { buildState, states } from './page-gallery.ts';

const state = states.find(({ name }) => name === 'eight projects');
if (state === undefined) throw new Error('there must be a state of eight projects');

describe('the script of the pages', () => {
  let browser: Browser;
  let test: TestApp;
  let served: ServedApp;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
    ({ test, served } = await buildState(state));
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });
  beforeEach(async () => {
    page = await (await browser.newContext({ viewport: { width: 1180, height: 700 } })).newPage();
    page.setDefaultTimeout(8000);
    await page.clock.setFixedTime(stateNow);
    await page.goto(await createLoginLink(served.url, sessionSecret, test.now()));
  });
  afterEach(() => page.context().close());

  const focused = () => page.evaluate('document.activeElement.textContent || document.activeElement.id');
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  it('goes to the search by /, from there to the rows that are left, along them and into one', async () => {
    await press('/');
    expect(await focused()).toBe('q');
    await page.keyboard.type('jk?/');
    expect(await page.locator('#q').inputValue()).toBe('jk?/');
    expect(await page.locator('dialog[open]').count()).toBe(0);
    await page.locator('#q').fill('knots');
    await press('ArrowDown');
    expect(await focused()).toBe('knots');
    await press('ArrowDown');
    expect(await focused()).toBe('knots');
    await press('/', 'Escape');
    expect(await page.locator('#q').inputValue()).toBe('');
    await press('j', 'j', 'ArrowDown');
    expect(await focused()).toBe('Gull Watch');
    await press('k', 'ArrowUp');
    expect(await focused()).toBe('tide-tables');
    await Promise.all([page.waitForURL('**/projects/mara/tide-tables'), press('Enter')]);
    await Promise.all([page.waitForURL('**/#q'), press('/')]);
    await expect.poll(focused).toBe('q');
  });

  it('scrolls as ever where nobody is among the rows', async () => {
    await press('ArrowDown');
    expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
  });

  it('lists the keys by ?, accessibly, and lets single keys be switched off', async () => {
    await press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    expect(await dialog.isVisible()).toBe(true);
    expect(await listViolations(page)).toEqual([]);
    await press('j');
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel('Use single keys').uncheck();
    await press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    await press('?', 'j', '/');
    expect(await page.evaluate('document.activeElement === document.body || document.activeElement.tagName')).not.toBe(
      'A',
    );
    expect(await dialog.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await dialog.getByLabel('Use single keys').check();
    await press('Escape', 'j');
    expect(await focused()).toBe('tide-tables');
  });

  it('opens the pin of a row in a dialog that Escape closes, and moves nothing', async () => {
    const row = page.locator('tr', { hasText: 'harbour-api' });
    const before = await row.boundingBox();
    await row.getByRole('link', { name: 'Pin harbour-api' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Pin harbour-api' });
    expect(await dialog.isVisible()).toBe(true);
    expect(await listViolations(page)).toEqual([]);
    expect(await row.boundingBox()).toEqual(before);
    await press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    expect(await focused()).toBe('Pin…');
  });

  it('writes times as seen from now with the minute on hover, and the date on paper', async () => {
    const time = page.locator('tr', { hasText: 'tide-tables' }).locator('.last time');
    expect(await time.textContent()).toBe('9 minutes ago');
    expect(await time.getAttribute('title')).toBe('2026-11-21 08:51 UTC');
    expect(await page.locator('.checked').textContent()).toContain('next check in 16 minutes');
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await time.textContent()).toBe('2026-11-21 08:51');
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    await page.clock.setFixedTime(new Date(stateNow.getTime() + 26 * 3_600_000));
    await page.evaluate('dispatchEvent(new Event("afterprint"))');
    expect(await time.textContent()).toBe('1 day ago');
    expect(await page.locator('.checked').textContent()).toContain('next check due now');
  });

  it('prints addresses and no controls', async () => {
    await page.emulateMedia({ media: 'print' });
    for (const hidden of ['.filter', '.answers', '.actions', 'nav', '.pin', 'button'])
      expect(await page.locator(hidden).locator('visible=true').count()).toBe(0);
    const prefix = 'getComputedStyle(document.querySelector(".repo"), "::before").content';
    expect(await page.evaluate(prefix)).toContain('github.com/');
    expect(await page.evaluate('getComputedStyle(document.querySelector("tbody tr")).breakInside')).toBe('avoid');
  });

  it('has marks of which no two cover the same ground', async () => {
    await page.evaluate((names) => {
      const marks = names.map((name) => `<i class="mark is-${name}" id="mark-${name}"></i>`).join(' ');
      Reflect.get(globalThis, 'document').querySelector('main').innerHTML = marks;
    }, statuses);
    const pictures = new Map<string, string>();
    for (const status of statuses) {
      // In black, so that the shape alone counts.
      await page.evaluate(`document.getElementById('mark-${status}').style.background = 'black'`);
      const png = await page.locator(`#mark-${status}`).screenshot();
      pictures.set(png.toString('base64'), status);
    }
    expect(pictures.size).toBe(statuses.length);
  });
});
