// `backup FILE`: a copy of the database, also while `serve` runs. Restoring is putting the copy in its place.

import { resolve } from 'node:path';
import { readSettings } from '../settings.ts';
import type { CommonOptions } from './main.ts';
import type { Openers } from './openers.ts';
import type { Terminal } from './terminal.ts';

export async function runBackup(
  file: string,
  options: CommonOptions,
  terminal: Terminal,
  openers: Openers,
): Promise<number> {
  const settings = readSettings(terminal.environment);
  const database = resolve(terminal.directory, options.database ?? settings.database);
  const copy = resolve(terminal.directory, file);
  const backup = await openers.backUp(database, copy);
  if (options.json === true) {
    terminal.out(JSON.stringify({ file: copy, database, ...backup }, null, 2));
    return 0;
  }
  const { bytes, deliveries, documents } = backup;
  terminal.out(
    `${copy}: ${documents} documents, ${deliveries} deliveries, ${Math.ceil(bytes / 1024)} KB, looked through.`,
  );
  if (options.quiet !== true) {
    terminal.out(
      `To restore: stop serve, put it in the place of ${database}, remove ${database}-wal and -shm, start serve.`,
    );
  }
  return 0;
}
