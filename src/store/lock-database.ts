// One server for one database: a lock on a file beside it, which the system itself lets go when the process ends, however
// it ends. It spares requests and confusion; correctness does not rest on it.

import { chmodSync } from 'node:fs';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';

/** Returns the way to let go. Throws STORE_UNAVAILABLE when another server has the database. */
export function lockDatabase(path: string): () => void {
  const file = `${path}.lock`;
  // No waiting: whoever has it, keeps it.
  const driver = new SqliteDriver(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    driver.exec('BEGIN EXCLUSIVE');
    return () => driver.close();
  } catch (cause) {
    driver.close();
    if (!String(Reflect.get(Object(cause), 'code')).startsWith('SQLITE_BUSY')) throw cause;
    throw new StatusfolioError('STORE_UNAVAILABLE', `Another Statusfolio already serves from ${path}.`, {
      where: path,
      hint: 'Stop it first, or give this one a database of its own: --database FILE or STATUSFOLIO_DATABASE.',
      cause,
    });
  }
}
