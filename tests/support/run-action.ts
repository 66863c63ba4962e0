// Runs the Action in this process, as its bundle does, at a moment that a test chooses.

import { runAction as runStep } from '../../src/cli/action/action.ts';
import { actionOpeners } from '../../src/runtimes/action.ts';
import { buildTerminal, type InProcessOptions, type InProcessResult } from './run-in-process.ts';

export async function runAction(
  { directory, environment }: Pick<InProcessOptions, 'directory' | 'environment'>,
  at?: string,
): Promise<InProcessResult> {
  const { terminal, said } = buildTerminal({ directory, environment: { GITHUB_ACTIONS: 'true', ...environment } });
  const code = await runStep(terminal, actionOpeners, { now: () => (at === undefined ? new Date() : new Date(at)) });
  return { code, out: said.out.join(''), err: said.err.join(''), asked: said.asked };
}
