// The web application of the tests on a real socket, for browsers and load.

import { serve } from '@hono/node-server';
import type { Hono } from 'hono';

export interface ServedApp {
  readonly url: string;
  close(): Promise<void>;
}

export async function serveApp(app: Hono): Promise<ServedApp> {
  return await new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
  });
}
