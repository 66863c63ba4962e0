// What is asserted stands in describe-owner-rows.ts; here only the database that must satisfy it.

import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { describeOwnerRows } from './describe-owner-rows.ts';

describeOwnerRows('the rows of an owner on SQLite', async () =>
  openSqliteDatabase(':memory:', { withGitignore: false }),
);
