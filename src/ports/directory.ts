// The directory of owners, where one deployment serves many accounts that have the GitHub App: who they are, in what state
// their installation is, and whose turn it is. What is remembered for one of them is in that owner's own store, which
// nothing here reads. Every method may be repeated, and of two that say different things the newest by GitHub's clock holds.

import type { InstallationSnapshot, InstallationState } from '../core/activity/parse-installation.ts';
import type { Owner } from './owners.ts';

export interface OwnerRecord extends InstallationSnapshot {
  /** In which database this owner's store lies; '' is the deployment's own. */
  readonly database: string;
  /** ISO 8601: when the next turn is due; null: there is none before something happens. */
  readonly dueAt: string | null;
  /** ISO 8601: until then one worker has the turn. */
  readonly leasedUntil: string | null;
  /** Grows with every `wake`. */
  readonly wakeCount: number;
  /** ISO 8601: when the list of repositories was last read whole; null: it has to be read again. */
  readonly repositoriesAt: string | null;
  /** What the owner agreed to; null: nothing yet. */
  readonly consent: 'pull-requests' | 'commits' | null;
  /** The configuration file that holds: its repository and blob; null: none was read. */
  readonly configuration: { readonly repo: string; readonly oid: string } | null;
  /** Where this owner's limits differ from everybody's. */
  readonly limits: Readonly<Record<string, number>>;
  /** The newest installation token, sealed, and until when it may be used; null: there is none. */
  readonly sealedToken: { readonly sealed: string; readonly until: string } | null;
}

/** One worker's right to an owner's turn. */
export interface Lease {
  readonly ownerId: string;
  /** ISO 8601. Names the lease: after it, or once somebody else has one, this one decides nothing any more. */
  readonly until: string;
  /** As it was when the lease began: more at its end means that something happened meanwhile. */
  readonly wakeCount: number;
}

/** A repository that an installation covers. */
export interface InstalledRepository {
  /** GitHub's numeric id, as text. */
  readonly id: string;
  /** `owner/name`. */
  readonly name: string;
  readonly isPrivate: boolean;
}

/** What was done for or to an owner: ids and times, never a name or a text of theirs. */
export interface AuditEntry {
  /** The numeric id of the account. It outlives the owner's rows in an entry `erased`. */
  readonly accountId: string;
  readonly installationId: number | null;
  /** ISO 8601. */
  readonly at: string;
  readonly action:
    | 'installed'
    | 'suspended'
    | 'unsuspended'
    | 'removed'
    | 'renamed'
    | 'revoked'
    | 'erased'
    | 'consented'
    | 'configured'
    | 'committed'
    | 'proposed'
    | 'operated';
  /** Ids only: of a commit, a pull request, an operator's command. */
  readonly subject: string | null;
}

export interface Directory {
  /** The owner whose App this is. */
  find(installationId: number): Promise<OwnerRecord | null>;
  findById(ownerId: string): Promise<OwnerRecord | null>;
  /** Whatever the case. Of two that had it one after the other, the one that has it now. */
  findByLogin(login: string): Promise<OwnerRecord | null>;
  /** By id, from behind `cursor` (an owner id; null: from the first on). */
  list(cursor: string | null, limit: number): Promise<OwnerRecord[]>;

  /**
   * Notes what GitHub showed, in whatever order it comes. A newer installation replaces an older one of the account;
   * of one installation the newest snapshot holds, and `removed` for good. An owner that was erased does not come back by
   * what is older. One that is active from now on is due now; of one that is not, the token is forgotten.
   * Returns whether it was news.
   */
  put(snapshot: InstallationSnapshot, now: Date): Promise<boolean>;
  /** The same of the state alone, where nothing else was shown. False also where the owner or the installation is unknown. */
  setState(installationId: number, state: InstallationState, stateAt: string, now: Date): Promise<boolean>;
  /** GitHub said at `at` that this is the account's login. Returns whether it was another one before. */
  rename(ownerId: string, login: string, at: string): Promise<boolean>;
  saveConsent(ownerId: string, consent: OwnerRecord['consent']): Promise<void>;
  saveConfiguration(ownerId: string, configuration: OwnerRecord['configuration']): Promise<void>;
  /** Ignored for an installation that is not active any more, or not this one. null forgets it. */
  saveToken(ownerId: string, installationId: number, token: OwnerRecord['sealedToken']): Promise<void>;

  /** Something happened: the owner is due at `at` (ISO 8601), or as soon as before. Unknown ids are ignored. */
  wake(ownerIds: readonly string[], at: string): Promise<void>;
  /**
   * The active owners that have been due longest and are in nobody's hands; each is due again in ten minutes, should the
   * claim get lost. `hasToken`: only those whose sealed token holds for another five minutes, or only the others.
   */
  claimDue(now: Date, limit: number, only?: { readonly hasToken: boolean }): Promise<OwnerRecord[]>;
  /** null: another worker has the turn, or the owner is not active. */
  lease(
    ownerId: string,
    now: Date,
    milliseconds: number,
  ): Promise<{ readonly owner: OwnerRecord; readonly lease: Lease } | null>;
  /**
   * The turn is over: next due at `dueAt` (null: not before something happens), or when the owner was woken for meanwhile,
   * whichever is earlier. False: the lease was not held any more.
   */
  release(lease: Lease, dueAt: string | null): Promise<boolean>;

  /** What the installation covers, in place of what was known. */
  setRepositories(ownerId: string, repositories: readonly InstalledRepository[], at: string): Promise<void>;
  /** What it covers has changed: the list has to be read again. */
  forgetRepositories(ownerId: string): Promise<void>;
  /** By id, from behind `cursor`. */
  listRepositories(ownerId: string, cursor: string | null, limit: number): Promise<InstalledRepository[]>;

  /** Those of these repositories (`owner/name` in lower case) that an installation of an active owner covers, whosever. */
  coveredOf(repos: readonly string[]): Promise<string[]>;

  /** Owners whose tables list any of these public repositories (`owner/name`, whatever the case). */
  watchersOf(repos: readonly string[]): Promise<{ readonly repo: string; readonly ownerId: string }[]>;
  /** The public repositories that this owner's tables list now, in lower case. Only what differs is written. */
  setWatched(ownerId: string, repos: readonly string[]): Promise<void>;

  /** Removed, and in nobody's hands any more. */
  listRemoved(now: Date, limit: number): Promise<OwnerRecord[]>;
  /** Owners that were erased since, and have not come back. */
  listErased(since: Date): Promise<string[]>;
  /** Forgets everything that the directory knows of a removed owner, except one audit entry of ids. False: not removed. */
  erase(ownerId: string, now: Date): Promise<boolean>;

  audit(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. */
  listAudit(accountId: string, limit: number): Promise<AuditEntry[]>;
  /** Deletes audit entries and other notes from before. */
  prune(before: Date): Promise<void>;
  /** The sessions that this person began until `at` (ISO 8601) are over. */
  endSessions(personId: string, at: string): Promise<void>;
  /** Until when the sessions of this person are over; null: none is. */
  readSessionsEnd(personId: string): Promise<string | null>;
  /** Whether GitHub may be asked about an installation that nobody knows: true at most once an hour for each. */
  claimCheck(installationId: number, now: Date): Promise<boolean>;

  /** What an operator switched, by name. */
  readSwitches(): Promise<ReadonlyMap<string, string>>;
  /** null takes it back. */
  setSwitch(name: string, value: string | null, at: string): Promise<void>;
}

/** An owner and what is remembered of it. */
export interface OpenedOwner extends Owner {
  readonly record: OwnerRecord;
}

/** null: nobody with this id has the App. Throws STORE_UNAVAILABLE for a database that is not bound here. */
export type OpenOwner = (ownerId: string) => Promise<OpenedOwner | null>;

/** All that is remembered of owners, wherever it lies. */
export interface OwnerStates {
  /** Deletes every row of an owner, the directory's excepted. Again, it does nothing. */
  erase(ownerId: string): Promise<void>;
  /** The account has another login: keys begin with it from now on. Again, it does nothing. */
  move(ownerId: string, login: string): Promise<void>;
}

/** Installations as GitHub tells the App itself. Throws TOKEN_REJECTED, GITHUB_UNREACHABLE, GITHUB_THROTTLED. */
export interface AppInstallations {
  /** null: there is none with this id, or no more. */
  read(installationId: number): Promise<InstallationSnapshot | null>;
  list(): AsyncIterable<InstallationSnapshot>;
  /** What is kept in memory for it is not used again. */
  forgetToken(installationId: number): void;
}
