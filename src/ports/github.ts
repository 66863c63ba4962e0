// What is asked of GitHub about repositories and people.

import type { Confirmation } from '../core/activity/confirmation.ts';
import type { Activity, Problem } from '../core/model.ts';
import type { Documents, Glance, HistoryPlace, Inboxes, Proposals } from './documents.ts';

export interface ActivityRequest {
  /** `owner/name` as the document's link spells it. */
  readonly repo: string;
  /** The last good activity, if any: its node id is asked for, and an unchanged repository costs no second look. */
  readonly known: Activity | null;
  /** Something happened since `known`: look closely although the cheap look may say "unchanged". */
  readonly stale: boolean;
  /** Also read scheduled workflows (two more requests): only where a status depends on them. */
  readonly heartbeat: boolean;
  /** Also read what was committed to these folders: rows are about them alone. */
  readonly folders?: readonly string[];
  /** What was seen of it together with the document, if anything: spares it the cheap look. */
  readonly glance?: Glance | undefined;
}

export type ActivityLook =
  | { readonly kind: 'ok'; readonly repo: string; readonly activity: Activity }
  /** Gone, private or no access: GitHub does not tell them apart. */
  | { readonly kind: 'not-visible'; readonly repo: string }
  /** The name now belongs to a repository with another node id. */
  | { readonly kind: 'replaced'; readonly repo: string }
  | { readonly kind: 'forbidden'; readonly repo: string; readonly message: string }
  | { readonly kind: 'throttled'; readonly repo: string; readonly retryAt: string | null }
  | { readonly kind: 'failed'; readonly repo: string; readonly message: string };

export interface RequestCounts {
  readonly graphql: number;
  readonly rest: number;
  readonly writes: number;
}

/** What GitHub last said about one of its limits. */
export interface Budget {
  /** `core`, `graphql`, … */
  readonly resource: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: string;
}

export interface GitHub {
  /**
   * One look per request, in the same order. Throws TOKEN_REJECTED or GITHUB_UNREACHABLE when nothing at all could be
   * looked at; a repository that could not be looked at is an entry.
   */
  readActivities(requests: readonly ActivityRequest[], now: Date): Promise<ActivityLook[]>;
  readonly documents: Documents;
  readonly proposals: Proposals;
  readonly inboxes: Inboxes;
  /** Which of these repositories anybody can see, right now. Those that could not be looked at are left out. */
  findPublic(nodeIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Small text files as they stand at a commit, by path; what is not there is left out. */
  readFiles(repo: string, version: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * When a person last confirmed a file of a clone that does not have its whole history; null: not known here either.
   * Left out where there is no credential to ask with.
   */
  readConfirmation?(place: HistoryPlace): Promise<Confirmation | null>;
  /** Starts a workflow. Returns what went wrong; sent once, whatever the outcome. */
  startWorkflow(repo: string, workflow: string, branch: string): Promise<Problem | null>;
  /** The same with what the account of this repository has granted; left out where there is one credential for all. */
  as?(repo: string): GitHub;
  /** Requests made by this object since it was created. */
  counts(): RequestCounts;
  /** What is left of GitHub's limits, as far as answers have said. */
  budgets?(): Budget[];
}

/** Whether a homepage answers; null: its address may not be asked. */
export type Probe = (address: string) => Promise<boolean | null>;

/** Somebody who signed in with GitHub. */
export interface GitHubPerson {
  readonly login: string;
  /**
   * Whether this account may write to the repository, by GitHub's own word about it. `nodeId` is the repository that was
   * known by this name before: another one of the same name proves nothing, and one that moved is still the same. null: it
   * is not known yet, so that only the one which bears the name now can be meant.
   */
  mayWrite(repo: string, nodeId: string | null): Promise<boolean>;
}

export interface GitHubSignIn {
  /** Where a browser is sent. */
  address(state: string, challenge: string, redirectUri: string): string;
  /** Who came back with this code; null: GitHub does not accept it. */
  identify(code: string, verifier: string, redirectUri: string): Promise<GitHubPerson | null>;
}
