// What is asserted stands in store-contract.ts; here only the database that must satisfy it.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { openD1Database } from '../../src/store/d1.ts';
import { describeStore } from './store-contract.ts';

describeStore('the store on D1', async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  return openD1Database(env.DB);
});
