// GET /badges/:owner/:slug.svg and .json: the current status of a project that stands in a public document. Everything
// else gets one and the same neutral badge, so that nobody learns what exists. Never answers with an error, which image
// proxies would keep; what stands in for one must not be kept either.

import type { Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { type Badge, type BadgeTheme, readBadgeStyle, renderBadge, toShieldsBadge } from '../../core/render/badge.ts';
import type { RoutePorts, WebSettings } from '../types.ts';
import { findProject, toPublicBadge } from '../views/project.ts';

/** The shortest time that shields.io keeps to; GitHub's image proxy revalidates at this pace. */
const cacheSeconds = 300;

/** Shown by itself, a badge has the one style that its renderer puts in, and nothing else. */
const imagePolicy =
  "default-src 'none'; style-src 'sha256-/xZDdOnzd/RTNSNiSlj/g4VgbwBriGoNAHhbtOaLDR0='; frame-ancestors 'none'";

type Ports = Pick<RoutePorts, 'views' | 'log'>;

export function addBadgeRoutes(app: Hono, settings: Pick<WebSettings, 'audience'>, ports: Ports): void {
  app.use(
    '/badges/*',
    etag({ retainedHeaders: ['cache-control', 'etag', 'access-control-allow-origin', 'cross-origin-resource-policy'] }),
  );
  app.get('/badges/:owner/:file', async (c) => {
    const [, slug, kind] = /^(.+)\.(svg|json)$/.exec(c.req.param('file')) ?? [];
    if (slug === undefined) return c.notFound();
    const badge =
      settings.audience === 'none' ? toPublicBadge(null) : await readBadge(c.req.param('owner'), slug, ports);
    return kind === 'svg' ? answerSvg(c, badge) : answerJson(c, badge);
  });
}

/** null: the store could not be read. */
async function readBadge(owner: string, slug: string, { views, log }: Ports): Promise<Badge | null> {
  try {
    return toPublicBadge(findProject(await views.read('public'), owner, slug));
  } catch (error) {
    log.error('badge.failed', { reason: error instanceof Error ? error.message : 'unknown' });
    return null;
  }
}

function answerSvg(c: Context, badge: Badge | null): Response {
  allowEverywhere(c, badge !== null);
  c.header('Content-Type', 'image/svg+xml; charset=utf-8');
  c.header('Content-Security-Policy', imagePolicy);
  const style = readBadgeStyle(c.req.query('style'));
  return c.body(renderBadge(relabel(badge ?? toPublicBadge(null), c), readTheme(c.req.query('theme')), style));
}

/** Whoever shows a badge may name it; the renderer escapes and cuts what they say. Nothing that is kept depends on it. */
function relabel(badge: Badge, c: Context): Badge {
  return { ...badge, label: c.req.query('label') ?? badge.label };
}

function readTheme(wanted: string | undefined): BadgeTheme {
  return wanted === 'light' || wanted === 'dark' ? wanted : 'auto';
}

function answerJson(c: Context, badge: Badge | null): Response {
  allowEverywhere(c, badge !== null);
  const isError = badge === null && { isError: true };
  return c.json({ ...toShieldsBadge(relabel(badge ?? toPublicBadge(null), c)), cacheSeconds, ...isError });
}

function allowEverywhere(c: Context, mayBeKept: boolean): void {
  const keep = `public, max-age=${cacheSeconds}, s-maxage=${cacheSeconds}`;
  c.header('Cache-Control', mayBeKept ? keep : 'no-store');
  c.header('Access-Control-Allow-Origin', '*');
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
}
