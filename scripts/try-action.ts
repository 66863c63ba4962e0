// The Action as a release brings it: built twice and compared, committed as the release workflow commits it, unpacked
// from that commit's `git archive`, and played through every kind of event in a workspace full of traps, with the
// runner's variables and no others, against the simulated GitHub on this machine. Ends with 1 when a trap went off, or
// when an event wrote that may not.

import { type ExecFileSyncOptionsWithStringEncoding, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeReleaseCommit } from './action/make-release-commit.ts';
import { playHostile } from './action/play-hostile.ts';
import { runProgram } from './run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'statusfolio-action-'));
const quiet: ExecFileSyncOptionsWithStringEncoding = {
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: 64 * 1024 * 1024,
};
let faults = 0;
try {
  const dist = await buildTwice();
  const actionFolder = release(dist);
  const { played, workspace } = await playHostile({ actionFolder, folder, packages: readPackages(dist) });
  console.log(`\n${workspace.traps.length} traps in the workspace; played on Node ${process.versions.node}\n`);
  console.log(
    'event                                                   exit  requests  writes  foreign commands  traps sprung',
  );
  for (const { event, code, mayWrite, writes, requests, foreignCommands, sprung } of played) {
    const isGood = mayWrite === writes > 0 && foreignCommands.length === 0 && sprung.length === 0;
    faults += isGood ? 0 : 1;
    const cells = [String(code).padStart(6), String(requests).padStart(10), String(writes).padStart(8)];
    console.log(
      `${event.padEnd(54)}${cells.join('')}${String(foreignCommands.length).padStart(18)}  ${sprung.join(', ') || 'none'}`,
    );
  }
  await springTraps();

  /** Afterwards: a trap that cannot go off has proved nothing. */
  async function springTraps(): Promise<void> {
    for (const { step } of workspace.traps) await step?.();
    const sprung = new Set(workspace.sprung());
    const dead = workspace.traps.filter(({ name, step }) => step !== null && !sprung.has(name));
    messages(
      dead.length === 0,
      `every trap goes off when it is stepped into${dead.map(({ what }) => `; not: ${what}`)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(faults === 0 ? '\nNothing of the workspace ran.' : `\n${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;

/** In two processes, into two folders. */
async function buildTwice(): Promise<string> {
  const hashes: string[] = [];
  for (const name of ['once', 'again']) {
    const script = join(root, 'scripts/build-action.ts');
    const { code, err } = await runProgram(process.execPath, [script, join(folder, name)], { directory: root });
    if (code !== 0) throw new Error(err);
    const files = ['action.js', 'THIRD_PARTY_LICENSES'].map((file) => readFileSync(join(folder, name, file)));
    hashes.push(createHash('sha256').update(Buffer.concat(files)).digest('hex'));
    if (name === 'once') console.log(`action.js: ${((files[0]?.length ?? 0) / 1024).toFixed(0)} kB`);
  }
  messages(new Set(hashes).size === 1, `two builds are the same, byte for byte (${hashes[0]?.slice(0, 12)})`);
  return join(folder, 'once');
}

/** Commits in a clone, so that this repository gets no object; returns what the archive holds, unpacked. */
function release(dist: string): string {
  const clone = join(folder, 'clone');
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-checkout', root, clone], quiet);
  const git = (...args: string[]) => execFileSync('git', args, { ...quiet, cwd: clone });
  const { version } = JSON.parse(git('show', 'HEAD:package.json'));
  const commit = makeReleaseCommit({ repository: clone, dist, version });
  const added = git('diff', '--name-status', 'HEAD', commit).trim().split('\n').sort();
  const isAlone = added.join() === ['A\tdist/THIRD_PARTY_LICENSES', 'A\tdist/action.js'].join();
  messages(isAlone, `the release commit ${commit.slice(0, 12)} adds ${added.map((line) => line.slice(2)).join(', ')}`);
  messages(commit === makeReleaseCommit({ repository: clone, dist, version }), 'made again it is the same commit');
  const actionFolder = join(folder, 'action');
  mkdirSync(actionFolder);
  git('archive', '--format=tar', `--output=${join(folder, 'release.tar')}`, commit);
  execFileSync('tar', ['-xf', join(folder, 'release.tar'), '-C', actionFolder], quiet);
  return actionFolder;
}

/** Everything that a program of ours could ask node_modules for. */
function readPackages(dist: string): string[] {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const bundled = readFileSync(join(dist, 'THIRD_PARTY_LICENSES'), 'utf8').matchAll(/^(\S+) \d+\.\d+\.\S+ \(.*\)$/gm);
  const all = [...Object.keys({ ...dependencies, ...devDependencies }), ...[...bundled].map(([, name]) => name ?? '')];
  return [...new Set(all)];
}

function messages(isGood: boolean, what: string): void {
  faults += isGood ? 0 : 1;
  console.log(`${isGood ? 'ok' : 'FAULT'}  ${what}`);
}
