// What an owner does on the pages, in a real browser and with the whole server behind them: the document changes.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './open-browser.ts';
import { type OpenServer, openServer } from './open-server.ts';

describe('an owner', () => {
  let browser: Browser;
  let open: OpenServer;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    open = await openServer();
    context = await browser.newContext();
    page = await context.newPage();
    page.setDefaultTimeout(8000);
  });
  afterEach(async () => {
    await context.close();
    await open.close();
  });

  const row = (name: string) => page.locator('tr', { has: page.locator('.name', { hasText: name }) });
  /** Does it, and waits for the page that it leads to. */
  const load = async (act: () => Promise<void>) => {
    await Promise.all([page.waitForEvent('load'), act()]);
  };
  /** Loads the page again until it shows this; what was decided is worked on in a moment. */
  const reloadUntil = (read: () => Promise<string | null>) =>
    expect.poll(async () => {
      await page.reload();
      return await read();
    });
  const wordOf = (name: string) =>
    open
      .readDocument()
      .split('\n')
      .find((line) => line.startsWith(`| ${name} |`))
      ?.split('|')[2]
      ?.trim();

  it('has to sign in, by a link that works once', async () => {
    await page.goto(open.server.url);
    expect(await page.title()).toBe('Sign in · Statusfolio');
    expect(await page.content()).not.toContain('engine');
    const link = await open.login();
    await page.goto(link);
    expect(await page.locator('h1').textContent()).toBe('ada/me');
    const other = await browser.newContext();
    const stranger = await other.newPage();
    await stranger.goto(link);
    expect(await stranger.locator('[role=alert]').textContent()).toContain('has been used');
    await other.close();
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(await page.title()).toBe('Sign in · Statusfolio');
  });

  it('gets everywhere by keyboard, past the header in one step, and sees where', async () => {
    await page.goto(await open.login());
    const focus = () => page.evaluate('document.activeElement.className || document.activeElement.textContent');
    await page.keyboard.press('Tab');
    expect(await focus()).toBe('skip');
    expect((await page.locator('.skip').boundingBox())?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    const seen: unknown[] = [];
    for (let step = 0; step < 20 && !seen.includes('Paused'); step += 1) {
      await page.keyboard.press('Tab');
      seen.push(await focus());
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
    }
    expect(seen).toContain('Paused');
    expect(seen).not.toContain('Operations');
  });

  it('finds rows while typing, and by the address alone without a script', async () => {
    await page.goto(await open.login());
    await page.getByLabel('Find').pressSequentially('mill');
    await expect.poll(() => row('engine').isVisible()).toBe(false);
    expect(await row('mill').isVisible()).toBe(true);
    expect(await page.locator('.found').textContent()).toBe('1 row');
    await page.getByLabel('Find').fill('');
    await page.getByLabel('Sort').selectOption('name');
    await page.waitForURL('**/?sort=name');

    const plain = await browser.newContext({ javaScriptEnabled: false });
    const still = await plain.newPage();
    await still.goto(await open.login());
    await still.getByLabel('Find').fill('mill');
    await still.getByRole('button', { name: 'Apply' }).click();
    expect(await still.locator('tr[data-find]').count()).toBe(1);
    await plain.close();
  });

  it('answers a question with one key, and the document says it', async () => {
    await page.goto(await open.login());
    expect(await page.locator('.notice.ask').textContent()).toContain('1 question needs your answer');
    await row('engine').getByRole('button', { name: 'Paused', exact: true }).focus();
    await load(() => page.keyboard.press('Enter'));
    await expect.poll(() => wordOf('engine')).toBe('🟡 Paused');
    await reloadUntil(() => row('engine').locator('.status').textContent()).toContain('Paused');
    expect(await page.locator('.notice.good').textContent()).toContain('Every row agrees');
    expect(wordOf('mill')).toBe('🟡 In Progress');
    expect(await page.locator('.notice.given').textContent()).toContain('1 answer saved');
    await load(() => row('engine').getByRole('button', { name: 'Undo' }).click());
    await expect.poll(() => wordOf('engine')).toBe('🟡 In Progress');
  });

  it('answers, takes it back at once, and pins by a page of its own where there is no script', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const still = await plain.newPage();
    still.setDefaultTimeout(8000);
    await still.goto(await open.login());
    await still.getByRole('button', { name: 'Finished' }).click();
    expect(await still.locator('.toast').textContent()).toContain('Answer about engine saved.');
    expect(await still.getByRole('button', { name: 'Dismiss' }).isVisible()).toBe(false);
    await still.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    expect(await still.locator('.toast').textContent()).toContain('The answer about engine is undone.');
    await still.reload();
    expect(await still.locator('.toast').count()).toBe(0);
    await expect.poll(() => wordOf('engine')).toBe('🟡 In Progress');
    expect(await still.locator('time.ago').first().textContent()).toMatch(/^2026-06-01 12:0\d$/);
    await still.getByRole('link', { name: 'Pin mill' }).click();
    expect(new URL(still.url()).hash).toBe('#pin');
    await still.getByLabel('Status').selectOption('paused');
    await still.getByRole('button', { name: 'Pin', exact: true }).click();
    expect(await still.locator('.toast').textContent()).toContain('mill is pinned');
    await expect.poll(() => wordOf('mill')).toBe('🟡 Paused');
    await plain.close();
  });

  it('pins a word, sees it hold, takes it back, and sees another one run out', async () => {
    await page.goto(await open.login());
    const before = await row('mill').boundingBox();
    await row('engine').getByRole('link', { name: 'Pin engine' }).click();
    const dialog = page.getByRole('dialog', { name: 'Pin engine' });
    expect(await dialog.getByLabel('Status').inputValue()).toBe('in_progress');
    expect(await row('mill').boundingBox()).toEqual(before);
    await load(() => dialog.getByRole('button', { name: '30 days' }).click());
    expect(await page.locator('.toast').textContent()).toContain('engine is pinned');
    await reloadUntil(() => row('engine').textContent()).toContain('Pinned until 2026-07-01');
    expect(await page.locator('.notice.ask').count()).toBe(0);
    await load(() => row('engine').getByRole('button', { name: 'Unpin' }).click());
    await reloadUntil(() => row('engine').textContent()).not.toContain('Pinned');

    const pass = async (days: number) => {
      // An open page would notice that its session is over, and go to the sign-in by itself.
      await page.goto('about:blank');
      open.pass(days);
      await open.look();
    };
    const openEngine = async () => {
      // Days have passed: no session lasts that long.
      await page.goto(await open.login());
      await load(() => row('engine').locator('.name').click());
    };
    await openEngine();
    await page.getByLabel('Status').selectOption('running');
    await page.getByLabel('Last day').fill('2026-06-03');
    await load(() => page.getByRole('button', { name: 'Pin', exact: true }).click());
    await expect.poll(() => wordOf('engine')).toBe('🟢 Running');
    await pass(2);
    await openEngine();
    expect(await page.locator('#pin').textContent()).toContain('Pinned until 2026-06-03');
    await pass(1);
    await openEngine();
    expect(await page.locator('#pin').textContent()).toContain('A pin keeps the status');
  });

  it('sees what a webhook brought without touching the page', async () => {
    await page.goto(await open.login());
    await page.evaluate('window.isSamePage = true');
    open.engine.archive(new Date('2026-06-01T12:00:00Z'));
    const [delivery] = await open.github.deliver();
    expect(delivery?.status).toBe(202);
    await expect.poll(() => row('engine').locator('.status').textContent()).toContain('Archived');
    expect(await page.evaluate('window.isSamePage')).toBe(true);
    expect(wordOf('engine')).toBe('⚪ Archived');
  });

  it('tries again what failed', async () => {
    open.github.fail({
      when: () => true,
      answer: Response.json({ message: 'Bad credentials' }, { status: 401 }),
      times: 50,
    });
    await open.look();
    await page.goto(await open.login());
    await load(() => page.getByRole('link', { name: 'Operations' }).click());
    expect(await page.locator('.dead').textContent()).toContain('TOKEN_REJECTED');
    expect(await page.locator('.tiles').textContent()).toMatch(/GitHub requests left\d+ of 5000/);
    open.github.recover();
    await load(() => page.getByRole('button', { name: 'Try again' }).click());
    await reloadUntil(() => page.locator('main').textContent()).toContain('No problems');
    expect(await page.locator('.dead').count()).toBe(0);
  });
});
