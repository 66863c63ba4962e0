// Verifies and reads webhook requests, and keeps their deliveries, however many come together: one commit for all of them.
// Runs inside a request as well as on another thread.

import { Webhooks } from '@octokit/webhooks';
import type { DeliveryIntake } from '../../ports/queue.ts';
import type { Delivery } from '../../ports/records.ts';
import { projectDelivery, readToken, type WebhookHead } from './to-delivery.ts';

export type ReceiveOutcome =
  | 'accepted'
  | 'unverified'
  | Nothing
  /** It would have been accepted, and could not be stored. */
  | { readonly failure: string };

/** Resolves when it is decided what becomes of the request, durably. */
export type Receive = (request: WebhookRequest) => Promise<ReceiveOutcome>;

/** One outcome for each, in their order; never throws. */
export type ReceiveGroup = (requests: readonly WebhookRequest[]) => Promise<ReceiveOutcome[]>;

/** `secrets`: what GitHub signs with; one, or two while rotating. The signature is checked before anything else. */
export function createReceiver(secrets: readonly string[], inbox: DeliveryIntake): ReceiveGroup {
  const verify = createVerifier(secrets);

  async function read({ head, bytes }: WebhookRequest): Promise<Delivery | 'unverified' | Nothing> {
    const text = await verify(bytes, head.signature);
    return text === null ? 'unverified' : readWebhook(head, text);
  }

  return async (requests) => {
    const found = await Promise.all(requests.map(read));
    const deliveries = found.filter((one) => typeof one !== 'string');
    const stored = deliveries.length === 0 ? 'accepted' : await store(deliveries, inbox);
    return found.map((one) => (typeof one === 'string' ? one : stored));
  };
}

async function store(deliveries: readonly Delivery[], inbox: DeliveryIntake): Promise<ReceiveOutcome> {
  try {
    await inbox.accept(deliveries);
    return 'accepted';
  } catch (error) {
    return { failure: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Each request by itself: the intake itself stores deliveries that arrive together in one commit. */
export function receiveEach(secrets: readonly string[], inbox: DeliveryIntake): Receive {
  const receiveGroup = createReceiver(secrets, inbox);
  return async (request) => {
    const [outcome] = await receiveGroup([request]);
    return outcome ?? { failure: 'it was not read' };
  };
}

// Whether bytes were signed with one of our secrets. Nothing of a body is checked before that.

/** The text that was signed; null: it was not, or it is no text. */
type VerifyWebhook = (bytes: Uint8Array, signature: string) => Promise<string | null>;

/** Whether a signature can be one at all. */
export function isSignature(text: string): boolean {
  return /^sha256=[0-9a-f]{64}$/.test(text);
}

/** `secrets`: one, or two while rotating. With none, nothing is verified. */
function createVerifier(secrets: readonly string[]): VerifyWebhook {
  const webhooks = secrets.map((secret) => new Webhooks({ secret }));
  return async (bytes, signature) => {
    const text = decodeExactly(bytes);
    // `verify` throws on an empty text; on Workers it also takes upper case and stray characters.
    if (text === null || text === '' || !isSignature(signature)) return null;
    for (const one of webhooks) if (await one.verify(text, signature)) return text;
    return null;
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Text that encodes to exactly these bytes again, so that verifying it is verifying them; null: there is none. */
function decodeExactly(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

// What a verified webhook request says: reads its payload and projects it onto the thin row that is kept of it.

/** Why there is nothing to keep; `unused`: it is GitHub's, but nothing depends on it. */
export type Nothing = 'wrong-type' | 'not-json' | 'not-github' | 'unused';

/** In this order, because a delivery that is claimed before it is parsed would be lost when parsing fails. */
function readWebhook(head: WebhookHead, text: string): Delivery | Nothing {
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

export interface WebhookRequest {
  readonly head: WebhookHead;
  /** The body. Whoever is given it owns it, and may give it away. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}
