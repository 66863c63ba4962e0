// A server's database, opened by a command beside the running server, or taken away for good.

import type { Memories, ServerDatabase } from '../cli/openers.ts';
import { deploymentOwner } from '../core/owner-id.ts';
import { joinOwners } from '../pipeline/all-owners.ts';
import type { Database } from '../ports.ts';
import { createSqliteQueue } from '../queue/sqlite-queue.ts';
import { backUpSqlite } from '../store/back-up-sqlite.ts';
import { createStore } from '../store/create-store.ts';
import { forgetSqlite } from '../store/forget-sqlite.ts';
import { separateOwners } from '../store/separate-owners.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { sql, statement } from '../store/statements.ts';
import { toMemories } from './open-memories.ts';
import { listOwnerIds } from './open-owners.ts';

export async function openServerDatabase(path: string): Promise<ServerDatabase> {
  const database = await open(path);
  const ids = await listOwnerIds(database);
  const owners = ids.map((id) => ({
    id,
    store: createStore(database, id),
    queue: createSqliteQueue(database, id, { random: Math.random }),
  }));
  return {
    owners,
    // What came in before it was handed on, where there are several of them.
    all: joinOwners(owners, owners.length === 1 ? undefined : createStore(database, deploymentOwner)),
    backUp: (copy) => backUpSqlite(database, copy),
    close: () => database.close(),
  };
}

/** The memories in a database file. */
export async function openMemories(path: string): Promise<Memories> {
  return toMemories(await open(path));
}

/** Takes the whole database away unless it looks after other documents, too. */
export async function forgetDocuments(path: string, keys: readonly string[]): Promise<'removed' | 'shared'> {
  const database = await open(path);
  try {
    const ids = await listOwnerIds(database);
    const list = JSON.stringify(keys);
    let kept = 0;
    for (const id of ids) {
      const store = createStore(database, id);
      const others = (await store.listDocuments()).filter(({ key }) => !keys.includes(key));
      kept += others.length;
      await store.keepDocuments(others);
      await database.batch([sql.forgetChanges, sql.forgetCommits].map((text) => statement(text, id, list)));
    }
    if (kept > 0) return 'shared';
  } finally {
    await database.close();
  }
  await forgetSqlite(path);
  return 'removed';
}

async function open(path: string): Promise<Database> {
  const database = openSqliteDatabase(path, { withGitignore: false });
  await separateOwners(database);
  return database;
}
