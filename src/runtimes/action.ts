// The Action: what lies as dist/action.js in every released tag. It starts no program, loads no native package, and reads
// of the checked-out repository its configuration and its documents alone.

import { inspect } from 'node:util';
import { runAction } from '../cli/action/action.ts';
import type { ActionOpeners } from '../cli/action/memory.ts';
import { formatCommand, nowhere } from '../cli/action/workflow-commands.ts';
import { openWorkingTree } from '../store/working-tree.ts';
import { renderSite } from '../web/static-site.ts';
import { openAdmin, openBranchStore, openPassingStore, openPorts } from './node-github.ts';
import { endWhenRead, openTerminal } from './open-terminal.ts';
import { useProxy } from './use-proxy.ts';

export const actionOpeners: ActionOpeners = {
  openPorts,
  openWorkingTree,
  openAdmin,
  openPassingStore: async () => openPassingStore(),
  renderSite,
  openBranchStore: async ({ token, writeToken, apiUrl }, repo) =>
    await openBranchStore({ token, writeToken, apiUrl }, repo),
};

/** Runs the step and sets its exit code. */
export async function main(): Promise<void> {
  const terminal = openTerminal();
  const notice = useProxy(terminal.environment);
  if (notice !== null) terminal.command(formatCommand('warning', nowhere, notice));
  try {
    process.exitCode = await runAction(terminal, actionOpeners, { now: () => new Date() });
  } catch (error) {
    terminal.err(inspect(error));
    terminal.command(formatCommand('error', nowhere, 'Statusfolio failed unexpectedly; the log above says where.'));
    process.exitCode = 2;
  }
  endWhenRead();
}
