// What a verified webhook request says: reads its payload and projects it onto the thin row that is kept of it.

import type { Delivery } from '../ports.ts';
import { projectDelivery, readToken } from './project-delivery.ts';
import type { WebhookHead } from './webhook-request.ts';

/** Why there is nothing to keep; `unused`: it is GitHub's, but nothing depends on it. */
export type Nothing = 'wrong-type' | 'not-json' | 'not-github' | 'unused';

/** The order is the point: nothing is claimed before its meaning is known. */
export function readWebhook(head: WebhookHead, text: string): Delivery | Nothing {
  const json = readJsonText(text, head.contentType);
  if (json === null) return 'wrong-type';
  const payload = parseObject(json);
  if (payload === null) return 'not-json';
  if (head.event === null || readToken(head.deliveryId) === null) return 'not-github';
  return projectDelivery(head.event, head, payload) ?? 'unused';
}

/** The JSON inside either of GitHub's two encodings; null for any other type. A form without payload reads as ''. */
function readJsonText(text: string, contentType: string): string | null {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/json') return text;
  if (type === 'application/x-www-form-urlencoded') return new URLSearchParams(text).get('payload') ?? '';
  return null;
}

function parseObject(json: string): object | null {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
