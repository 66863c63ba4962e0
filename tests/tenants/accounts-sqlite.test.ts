// What is asserted stands in describe-accounts.ts; here only the database.

import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { newDatabasePath } from '../store/new-database-path.ts';
import { describeAccounts } from './describe-accounts.ts';

describeAccounts('documents of two accounts on SQLite', async () =>
  openSqliteDatabase(newDatabasePath(), { withGitignore: true }),
);
