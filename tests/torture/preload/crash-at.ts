// Loaded before the program: kills the process at one named point, once a file says so. Reaches into the driver and
// into fetch from outside, so that the product has no switch for it. Loaded into every thread.
//
// CRASH_AT=point   one of tests/torture/crash-points.ts
// CRASH_ARMED=path the point counts from when this file exists; it is removed as the process dies

import { existsSync, rmSync } from 'node:fs';
import { ServerResponse } from 'node:http';
import SqliteDriver from 'better-sqlite3';

const point = process.env['CRASH_AT'] ?? '';
const armed = process.env['CRASH_ARMED'] ?? '';

function reach(name: string): void {
  if (name !== point || !existsSync(armed)) return;
  rmSync(armed);
  process.kill(process.pid, 'SIGKILL');
  // The signal needs a moment; nothing more may happen meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

/** The begin of a statement, and what it is called in the names of points. */
const statements: readonly (readonly [string, string])[] = [
  ['INSERT INTO received_deliveries', 'accept'],
  ['INSERT INTO deliveries', 'sort'],
  ['UPDATE deliveries SET processed_at', 'fold'],
  ['INSERT INTO jobs', 'enqueue'],
  ['UPDATE jobs SET attempts', 'claim'],
  ['INSERT INTO documents (owner_id, key, ref, repo, mojibake', 'remember'],
  ['DELETE FROM jobs', 'finish'],
];

// What the transaction that is open has done so far.
let done: string[] = [];

const { prepare, transaction } = SqliteDriver.prototype;

SqliteDriver.prototype.prepare = function (this: SqliteDriver.Database, text: string) {
  const statement = prepare.call(this, text);
  const name = statements.find(([begin]) => text.startsWith(begin))?.[1];
  if (name === undefined) return statement;
  for (const method of ['run', 'all'] as const) {
    const call = statement[method].bind(statement) as (...params: unknown[]) => unknown;
    const watched = (...params: unknown[]) => {
      reach(`before ${name}`);
      const result = call(...params);
      if (this.inTransaction) done.push(name);
      else reach(`after ${name}`);
      return result;
    };
    Object.defineProperty(statement, method, { value: watched });
  }
  return statement;
} as typeof prepare;

SqliteDriver.prototype.transaction = function (this: SqliteDriver.Database, work: (...params: unknown[]) => unknown) {
  const { immediate } = transaction.call(this, (...params: unknown[]) => {
    done = [];
    const result = work(...params);
    for (const name of done) reach(`before the commit of ${name}`);
    return result;
  });
  const watched = (...params: unknown[]) => {
    const result = immediate(...params);
    for (const name of done) reach(`after ${name}`);
    return result;
  };
  return Object.assign(watched, { immediate: watched });
} as unknown as typeof transaction;

const { fetch } = globalThis;
globalThis.fetch = async (input, init) => {
  const operation = typeof init?.body === 'string' ? (/(?:query|mutation) (\w+)/.exec(init.body)?.[1] ?? '') : '';
  reach(`before ${operation} is sent`);
  const response = await fetch(input, init);
  reach(`after ${operation} is answered`);
  return response;
};

const { end } = ServerResponse.prototype;
ServerResponse.prototype.end = function (this: ServerResponse, ...rest: unknown[]) {
  if (this.req.method === 'POST') this.once('finish', () => reach('after the acknowledgement'));
  return Reflect.apply(end, this, rest);
} as typeof end;
