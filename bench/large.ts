// What the command line needs, in seconds and megabytes, where people have more than most: a document that lists 1,000
// repositories, and clones of 100,000 commits whose document was last committed at either end of them. Each beside the same
// with a thousandth of it.
// Run with: npm run bench -- large

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../scripts/run-program.ts';
import { openPipeline, row, table } from '../tests/support/open-pipeline.ts';

const bin = fileURLToPath(new URL('../bin/statusfolio.js', import.meta.url));
const many = { repositories: 1000, commits: 100_000 };

interface Measured {
  readonly seconds: number;
  readonly megabytes: number;
  readonly said: string;
}

export async function benchLarge(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-large-'));
  try {
    for (const count of [1, many.repositories]) await listRepositories(folder, count);
    for (const count of [many.commits / 1000, many.commits]) {
      await readHistory(folder, count, 'first');
      await readHistory(folder, count, 'last');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function listRepositories(folder: string, count: number): Promise<void> {
  const pipeline = openPipeline();
  const names = Array.from({ length: count }, (_, index) => `project-${index}`);
  for (const name of names) pipeline.addProject(name, 20);
  const { url, close } = await pipeline.world.listen();
  const home = mkdtempSync(join(folder, 'list-'));
  writeFileSync(join(home, 'README.md'), table(...names.map((name) => row(name, '🟡 In Progress'))));
  try {
    const measured = await check(home, url, pipeline.now());
    const { graphql, rest } = JSON.parse(measured.said).requests;
    print(`${count} listed ${count === 1 ? 'repository' : 'repositories'}`, measured, `${graphql} + ${rest} requests`);
  } finally {
    await close();
  }
}

/** `which`: the commit of all that wrote the document. */
async function readHistory(folder: string, commits: number, which: 'first' | 'last'): Promise<void> {
  const pipeline = openPipeline();
  pipeline.addProject('engine', 20);
  const { url, close } = await pipeline.world.listen();
  const home = mkdtempSync(join(folder, 'history-'));
  const git = (input: string, ...args: string[]) =>
    execFileSync('git', args, { cwd: home, input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 1e9 });
  git('', 'init', '--quiet', '--initial-branch=main');
  const end = pipeline.now().getTime() / 1000;
  const lines: string[] = [];
  const write = (path: string, text: string) =>
    lines.push(`M 100644 inline ${path}`, `data ${Buffer.byteLength(text)}`, text);
  for (let index = 0; index < commits; index += 1) {
    const at = `${end - (commits - index) * 60} +0000`;
    lines.push(
      'commit refs/heads/main',
      `author Ada <ada@lovelace.dev> ${at}`,
      `committer Ada <ada@lovelace.dev> ${at}`,
    );
    lines.push('data 4', 'work');
    if (index === (which === 'first' ? 0 : commits - 1)) write('README.md', table(row('engine', '🟡 In Progress')));
    write('src/main.go', `// ${index}`);
  }
  git(`${lines.join('\n')}\n`, 'fast-import', '--quiet');
  git('', 'reset', '--quiet', '--hard');
  try {
    const measured = await check(home, url, pipeline.now());
    const [document] = JSON.parse(measured.said).documents;
    print(`a clone of ${commits} commits, the ${which} one wrote it`, measured, document.projects[0].reason);
  } finally {
    await close();
  }
}

async function check(home: string, url: string, now: Date): Promise<Measured> {
  const peak = join(home, 'peak');
  const note = `process.on('exit', () => require('node:fs').writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS)));`;
  writeFileSync(join(home, 'note.cjs'), note);
  const args = ['--require', join(home, 'note.cjs'), bin, 'check', 'README.md', '--json', '--now', now.toISOString()];
  const { code, out, err, seconds } = await runProgram(process.execPath, args, {
    directory: home,
    environment: { PATH: process.env['PATH'], HOME: home, GITHUB_API_URL: url, GITHUB_TOKEN: 't', PEAK_FILE: peak },
    isWhole: true,
  });
  if (code !== 0 && code !== 1) throw new Error(`check ended with ${code}: ${err}`);
  return { seconds, megabytes: Number(readFileSync(peak, 'utf8')) / 1024, said: out };
}

function print(what: string, { seconds, megabytes }: Measured, more: string): void {
  console.log(`${what.padEnd(52)} ${seconds.toFixed(1).padStart(6)} s ${megabytes.toFixed(0).padStart(5)} MB  ${more}`);
}
