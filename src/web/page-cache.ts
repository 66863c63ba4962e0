// Pages rendered once per state of the store: the body is compressed once, and what belongs to one visitor alone is put
// behind it as an uncompressed block of the same gzip stream. Holds a bounded number of pages of the newest state only.

import type { Context } from 'hono';
import type { Audience } from '../core/disclosure.ts';

/** A page up to the part that belongs to one visitor. */
export interface RenderedPage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Raw deflate that ends on a byte without ending the stream; null: this runtime's edge compresses. */
  readonly deflated: Uint8Array | null;
  /** CRC-32 of `bytes`, to be continued. */
  readonly checksum: number;
  readonly etag: string;
  /** What was sent last, whole: most visitors have the same end of a page, and an owner the same for hours. */
  sent: { readonly tail: string; readonly bytes: Uint8Array<ArrayBuffer> } | null;
}

/** Raw deflate with a sync flush at the end. */
export type Deflate = (bytes: Uint8Array) => Uint8Array;

export interface PageCache {
  /** The page of this key at this version; `render` runs once for all who ask at the same time. */
  read(key: string, version: string, render: () => Promise<string>): Promise<RenderedPage>;
  has(key: string, version: string): boolean;
}

/** Every audience has versions of its own. */
export type PageCaches = Readonly<Record<Audience, PageCache>>;

const maxPages = 48;

/** `mayWait`: whether one request may wait for what another one began (`WebPorts`). */
export function createPageCache(deflate: Deflate | null, mayWait: boolean): PageCache {
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
      const page = render().then((text) => preparePage(text, deflate));
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

const encoder = new TextEncoder();

export async function preparePage(text: string, deflate: Deflate | null): Promise<RenderedPage> {
  const bytes = new Uint8Array(encoder.encode(text));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest.slice(0, 10), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return {
    bytes,
    deflated: deflate === null ? null : deflate(bytes),
    checksum: deflate === null ? 0 : continueCrc32(0, bytes),
    etag: `"${hex}"`,
    sent: null,
  };
}

/** The page and what belongs to this visitor, compressed where both sides can. */
export function answerRendered(c: Context, page: RenderedPage, rest: string): Response {
  const acceptsGzip = /(^|[\s,])gzip\s*(,|$|;(?!\s*q=0(\.0+)?\s*(,|$)))/.test(c.req.header('accept-encoding') ?? '');
  if (page.deflated === null || !acceptsGzip) return c.body(joinBytes(page.bytes, encoder.encode(rest)));
  c.header('Content-Encoding', 'gzip');
  if (page.sent?.tail !== rest) page.sent = { tail: rest, bytes: wrapGzip(page.deflated, page, encoder.encode(rest)) };
  return c.body(page.sent.bytes);
}

const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
/** One stored block holds no more; what belongs to one visitor is far smaller. */
const maxStored = 65_535;

/** RFC 1952 around RFC 1951: the blocks that were deflated before, then one stored block that ends the stream. */
function wrapGzip(deflated: Uint8Array, { bytes, checksum }: RenderedPage, tail: Uint8Array) {
  if (tail.length > maxStored) throw new RangeError('the visitor part of a page is too long for one block');
  const frame = new DataView(new ArrayBuffer(5));
  frame.setUint8(0, 1);
  frame.setUint16(1, tail.length, true);
  frame.setUint16(3, ~tail.length & 0xffff, true);
  const end = new DataView(new ArrayBuffer(8));
  end.setUint32(0, continueCrc32(checksum, tail), true);
  end.setUint32(4, bytes.length + tail.length, true);
  return joinBytes(header, deflated, new Uint8Array(frame.buffer), tail, new Uint8Array(end.buffer));
}

function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 of everything so far and these bytes. */
function continueCrc32(checksum: number, bytes: Uint8Array): number {
  let value = ~checksum;
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}
