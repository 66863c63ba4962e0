// Runs the command line in this process, in front of a terminal that a test describes: its width, its colours, and what
// the person answers. For everything that a real process could only show with a pseudo-terminal.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { runCli } from '../../src/cli/main.ts';
import type { Runtime } from '../../src/cli/runtime.ts';
import { createWriter, type Terminal } from '../../src/cli/terminal.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';

export interface InProcessOptions {
  readonly directory: string;
  readonly environment?: Record<string, string>;
  /** A terminal of so many columns; without it, a pipe. */
  readonly columns?: number;
  readonly hasColour?: boolean;
  /** What the person answers, in order; whoever is asked more often than that says no. */
  readonly answers?: readonly boolean[];
  /** The keys that the person presses, in order; then nobody presses any. */
  readonly keys?: string;
  /** What is piped into it. */
  readonly input?: Uint8Array;
  /** Default: the real ones. */
  readonly runtime?: Runtime;
}

/** Never the state of the person who runs the tests: without a place of its own each folder has one here. */
const stateHome = mkdtempSync(join(tmpdir(), 'statusfolio-state-'));
process.on('exit', () => rmSync(stateHome, { recursive: true, force: true }));

export interface InProcessResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The questions that were asked. */
  readonly asked: readonly string[];
}

export async function runInProcess(args: readonly string[], options: InProcessOptions): Promise<InProcessResult> {
  const { terminal, said } = buildTerminal(options);
  const code = await runCli(args, terminal, async () => options.runtime ?? runtime);
  return { code, out: said.out.join(''), err: said.err.join(''), asked: said.asked };
}

/** A terminal, and what was said on it. */
export function buildTerminal({
  directory,
  environment: given = {},
  columns,
  hasColour = false,
  answers,
  keys,
  input = new Uint8Array(),
}: InProcessOptions) {
  const said = { out: [] as string[], err: [] as string[], asked: [] as string[] };
  const environment: Record<string, string> = {
    XDG_STATE_HOME: join(stateHome, basename(resolve(directory))),
    ...given,
  };
  const pressed = [...(keys ?? '')];
  const terminal: Terminal = {
    environment,
    readFile: (path) => readFileSync(path, 'utf8'),
    directory,
    isInteractive: answers !== undefined || keys !== undefined,
    isTerminal: columns !== undefined,
    hasColour,
    columns: columns ?? 80,
    out: createWriter((text) => void said.out.push(text), environment['GITHUB_ACTIONS'] === 'true'),
    command: (line) => void said.out.push(`${line}\n`),
    err: createWriter((text) => void said.err.push(text), environment['GITHUB_ACTIONS'] === 'true'),
    progress: () => {},
    ask: async (question) => {
      said.asked.push(question);
      return answers?.[said.asked.length - 1] ?? false;
    },
    readInput: async () => input,
    readKey: async () => pressed.shift() ?? null,
    endKeys: () => {},
  };
  return { terminal, said };
}
