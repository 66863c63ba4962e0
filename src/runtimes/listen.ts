// Listening on one machine, and ending it: a client that is slow or idle keeps nobody.

import type { Server } from 'node:http';
import { type ServerType, serve } from '@hono/node-server';
import type { Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import { guardConnections } from './guard-connections.ts';

/**
 * Longer than any proxy keeps an idle connection to us: nginx 60 s, Application Load Balancer 60 s, Traefik 90 s, Caddy 120 s,
 * Google Cloud 600 s, Cloudflare 900 s. Whoever closes first must be the proxy: a delivery that it sends over a connection which
 * we are closing is lost with 502, and GitHub does not send it again (caddy#6452).
 */
export const keepAliveMs = 930_000;

/** After which connections that are still open are cut off. */
const lastWordsMs = 4000;

/** Whatever else goes wrong with an address lies in HOST: it is no address, or none of this machine. */
const listenAdvice: Readonly<Record<string, { readonly where: string; readonly hint: string }>> = {
  EADDRINUSE: { where: 'PORT', hint: 'Stop the other program, or set PORT to another port (0: a free one).' },
  EACCES: { where: 'PORT', hint: 'Set PORT to 1024 or above: lower ports are for administrators.' },
};

/** Slow clients are cut off within 15 s: GitHub sends its headers and body at once. Node itself would check every 30 s. */
export async function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: Settings,
): Promise<{ server: ServerType; url: string }> {
  return await new Promise((resolve, reject) => {
    const serverOptions = {
      keepAliveTimeout: keepAliveMs,
      headersTimeout: 10_000,
      requestTimeout: 13_000,
      connectionsCheckingInterval: 1000,
    };
    const server = serve({ fetch, hostname: host, port, serverOptions }, (address) => {
      resolve({
        server,
        url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
      });
    });
    guardConnections(server as Server);
    server.on('error', (error) => {
      const code = String(Reflect.get(error, 'code'));
      const { where, hint } = listenAdvice[code] ?? {
        where: 'HOST',
        hint: 'Set HOST to an address of this machine, such as 127.0.0.1.',
      };
      reject(
        new StatusfolioError('ADDRESS_IN_USE', `${host}:${port} cannot be listened on (${code}).`, {
          where,
          hint,
          cause: error,
        }),
      );
    });
  });
}

export async function close(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    setTimeout(() => (server as Server).closeAllConnections(), lastWordsMs).unref();
    (server as Server).closeIdleConnections();
  });
}
