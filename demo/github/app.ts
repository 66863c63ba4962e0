// A GitHub App in the simulation: installed on accounts, identified by signed JSON web tokens, acting with tokens that
// live for an hour and reach no further than the installation. null: not one of its routes.

import { createPublicKey, verify } from 'node:crypto';
import { json } from './answer-writes.ts';
import { formatInstallation, suspend, uninstall } from './installations.ts';
import type { World } from './world.ts';

export interface SimulatedInstallation {
  readonly id: number;
  readonly account: string;
  /** Left out: made from the login. */
  readonly accountId?: number;
  /** null: all repositories of the account. */
  repositories: readonly string[] | null;
  permissions: Readonly<Record<string, string>>;
  isSuspended: boolean;
  /** When it was last changed; left out: never. */
  updatedAt?: Date;
}

export interface SimulatedApp {
  readonly id: string;
  readonly slug: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: SimulatedInstallation[];
  readonly tokens: Map<string, SimulatedToken>;
  /** Tokens so far. */
  made: number;
  /** The App's one webhook, which is told about every installation; left out: there is none. */
  hook?: { readonly id: number; readonly url: string; readonly secret: string };
}

interface SimulatedToken {
  readonly installation: SimulatedInstallation;
  readonly endsAt: Date;
  /** What it was narrowed to; null: all that was granted. */
  readonly repositories: readonly string[] | null;
  readonly permissions: Readonly<Record<string, string>> | null;
}

const refuse = (status: number, message: string) =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` });

export function createApp(id: string, publicKey: string): SimulatedApp {
  return { id, slug: 'statusfolio', publicKey, installations: [], tokens: new Map(), made: 0 };
}

/** Whose token this is, as far as it reaches; null: nobody's, or it has ended. */
export function findInstallation({ app, now }: World, token: string): SimulatedInstallation | null {
  const known = app?.tokens.get(token);
  if (app == null || known === undefined || now() >= known.endsAt) return null;
  const { installation } = known;
  if (!app.installations.includes(installation) || installation.isSuspended) return null;
  const repositories = known.repositories ?? installation.repositories;
  return { ...installation, repositories, permissions: known.permissions ?? installation.permissions };
}

export function reaches({ account, repositories }: SimulatedInstallation, fullName: string): boolean {
  const [owner = '', name = ''] = fullName.toLowerCase().split('/');
  return account.toLowerCase() === owner && (repositories === null || repositories.includes(name));
}

export async function answerApp(world: World, request: Request): Promise<Response | null> {
  const path = new URL(request.url).pathname.replace(/^\/api\/v3(?=\/)/, '');
  const [, owner, name] = /^\/repos\/([^/]+)\/([^/]+)\/installation$/.exec(path) ?? [];
  const id = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1];
  const listed = /^\/app\/installations(?:\/(\d+)(\/suspended)?)?$/.exec(path);
  const isToken = id !== undefined && request.method === 'POST';
  if (path !== '/app' && owner === undefined && listed === null && !isToken) return null;
  const { app } = world;
  const problem = app === null ? 'Integration not found' : findFault(app, request, world.now());
  if (app === null || problem !== null) return refuse(401, problem ?? '');
  if (path === '/app') return json(200, { id: Number(app.id), slug: app.slug, name: 'Statusfolio' });
  if (owner !== undefined) {
    const repository = world.find(owner, name ?? '', true);
    const found = app.installations.find((one) => repository !== null && reaches(one, repository.fullName()));
    return found === undefined ? refuse(404, 'Not Found') : json(200, formatInstallation(world, found));
  }
  if (listed !== null) return answerInstallations(world, app, request, listed[1] ?? null, listed[2] !== undefined);
  const installation = app.installations.find((one) => String(one.id) === id);
  if (installation === undefined) return refuse(404, 'Not Found');
  if (installation.isSuspended) return refuse(403, 'This installation has been suspended');
  const wanted: unknown = await request.json().catch(() => ({}));
  const permissions: Record<string, string> | null = Reflect.get(Object(wanted), 'permissions') ?? null;
  const names: unknown = Reflect.get(Object(wanted), 'repositories');
  const repositories = Array.isArray(names) ? names.map(String) : null;
  if (repositories?.some((one) => !reaches(installation, `${installation.account}/${one}`)) === true)
    return refuse(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  if (Object.entries(permissions ?? {}).some(([what, level]) => !isGranted(installation.permissions[what], level)))
    return refuse(422, 'The permissions requested are not granted to this installation.');
  app.made += 1;
  const token = `ghs_simulated${installation.id}x${app.made}`;
  const endsAt = new Date(world.now().getTime() + 3_600_000);
  // As many as can still be used at all.
  for (const [old, { endsAt: end }] of app.tokens) if (end <= world.now()) app.tokens.delete(old);
  app.tokens.set(token, { installation, endsAt, repositories, permissions });
  return json(201, {
    token,
    expires_at: endsAt.toISOString().replace('.000', ''),
    permissions: permissions ?? installation.permissions,
  });
}

const isGranted = (granted: string | undefined, wanted: string) => granted === wanted || granted === 'write';

/** What the App may ask about its installations, and do to them. */
function answerInstallations(
  world: World,
  app: SimulatedApp,
  request: Request,
  id: string | null,
  isSuspension: boolean,
): Response {
  if (id === null) return paged(app.installations, request, (one) => formatInstallation(world, one), null);
  const installation = app.installations.find((one) => String(one.id) === id);
  if (installation === undefined) return refuse(404, 'Not Found');
  if (request.method === 'GET') return json(200, formatInstallation(world, installation));
  if (isSuspension) suspend(world, installation, request.method === 'PUT');
  else uninstall(world, installation);
  return json(204, null);
}

/** One page of a list, with the address of the next; `key`: what the list is called in the answer. */
export function paged<Item>(
  all: readonly Item[],
  { url }: Request,
  format: (item: Item) => unknown,
  key: string | null,
): Response {
  const { searchParams } = new URL(url);
  const size = Math.min(100, Number(searchParams.get('per_page') ?? 30));
  const page = Number(searchParams.get('page') ?? 1);
  const items = all.slice((page - 1) * size, page * size).map(format);
  const next = new URL(url);
  next.searchParams.set('page', String(page + 1));
  const link = page * size < all.length ? { link: `<${next.href}>; rel="next"` } : {};
  return json(200, key === null ? items : { total_count: all.length, [key]: items }, link);
}

/** In GitHub's words. */
export function findFault(app: SimulatedApp, request: Request, now: Date): string | null {
  const token = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  const [header = '', claims = '', signature = ''] = token.split('.');
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  try {
    const { alg } = Object(read(header));
    const isSigned = verify(
      'sha256',
      Buffer.from(`${header}.${claims}`),
      createPublicKey(app.publicKey),
      Buffer.from(signature, 'base64url'),
    );
    if (alg !== 'RS256' || !isSigned) return 'A JSON web token could not be decoded';
    const { iat, exp, iss } = Object(read(claims));
    const seconds = now.getTime() / 1000;
    if (String(iss) !== app.id) return 'Integration not found';
    if (iat > seconds)
      return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
    if (exp <= seconds)
      return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
    return exp - seconds > 600 ? "'Expiration time' claim ('exp') is too far in the future" : null;
  } catch {
    return 'A JSON web token could not be decoded';
  }
}
