// The database of `serve`, for commands that manage it.

import { resolve } from 'node:path';
import { readSettings, type Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime, ServerDatabase } from './runtime.ts';
import type { Terminal } from './terminal.ts';

export function findDatabase(
  { database }: CommonOptions,
  settings: Settings,
  { directory }: Pick<Terminal, 'directory'>,
): string {
  return resolve(directory, database ?? settings.database);
}

/** The same, opened for as long as it is used. Throws USAGE where there is none. */
export async function withServerDatabase(
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
  use: (database: ServerDatabase) => Promise<void>,
): Promise<void> {
  const path = findDatabase(options, readSettings(terminal.environment, terminal.readFile), terminal);
  const database = await runtime.openServerDatabase(path);
  if (database !== null) {
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }
  throw new StatusfolioError('USAGE', `There is no database ${path}.`, {
    where: path,
    hint: 'Start this where "statusfolio serve" runs, or name its database with --database FILE.',
  });
}
