// What a token may ask about itself and manage: who it is, and webhooks. Answers in GitHub's shape;
// null: not one of these routes.

import type { Hook, SimulatedRepository } from './repository.ts';
import type { World } from './world.ts';

const headers = { 'content-type': 'application/json; charset=utf-8' };
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers });
const refuse = (status: number, message: string, errors?: readonly unknown[]) =>
  json(status, {
    message,
    ...(errors && { errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: `${status}`,
  });

/** An account by its login: GitHub's own program has the number that it has everywhere, others one that stays the same. */
export function describeAccount(login: string): { readonly databaseId: number; readonly name: string | null } {
  if (login === 'github-actions[bot]') return { databaseId: 41_898_282, name: null };
  const databaseId = [...login].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_999_991, 7);
  return { databaseId, name: null };
}

/** GitHub allows so many webhooks for one event of one repository. */
const maxHooks = 20;

export async function answerAccount(world: World, request: Request): Promise<Response | null> {
  const path = new URL(request.url).pathname.replace(/^\/api\/v3(?=\/)/, '');
  const isAnonymous = request.headers.get('authorization') === null;
  if (path === '/user' && isAnonymous) return refuse(401, 'Requires authentication');
  if (path === '/user' && world.viewer.endsWith('[bot]')) return refuse(403, 'Resource not accessible by integration');
  if (path === '/user' && request.method === 'GET')
    return json(200, { login: world.viewer, id: describeAccount(world.viewer).databaseId, type: 'User' });
  const [top, owner = '', name = '', ...rest] = path.split('/').slice(1).map(decodeURIComponent);
  if (top !== 'repos' || rest[0] !== 'hooks') return null;
  const repository = world.find(owner, name, true);
  // Whoever may not manage webhooks is not told that there are any.
  const isAdmin = !isAnonymous && repository?.state.owner.toLowerCase() === world.viewer.toLowerCase();
  if (repository === null || !isAdmin) return refuse(404, 'Not Found');
  return await answerHooks(world, repository, request, rest[1] ?? null, rest[2] ?? null);
}

async function answerHooks(
  world: World,
  repository: SimulatedRepository,
  request: Request,
  id: string | null,
  below: string | null,
): Promise<Response | null> {
  const { hooks } = repository.state;
  if (id === null && request.method === 'GET') return json(200, hooks.map(formatHook));
  if (id === null && request.method === 'POST') {
    const wantedHook = readWish(await request.json());
    const refusal = refuseHook(world, hooks, wantedHook, null);
    if (refusal !== null) return refusal;
    return json(201, formatHook(repository.addHook(wantedHook)));
  }
  const index = hooks.findIndex((hook) => String(hook.id) === id);
  const hook = hooks[index];
  if (hook === undefined) return refuse(404, 'Not Found');
  if (below !== null) return null;
  if (request.method === 'GET') return json(200, formatHook(hook));
  if (request.method === 'DELETE') {
    hooks.splice(index, 1);
    return new Response(null, { status: 204 });
  }
  if (request.method !== 'PATCH') return null;
  const wantedHook = readWish(await request.json());
  const refusal = refuseHook(world, hooks, wantedHook, hook.id);
  if (refusal !== null) return refusal;
  const changed = { ...hook, ...wantedHook };
  hooks.splice(index, 1, changed);
  return json(200, formatHook(changed));
}

function readWish(body: unknown): Omit<Hook, 'id'> {
  const config = Object(Reflect.get(Object(body), 'config'));
  const events: unknown = Reflect.get(Object(body), 'events');
  return {
    url: String(Reflect.get(config, 'url') ?? ''),
    secret: String(Reflect.get(config, 'secret') ?? ''),
    events: Array.isArray(events) ? events.map(String) : ['push'],
  };
}

function refuseHook(
  world: World,
  hooks: readonly Hook[],
  wantedHook: Omit<Hook, 'id'>,
  self: number | null,
): Response | null {
  const invalid = (message: string) =>
    refuse(422, 'Validation Failed', [{ resource: 'Hook', code: 'custom', message }]);
  const host = URL.canParse(wantedHook.url) ? new URL(wantedHook.url).hostname : '';
  if (host === '') return invalid('url is missing a scheme');
  if (!world.acceptsLocalHooks && /^(localhost|127\.|10\.|192\.168\.|\[::1\])/.test(host)) {
    return invalid(`url is not supported because it isn't reachable over the public Internet (${host})`);
  }
  const others = hooks.filter(({ id }) => id !== self);
  const overlaps = ({ url, events }: Hook) =>
    url === wantedHook.url && events.some((event) => wantedHook.events.includes(event));
  if (others.some(overlaps)) return invalid('Hook already exists on this repository');
  const isFull = wantedHook.events.some(
    (event) => others.filter(({ events }) => events.includes(event)).length >= maxHooks,
  );
  return isFull ? invalid(`The "${wantedHook.events[0]}" event cannot have more than ${maxHooks} hooks`) : null;
}

/** The secret is never told again. */
function formatHook({ id, url, events, lastStatus = null }: Hook) {
  return {
    type: 'Repository',
    id,
    name: 'web',
    active: true,
    events,
    config: { url, content_type: 'json', insecure_ssl: '0', secret: '********' },
    last_response: { code: lastStatus, status: lastStatus === null ? 'unused' : 'active', message: null },
  };
}
