// GitHub's own account of what it tried to deliver, and another try: for the webhooks of a repository, and for that of
// the App, which has to prove itself with a JWT. Answers in GitHub's shape; null: not one of these routes.

import { findFault } from './app.ts';
import { type Attempt, redeliver } from './deliver-webhooks.ts';
import type { World } from './world.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' };
const dayMs = 86_400_000;

/** What is older is neither shown nor delivered again. */
const keptMs = 3 * dayMs;

const refuse = (status: number, message: string) =>
  new Response(JSON.stringify({ message, documentation_url: 'https://docs.github.com/rest', status: `${status}` }), {
    status,
    headers,
  });

export function answerDeliveries(world: World, request: Request): Response | null {
  const url = new URL(request.url);
  const path = url.pathname.replace(/^\/api\/v3(?=\/)/, '');
  const match = /^(?:\/repos\/([^/]+)\/([^/]+)\/hooks\/(\d+)|\/app\/hook)\/deliveries(?:\/(\d+)\/attempts)?$/.exec(
    path,
  );
  if (match === null) return null;
  const [, owner, name, hookId, deliveryId] = match;
  const fault = owner !== undefined || world.app === null ? null : findFault(world.app, request, world.now());
  if (owner === undefined && (world.app === null || fault !== null))
    return refuse(401, fault ?? 'Integration not found');
  if (request.headers.get('authorization') === null) return refuse(401, 'Requires authentication');
  const repository = owner === undefined ? null : world.find(owner, name ?? '', true);
  if (owner !== undefined) {
    // Whoever may not manage webhooks is not told that there are any.
    const isAdmin = repository?.state.owner.toLowerCase() === world.viewer.toLowerCase();
    const hook = repository?.state.hooks.find(({ id }) => String(id) === hookId);
    if (!isAdmin || hook === undefined) return refuse(404, 'Not Found');
  }
  const oldest = world.now().getTime() - keptMs;
  const attempts = world.attempts.filter(
    (attempt) => attempt.at.getTime() >= oldest && (hookId === undefined || String(attempt.hookId) === hookId),
  );
  if (deliveryId === undefined) return request.method === 'GET' ? list(attempts.toReversed(), url) : null;
  const attempt = attempts.find(({ id }) => String(id) === deliveryId);
  if (request.method !== 'POST') return null;
  if (attempt === undefined) return refuse(404, 'Not Found');
  // GitHub says yes first and sends afterwards.
  void redeliver(attempt, world.attempts, world.now);
  return new Response('{}', { status: 202, headers });
}

function list(newestFirst: readonly Attempt[], { searchParams, href }: URL): Response {
  const size = Math.min(100, Number(searchParams.get('per_page') ?? 30));
  const status = searchParams.get('status');
  const isOk = ({ status }: Attempt) => status >= 200 && status < 300;
  const matching = newestFirst.filter((attempt) => status === null || (status === 'success') === isOk(attempt));
  const cursor = searchParams.get('cursor');
  const start =
    cursor === null
      ? 0
      : Math.max(
          0,
          matching.findIndex(({ id }) => `v1_${id}` === cursor),
        );
  const page = matching.slice(start, start + size);
  const next = matching[start + size];
  const nextUrl = new URL(href);
  if (next !== undefined) nextUrl.searchParams.set('cursor', `v1_${next.id}`);
  return new Response(`[${page.map(wordAttempt).join()}]`, {
    headers: { ...headers, ...(next !== undefined && { link: `<${nextUrl.href}>; rel="next"` }) },
  });
}

/** The id as a number of all its digits, which JSON has and JavaScript has not. */
function wordAttempt({
  id,
  guid,
  at,
  isRedelivery,
  status,
  event,
  action,
  repositoryId,
  installationId,
}: Attempt): string {
  const rest = JSON.stringify({
    guid,
    delivered_at: at.toISOString(),
    redelivery: isRedelivery,
    duration: 0.2,
    status: status === 0 ? 'failed to connect to host' : status < 300 ? 'OK' : 'Invalid HTTP Response',
    status_code: status,
    event,
    action,
    installation_id: installationId ?? null,
    repository_id: repositoryId,
    throttled_at: null,
  });
  return `{"id":${id},${rest.slice(1)}`;
}
