// What one turn of one of many owners works with.

import type { InstalledRepository, OwnerRecord } from './directory.ts';
import type { GitHub } from './github.ts';
import type { Owner } from './owners.ts';
import type { Job, JobResult, Queue } from './queue.ts';

/** GitHub as one installation of the App sees it. */
export interface InstallationGitHub extends GitHub {
  /** From now on these repositories (`owner/name`) may be written to, and no others; at first there are none. */
  allowWrites(repositories: readonly string[]): void;
  /** What the installation covers, as many or a few more, a hundred a request. Throws what the client throws. */
  listRepositories(limit: number): Promise<InstalledRepository[]>;
}

/** One of many owners, with all that there is of it, for as long as one turn lasts. */
export interface TurnOwner<Claimed extends { readonly job: Job } = { readonly job: Job }> extends Owner {
  readonly record: OwnerRecord;
  readonly github: InstallationGitHub;
  readonly queue: Queue & {
    claim(now: Date, leaseMs: number): Promise<Claimed | null>;
    complete(claimed: Claimed, outcome: JobResult, now: Date): Promise<unknown>;
  };
  /** How often the database was called since it was opened. */
  calls(): number;
}
