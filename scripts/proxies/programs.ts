// Programs of this machine that run beside ours for a while: found by name, started, waited for, ended by their own id.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';

/** The places of administrators' programs, which a person's path often leaves out. */
const more = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** null: there is none here. */
export function findOnPath(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...more];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}

export interface Started {
  readonly process: ChildProcess;
  /** What it has said so far. */
  said(): string;
  /** Ends it and waits for its end. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly directory?: string;
}

export function startProgram(
  command: string,
  args: readonly string[],
  { environment = {}, directory = process.cwd() }: StartOptions = {},
): Started {
  const child = spawn(command, args, {
    cwd: directory,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', resolve);
  });
  return {
    process: child,
    said: () => text,
    async end(signal = 'SIGTERM') {
      child.kill(signal);
      const code = await ended;
      // Whoever it has started may still hold them.
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      return code;
    },
  };
}

/** Waits until somebody listens there; throws with what the program said when it ended instead. */
export async function waitForPort(port: number, started: Started): Promise<void> {
  await waitFor(`port ${port}`, async () => {
    if (started.process.exitCode !== null)
      throw new Error(`it ended with ${started.process.exitCode}: ${started.said()}`);
    return await isListening(port);
  });
}

export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Throws when it waited in vain. */
export async function waitFor(what: string, isTrue: () => boolean | Promise<boolean>, seconds = 120): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await pause(25);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Runs to the end; throws with what it said when it failed. */
export function runToEnd(command: string, args: readonly string[], directory: string): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${stderr}`);
  return stdout;
}
