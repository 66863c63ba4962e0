// A GitHub on your own machine: described by state, asked over real HTTP or in process, with bad days on demand. It
// answers as GitHub answers; what it does not know fails loudly.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { answerAccount } from './answer-account.ts';
import { answerDeliveries } from './answer-deliveries.ts';
import { answerGraphql } from './answer-graphql.ts';
import { answerReading, wordRepository } from './answer-reading.ts';
import { answerRest } from './answer-rest.ts';
import { answerApp, findInstallation, paged, reaches, type SimulatedInstallation } from './app.ts';
import { type DeliveryReport, deliverWebhooks } from './deliver-webhooks.ts';
import { formatInstallation, listCovered } from './installations.ts';
import { hourlyPoints } from './limits.ts';
import { createWorld, type World } from './world.ts';

export interface SimulatedGitHubOptions {
  readonly now: () => Date;
  /** The only credential that is accepted. */
  readonly token: string;
  /** Whose token it is: the author of commits made through the API. */
  readonly viewer: string;
}

/** What goes wrong instead of an answer; `after`: the request has its effect, and then it goes wrong. */
export interface Fault {
  readonly when: (request: {
    readonly method: string;
    readonly path: string;
    readonly operation: string | null;
  }) => boolean;
  readonly answer: Response | 'reset' | 'hang';
  readonly effect?: 'before' | 'after';
  /** How often; default once. */
  times?: number;
}

export interface SimulatedGitHub extends World {
  readonly token: string;
  /** In process; a reset or a hang behaves as it would on the network. */
  fetch(url: string | URL | Request, init?: RequestInit): Promise<Response>;
  listen(): Promise<{ readonly url: string; close(): Promise<void> }>;
  /** Sends the webhooks that are on their way. */
  deliver(): Promise<DeliveryReport[]>;
  fail(fault: Fault): void;
  /** Ends all faults. */
  recover(): void;
}

const jsonType = { 'content-type': 'application/json; charset=utf-8' };

/** Requests an hour for an address that does not say who it is. */
const anonymousLimit = 60;

export function createSimulatedGitHub({ now, token, viewer }: SimulatedGitHubOptions): SimulatedGitHub {
  const world = createWorld(viewer, now);
  const faults: Fault[] = [];
  let anonymousUsed = 0;

  async function answer(request: Request): Promise<Response | 'reset' | 'hang'> {
    const credential = readCredential(request) ?? '';
    const installation = findInstallation(world, credential);
    const login = world.tokens.get(credential) ?? viewer;
    return await world.actAs(login, () => answerAs(request, installation), installation);
  }

  async function answerAs(
    request: Request,
    installation: SimulatedInstallation | null,
  ): Promise<Response | 'reset' | 'hang'> {
    const { pathname } = new URL(request.url);
    const path = pathname.replace(/^\/api(\/v3)?(?=\/)/, '');
    const isGraphql = path === '/graphql';
    const body: unknown = isGraphql ? await request.json() : null;
    const text = String(Reflect.get(Object(body), 'query') ?? '');
    const operation = isGraphql ? (/^\s*(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? '') : null;

    const fault = takeFault({ method: request.method, path, operation });
    if (fault !== null && fault.effect !== 'after') return record(request, path, operation, fault.answer);
    const isAnonymous = request.headers.get('authorization') === null;
    const isApp = path === '/app' || path.startsWith('/app/') || path.endsWith('/installation');
    const who = isApp
      ? 'app'
      : installation === null
        ? (readCredential(request) ?? '')
        : `installation ${installation.id}`;
    const isWrite = isGraphql ? /^\s*mutation/.test(text) : request.method !== 'GET';
    const limited = { who, isGraphql, isWrite, isApp };
    const refused = isAnonymous ? null : (world.limits?.refuse(limited) ?? null);
    if (refused !== null) return record(request, path, operation, refused);
    const asApp =
      (await answerApp(world, request)) ?? (path.startsWith('/app/') ? answerDeliveries(world, request) : null);
    if (asApp !== null) {
      // By its clock the sender may set its own.
      asApp.headers.set('date', now().toUTCString());
      return record(request, path, operation, fault?.answer ?? asApp);
    }
    const credential = readCredential(request) ?? '';
    const isAuthorised = installation !== null || credential === token || world.tokens.has(credential);
    if (isSuspended(world, credential)) return record(request, path, operation, suspended());
    if (!isAnonymous && !isAuthorised) return record(request, path, operation, badCredentials());
    const written = namesWritten(request.method, path, body);
    const isForbidden = written !== null && installation !== null && !mayWrite(installation, written, path);
    if (installation !== null && (path === '/user' || isForbidden)) {
      return record(request, path, operation, refuseIntegration(isGraphql));
    }
    if (isAnonymous) {
      if (isGraphql) return record(request, path, operation, requiresAuthentication());
      anonymousUsed += 1;
      if (anonymousUsed > anonymousLimit) return record(request, path, operation, anonymousLimitExceeded(now()));
    }

    let response: Response;
    if (isGraphql) {
      const variables: Record<string, unknown> = Object(Reflect.get(Object(body), 'variables'));
      const outcome = await answerGraphql(world, text, variables);
      world.pointsUsed += outcome.points;
      world.limits?.charge(limited, outcome.points);
      response = new Response(JSON.stringify(outcome.body), {
        headers: { 'content-type': 'application/json; charset=utf-8' },
      });
    } else {
      world.pointsUsed += 1;
      response =
        answerOwnInstallations(world, request, path, installation) ??
        answerReading(world, request) ??
        answerDeliveries(world, request) ??
        (await answerAccount(world, request)) ??
        (await answerRest(world, request));
    }
    if (!isAnonymous && world.tokenExpiresAt !== null) {
      const expiry = `${world.tokenExpiresAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
      response.headers.set('github-authentication-token-expiration', expiry);
    }
    if (!isAnonymous && world.tokenScopes !== null) {
      response.headers.set('x-oauth-scopes', world.tokenScopes.join(', '));
    }
    response.headers.set('date', now().toUTCString());
    const limit = isAnonymous ? anonymousLimit : hourlyPoints;
    const used = isAnonymous ? anonymousUsed : (world.limits?.used(limited) ?? world.pointsUsed);
    response.headers.set('x-ratelimit-resource', isGraphql ? 'graphql' : 'core');
    response.headers.set('x-ratelimit-limit', String(limit));
    response.headers.set('x-ratelimit-remaining', String(Math.max(0, limit - used)));
    response.headers.set('x-ratelimit-reset', String(Math.floor(now().getTime() / 1000) + 3600));
    return record(request, path, operation, fault?.answer ?? response);
  }

  function takeFault(request: Parameters<Fault['when']>[0]): Fault | null {
    const index = faults.findIndex(({ when }) => when(request));
    const fault = faults[index];
    if (fault === undefined) return null;
    fault.times = (fault.times ?? 1) - 1;
    if (fault.times <= 0) faults.splice(index, 1);
    return fault;
  }

  function record<Answer extends Response | 'reset' | 'hang'>(
    request: Request,
    path: string,
    operation: string | null,
    given: Answer,
  ): Answer | Response {
    world.requests.push({
      method: request.method,
      path,
      operation,
      status: typeof given === 'string' ? 0 : given.status,
      credential: readCredential(request),
    });
    // A fault may be given several times; a response can be read only once.
    return typeof given === 'string' ? given : given.clone();
  }

  async function fetchInProcess(url: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(url, init);
    const answered = await answer(request);
    if (answered === 'reset') throw new TypeError('fetch failed');
    if (answered === 'hang') {
      return await new Promise((_, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    }
    // As fetch does on the network: a 307 repeats the write, body and all.
    const location = request.redirect === 'manual' ? null : answered.headers.get('location');
    return location === null ? answered : await fetchInProcess(location, init);
  }

  return Object.assign(world, {
    token,
    fetch: fetchInProcess,
    listen: () => listenOnLoopback(answer),
    deliver: () => deliverWebhooks(world.pending, world.attempts, now),
    fail: (fault: Fault) => void faults.push({ ...fault }),
    recover: () => void faults.splice(0),
  });
}

function readCredential(request: Request): string | null {
  return /^(token|bearer) (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[2] ?? null;
}

/** The repository that a write is to; null: it is no write. */
function namesWritten(method: string, path: string, body: unknown): string | null {
  const input: unknown = Reflect.get(Object(Reflect.get(Object(body), 'variables')), 'input');
  const name: unknown = Reflect.get(Object(Reflect.get(Object(input), 'branch')), 'repositoryNameWithOwner');
  if (typeof name === 'string') return name;
  const [, owner, repository] = /^\/repos\/([^/]+)\/([^/]+)/.exec(path) ?? [];
  return method === 'GET' || owner === undefined ? null : `${owner}/${repository}`;
}

/** As far as its token was granted it; one that was granted nothing in particular may do everything. */
function mayWrite(installation: SimulatedInstallation, fullName: string, path: string): boolean {
  const what = /\/(issues|pulls)(?:\/|$)/.exec(path)?.[1] === 'pulls' ? 'pull_requests' : 'contents';
  const level = installation.permissions[path.includes('/issues') ? 'issues' : what];
  return reaches(installation, fullName) && level !== 'read';
}

/** What a token may ask about itself: an installation which repositories are its own, a person which installations. */
function answerOwnInstallations(
  world: World,
  request: Request,
  path: string,
  installation: SimulatedInstallation | null,
): Response | null {
  if (path === '/installation/repositories' && installation !== null) {
    const format = (one: ReturnType<World['listOf']>[number]) => wordRepository(world, one, true);
    return paged(listCovered(world, installation), request, format, 'repositories');
  }
  if (path !== '/user/installations' || installation !== null) return null;
  const own = world.app?.installations.filter(({ account }) => account === world.viewer) ?? [];
  return paged(own, request, (one) => formatInstallation(world, one), 'installations');
}

/** An installation may do nothing where it is not installed, and is nobody. */
function refuseIntegration(isGraphql: boolean): Response {
  const message = 'Resource not accessible by integration';
  const error = { type: 'FORBIDDEN', path: ['createCommitOnBranch'], message };
  const body = isGraphql ? { data: { createCommitOnBranch: null }, errors: [error] } : { message, status: '403' };
  return new Response(JSON.stringify(body), { status: isGraphql ? 200 : 403, headers: jsonType });
}

/** GraphQL is for those who say who they are. */
function requiresAuthentication(): Response {
  const body = { message: 'This endpoint requires you to be authenticated.', documentation_url: '', status: '401' };
  return new Response(JSON.stringify(body), { status: 401, headers: jsonType });
}

function anonymousLimitExceeded(now: Date): Response {
  const body = {
    message:
      "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests get a higher rate limit. Check out the documentation for more details.)",
    documentation_url: 'https://docs.github.com/rest/overview/resources-in-the-rest-api#rate-limiting',
  };
  const reset = String(Math.floor(now.getTime() / 1000) + 3600);
  const headers = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
  return new Response(JSON.stringify(body), { status: 403, headers: { ...jsonType, ...headers } });
}

const isSuspended = ({ app }: World, token: string) => app?.tokens.get(token)?.installation.isSuspended === true;

function suspended(): Response {
  const message = 'This installation has been suspended';
  const body = { message, documentation_url: 'https://docs.github.com/rest', status: '403' };
  return new Response(JSON.stringify(body), { status: 403, headers: jsonType });
}

function badCredentials(): Response {
  const body = JSON.stringify({
    message: 'Bad credentials',
    documentation_url: 'https://docs.github.com/rest',
    status: '401',
  });
  return new Response(body, { status: 401, headers: jsonType });
}

interface Binding {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

function listenOnLoopback(answer: (request: Request) => Promise<Response | 'reset' | 'hang'>) {
  return new Promise<{ url: string; close(): Promise<void> }>((resolve) => {
    const server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        overrideGlobalObjects: false,
        fetch: async (request: Request, binding: unknown) => {
          const answered = await answer(request);
          if (answered === 'reset') (binding as Binding).outgoing.destroy();
          if (typeof answered === 'string') return await new Promise<Response>(() => {});
          return answered;
        },
      },
      (address: AddressInfo) => {
        resolve({
          url: `http://127.0.0.1:${address.port}`,
          close: () =>
            new Promise((done) => {
              server.close(() => done());
              if ('closeAllConnections' in server) server.closeAllConnections();
            }),
        });
      },
    );
  });
}
