// Who sees which page about the portfolio: the owner, everybody, or nobody; rendered once per state, and the same bytes
// for everybody who may see the same things.

import type { Context, Hono } from 'hono';
import { html } from 'hono/html';
import { answerTrouble } from './answer-trouble.ts';
import { readClientAddress } from './client-address.ts';
import { nameView, renderDashboard, sumUp } from './dashboard.ts';
import { limitClients } from './limit-clients.ts';
import { renderHead, renderTail } from './page.ts';
import { answerRendered, type PageCaches } from './page-cache.ts';
import type { Audience } from './project-view.ts';
import { readQuery, wordQuery } from './select-rows.ts';
import type { Sessions } from './session.ts';
import { answerSignIn } from './sign-in.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

type Settings = Pick<WebSettings, 'audience' | 'adminToken' | 'hasGitHubSignIn' | 'publicUrl' | 'isOnEdge'>;

/** Selections that a visitor makes up cost a render each. The page without any is never refused. */
const renders = { most: 60, windowMs: 10_000 };

export function addDashboard(
  app: Hono,
  settings: Settings,
  ports: Pick<RoutePorts, 'views' | 'clock'>,
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
    const key = `/?${wordQuery(query)}`;
    const isMadeUp = audience === 'public' && wordQuery(query) !== '' && !cache.has(key, version);
    if (isMadeUp && !limit.take(readClientAddress(c.req.raw.headers, c.env, settings))) {
      c.header('Retry-After', '10');
      return answerTrouble(c, {
        status: 429,
        code: 'TOO_MANY_REQUESTS',
        message: 'Too many selections. Try again soon.',
      });
    }
    const page = await cache.read(key, version, async () => {
      const view = await ports.views.read(audience);
      return await renderHead({
        title: nameView(view),
        description: `Every project with its status and the evidence for it: ${sumUp(view)}.`,
        isListed: audience === 'public' && wordQuery(query) === '',
        address: settings.publicUrl === null ? null : `${settings.publicUrl}/`,
        version,
        nav: audience === 'owner' ? 'dashboard' : null,
        actions: audience === 'owner' ? ownerActions : html`<a href="/login">Sign in</a>`,
        body: renderDashboard(view, query),
      });
    });
    return await answerForAudience(c, audience, page, sessions);
  });
}

/** null: nobody who may see anything. */
export async function readAudience(c: Context, settings: Settings, sessions: Sessions): Promise<Audience | null> {
  if (await sessions.isOwner(c)) return 'owner';
  return settings.audience === 'all' ? 'public' : null;
}

/** A page of the owner is private; everybody's is kept and asked about again. */
export async function answerForAudience(
  c: Context,
  audience: Audience,
  page: Parameters<typeof answerRendered>[1],
  sessions: Sessions,
): Promise<Response> {
  c.header('Content-Type', 'text/html; charset=utf-8');
  // Under `no-referrer` a browser hides the origin of our own forms too, and plain HTTP has no other sign of it.
  c.header('Referrer-Policy', 'same-origin');
  c.header('Vary', 'Cookie, Authorization, Accept-Encoding');
  if (audience === 'owner') return answerRendered(c, page, await renderTail(await sessions.proveOwnPage(c)));
  c.header('Cache-Control', 'no-cache');
  c.header('ETag', page.etag);
  if (c.req.header('if-none-match') === page.etag) return c.body(null, 304);
  return answerRendered(c, page, await renderTail(null));
}

export const ownerActions = html`<button type="submit" form="act" formaction="/api/sync">Sync now</button>
<button type="submit" form="act" formaction="/logout" class="quiet">Sign out</button>`;
