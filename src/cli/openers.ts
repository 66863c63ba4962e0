// The doors that a runtime opens for the commands, each lazily: a command never imports an adapter, and one that
// needs no database never loads a driver.

import type { Portfolio } from '../core/portfolio.ts';
import type { RefreshTarget } from '../pipeline/refresh.ts';
import type { Account, BranchStore, Clock, Documents, GitHub, Store } from '../ports.ts';
import type { Settings } from '../settings.ts';
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

export interface Openers {
  /** Opened without a token it looks at public repositories only, and cannot write. */
  openGitHub(settings: Settings, portfolio: Portfolio, clock: Clock): GitHub;
  /** What a token may ask about itself and manage. */
  openAccount(settings: Settings): Account;
  openFiles(): Documents;
  /** null: there is no database at this path yet, and `create` is false. */
  openStore(path: string, options: { readonly create: boolean }): Promise<Store | null>;
  /** A store that is gone when the run is over. */
  openPassingStore(): Promise<Store>;
  /** The same with a memory on a branch of the repository. Throws what keeps the branch from being read. */
  openBranchStore(settings: Settings, repo: string): Promise<BranchStore>;
  /** A copy of a database that may be in use, and what is in it. */
  backUp(
    database: string,
    copy: string,
  ): Promise<{ readonly bytes: number; readonly deliveries: number; readonly documents: number }>;
  serve(options: ServeOptions): Promise<void>;
  demo(options: DemoOptions): Promise<void>;
}
