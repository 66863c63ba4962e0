// The thread of a database that ends as soon as it is asked something.

import { workerData } from 'node:worker_threads';
import { serveSqlite, type ThreadData } from '../../src/store/sqlite-thread.ts';

serveSqlite(workerData as ThreadData, () => async () => process.exit(3));
