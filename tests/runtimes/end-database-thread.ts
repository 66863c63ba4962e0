// Loaded before the program, into each of its threads: the database's ends by itself a while after it began.

import { isMainThread, workerData } from 'node:worker_threads';

const isDatabase = !isMainThread && Reflect.has(Object(workerData), 'path');
if (isDatabase) setTimeout(() => process.exit(3), 1500);
