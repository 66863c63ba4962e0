// Keeps the deliveries of verified webhook requests, however many come together: one commit for all of them.

import type { Delivery, Inbox } from '../ports.ts';
import { type Nothing, readWebhook } from './read-webhook.ts';
import type { VerifiedRequest } from './webhook-request.ts';

export type ReceiveOutcome =
  | 'accepted'
  | Nothing
  /** It would have been accepted, and could not be stored. */
  | { readonly failure: string };

/** Resolves when it is settled what becomes of the request, durably. */
export type Receive = (request: VerifiedRequest) => Promise<ReceiveOutcome>;

/** Reads all of them and stores what is accepted at once. One outcome for each, in their order; never throws. */
export async function receiveGroup(requests: readonly VerifiedRequest[], inbox: Inbox): Promise<ReceiveOutcome[]> {
  const read = requests.map(readWebhook);
  const deliveries = read.filter((one) => typeof one !== 'string');
  const stored = deliveries.length === 0 ? 'accepted' : await store(deliveries, inbox);
  return read.map((one) => (typeof one === 'string' ? one : stored));
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
export function receiveEach(inbox: Inbox): Receive {
  return async (request) => {
    const [outcome] = await receiveGroup([request], inbox);
    return outcome ?? { failure: 'it was not read' };
  };
}
