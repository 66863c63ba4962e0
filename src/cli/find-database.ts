// The database of `serve`, for commands that manage it.

import { resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
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

/** The same, opened. Throws USAGE where there is none. */
export async function openServerDatabase(
  options: CommonOptions,
  settings: Settings,
  terminal: Terminal,
  runtime: Runtime,
): Promise<ServerDatabase> {
  const path = findDatabase(options, settings, terminal);
  const database = await runtime.openServerDatabase(path);
  if (database !== null) return database;
  throw new StatusfolioError('USAGE', `There is no database ${path}.`, {
    where: path,
    hint: 'Start this where "statusfolio serve" runs, or name its database with --database FILE.',
  });
}
