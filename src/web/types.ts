// What the web application needs: checked settings, and the parts of the product that its routes reach. Types only; a
// runtime fills them in.

import type { Portfolio } from '../config/portfolio.ts';
import type { AllOwners } from '../pipeline/all-owners.ts';
import type { OwnerState } from '../ports/owners.ts';
import type { Clock, DeadJob, Log } from '../ports/queue.ts';
import type { Delivery } from '../ports/records.ts';
import type { GitHubSignIn } from '../ports/sign-in.ts';
import type { Store } from '../ports/store.ts';
import type { Compress } from './page-cache.ts';
import type { Views } from './views/portfolio.ts';
import type { Receive } from './webhook/receive.ts';

export interface WebSettings {
  /** The owner's configuration, for explaining what the rules say. */
  readonly portfolio: Portfolio;
  /** None (webhooks are refused), one, or two while rotating. */
  readonly webhookSecrets: readonly string[];
  /** null: signing in is possible by a login link only. */
  readonly adminToken: string | null;
  /** Whether the sign-in page offers GitHub. */
  readonly hasGitHubSignIn: boolean;
  /** Signs sessions and login links. */
  readonly sessionSecret: string;
  /** What is shown without credentials: the configuration's `visibility:`. */
  readonly audience: 'none' | 'badges' | 'all';
  /** Host names (with or without port) that requests may name; null: whatever they name. The webhook route takes every name. */
  readonly allowedHosts: readonly string[] | null;
  /** The address that visitors see when a proxy stands in front, such as `https://status.example.org`. */
  readonly publicUrl: string | null;
  /** Whether visitors come over HTTPS. */
  readonly isSecure: boolean;
  /** Cloudflare's edge stands in front, and names each client in a header of its own. */
  readonly isOnEdge?: boolean;
}

/** What routes are given: the ports, and the views made from the store. */
export type RoutePorts = WebPorts & { readonly views: Views; readonly all: AllOwners };

export interface WebPorts {
  readonly receive: Receive;
  /** Whose memories are shown, each by itself. */
  readonly owners: readonly OwnerState[];
  /** Where what belongs to all owners together is kept; left out where it is the only owner's. */
  readonly deployment?: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** There is something to do: a delivery was accepted, or a sync was asked for. Returns at once. */
  wake(): void;
  /** Every document wants a refresh, durably. */
  requestSync(): Promise<void>;
  /** These documents want a refresh, durably. */
  refreshDocuments(documentKeys: readonly string[]): Promise<void>;
  /** Jobs that failed for good, and another try for one of them; false: there is none of this document. */
  listDeadJobs(): Promise<DeadJob[]>;
  replayJob(documentKey: string): Promise<boolean>;
  /** As if it had come just now. */
  replayDelivery(delivery: Delivery): Promise<void>;
  /** Signing in with GitHub; null where no GitHub App is configured for it. */
  readonly signIn: GitHubSignIn | null;
  /**
   * Whether one request may wait for what another one began. On Workers a request whose visitor has left is cut off: what it
   * began may never end, and whoever waited for it would hang.
   */
  readonly mayWait?: boolean;
  /** Compresses pages; null where the edge does. */
  readonly compress: Compress | null;
}
