// The files that every page needs: stylesheet, script, icon, the picture beside a link. Their addresses change with their content, so browsers keep
// them for good and never mix two versions.

import type { Hono } from 'hono';
import { answerRendered, createPageCache } from './page-cache.ts';
import { script } from './script.ts';
import { socialImage } from './social-image.ts';
import { stylesheet } from './styles.ts';
import { toTicket } from './ticket.ts';
import type { WebPorts } from './web-ports.ts';

export const stylesheetPath = `/assets/${toTicket(stylesheet)}.css`;
export const scriptPath = `/assets/${toTicket(script)}.js`;
export const socialImagePath = `/assets/${toTicket(socialImage)}.png`;

/** Three rows of a table, the first one lit. */
export const mark =
  '<rect x="2" y="3" width="4" height="4" rx="2" fill="#2da44e"/><path d="M8.5 5h5.5M2 8.8h12M2 12.6h8" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>';
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" color="#6e7781">${mark}</svg>`;

const forGood = 'public, max-age=31536000, immutable';
const forADay = 'public, max-age=86400';

export function addAssets(app: Hono, { deflate, mayWait }: Pick<WebPorts, 'deflate' | 'mayWait'>): void {
  // Prepared when first asked for: a failure is answered, not remembered, and ends no process.
  const cache = createPageCache(deflate, mayWait === true);
  const add = (path: string, text: string, type: string, cacheControl: string) => {
    app.get(path, async (c) => {
      const asset = await cache.read(path, 'assets', async () => text);
      c.header('Content-Type', type);
      c.header('Cache-Control', cacheControl);
      c.header('Vary', 'Accept-Encoding');
      c.header('ETag', asset.etag);
      return c.req.header('if-none-match') === asset.etag ? c.body(null, 304) : answerRendered(c, asset, '');
    });
  };
  add(stylesheetPath, stylesheet, 'text/css; charset=utf-8', forGood);
  add(scriptPath, script, 'text/javascript; charset=utf-8', forGood);
  app.get(socialImagePath, (c) => {
    c.header('Cache-Control', forGood);
    c.header('Content-Type', 'image/png');
    return c.body(Uint8Array.from(atob(socialImage), (character) => character.charCodeAt(0)));
  });
  for (const path of ['/favicon.svg', '/favicon.ico']) add(path, favicon, 'image/svg+xml', forADay);
}
