// Signed official deliveries as bytes that are ready to send. The body is signed once: what differs between deliveries
// is the id in the headers, as with GitHub's redeliveries, so that signing does not slow the load down.

import { createHmac } from 'node:crypto';
import { officialExamples } from '../../support/official-examples.ts';
import { torturedSecret } from './secret.ts';

export interface PreparedDelivery {
  /** The head of a request with this delivery id, and its body. */
  request(deliveryId: string): readonly [string, Uint8Array];
  readonly body: Uint8Array;
}

export interface DeliveryParts {
  readonly event: string;
  readonly body: Uint8Array;
  readonly secret?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function prepareDelivery({
  event,
  body,
  secret = torturedSecret,
  headers = {},
}: DeliveryParts): PreparedDelivery {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const lines = Object.entries({
    Host: 'localhost',
    'User-Agent': 'GitHub-Hookshot/0000000',
    Accept: '*/*',
    'Content-Type': 'application/json',
    'Content-Length': String(body.byteLength),
    'X-GitHub-Event': event,
    'X-GitHub-Hook-ID': '1',
    'X-GitHub-Hook-Installation-Target-ID': '1',
    'X-GitHub-Hook-Installation-Target-Type': 'repository',
    'X-Hub-Signature-256': `sha256=${signature}`,
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  const before = `POST /webhooks/github HTTP/1.1\r\n${lines.join('')}X-GitHub-Delivery: `;
  return { body, request: (deliveryId) => [`${before}${deliveryId}\r\n\r\n`, body] };
}

/** The dedupe key under which such a delivery is remembered. */
export const keyOf = (deliveryId: string): string => `repository:1:${deliveryId}`;

const encoder = new TextEncoder();

/** The official push example of 7 KB. */
export function readOfficialPush(): Uint8Array {
  const pushes = officialExamples.filter(({ event }) => event === 'push').map(({ payload }) => JSON.stringify(payload));
  const [typical] = pushes.toSorted((a, b) => Math.abs(a.length - 7000) - Math.abs(b.length - 7000));
  return encoder.encode(typical);
}
