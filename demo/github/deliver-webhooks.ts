// Sends webhooks that are on their way, once each, in order, with GitHub's time-out of ten seconds.

import { randomUUID } from 'node:crypto';
import type { Hook } from './repository.ts';
import { signDelivery } from './sign-delivery.ts';

export interface PendingDelivery {
  readonly hook: Hook;
  /** null: it is about no repository. */
  readonly repositoryId: number | null;
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

/** What GitHub remembers of one attempt, and shows for three days. */
export interface Attempt extends DeliveryReport {
  /** Longer than a number is exact, as GitHub's are. */
  readonly id: bigint;
  readonly hookId: number;
  readonly repositoryId: number | null;
  readonly at: Date;
  readonly isRedelivery: boolean;
  /** Left out: it was not that of the App. */
  readonly installationId?: number | null;
}

/** Empties `pending`; every attempt is noted in `attempts`. */
export async function deliverWebhooks(
  pending: PendingDelivery[],
  attempts: Attempt[] = [],
  now: () => Date = () => new Date(),
): Promise<DeliveryReport[]> {
  const reports: DeliveryReport[] = [];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { hook, event, payload, repositoryId } = next;
    const guid = randomUUID();
    const signed = signDelivery({ secret: hook.secret, event, payload, hookId: hook.id, ...targetOf(next), guid });
    const request = { url: hook.url, ...signed };
    const action = typeof payload['action'] === 'string' ? payload['action'] : null;
    const status = await sendDelivery(request);
    hook.lastStatus = status;
    const report = { guid, event, action, status, request };
    reports.push(report);
    const installationId = Number(Reflect.get(Object(payload['installation']), 'id')) || null;
    noteAttempt(attempts, { ...report, hookId: hook.id, repositoryId, installationId, at: now(), isRedelivery: false });
  }
  return reports;
}

/** The App's own webhook is told about an installation, that of a repository about nothing else. */
function targetOf({ repositoryId, payload }: PendingDelivery) {
  const isApp = Object.hasOwn(payload, 'installation') || repositoryId === null;
  return isApp ? { targetType: 'integration' as const } : { targetId: repositoryId };
}

const firstId = 3_804_004_623_172_239_366n;

function noteAttempt(attempts: Attempt[], attempt: Omit<Attempt, 'id'>): void {
  attempts.push({ id: firstId + BigInt(attempts.length), ...attempt });
}

/** Sends the same request once more. */
export async function redeliver(attempt: Attempt, attempts: Attempt[], now: () => Date): Promise<void> {
  const status = await sendDelivery(attempt.request);
  const { id: _, ...again } = attempt;
  noteAttempt(attempts, { ...again, status, at: now(), isRedelivery: true });
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
