// How long a person waits for the command line: as it is packaged, and from this checkout, beside an empty Node and
// probot's command line. All alternate, and each is given as a multiple of the empty Node, because machines differ.
//
// gh and prettier are measured where they are installed.

import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
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
  return join(home, 'bin/statusfolio.js');
}

function isInstalled(name: string): boolean {
  return (process.env['PATH'] ?? '').split(':').some((path) => path !== '' && existsSync(join(path, name)));
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
