// Pages rendered once per state of the store and audience, and compressed once when they are first sent. Holds a bounded
// number of pages of the newest state only.

import type { Context } from 'hono';
import type { Audience } from '../core/disclosure.ts';

export interface RenderedPage {
  readonly text: string;
  readonly etag: string;
  /** What was compressed last, with the end that it had: an owner has the same for hours. */
  sent?: { readonly end: string; readonly bytes: Uint8Array<ArrayBuffer> };
}

/** As gzip. */
export type Compress = (text: string) => Uint8Array<ArrayBuffer>;

export interface PageCache {
  /** The page of this key at this version; `render` runs once for all who ask at the same time. */
  read(key: string, version: string, render: () => Promise<string>): Promise<RenderedPage>;
  has(key: string, version: string): boolean;
}

/** Every audience has versions of its own. */
export type PageCaches = Readonly<Record<Audience, PageCache>>;

const maxPages = 48;

/** `mayWait`: whether one request may wait for what another one began (`WebPorts`). */
export function createPageCache(mayWait: boolean): PageCache {
  const pages = new Map<string, RenderedPage>();
  const pending = new Map<string, Promise<RenderedPage>>();
  let current = '';

  function forgetOlder(version: string): void {
    if (version === current) return;
    pages.clear();
    pending.clear();
    current = version;
  }

  function keep(key: string, page: RenderedPage): void {
    const [oldest] = pages.keys();
    if (pages.size >= maxPages && oldest !== undefined) pages.delete(oldest);
    pages.set(key, page);
  }

  return {
    has: (key, version) => version === current && (pages.has(key) || pending.has(key)),
    async read(key, version, render) {
      forgetOlder(version);
      const known = pages.get(key) ?? pending.get(key);
      if (known !== undefined) return await known;
      const page = render().then(preparePage);
      if (mayWait) pending.set(key, page);
      try {
        const done = await page;
        if (version === current) keep(key, done);
        return done;
      } finally {
        // A render that failed is not remembered.
        if (pending.get(key) === page) pending.delete(key);
      }
    },
  };
}

async function preparePage(text: string): Promise<RenderedPage> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const hex = Array.from(digest.slice(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { text, etag: `"${hex}"` };
}

/** The page, and what is for this visitor alone at its end. `compress`: null where the edge does it. */
export function answerRendered(
  c: Context,
  page: Omit<RenderedPage, 'etag'>,
  end: string,
  compress: Compress | null,
): Response {
  const acceptsGzip = /(^|[\s,])gzip\s*(,|$|;(?!\s*q=0(\.0+)?\s*(,|$)))/.test(c.req.header('accept-encoding') ?? '');
  if (compress === null || !acceptsGzip) return c.body(page.text + end);
  if (page.sent?.end !== end) page.sent = { end, bytes: compress(page.text + end) };
  c.header('Content-Encoding', 'gzip');
  return c.body(page.sent.bytes);
}
