// GitHub's own account of what it delivered.

/** Whose webhook: a repository's, or the App's one for all its installations. */
export type HookPlace =
  | { readonly kind: 'repository'; readonly repo: string; readonly hookId: string }
  | { readonly kind: 'app' };

/** One attempt of GitHub to deliver an event. */
export interface DeliveryAttempt {
  /** Decimal digits: GitHub's ids are longer than a number is exact. */
  readonly id: string;
  /** The same for every attempt at one event. */
  readonly guid: string;
  /** As a delivery of this attempt would be remembered. */
  readonly key: string;
  readonly deliveredAt: string;
  /** Whether the receiver answered with 2xx. */
  readonly isOk: boolean;
}

/** What GitHub tried to deliver, and another try. Throws as the client does. */
export interface HookDeliveries {
  /** Webhooks that lead here. Throws NOT_VISIBLE where the credential may not see webhooks. */
  findPlaces(repo: string): Promise<HookPlace[]>;
  /** The App's own webhook; null without an App. */
  readonly app: HookPlace | null;
  /** Newest first: failures alone, or all of them. */
  listAttempts(place: HookPlace, since: string, which: 'failure' | 'all'): Promise<DeliveryAttempt[]>;
  /** false: GitHub does not deliver it again. */
  redeliver(place: HookPlace, id: string): Promise<boolean>;
}
