// SQLite on a thread of its own: a commit and its fsync hold up neither the requests that arrive meanwhile nor each
// other, because one connection does everything in turn. Measured against the event loop: `npm run torture -- load`.

import { Worker } from 'node:worker_threads';
import { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports/store.ts';
import type { ThreadAnswer, ThreadData, ThreadRequest } from './serve-sqlite.ts';

export interface SqliteThread extends Database {
  /** Asks what the thread's script adds to the database. What is `given` goes over without a copy, and is gone here. */
  ask<Result>(question: unknown, given: readonly ArrayBuffer[]): Promise<Result>;
  /** Resolves when the thread ended by itself, as for want of memory. Every call is refused from then on. */
  readonly ended: Promise<StatusfolioError>;
}

interface Waiter {
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** Opens or creates the database as `openSqliteDatabase` does, with the same refusals. `script` calls `serveSqlite`. */
export async function openSqliteThread<More>(script: URL, data: ThreadData & More): Promise<SqliteThread> {
  const worker = new Worker(script, { workerData: data });
  // The thread answers in the order in which it was asked.
  const waiters: Waiter[] = [];
  let end: StatusfolioError | null = null;
  const ended = Promise.withResolvers<StatusfolioError>();
  const fail = (cause: unknown): StatusfolioError => {
    end ??= new StatusfolioError('STORE_UNAVAILABLE', `The thread of the database ${data.path} ended.`, {
      where: data.path,
      hint: 'Start it again: nothing that was acknowledged is lost.',
      retryable: true,
      cause,
    });
    for (const { reject } of waiters.splice(0)) reject(end);
    return end;
  };
  const endByItself = (cause: unknown) => {
    if (end === null) ended.resolve(fail(cause));
  };
  worker.on('message', (answer: ThreadAnswer) => {
    const waiter = waiters.shift();
    if ('result' in answer) waiter?.resolve(answer.result as never);
    else waiter?.reject(answer.isOurs ? new StatusfolioError(answer.code, answer.message, answer) : toError(answer));
  });
  worker.on('error', endByItself);
  worker.on('exit', endByItself);

  const wait = <Result>(ask: () => void) =>
    new Promise<Result>((resolve, reject) => {
      if (end !== null) return reject(end);
      ask();
      waiters.push({ resolve, reject });
    });
  const post = <Result>(request: ThreadRequest, given: readonly ArrayBuffer[] = []) =>
    wait<Result>(() => worker.postMessage(request, given));
  // The first wait is for the answer to opening; a thread that could not open has nothing else to do.
  await wait(() => {}).catch(async (error: unknown) => {
    await worker.terminate();
    throw error;
  });
  return {
    all: (statement) => post({ kind: 'all', statement }),
    run: (statement) => post({ kind: 'run', statement }),
    batch: (statements) => post({ kind: 'batch', statements }),
    ask: (question, given) => post({ kind: 'ask', question }, given),
    ended: ended.promise,
    close: async () => {
      if (end !== null) return;
      await post({ kind: 'close' });
      fail(null);
      await worker.terminate();
    },
  };
}

/** A fault of ours keeps its own message. */
function toError({ message }: { readonly message: string }): Error {
  return new Error(message);
}
