// The command line on Node: the terminal it runs in, and the way out. It loads as little as a help text needs.

import { inspect } from 'node:util';
import { runCli } from '../cli/main.ts';
import { endWhenRead, openTerminal } from './open-terminal.ts';
import { useProxy } from './use-proxy.ts';

/** Runs the command line and sets the exit code; the process ends when what it said is read. */
export async function main(argv: readonly string[]): Promise<void> {
  let isLost = false;
  const terminal = openTerminal((code) => {
    // The log of a server is no result.
    if (isLost || argv[0] === 'serve') return;
    isLost = true;
    process.exitCode = 2;
    terminal.err(`statusfolio: The output could not be written (${code}).`);
  });
  const notice = useProxy(terminal.environment);
  if (notice !== null) terminal.err(notice);
  try {
    const code = await runCli(argv, terminal, async () => (await import('./node-runtime.ts')).runtime);
    process.exitCode = isLost ? 2 : code;
  } catch (error) {
    // A fault of ours. Its text may quote a document, and Node itself would print it past the edge of the log.
    terminal.err(inspect(error));
    process.exitCode = 2;
  }
  endWhenRead();
}
