// The Worker in real workerd with D1 and Queues, through `wrangler dev`, on a state of its own.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';

const wrangler = 'node_modules/wrangler/bin/wrangler.js';

export interface RunningWorker {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** The folder of the D1 databases, as SQLite files. */
  readonly databases: string;
  /** What it has logged so far. */
  output(): string;
  stop(): void;
}

/** Resolves when it answers. `variables` are those of src/config/settings.ts, and the configuration. */
export async function startWorker(variables: Readonly<Record<string, string>>): Promise<RunningWorker> {
  const state = mkdtempSync(join(tmpdir(), 'statusfolio-worker-'));
  const environment = {
    ...process.env,
    CLOUDFLARE_CF_FETCH_ENABLED: 'false',
    WRANGLER_SEND_METRICS: 'false',
    WRANGLER_SEND_ERROR_REPORTS: 'false',
    WRANGLER_HIDE_BANNER: 'true',
    WRANGLER_LOG_PATH: state,
    CI: 'true',
  };
  const local = ['--local', '--persist-to', state];
  execFileSync(process.execPath, [wrangler, 'd1', 'migrations', 'apply', 'statusfolio', ...local], {
    env: environment,
    stdio: 'pipe',
  });

  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  const worker = spawn(
    process.execPath,
    [
      wrangler,
      'dev',
      ...local,
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--inspector-port',
      '0',
      '--show-interactive-dev-session=false',
      ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
    ],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  for (const stream of [worker.stdout, worker.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await waitUntil('the Worker to listen', async () => {
    if (worker.exitCode !== null) throw new Error(output);
    return await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  });
  const databases = join(state, 'v3/d1/miniflare-D1DatabaseObject');
  return { url, port, pid: worker.pid ?? 0, databases, output: () => output, stop: () => void worker.kill('SIGTERM') };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
