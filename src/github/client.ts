// The one client of GitHub: octokit with a time limit on every request, requests counted, and every failure translated
// once into a StatusfolioError. Never retries and never sleeps (both are the queue's), and never lets a token or an
// address with credentials into a message.

import { Octokit } from 'octokit';
import { stripEnd } from '../core/text.ts';
import type { Budget, RequestCounts } from '../ports/github.ts';
import type { Log } from '../ports/queue.ts';
import {
  type AnswerHeaders,
  type GraphqlAnswer,
  readFailure,
  readGraphqlAnswer,
  readGraphqlFailure,
  type Sender,
} from './errors.ts';
import { type Fetch, limitTime } from './limit-time.ts';
import { createOlderServer, explainUnknownFields, type OlderServer } from './older-server.ts';

/** A token that changes with time, such as that of an App's installation. */
export interface TokenSource {
  /** The variable that it comes from, for messages. */
  readonly name: string;
  /** Asked before every request. */
  read(): Promise<string>;
  /** GitHub has rejected what was read last. */
  forget(): void;
}

export interface GitHubClientOptions {
  /** null: without a token only public repositories, over REST, 60 requests an hour. */
  readonly token: string | TokenSource | null;
  /** Used alone for writes when set. */
  readonly writeToken?: string | TokenSource | null;
  /** `https://api.github.com`, or `https://<host>/api/v3` of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly fetch?: Fetch;
  readonly now?: () => Date;
  /** GitHub itself gives up after 10 s. */
  readonly timeoutMs?: number;
  readonly log?: Log;
  /** One per credential and process; none: every write at once. */
  readonly pace?: WritePace;
  /** What this GitHub turned out not to know, where several clients ask it. */
  readonly older?: OlderServer;
}

/** Throws TOKEN_REJECTED, GITHUB_UNREACHABLE, GITHUB_THROTTLED, GITHUB_ANSWER_UNEXPECTED; `get…` also NOT_VISIBLE. */
export interface GitHubClient {
  query(text: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>;
  mutate(text: string, variables: Readonly<Record<string, unknown>>): Promise<GraphqlAnswer>;
  /** REST: the parsed JSON of `GET /repos/{owner}/{repo}/…`. */
  getJson(route: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** REST: the bytes of a blob, undecoded. */
  getBytes(route: string, parameters: Readonly<Record<string, unknown>>): Promise<Uint8Array>;
  /** REST: the JSON as it was sent, for numbers that are longer than a number is exact; and the headers. */
  getText(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly text: string; readonly headers: AnswerHeaders }>;
  /** REST: the parsed JSON and the headers, for what GitHub says only there. */
  getWithHeaders(route: string): Promise<{ readonly data: unknown; readonly headers: AnswerHeaders }>;
  /**
   * REST: one write, sent once. A refusal is an answer; whatever leaves the outcome unknown is thrown, and the caller
   * reads before it tries again. Throws TOKEN_REJECTED, GITHUB_UNREACHABLE, GITHUB_THROTTLED, GITHUB_ANSWER_UNEXPECTED.
   */
  send(route: string, parameters: Readonly<Record<string, unknown>>): Promise<WriteAnswer>;
  counts(): RequestCounts;
}

export type WriteAnswer =
  | { readonly kind: 'done'; readonly data: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Lets writes through one after the other, at the pace that GitHub asks for; throws when they have to wait for long. */
export interface WritePace {
  wait(): Promise<void>;
}

const apiVersion = '2022-11-28';

/** Octokit with one credential. */
interface AuthenticatedClient extends Sender {
  readonly octokit: Octokit;
  /** GitHub did not accept the credential. */
  forget(): void;
}

type AskGraphql = (
  authenticated: AuthenticatedClient,
  query: string,
  variables: Readonly<Record<string, unknown>>,
) => Promise<GraphqlAnswer>;

export function createGitHubClient(options: GitHubClientOptions): GitHubClient {
  const { apiUrl, token, writeToken, log, pace, now = () => new Date(), timeoutMs = 12_000 } = options;
  const { older = createOlderServer() } = options;
  const counts = { graphql: 0, rest: 0, writes: 0 };
  const host = hostOf(apiUrl);
  const fetchInTime = limitTime(options.fetch ?? ((url, init) => fetch(url, init)), timeoutMs, host, now);
  const open = (credential: string, value: string | TokenSource | null): AuthenticatedClient => ({
    octokit: openOctokit(value, apiUrl, fetchInTime, log),
    host,
    credential: isSource(value) ? value.name : credential,
    forget: () => (isSource(value) ? value.forget() : undefined),
  });
  const reader = open('GITHUB_TOKEN', token);
  const writer = writeToken == null ? reader : open('GITHUB_WRITE_TOKEN', writeToken);

  const send = async (
    authenticated: AuthenticatedClient,
    route: string,
    parameters: Readonly<Record<string, unknown>>,
  ) => {
    try {
      return await authenticated.octokit.request(route, { ...parameters });
    } catch (cause) {
      const failure = readFailure(cause, authenticated, now());
      if (failure.error.code === 'TOKEN_REJECTED') authenticated.forget();
      log?.warn('github_request.failed', { code: failure.error.code, status: failure.status });
      return failure;
    }
  };

  const askGraphql: AskGraphql = async (authenticated, query, variables) => {
    const asked = older.adapt(query);
    const answer = await send(authenticated, `POST ${graphqlUrl(apiUrl)}`, { query: asked, variables });
    if ('error' in answer) return readGraphqlFailure(answer, authenticated.credential);
    const read = readGraphqlAnswer(answer.data, answer.headers, now());
    if (read.kind !== 'answer' || read.data !== null) return read;
    older.learn(read.errors);
    // The text as a whole was refused, so nothing was done. What another request learnt meanwhile counts as well.
    if (older.adapt(query) === asked) return { ...read, errors: explainUnknownFields(read.errors, host) };
    counts.graphql += 1;
    return await askGraphql(authenticated, query, variables);
  };

  const get = async (route: string, parameters: Readonly<Record<string, unknown>>) => {
    counts.rest += 1;
    const answer = await send(reader, `GET ${route}`, parameters);
    if ('error' in answer) throw answer.error;
    return answer;
  };

  return {
    query(text, variables) {
      counts.graphql += 1;
      return askGraphql(reader, text, variables);
    },
    async mutate(text, variables) {
      await pace?.wait();
      counts.writes += 1;
      return await askGraphql(writer, text, variables);
    },
    async send(route, parameters) {
      await pace?.wait();
      counts.writes += 1;
      const answer = await send(writer, route, parameters);
      if (!('error' in answer)) return { kind: 'done', data: answer.data };
      const { error, status, message } = answer;
      const isRefusal = status !== null && status >= 400 && status < 500 && status !== 401;
      if (!isRefusal || error.code === 'GITHUB_THROTTLED') throw error;
      return { kind: 'refused', status, message };
    },
    getJson: async (route, parameters) => (await get(route, parameters)).data,
    async getBytes(route, parameters) {
      const raw = { accept: 'application/vnd.github.raw+json' };
      const { data } = await get(route, { ...parameters, headers: raw, request: unparsed });
      return new Uint8Array(await readStream(data).arrayBuffer());
    },
    async getText(route, parameters) {
      const { data, headers } = await get(route, { ...parameters, request: unparsed });
      return { text: await readStream(data).text(), headers };
    },
    getWithHeaders: (route) => get(route, {}),
    counts: () => ({ ...counts }),
  };
}

/** Octokit would decode what GitHub calls UTF-8, and round long numbers; a stream stays as it is. */
const unparsed = { parseSuccessResponseBody: false };

function readStream(data: unknown): Response {
  return new Response(data instanceof ReadableStream ? data : null);
}

function isSource(token: string | TokenSource | null): token is TokenSource {
  return typeof token === 'object' && token !== null;
}

function openOctokit(
  token: string | TokenSource | null,
  baseUrl: string,
  fetchInTime: Fetch,
  log: Log | undefined,
): Octokit {
  const silent = () => {};
  const octokitLog = {
    debug: silent,
    info: silent,
    warn: (message: string) => log?.warn('github_client.warned', { message }),
    error: (message: string) => log?.error('github_client.warned', { message }),
  };
  const octokit = new Octokit({
    ...(typeof token === 'string' && { auth: token }),
    baseUrl: stripEnd(baseUrl, '/'),
    userAgent: 'statusfolio',
    log: octokitLog,
    request: { fetch: fetchInTime, log: octokitLog },
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  octokit.hook.before('request', async (request) => {
    request.headers['x-github-api-version'] = apiVersion;
    if (isSource(token)) request.headers.authorization = `bearer ${await token.read()}`;
  });
  return octokit;
}

/** GitHub Enterprise Server keeps GraphQL beside `/api/v3`, not below it. */
function graphqlUrl(apiUrl: string): string {
  const base = stripEnd(apiUrl, '/');
  return base.endsWith('/api/v3') ? base.replace(/\/v3$/, '/graphql') : `${base}/graphql`;
}

/** The address without path or credentials, for messages. */
function hostOf(apiUrl: string): string {
  return URL.canParse(apiUrl) ? new URL(apiUrl).host : 'GitHub';
}

// How many requests GitHub still grants, read from the headers of the answers that come anyway. Never asks for it.

/** The same fetch, and what its last answers said about each of GitHub's limits. */
export function watchBudget(fetchOnce: Fetch): { readonly fetch: Fetch; readonly budgets: () => Budget[] } {
  const budgets = new Map<string, Budget>();
  return {
    fetch: async (url, init) => {
      const response = await fetchOnce(url, init);
      const budget = readBudget(response.headers);
      if (budget !== null) budgets.set(budget.resource, budget);
      return response;
    },
    budgets: () => [...budgets.values()],
  };
}

function readBudget(headers: Headers): Budget | null {
  const number = (name: string) => {
    const text = headers.get(`x-ratelimit-${name}`) ?? '';
    return /^\d{1,12}$/.test(text) ? Number(text) : null;
  };
  const [limit, remaining, reset] = [number('limit'), number('remaining'), number('reset')];
  const resource = headers.get('x-ratelimit-resource') ?? '';
  if (limit === null || remaining === null || reset === null || !/^[a-z_]{1,40}$/.test(resource)) return null;
  return { resource, limit, remaining, resetAt: new Date(reset * 1000).toISOString() };
}
