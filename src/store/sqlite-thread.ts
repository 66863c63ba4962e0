// SQLite on a thread of its own: a commit and its fsync hold up neither the requests that arrive meanwhile nor each
// other, because one connection does everything in turn. Measured against the event loop: `npm run torture -- load`.

import { parentPort, Worker } from 'node:worker_threads';
import { type ErrorCode, StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';
import { openSqliteDatabase, type SqliteOptions } from './sqlite.ts';

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

// The other side of sqlite-thread, called by the thread's own script: one message is one call, answered once it is
// durable. Everything in turn.

/** What the thread is started with. */
export interface ThreadData {
  readonly path: string;
  readonly options: SqliteOptions;
}

export type ThreadRequest =
  | { readonly kind: 'all' | 'run'; readonly statement: Statement }
  | { readonly kind: 'batch'; readonly statements: readonly Statement[] }
  | { readonly kind: 'ask'; readonly question: unknown }
  | { readonly kind: 'close' };

export type ThreadAnswer =
  | { readonly result: unknown }
  /** Classes do not survive the way between threads. */
  | {
      readonly isOurs: boolean;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string;
      readonly where: string;
      readonly retryable: boolean;
    };

type AnswerQuestion = (question: never) => Promise<unknown>;

/** `addQuestions` says how what is asked beside SQL is answered, on the same thread and the same connection. */
export function serveSqlite({ path, options }: ThreadData, addQuestions: (database: Database) => AnswerQuestion): void {
  const post = (answer: ThreadAnswer) => parentPort?.postMessage(answer);
  let database: Database;
  try {
    database = openSqliteDatabase(path, options);
  } catch (error) {
    post(formatFailure(error));
    return;
  }
  const answerQuestion = addQuestions(database);
  let turn = Promise.resolve();
  parentPort?.on('message', (request: ThreadRequest) => {
    turn = turn.then(async () => post(await answer(request, database, answerQuestion)));
  });
  post({ result: null });
}

async function answer(
  request: ThreadRequest,
  database: Database,
  answerQuestion: AnswerQuestion,
): Promise<ThreadAnswer> {
  try {
    return { result: await call(request, database, answerQuestion) };
  } catch (error) {
    return formatFailure(error);
  }
}

async function call(request: ThreadRequest, database: Database, answerQuestion: AnswerQuestion): Promise<unknown> {
  if (request.kind === 'all') return await database.all(request.statement);
  if (request.kind === 'run') return await database.run(request.statement);
  if (request.kind === 'batch') return await database.batch(request.statements);
  if (request.kind === 'ask') return await answerQuestion(request.question as never);
  return await database.close();
}

function formatFailure(error: unknown): ThreadAnswer {
  if (error instanceof StatusfolioError) {
    const { code, message, hint, where, retryable } = error;
    return { isOurs: true, code, message, hint, where, retryable };
  }
  const message = error instanceof Error ? error.message : 'something that is not an error';
  return { isOurs: false, code: 'UNEXPECTED', message, hint: '', where: '', retryable: false };
}
