// Everything the pipeline and the pages ask of what is remembered. Each method is one whole unit of work.

import type { Activity, DocumentRef, Problem } from '../core/model.ts';
import type {
  Backlog,
  Change,
  Delivery,
  DeliveryRecord,
  DocumentRecord,
  PinRecord,
  ProjectRecord,
  RefreshRecord,
  RepositoryRecord,
  RepositoryState,
  StoreCounts,
  TaskRun,
} from './records.ts';

export interface Store {
  /** Durable before it resolves. One answer per delivery, in order: true when it was not known. */
  recordDeliveries(deliveries: readonly Delivery[]): Promise<boolean[]>;
  /** Which of these dedupe keys are recorded. */
  findKnownDeliveries(keys: readonly string[]): Promise<string[]>;
  /** Recorded and not yet applied, oldest first. */
  waitingDeliveries(limit: number): Promise<Delivery[]>;
  /**
   * In one transaction: the deliveries are done, the repositories are marked, the documents want a refresh.
   * `note` says the outcome of each delivery, for the operations page.
   */
  markProcessed(processed: {
    readonly keys: readonly string[];
    readonly stale: readonly { readonly name: string; readonly at: string }[];
    /** Activities with the events applied in; ignored where a fetch has replaced what they were applied to. */
    readonly updatedActivities?: readonly { readonly name: string; readonly activity: Activity }[];
    /** What is derived from them now. */
    readonly derived?: readonly Pick<ProjectRecord, 'key' | 'derived' | 'reviewAt'>[];
    readonly requested: readonly { readonly documentKey: string; readonly at: string }[];
    readonly note: string;
  }): Promise<void>;

  /** Makes sure that the documents of the configuration, and only they, are known and managed. */
  keepDocuments(documents: readonly { readonly key: string; readonly ref: DocumentRef }[]): Promise<void>;
  /**
   * A pattern was followed to these documents: others that it stood for are forgotten, and it is followed again at
   * `nextCheckAt`.
   */
  keepFolder(folder: {
    readonly key: string;
    readonly documentKeys: readonly string[];
    readonly checkedAt: string;
    readonly nextCheckAt: string;
  }): Promise<void>;
  readDocument(key: string): Promise<DocumentRecord | null>;
  listDocuments(): Promise<DocumentRecord[]>;
  /** Documents that list this repository (by node id or by name), or live in it. */
  documentsAbout(repository: { readonly id: string | null; readonly name: string }): Promise<string[]>;
  /** Never checked, wanted since the last refresh began, or `nextCheckAt` has come; most overdue first. */
  dueDocuments(now: Date, limit: number): Promise<string[]>;
  /** ISO 8601: when the next document or job of this owner is due; null: none ever is. */
  readNextDue(): Promise<string | null>;
  /** Every document wants a check of all its repositories, with news or without. */
  makeAllDue(now: Date): Promise<void>;
  /** Whether a refresh requested at `requestedAt` is still needed: no refresh has begun since. */
  isRefreshRequested(documentKey: string, requestedAt: string): Promise<boolean>;

  readRepositories(names: readonly string[]): Promise<RepositoryRecord[]>;
  readProjects(keys: readonly string[]): Promise<ProjectRecord[]>;
  listProjects(): Promise<ProjectRecord[]>;
  saveRefresh(record: RefreshRecord): Promise<void>;
  /**
   * A refresh failed whole: until the next good one this is the document's problem. `rest`: it is not tried again before
   * `nextCheckAt`, unless somebody requests it after `startedAt`.
   */
  saveFailure(
    documentKey: string,
    problem: Problem,
    rest?: { readonly startedAt: string; readonly nextCheckAt: string } | null,
  ): Promise<void>;
  /** Newest first. */
  listChanges(limit: number): Promise<Change[]>;
  /** Commits of ours in this document since an instant: what the breaker counts. */
  countCommitsSince(documentKey: string, since: string, kind?: 'derived'): Promise<number>;
  /** Which of these commits are ours. */
  findOwnCommits(oids: readonly string[]): Promise<string[]>;
  /** What the owner said of these projects; whatever else is known of one that is known stays as it is. */
  saveProjects(projects: readonly ProjectRecord[]): Promise<void>;
  readRepositoryState(key: string): Promise<RepositoryState | null>;
  saveRepositoryState(state: RepositoryState): Promise<void>;
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
  saveTaskRun(taskRun: TaskRun): Promise<void>;
  /** Moves a mark to `at` unless it already stands after `unlessAfter`; true for the one who moved it. */
  claimTaskRun(name: TaskRun['name'], at: string, unlessAfter: string): Promise<boolean>;
  listTaskRuns(): Promise<TaskRun[]>;
  /**
   * The clock was wrong: whatever is noted for later than it can be counts as now, so that nothing waits for a day that
   * already was. Returns how many notes were changed.
   */
  forgetFuture(now: Date): Promise<number>;

  /** Notes that something may not be used any more, until then; false: it was noted before. */
  spend(name: string, until: Date, now: Date): Promise<boolean>;
  /** Whether that is noted, and holds at `now`. */
  isSpent(name: string, now: Date): Promise<boolean>;

  counts(): Promise<StoreCounts>;
  readBacklog(): Promise<Backlog>;
  /** Deletes done deliveries received before the instant. Returns how many. */
  prune(before: Date): Promise<number>;
  close(): Promise<void>;
}

/** The part of the store that one refresh needs; `check` on a file brings a memory that forgets. */
export type Memory = Pick<
  Store,
  | 'keepFolder'
  | 'readDocument'
  | 'readRepositories'
  | 'readProjects'
  | 'listProjects'
  | 'listPins'
  | 'listChanges'
  | 'saveRefresh'
  | 'saveProjects'
  | 'countCommitsSince'
  | 'readRepositoryState'
  | 'saveRepositoryState'
  | 'purgeEvidence'
>;

/** A store that lives as long as the run, filled from a branch of the portfolio repository and saved to it at the end. */
export interface BranchStore {
  readonly store: Store;
  /** What was wrong with the state that was found; it is written anew. */
  readonly problem: Problem | null;
  /** Once, at the end of the run. 'conflict': another run has saved meanwhile, and its memory holds. */
  save(): Promise<
    { readonly kind: 'saved' | 'unchanged' | 'conflict' } | { readonly kind: 'rejected'; readonly problem: Problem }
  >;
}

// A database as one unit of work at a time: no transaction callbacks, because better-sqlite3 refuses asynchronous ones and
// D1 has none.

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
