// GET /badges/:owner/:slug.svg and .json: the settled status of a project that stands in a public document. Everything
// else gets one and the same neutral badge, so that nobody learns what exists. Never answers with an error: image
// proxies would keep it.

import type { Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { type Badge, renderBadge, toneColors, toneOf } from '../core/render/badge.ts';
import { nameStatus } from '../core/wording.ts';
import { readPortfolioView } from './portfolio-view.ts';
import { findProject } from './project-address.ts';
import type { WebPorts, WebSettings } from './web-ports.ts';

const neutral: Badge = { label: 'status', message: 'unknown', tone: 'grey' };

/** The shortest time that shields.io keeps to; GitHub's image proxy revalidates at this pace. */
const cacheSeconds = 300;

type Ports = Pick<WebPorts, 'store' | 'log'>;

export function addBadgeRoutes(app: Hono, settings: Pick<WebSettings, 'audience'>, ports: Ports): void {
  app.use(
    '/badges/*',
    etag({ retainedHeaders: ['cache-control', 'etag', 'access-control-allow-origin', 'cross-origin-resource-policy'] }),
  );
  app.get('/badges/:owner/:file', async (c) => {
    const [, slug, kind] = /^(.+)\.(svg|json)$/.exec(c.req.param('file')) ?? [];
    if (slug === undefined) return c.notFound();
    const badge = settings.audience === 'none' ? neutral : await readBadge(c.req.param('owner'), slug, ports);
    return kind === 'svg' ? answerSvg(c, badge) : answerJson(c, badge);
  });
}

async function readBadge(owner: string, slug: string, { store, log }: Ports): Promise<Badge> {
  try {
    const project = findProject(await readPortfolioView(store, 'public'), owner, slug);
    if (project === null || project.settled.status === 'unknown') return neutral;
    const { status } = project.settled;
    return { label: project.name, message: nameStatus(status), tone: toneOf(status) };
  } catch (error) {
    log.error('badge-not-read', { reason: error instanceof Error ? error.message : 'unknown' });
    return neutral;
  }
}

function answerSvg(c: Context, badge: Badge): Response {
  allowEverywhere(c);
  c.header('Content-Type', 'image/svg+xml; charset=utf-8');
  return c.body(renderBadge(badge));
}

/** https://shields.io/badges/endpoint-badge */
function answerJson(c: Context, { label, message, tone }: Badge): Response {
  allowEverywhere(c);
  return c.json({ schemaVersion: 1, label, message, color: toneColors[tone], cacheSeconds });
}

function allowEverywhere(c: Context): void {
  c.header('Cache-Control', `public, max-age=${cacheSeconds}, s-maxage=${cacheSeconds}`);
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
}
