// What every answer carries and every request must pass: security headers, and the Host header check that keeps other
// sites from reaching a server on this machine by a name of their own (DNS rebinding).

import type { MiddlewareHandler } from 'hono';
import { answerError } from './answer-error.ts';
import type { WebSettings } from './web-ports.ts';

const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Private by default: a route that may be shared or cached says so itself. */
export function addSecurityHeaders({ isSecure }: Pick<WebSettings, 'isSecure'>): MiddlewareHandler {
  return async (c, next) => {
    c.header('Content-Security-Policy', pagePolicy);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('X-Frame-Options', 'DENY');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    c.header('Cache-Control', 'no-store');
    if (isSecure) c.header('Strict-Transport-Security', 'max-age=31536000');
    await next();
  };
}

/** Refuses names that are not ours. `except` is a path that proves its sender by itself. */
export function checkHost(
  settings: Pick<WebSettings, 'allowedHosts' | 'publicUrl'>,
  except: string,
): MiddlewareHandler {
  const { allowedHosts, publicUrl } = settings;
  const allowed = new Set(allowedHosts?.map((host) => host.toLowerCase()));
  if (publicUrl !== null) allowed.add(new URL(publicUrl).host);
  return async (c, next) => {
    const { host, hostname } = new URL(c.req.url);
    if (allowedHosts === null || c.req.path === except || allowed.has(host) || allowed.has(hostname)) return next();
    return answerError(c, {
      status: 403,
      code: 'HOST_NOT_ALLOWED',
      message: 'This server does not answer to that host name.',
    });
  };
}
