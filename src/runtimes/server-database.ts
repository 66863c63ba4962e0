// A server's database, opened by a command beside the running server, or taken away for good.

import type { ServerDatabase } from '../cli/openers.ts';
import { createSqliteQueue } from '../queue/sqlite-queue.ts';
import { backUpSqlite } from '../store/back-up-sqlite.ts';
import { createStore } from '../store/create-store.ts';
import { forgetSqlite } from '../store/forget-sqlite.ts';
import { openSqliteDatabase } from '../store/sqlite.ts';
import { sql, statement } from '../store/statements.ts';

const ownerId = 'owner';

export function openServerDatabase(path: string): ServerDatabase {
  const database = openSqliteDatabase(path, { withGitignore: false });
  return {
    store: createStore(database, ownerId),
    queue: createSqliteQueue(database, ownerId, { random: Math.random }),
    backUp: (copy) => backUpSqlite(database, copy),
    close: () => database.close(),
  };
}

/** Takes the whole database away unless it looks after other documents, too. */
export async function forgetDocuments(path: string, keys: readonly string[]): Promise<'removed' | 'shared'> {
  const database = openSqliteDatabase(path, { withGitignore: false });
  const store = createStore(database, ownerId);
  try {
    const others = (await store.listDocuments()).filter(({ key }) => !keys.includes(key));
    if (others.length > 0) {
      await store.keepDocuments(others);
      const list = JSON.stringify(keys);
      await database.batch([sql.forgetChanges, sql.forgetCommits].map((text) => statement(text, ownerId, list)));
      return 'shared';
    }
  } finally {
    await store.close();
  }
  await forgetSqlite(path);
  return 'removed';
}
