// What is asserted stands in describe-owner-rows.ts; here only the database that must satisfy it.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { openD1Database } from '../../src/store/d1.ts';
import { describeOwnerRows } from './describe-owner-rows.ts';

describeOwnerRows('the rows of an owner on D1', async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  return openD1Database(env.DB);
});
