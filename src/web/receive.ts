// Verifies and reads webhook requests, and keeps their deliveries, however many come together: one commit for all of them.
// Runs inside a request as well as on another thread.

import type { Delivery, Inbox } from '../ports.ts';
import { type Nothing, readWebhook } from './read-webhook.ts';
import { createVerifier } from './verify-webhook.ts';
import type { WebhookRequest } from './webhook-request.ts';

export type ReceiveOutcome =
  | 'accepted'
  | 'unverified'
  | Nothing
  /** It would have been accepted, and could not be stored. */
  | { readonly failure: string };

/** Resolves when it is settled what becomes of the request, durably. */
export type Receive = (request: WebhookRequest) => Promise<ReceiveOutcome>;

/** One outcome for each, in their order; never throws. */
export type ReceiveGroup = (requests: readonly WebhookRequest[]) => Promise<ReceiveOutcome[]>;

/** `secrets`: what GitHub signs with; one, or two while rotating. The signature is looked at before anything else. */
export function createReceiver(secrets: readonly string[], inbox: Inbox): ReceiveGroup {
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

async function store(deliveries: readonly Delivery[], inbox: Inbox): Promise<ReceiveOutcome> {
  try {
    await inbox.accept(deliveries);
    return 'accepted';
  } catch (error) {
    return { failure: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Each request by itself, where the inbox itself gathers what comes together. */
export function receiveEach(secrets: readonly string[], inbox: Inbox): Receive {
  const receiveGroup = createReceiver(secrets, inbox);
  return async (request) => {
    const [outcome] = await receiveGroup([request]);
    return outcome ?? { failure: 'it was not read' };
  };
}
