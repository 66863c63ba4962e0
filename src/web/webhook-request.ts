// What is handed on of a webhook request once its signature was right: plain data, also between threads.

/** Knows only text that encodes to exactly the same bytes again, so that whoever verifies it has verified them; throws otherwise. */
export const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export interface VerifiedRequest {
  readonly head: WebhookHead;
  /** The body, UTF-8. Whoever is given it owns it, and may give it away. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** GitHub's headers; null where one is missing. */
export interface WebhookHead {
  readonly contentType: string;
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
    event: headers.get('x-github-event'),
    deliveryId: headers.get('x-github-delivery'),
    targetType: headers.get('x-github-hook-installation-target-type'),
    targetId: headers.get('x-github-hook-installation-target-id'),
    hookId: headers.get('x-github-hook-id'),
    receivedAt,
  };
}
