// `backup FILE`: a whole copy of the database, while the server runs.

import { resolve } from 'node:path';
import { readSettings } from '../../config/settings.ts';
import { openServerDatabase } from '../find-database.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

export async function runBackup(
  file: string,
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  const database = await openServerDatabase(
    options,
    readSettings(terminal.environment, terminal.readFile),
    terminal,
    runtime,
  );
  try {
    const path = resolve(terminal.directory, file);
    const bytes = await database.backUp(path);
    if (options.json === true) terminal.out(toJsonText({ path, bytes }));
    else if (options.quiet !== true) {
      terminal.out(`${file}: ${(bytes / 1024).toFixed(0)} KB, checked. To restore it, stop serve and put it in place.`);
    }
    return 0;
  } finally {
    await database.close();
  }
}
