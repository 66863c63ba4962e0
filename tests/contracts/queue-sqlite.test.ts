// What is asserted stands in queue-contract.ts; here only the queue that must satisfy it.

import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { newDatabasePath } from '../store/new-database-path.ts';
import { describeQueue, type QueueUnderTest } from './queue-contract.ts';

const leaseMs = 60_000;

async function openQueue(path: string): Promise<QueueUnderTest> {
  const database = openSqliteDatabase(path, { withGitignore: false });
  const queue = createSqliteQueue(database, 'ada', { random: () => 0.5 });
  return {
    queue,
    work: async (run, now) => {
      const claimed = [];
      for (;;) {
        const next = await queue.claim(now, leaseMs);
        if (next === null) break;
        claimed.push(next);
      }
      for (const next of claimed) await queue.complete(next, await run(next.job), now);
    },
    dead: queue.dead,
  };
}

describeQueue('the queue on an SQLite file', () => openQueue(newDatabasePath()));
describeQueue('the queue on SQLite in memory', () => openQueue(':memory:'));
