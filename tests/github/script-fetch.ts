// A GitHub that says what a test wants it to say: one answer per request, in order, and a record of what was asked.

import type { Fetch } from '../../src/github/limit-time.ts';

export interface SentRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: { readonly query: string; readonly variables: Record<string, unknown> };
}

export type ScriptedAnswer = Response | (() => Response | Promise<Response>);

/** The last answer is repeated forever. */
export function scriptFetch(...answers: readonly ScriptedAnswer[]): { fetch: Fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = [];
  const fetch: Fetch = async (url, init) => {
    const body = typeof init?.body === 'string' ? JSON.parse(init.body) : {};
    const answer = answers[Math.min(sent.length, answers.length - 1)];
    sent.push({ url, method: init?.method ?? 'GET', headers: new Headers(init?.headers), body });
    if (answer === undefined) throw new TypeError('nothing scripted');
    return typeof answer === 'function' ? await answer() : answer.clone();
  };
  return { fetch, sent };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}

export const now = new Date('2026-06-01T12:00:00Z');
export const token = 'invented-token-0123456789';
