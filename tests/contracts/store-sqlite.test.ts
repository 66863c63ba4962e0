import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { openSqliteThread } from '../../src/store/sqlite-thread.ts';
import { newDatabasePath } from '../store/new-database-path.ts';
import { describeStore } from './store-contract.ts';

describeStore('the store on an SQLite file', async () =>
  openSqliteDatabase(newDatabasePath(), { withGitignore: true }),
);
describeStore('the store on SQLite in a thread', async () =>
  openSqliteThread(newDatabasePath(), { withGitignore: true }),
);
describeStore('the store on SQLite in memory', async () => openSqliteDatabase(':memory:', { withGitignore: false }));
