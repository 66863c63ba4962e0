// Runs the command line inside the test's own process: what a terminal of any width would show, without the half
// second that a process takes to start. The parts behind it are the real ones.

import { runCli } from '../../src/cli/main.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import { openers } from '../../src/runtimes/node.ts';

export interface InProcessOptions {
  readonly directory: string;
  readonly environment?: Record<string, string>;
  /** A terminal of so many columns; without it, a pipe. */
  readonly columns?: number;
  readonly hasColour?: boolean;
  /** What the person answers, in order; whoever is asked more often than that says no. */
  readonly answers?: readonly boolean[];
}

export interface InProcessResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The questions that were asked. */
  readonly asked: readonly string[];
}

export async function runInProcess(args: readonly string[], options: InProcessOptions): Promise<InProcessResult> {
  const { directory, environment = {}, columns, hasColour = false, answers } = options;
  const out: string[] = [];
  const err: string[] = [];
  const asked: string[] = [];
  const terminal: Terminal = {
    environment,
    directory,
    isInteractive: answers !== undefined,
    isTerminal: columns !== undefined,
    hasColour,
    columns: columns ?? 80,
    out: (text) => void out.push(`${text}\n`),
    err: (text) => void err.push(`${text}\n`),
    progress: () => {},
    ask: async (question) => {
      asked.push(question);
      return answers?.[asked.length - 1] ?? false;
    },
  };
  const code = await runCli(args, terminal, openers);
  return { code, out: out.join(''), err: err.join(''), asked };
}
