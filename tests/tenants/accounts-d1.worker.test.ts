// What is asserted stands in describe-accounts.ts; here only the database.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { openD1Database } from '../../src/store/d1.ts';
import { describeAccounts } from './describe-accounts.ts';

describeAccounts('documents of two accounts on D1', async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  return openD1Database(env.DB);
});
