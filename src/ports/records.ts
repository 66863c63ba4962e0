// What is remembered, as plain records.

import type { EventFacts } from '../core/activity/parse-event.ts';
import type { LifeCycle } from '../core/activity/parse-installation.ts';
import type {
  Activity,
  Decision,
  Declared,
  Derived,
  DocumentRef,
  Problem,
  Question,
  Row,
  RuleName,
  Vocabulary,
  WrittenDate,
} from '../core/model.ts';
import type { AnswerKind } from '../core/status/answers.ts';
import type { Status } from '../core/status/statuses.ts';
import type { PullRequestRecord } from './github.ts';

/** A verified webhook request, thinned to what deciding needs (design: ≤16 KB; never the payload). */
export interface Delivery {
  /** Hook target type, hook target id and delivery id: the dedupe key. */
  readonly key: string;
  readonly deliveryId: string;
  readonly event: string;
  readonly action: string | null;
  /** Node id and `owner/name` of the repository the event is about; null for events without one. */
  readonly repositoryId: string | null;
  readonly repositoryName: string | null;
  /** Previous `owner/name`, for renames and transfers. */
  readonly previousName: string | null;
  /** For pushes: the ref and the new head. */
  readonly ref: string | null;
  readonly after: string | null;
  /** What it said about the repository; null: nothing that could be applied, the repository has to be fetched. */
  readonly facts?: EventFacts | null;
  /** Through which installation of the App it came; left out: through a webhook of a repository or an organization. */
  readonly installationId?: number;
  /** Everybody may know that something happened there; left out: not everybody. */
  readonly isPublic?: boolean;
  /** What it says of the installation itself; left out: nothing. */
  readonly lifeCycle?: LifeCycle;
  readonly receivedAt: string;
}

/** A delivery and its outcome. */
export interface DeliveryRecord extends Delivery {
  /** null: it waits. */
  readonly processedAt: string | null;
  readonly note: string | null;
}

/** Something that this program does by itself, done last at `at`. */
export interface TaskRun {
  readonly name:
    | 'tick'
    | 'slot'
    | 'heartbeat'
    | 'redelivery'
    | 'budget'
    | 'token'
    | 'configuration'
    | 'installation'
    | 'reconcile';
  readonly at: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
}

export interface RepositoryRecord {
  /** `owner/name` as the document links it, lower case: the key. */
  readonly name: string;
  readonly activity: Activity | null;
  /** When a delivery about it last came; newer than the activity means stale. */
  readonly lastEventAt: string | null;
  /** Why the last check failed; null after a good one. */
  readonly problem: Problem | null;
}

export interface ProjectRecord {
  /** Repository node id and folder, of several with a comma between them; else document and name. */
  readonly key: string;
  readonly name: string;
  readonly repo: string | null;
  /** Further repositories that are one project with it. */
  readonly also?: readonly string[];
  readonly declared: Declared;
  readonly derived: Derived;
  /** Status on the page and the instant since when it has been decided; `since` null on a first check. */
  readonly decision: { readonly status: Status; readonly since: string | null };
  readonly question: Question | null;
  /** Instants of the last changes, oldest first (flap meter). */
  readonly changedAt: readonly string[];
  readonly reviewAt: string | null;
  /** What the owner answered last, until the cell says it or is edited by hand. */
  readonly answer?: Answer | null;
  /** What stood before the last answer, as long as it can be undone. */
  readonly undo?: Undo | null;
  /** When the owner last answered, or undid an answer: a refresh that began before does not know of it. */
  readonly answeredAt?: string | null;
  /** When silence was last asked about, the first review excepted. */
  readonly silenceAskedAt?: string | null;
  /** The release that was asked about since the word was typed. */
  readonly released?: string | null;
  /** What the owner refused; not asked again as long as the same rule says the same, nor soon after. */
  readonly refused?: Refusal | null;
  /** Dates of ours behind its words, by document. */
  readonly dates?: readonly DateRecord[];
  /** The owner took a date away, or made it say something else, which is theirs from then on. */
  readonly dateRefused?: DateRefusal | null;
}

export interface Refusal {
  readonly status: Status;
  readonly rule: RuleName;
  readonly at: string;
  /** The rules have said something else since. */
  readonly isOver?: boolean;
}

/** Our dates behind the rows of one project in one document, as we last left or saw them. */
export interface DateRecord {
  readonly documentKey: string;
  readonly kind: WrittenDate['kind'];
  /** `2025-07` */
  readonly month: string;
  /** What the column "Last work" of a generated table says; absent: no row of the project is dated there. */
  readonly lastWork?: string;
  /** Rows of the project, and how many of them bear it. */
  readonly rows: number;
  readonly dated: number;
  readonly at: string;
}

export interface DateRefusal {
  /** No date is written before the owner has said or committed something later. */
  readonly at: string;
  /** What the owner wrote in its place (`2025-09`), which is left alone; null: nothing. */
  readonly month: string | null;
}

/** What an answer replaced. */
export interface Undo {
  /** When it was answered. */
  readonly at: string;
  /** The answer, and whose it is; left out by earlier versions. */
  readonly kind?: AnswerKind;
  readonly by?: string;
  readonly status: Status;
  /** The status as the owner had spelt it, where an answer before this one has replaced it already. */
  readonly text?: string;
  readonly declared: Declared;
  /** What was asked, without evidence: that is derived again. null: nothing was. */
  readonly question: Pick<Question, 'status' | 'rule' | 'askedAt'> | null;
}

/** The owner's word about a question. */
export interface Answer {
  /** `undo` takes back one that was published already. */
  readonly kind: AnswerKind | 'undo';
  /** What the cell should say from now on. */
  readonly status: Status;
  readonly rule: RuleName;
  /** The repository that the owner accepted as the row's. */
  readonly link?: string;
  /** The owner's own spelling, which comes back as it was typed. */
  readonly text?: string;
  /** Who answered: a GitHub login, or how the owner was signed in. */
  readonly by: string;
  readonly at: string;
}

/** A word that the owner pinned on a page. */
export interface PinRecord {
  readonly projectKey: string;
  readonly status: Status;
  /** Last day, inclusive, UTC; null: forever. */
  readonly until: string | null;
  readonly at: string;
}

export interface RowRecord {
  readonly position: number;
  readonly projectKey: string;
  /** The linked repository, by the document or by the configuration. */
  readonly repo: string | null;
  readonly row: Row;
  readonly decision: Decision;
}

export interface DocumentRecord {
  /** `owner/name:path@branch` (branch empty for the default one) or `file:<absolute path>`. */
  readonly key: string;
  readonly ref: DocumentRef;
  readonly mojibake: boolean;
  readonly tables: number;
  /** Every spelling of the owner seen so far: a word stays known after its last row changed. */
  readonly vocabulary: Vocabulary;
  readonly isPublic: boolean;
  /** The version that our last write replaced, and when: GitHub may show it for a while longer. */
  readonly replaced: { readonly version: string; readonly at: string } | null;
  /** Last completed refresh; null before the first. */
  readonly checkedAt: string | null;
  readonly nextCheckAt: string | null;
  readonly problems: readonly Problem[];
  readonly rows: readonly RowRecord[];
}

export interface Change {
  readonly projectKey: string;
  readonly documentKey: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  readonly evidence: string;
  readonly at: string;
  readonly oid: string;
  readonly url: string | null;
}

/** One commit of ours to one document, on its branch or on the one that we propose from. */
export interface CommitRecord {
  readonly oid: string;
  readonly at: string;
  /** Whether it published more than facts and the owner's own word. */
  readonly isDerived: boolean;
}

/** What is remembered of a repository that documents of ours live in. */
export interface RepositoryState {
  /** `owner/name` in lower case. */
  readonly key: string;
  /** GitHub's node id of the repository that was first seen under this name; left out where none was seen yet. */
  readonly repositoryId?: string;
  /** By branch. */
  readonly branches: Readonly<Record<string, BranchRecord>>;
  readonly statusIssue: StatusIssueRecord | null;
  /** The repository has no issues: questions stand in the pull request. */
  readonly areIssuesDisabled?: boolean;
  /** Columns of activity, by the document's path. */
  readonly activity?: Readonly<Record<string, ActivityState>>;
  /** What was written into a working tree for somebody else to commit, by the document's path. */
  readonly workingTree?: Readonly<Record<string, WorkingTreeRecord>>;
}

export interface WorkingTreeRecord {
  /** Git's names of what we last wrote: a commit that leaves exactly that is ours, whoever made it. */
  readonly blobs: readonly string[];
  /** Commits that did. */
  readonly commits: readonly string[];
  /** What was changed, and the branch does not say yet. */
  readonly pending: readonly Change[];
}

/** A repository that a column of activity lists and that could not be seen. */
export interface MissingRecord {
  /** Digest of its name: what cannot be seen may be private by now. */
  readonly key: string;
  readonly since: string;
  readonly times: number;
}

/** What is remembered of the columns of activity of one document. */
export interface ActivityState {
  /** The slot of their schedule that was done last; null: none yet. */
  readonly slotAt: string | null;
  readonly missing: readonly MissingRecord[];
  readonly pullRequest: PullRequestRecord | null;
}

export interface BranchRecord {
  /** When and why GitHub refused a direct commit: since then changes are proposed. */
  readonly protectionRejection: { readonly at: string; readonly message: string } | null;
  readonly pullRequest: PullRequestRecord | null;
  /** What the open pull request would change; becomes history when it is merged. */
  readonly pendingChanges: readonly Change[];
}

/** The status issue as we left it. */
export interface StatusIssueRecord {
  /** Where it lies, if not where the documents do; empty: known, and not told in a state that others can read. */
  readonly repo?: string;
  /** null: the owner deleted it. */
  readonly number: number | null;
  readonly url: string;
  /** As we wrote it, and when by GitHub's clock. */
  readonly body: string;
  readonly writtenAt: string;
  readonly state: 'open' | 'closed';
  /** What is asked in it. */
  readonly asked: readonly {
    readonly key: string;
    readonly projectKey: string;
    readonly name: string;
    readonly status: Status;
  }[];
  /** The answers that can be undone in it. */
  readonly undoable?: readonly {
    readonly key: string;
    readonly projectKey: string;
    readonly name: string;
    /** When it was answered. */
    readonly at: string;
  }[];
  /** Question keys that stood in it when somebody else closed it: they stay closed until there is another. */
  readonly dismissed: readonly string[];
  /** The newest comment that was read. */
  readonly readUntil: string | null;
  /** Whose answers were ignored because they may not write here; said in the issue. */
  readonly ignored: readonly string[];
}

/** Everything that one refresh learnt, saved in one transaction. */
export interface RefreshRecord {
  readonly document: DocumentRecord;
  readonly repositories: readonly RepositoryRecord[];
  readonly projects: readonly ProjectRecord[];
  readonly changes: readonly Change[];
  readonly commit?: CommitRecord | null;
  /** When the refresh began: requests older than this are met. */
  readonly startedAt: string;
}

export interface StoreCounts {
  readonly deliveriesWaiting: number;
  readonly deliveriesDone: number;
  /** Refreshes that failed for good. */
  readonly jobsDead: number;
  /** Notices that nobody took. */
  readonly noticesDead: number;
  /** Oldest `checkedAt` of all documents; null as long as one was never checked. */
  readonly oldestCheckAt: string | null;
}

/** What waits to be done, and since when; null: nothing waits. */
export interface Backlog {
  readonly oldestDeliveryAt: string | null;
  readonly jobs: number;
  /** Since when the job that has waited longest has been due. */
  readonly oldestJobAt: string | null;
}
