// `backup FILE`: a whole copy of the database, while the server runs.

import { resolve } from 'node:path';
import { withServerDatabase } from '../find-database.ts';
import type { CommonOptions } from '../options.ts';
import type { Runtime } from '../runtime.ts';
import { type Terminal, toJsonText } from '../terminal.ts';

export async function runBackup(
  file: string,
  options: CommonOptions,
  terminal: Terminal,
  runtime: Runtime,
): Promise<number> {
  await withServerDatabase(options, terminal, runtime, async (database) => {
    const path = resolve(terminal.directory, file);
    const bytes = await database.backUp(path);
    if (options.json === true) terminal.out(toJsonText({ path, bytes }));
    else if (options.quiet !== true) {
      terminal.out(`${file}: ${(bytes / 1024).toFixed(0)} KB, checked. To restore it, stop serve and put it in place.`);
    }
  });
  return 0;
}
