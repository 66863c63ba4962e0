// What is asked of GitHub about repositories and people.

import type { Confirmation } from '../core/activity/confirmation.ts';
import type { LastActivity } from '../core/activity-columns/model.ts';
import type { Person } from '../core/messages/commit-style.ts';
import type { Activity, CommitFact, DocumentRef, Problem } from '../core/model.ts';

export interface ActivityRequest {
  /** `owner/name` as the document's link spells it. */
  readonly repo: string;
  /** The last good activity, if any: its node id is asked for, and an unchanged repository costs no second fetch. */
  readonly known: Activity | null;
  /** Something happened since `known`: fetch closely although the cheap fetch may say "unchanged". */
  readonly stale: boolean;
  /** Also read scheduled workflows (two more requests): only where a status depends on them. */
  readonly heartbeat: boolean;
  /** Also read what was committed to these folders: rows are about them alone. */
  readonly folders?: readonly string[];
  /** What was seen of it together with the document, if anything: spares it the cheap fetch. */
  readonly summary?: ActivitySummary | undefined;
}

export type ActivityFetch =
  | { readonly kind: 'ok'; readonly repo: string; readonly activity: Activity }
  /** Gone, private or no access: GitHub does not tell them apart. */
  | { readonly kind: 'not-visible'; readonly repo: string }
  /** The name now belongs to a repository with another node id. */
  | { readonly kind: 'replaced'; readonly repo: string }
  | { readonly kind: 'forbidden'; readonly repo: string; readonly message: string }
  | { readonly kind: 'throttled'; readonly repo: string; readonly retryAt: string | null }
  | { readonly kind: 'failed'; readonly repo: string; readonly message: string };

/** What columns of activity go by, asked of many repositories at once. */
export interface LastActivityRequest {
  /** `owner/name`, each once. */
  readonly repos: readonly string[];
  readonly commits: boolean;
  readonly releases: boolean;
}

export type LastActivityFetch =
  | { readonly kind: 'ok'; readonly activity: LastActivity }
  /** Gone, private or no access: GitHub does not tell them apart. */
  | { readonly kind: 'not-visible' }
  | { readonly kind: 'failed'; readonly message: string }
  /** Something stopped the pass before it came to this one: the limit, the network. */
  | { readonly kind: 'stopped'; readonly message: string };

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
   * One fetch per request, in the same order. Throws TOKEN_REJECTED or GITHUB_UNREACHABLE when nothing at all could be
   * checked; a repository that could not be fetched is an entry.
   */
  readActivities(requests: readonly ActivityRequest[], now: Date): Promise<ActivityFetch[]>;
  /**
   * One result per repository, in the same order. Throws what stopped it when nothing at all could be fetched, and
   * TOKEN_MISSING where there are too many to ask without a token.
   */
  readLastActivities(request: LastActivityRequest): Promise<LastActivityFetch[]>;
  /** What no answer holds for want of a credential, in words; left out where there is one. */
  readonly unread?: readonly string[];
  readonly documents: Documents;
  readonly pullRequests: PullRequests;
  readonly statusIssues: StatusIssues;
  /** Which of these repositories anybody can see, right now. Those that could not be fetched are left out. */
  findPublic(nodeIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Small text files as they stand at a commit, by path; what is not there is left out. */
  readFiles(repo: string, version: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** When a person last confirmed a file of a clone with a cut history; null: unknown. Left out without a credential. */
  readConfirmation?(place: HistoryPlace): Promise<Confirmation | null>;
  /** Commits further back than a status needs, for `simulate`; left out where there is no credential to ask with. */
  readPastCommits?(
    activity: Pick<Activity, 'nodeId' | 'name' | 'isFork'>,
    reading: HistoryReading,
  ): Promise<PastCommits>;
  /**
   * As whom commits to this repository are made, with the address that GitHub gives everybody; null: GitHub does not say.
   * Left out where there is no credential to write with.
   */
  readIdentity?(repo: string): Promise<Person | null>;
  /** What concerns the schedule of a workflow, by the name of its file; left out where there is no credential. */
  readonly workflows?: {
    /** When it was last changed, enabled or disabled; null: GitHub does not show it to us. */
    read(repo: string, file: string): Promise<{ readonly updatedAt: string } | null>;
    /** Enables it, even where it is enabled: its days without activity start over. False: we may not. */
    enable(repo: string, file: string): Promise<boolean>;
  };
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

// Documents where they are published, and the pull requests and issues that speak about them.

/** A document's bytes as they stood at one exact version. */
export interface DocumentFile {
  readonly bytes: Uint8Array;
  /** Commit oid that the bytes were read at; for a local file the SHA-1 of its bytes. Writing compares against it. */
  readonly version: string;
  /** The branch read; null for a local file. */
  readonly branch: string | null;
  /** Whether anybody can read the document. Local files count as public: they are about to be published. */
  readonly isPublic: boolean;
  /** GitHub's node id of the repository it was read from; left out when not known. */
  readonly repositoryId?: string;
  /** The repository is archived: nothing can be written to it, now. Left out when not known. */
  readonly isReadOnly?: boolean;
  /** Newest commit to this file by a person, which confirms every row as it stands; null when not known. */
  readonly confirmedAt: string | null;
  /** Not all of its history was read: until then a person may have confirmed it. Absent: all that counts was read. */
  readonly mayBeConfirmedAt?: string;
  /** Where a history that a clone does not have can be read. */
  readonly historyElsewhere?: HistoryPlace;
  /** Why the history was not read whole. */
  readonly notice?: Problem;
  /** The newest commit to this file is ours; left out when not known. */
  readonly isOwnWord?: boolean;
  /** The newest commit to this file, where it left exactly what we had written for somebody else to commit. */
  readonly ownCommit?: string;
  /** The bytes are those of a working tree, and the branch has others. */
  readonly isDirty?: boolean;
  /** What was seen of other repositories in the same request, by node id. */
  readonly summaries?: ReadonlyMap<string, ActivitySummary>;
  /** What the owner of the document's repository shows to everybody, newest changes first, as far as it was asked for. */
  readonly publicRepositories?: readonly ShownRepository[];
}

/** The history of one file of a repository on GitHub, before and with a commit. */
export interface HistoryPlace {
  readonly repo: string;
  readonly path: string;
  /** The commit that a clone stands at, then those at which it was cut: the first that GitHub knows is asked about. */
  readonly oids: readonly string[];
}

/** What is asked for in the same request as a document. */
export interface CompanionFiles {
  /** Repositories to check cheaply, by node id. */
  readonly nodeIds: readonly string[];
  /** Also list what the owner shows. */
  readonly publicRepositories: boolean;
  /** Further accounts that are programs, by the owner's own list; for documents on this machine. */
  readonly bots?: readonly string[];
  /** History up to here was read at an earlier fetch. */
  readonly knownUntil?: string;
  /** What we wrote for somebody else to commit: Git's names of the bytes, and commits that are known to have left them. */
  readonly ours?: { readonly blobs: readonly string[]; readonly commits: readonly string[] };
}

/** A repository that its owner shows to everybody, as it is listed. */
export interface ShownRepository {
  readonly repo: string;
  readonly createdAt: string;
}

/** A repository as it was seen together with a document. */
export interface ActivitySummary {
  readonly isPublic: boolean;
  /** In GitHub's own shape: only the adapter that fetched can read it. */
  readonly seen: unknown;
}

/** A file that a write replaces whole, or makes. */
export interface FileWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What stood there when it was read; null where there was no such file. */
  readonly before: Uint8Array | null;
}

/** What is written at once: files of one branch in one commit, or one file of this machine. */
export interface DocumentWrite {
  /** Whose repository it is, and the name in messages. */
  readonly ref: DocumentRef;
  /** null: a file of this machine. */
  readonly branch: string | null;
  /** At which the files were read: the write is refused when branch or file are no longer there. */
  readonly version: string;
  readonly files: readonly FileWrite[];
  readonly headline: string;
  readonly body: string;
}

export type WriteResult =
  | {
      readonly kind: 'written';
      readonly oid: string;
      readonly url: string | null;
      /** Into a working tree, for somebody else to commit: the files, and Git's names of their bytes. */
      readonly uncommitted?: { readonly files: readonly string[]; readonly blobs: readonly string[] };
    }
  /** Somebody else wrote first: read again and plan again. */
  | { readonly kind: 'conflict' }
  /** GitHub said no (protection, archived, permission); trying again does not help. */
  | { readonly kind: 'rejected'; readonly problem: Problem };

export interface Documents {
  /**
   * Throws DOCUMENT_NOT_FOUND, DOCUMENT_UNREADABLE (with the reason), or a GitHub error. What is asked for beside it may
   * be left out of the answer.
   */
  read(ref: DocumentRef, companions?: CompanionFiles): Promise<DocumentFile>;
  write(change: DocumentWrite): Promise<WriteResult>;
  /**
   * The files that match a pattern (`core/path-pattern.ts`) below the ref's root, in order; one request on GitHub. Throws as
   * `read` does where there is no such repository or branch; a folder that is not there has no files. Left out where
   * there are no folders.
   */
  list?(ref: DocumentRef, pattern: string): Promise<readonly string[]>;
  /** The path of what GitHub shows as the README of `owner/name`; null: there is none, or it cannot be seen. */
  findReadme?(repo: string, branch: string | null): Promise<string | null>;
  /**
   * Small text files of a branch (null: the default one), by path; what is not there, or cannot be seen, is left out.
   * For a handful of paths at the root or in a folder of it: without a credential each may cost a request.
   */
  readIfThere?(repo: string, branch: string | null, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** What is left of the document's past, from an instant on; null: it could not be read. Left out: it has none. */
  readPast?(ref: DocumentRef, file: DocumentFile, since: string): Promise<PastDocument | null>;
  /**
   * What stood in the document since an instant, and last before it. Throws as `read` does; left out where nobody can be
   * asked.
   */
  readVersions?(ref: DocumentRef, reading: HistoryReading): Promise<DocumentVersions>;
}

/** The messages of our own commits where they can be told from others', else the document as it was. */
export interface PastDocument {
  readonly messages: readonly string[];
  readonly versions: readonly Uint8Array[];
}

/** How far back a history is wanted, at most. */
export interface HistoryReading {
  readonly since: string;
  readonly now: Date;
  /** Further accounts that are programs. */
  readonly bots: readonly string[];
}

/** A document as one commit left it. */
export interface DocumentVersion {
  readonly at: string;
  readonly bytes: Uint8Array;
  /** By a person, whose commits confirm what stands there. */
  readonly isByPerson: boolean;
}

export interface DocumentVersions {
  /** Oldest first. */
  readonly versions: readonly DocumentVersion[];
  /** From here on every version is known, as a sentence says why it is not from earlier on; null: from `since` on. */
  readonly gap: { readonly until: string; readonly reason: string } | null;
}

/** Commits of a default branch, as far back as they were asked for. */
export interface PastCommits {
  /** Newest first. */
  readonly commits: readonly CommitFact[];
  readonly completeSince: string;
}

/** Changes to one branch that the owner decides about: one pull request, updated in place. */
export interface PullRequestPlan {
  readonly repo: string;
  readonly base: string;
  /** One of several pull requests to the same branch; left out: the one about statuses. */
  readonly topic?: string;
  /** Head of the base branch that the files were read at. */
  readonly version: string;
  readonly files: readonly FileWrite[];
  readonly headline: string;
  readonly body: string;
  /** The whole message of the commit with which our branch begins again from its base. */
  readonly restart: string;
  readonly title: string;
  readonly text: string;
  /** Names what is proposed, whatever else stands in the documents: a plan that was declined is not proposed again. */
  readonly plan: string;
  /** The same without dates behind words: empty where nothing else is proposed. */
  readonly wordsPlan: string;
  readonly known: PullRequestRecord | null;
}

/** What is remembered of the last pull request. */
export interface PullRequestRecord {
  readonly number: number;
  readonly url: string;
  /** Our last commit on its branch. */
  readonly headOid: string;
  readonly plan: string;
  /** `withdrawn`: by us, because nothing is left to change. */
  readonly state: 'open' | 'declined' | 'merged' | 'withdrawn';
  /** Somebody else committed to its branch, and was told that we leave it alone. */
  readonly isLeft?: boolean;
  /** `plan` without dates behind words. */
  readonly wordsPlan?: string;
}

export type PullRequestResult =
  | { readonly kind: 'proposed'; readonly record: PullRequestRecord }
  /** The owner closed this plan; it waits until there is another. */
  | { readonly kind: 'declined'; readonly record: PullRequestRecord }
  /** Somebody committed to our branch: it is theirs now. */
  | { readonly kind: 'hands-off'; readonly record: PullRequestRecord | null }
  /** Base or branch moved: read again and plan again. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'rejected'; readonly problem: Problem };

export type CloseResult =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'withdrawn' | 'merged' | 'declined';
      readonly record: PullRequestRecord;
      readonly oid: string | null;
    }
  | { readonly kind: 'hands-off'; readonly record: PullRequestRecord };

export interface PullRequests {
  /** Opens the pull request or brings it up to date. Never touches a branch that holds somebody else's commit. */
  upsertPullRequest(pullRequest: PullRequestPlan): Promise<PullRequestResult>;
  /** Nothing is left to propose: how the last one ended, closed by us when it was still open. */
  closePullRequest(place: Pick<PullRequestPlan, 'repo' | 'base' | 'topic' | 'known'>): Promise<CloseResult>;
}

/** The status issue as it stands: where the owner answers by ticking boxes. */
export interface StatusIssue {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly body: string;
  /** Who opened it. */
  readonly author: string;
  /** Whether the account that we write as opened it: nothing else is written over. */
  readonly isOwn: boolean;
  /** Who closed it last; null: nobody did, or it is not known who. */
  readonly closedBy: string | null;
  /** Who changed the text, and when; in any order. */
  readonly edits: readonly { readonly editor: string; readonly at: string }[];
  /** Newest last. */
  readonly comments: readonly { readonly author: string; readonly body: string; readonly at: string }[];
}

export type StatusIssueReading =
  /** `isPublic`: whether everybody can read the repository's issues. */
  | { readonly kind: 'found'; readonly issue: StatusIssue; readonly isPublic: boolean }
  | { readonly kind: 'none'; readonly isPublic: boolean }
  /** The repository has no issues. */
  | { readonly kind: 'disabled' };

export type StatusIssueResult =
  | { readonly kind: 'written'; readonly number: number; readonly url: string; readonly at: string }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'rejected'; readonly problem: Problem };

export interface StatusIssues {
  /**
   * The issue of this number, whoever writes for us opened it: an App, or an account that may write here; the token may
   * have changed since. Without a number the newest one that we opened ourselves. Its text begins with `mark`.
   */
  read(repo: string, number: number | null, mark: string): Promise<StatusIssueReading>;
  /** Makes the issue, or edits it in place. */
  write(
    repo: string,
    issue: {
      readonly number: number | null;
      readonly title: string;
      readonly body: string;
      readonly state: 'open' | 'closed';
    },
  ): Promise<StatusIssueResult>;
  /** Says in an issue of another account of ours which one follows it, if any, and closes it; its text stays. */
  retire(repo: string, number: number, successor: number | null): Promise<void>;
  /** Whether this account may write to the repository, which is who may answer. */
  mayWrite(repo: string, login: string): Promise<boolean>;
}
