// The terminal that the process runs in: a person's, a pipe, a file, or the log of a workflow run.

import { fstatSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { createWriter, type Terminal } from '../cli/terminal.ts';
import type { Environment } from '../config/variables.ts';

/** The terminal of this very process. */
export function openTerminal(): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  return {
    environment: env,
    readFile: (path) => readFileSync(path, 'utf8'),
    directory: process.cwd(),
    isInteractive,
    isTerminal: stdout.isTTY === true,
    hasColour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? 80,
    out: createWriter((text) => void stdout.write(text), isWorkflowLog(env, 1)),
    command: (line) => void stdout.write(`${line}\n`),
    err: createWriter((text) => void stderr.write(text), isWorkflowLog(env, 2)),
    progress: (text) => {
      if (stderr.isTTY !== true || env['TERM'] === 'dumb') return;
      stderr.write(text === null ? '\r\u001b[2K' : `\r\u001b[2K${text.slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    ask: async (question) => {
      const lines = createInterface({ input: stdin, output: stderr });
      const answer = await lines.question(`${question} [y/N] `);
      lines.close();
      return /^y(es)?$/i.test(answer.trim());
    },
    ...openKeys(stdin),
  };
}

/** An arrow or another key with a name is one key, which begins with escape. */
const oneKey = new RegExp(`${String.fromCharCode(27)}[[O][0-9;]*[A-Za-z~]|[\\s\\S]`, 'gu');

/** Single keys, without waiting for a line. What was typed ahead is kept in order. */
function openKeys(stdin: NodeJS.ReadStream): Pick<Terminal, 'readKey' | 'endKeys'> {
  const keys: string[] = [];
  let isOpen = false;
  let isEnded = false;
  let wake = () => {};
  const take = (chunk: Buffer | string) => {
    keys.push(...(String(chunk).match(oneKey) ?? []));
    wake();
  };
  const end = () => {
    isEnded = true;
    wake();
  };
  return {
    async readKey() {
      if (!isOpen) {
        isOpen = true;
        stdin.setRawMode(true).resume().on('data', take).on('end', end);
      }
      while (keys.length === 0 && !isEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return keys.shift() ?? null;
    },
    endKeys() {
      if (!isOpen) return;
      isOpen = false;
      stdin.off('data', take).off('end', end).setRawMode(false).pause();
    },
  };
}

/** A runner reads it, unless it was sent into a file. */
function isWorkflowLog(environment: Environment, stream: 1 | 2): boolean {
  return environment['GITHUB_ACTIONS'] === 'true' && !fstatSync(stream).isFile();
}
