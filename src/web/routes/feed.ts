// GET /feed.atom: what changed, for feed readers. Feed readers cannot sign in, so it is everybody's where everything is
// public, and its owner's otherwise.

import type { Hono } from 'hono';
import { etag } from 'hono/etag';
import { type FeedEntry, renderFeed } from '../../core/render/atom-feed.ts';
import { toSlug } from '../../core/text.ts';
import type { Sessions } from '../auth/session.ts';
import { answerError } from '../errors.ts';
import { formatViewName } from '../pages/dashboard.ts';
import { toLink } from '../pages/layout.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import type { ChangeView, PortfolioView } from '../views/portfolio.ts';
import { toProjectPage } from '../views/project.ts';
import { readAudience } from './pages.ts';

const entriesShown = 50;

type Settings = Pick<WebSettings, 'audience' | 'adminToken' | 'hasGitHubSignIn' | 'publicUrl' | 'portfolio'>;

export function addFeed(app: Hono, settings: Settings, { views }: Pick<RoutePorts, 'views'>, sessions: Sessions): void {
  app.use('/feed.atom', etag());
  app.get('/feed.atom', async (c) => {
    const audience = await readAudience(c, settings, sessions);
    if (audience === null) {
      return answerError(c, { status: 401, code: 'SIGN_IN_REQUIRED', message: 'This feed is private.' });
    }
    const view = await views.read(audience);
    const site = settings.publicUrl ?? new URL(c.req.url).origin;
    if (audience === 'public') {
      c.header('Cache-Control', 'public, max-age=300');
      c.header('Access-Control-Allow-Origin', '*');
      c.header('Cross-Origin-Resource-Policy', 'cross-origin');
      c.header('Vary', 'Cookie, Authorization');
    }
    c.header('Content-Type', 'application/atom+xml; charset=utf-8');
    return c.body(
      renderFeed({
        title: `${formatViewName(view)}: status changes`,
        author: view.documents[0]?.repo?.split('/')[0] ?? 'Statusfolio',
        site,
        entries: view.changes.slice(0, entriesShown).map((change) => toEntry(change, view, site)),
        at: view.endAt ?? '1970-01-01T00:00:00.000Z',
      }),
    );
  });
}

function toEntry(change: ChangeView, view: PortfolioView, site: string): FeedEntry {
  const { name, from, to, at, oid, url, evidence, token } = change;
  const project = view.documents.flatMap(({ projects }) => projects).find((one) => one.token === token);
  const page = project === undefined ? null : toProjectPage(project);
  return {
    id: `${oid}/${toSlug(name)}`,
    title: `${name}: ${from} → ${to}`,
    at,
    link: toLink(url) ?? `${site}${page ?? '/'}`,
    text: evidence,
  };
}
