// The web application of a deployment for many owners, as far as there are pages that belong to nobody: webhooks, probes,
// metrics for the operator, and a page that says what this is.

import { Hono } from 'hono';
import { html } from 'hono/html';
import { addAssets } from './assets/assets.ts';
import { createSessions } from './auth/session.ts';
import { hostUnder, readBasePath, readRoutePath } from './base-path.ts';
import { answerErrorPage } from './pages/error.ts';
import { answerPage } from './pages/layout.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addMetrics, createMeter } from './routes/metrics.ts';
import { addSecurityHeaders, checkHost } from './security.ts';
import type { RoutePorts, WebSettings } from './types.ts';
import { receiveWebhook } from './webhook/route.ts';

type ManyPorts = Pick<RoutePorts, 'receive' | 'clock' | 'log' | 'wake' | 'all' | 'compress'>;

/** `app.fetch` is what a server calls. */
export function createManyApp(settings: WebSettings, ports: ManyPorts): Hono {
  const base = readBasePath(settings.publicUrl);
  const app = new Hono({ getPath: readRoutePath(base) });
  const sessions = createSessions(settings, ports);
  const meter = createMeter();
  app.all('/webhooks/github', receiveWebhook(settings, ports, meter));
  app.use(hostUnder(base));
  app.use(addSecurityHeaders(settings));
  addHealthRoutes(app, ports);
  app.use(checkHost(settings));
  addMetrics(app, ports, sessions, meter);
  addAssets(app, ports);
  app.get('/', (c) =>
    answerPage(c, 200, {
      title: 'Statusfolio',
      description: 'Keeps project tables up to date.',
      isListed: false,
      actions: null,
      body: html`<h1>Statusfolio</h1>
        <p>This server keeps the project tables of many accounts up to date. Each has its configuration in
        <code>.github/statusfolio.yml</code> of one of its own repositories.</p>`,
    }),
  );
  app.notFound((c) =>
    answerErrorPage(c, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this address.' }),
  );
  app.onError((error, c) => {
    ports.log.error('request.failed', { route: c.req.routePath, reason: error.message });
    return answerErrorPage(c, { status: 500, code: 'INTERNAL', message: 'Something went wrong here.' });
  });
  return app;
}
