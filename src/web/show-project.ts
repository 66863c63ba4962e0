// GET /projects/:owner/:slug, for the owner or, where everything is public, for everybody. A project that this audience
// may not see and one that there is not get the same answer.

import type { Hono } from 'hono';
import { html } from 'hono/html';
import { nameStatus } from '../core/wording.ts';
import { answerPage, renderHead } from './page.ts';
import type { PageCaches } from './page-cache.ts';
import { renderProjectPage } from './project-page.ts';
import { readProjectPage } from './project-page-view.ts';
import type { Sessions } from './session.ts';
import { answerForAudience, ownerActions, readAudience } from './show-portfolio.ts';
import { answerSignIn } from './sign-in.ts';
import type { RoutePorts, WebSettings } from './web-ports.ts';

type Settings = Pick<WebSettings, 'audience' | 'adminToken' | 'hasGitHubSignIn' | 'publicUrl' | 'portfolio'>;

export function addProjectPage(
  app: Hono,
  settings: Settings,
  ports: Pick<RoutePorts, 'owners' | 'views'>,
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
        description: 'No row of a document leads here.',
        isListed: false,
        actions: audience === 'owner' ? null : html`<a href="/login">Sign in</a>`,
        body: html`<div class="narrow"><h1>No such project</h1><p>No row leads here: it may have been renamed, or its row taken out.</p><p><a href="/">Back to the table</a></p></div>`,
      });
    }
    const version = await ports.views.readVersion(audience);
    const { project } = view;
    const page = await caches[audience].read(`/projects/${owner}/${slug}`.toLowerCase(), version, () =>
      renderHead({
        title: project.name,
        description: `${project.name} is ${nameStatus(project.settled.status)}. ${project.evidence ?? ''}`.trim(),
        isListed: audience === 'public',
        address: settings.publicUrl === null ? null : `${settings.publicUrl}${new URL(c.req.url).pathname}`,
        version,
        nav: audience === 'owner' ? 'project' : null,
        actions: audience === 'owner' ? ownerActions : html`<a href="/login">Sign in</a>`,
        body: renderProjectPage(view),
      }),
    );
    return await answerForAudience(c, audience, page, sessions);
  });
}
