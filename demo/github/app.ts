// A GitHub App in the simulation: installed on accounts, identified by signed JSON web tokens, acting with tokens that
// live for an hour and reach no further than the installation. null: not one of its routes.

import { createPublicKey, verify } from 'node:crypto';
import { json } from './answer-writes.ts';
import type { World } from './world.ts';

export interface SimulatedInstallation {
  readonly id: number;
  readonly account: string;
  /** null: all repositories of the account. */
  repositories: readonly string[] | null;
  permissions: Readonly<Record<string, string>>;
  isSuspended: boolean;
}

export interface SimulatedApp {
  readonly id: string;
  readonly slug: string;
  /** PEM. */
  readonly publicKey: string;
  readonly installations: SimulatedInstallation[];
  readonly tokens: Map<string, { readonly installation: SimulatedInstallation; readonly endsAt: Date }>;
}

const refuse = (status: number, message: string) =>
  json(status, { message, documentation_url: 'https://docs.github.com/rest', status: `${status}` });

export function createApp(id: string, publicKey: string): SimulatedApp {
  return { id, slug: 'statusfolio', publicKey, installations: [], tokens: new Map() };
}

/** Whose token this is; null: nobody's, or it has ended. */
export function findInstallation({ app, now }: World, token: string): SimulatedInstallation | null {
  const known = app?.tokens.get(token);
  if (app == null || known === undefined || now() >= known.endsAt) return null;
  const isThere = app.installations.includes(known.installation) && !known.installation.isSuspended;
  return isThere ? known.installation : null;
}

export function reaches({ account, repositories }: SimulatedInstallation, fullName: string): boolean {
  const [owner = '', name = ''] = fullName.toLowerCase().split('/');
  return account.toLowerCase() === owner && (repositories === null || repositories.includes(name));
}

export function answerApp(world: World, request: Request): Response | null {
  const path = new URL(request.url).pathname.replace(/^\/api\/v3(?=\/)/, '');
  const [, owner, name] = /^\/repos\/([^/]+)\/([^/]+)\/installation$/.exec(path) ?? [];
  const id = /^\/app\/installations\/(\d+)\/access_tokens$/.exec(path)?.[1];
  const isOurs = path === '/app' || owner !== undefined || (id !== undefined && request.method === 'POST');
  if (!isOurs) return null;
  const { app } = world;
  const problem = app === null ? 'Integration not found' : findFault(app, request, world.now());
  if (app === null || problem !== null) return refuse(401, problem ?? '');
  if (path === '/app') return json(200, { id: Number(app.id), slug: app.slug, name: 'Statusfolio' });
  if (owner !== undefined) {
    const repository = world.find(owner, name ?? '', true);
    const found = app.installations.find((one) => repository !== null && reaches(one, repository.fullName()));
    return found === undefined ? refuse(404, 'Not Found') : json(200, wordInstallation(found));
  }
  const installation = app.installations.find((one) => String(one.id) === id);
  if (installation === undefined) return refuse(404, 'Not Found');
  if (installation.isSuspended) return refuse(403, 'This installation has been suspended');
  const token = `ghs_simulated${installation.id}x${app.tokens.size + 1}`;
  const endsAt = new Date(world.now().getTime() + 3_600_000);
  app.tokens.set(token, { installation, endsAt });
  const { permissions } = installation;
  return json(201, { token, expires_at: endsAt.toISOString().replace('.000', ''), permissions });
}

function wordInstallation({ id, account, permissions, repositories, isSuspended }: SimulatedInstallation) {
  return {
    id,
    account: { login: account },
    repository_selection: repositories === null ? 'all' : 'selected',
    permissions,
    suspended_at: isSuspended ? '2026-01-01T00:00:00Z' : null,
  };
}

/** In GitHub's words. */
function findFault(app: SimulatedApp, request: Request, now: Date): string | null {
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
