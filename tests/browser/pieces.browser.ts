// A page over a slow line: it arrives in a hundred pieces, each long after the other, and nothing of it moves.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoginLink } from '../../src/web/auth/session.ts';
import { sessionSecret } from '../web/build-app.ts';
import { countShifts, watchShifts } from './count-shifts.ts';
import { openBrowser } from './open-browser.ts';
import { buildState, states } from './page-gallery.ts';

const pieces = 100;
const betweenMs = 30;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** In front of the application: every page whole, or in pieces. */
async function openSlowLine(origin: string): Promise<{ url: string; slowDown(): void; server: Server }> {
  let isSlow = false;
  const server = createServer(async (request, response) => {
    const { cookie = '' } = request.headers;
    const answer = await fetch(`${origin}${request.url}`, { redirect: 'manual', headers: { cookie } });
    const headers = [...answer.headers].filter(
      ([name]) => !/^(content-(length|encoding)|transfer-encoding)$/.test(name),
    );
    response.writeHead(answer.status, Object.fromEntries(headers));
    // News would never end.
    if (request.url === '/events') return void response.write(':\n\n');
    const body = Buffer.from(await answer.arrayBuffer());
    const isPage = answer.headers.get('content-type')?.startsWith('text/html') === true;
    if (!isSlow || !isPage) return void response.end(body);
    // Only what is seen first is sent slowly.
    const seen = Math.min(body.length, 30_000);
    const size = Math.ceil(seen / pieces);
    for (let at = 0; at < seen; at += size) {
      response.write(body.subarray(at, Math.min(seen, at + size)));
      await new Promise((resolve) => setTimeout(resolve, betweenMs));
    }
    response.end(body.subarray(seen));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const slowDown = () => {
    isSlow = true;
  };
  return { url: `http://127.0.0.1:${port}`, server, slowDown };
}

describe.each(states.filter(({ name }) => ['200 projects', 'trouble', 'a project'].includes(name)))(
  '$name',
  (state) => {
    it.each([1180, 390])('moves nothing while it arrives: %i pixels', async (width) => {
      const { test, served } = await buildState(state);
      const line = await openSlowLine(served.url);
      const context = await browser.newContext({ colorScheme: 'dark', viewport: { width, height: 900 } });
      try {
        const page = await context.newPage();
        await watchShifts(page);
        await page.goto(await createLoginLink(line.url, sessionSecret, test.now()));
        line.slowDown();
        await page.goto(`${line.url}${state.path}`);
        expect(await page.locator('main h1').textContent()).not.toBe('');
        expect(await countShifts(page)).toBeLessThan(0.01);
      } finally {
        await context.close();
        line.server.close();
        line.server.closeAllConnections();
        await served.close();
      }
    });
  },
);
