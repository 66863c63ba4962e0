// The command line on Node: the terminal it runs in, and the way out. It loads as little as a help text needs.

import { inspect } from 'node:util';
import { runCli } from '../cli/main.ts';
import { endWhenRead, openTerminal } from './open-terminal.ts';
import { useProxy } from './use-proxy.ts';

/** Runs the command line and sets the exit code; the process ends when what it said is read. */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = openTerminal();
  const notice = useProxy(terminal.environment);
  if (notice !== null) terminal.err(notice);
  try {
    process.exitCode = await runCli(argv, terminal, async () => (await import('./node-runtime.ts')).runtime);
  } catch (error) {
    // A fault of ours. Its text may quote a document, and Node itself would print it past the edge of the log.
    terminal.err(inspect(error));
    process.exitCode = 2;
  }
  endWhenRead();
}
