// Owners of a database: the one place where a store or a queue is opened, each for one owner and no other. A second
// database, or an object for each owner, would be opened here.

import type { Memories } from '../cli/runtime.ts';
import { deploymentOwner, toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { Owner, Owners } from '../ports/owners.ts';
import type { Queue } from '../ports/queue.ts';
import type { Database, Store } from '../ports/store.ts';
import { retireOwners } from '../store/separate-owners.ts';
import { createStore } from '../store/store.ts';

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
  await retireOwners(
    database,
    owners.all.map(({ id }) => id),
  );
  for (const { id, store } of owners.all)
    await store.keepDocuments(documents.filter(({ key }) => toOwnerId(key) === id));
}

/** The owners of these documents; `queueOf` opens what an owner's jobs wait in. */
export function openOwners(
  database: Database,
  documentKeys: readonly string[],
  queueOf: (ownerId: string) => Queue,
): Owners {
  const open = (id: string): Owner => ({ id, store: createStore(database, id), queue: queueOf(id) });
  const all = listOwners(documentKeys).map(open);
  const common = toDeploymentId(documentKeys);
  return {
    all,
    deployment: all.find(({ id }) => id === common)?.store ?? createStore(database, common),
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
    of: (documentKey) => createStore(database, toOwnerId(documentKey)),
    list: async () => (await listOwnerIds(database)).map((id) => createStore(database, id)),
    close: () => database.close(),
  };
}
