// A proxy may show the site under a path of its host, such as https://home.example.org/statusfolio/, and pass that path on or
// take it away. Inside, every address begins at "/"; here the path is taken off what comes in and put before what goes out.

import type { Context, MiddlewareHandler } from 'hono';
import { getPath } from 'hono/utils/url';
import { stripEnd } from '../core/text.ts';

declare module 'hono' {
  interface ContextVariableMap {
    basePath?: string;
  }
}

/** The path of `STATUSFOLIO_PUBLIC_URL`, such as `/statusfolio`; empty at the top of its host. */
export function readBasePath(publicUrl: string | null): string {
  return publicUrl === null ? '' : stripEnd(new URL(publicUrl).pathname, '/');
}

/** The path of this request's site, for what is answered in it. */
export function basePathOf(c: Context): string {
  return c.get('basePath') ?? '';
}

export function stripBasePath(path: string, base: string): string {
  if (base === '' || (path !== base && !path.startsWith(`${base}/`))) return path;
  return path.slice(base.length) || '/';
}

/** The path that routes see, whether the proxy passed the prefix on or not. */
export function readRoutePath(base: string): (request: Request) => string {
  return (request) => stripBasePath(getPath(request), base);
}

/** Puts the prefix before every address of ours in a page. Texts of others cannot look like one: their quotes are escaped. */
export function addBasePath(page: string, base: string): string {
  return base === '' ? page : page.replaceAll(/( (?:href|src|action|formaction)=")(\/[^/])/g, `$1${base}$2`);
}

/** Every address of ours in a page, as `map` spells it; null: there is no such page here, and its link becomes plain text. */
export function mapAddresses(page: string, map: (address: string) => string | null): string {
  return page.replaceAll(/ (href|src)="(\/[^"]*)"/g, (whole, name: string, address: string) => {
    if (address.startsWith('//')) return whole;
    const mapped = map(address);
    return mapped === null ? '' : ` ${name}="${mapped}"`;
  });
}

/** Redirects lead to where the visitor is. */
export function hostUnder(base: string): MiddlewareHandler {
  return async (c, next) => {
    c.set('basePath', base);
    await next();
    const location = c.res.headers.get('location');
    if (base !== '' && location?.startsWith('/') === true && !location.startsWith('//'))
      c.res.headers.set('Location', `${base}${location}`);
  };
}
