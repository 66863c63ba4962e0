// The static site as Chromium shows it: from a disk, and below a path of a host that gives its own page for what is missing.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSite } from '../../src/cli/write-site.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { renderSite } from '../../src/web/static-site.ts';
import { eight, saveState } from '../support/page-states.ts';
import { buildApp } from '../web/build-app.ts';
import { listViolations } from './check-accessibility.ts';
import { openBrowser } from './open-browser.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.atom': 'application/atom+xml',
};

/** What the page said while axe did not ask for its stylesheet once more, which a page from a disk may not. */
interface Audit {
  readonly noise: string[];
  isRunning: boolean;
}

let browser: Browser;
let folder: string;
let host: string;
let close: () => void;

beforeAll(async () => {
  browser = await openBrowser();
  folder = mkdtempSync(join(tmpdir(), 'statusfolio-site-'));
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
    const below = path.startsWith('/me/') ? path.slice(4) || 'index.html' : null;
    const read = (name: string) => {
      try {
        return readFileSync(join(folder, name));
      } catch {
        return null;
      }
    };
    const bytes = below === null ? null : read(below);
    response.writeHead(bytes === null ? 404 : 200, { 'content-type': types[extname(below ?? '')] ?? types['.html'] });
    response.end(bytes ?? read('404.html'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `http://127.0.0.1:${(server.address() as AddressInfo).port}/me/`;
  close = () => server.close();
  const { store } = await buildApp();
  await saveState(store, { scenes: eight, problems: [] });
  const reading = readPortfolio('visibility: all\n');
  if (reading.kind !== 'read') throw new Error('must be valid');
  const owners = [{ id: 'owner', store }];
  const made = await renderSite({ owners, isShown: () => true, portfolio: reading.portfolio, url: host });
  await writeSite(folder, made);
});
afterAll(async () => {
  await browser.close();
  close();
  rmSync(folder, { recursive: true });
});

describe.each(['a disk', 'a path of a host'])('from %s', (from) => {
  const home = () => (from === 'a disk' ? pathToFileURL(join(folder, 'index.html')).href : host);
  const root = () => (from === 'a disk' ? pathToFileURL(`${folder}/`).href : host);

  async function open(width: number): Promise<{ page: Page; audit: Audit }> {
    const context = await browser.newContext({ viewport: { width, height: 900 } });
    const page = await context.newPage();
    const audit: Audit = { noise: [], isRunning: false };
    const note = (text: string) => {
      if (!audit.isRunning) audit.noise.push(text);
    };
    page.on('pageerror', (error) => note(error.message));
    page.on('console', (message) => note(message.text()));
    page.on('requestfailed', (request) => note(`failed: ${request.url()}`));
    page.on('response', (response) => {
      if (response.status() >= 400) note(`${response.status()}: ${response.url()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(root())) note(`went to ${request.url()}`);
    });
    await page.goto(home());
    return { page, audit };
  }

  it.each([1180, 390])(
    'table and project are accessible, quiet and no wider than the screen: %i pixels',
    async (width) => {
      const { page, audit } = await open(width);
      const check = async () => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          audit.isRunning = true;
          expect(await listViolations(page)).toEqual([]);
          audit.isRunning = false;
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
          expect(background).toBe(colorScheme === 'dark' ? 'rgb(15, 18, 22)' : 'rgb(255, 255, 255)');
        }
      };
      await check();
      expect(await page.locator('form, script, button, input').count()).toBe(0);
      await page.locator('a.name', { hasText: 'sextant' }).click();
      expect(page.url()).toBe(`${root()}projects/mara/sextant.html`);
      await check();
      await page.locator('a.brand').click();
      expect(page.url()).toBe(`${root()}index.html`);
      expect(audit.noise).toEqual([]);
      await page.context().close();
    },
  );
});

it('says what is not there in its own style, at whatever depth', async () => {
  const page = await browser.newPage();
  const failed: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) failed.push(response.url());
  });
  const missing = `${host}projects/mara/nobody/at/all`;
  await page.goto(missing);
  expect(await page.locator('h1').textContent()).toBe('Not found');
  expect(failed).toEqual([missing]);
  expect(await listViolations(page)).toEqual([]);
  await page.locator('main a').click();
  expect(page.url()).toBe(`${host}index.html`);
});
