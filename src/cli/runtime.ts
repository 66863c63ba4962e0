// The doors that a runtime opens for the commands, each lazily: a command never imports an adapter, and one that
// needs no database never loads a driver.

import type { Portfolio } from '../config/portfolio.ts';
import type { Settings } from '../config/settings.ts';
import type { AllOwners } from '../pipeline/all-owners.ts';
import type { Outside } from '../pipeline/document-update.ts';
import type { SiteFile, SiteRequest } from '../pipeline/site-files.ts';
import type { RefreshTarget } from '../pipeline/target.ts';
import type { Documents } from '../ports/github.ts';
import type { GitHubAdmin } from '../ports/github-admin.ts';
import type { Owner } from '../ports/owners.ts';
import type { DeadJob, Queue } from '../ports/queue.ts';
import type { BranchStore, Store } from '../ports/store.ts';
import type { Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly settings: Settings;
  readonly portfolio: Portfolio;
  readonly targets: readonly RefreshTarget[];
  readonly terminal: Terminal;
}

export interface DemoOptions {
  readonly terminal: Terminal;
  /** Tell the story and leave, instead of staying up. */
  readonly once: boolean;
  readonly port: number;
}

/** What is remembered, for each owner by itself. */
export interface Memories {
  /** That of a document's owner. */
  of(documentKey: string): Store;
  /** Those of all owners of whom anything is remembered. */
  list(): Promise<readonly Store[]>;
  close(): Promise<void>;
}

/** What is remembered of files on this machine without a server. */
export interface LocalStore {
  readonly store: Store;
  /** Keeps what changed; without any document left, the file goes. */
  save(): Promise<void>;
  close(): Promise<void>;
}

/** An owner as a command meets it in the database of a server. */
export interface ServedOwner extends Owner {
  readonly queue: Queue & { dead(): Promise<DeadJob[]>; replay(documentKey: string, now: Date): Promise<boolean> };
}

/** The database of a server, opened beside it. */
export interface ServerDatabase {
  /** Those of whom anything is remembered. */
  readonly owners: readonly ServedOwner[];
  /** Sums and lists over all of them. */
  readonly all: AllOwners;
  /** Writes a whole copy to a new file. Returns its size in bytes. */
  backUp(path: string): Promise<number>;
  close(): Promise<void>;
}

/** What is left on this machine: a database, what it knows about these documents, and answers kept for an hour. */
export interface LocalTraces {
  readonly database: string;
  readonly documentKeys: readonly string[];
  readonly cacheFolder: string | null;
}

export interface Runtime {
  /** Opened without a token it checks public repositories only, and cannot write. */
  openPorts(settings: Settings, portfolio: Portfolio): Promise<Outside>;
  /** For what needs no GitHub at all. */
  openFiles(): Documents;
  /** Documents of a repository in the files of its checkout; everything else of them as `documents` knows it. */
  openWorkingTree(documents: Documents, checkout: { readonly root: string; readonly repo: string }): Documents;
  /** What a token may ask about itself and manage. */
  openAdmin(settings: Settings): Promise<GitHubAdmin>;
  /** null: there is no database at this path yet, and `create` is false. */
  openStore(path: string, options: { readonly create: boolean }): Promise<Memories | null>;
  /** The same to read alone, as it is; null: there is none that this version can read. Loads no driver. */
  openDatabaseReader(path: string): Promise<Memories | null>;
  /** The state file of this person; null: there is none, and it was opened to read. Loads no driver. */
  openLocalState(path: string, mode: 'read' | 'write'): Promise<LocalStore | null>;
  /** null: there is no database at this path. */
  openServerDatabase(path: string): Promise<ServerDatabase | null>;
  /** 'shared': the database manages other documents, too, and forgot these alone. */
  forget(traces: LocalTraces): Promise<'removed' | 'shared' | 'none'>;
  /** A store that is gone when the run is over. */
  openPassingStore(): Promise<Memories>;
  /** That of the repository's account, kept on a branch of it. Throws what keeps the branch from being read. */
  openBranchStore(settings: Settings, repo: string): Promise<BranchStore>;
  /** The public dashboard as files. */
  renderSite(request: SiteRequest): Promise<SiteFile[]>;
  serve(options: ServeOptions): Promise<void>;
  demo(options: DemoOptions): Promise<void>;
}
