// What the pipeline needs from outside: documents, GitHub, a store, a queue, a clock and a log. Every method is one
// whole unit of work with plain data in and out. Expected bad news (a repository that is gone, a branch that moved) is
// data, not an exception.

export type * from './ports/account.ts';
export type * from './ports/clock.ts';
export type * from './ports/database.ts';
export type * from './ports/documents.ts';
export type * from './ports/github.ts';
export type * from './ports/hook-deliveries.ts';
export type * from './ports/owners.ts';
export type * from './ports/queue.ts';
export type * from './ports/records.ts';
export { answerKinds } from './ports/records.ts';
export type * from './ports/store.ts';
