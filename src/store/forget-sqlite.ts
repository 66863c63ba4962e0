// Takes a database away: with everything that SQLite and this program put beside it, and nothing else.

import { readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export async function forgetSqlite(path: string): Promise<void> {
  for (const file of [path, `${path}-wal`, `${path}-shm`]) await rm(file, { force: true });
  const folder = dirname(path);
  const gitignore = join(folder, '.gitignore');
  if ((await readFile(gitignore, 'utf8').catch(() => null)) === '*\n') await rm(gitignore, { force: true });
  // A folder that holds something else stays.
  await rmdir(folder).catch(() => {});
}
