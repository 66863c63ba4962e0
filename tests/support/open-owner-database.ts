// One owner's part of a database file, beside whoever else uses it.

import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';

export function openOwnerDatabase(path: string, ownerId: string) {
  const database = openSqliteDatabase(path, { withGitignore: false });
  return {
    store: createStore(database, ownerId),
    queue: createSqliteQueue(database, ownerId, { random: Math.random }),
    close: () => database.close(),
  };
}
