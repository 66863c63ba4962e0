// SQLite on a thread of its own: a commit and its fsync hold up neither the requests that arrive meanwhile nor each
// other, because one connection does everything in turn. Measured against the event loop: `npm run torture -- load`.

import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports.ts';
import type { SqliteOptions } from './sqlite.ts';
import type { ThreadAnswer, ThreadRequest } from './sqlite-thread-worker.ts';

interface Waiter {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens or creates the database as `openSqliteDatabase` does, with the same refusals. */
export async function openSqliteThread(path: string, options: SqliteOptions): Promise<Database> {
  const worker = new Worker(new URL(`./sqlite-thread-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: { path, options },
  });
  // The thread answers in the order in which it was asked.
  const waiters: Waiter[] = [];
  let end: unknown = null;
  const fail = (cause: unknown) => {
    end ??= new StatusfolioError('STORE_UNAVAILABLE', `The thread of the database ${path} ended.`, {
      where: path,
      retryable: true,
      cause,
    });
    for (const { reject } of waiters.splice(0)) reject(end);
  };
  worker.on('message', (answer: ThreadAnswer) => {
    const waiter = waiters.shift();
    if ('result' in answer) waiter?.resolve(answer.result as never);
    else waiter?.reject(answer.isOurs ? new StatusfolioError(answer.code, answer.message, answer) : toError(answer));
  });
  worker.on('error', fail);
  worker.on('exit', fail);

  const wait = <Result>(ask: () => void) =>
    new Promise<Result>((resolve, reject) => {
      if (end !== null) return reject(end);
      waiters.push({ resolve, reject });
      ask();
    });
  const ask = <Result>(request: ThreadRequest) => wait<Result>(() => worker.postMessage(request));
  // The first wait is for the answer to opening; a thread that could not open has nothing else to do.
  await wait(() => {}).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  return {
    all: (statement) => ask({ kind: 'all', statement }),
    run: (statement) => ask({ kind: 'run', statement }),
    batch: (statements) => ask({ kind: 'batch', statements }),
    close: async () => {
      if (end !== null) return;
      await ask({ kind: 'close' });
      fail(null);
      await worker.terminate();
    },
  };
}

/** A fault of ours keeps its own message. */
function toError({ message }: { readonly message: string }): Error {
  return new Error(message);
}
