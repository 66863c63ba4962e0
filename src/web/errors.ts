// The one shape of an error for programs: {"error":{"code","message"}}. Messages are fixed sentences: nothing that a
// request contained is ever said back.

import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface Refusal {
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly message: string;
}

/** A sentence that says what to do instead. */
export function refuse(status: Refusal['status'], code: string, message: string): Refusal {
  return { status, code, message };
}

export function answerError(c: Context, { status, code, message }: Refusal): Response {
  return c.json({ error: { code, message } }, status);
}
