// Plays somebody who has never seen Statusfolio, in five ways: a look at a README on GitHub without a token, the command
// line on a README, the Action, a server, and the public page as static files.
// Prints everything that person would see, and for each way the commands and seconds to the first true table. GitHub is
// simulated, the rest is real: the packed package, installed into an empty folder, processes and HTTP. Goal: at most two
// commands and 60 seconds after the installation.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { createSampleWorld, type SampleWorld } from '../demo/github/sample-world.ts';
import { makeReleaseCommit } from './action/make-release-commit.ts';
import { runAsRunner } from './action/run-as-runner.ts';
import { buildAction } from './build-action.ts';
import { type Ran, runProgram } from './run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const most = { commands: 2, seconds: 60 };
const dayMs = 86_400_000;
const secret = 'a-secret-for-trying-0123456789-abcdef';

interface FetchContext {
  readonly name: string;
  readonly commands: number;
  readonly seconds: number;
  readonly isTrue: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'statusfolio-stranger-'));
const ways: FetchContext[] = [];
try {
  const bin = await install();
  for (const play of [playLook, playCommandLine, playAction, playServer, playSite]) {
    const world = openWorld();
    const { url, close } = await world.github.listen();
    try {
      ways.push(await play(world, { GITHUB_API_URL: url, GITHUB_TOKEN: world.github.token }, bin));
    } finally {
      await close();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${'way'.padEnd(44)}commands  seconds  table true`);
for (const { name, commands, seconds, isTrue } of ways) {
  console.log(
    `${name.padEnd(44)}${String(commands).padEnd(10)}${seconds.toFixed(1).padEnd(9)}${isTrue ? 'yes' : 'NO'}`,
  );
}
const isReached = ways.every(
  ({ commands, seconds, isTrue }) => isTrue && commands <= most.commands && seconds <= most.seconds,
);
console.log(`Goal, at most ${most.commands} commands and ${most.seconds} s: ${isReached ? 'reached' : 'NOT reached'}`);
process.exitCode = isReached ? 0 : 1;

/** The table says that embedding-mapper is in progress; its repository was archived twelve hours ago. */
function openWorld(): SampleWorld {
  const now = Date.now();
  const world = createSampleWorld({
    now: () => new Date(),
    until: new Date(now),
    confirmedAt: new Date(now - 2 * dayMs),
  });
  world.repository('embedding-mapper').archive(new Date(now - dayMs / 2));
  world.github.acceptsLocalHooks = true;
  return world;
}

async function install(): Promise<string> {
  const shell = process.platform === 'win32';
  await runProgram('npm', ['pack', '--silent', '--pack-destination', folder], { directory: root, shell });
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const home = join(folder, 'home');
  mkdirSync(home);
  const args = ['install', '--no-audit', '--no-fund', '--silent', join(folder, `statusfolio-${version}.tgz`)];
  const { code, seconds, err } = await runProgram('npm', args, { directory: home, shell });
  if (code !== 0) throw new Error(`npm install ended with ${code}: ${err}`);
  console.log(`$ npm install statusfolio        (${seconds.toFixed(1)} s)\n`);
  return join(home, 'node_modules', 'statusfolio', 'bin', 'statusfolio.js');
}

async function playLook(_: SampleWorld, given: Record<string, string>, bin: string): Promise<FetchContext> {
  title('1. At a README on GitHub, without a token');
  const home = newHome();
  const { out, seconds } = await tell(bin, ['check', 'naaas94/me'], home, { ...given, GITHUB_TOKEN: '' });
  const isTrue = /embedding-mapper.*Archived/.test(out) && readdirSync(home).length === 0;
  return { name: 'look: check owner/repo', commands: 1, seconds, isTrue };
}

async function playCommandLine(
  world: SampleWorld,
  environment: Record<string, string>,
  bin: string,
): Promise<FetchContext> {
  title('2. On a README, from a terminal');
  const home = newHome();
  const readme = join(home, 'README.md');
  writeFileSync(readme, world.document);
  await commitReadme(home);
  let seconds = 0;
  const messages = async (...args: string[]) => {
    seconds += (await tell(bin, args, home, environment)).seconds;
  };
  await messages('check', 'README.md');
  await messages('sync', 'README.md', '--yes');
  return { name: 'command line: check, sync', commands: 2, seconds, isTrue: isOneCell(world, readFileSync(readme)) };
}

/** In a clone Git knows when the table was last confirmed. */
async function commitReadme(directory: string): Promise<void> {
  const date = new Date(Date.now() - 2 * dayMs).toISOString();
  const environment = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, HOME: directory };
  const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    [...who, 'commit', '-q', '-m', 'Update the table'],
  ])
    await runProgram('git', args, { directory, environment });
}

async function playAction(world: SampleWorld, environment: Record<string, string>, bin: string): Promise<FetchContext> {
  title('3. With GitHub Actions');
  const home = newHome();
  writeFileSync(join(home, 'README.md'), world.document);
  mkdirSync(join(home, '.git'));
  writeFileSync(join(home, '.git', 'config'), '[remote "origin"]\n\turl = https://github.com/naaas94/me.git\n');
  const startedAt = performance.now();
  await tell(bin, ['init', 'README.md', '--publish', 'commit', '--workflow', '--yes'], home, environment);
  console.log('$ git push    (and the runner of GitHub Actions starts the workflow)');
  const { code } = await runWorkflow(world, environment, home);
  const seconds = (performance.now() - startedAt) / 1000;
  return { name: 'Action: init', commands: 1, seconds, isTrue: code === 0 && isOneCell(world, published(world)) };
}

/** The step of the workflow, as a runner runs it. */
async function runWorkflow(world: SampleWorld, environment: Record<string, string>, home: string): Promise<Ran> {
  const workflow = parse(readFileSync(join(home, '.github/workflows/statusfolio.yml'), 'utf8'));
  const [, { with: inputs }] = workflow.jobs.status.steps;
  const actionFolder = await unpackTag(home);
  const ran = await runAsRunner({
    actionFolder,
    workspace: home,
    temporary: newHome(),
    apiUrl: environment['GITHUB_API_URL'] ?? '',
    token: world.github.token,
    repository: 'naaas94/me',
    event: { name: 'workflow_dispatch', payload: { repository: { full_name: 'naaas94/me', fork: false } } },
    inputs,
  });
  console.log(`${ran.out}${ran.err}`);
  return ran;
}

/** What a runner gets for `uses: …@v1`: the archive of the commit that a release tags. */
async function unpackTag(home: string): Promise<string> {
  const [dist, clone, into] = ['dist', 'clone', 'action'].map((name) => join(home, name)) as [string, string, string];
  await buildAction(dist);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const git = async (...args: string[]) => {
    const { code, err } = await runProgram('git', args, { directory: home });
    if (code !== 0) throw new Error(`git ${args[0]}: ${err}`);
  };
  // In a clone, so that this repository gets no object.
  await git('clone', '--quiet', '--no-checkout', root, clone);
  const archive = join(home, 'release.tar');
  await git('-C', clone, 'archive', `--output=${archive}`, makeReleaseCommit({ repository: clone, dist, version }));
  mkdirSync(into);
  await runProgram('tar', ['-xf', archive, '-C', into], { directory: home });
  return into;
}

async function playServer(world: SampleWorld, given: Record<string, string>, bin: string): Promise<FetchContext> {
  title('4. With a server');
  const home = newHome();
  const level = { LOG_LEVEL: 'error' } as const;
  const environment = { ...given, GITHUB_WEBHOOK_SECRET: secret, PORT: '0', HOME: home, ...level };
  const startedAt = performance.now();
  await tell(bin, ['init', 'naaas94/me', '--publish', 'commit', '--yes'], home, environment);
  console.log('$ statusfolio serve');
  const server = spawn(process.execPath, [bin, 'serve'], {
    cwd: home,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await new Promise<string>((resolve, reject) => {
      server.on('exit', (code) => reject(new Error(`serve ended with ${code}`)));
      server.stdout.setEncoding('utf8').on('data', (text: string) => {
        process.stdout.write(text);
        const found = /"listening","url":"([^"]+)"/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    await until(() => world.portfolio.history().length > 1);
    const seconds = (performance.now() - startedAt) / 1000;
    const isTrue = isOneCell(world, published(world));
    console.log(`\n(${world.portfolio.head()?.message.split('\n')[0]})\n`);
    await receiveDelivery(world, address, bin, home, environment);
    return { name: 'server: init, serve', commands: 2, seconds, isTrue };
  } finally {
    server.kill('SIGTERM');
  }
}

async function playSite(world: SampleWorld, environment: Record<string, string>, bin: string): Promise<FetchContext> {
  title('5. As static files');
  const home = newHome();
  writeFileSync(join(home, 'README.md'), world.document);
  await commitReadme(home);
  writeFileSync(join(home, 'statusfolio.yml'), 'visibility: all\n');
  const { seconds } = await tell(bin, ['site', 'README.md', '--out', 'site'], home, environment);
  const [{ projects }] = JSON.parse(readFileSync(join(home, 'site', 'status.json'), 'utf8')).documents;
  const shown = projects.find(({ name }: { name: string }) => name === 'embedding-mapper');
  return {
    name: 'site: visibility: all, site',
    commands: 2,
    seconds,
    isTrue: projects.length === 8 && shown.decision.status === 'archived',
  };
}

/** From the event on GitHub to the commit. */
async function receiveDelivery(
  world: SampleWorld,
  address: string,
  bin: string,
  home: string,
  environment: Record<string, string>,
) {
  await tell(bin, ['hooks', 'install', '--url', address, '--yes'], home, environment);
  const startedAt = performance.now();
  world.repository('simple-model-api').archive(new Date());
  await world.github.deliver();
  await until(() => world.portfolio.history().length > 2);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `(simple-model-api is archived: ${world.portfolio.head()?.message.split('\n')[0]}, ${seconds} s after the event)`,
  );
}

// ---- what all have in common ---------------------------------------------------------------------------------------

function title(text: string): void {
  console.log(`\n${text}\n${'='.repeat(text.length)}\n`);
}

function newHome(): string {
  return mkdtempSync(join(folder, 'stranger-'));
}

async function tell(bin: string, args: readonly string[], directory: string, environment: Record<string, string>) {
  // State and caches lie where a person's own do, not beside the document.
  const place = { HOME: directory, XDG_STATE_HOME: `${directory}-state`, XDG_CACHE_HOME: `${directory}-cache` };
  const ran = await runProgram(process.execPath, [bin, ...args], {
    directory,
    environment: { ...place, ...environment },
  });
  console.log(`$ statusfolio ${args.join(' ')}        (${ran.seconds.toFixed(1)} s)\n${ran.out}${ran.err}`);
  return ran;
}

function published({ portfolio }: SampleWorld): Uint8Array {
  return portfolio.read('README.md') ?? new Uint8Array();
}

/** The cell of embedding-mapper and nothing else has changed, to what is true, encoded twice as its neighbours are. */
function isOneCell({ document }: SampleWorld, after: Uint8Array): boolean {
  const [old, fresh] = [document, after].map((bytes) => Buffer.from(bytes).toString('latin1').split('\n'));
  const changed = (old ?? []).flatMap((line, index) => (line === fresh?.[index] ? [] : [fresh?.[index] ?? '']));
  return (
    old?.length === fresh?.length &&
    changed.length === 1 &&
    /embedding-mapper.*âšª Archived/.test(Buffer.from(changed[0] ?? '', 'latin1').toString())
  );
}

async function until(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + most.seconds * 1000;
  while (!isTrue() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
}
