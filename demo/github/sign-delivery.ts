// A webhook request as GitHub sends it: headers, and the signature over the raw bytes of the body.

import { createHmac, randomUUID } from 'node:crypto';

export interface DeliveryInput {
  readonly secret: string;
  readonly event: string;
  readonly payload: unknown;
  readonly hookId?: number;
  /** Database id of the repository that the hook belongs to. */
  readonly targetId?: number;
  /** Whose hook it is. */
  readonly targetType?: 'repository' | 'integration';
  /** The same on every redelivery. */
  readonly guid?: string;
}

export interface SignedDelivery {
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function signDelivery({
  secret,
  event,
  payload,
  hookId = 1,
  targetId = 1,
  targetType = 'repository',
  guid = randomUUID(),
}: DeliveryInput): SignedDelivery {
  const body = JSON.stringify(payload);
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/5117ecf',
      'x-github-event': event,
      'x-github-delivery': guid,
      'x-github-hook-id': String(hookId),
      'x-github-hook-installation-target-type': targetType,
      'x-github-hook-installation-target-id': String(targetId),
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    },
    body,
  };
}
