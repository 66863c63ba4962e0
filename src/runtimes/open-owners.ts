// Owners of a database: the one place where a store, a queue or a budget of writes is had, each for one owner and no other.
// Whoever opens an owner by way of a directory of many (`open-owner.ts`) gets it from here as well.

import type { Memories } from '../cli/runtime.ts';
import { deploymentOwner, toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { Owner, Owners } from '../ports/owners.ts';
import type { Queue } from '../ports/queue.ts';
import type { Database, Store } from '../ports/store.ts';
import {
  createDeadLetters,
  createSqliteJobs,
  createSqliteQueue,
  type DeadLetters,
  type SqliteJobs,
  type SqliteQueue,
  type SqliteQueueOptions,
} from '../queue/sqlite-queue.ts';
import { createStore } from '../store/store.ts';
import { createWriteBudget, type WriteBudgetOptions } from '../store/write-rate.ts';
import type { OpenPace } from './open-ports.ts';

/** All that there is of one owner in a database. */
export interface OwnerParts extends Owner {
  readonly queue: SqliteQueue;
  readonly deadLetters: DeadLetters;
  readonly openPace: OpenPace;
}

const random = { random: Math.random };

/** `budget`: what a budget does where no queue would bring a write again, and by which clock. */
export function openOwnerParts(
  database: Database,
  id: string,
  budget: Omit<WriteBudgetOptions, 'makesContent'> = {},
): OwnerParts {
  return {
    id,
    store: createStore(database, id),
    queue: createSqliteQueue(database, id, random),
    deadLetters: createDeadLetters(database, id),
    openPace: (credential, options) => createWriteBudget(database, id, credential, { ...budget, ...options }),
  };
}

/** The jobs of these owners, who take turns. `onDead`: see `SqliteQueueOptions`. */
export function openJobs(
  database: Database,
  ownerIds: readonly string[],
  onDead: NonNullable<SqliteQueueOptions['onDead']>,
): SqliteJobs {
  return createSqliteJobs(database, ownerIds, { ...random, onDead });
}

/** Whose these documents are; without any, what comes in is nobody's yet. */
export function listOwners(documentKeys: readonly string[]): string[] {
  const ids = [...new Set(documentKeys.map(toOwnerId))];
  return ids.length === 0 ? [deploymentOwner] : ids;
}

/** Under whose name that is kept which belongs to all owners together. */
export function toDeploymentId(documentKeys: readonly string[]): string {
  const [only = deploymentOwner, another] = listOwners(documentKeys);
  return another === undefined ? only : deploymentOwner;
}

/** Each owner manages its own documents, and nobody after those of an account that is not configured any more. */
export async function keepAllDocuments(
  database: Database,
  owners: Owners,
  documents: Parameters<Store['keepDocuments']>[0],
): Promise<void> {
  // Documents of accounts that are not configured any more are not managed, and their jobs are nobody's.
  for (const id of await listOwnerIds(database))
    if (owners.all.every((owner) => owner.id !== id)) await openOwnerParts(database, id).store.keepDocuments([]);
  for (const { id, store } of owners.all)
    await store.keepDocuments(documents.filter(({ key }) => toOwnerId(key) === id));
}

/** The owners of these documents; `queue`: what all their jobs wait in, where it is not the database. */
export function openOwners(database: Database, documentKeys: readonly string[], queue: Queue | null = null): Owners {
  const open = (id: string): Owner => ({ ...openOwnerParts(database, id), ...(queue !== null && { queue }) });
  const all = listOwners(documentKeys).map(open);
  const common = toDeploymentId(documentKeys);
  return {
    all,
    deployment: all.find(({ id }) => id === common)?.store ?? openOwnerParts(database, common).store,
    ofDocument(documentKey) {
      const owner = all.find(({ id }) => id === toOwnerId(documentKey));
      if (owner !== undefined) return owner;
      throw new StatusfolioError('UNEXPECTED', `${documentKey} belongs to no account that is managed here.`, {
        where: documentKey,
        hint: 'Name the document in the configuration, and start again.',
      });
    },
  };
}

/** Those of whom anything is remembered, for commands that manage a database as it is. */
export async function listOwnerIds(database: Database): Promise<string[]> {
  const found = await database.all<{ owner_id: string }>({
    sql: 'SELECT DISTINCT owner_id FROM documents ORDER BY owner_id',
    params: [],
  });
  return found.map(({ owner_id: id }) => id);
}

/** What is remembered in a database that somebody else opened, each for one owner. */
export function toMemories(database: Database): Memories {
  return {
    of: (documentKey) => openOwnerParts(database, toOwnerId(documentKey)).store,
    list: async () => (await listOwnerIds(database)).map((id) => openOwnerParts(database, id).store),
    close: () => database.close(),
  };
}
