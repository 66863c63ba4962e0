// What the pipeline needs from outside: documents, GitHub, a store, a queue, a clock and a log. Every method is one
// whole unit of work with plain data in and out: no transaction callbacks (better-sqlite3 refuses asynchronous ones,
// D1 has none). Expected bad news (a repository that is gone, a branch that moved) is data, not an exception.
// Long because it is the whole contract on one page.

import type { EventFacts } from './core/activity/event-facts.ts';
import type {
  Activity,
  Declared,
  Derived,
  DocumentRef,
  Problem,
  Question,
  Row,
  RuleName,
  Settled,
  Status,
  Vocabulary,
} from './core/model.ts';

export interface Clock {
  now(): Date;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
}

// ---- documents -----------------------------------------------------------------------------------------------

/** A document's bytes as they stood at one exact version. */
export interface DocumentFile {
  readonly bytes: Uint8Array;
  /** Commit oid that the bytes were read at; for a local file the SHA-1 of its bytes. Writing compares against it. */
  readonly version: string;
  /** The branch read; null for a local file. */
  readonly branch: string | null;
  /** Whether anybody can read the document. Local files count as public: they are about to be published. */
  readonly isPublic: boolean;
  /** The repository is archived: nothing can be written to it, now. Left out when not known. */
  readonly isReadOnly?: boolean;
  /** Newest commit to this file by a person, which confirms every row as it stands; null when not known. */
  readonly confirmedAt: string | null;
  /** The head of the branch is our own commit to this file; left out when not known. */
  readonly isOwnWord?: boolean;
  /** What was seen of other repositories in the same request, by node id. */
  readonly glances?: ReadonlyMap<string, Glance>;
  /** What the owner of the document's repository shows to everybody, newest changes first, as far as it was asked for. */
  readonly showcase?: readonly ShownRepository[];
}

/** What is asked for in the same request as a document. */
export interface Beside {
  /** Repositories to glance at, by node id. */
  readonly nodeIds: readonly string[];
  /** Also list what the owner shows. */
  readonly showcase: boolean;
}

/** A repository that its owner shows to everybody, as it is listed. */
export interface ShownRepository {
  readonly repo: string;
  readonly createdAt: string;
}

/** A repository as it was seen together with a document. */
export interface Glance {
  readonly isPublic: boolean;
  /** In GitHub's own shape: only the adapter that looked can read it. */
  readonly seen: unknown;
}

/** A file of a repository that a write replaces whole, or makes. */
export interface FileWrite {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What stood there when it was read; null where there was no such file. */
  readonly before: Uint8Array | null;
}

export interface DocumentWrite {
  readonly ref: DocumentRef;
  /** As read; the write is refused when the branch or file is no longer at `file.version`. */
  readonly file: DocumentFile;
  readonly bytes: Uint8Array;
  /** Further files of the same repository, read at the same version, that go into the same commit. */
  readonly beside?: readonly FileWrite[];
  readonly headline: string;
  readonly body: string;
}

export type WriteResult =
  | { readonly kind: 'written'; readonly oid: string; readonly url: string | null }
  /** Somebody else wrote first: read again and plan again. */
  | { readonly kind: 'conflict' }
  /** GitHub said no (protection, archived, permission); trying again does not help. */
  | { readonly kind: 'rejected'; readonly problem: Problem };

export interface Documents {
  /**
   * Throws DOCUMENT_NOT_FOUND, DOCUMENT_UNREADABLE (with the reason), or a GitHub error. What is asked for beside it may
   * be left out of the answer.
   */
  read(ref: DocumentRef, beside?: Beside): Promise<DocumentFile>;
  write(change: DocumentWrite): Promise<WriteResult>;
}

/** Changes to one branch that the owner decides about: one pull request, updated in place. */
export interface Proposal {
  readonly repo: string;
  readonly base: string;
  /** Head of the base branch that the files were read at. */
  readonly version: string;
  readonly files: readonly FileWrite[];
  readonly headline: string;
  readonly body: string;
  readonly title: string;
  readonly text: string;
  /** Names what is proposed, whatever else stands in the documents: a plan that was declined is not proposed again. */
  readonly plan: string;
  readonly known: ProposalRecord | null;
}

/** What is remembered of the last pull request. */
export interface ProposalRecord {
  readonly number: number;
  readonly url: string;
  /** Our last commit on its branch. */
  readonly headOid: string;
  readonly plan: string;
  /** `withdrawn`: by us, because nothing is left to change. */
  readonly state: 'open' | 'declined' | 'merged' | 'withdrawn';
  /** Somebody else committed to its branch, and was told that we leave it alone. */
  readonly isLeft?: boolean;
}

export type ProposalResult =
  | { readonly kind: 'proposed'; readonly record: ProposalRecord }
  /** The owner closed this plan; it waits until there is another. */
  | { readonly kind: 'declined'; readonly record: ProposalRecord }
  /** Somebody committed to our branch: it is theirs now. */
  | { readonly kind: 'hands-off'; readonly record: ProposalRecord | null }
  /** Base or branch moved: read again and plan again. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'rejected'; readonly problem: Problem };

export type WithdrawResult =
  | { readonly kind: 'none' }
  | { readonly kind: 'withdrawn' | 'merged' | 'declined'; readonly record: ProposalRecord; readonly oid: string | null }
  | { readonly kind: 'hands-off'; readonly record: ProposalRecord };

export interface Proposals {
  /** Opens the pull request or brings it up to date. Never touches a branch that holds somebody else's commit. */
  propose(proposal: Proposal): Promise<ProposalResult>;
  /** Nothing is left to propose: what became of the last one, closed by us when it was still open. */
  withdraw(place: Pick<Proposal, 'repo' | 'base' | 'known'>): Promise<WithdrawResult>;
}

/** The status issue as it stands: where the owner answers by ticking boxes. */
export interface InboxIssue {
  readonly number: number;
  readonly url: string;
  readonly state: 'open' | 'closed';
  readonly body: string;
  /** Who changed the text, and when; in any order. */
  readonly edits: readonly { readonly editor: string; readonly at: string }[];
  /** Newest last. */
  readonly comments: readonly { readonly author: string; readonly body: string; readonly at: string }[];
}

export type InboxReading =
  | { readonly kind: 'found'; readonly issue: InboxIssue }
  | { readonly kind: 'none' }
  /** The repository has no issues. */
  | { readonly kind: 'disabled' };

export type InboxResult =
  | { readonly kind: 'written'; readonly number: number; readonly url: string; readonly at: string }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'rejected'; readonly problem: Problem };

export interface Inboxes {
  /** The issue of this number; without a number the newest one of ours whose text holds `mark`. */
  read(repo: string, number: number | null, mark: string): Promise<InboxReading>;
  /** Makes the issue, or edits it in place. */
  write(
    repo: string,
    issue: {
      readonly number: number | null;
      readonly title: string;
      readonly body: string;
      readonly state: 'open' | 'closed';
    },
  ): Promise<InboxResult>;
  /** Whether this account may write to the repository, which is who may answer. */
  mayWrite(repo: string, login: string): Promise<boolean>;
}

// ---- GitHub ----------------------------------------------------------------------------------------------------

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
  mayWrite(repo: string): Promise<boolean>;
}

export interface GitHubSignIn {
  /** Where a browser is sent. */
  address(state: string, challenge: string, redirectUri: string): string;
  /** Who came back with this code; null: GitHub does not accept it. */
  identify(code: string, verifier: string, redirectUri: string): Promise<GitHubPerson | null>;
}

// ---- database ----------------------------------------------------------------------------------------------------

/** Hand-written SQL with `?` placeholders; lists go in as JSON for json_each, because D1 binds at most 100 values. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly (string | number | null)[];
}

/** What SQLite and D1 have in common. */
export interface Database {
  all<Found>(statement: Statement): Promise<Found[]>;
  /** Returns how many rows were changed. */
  run(statement: Statement): Promise<number>;
  /** All or nothing, durable when it resolves. Returns how many rows each statement changed. */
  batch(statements: readonly Statement[]): Promise<number[]>;
  close(): Promise<void>;
}

// ---- store -------------------------------------------------------------------------------------------------------

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
  /** What it taught about the repository; null: nothing that could be folded, the repository has to be looked at. */
  readonly facts?: EventFacts | null;
  readonly receivedAt: string;
}

/** A delivery and what became of it. */
export interface DeliveryRecord extends Delivery {
  /** null: it waits. */
  readonly foldedAt: string | null;
  readonly note: string | null;
}

/** Something that this program does by itself, done last at `at`. */
export interface Mark {
  readonly name: 'tick' | 'slot' | 'sweep' | 'budget' | 'token';
  readonly at: string;
  readonly figures: Readonly<Record<string, number | string | null>>;
}

export interface RepositoryRecord {
  /** `owner/name` as the document links it, lower case: the key. */
  readonly name: string;
  readonly activity: Activity | null;
  /** When something was last heard of it; newer than the activity means stale. */
  readonly heardAt: string | null;
  /** Why the last look failed; null after a good one. */
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
  /** Status on the page and the instant since when it has been settled; `since` null on a first look. */
  readonly settled: { readonly status: Status; readonly since: string | null };
  readonly question: Question | null;
  /** Instants of the last changes, oldest first (flap meter). */
  readonly changedAt: readonly string[];
  readonly reviewAt: string | null;
  /** What the owner answered last, until the cell says it or is edited by hand. */
  readonly answer?: Answer | null;
  /** What the owner refused; not asked again as long as the same rule says the same. */
  readonly refused?: { readonly status: Status; readonly rule: RuleName; readonly at: string } | null;
}

export const answerKinds = ['accept', 'keep', 'finished', 'away'] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** The owner's word about a question. */
export interface Answer {
  readonly kind: AnswerKind;
  /** What the cell should say from now on. */
  readonly status: Status;
  readonly rule: RuleName;
  /** The repository that the owner accepted as the row's. */
  readonly link?: string;
  /** Who answered: a GitHub login, or how the owner was signed in. */
  readonly by: string;
  readonly at: string;
}

/** A word that the owner pinned on a page. */
export interface PinRecord {
  readonly projectKey: string;
  readonly status: Status;
  /** Last day, inclusive, UTC; null: for ever. */
  readonly until: string | null;
  readonly at: string;
}

export interface RowRecord {
  readonly position: number;
  readonly projectKey: string;
  /** The linked repository, by the document or by the configuration. */
  readonly repo: string | null;
  readonly row: Row;
  readonly settled: Settled;
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
  /** Last completed look; null before the first. */
  readonly lookedAt: string | null;
  readonly nextLookAt: string | null;
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
export interface HomeRecord {
  /** `owner/name` in lower case. */
  readonly key: string;
  /** By branch. */
  readonly branches: Readonly<Record<string, BranchRecord>>;
  readonly inbox: InboxRecord | null;
  /** The repository has no issues: questions stand in the pull request. */
  readonly isInboxDisabled?: boolean;
}

export interface BranchRecord {
  /** When and why GitHub refused a direct commit: since then changes are proposed. */
  readonly refusal: { readonly at: string; readonly message: string } | null;
  readonly proposal: ProposalRecord | null;
  /** What the open pull request would change; becomes history when it is merged. */
  readonly proposed: readonly Change[];
}

/** The status issue as we left it. */
export interface InboxRecord {
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
  /** When the refresh began: wishes older than this are met. */
  readonly startedAt: string;
}

export interface StoreCounts {
  readonly deliveriesWaiting: number;
  readonly deliveriesDone: number;
  readonly jobsDead: number;
  /** Oldest `lookedAt` of all documents; null as long as one was never looked at. */
  readonly oldestLookAt: string | null;
}

/** What waits to be done, and since when; null: nothing waits. */
export interface Backlog {
  readonly oldestDeliveryAt: string | null;
  readonly jobs: number;
  /** Since when the job that has waited longest has been due. */
  readonly oldestJobAt: string | null;
}

export interface Store {
  /** Durable before it resolves. One answer per delivery, in order: true when it was not known. */
  recordDeliveries(deliveries: readonly Delivery[]): Promise<boolean[]>;
  /** Which of these dedupe keys are recorded. */
  findKnownDeliveries(keys: readonly string[]): Promise<string[]>;
  /** Recorded and not yet folded, oldest first. */
  waitingDeliveries(limit: number): Promise<Delivery[]>;
  /**
   * In one transaction: the deliveries are done, the repositories were heard of, the documents want a refresh.
   * `note` says what became of each delivery, for the operations page.
   */
  foldDeliveries(fold: {
    readonly keys: readonly string[];
    readonly heard: readonly { readonly name: string; readonly at: string }[];
    /** Activities with the events folded in; ignored where a look has replaced what they were folded into. */
    readonly taught?: readonly { readonly name: string; readonly activity: Activity }[];
    /** What is derived from them now. */
    readonly derived?: readonly Pick<ProjectRecord, 'key' | 'derived' | 'reviewAt'>[];
    readonly wanted: readonly { readonly documentKey: string; readonly at: string }[];
    readonly note: string;
  }): Promise<void>;

  /** Makes sure that the documents of the configuration, and only they, are known and looked after. */
  keepDocuments(documents: readonly { readonly key: string; readonly ref: DocumentRef }[]): Promise<void>;
  readDocument(key: string): Promise<DocumentRecord | null>;
  listDocuments(): Promise<DocumentRecord[]>;
  /** Documents that list this repository (by node id or by name), or live in it. */
  documentsAbout(repository: { readonly id: string | null; readonly name: string }): Promise<string[]>;
  /** Never looked at, wanted since the last refresh began, or `nextLookAt` has come; most overdue first. */
  dueDocuments(now: Date, limit: number): Promise<string[]>;
  /** Every document wants a look at all its repositories, heard of or not. */
  expireLooks(now: Date): Promise<void>;
  /** Whether a refresh wished for at `wantedAt` is still needed: no refresh has begun since. */
  isRefreshWanted(documentKey: string, wantedAt: string): Promise<boolean>;

  readRepositories(names: readonly string[]): Promise<RepositoryRecord[]>;
  readProjects(keys: readonly string[]): Promise<ProjectRecord[]>;
  listProjects(): Promise<ProjectRecord[]>;
  saveRefresh(record: RefreshRecord): Promise<void>;
  /** A refresh failed whole: until the next good one this is the document's problem. */
  saveFailure(documentKey: string, problem: Problem): Promise<void>;
  /** Newest first. */
  listChanges(limit: number): Promise<Change[]>;
  /** Commits of ours in this document since an instant: what the breaker counts. */
  countCommitsSince(documentKey: string, since: string, kind?: 'derived'): Promise<number>;
  /** Which of these commits are ours. */
  findOwnCommits(oids: readonly string[]): Promise<string[]>;
  saveProjects(projects: readonly ProjectRecord[]): Promise<void>;
  readHome(key: string): Promise<HomeRecord | null>;
  saveHome(home: HomeRecord): Promise<void>;
  /** The repository is private now: whatever was learnt while it was public is forgotten, its identity excepted. */
  purgeEvidence(nodeIds: readonly string[]): Promise<void>;

  /** One pin for a project; the newest counts. */
  savePin(pin: PinRecord): Promise<void>;
  removePin(projectKey: string): Promise<void>;
  listPins(): Promise<PinRecord[]>;
  /** Grows with everything that the pages show. */
  readVersion(): Promise<string>;

  /** Newest first. */
  listDeliveries(limit: number): Promise<DeliveryRecord[]>;
  saveMark(mark: Mark): Promise<void>;
  /** Moves a mark to `at` unless it already stands after `unlessAfter`; true for the one who moved it. */
  claimMark(name: Mark['name'], at: string, unlessAfter: string): Promise<boolean>;
  listMarks(): Promise<Mark[]>;
  /**
   * The clock was wrong: whatever is noted for later than it can be counts as now, so that nothing waits for a day that
   * already was. Returns how many notes were changed.
   */
  forgetFuture(now: Date): Promise<number>;

  counts(): Promise<StoreCounts>;
  readBacklog(): Promise<Backlog>;
  /** Deletes done deliveries received before the instant. Returns how many. */
  prune(before: Date): Promise<number>;
  close(): Promise<void>;
}

/** The part of the store that one refresh needs; `check` on a file brings a memory that forgets. */
export type Memory = Pick<
  Store,
  | 'readDocument'
  | 'readRepositories'
  | 'readProjects'
  | 'listPins'
  | 'saveRefresh'
  | 'saveProjects'
  | 'countCommitsSince'
  | 'readHome'
  | 'saveHome'
  | 'purgeEvidence'
>;

// ---- queue --------------------------------------------------------------------------------------------------------

/** One unit of queued work: refresh a document. Enqueuing the same document again while it waits is one job. */
export interface Job {
  readonly kind: 'refresh';
  readonly documentKey: string;
  /** ISO 8601: a refresh that began later has already met this wish. */
  readonly wantedAt: string;
}

/** The truth about a job, told to the queue. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly at: Date | null; readonly reason: string }
  | { readonly kind: 'dead'; readonly reason: string };

export interface Queue {
  enqueue(jobs: readonly Job[]): Promise<void>;
}

export interface DeadJob {
  readonly job: Job;
  readonly reason: string;
  readonly attempts: number;
  readonly at: string;
}

/** Where verified deliveries are put, all or none; resolves only when they are durable. Known ones are sorted out later. */
export interface Inbox {
  accept(deliveries: readonly Delivery[]): Promise<void>;
}

// ---- account ------------------------------------------------------------------------------------------------------

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
export interface Account {
  readToken(): Promise<TokenFacts>;
  /** `read`, `write`, `admin`; null: the repository cannot be seen. */
  readPermission(repo: string): Promise<'read' | 'write' | 'admin' | null>;
  /** By permission `read` or `write`: what an App was granted there; null: it is not installed, or it is a token. */
  readGrants(repo: string): Promise<Readonly<Record<string, string>> | null>;
  /** Whether a site is built from this repository; null: that could not be seen. */
  readSite(repo: string): Promise<boolean | null>;
  /** Pinned by this user or organisation; without any, those pushed to most recently. */
  listShowcase(owner: string): Promise<RepositorySummary[]>;
  listHooks(repo: string): Promise<Hook[]>;
  createHook(repo: string, hook: { url: string; secret: string; events: readonly string[] }): Promise<void>;
  updateHook(repo: string, id: string, hook: { url: string; secret: string; events: readonly string[] }): Promise<void>;
  deleteHook(repo: string, id: string): Promise<void>;
  /** Deletes a branch; false: there is none. */
  deleteBranch(repo: string, branch: string): Promise<boolean>;
  /** The branch that changes to `base` were proposed from. 'left': somebody else committed to it. */
  deleteProposalBranch(repo: string, base: string): Promise<'removed' | 'none' | 'left' | 'kept'>;
  /** For good; false: GitHub lets only an administrator do that. */
  deleteIssue(repo: string, number: number): Promise<boolean>;
}

// ---- GitHub's own account of its deliveries -------------------------------------------------------------------------

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

/** A store that lives as long as the run, filled from a branch of the portfolio repository and saved to it at the end. */
export interface BranchStore {
  readonly store: Store;
  /** What was wrong with the memory that was found; it is written anew. */
  readonly problem: Problem | null;
  /** Once, at the end of the run. 'conflict': another run has saved meanwhile, and its memory holds. */
  save(): Promise<
    { readonly kind: 'saved' | 'unchanged' | 'conflict' } | { readonly kind: 'rejected'; readonly problem: Problem }
  >;
}
