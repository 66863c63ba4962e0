// What is counted of rows that are written, against what D1 itself bills.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { expect, it } from 'vitest';
import { countWritten } from '../../scripts/owners/count-written.ts';
import { openOwnerParts } from '../../src/runtimes/open-owners.ts';
import { openD1Database } from '../../src/store/d1.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { buildSnapshot } from '../contracts/directory-contract.ts';
import { buildDelivery, buildDocument, buildRefresh, documentKey } from '../support/build-records.ts';
import { countD1 } from '../support/count-d1.ts';

it('counts what D1 bills for the turns of an owner, and never less', async () => {
  await reset();
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
  const { d1, written: billed } = countD1(env.DB);
  const { counted, written } = await countWritten(openD1Database(d1));
  const directory = createDirectory(counted);
  const { store, queue } = openOwnerParts(counted, '500');
  const now = new Date('2027-03-01T00:00:00Z');
  await directory.put(buildSnapshot(), now);
  await store.keepDocuments([buildDocument()]);
  for (let turn = 0; turn < 5; turn += 1) {
    await directory.claimDue(now, 9);
    const held = await directory.lease('500', now, 60_000);
    await store.recordDeliveries([buildDelivery(`${turn}`)]);
    await queue.enqueue([{ kind: 'refresh', documentKey, requestedAt: now.toISOString() }]);
    const claimed = await queue.claim(now, 60_000);
    await store.saveRefresh(buildRefresh());
    if (claimed !== null) await queue.complete(claimed, { kind: 'done' }, now);
    if (held !== null) await directory.release(held.lease, now.toISOString());
  }
  const { rows, entries } = written();
  expect(rows + entries).toBeGreaterThanOrEqual(billed());
  expect(rows + entries).toBeLessThanOrEqual(1.4 * billed());
  expect(billed()).toBeGreaterThan(50);
});
