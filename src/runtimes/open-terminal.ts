// The terminal that the process runs in: a person's, a pipe, a file, or the log of a workflow run.

import { fstatSync, readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { createWriter, type Terminal } from '../cli/terminal.ts';
import type { Environment } from '../config/variables.ts';

/** The terminal of this very process. `onLost` hears why results could not be written; that nobody reads them is no reason. */
export function openTerminal(onLost: (code: string) => void = () => {}): Terminal {
  const { env, stdin, stdout, stderr } = process;
  const write = openStream(stdout, Number.POSITIVE_INFINITY, onLost);
  const isInteractive = stdin.isTTY === true && stdout.isTTY === true;
  return {
    environment: env,
    readFile: (path) => readFileSync(path, 'utf8'),
    directory: process.cwd(),
    isInteractive,
    isTerminal: stdout.isTTY === true,
    hasColour: stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    columns: stdout.columns ?? 80,
    out: createWriter(write, isWorkflowLog(env, 1)),
    command: (line) => write(`${line}\n`),
    err: createWriter(
      openStream(stderr, mostUnread, () => {}),
      isWorkflowLog(env, 2),
    ),
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
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks);
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

/** So much of a log waits for a reader that has stopped reading, in bytes; what comes then is lost. */
const mostUnread = 1024 * 1024;

/**
 * Writes whatever becomes of the stream: a reader that goes (EPIPE) or stops reading, and a disk that is full (ENOSPC), end
 * neither a server nor a command. Without a listener the first of them would end the process.
 */
function openStream(
  stream: NodeJS.WriteStream & { readonly fd: number },
  most: number,
  onLost: (code: string) => void,
): (text: string) => void {
  const tell = (error: unknown) => {
    const code = String(Reflect.get(Object(error), 'code'));
    if (code !== 'EPIPE' && !code.startsWith('ERR_STREAM')) onLost(code);
  };
  stream.on('error', tell);
  // A stream over a file is destroyed by its first error, and would stay silent when there is room again.
  if (fstatSync(stream.fd).isFile()) return (text) => writeWhole(stream.fd, text, tell);
  return (text) => {
    if (stream.writableLength <= most) stream.write(text);
  };
}

function writeWhole(fd: number, text: string, tell: (error: unknown) => void): void {
  const bytes = Buffer.from(text);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
  } catch (error) {
    // The disk is full, or cannot be written for another reason.
    tell(error);
  }
}

const lastWordsMs = 250;

/**
 * Ends the process once its output is read, if nothing else has ended it by then. What is open is of no use to anybody any
 * more: a proxy that never answers a CONNECT keeps its connection for five minutes after the request was given up.
 */
export function endWhenRead(): void {
  const isRead = [process.stdout, process.stderr].every((stream) => stream.destroyed || stream.writableLength === 0);
  setTimeout(isRead ? () => process.exit() : endWhenRead, lastWordsMs).unref();
}

/** A runner reads it, unless it was sent into a file. */
function isWorkflowLog(environment: Environment, stream: 1 | 2): boolean {
  return environment['GITHUB_ACTIONS'] === 'true' && !fstatSync(stream).isFile();
}
