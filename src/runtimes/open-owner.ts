// One of many owners, by the directory: the only way to a store, a queue, a budget or a token where one deployment serves
// many. The database is the one that the owner's own entry names, so that a second database is one more entry of
// `databases`, and an object per owner one more way to open one.

import { StatusfolioError } from '../errors.ts';
import type { WritePace } from '../github/client.ts';
import type { Directory, OwnerRecord } from '../ports/directory.ts';
import type { GitHub } from '../ports/github.ts';
import type { Database } from '../ports/store.ts';
import { type OwnerParts, openOwnerParts } from './open-owners.ts';

/** An owner and all that there is of it, for as long as one turn lasts. */
export interface OpenedOwner extends OwnerParts {
  readonly record: OwnerRecord;
  readonly database: Database;
  /** Asks with the token of this installation, and writes at this owner's pace. */
  readonly github: GitHub;
}

export interface OwnerOpeners {
  readonly directory: Pick<Directory, 'findById'>;
  /** By the name in the directory; '' is the deployment's own. */
  readonly databases: ReadonlyMap<string, Database>;
  readonly openGitHub: (owner: OwnerRecord, pace: WritePace) => GitHub;
}

/** null: nobody with this id has the App. Throws STORE_UNAVAILABLE for a database that is not bound here. */
export type OpenOwner = (ownerId: string) => Promise<OpenedOwner | null>;

export function createOpenOwner({ directory, databases, openGitHub }: OwnerOpeners): OpenOwner {
  return async (ownerId) => {
    const record = await directory.findById(ownerId);
    if (record === null) return null;
    const database = databases.get(record.database);
    if (database === undefined) {
      throw new StatusfolioError('STORE_UNAVAILABLE', `The database "${record.database}" is not bound here.`, {
        where: `owner ${ownerId}`,
        hint: 'Bind it, or correct the entry of this owner in the directory.',
      });
    }
    const parts = openOwnerParts(database, ownerId);
    return { ...parts, record, database, github: openGitHub(record, parts.openPace(`installation ${ownerId}`)) };
  };
}
