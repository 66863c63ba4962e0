// The package as a stranger gets it: packed, installed by npm into an empty folder, on the oldest Node that it says it
// supports and on the one it is developed on, and asked to check a document. Needs a package registry; nothing else
// leaves the machine, because GitHub is simulated. Ends with 1 when anything is not as the README promises.

import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSampleWorld } from '../demo/github/sample-world.ts';
import { type Ran, runProgram } from './run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const largestBytes = 5 * 1024 * 1024;
const today = '2025-11-03T09:00:00Z';
const isWindows = process.platform === 'win32';
const oldest = '22.18.0';

const folder = mkdtempSync(join(tmpdir(), 'statusfolio-try-'));
const world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
const { url, close } = await world.github.listen();
let faults = 0;
try {
  const tarball = await pack();
  const nodes = [await installNode(oldest), process.execPath];
  for (const node of nodes) await tryOn(node, tarball);
} finally {
  await close();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = faults === 0 ? 0 : 1;

/** The binary of another version, from the package of this platform: the package `node` would have to run a script. */
async function installNode(version: string): Promise<string> {
  const { platform, arch } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${isWindows ? 'win' : platform}-${arch}`;
  const home = mkdtempSync(join(folder, 'node-'));
  const installed = await npm(['install', '--no-save', '--silent', '--no-audit', `${name}@${version}`], home);
  messages(installed.code === 0, `Node ${version}, from the package ${name}`, installed);
  return join(home, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
}

async function pack(): Promise<string> {
  const { out } = await npm(['pack', '--json', '--silent', '--pack-destination', folder], root);
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(out.slice(out.indexOf('[')));
  const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(2)} MB`;
  messages(
    size <= largestBytes,
    `${filename}: ${megabytes(size)} (at most 5), unpacked ${megabytes(unpackedSize)}, ${entryCount} files`,
  );
  return join(folder, filename);
}

async function tryOn(node: string, tarball: string): Promise<void> {
  const { out: version } = await run(node, ['--version'], folder);
  const home = mkdtempSync(join(folder, 'home-'));
  const installed = await npm(['install', '--silent', '--no-audit', '--no-fund', tarball], home, node);
  messages(installed.code === 0, `Node ${version.trim()}: npm install (${installed.seconds.toFixed(1)} s)`);
  const bin = join(home, 'node_modules', 'statusfolio', 'bin', 'statusfolio.js');
  messages(statSync(bin).isFile(), `Node ${version.trim()}: bin/statusfolio.js is there`);
  writeFileSync(join(home, 'README.md'), world.document);
  writeFileSync(join(home, 'statusfolio.yml'), 'labels: { archived: "⚪ Archived", in_progress: "🟡 In Progress" }\n');
  const statusfolio = (...args: string[]) => run(node, [bin, ...args, '--now', today], home, { HOME: home });

  await tryWithoutAnything(node, bin, version.trim());
  const check = await statusfolio('check', 'README.md');
  const isWhole =
    check.out.includes('2 tables, 8 projects') && /^(To answer: statusfolio review README\.md\n)?$/.test(check.err);
  messages(
    check.code === 0 && isWhole,
    `Node ${version.trim()}: statusfolio check (${check.seconds.toFixed(1)} s)`,
    check,
  );
  const json = await statusfolio('check', 'README.md', '--json');
  messages(JSON.parse(json.out).documents[0].projects.length === 8, `Node ${version.trim()}: check --json`, json);
  const sync = await statusfolio('sync', 'README.md', '--yes');
  messages(sync.code === 0, `Node ${version.trim()}: sync, with the native database driver`, sync);

  const driver = join(home, 'node_modules', 'better-sqlite3');
  renameSync(driver, `${driver}-away`);
  for (const args of [
    ['check', 'README.md'],
    ['explain', 'PCC', 'README.md'],
    ['init', 'README.md', '--dry-run'],
  ]) {
    const ran = await statusfolio(...args);
    messages(ran.code === 0, `Node ${version.trim()}: ${args[0]} without the driver`, ran);
  }
  messages(
    readFileSync(join(home, 'README.md')).equals(world.document),
    `Node ${version.trim()}: not one byte has changed`,
  );
}

/** An empty folder, no configuration, no token: a repository by its name, then the README beside. Nothing is written. */
async function tryWithoutAnything(node: string, bin: string, version: string): Promise<void> {
  for (const [names, files] of [
    [['naaas94/me'], {}],
    [[], { 'README.md': world.document }],
  ] as const) {
    // Each with its own sixty requests.
    const { github } = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    const server = await github.listen();
    try {
      const place = mkdtempSync(join(folder, 'empty-'));
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(place, name), bytes);
      const before = readdirSync(place, { recursive: true });
      // Node's cache of compiled code lies in the person's own folder for caches.
      const home = mkdtempSync(join(folder, 'person-'));
      const environment = { HOME: home, XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache') };
      const github = { GITHUB_API_URL: server.url, GITHUB_TOKEN: '' };
      const args = [bin, 'check', ...names, '--now', today];
      const ran = await runProgram(node, args, { directory: place, environment: { ...environment, ...github } });
      const isSame = readdirSync(place, { recursive: true }).join() === before.join();
      const what = `statusfolio check ${names.join(' ') || 'beside a README'}, without token and configuration`;
      const isGood = ran.code === 0 && ran.out.includes('2 tables, 8 projects') && isSame;
      messages(isGood, `Node ${version}: ${what} (${ran.seconds.toFixed(1)} s, nothing written)`, ran);
    } finally {
      await server.close();
    }
  }
}

function messages(isGood: boolean, what: string, ran?: Ran): void {
  faults += isGood ? 0 : 1;
  console.log(`${isGood ? 'ok' : 'FAULT'}  ${what}`);
  if (!isGood && ran !== undefined) console.log(`exit code ${ran.code}\n${ran.out}${ran.err}`);
}

function npm(args: readonly string[], directory: string, node = process.execPath): Promise<Ran> {
  const environment = { PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` };
  return runProgram('npm', args, { directory, environment, shell: isWindows });
}

function run(node: string, args: readonly string[], directory: string, environment: Record<string, string> = {}) {
  const github = { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token };
  return runProgram(node, args, { directory, environment: { ...github, ...environment } });
}
