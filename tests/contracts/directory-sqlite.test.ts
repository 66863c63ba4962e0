// What is asserted stands in directory-contract.ts; here only the database that must satisfy it.

import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { describeDirectory } from './directory-contract.ts';

describeDirectory('the directory on SQLite', async () => openSqliteDatabase(':memory:', { withGitignore: false }));
