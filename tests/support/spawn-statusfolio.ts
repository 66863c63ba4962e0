// Runs the command line as a real process, with nothing of the surrounding environment but the path.

import { type ChildProcess, spawn } from 'node:child_process';
import { compileCache } from './compile-cache.ts';
import { noHome } from './no-home.ts';

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Lines of standard output so far. */
  readonly lines: string[];
  readonly finished: Promise<Finished>;
  /** Resolves with the line, once there are so many. */
  line(number: number): Promise<string>;
}

const checkoutBin = new URL('../../bin/statusfolio.js', import.meta.url).pathname;

export function spawnStatusfolio(
  args: readonly string[],
  environment: Record<string, string> = {},
  directory = process.cwd(),
): Running {
  return spawnProgram(process.execPath, checkoutBin, args, environment, directory);
}

/** The same for an installed package, on any Node. */
function spawnProgram(
  node: string,
  bin: string,
  args: readonly string[],
  environment: Record<string, string>,
  directory: string,
): Running {
  const child = spawn(node, [bin, ...args], {
    cwd: directory,
    env: { PATH: process.env['PATH'], HOME: noHome, NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let out = '';
  let err = '';
  const waiters: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    lines.splice(0, lines.length, ...out.split('\n').slice(0, -1));
    for (const wake of waiters) wake();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (code) => {
      resolve({ code, out, err });
      for (const wake of waiters) wake();
    });
  });
  return {
    process: child,
    lines,
    finished,
    line: (number) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines[number];
          if (found !== undefined) resolve(found);
          else if (child.exitCode !== null) reject(new Error(`it ended with ${child.exitCode}: ${err}`));
        };
        waiters.push(look);
        look();
      }),
  };
}

/** Runs to the end. */
export function runStatusfolio(
  args: readonly string[],
  environment?: Record<string, string>,
  directory?: string,
): Promise<Finished> {
  return spawnStatusfolio(args, environment, directory).finished;
}

/** Runs an installed package to the end. */
export function runProgram(...program: Parameters<typeof spawnProgram>): Promise<Finished> {
  return spawnProgram(...program).finished;
}
