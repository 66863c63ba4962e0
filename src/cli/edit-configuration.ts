// Writes into the owner's configuration with its comments kept, and shows what was written as a diff.

import { readFile, rename, writeFile } from 'node:fs/promises';
import { readPortfolio } from '../config/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import { readConfiguration } from './load-config.ts';
import type { CommonOptions } from './options.ts';
import { printDiff } from './output/diff.ts';
import { type Terminal, toJsonText } from './terminal.ts';

/** Never writes what could not be read again. */
export async function editConfiguration(
  options: CommonOptions,
  terminal: Terminal,
  change: (text: string) => string,
): Promise<void> {
  const { path } = await readConfiguration(options.config, terminal.directory);
  if (path === null) {
    throw new StatusfolioError('USAGE', 'There is no configuration to write it into.', {
      hint: 'Make one with: statusfolio init',
    });
  }
  const before = await readFile(path, 'utf8');
  const after = change(before);
  const reading = readPortfolio(after);
  if (reading.kind === 'invalid') {
    throw new StatusfolioError('CONFIGURATION_INVALID', reading.problems.map(({ message }) => message).join('\n'), {
      where: path,
      hint: 'Nothing was written.',
    });
  }
  if (after === before) return;
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, after);
  await rename(temporary, path);
  const name = path.startsWith(`${terminal.directory}/`) ? path.slice(terminal.directory.length + 1) : path;
  if (options.json === true) terminal.out(toJsonText({ path: name, configuration: after }));
  else if (options.quiet !== true) printDiff(name, Buffer.from(before), Buffer.from(after), terminal);
}
