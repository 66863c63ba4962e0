// What is handed on of a webhook request: plain data, also between threads. Nothing of it is believed yet.

export interface WebhookRequest {
  readonly head: WebhookHead;
  /** The body. Whoever is given it owns it, and may give it away. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** GitHub's headers; null where one is missing. */
export interface WebhookHead {
  readonly contentType: string;
  /** `X-Hub-Signature-256`. */
  readonly signature: string;
  readonly event: string | null;
  readonly deliveryId: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly hookId: string | null;
  readonly receivedAt: Date;
}

export function readHead(headers: Headers, receivedAt: Date): WebhookHead {
  return {
    contentType: headers.get('content-type') ?? '',
    signature: headers.get('x-hub-signature-256') ?? '',
    event: headers.get('x-github-event'),
    deliveryId: headers.get('x-github-delivery'),
    targetType: headers.get('x-github-hook-installation-target-type'),
    targetId: headers.get('x-github-hook-installation-target-id'),
    hookId: headers.get('x-github-hook-id'),
    receivedAt,
  };
}
