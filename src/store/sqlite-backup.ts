// A copy of the database while a server is using it: taken by SQLite itself in one transaction, checked, and given its
// name only when it is whole. Never writes over a file that is there.

import { chmod, link, open, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports/store.ts';

/** Returns the size of the copy in bytes. */
export async function backUpSqlite(database: Database, path: string): Promise<number> {
  const unfinished = `${path}.unfinished`;
  try {
    await rm(unfinished, { force: true });
    // Empty and ours alone before anything is in it; SQLite fills an empty file and refuses any other.
    await (await open(unfinished, 'wx', 0o600)).close();
    await database.run({ sql: 'VACUUM INTO ?', params: [unfinished] });
    checkCopy(unfinished);
    await chmod(unfinished, 0o600);
    await flush(unfinished);
    // Unlike a rename this fails where there is a file of that name.
    await link(unfinished, path);
    await flush(dirname(path));
    return (await stat(path)).size;
  } catch (error) {
    throw explain(error, path);
  } finally {
    await rm(unfinished, { force: true });
  }
}

function checkCopy(path: string): void {
  const copy = new SqliteDriver(path, { readonly: true, fileMustExist: true });
  try {
    const found = copy.pragma('integrity_check', { simple: true });
    if (found !== 'ok') {
      throw new StatusfolioError('STORE_UNAVAILABLE', `The copy is damaged: ${String(found)}.`, {
        where: path,
        hint: 'The database itself may be damaged, too: stop the server and check its disk.',
      });
    }
  } finally {
    copy.close();
  }
}

/** Directories cannot be opened everywhere; then the system decides when the name is durable. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof StatusfolioError) return error;
  const code = String(Reflect.get(Object(error), 'code'));
  if (code === 'EEXIST') {
    return new StatusfolioError('USAGE', `${path} already exists; nothing was overwritten.`, {
      where: path,
      hint: 'Give a name that is new, such as one with the date in it.',
    });
  }
  return new StatusfolioError('STORE_UNAVAILABLE', `${path} cannot be written (${code}).`, {
    where: path,
    hint: 'Check the folder, its permissions, and the free space.',
    cause: error,
  });
}

// Takes a database away: with everything that SQLite and this program put beside it, and nothing else.

export async function forgetSqlite(path: string): Promise<void> {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true });
  const folder = dirname(path);
  const gitignore = join(folder, '.gitignore');
  if ((await readFile(gitignore, 'utf8').catch(() => null)) === '*\n') await rm(gitignore, { force: true });
  // A folder that holds something else stays.
  await rmdir(folder).catch(() => {});
}
