// What the documents start, told to stop: it ends in order, and its port and its database are free for the next one.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { type Checks, demand } from './checks.ts';
import { findOnPath, isListening, type Started, startProgram, waitFor } from './programs.ts';
import { configuration, readPort, root } from './start-site.ts';

/** systemd's TimeoutStopSec of the example is 15 s, Docker's own patience 10 s. */
const mostSeconds = 10;

interface Way {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whom to tell; default: what was started. */
  readonly find?: (started: Started) => number;
}

export async function checkEndings(openGroup: (group: string) => Checks, folder: string): Promise<void> {
  const checks = openGroup('endings');
  const docker = findOnPath('docker');
  const hasDocker = docker !== null && spawnSync(docker, ['info'], { timeout: 20_000 }).status === 0;
  if (!hasDocker)
    checks.leaveOut(
      'the image itself',
      docker === null ? 'docker is not installed here' : 'no docker daemon answers here',
    );
  if (!existsSync('/run/systemd/system'))
    checks.leaveOut('the unit under systemd', 'systemd does not run this machine');
  const unshare = findOnPath('unshare');
  const mayUnshare = unshare !== null && spawnSync(unshare, ['--pid', '--fork', 'true']).status === 0;
  if (!mayUnshare) checks.leaveOut('as PID 1, as in the image', 'unshare is not allowed here');
  for (const way of listWays(mayUnshare ? unshare : null))
    await checks.check(`${way.name}, told to stop`, () => endInOrder(folder, way));
  if (mayUnshare && unshare !== null)
    await checks.check('as PID 1, told to stop before it listens', () => endAtOnce(folder, unshare));
}

/** The kernel drops what PID 1 has no handler for, and Node's own way of dying by a signal is none. */
async function endAtOnce(folder: string, unshare: string): Promise<string> {
  const home = mkdtempSync(join(folder, 'ending-'));
  writeFileSync(join(home, 'statusfolio.yml'), configuration);
  const environment = { HOME: home, PORT: '0', GITHUB_TOKEN: 't', GITHUB_API_URL: 'http://127.0.0.1:9' };
  const serve = [process.execPath, join(root, 'bin/statusfolio.js'), 'serve'];
  const started = startProgram(unshare, ['--pid', '--fork', '--kill-child', ...serve], {
    directory: home,
    environment,
  });
  try {
    await waitFor('the end', () => {
      try {
        process.kill(findChild(started), 'SIGTERM');
      } catch {
        // It is not there yet, or not any more.
      }
      return started.process.exitCode !== null;
    });
    demand(started.process.exitCode === 143, `it ended with ${started.process.exitCode}: ${started.said()}`);
    return 'it ends at once, with 143';
  } finally {
    await started.end('SIGKILL');
  }
}

function listWays(unshare: string | null): Way[] {
  const bin = join(root, 'bin/statusfolio.js');
  const serve = [bin, 'serve'];
  const [, words = ''] =
    /^ExecStart=\/usr\/bin\/env (.+)$/m.exec(readFileSync(join(root, 'docs/examples/statusfolio.service'), 'utf8')) ??
    [];
  const [program, ...args] = words.split(' ');
  demand(program === 'statusfolio', `the unit starts "${words}"`);
  const [, entry = '[]'] = /^ENTRYPOINT (.+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  const [, command = '[]'] = /^CMD (\[.+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];
  const image = [...JSON.parse(entry), ...JSON.parse(command)].map((part: string) =>
    part === 'node' ? process.execPath : part.replace(/^\/app\//, `${root.replace(/\/$/, '')}/`),
  );
  const fromNpm = { command: 'npm' };
  return [
    { name: 'npm start', ...fromNpm, args: ['start', '-s', '--'] },
    { name: 'npm run statusfolio -- serve', ...fromNpm, args: ['run', '-s', 'statusfolio', '--', 'serve'] },
    { name: "the unit's ExecStart", command: process.execPath, args: [bin, ...args] },
    { name: 'node', command: process.execPath, args: serve },
    ...(unshare === null
      ? []
      : [
          {
            name: "the image's entry as PID 1",
            command: unshare,
            args: ['--pid', '--fork', ...image],
            find: findChild,
          },
        ]),
  ];
}

/** What unshare has started is PID 1 inside, and this outside. */
function findChild({ process: { pid = 0 } }: Started): number {
  const [child = ''] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  // Number zero would be this process's whole group.
  if (child === '') throw new Error('it has no child');
  return Number(child);
}

async function endInOrder(folder: string, { command, args, find }: Way): Promise<string> {
  const world = createSampleWorld({ now: () => new Date(), until: new Date() });
  const { url, close } = await world.github.listen();
  const home = mkdtempSync(join(folder, 'ending-'));
  writeFileSync(join(home, 'statusfolio.yml'), configuration);
  const database = join(home, 'data.db');
  const common = { HOME: home, LOG_LEVEL: 'silent', GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token };
  const start = (port: string) =>
    startProgram(command, [...args, '--config', join(home, 'statusfolio.yml'), '--database', database], {
      directory: root,
      environment: { ...common, PORT: port },
    });
  const started = start('0');
  try {
    const port = await readPort(started);
    const startedAt = performance.now();
    process.kill(find?.(started) ?? started.process.pid ?? 0, 'SIGTERM');
    await waitFor('the server to be gone', async () => !(await isListening(port)), 60);
    await waitFor(
      'the process to end',
      () => started.process.exitCode !== null || started.process.signalCode !== null,
      60,
    );
    const seconds = (performance.now() - startedAt) / 1000;
    demand(seconds < mostSeconds, `it took ${seconds.toFixed(1)} s`);
    // The last one to close the database takes its log along.
    await waitFor('the database to be closed', () => !existsSync(`${database}-wal`), 10);
    const next = start(String(port));
    await readPort(next);
    process.kill(find?.(next) ?? next.process.pid ?? 0, 'SIGTERM');
    await waitFor('the next one to be gone', async () => !(await isListening(port)), 60);
    return `after ${seconds.toFixed(1)} s; the next one takes its port and its database`;
  } finally {
    await started.end('SIGKILL');
    await close();
  }
}
