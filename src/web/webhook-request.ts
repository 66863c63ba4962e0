// What is handed on of a webhook request once its signature was right: plain data, also between threads.

export interface VerifiedRequest {
  readonly head: WebhookHead;
  /** The body. */
  readonly text: string;
}

/** GitHub's headers; null where one is missing. */
export interface WebhookHead {
  readonly contentType: string;
  readonly event: string | null;
  readonly deliveryId: string | null;
  readonly targetType: string | null;
  readonly targetId: string | null;
  readonly hookId: string | null;
  /** ISO 8601. */
  readonly receivedAt: string;
}

export function readHead(headers: Headers, receivedAt: string): WebhookHead {
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
