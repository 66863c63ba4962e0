// The other side of sqlite-thread: one message is one call, answered once it is durable. Everything in turn.

import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorCode, StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports.ts';
import { openSqliteDatabase, type SqliteOptions } from './sqlite.ts';

export type ThreadRequest =
  | { readonly kind: 'all' | 'run'; readonly statement: Statement }
  | { readonly kind: 'batch'; readonly statements: readonly Statement[] }
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

const { path, options } = workerData as { readonly path: string; readonly options: SqliteOptions };

let database: Database | null = null;
try {
  database = openSqliteDatabase(path, options);
  parentPort?.postMessage({ result: null } satisfies ThreadAnswer);
} catch (error) {
  parentPort?.postMessage(wordFailure(error));
}

// SQLite answers at once, so calls are answered in the order in which they came.
parentPort?.on('message', (request: ThreadRequest) => {
  void answer(request).then((answered) => parentPort?.postMessage(answered));
});

async function answer(request: ThreadRequest): Promise<ThreadAnswer> {
  try {
    return { result: await call(request) };
  } catch (error) {
    return wordFailure(error);
  }
}

async function call(request: ThreadRequest): Promise<unknown> {
  if (request.kind === 'all') return await database?.all(request.statement);
  if (request.kind === 'run') return await database?.run(request.statement);
  if (request.kind === 'batch') return await database?.batch(request.statements);
  return await database?.close();
}

function wordFailure(error: unknown): ThreadAnswer {
  if (error instanceof StatusfolioError) {
    const { code, message, hint, where, retryable } = error;
    return { isOurs: true, code, message, hint, where, retryable };
  }
  const message = error instanceof Error ? error.message : 'something that is not an error';
  return { isOurs: false, code: 'UNEXPECTED', message, hint: '', where: '', retryable: false };
}
