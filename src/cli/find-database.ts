// Which database a command means: documents given as files keep their memory in the person's own state folder,
// configured ones beside the server's.

import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { StatusfolioError } from '../errors.ts';
import type { CommonOptions } from './options.ts';
import type { Runtime, ServerDatabase } from './runtime.ts';
import type { Terminal } from './terminal.ts';

export function findDatabase(
  files: readonly string[],
  { database }: CommonOptions,
  settings: Settings,
  { directory, environment }: Terminal,
): string {
  if (database !== undefined) return resolve(directory, database);
  if (files.length === 0) return resolve(directory, settings.database);
  const home = environment['XDG_STATE_HOME'] ?? join(environment['HOME'] ?? homedir(), '.local', 'state');
  return join(home, 'statusfolio', 'statusfolio.db');
}

/** The database of `serve`, for commands that manage it. Throws USAGE where there is none. */
export async function openServerDatabase(
  options: CommonOptions,
  settings: Settings,
  terminal: Terminal,
  runtime: Runtime,
): Promise<ServerDatabase> {
  const path = findDatabase([], options, settings, terminal);
  const database = await runtime.openServerDatabase(path);
  if (database !== null) return database;
  throw new StatusfolioError('USAGE', `There is no database ${path}.`, {
    where: path,
    hint: 'Start this where "statusfolio serve" runs, or name its database with --database FILE.',
  });
}
