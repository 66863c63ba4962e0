// The other side of sqlite-thread, called by the thread's own script: one message is one call, answered once it is
// durable. Everything in turn.

import { parentPort } from 'node:worker_threads';
import { type ErrorCode, StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';
import { openSqliteDatabase, type SqliteOptions } from './sqlite.ts';

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
