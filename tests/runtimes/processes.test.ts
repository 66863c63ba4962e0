// What becomes of the process when what surrounds it goes: the reader of its output, its disk, whoever started it, a proxy.

import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepAliveMs } from '../../src/runtimes/listen.ts';
import { noHome } from '../support/no-home.ts';
import { beginWork, deliver, webhookSecret } from '../support/sample-scenario.ts';
import { openServing, type Serving } from '../support/serve-scenario.ts';
import { waitUntil } from '../support/wait-until.ts';

const bin = new URL('../../bin/statusfolio.js', import.meta.url).pathname;

let serving: Serving;
beforeEach(async () => {
  serving = await openServing();
});
afterEach(() => serving.close());

const isAnswering = (url: string) =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** From the first line that a server prints. */
async function readUrl(output: Readable): Promise<string> {
  const line = await new Promise<string>((resolve) => {
    output.setEncoding('utf8').once('data', resolve);
  });
  return JSON.parse(line.split('\n')[0] ?? '').url;
}

describe('a command whose output nobody can take', () => {
  const run = (args: string, redirection: string) =>
    new Promise<{ code: string; err: string }>((resolve) => {
      const script = `"${process.execPath}" "${bin}" ${args} ${redirection}; echo "code \${PIPESTATUS[0]}" >&2`;
      const env = { PATH: process.env['PATH'], HOME: noHome, ...serving.environment() };
      const child = spawn('bash', ['-c', script], { cwd: serving.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let err = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text;
      });
      child.on('close', () => resolve({ code: /code (\d+)/.exec(err)?.[1] ?? '', err }));
    });

  it.each(['--help', 'check --json', 'check nowhere.md'])('ends with the code that it has anyway: %s', async (args) => {
    const { code } = await run(args, '> /dev/null');
    const pressed = await run(args, '2>&1 | true');
    expect(pressed.code).toBe(code);
    expect(pressed.err).not.toMatch(/Unhandled|at .*node:/);
  });

  it.each(['--help', 'check --json', 'explain PCC', 'badge PCC'])(
    'fails on a full disk, and says so once: %s',
    async (args) => {
      const { code, err } = await run(args, '> /dev/full');
      expect(code).toBe('2');
      expect(err.match(/could not be written/g)).toEqual(['could not be written']);
      expect(err).toContain('statusfolio: The output could not be written (ENOSPC).');
      expect(err).not.toMatch(/Unhandled|at .*node:/);
    },
  );
});

describe('a server', () => {
  it('goes on when nobody reads its log any more', async () => {
    const { url, server } = await serving.serve({ LOG_LEVEL: 'debug' });
    await serving.waitForIdle(url);
    server.process.stdout?.destroy();
    server.process.stderr?.destroy();
    const { scenario } = serving;
    scenario.perception.addHook({ url: `${url}/webhooks/github`, secret: webhookSecret, events: ['push'] });
    beginWork(scenario);
    await deliver(scenario, [202]);
    await serving.waitForIdle(url);
    expect(await isAnswering(url)).toBe(true);
    expect(server.process.exitCode).toBeNull();
  });

  const scripts = {
    one: `"${process.execPath}" "${bin}" serve`,
    'one of two commands': `"${process.execPath}" "${bin}" serve & wait`,
    'one behind another': 'npm run -s one',
  };
  const endings = [
    ['SIGTERM', 'one'],
    ['SIGHUP', 'one'],
    ['SIGKILL', 'one'],
    ['SIGKILL', 'one of two commands'],
    ['SIGKILL', 'one behind another'],
  ] as const;
  it.each(endings)('ends with npm, whether or not it passes %s on: %s', async (signal, script) => {
    writeFileSync(join(serving.folder, 'package.json'), JSON.stringify({ scripts }));
    const env = { PATH: process.env['PATH'], HOME: noHome, ...serving.environment({ LOG_LEVEL: 'silent' }) };
    const npm = spawn('npm', ['run', '-s', script], {
      cwd: serving.folder,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await readUrl(npm.stdout);
    expect(await isAnswering(url)).toBe(true);
    npm.kill(signal);
    await waitUntil('the server to be gone', async () => !(await isAnswering(url)));
  });

  it('goes on without a script that gave it a session of its own', async () => {
    const start = async (detached: boolean) => {
      const environment = { npm_lifecycle_event: 'background', LOG_LEVEL: 'silent' };
      const env = { PATH: process.env['PATH'], HOME: noHome, ...serving.environment(environment) };
      const database = join(serving.folder, `${detached}.db`);
      const args = JSON.stringify([bin, 'serve', '--database', database]);
      const options = JSON.stringify({ detached, stdio: ['ignore', 'inherit', 'ignore'] });
      // It ends when it is told to, so that both servers have seen it.
      const script = `const { pid } = require('node:child_process').spawn(process.execPath, ${args}, ${options});
        process.send(pid); process.on('message', () => process.exit());`;
      const starter = spawn(process.execPath, ['-e', script], {
        cwd: serving.folder,
        env,
        stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
      });
      const [pid, url] = await Promise.all([
        new Promise<number>((resolve) => starter.once('message', (sent) => resolve(Number(sent)))),
        readUrl(starter.stdout as Readable),
      ]);
      return { pid, url, leave: () => starter.send('leave') };
    };
    const [staying, ending] = [await start(true), await start(false)];
    try {
      staying.leave();
      ending.leave();
      await waitUntil('the other server to be gone', async () => !(await isAnswering(ending.url)));
      expect(await isAnswering(staying.url)).toBe(true);
    } finally {
      process.kill(staying.pid, 'SIGTERM');
      await waitUntil('the server to be gone', async () => !(await isAnswering(staying.url)));
    }
  });

  it('keeps idle connections for longer than any proxy does', async () => {
    const proxies = {
      nginx: 60,
      'Application Load Balancer': 60,
      Traefik: 90,
      Caddy: 120,
      'Google Cloud': 600,
      Cloudflare: 900,
    };
    for (const [name, seconds] of Object.entries(proxies))
      expect([name, keepAliveMs / 1000 > seconds]).toEqual([name, true]);
    const { url } = await serving.serve();
    const { hostname, port } = new URL(url);
    const script = `exec 3<>/dev/tcp/${hostname}/${port}; printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n' >&3; head -n 12 <&3`;
    expect(spawnSync('bash', ['-c', `timeout 20 bash -c "$0"`, script]).stdout.toString()).toMatch(
      new RegExp(`Keep-Alive: timeout=${keepAliveMs / 1000}`, 'i'),
    );
  });
});
