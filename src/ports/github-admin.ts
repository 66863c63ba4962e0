// What setting up and managing an account takes: tokens, hooks, repositories.

/** What GitHub says about a credential. */
export interface TokenFacts {
  readonly login: string | null;
  /** Classic tokens only; null where GitHub does not say. */
  readonly scopes: readonly string[] | null;
  /** ISO 8601; null where the token does not expire, or GitHub does not say. */
  readonly expiresAt: string | null;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: string;
}

export interface Hook {
  /** Decimal digits: GitHub's ids are longer than a number is exact. */
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly isActive: boolean;
  /** HTTP status of GitHub's last delivery; null before the first. */
  readonly lastStatus: number | null;
}

export interface RepositorySummary {
  readonly repo: string;
  readonly description: string;
}

/** What `init`, `doctor`, `hooks` and `leave` ask, beyond documents and activity. Throws as the client does. */
export interface GitHubAdmin {
  readToken(): Promise<TokenFacts>;
  /** `read`, `write`, `admin`; null: the repository cannot be seen. */
  readPermission(repo: string): Promise<'read' | 'write' | 'admin' | null>;
  /** By permission `read` or `write`: what an App was granted there; null: it is not installed, or it is a token. */
  readGrants(repo: string): Promise<Readonly<Record<string, string>> | null>;
  /** Whether a site is built from this repository; null: that could not be seen. */
  readSite(repo: string): Promise<boolean | null>;
  /** Pinned by this user or organisation; without any, those pushed to most recently. */
  listPublicRepositories(owner: string): Promise<RepositorySummary[]>;
  listHooks(repo: string): Promise<Hook[]>;
  createHook(repo: string, hook: { url: string; secret: string; events: readonly string[] }): Promise<void>;
  updateHook(repo: string, id: string, hook: { url: string; secret: string; events: readonly string[] }): Promise<void>;
  deleteHook(repo: string, id: string): Promise<void>;
  /** Deletes a branch; false: there is none. */
  deleteBranch(repo: string, branch: string): Promise<boolean>;
  /** The branch that changes to `base` were proposed from. 'left': somebody else committed to it. */
  deletePullRequestBranch(repo: string, base: string, topic?: string): Promise<'removed' | 'none' | 'left' | 'kept'>;
  /** For good; false: GitHub lets only an administrator do that. */
  deleteIssue(repo: string, number: number): Promise<boolean>;
}

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
