// The facts pulled about a repository. Instants are ISO 8601 UTC text.

import type { Status } from './words.ts';

/** `work` counts as life; `docs` only touch documentation; `upstream` came with a fork; `own` are ours. */
export type CommitKind = 'work' | 'docs' | 'merge' | 'bot' | 'upstream' | 'own';

export interface CommitFact {
  readonly oid: string;
  readonly at: string;
  readonly kind: CommitKind;
  /** Whether all its files are documentation: only a webhook lists the files, and what it taught is kept. */
  readonly isDocsOnly?: boolean;
}

export interface Release {
  readonly tag: string;
  readonly publishedAt: string;
  readonly isPrerelease: boolean;
}

export interface Deployment {
  readonly environment: string;
  /** GitHub's state in lower case: success, failure, error, inactive, in_progress, pending, queued, waiting. */
  readonly state: string;
  /** When it came into this state. */
  readonly at: string;
  /** When it was begun, which tells two deployments to one environment apart. */
  readonly createdAt?: string;
}

export interface ScheduledWorkflow {
  readonly name: string;
  /** `.github/workflows/daily.yml`; absent where it is not known. */
  readonly path?: string;
  readonly state: 'active' | 'disabled_inactivity' | 'disabled_manually';
  /** When the state was last changed; null when GitHub does not say. */
  readonly stateChangedAt: string | null;
  /** Scheduled runs on the default branch, newest first. */
  readonly runs: readonly { readonly at: string; readonly succeeded: boolean }[];
}

/** What a repository says about itself. */
export interface Declaration {
  readonly status: Status;
  /** As it stands there. */
  readonly word: string;
  readonly source: 'topic' | 'badge' | 'README';
  /** When it was seen to change to this; null: it stood there at the first look. */
  readonly since: string | null;
}

/** Signs of something that runs; needs more permission than the rest, so it may be missing. */
export interface Operations {
  readonly fetchedAt: string;
  readonly deployments: readonly Deployment[];
  /** null: the credential may not read workflows. */
  readonly schedules: readonly ScheduledWorkflow[] | null;
  /** How the homepage answered lately, newest last; absent: nobody asked. */
  readonly homepage?: readonly { readonly at: string; readonly ok: boolean }[];
  /** What the repository says about itself; null: nothing; absent: not looked at. */
  readonly declared?: Declaration | null;
}

/** What was committed to one folder of a repository. */
export interface FolderHistory {
  readonly commits: readonly CommitFact[];
  readonly completeSince: string;
}

/** The facts pulled about one repository, with the time they were fetched and how far back they are complete. */
export interface Activity {
  readonly nodeId: string;
  /** `owner/name` as GitHub spells it today. */
  readonly name: string;
  readonly visibility: 'public' | 'private' | 'internal';
  readonly isArchived: boolean;
  readonly archivedAt: string | null;
  readonly isEmpty: boolean;
  readonly isFork: boolean;
  readonly createdAt: string;
  readonly pushedAt: string | null;
  readonly defaultBranch: string | null;
  readonly headOid: string | null;
  /** Commits of the default branch, newest first. */
  readonly commits: readonly CommitFact[];
  /** `commits` holds every commit of a person from this instant on, and may hold single older ones. */
  readonly completeSince: string;
  /** Names of the programming languages GitHub found; empty means no source files. */
  readonly languages: readonly string[];
  /** Newest releases first, drafts left out. */
  readonly releases: readonly Release[];
  /** Newest tags first; `at` is when the tag or its commit was made. */
  readonly tags: readonly { readonly name: string; readonly at: string }[];
  readonly operations: Operations | null;
  /** Lists of which not everything was read, so that what is not in them proves nothing. Absent: all were read. */
  readonly unread?: readonly ('releases' | 'tags' | 'deployments')[];
  /** By path, of the folders that rows are about. */
  readonly folders?: Readonly<Record<string, FolderHistory>>;
  readonly fetchedAt: string;
  /** Webhooks heard of up to this instant are part of it; absent: none since the look. */
  readonly toldAt?: string;
  /** Name, visibility and archiving are as of this instant, where a webhook told them after the look. */
  readonly flagsAt?: string;
}
