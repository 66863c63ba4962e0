// A copy of a database that is in use: one moment of it, whole, in a file that can stand in its place. Whoever writes
// meanwhile does not wait. The copy is looked through before it is called a backup.

import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';

export interface Backup {
  readonly bytes: number;
  readonly deliveries: number;
  readonly documents: number;
}

/** Throws STORE_UNAVAILABLE, with what to do, and leaves no half of a file. */
export function backUp(path: string, copy: string): Backup {
  if (!existsSync(path)) throw unavailable(`There is no database ${path}.`, path, 'Name it with --database FILE.');
  if (existsSync(copy)) throw unavailable(`${copy} is there already.`, copy, 'Name a file that is not there yet.');
  const half = `${copy}.part`;
  try {
    rmSync(half, { force: true });
    const source = new SqliteDriver(path, { readonly: true });
    try {
      source.prepare('VACUUM INTO ?').run(half);
    } finally {
      source.close();
    }
    const backup = examine(half);
    chmodSync(half, 0o600);
    sync(half);
    renameSync(half, copy);
    sync(dirname(copy));
    return backup;
  } catch (cause) {
    rmSync(half, { force: true });
    if (cause instanceof StatusfolioError) throw cause;
    const code = String(Reflect.get(Object(cause), 'code'));
    const hint = 'Check the folder, its permissions, and the free space.';
    throw unavailable(`${path} could not be copied to ${copy} (${code}).`, copy, hint, cause);
  }
}

function examine(path: string): Backup {
  const driver = new SqliteDriver(path, { readonly: true });
  try {
    const integrity = String(driver.pragma('integrity_check', { simple: true }));
    if (integrity !== 'ok') throw unavailable(`The copy is not whole: ${integrity.slice(0, 200)}.`, path, 'Try again.');
    const count = (table: string) => Number(driver.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
    return { bytes: statSync(path).size, deliveries: count('deliveries'), documents: count('documents') };
  } finally {
    driver.close();
  }
}

/** A copy that a power cut takes away is none. */
function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function unavailable(message: string, where: string, hint: string, cause?: unknown): StatusfolioError {
  return new StatusfolioError('STORE_UNAVAILABLE', message, { where, hint, cause });
}
