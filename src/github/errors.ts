// Translates what went wrong between us and GitHub: an HTTP status with its headers, or the errors inside a GraphQL
// answer. Decides by status, header and error type; reads message text only where GitHub gives nothing else.

import type { Problem } from '../core/model.ts';
import { retriedLater, StatusfolioError } from '../errors.ts';
import { proxyHeader } from './limit-time.ts';
import { explainViolations, oneLine } from './rule-violations.ts';
import { type GraphqlError, graphqlBody } from './schemas.ts';

export type AnswerHeaders = Readonly<Record<string, string | number | undefined>>;

export interface Failure {
  readonly error: StatusfolioError;
  /** HTTP status; null when nothing answered. */
  readonly status: number | null;
  /** GitHub's own words, with the details of a refused write; empty when there are none. */
  readonly message: string;
}

export type GraphqlAnswer =
  /** `data` may be partial or null; `errors` say which part is missing and why. */
  | {
      readonly kind: 'answer';
      readonly data: unknown;
      readonly errors: readonly GraphqlError[];
      /** When a part that was throttled may be asked for again. */
      readonly retryAt: string;
    }
  /** Too much for GitHub at once, or too much at this moment: ask for less. For a mutation the outcome is unknown. */
  | { readonly kind: 'overloaded'; readonly error: StatusfolioError };

/** GitHub asks for at least a minute when it names no other time. */
const defaultWaitMs = 60_000;
/** Nothing that GitHub asks for is longer; a date beyond the calendar must not throw. */
const longestWaitMs = 7 * 86_400_000;

/** Whom a request was sent to, and with which credential (the variable's name). */
export interface Sender {
  readonly host: string;
  readonly credential: string;
}

/** What an exception of octokit means. */
export function readFailure(cause: unknown, { host, credential }: Sender, now: Date): Failure {
  const inner: unknown = cause instanceof Error && !(cause instanceof StatusfolioError) ? cause.cause : cause;
  if (inner instanceof StatusfolioError) return { error: inner, status: null, message: '' };

  const status: unknown = Reflect.get(Object(cause), 'status');
  const response: unknown = Reflect.get(Object(cause), 'response');
  if (typeof status !== 'number' || typeof response !== 'object' || response === null) {
    return { error: unexpected(`${host} sent a response that cannot be read.`, host), status: null, message: '' };
  }
  const headers: AnswerHeaders = Reflect.get(response, 'headers') ?? {};
  const data: unknown = Reflect.get(response, 'data');
  const message = messageOf(data);
  const error = translate(status, headers, message, { host, credential }, now);
  return { error, status, message: [message, ...detailsOf(data)].filter(Boolean).join(' ') };
}

function translate(
  status: number,
  headers: AnswerHeaders,
  message: string,
  { host, credential }: Sender,
  now: Date,
): StatusfolioError {
  const isLimit = status === 429 || (status === 403 && isThrottled(headers, message));
  if (isLimit) return throttled(readRetryAt(headers, now), host);
  if (status === 401) {
    return new StatusfolioError('TOKEN_REJECTED', `${host} does not accept the token.`, {
      where: credential,
      hint: `It may have expired or been revoked: make a new one and set ${credential}.`,
    });
  }
  if (status >= 500) {
    const text = status === 504 ? `${host} did not answer in time.` : `${host} answered with HTTP ${status}.`;
    const proxy = headers[proxyHeader];
    const isNamed = typeof proxy === 'string' && /^https?_proxy$/i.test(proxy);
    const check = isNamed
      ? `it was asked through the proxy of ${proxy}, which may be the cause.`
      : 'https://www.githubstatus.com says whether GitHub has a problem.';
    return new StatusfolioError('GITHUB_UNREACHABLE', text, {
      where: host,
      hint: `${retriedLater}; ${check}`,
      retryable: true,
    });
  }
  if (status === 403 || status === 404 || status === 410 || status === 451) {
    return new StatusfolioError(
      'NOT_VISIBLE',
      `${host} refuses the request (HTTP ${status})${message === '' ? '' : `: ${message}`}`,
      {
        where: host,
        hint: 'It is gone, private, or the token lacks a permission.',
      },
    );
  }
  if (status === 409 && /repository is empty/i.test(message)) {
    return new StatusfolioError('REPOSITORY_EMPTY', 'The repository has no commits yet.', { where: host });
  }
  return unexpected(`${host} answered with HTTP ${status}${message === '' ? '.' : `: ${message}`}`, host);
}

function isThrottled(headers: AnswerHeaders, message: string): boolean {
  return (
    headers['retry-after'] !== undefined || headers['x-ratelimit-remaining'] === '0' || isRateLimitMessage(message)
  );
}

const isRateLimitMessage = (message: string) => /rate limit|abuse detection/i.test(message);

/** When GitHub may be asked again: `retry-after`, else the reset of a used-up limit, else in a minute. */
function readRetryAt(headers: AnswerHeaders, now: Date): string {
  const retryAfterMs = Number(headers['retry-after'] ?? Number.NaN) * 1000;
  const untilResetMs = Number(headers['x-ratelimit-reset'] ?? Number.NaN) * 1000 - now.getTime();
  const isUsedUp = headers['x-ratelimit-remaining'] === '0';
  const waitMs = [retryAfterMs, isUsedUp ? untilResetMs : Number.NaN].find((ms) => ms > 0) ?? defaultWaitMs;
  return new Date(now.getTime() + Math.min(waitMs, longestWaitMs)).toISOString();
}

/** A GraphQL request that failed as a whole: too much for GitHub, or an error that is thrown. */
export function readGraphqlFailure({ error, status }: Failure, credential: string): GraphqlAnswer {
  if (status !== null && status >= 500) return { kind: 'overloaded', error };
  if (error.code !== 'NOT_VISIBLE') throw error;
  if (status === 404) {
    throw new StatusfolioError('GRAPHQL_MISSING', `${error.where} does not speak GraphQL.`, {
      where: error.where,
      hint: 'Check GITHUB_API_URL: for a GitHub Enterprise Server it ends in /api/v3.',
      retryable: true,
    });
  }
  // The GraphQL endpoint itself is visible to every token: 403 means that this one may not pass, 404 that it is elsewhere.
  if (status !== 403) throw unexpected(error.message, error.where);
  throw new StatusfolioError('TOKEN_REJECTED', error.message, {
    where: credential,
    hint: 'The token may be suspended, or needs to be authorised for the organisation (single sign-on).',
  });
}

/** What a GraphQL body with HTTP 200 says: GitHub reports most failures that way. */
export function readGraphqlAnswer(received: unknown, headers: AnswerHeaders, now: Date): GraphqlAnswer {
  const body = graphqlBody.safeParse(received);
  const data = body.data?.data ?? null;
  const errors = body.data?.errors ?? [];
  if (data === null && errors.length === 0) throw unexpected('GitHub answered without data.', 'GraphQL');
  const retryAt = readRetryAt(headers, now);
  if (!hasAnything(data)) {
    if (errors.some(isThrottling)) throw throttled(retryAt, 'GraphQL');
    const overload = errors.find(isOverload);
    if (overload !== undefined) {
      const details = { where: 'GraphQL', hint: `${retriedLater}.`, retryable: true };
      return {
        kind: 'overloaded',
        error: new StatusfolioError('GITHUB_UNREACHABLE', `GitHub could not finish: ${overload.message}`, details),
      };
    }
  }
  return { kind: 'answer', data, errors, retryAt };
}

/** Nothing answered, or nothing that can be read: GitHub may have committed all the same. */
export function isOutcomeUnknown({ code }: StatusfolioError): boolean {
  return ['GITHUB_UNREACHABLE', 'GITHUB_ANSWER_UNEXPECTED', 'GRAPHQL_MISSING'].includes(code);
}

function hasAnything(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).some((value) => value !== null);
}

export function isThrottling({ type, message }: GraphqlError): boolean {
  return type === 'RATE_LIMITED' || type === 'RATE_LIMIT' || (type === null && isRateLimitMessage(message));
}

/** What GitHub says when a query was too much for it; the type is often missing. */
export function isOverload({ type, message }: GraphqlError): boolean {
  return (
    type === 'RESOURCE_LIMITS_EXCEEDED' ||
    type === 'MAX_NODE_LIMIT_EXCEEDED' ||
    type === 'INTERNAL' ||
    type === 'SERVICE_UNAVAILABLE' ||
    /something went wrong while executing your query|couldn't respond to your request in time|timedout|timeout/i.test(
      message,
    )
  );
}

export function unexpected(message: string, where: string): StatusfolioError {
  return new StatusfolioError('GITHUB_ANSWER_UNEXPECTED', message, {
    where,
    hint: 'Check GITHUB_API_URL; if it is right, try again later.',
    retryable: true,
  });
}

export function throttled(retryAt: string | null, where: string): StatusfolioError {
  return new StatusfolioError('GITHUB_THROTTLED', "GitHub's rate limit is used up.", {
    where,
    hint: `${retriedLater}.`,
    retryable: true,
    ...(retryAt === null ? {} : { retryAt }),
  });
}

/** Enough for the sentences about several rules of a repository. */
const maxMessageLength = 600;

/** What GitHub says beside "Validation Failed". */
function detailsOf(data: unknown): string[] {
  const errors: unknown = Reflect.get(Object(data), 'errors');
  return Array.isArray(errors) ? errors.slice(0, 5).map(messageOf) : [];
}

function messageOf(data: unknown): string {
  const message: unknown = Reflect.get(Object(data), 'message');
  return typeof message === 'string' ? message.slice(0, maxMessageLength) : '';
}

/** The answer in its shape; what cannot be read is a failed fetch, never an empty one. */
export function understand<Output>(
  schema: { safeParse(value: unknown): { success: true; data: Output } | { success: false } },
  answer: unknown,
  repo: string,
): Output {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw unexpected(`GitHub's response about ${repo} was not understood.`, repo);
}

// Says why GitHub refused a write and what to do about it. GitHub uses several types and statuses for the same
// refusal, so its words are read as well.

export function explainRejection(type: string | null, message: string): Omit<Problem, 'where'> {
  // First: a rule quotes its own pattern, which may say anything.
  const violations = explainViolations(type, message);
  if (violations !== null) return violations;
  if (/archived/i.test(message)) {
    return {
      code: 'ARCHIVED',
      message: 'The repository is archived, so nothing can be written to it.',
      hint: 'Unarchive it, or set "publish: none".',
    };
  }
  if (/not permitted to create or approve pull requests/i.test(message)) {
    const hint = 'Allow it under Settings, Actions, General, "Allow GitHub Actions to create pull requests".';
    return { code: 'WRITE_FORBIDDEN', message: 'The repository does not let Actions open pull requests.', hint };
  }
  if (/suspended|access blocked|disabled/i.test(message)) {
    const hint = 'Nothing is written until GitHub lifts it: see the notices on the repository or the installation.';
    return { code: 'SUSPENDED', message: `GitHub blocks it: ${oneLine(message)}`, hint };
  }
  if (
    type === 'FORBIDDEN' ||
    type === 'NOT_FOUND' ||
    type === 'INSUFFICIENT_SCOPES' ||
    /resource not accessible/i.test(message)
  ) {
    const hint = 'Give the token "Contents: read and write" on the repository (classic: public_repo or repo).';
    return { code: 'WRITE_FORBIDDEN', message: `The token may not write: ${oneLine(message)}`, hint };
  }
  return {
    code: 'WRITE_REJECTED',
    message: `GitHub refused the write: ${oneLine(message)}`,
    hint: 'Nothing was written.',
  };
}

/** The same for a REST answer, whose status stands for the type. */
export function explainStatus(status: number, message: string): Omit<Problem, 'where'> {
  const type = status === 403 || status === 451 ? 'FORBIDDEN' : status === 404 || status === 410 ? 'NOT_FOUND' : null;
  return explainRejection(type, message);
}

/**
 * The same for a branch of ours, such as that of a pull request or of the state. One status has several meanings here:
 * null where another run was faster, which only GitHub's own words for that say; whatever else it is has to be told.
 */
export function explainBranchRefusal(status: number, message: string, branch: string): Omit<Problem, 'where'> | null {
  const isFaster = /reference already exists|not a fast.?forward|reference does not exist/i;
  const isRule = explainViolations(null, message) !== null;
  if (!isRule && (status === 409 || (status === 422 && isFaster.test(message)))) return null;
  const reason = explainStatus(status, message);
  if (reason.code !== 'PROTECTED' && !(status === 422 && /reference update failed/i.test(message))) return reason;
  return forbidBranch(branch, message);
}

/** A rule keeps a branch of ours from being made or moved. */
export function forbidBranch(branch: string, message: string): Omit<Problem, 'where'> {
  return {
    code: 'PROTECTED',
    message: `A rule of the repository forbids the branch ${branch}: ${oneLine(message)}`,
    hint: `Let the token create and update ${branch}: add it to the bypass list of the rule (Settings, Rules), or leave the branch out of it.`,
  };
}
