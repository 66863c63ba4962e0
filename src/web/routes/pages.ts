// Who sees which page about the portfolio: the owner, everybody, or nobody; rendered once per state, and the same bytes
// for everybody who may see the same things.

import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Audience } from '../../core/disclosure.ts';
import { formatStatus } from '../../core/messages/evidence.ts';
import { answerSignIn } from '../auth/login.ts';
import type { Sessions } from '../auth/session.ts';
import { basePathOf } from '../base-path.ts';
import { limitClients, readClientAddress } from '../clients.ts';
import { answerError, refuse } from '../errors.ts';
import { renderToast, setFlash, takeFlash } from '../flash.ts';
import { answerRendered, type PageCaches, type RenderedPage } from '../page-cache.ts';
import { formatViewName, renderDashboard, sumUp } from '../pages/dashboard.ts';
import { answerErrorPage } from '../pages/error.ts';
import { answerPage, renderHead, renderTail } from '../pages/layout.ts';
import { renderOperations } from '../pages/operations.ts';
import { renderProjectPage } from '../pages/project.ts';
import { readForm } from '../read-body.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import { formatQuery, readQuery } from '../views/filter-rows.ts';
import { readProjectPage } from '../views/project.ts';
import { projectToken } from '../views/project-row.ts';
import { isForm, readOrigin } from './answers.ts';

type DashboardSettings = Pick<
  WebSettings,
  'audience' | 'adminToken' | 'hasGitHubSignIn' | 'publicUrl' | 'isSecure' | 'isOnEdge'
>;

/** Selections that a visitor makes up cost a render each. The page without any is never refused. */
const renders = { most: 60, windowMs: 10_000 };

export function addDashboard(
  app: Hono,
  settings: DashboardSettings,
  ports: Pick<RoutePorts, 'views' | 'clock' | 'compress'>,
  sessions: Sessions,
  caches: PageCaches,
): void {
  const limit = limitClients(renders, ports.clock);

  app.get('/', async (c) => {
    const audience = await readAudience(c, settings, sessions);
    if (audience === null) return answerSignIn(c, settings, 401, null);
    const query = readQuery(new URL(c.req.url).searchParams);
    const version = await ports.views.readVersion(audience);
    const cache = caches[audience];
    const key = `/?${formatQuery(query)}`;
    const isMadeUp = audience === 'public' && formatQuery(query) !== '' && !cache.has(key, version);
    if (isMadeUp && !limit.take(readClientAddress(c.req.raw.headers, c.env, settings))) {
      c.header('Retry-After', '10');
      return answerErrorPage(c, {
        status: 429,
        code: 'TOO_MANY_REQUESTS',
        message: 'Too many filter requests came from this network. Try again in ten seconds.',
      });
    }
    const page = await cache.read(key, version, async () => {
      const view = await ports.views.read(audience);
      return await renderHead(
        {
          title: formatViewName(view),
          description: `Every project with its status and the evidence for it: ${sumUp(view)}.`,
          isListed: audience === 'public' && formatQuery(query) === '',
          address: settings.publicUrl === null ? null : `${settings.publicUrl}/`,
          version,
          nav: audience === 'owner' ? 'dashboard' : null,
          actions: audience === 'owner' ? ownerActions : html`<a href="/login">Sign in</a>`,
          body: renderDashboard(view, query),
        },
        basePathOf(c),
      );
    });
    return await answerForAudience(c, audience, page, { settings, sessions, ...ports });
  });
}

/** null: nobody who may see anything. */
export async function readAudience(
  c: Context,
  settings: Pick<WebSettings, 'audience'>,
  sessions: Sessions,
): Promise<Audience | null> {
  if (await sessions.isOwner(c)) return 'owner';
  return settings.audience === 'all' ? 'public' : null;
}

interface AnswerParts extends Pick<RoutePorts, 'views' | 'compress'> {
  readonly settings: Pick<WebSettings, 'isSecure' | 'publicUrl'>;
  readonly sessions: Sessions;
}

/** A page of the owner is private, and confirms what was just done; everybody's is kept and asked about again. */
async function answerForAudience(
  c: Context,
  audience: Audience,
  page: RenderedPage,
  { settings, sessions, views, compress }: AnswerParts,
): Promise<Response> {
  c.header('Content-Type', 'text/html; charset=utf-8');
  // Under `no-referrer` a browser hides the origin of our own forms too, and plain HTTP has no other sign of it.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Vary', 'Cookie, Authorization, Accept-Encoding');
  if (audience === 'owner') {
    const proof = await sessions.proveOwnPage(c, page.etag.replaceAll('"', ''));
    const toast = await readToast(c, settings, views);
    return answerRendered(c, page, await renderTail(proof, basePathOf(c), toast), compress);
  }
  c.header('Cache-Control', 'no-cache');
  c.header('ETag', page.etag);
  if (c.req.header('if-none-match') === page.etag) return c.body(null, 304);
  return answerRendered(c, page, await renderTail(null, basePathOf(c)), compress);
}

async function readToast(c: Context, settings: AnswerParts['settings'], views: RoutePorts['views']) {
  const flash = takeFlash(c, settings);
  if (flash === null) return null;
  const { documents } = await views.read('owner');
  const all = documents.flatMap(({ projects }) => projects);
  return renderToast(flash, all.find(({ token }) => token === flash.token) ?? null);
}

const ownerActions = html`<button type="submit" form="act" formaction="/api/sync">Sync now</button>
<button type="submit" form="act" formaction="/logout" class="quiet">Sign out</button>`;

// GET /projects/:owner/:slug, for the owner or, where everything is public, for everybody. A project that this audience
// may not see and one that there is not get the same answer.

type ProjectSettings = Pick<
  WebSettings,
  'audience' | 'adminToken' | 'hasGitHubSignIn' | 'publicUrl' | 'isSecure' | 'portfolio'
>;

export function addProjectPage(
  app: Hono,
  settings: ProjectSettings,
  ports: Pick<RoutePorts, 'owners' | 'views' | 'compress'>,
  sessions: Sessions,
  caches: PageCaches,
): void {
  app.get('/projects/:owner/:slug', async (c) => {
    const audience = await readAudience(c, settings, sessions);
    if (audience === null) return answerSignIn(c, settings, 401, null);
    const { owner, slug } = c.req.param();
    const view = await readProjectPage(ports, settings, audience, [owner, slug]);
    if (view === null) {
      return answerPage(c, 404, {
        title: 'No such project',
        description: 'Project not found.',
        isListed: false,
        actions: audience === 'owner' ? null : html`<a href="/login">Sign in</a>`,
        body: html`<div class="narrow"><p class="crumbs">Error 404</p><h1>Project not found</h1><p>No row of the table has this address: the project has been renamed, or its row removed.</p><p>Look for its current name in the table.</p><p class="links"><a class="button" href="/">Go to the table</a></p></div>`,
      });
    }
    const version = await ports.views.readVersion(audience);
    const { project } = view;
    const page = await caches[audience].read(`/projects/${owner}/${slug}`.toLowerCase(), version, () =>
      renderHead(
        {
          title: project.name,
          description: `${project.name} is ${formatStatus(project.decision.status)}. ${project.evidence ?? ''}`.trim(),
          isListed: audience === 'public',
          address: settings.publicUrl === null ? null : `${settings.publicUrl}${c.req.path}`,
          version,
          nav: audience === 'owner' ? 'project' : null,
          actions: audience === 'owner' ? ownerActions : html`<a href="/login">Sign in</a>`,
          body: renderProjectPage(view),
        },
        basePathOf(c),
      ),
    );
    return await answerForAudience(c, audience, page, { settings, sessions, ...ports });
  });
}

// GET /operations and /deliveries, and trying again what failed: for the owner alone, whatever is public.

const deliveriesShown = 50;

const signInFirst = refuse(
  401,
  'SIGN_IN_REQUIRED',
  'Sign in and use the forms of the page, or send the admin token as "Authorization: Bearer …".',
);
const noSuchJob = refuse(404, 'NOT_FOUND', 'This check is no longer among the failed ones.');
const noSuchDelivery = refuse(404, 'NOT_FOUND', 'This delivery is no longer kept: deliveries are kept for four days.');

type OperationsSettings = Pick<
  WebSettings,
  'adminToken' | 'hasGitHubSignIn' | 'webhookSecrets' | 'publicUrl' | 'isSecure'
>;
type Ports = Pick<
  RoutePorts,
  'all' | 'views' | 'log' | 'wake' | 'listDeadJobs' | 'replayJob' | 'replayDelivery' | 'compress'
>;

export function addOperations(app: Hono, settings: OperationsSettings, ports: Ports, sessions: Sessions): void {
  const { all, log } = ports;

  app.get('/operations', async (c) => {
    if (!(await sessions.isOwner(c))) return answerSignIn(c, settings, 401, null);
    const version = await all.readVersion();
    const [portfolio, counts, dead, deliveries, taskRuns] = await Promise.all([
      ports.views.read('owner'),
      all.counts(),
      ports.listDeadJobs(),
      all.listDeliveries(deliveriesShown),
      all.listTaskRuns(),
    ]);
    const hasWebhooks = settings.webhookSecrets.length > 0;
    const head = await renderHead(
      {
        title: 'Operations',
        description: 'Deliveries, retries and problems.',
        isListed: false,
        version,
        nav: 'operations',
        actions: ownerActions,
        body: renderOperations({ portfolio, counts, dead, deliveries, taskRuns, hasWebhooks }),
      },
      basePathOf(c),
    );
    // Deliveries come without another version: this page is never kept.
    const page = { text: head, etag: crypto.randomUUID() };
    return await answerForAudience(c, 'owner', page, { settings, sessions, ...ports });
  });

  app.get('/deliveries', async (c) => {
    if (!(await sessions.isOwner(c))) return answerError(c, signInFirst);
    return c.json({ deliveries: await all.listDeliveries(1000), dead: await ports.listDeadJobs() });
  });

  app.post('/api/replay', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerErrorPage(c, signInFirst);
    const letter = (await ports.listDeadJobs()).find(
      ({ job }) => projectToken(job.documentKey) === form.get('document'),
    );
    if (letter === undefined || !(await ports.replayJob(letter.job.documentKey)))
      return answerErrorPage(c, noSuchJob, '/operations');
    ports.wake();
    log.info('job.replayed', { document: letter.job.documentKey });
    if (!isForm(c)) return c.json({ accepted: true }, 202);
    setFlash(c, settings, { kind: 'replay', token: '' });
    return c.redirect(readOrigin(c), 303);
  });

  app.post('/deliveries/:id/replay', async (c) => {
    const form = await readForm(c.req.raw);
    if (!(await sessions.mayAct(c, form.get('proof')))) return answerErrorPage(c, signInFirst);
    const id = c.req.param('id');
    const delivery = (await all.listDeliveries(10_000)).find(({ deliveryId, key }) => id === deliveryId || id === key);
    if (delivery === undefined) return answerErrorPage(c, noSuchDelivery, '/operations');
    await ports.replayDelivery(delivery);
    ports.wake();
    log.info('delivery.replayed', { delivery: delivery.deliveryId });
    if (!isForm(c)) return c.json({ accepted: true }, 202);
    setFlash(c, settings, { kind: 'replay', token: '' });
    return c.redirect(readOrigin(c), 303);
  });
}
