// GET /feed.atom: what changed, for feed readers. Feed readers cannot sign in, so it is everybody's where everything is
// public, and its owner's otherwise.

import type { Hono } from 'hono';
import { etag } from 'hono/etag';
import type { Sessions } from '../auth/session.ts';
import { answerError } from '../errors.ts';
import { renderViewFeed } from '../pages/feed.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import { toProjectPage } from '../views/project.ts';
import type { ProjectView } from '../views/project-row.ts';
import { readAudience } from './pages.ts';

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
    const pageOf = (project: ProjectView) => {
      const page = toProjectPage(project);
      return page === null ? null : `${site}${page}`;
    };
    return c.body(renderViewFeed(view, { site, home: `${site}/`, pageOf }));
  });
}
