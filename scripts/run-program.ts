// Runs a program to its end, and says how long that took.

import { spawn } from 'node:child_process';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The environment is all there is; else it is added to that of this process. */
  readonly isWhole?: boolean;
  /** On Windows npm is a script, which only a shell can start. */
  readonly shell?: boolean;
}

export async function runProgram(
  command: string,
  args: readonly string[],
  { directory, environment = {}, isWhole = false, shell = false }: RunOptions,
): Promise<Ran> {
  const startedAt = performance.now();
  const env = isWhole ? environment : { ...process.env, NO_COLOR: '1', ...environment };
  const child = spawn(command, args, { cwd: directory, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, out, err, seconds: (performance.now() - startedAt) / 1000 };
}
