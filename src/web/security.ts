// What every answer carries and every request must pass: security headers, and the Host header check that keeps other
// sites from reaching a server on this machine by a name of their own (DNS rebinding).

import type { MiddlewareHandler } from 'hono';
import { stripEnd } from '../core/text.ts';
import { answerError } from './errors.ts';
import type { WebSettings } from './types.ts';

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Private by default: a route that may be shared or cached says so itself. */
export function listSecurityHeaders({ isSecure }: Pick<WebSettings, 'isSecure'>): Readonly<Record<string, string>> {
  return {
    'Content-Security-Policy': pagePolicy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    // Browsers complain about both on plain HTTP.
    ...(isSecure && {
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Strict-Transport-Security': 'max-age=31536000',
    }),
  };
}

export function addSecurityHeaders(settings: Pick<WebSettings, 'isSecure'>): MiddlewareHandler {
  const headers = Object.entries(listSecurityHeaders(settings));
  return async (c, next) => {
    for (const [name, value] of headers) c.header(name, value);
    await next();
  };
}

/** Refuses names that are not ours. */
export function checkHost({
  allowedHosts,
  publicUrl,
}: Pick<WebSettings, 'allowedHosts' | 'publicUrl'>): MiddlewareHandler {
  const allowed = new Set(allowedHosts?.map((host) => host.toLowerCase()));
  // Some proxies leave the port out of the name that they pass on.
  if (publicUrl !== null) for (const name of ['host', 'hostname'] as const) allowed.add(new URL(publicUrl)[name]);
  return async (c, next) => {
    const { host, hostname } = new URL(c.req.url);
    // A name may be written to its root, with a dot at its end.
    const isOurs = [host, hostname, stripEnd(hostname, '.')].some((name) => allowed.has(name));
    if (allowedHosts === null || isOurs) return next();
    return answerError(c, {
      status: 403,
      code: 'HOST_NOT_ALLOWED',
      message: `This server does not answer to that host name${publicUrl === null ? ': set STATUSFOLIO_PUBLIC_URL to the address that visitors see' : ', which is not that of STATUSFOLIO_PUBLIC_URL'}.`,
    });
  };
}
