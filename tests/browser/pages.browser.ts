// Every page in every state, as Chromium shows it: readable for everybody, nothing from elsewhere, nothing that jumps,
// nothing wider than the screen.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeadLetters } from '../../src/queue/dead-letters.ts';
import { createLoginLink } from '../../src/web/session.ts';
import { eight, inventMany, type Scene, saveState } from '../support/page-states.ts';
import { type ServedApp, serveApp } from '../support/serve-app.ts';
import { buildApp, sessionSecret, type TestApp } from '../web/build-app.ts';
import { listViolations } from './check-accessibility.ts';
import { openBrowser } from './open-browser.ts';

const problems = [
  {
    code: 'NOT_VISIBLE',
    where: 'README.md:21',
    message: 'mara/old-maps cannot be seen: it is gone, private, or the token has no access.',
    hint: 'Correct the link, or use a token that may read it. The cell stays as it is.',
  },
];

/** How much has jumped without anybody having touched anything. */
const countShifts = `window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: 'layout-shift', buffered: true });`;

interface State {
  readonly name: string;
  readonly scenes: readonly Scene[] | null;
  readonly path: string;
  readonly as: 'owner' | 'everybody' | 'stranger';
  readonly isTroubled?: boolean;
}

const states: readonly State[] = [
  { name: 'first run', scenes: null, path: '/', as: 'owner' },
  { name: 'no rows', scenes: [], path: '/', as: 'owner' },
  { name: 'one project', scenes: eight.slice(0, 1), path: '/', as: 'owner' },
  { name: 'eight projects', scenes: eight, path: '/', as: 'owner' },
  { name: 'eight projects for everybody', scenes: eight, path: '/', as: 'everybody' },
  { name: 'trouble', scenes: eight, path: '/', as: 'owner', isTroubled: true },
  { name: '200 projects', scenes: inventMany(200), path: '/', as: 'owner' },
  { name: 'a selection', scenes: eight, path: '/?status=in_progress&sort=name', as: 'owner' },
  { name: 'an empty selection', scenes: eight, path: '/?q=nothing-like-it', as: 'owner' },
  { name: 'a project', scenes: eight, path: '/projects/mara/sextant', as: 'owner' },
  { name: 'a question', scenes: eight, path: '/projects/mara/gull-watch', as: 'owner' },
  { name: 'a pin that rules', scenes: eight, path: '/projects/mara/chart-renderer', as: 'owner' },
  { name: 'a project for everybody', scenes: eight, path: '/projects/mara/sextant', as: 'everybody' },
  { name: 'no such project', scenes: eight, path: '/projects/mara/nobody', as: 'owner' },
  { name: 'operations', scenes: eight, path: '/operations', as: 'owner' },
  { name: 'operations in trouble', scenes: eight, path: '/operations', as: 'owner', isTroubled: true },
  { name: 'sign in', scenes: eight, path: '/', as: 'stranger' },
  { name: 'a link used up', scenes: eight, path: '/login?code=old', as: 'stranger' },
  { name: 'not found', scenes: eight, path: '/nowhere', as: 'owner' },
];

async function buildState({ scenes, isTroubled, as }: State): Promise<{ test: TestApp; served: ServedApp }> {
  const test = await buildApp({ audience: as === 'everybody' ? 'all' : 'none' });
  if (scenes !== null) {
    const documentKey = await saveState(test.store, { scenes, problems: isTroubled === true ? problems : [] });
    const job = { kind: 'refresh', documentKey, wantedAt: '2026-11-21T08:00:00Z' } as const;
    if (isTroubled === true)
      await test.database.batch([
        createDeadLetters(test.database, 'owner').bury(job, 'TOKEN_REJECTED: no.', 8, test.now()),
      ]);
  }
  return { test, served: await serveApp(test.app) };
}

describe.each(states)('$name', (state) => {
  let browser: Browser;
  let test: TestApp;
  let served: ServedApp;

  beforeAll(async () => {
    [browser, { test, served }] = await Promise.all([openBrowser(), buildState(state)]);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
  });

  async function open(colorScheme: 'light' | 'dark', width: number): Promise<{ page: Page; noise: string[] }> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await page.addInitScript({ content: countShifts });
    const noise: string[] = [];
    page.on('pageerror', (error) => noise.push(error.message));
    page.on('console', (message) => {
      // That a refused page is refused, Chromium says by itself.
      if (!message.text().startsWith('Failed to load resource')) noise.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url)) noise.push(`went to ${request.url()}`);
    });
    if (state.as === 'owner') await page.goto(await createLoginLink(served.url, sessionSecret, test.now()));
    await page.goto(`${served.url}${state.path}`);
    return { page, noise };
  }

  it.each([
    ['light', 1180],
    ['dark', 390],
  ] as const)('is accessible, quiet and no wider than the screen: %s, %i pixels', async (scheme, width) => {
    const { page, noise } = await open(scheme, width);
    expect(await page.evaluate('window.shifts')).toBe(0);
    for (const closed of await page
      .locator('main details')
      .all()
      .then((all) => all.slice(0, 2)))
      await closed.locator('summary').click();
    expect(await listViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(scheme === 'dark' ? 'rgb(15, 18, 22)' : 'rgb(255, 255, 255)');
    expect(noise).toEqual([]);
    await page.context().close();
  });
});
