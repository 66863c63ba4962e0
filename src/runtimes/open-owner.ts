// One of many owners, by the directory: the only way to a store, a queue, a budget or a token where one deployment serves
// many. The database is the one that the owner's own entry names, so that a second database is one more entry of
// `databases`, and an object per owner one more way to open one.

import { StatusfolioError } from '../errors.ts';
import type { WritePace } from '../github/client.ts';
import type { Directory, OwnerRecord, OwnerStates } from '../ports/directory.ts';
import type { Database } from '../ports/store.ts';
import type { InstallationGitHub, TurnOwner } from '../ports/turn.ts';
import type { SqliteQueue } from '../queue/sqlite-queue.ts';
import { eraseOwnerRows, moveOwnerRows } from '../store/owner-rows.ts';
import { type OwnerParts, openOwnerParts } from './open-owners.ts';

/** An owner and all that there is of it, for as long as one turn lasts. */
export interface OpenedOwner extends OwnerParts, Pick<TurnOwner, 'record' | 'calls'> {
  readonly queue: SqliteQueue;
  readonly database: Database;
  /** Asks with the token of this installation, and writes at this owner's pace. */
  readonly github: InstallationGitHub;
}

export interface OwnerOpeners {
  readonly directory: Pick<Directory, 'findById'>;
  /** By the name in the directory; '' is the deployment's own. */
  readonly databases: ReadonlyMap<string, Database>;
  /** By which clock writes keep their pace; left out: the machine's. */
  readonly budget?: Parameters<typeof openOwnerParts>[2];
  readonly openGitHub: (owner: OwnerRecord, pace: WritePace) => InstallationGitHub;
}

/** null: nobody with this id has the App. Throws STORE_UNAVAILABLE for a database that is not bound here. */
export type OpenOwner = (ownerId: string) => Promise<OpenedOwner | null>;

export function createOpenOwner({ directory, databases, budget, openGitHub }: OwnerOpeners): OpenOwner {
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
    const { counted, calls } = countCalls(database);
    const parts = openOwnerParts(counted, ownerId, budget);
    return {
      ...parts,
      record,
      database: counted,
      calls,
      github: openGitHub(record, parts.openPace(`installation ${ownerId}`)),
    };
  };
}

/** D1 allows so many calls in one invocation, each statement of a batch among them. */
export function countCalls(database: Database) {
  let calls = 0;
  const counted: Database = {
    all: (statement) => {
      calls += 1;
      return database.all(statement);
    },
    run: (statement) => {
      calls += 1;
      return database.run(statement);
    },
    batch: (statements) => {
      calls += statements.length;
      return database.batch(statements);
    },
    close: () => database.close(),
  };
  return { counted, calls: () => calls };
}

/** In whichever database it lies: an owner that is erased is in no directory any more. */
export function createOwnerStates({ databases }: Pick<OwnerOpeners, 'databases'>): OwnerStates {
  return {
    async erase(ownerId) {
      for (const database of databases.values()) await eraseOwnerRows(database, ownerId);
    },
    async move(ownerId, login) {
      for (const database of databases.values()) await moveOwnerRows(database, ownerId, login);
    },
  };
}
