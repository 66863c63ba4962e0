// Sends webhooks that are on their way, once each, in order, with GitHub's time-out of ten seconds.

import { randomUUID } from 'node:crypto';
import type { Hook } from './repository.ts';
import { signDelivery } from './sign-delivery.ts';

export interface PendingDelivery {
  readonly hook: Hook;
  readonly repositoryId: number;
  readonly event: string;
  readonly payload: Record<string, unknown>;
}

export interface DeliveryReport {
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  /** 0 when nobody answered. */
  readonly status: number;
  /** The request, for sending it again as GitHub would. */
  readonly request: { readonly url: string; readonly headers: Record<string, string>; readonly body: string };
}

const timeoutMs = 10_000;

/** Empties `pending`. */
export async function deliverWebhooks(pending: PendingDelivery[]): Promise<DeliveryReport[]> {
  const reports: DeliveryReport[] = [];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { hook, event, payload, repositoryId } = next;
    const guid = randomUUID();
    const signed = signDelivery({ secret: hook.secret, event, payload, hookId: hook.id, targetId: repositoryId, guid });
    const request = { url: hook.url, ...signed };
    const action = typeof payload['action'] === 'string' ? payload['action'] : null;
    const status = await sendDelivery(request);
    hook.lastStatus = status;
    reports.push({ guid, event, action, status, request });
  }
  return reports;
}

/** Posts one request. Returns the status, or 0 when nobody answered in time. */
export async function sendDelivery({ url, headers, body }: DeliveryReport['request']): Promise<number> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
