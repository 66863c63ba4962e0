// Where one attack happens: a temporary folder, the attacked checkout, and everything that was started for it. All of
// it is gone afterwards, the processes with their children.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CouldNotBeTried } from './attack.ts';

export type Variables = Readonly<Record<string, string>>;

export interface Finished {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it printed so far. */
  read(): { readonly out: string; readonly err: string };
}

export interface RunOptions {
  readonly directory?: string;
  /** Beside the path and a home of its own; nothing else of this process's environment is handed on. */
  readonly environment?: Variables;
}

export interface Place {
  /** The checkout that is attacked. */
  readonly target: string;
  /** Made for this attack alone. */
  readonly folder: string;
  /** A new folder below it. */
  makeFolder(name: string): string;
  start(program: string, args: readonly string[], options?: RunOptions): Started;
  /** The command line of the attacked checkout, to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Finished>;
  startStatusfolio(args: readonly string[], options?: RunOptions): Started;
  onEnd(work: () => unknown): void;
}

/** This very Node first: the one that the checkout was made for. */
export const searchPath = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

export function openPlace(target: string): Place & { close(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-attack-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const ends: (() => unknown)[] = [];
  const bin = join(target, 'bin/statusfolio.js');

  const start: Place['start'] = (program, args, { directory = folder, environment = {} } = {}) => {
    const env = { PATH: searchPath, HOME: home, NO_COLOR: '1', ...environment };
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, args, { cwd: directory, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    ends.push(() => killGroup(child));
    const finished = new Promise<Finished>((resolve) => {
      child.on('error', ({ message }) => resolve({ code: null, out, err: `${err}${message}` }));
      child.on('close', (code) => resolve({ code, out, err }));
    });
    return { process: child, finished, read: () => ({ out, err }) };
  };

  const startStatusfolio: Place['startStatusfolio'] = (args, options) => {
    if (!existsSync(bin)) throw new CouldNotBeTried(`${target} has no bin/statusfolio.js`);
    return start(process.execPath, [bin, ...args], options);
  };

  return {
    target,
    folder,
    makeFolder: (name) => {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    start,
    startStatusfolio,
    run: (args, options) => startStatusfolio(args, options).finished,
    onEnd: (work) => void ends.push(work),
    close: async () => {
      for (const end of ends.reverse()) await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself, and so did what it started.
  }
}
