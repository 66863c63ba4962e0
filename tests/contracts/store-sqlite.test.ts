// What is asserted stands in store-contract.ts; here only the databases that must satisfy it.

import { openServerThread } from '../../src/runtimes/open-server-thread.ts';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { newDatabasePath } from '../store/new-database-path.ts';
import { describeStore } from './store-contract.ts';

describeStore('the store on an SQLite file', async () =>
  openSqliteDatabase(newDatabasePath(), { withGitignore: true }),
);
describeStore(
  'the store on SQLite in a thread',
  async () => (await openServerThread(newDatabasePath(), 'ada', [])).database,
);
describeStore('the store on SQLite in memory', async () => openSqliteDatabase(':memory:', { withGitignore: false }));
describeStore('the store on the SQLite that Node brings', async () => openMemoryDatabase());
