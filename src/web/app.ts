// Puts the routes together into one application that runs on Node and in workerd alike. Holds no state of its own
// beyond a process's sign-in limits; every route says itself who may use it.

import { Hono } from 'hono';
import { StatusfolioError } from '../errors.ts';
import { joinOwners } from '../pipeline/all-owners.ts';
import { addAssets } from './assets/assets.ts';
import { addSignInRoutes } from './auth/login.ts';
import { createSessions } from './auth/session.ts';
import { hostUnder, readBasePath, readRoutePath } from './base-path.ts';
import { refuse } from './errors.ts';
import { createPageCache } from './page-cache.ts';
import { answerErrorPage } from './pages/error.ts';
import { addAnswerRoutes } from './routes/answers.ts';
import { addBadgeRoutes } from './routes/badges.ts';
import { addLiveRoute } from './routes/events.ts';
import { addFeed } from './routes/feed.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addMetrics, createMeter } from './routes/metrics.ts';
import { addDashboard, addOperations, addProjectPage } from './routes/pages.ts';
import { addStatusApi } from './routes/status-api.ts';
import { addSecurityHeaders, checkHost } from './security.ts';
import type { RoutePorts, WebPorts, WebSettings } from './types.ts';
import { createViews } from './views/portfolio.ts';
import { receiveWebhook } from './webhook/route.ts';

/** The whole web application. `app.fetch` is what a server calls. */
export function createApp(settings: WebSettings, given: WebPorts): Hono {
  const base = readBasePath(settings.publicUrl);
  const app = new Hono({ getPath: readRoutePath(base) });
  const all = joinOwners(given.owners, given.deployment);
  const permitted = settings.portfolio.privateDetails;
  const views = createViews(given.owners, all, { mayWait: given.mayWait === true, permitted });
  const ports: RoutePorts = { ...given, all, views };
  const sessions = createSessions(settings, ports);
  // Before everything else: its sender proves itself by a signature, whatever name a tunnel gave to this host.
  const meter = createMeter();
  app.all('/webhooks/github', receiveWebhook(settings, ports, meter));

  app.use(hostUnder(base));
  app.use(addSecurityHeaders(settings));
  // Before the names are checked: probes ask by address, and are told nothing.
  addHealthRoutes(app, ports);
  app.use(checkHost(settings));
  addMetrics(app, ports, sessions, meter);
  addBadgeRoutes(app, settings, ports);
  addStatusApi(app, settings, ports, sessions);
  addFeed(app, settings, ports, sessions);
  addSignInRoutes(app, settings, ports, sessions);
  addAssets(app, ports);
  addLiveRoute(app, settings, ports, sessions);
  addAnswerRoutes(app, settings, ports, sessions);
  const createCache = () => createPageCache(ports.mayWait === true);
  const caches = { owner: createCache(), public: createCache() };
  addDashboard(app, settings, ports, sessions, caches);
  addProjectPage(app, settings, ports, sessions, caches);
  addOperations(app, settings, ports, sessions);

  app.notFound((c) =>
    answerErrorPage(c, { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this address.' }),
  );
  app.onError((error, c) => {
    const isStore = error instanceof StatusfolioError && error.code === 'STORE_UNAVAILABLE';
    ports.log.error('request.failed', { route: c.req.routePath, reason: error.message });
    return answerErrorPage(c, isStore ? storeFailure : otherFailure);
  });
  return app;
}

const storeFailure = refuse(503, 'STORE_UNAVAILABLE', 'The database cannot be read right now. Try again in a minute.');
const otherFailure = refuse(500, 'INTERNAL', 'Something went wrong here. The server log says what.');
