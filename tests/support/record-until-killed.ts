// A process that records deliveries and prints each one once it is acknowledged, until it kills itself without warning.

import { writeSync } from 'node:fs';
import { createReceivedDeliveries } from '../../src/store/received-deliveries.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { buildDelivery } from './build-records.ts';

const [path = ''] = process.argv.slice(2);
const inbox = createReceivedDeliveries(openSqliteDatabase(path, { withGitignore: true }), 'owner');
let next = 0;

async function send(): Promise<never> {
  for (;;) {
    const id = String(next);
    next += 1;
    await inbox.accept([buildDelivery(id)]);
    writeSync(1, `ok ${id}\n`);
    if (next > 400) process.kill(process.pid, 'SIGKILL');
  }
}

await Promise.all(Array.from({ length: 8 }, send));
