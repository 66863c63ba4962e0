// How long a person waits for the command line: as it is packaged, and from this checkout, beside an empty Node and
// probot's command line; then the server beside probot's. All alternate, and each is given as a multiple of the empty Node, because machines differ.
//
// gh and prettier are measured where they are installed.

import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSampleWorld } from '../demo/github/sample-world.ts';
import { runProgram } from '../scripts/run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const today = '2025-11-03T09:00:00Z';
const node = process.execPath;

interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly goal?: string;
}

export async function benchStartup(options: readonly string[]): Promise<void> {
  const rounds = Number(options[0] ?? 15);
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-startup-'));
  const world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
  const { url, close } = await world.github.listen();
  const environment = { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token, XDG_STATE_HOME: join(folder, 'state') };
  try {
    writeFileSync(join(folder, 'README.md'), world.document);
    const packaged = installPackage(folder);
    const checkout = join(root, 'bin/statusfolio.js');
    const check = ['check', 'README.md', '--now', today];
    const all: readonly Contender[] = [
      { name: 'empty Node', command: node, args: ['-e', '0'] },
      { name: '--help, packaged', command: node, args: [packaged, '--help'], goal: '100 ms' },
      { name: '--help, checkout', command: node, args: [checkout, '--help'], goal: 'twice the packaged' },
      { name: 'check of 8 rows, packaged', command: node, args: [packaged, ...check], goal: '300 ms' },
      { name: 'check of 8 rows, checkout', command: node, args: [checkout, ...check], goal: 'twice the packaged' },
      { name: 'probot --help', command: node, args: [join(root, 'node_modules/probot/bin/probot.js'), '--help'] },
      ...['gh', 'prettier']
        .filter(isInstalled)
        .map((name) => ({ name: `${name} --help`, command: name, args: ['--help'] })),
    ];
    console.log(
      `${availableParallelism()} cores, load average before: ${loadavg()[0]?.toFixed(1)}; Node ${process.version}`,
    );
    const times = new Map<string, number[]>(all.map(({ name }) => [name, []]));
    // The first round fills the caches of the disk and of compiled code.
    for (let round = -1; round < rounds; round += 1) {
      for (const { name, command, args } of all) {
        const ran = await runProgram(command, args, { directory: folder, environment });
        if (ran.code !== 0 && ran.code !== 1) throw new Error(`${name} ended with ${ran.code}: ${ran.err}`);
        if (round >= 0) times.get(name)?.push(ran.seconds * 1000);
      }
    }
    const empty = median(times.get('empty Node') ?? []);
    console.log(`milliseconds, median of ${rounds} alternating rounds (least, most), times an empty Node; goal`);
    for (const { name, goal = '' } of all) {
      const found = (times.get(name) ?? []).sort((one, other) => one - other);
      const [least = 0, most = 0] = [found[0], found.at(-1)];
      const figures = `${median(found).toFixed(0)} (${least.toFixed(0)}–${most.toFixed(0)})`;
      console.log(
        `${name.padEnd(27)} ${figures.padStart(16)} ${(median(found) / empty).toFixed(1).padStart(6)}x  ${goal}`,
      );
    }
    await benchServers(packaged, folder, environment, rounds);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Until a server listens, what it holds when it is left alone, and what it costs then. */
async function benchServers(
  packaged: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
  rounds: number,
): Promise<void> {
  writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ repo: naaas94/me }]\n');
  writeFileSync(join(folder, 'app.mjs'), 'export default () => {};\n');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secret = 'a-webhook-secret-that-is-long-enough';
  const probot = {
    APP_ID: '1',
    PRIVATE_KEY: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    WEBHOOK_SECRET: secret,
  };
  const serve = { ...environment, GITHUB_WEBHOOK_SECRET: secret, LOG_LEVEL: 'warn' };
  const servers = [
    { name: 'serve, packaged', args: [packaged, 'serve'], own: serve },
    { name: 'serve, checkout', args: [join(root, 'bin/statusfolio.js'), 'serve'], own: serve },
    { name: 'probot run', args: [join(root, 'node_modules/probot/bin/probot.js'), 'run', './app.mjs'], own: probot },
  ];
  const found = new Map<string, Idle[]>(servers.map(({ name }) => [name, []]));
  for (let round = -1; round < Math.min(rounds, 5); round += 1) {
    for (const { name, args, own } of servers) {
      rmSync(join(folder, 'data'), { recursive: true, force: true });
      const idle = await startAndLeave(args, folder, { ...own, PORT: '0', HOST: '127.0.0.1' });
      if (round >= 0) found.get(name)?.push(idle);
    }
  }
  console.log(`\nservers, median of ${Math.min(rounds, 5)}: ms until it listens, MB when idle, share of a core then`);
  for (const [name, all] of found) {
    const of = (key: keyof Idle) => median(all.map((one) => one[key]));
    const [ms, megabytes, share] = [of('listeningMs').toFixed(0), of('megabytes').toFixed(0), of('share').toFixed(2)];
    console.log(`${name.padEnd(20)} ${ms.padStart(6)} ms ${megabytes.padStart(5)} MB ${share.padStart(6)} %`);
  }
}

interface Idle {
  readonly listeningMs: number;
  readonly megabytes: number;
  /** Of one core, in percent. */
  readonly share: number;
}

/** Its first check is over after this. */
const settleMs = 4000;
const watchMs = 5000;

async function startAndLeave(args: readonly string[], cwd: string, own: Record<string, string>): Promise<Idle> {
  const startedAt = performance.now();
  const env = { PATH: process.env['PATH'], HOME: cwd, ...own };
  const child = spawn(node, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    let said = '';
    const listeningMs = await new Promise<number>((resolve, reject) => {
      const take = (text: Buffer) => {
        said += text;
        if (/listening/i.test(said)) resolve(performance.now() - startedAt);
      };
      child.stdout.on('data', take);
      child.stderr.on('data', take);
      child.on('close', () => reject(new Error(`it ended: ${said}`)));
    });
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const before = readTicks(child.pid);
    await new Promise((resolve) => setTimeout(resolve, watchMs));
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
    return {
      listeningMs,
      megabytes: Number(resident) / 1024,
      share: ((readTicks(child.pid) - before) * 10 * 100) / watchMs,
    };
  } finally {
    child.removeAllListeners('close');
    child.kill('SIGKILL');
  }
}

/** Processor time of a process in hundredths of a second, as Linux counts. */
function readTicks(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** As npm would lay it out, without asking a registry. */
function installPackage(folder: string): string {
  const built = spawnSync(node, [join(root, 'scripts/build-package.ts')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (built.status !== 0) throw new Error('the package could not be built');
  const home = join(folder, 'node_modules/statusfolio');
  mkdirSync(home, { recursive: true });
  for (const part of ['bin', 'dist', 'db', 'config', 'package.json'])
    cpSync(join(root, part), join(home, part), { recursive: true });
  // Its one dependency that is not bundled, where npm puts it.
  symlinkSync(join(root, 'node_modules/better-sqlite3'), join(folder, 'node_modules/better-sqlite3'));
  return join(home, 'bin/statusfolio.js');
}

function isInstalled(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((path) => path !== '' && existsSync(join(path, name)));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
