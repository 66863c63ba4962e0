// Real server processes: `serve` with a database, a configuration and a simulated GitHub of its own, or any other
// script that announces its address in the same way. Everything that a suite starts here, it must stop.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { compileCache } from '../../support/compile-cache.ts';
import { noHome } from '../../support/no-home.ts';
import { torturedSecret } from './secret.ts';

export interface ServerProcess {
  readonly port: number;
  readonly pid: number;
  /** Resident memory. */
  megabytes(): number;
  /** Processor time so far, of all its threads. */
  cpuMs(): number;
  /** Standard error so far. */
  errors(): string;
  /** Resolves with the exit code or the signal. */
  readonly ended: Promise<number | string>;
  kill(signal?: NodeJS.Signals): Promise<number | string>;
}

export interface ServeOptions {
  readonly folder: string;
  readonly apiUrl: string;
  readonly token: string;
  /** `bin/statusfolio.js` of what is tried; this checkout's unless it says otherwise. */
  readonly program?: string | undefined;
  readonly environment?: Readonly<Record<string, string>>;
  /** Modules that are loaded before the program. */
  readonly preload?: readonly string[];
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'statusfolio-torture-'));
}

const checkout = new URL('../../../bin/statusfolio.js', import.meta.url).pathname;

/** As `npm start`, the image and the unit have it. */
const flags = ['--max-semi-space-size=8'];

export function startServe(options: ServeOptions): Promise<ServerProcess> {
  const { folder, apiUrl, token, program = checkout, environment = {}, preload = [] } = options;
  return startProcess([...flags, ...preload.flatMap((module) => ['--import', module]), program, 'serve'], folder, {
    GITHUB_TOKEN: token,
    GITHUB_API_URL: apiUrl,
    GITHUB_WEBHOOK_SECRET: torturedSecret,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ...environment,
  });
}

export function writeConfiguration(folder: string, text: string): void {
  writeFileSync(join(folder, 'statusfolio.yml'), text);
}

/** Where `serve` puts its database. */
export const databaseIn = (folder: string): string => join(folder, 'data', 'statusfolio.db');

/** Starts a script that prints `{"event":"listening","url":…}` first. Rejects when it ends before. */
export async function startProcess(
  args: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: noHome, NODE_COMPILE_CACHE: compileCache, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-200_000);
  });
  const ended = once(child, 'close').then(([code, signal]): number | string => code ?? signal);
  const first = await Promise.race([readLine(child), ended.then(() => null)]);
  if (first === null) throw new Error(`it ended before it listened: ${errors}`);
  const { url } = JSON.parse(first) as { url: string };
  const pid = child.pid ?? 0;
  return {
    port: Number(new URL(url).port),
    pid,
    megabytes: () => readMegabytes(pid),
    cpuMs: () => readCpuMs(pid),
    errors: () => errors,
    ended,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal);
      return ended;
    },
  };
}

const running = new Set<ChildProcess>();

/** Ends whatever was started here and still runs: the end of a suite that failed. */
export async function stopProcesses(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }),
  );
}

function readLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout !== null) createInterface(child.stdout).once('line', resolve);
  });
}

/** 0 once the process is gone, and where there is no /proc. */
function readMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Linux counts hundredths of a second. */
function readCpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}
