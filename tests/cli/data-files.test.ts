// The commands about a data file on this machine, against the simulated GitHub over HTTP.

import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { noHome } from '../support/no-home.ts';
import { runInProcess } from '../support/run-in-process.ts';

const today = '2026-03-01T12:00:00Z';
const daysAgo = (days: number) => new Date(Date.parse(today) - days * 86_400_000);
const github = createSimulatedGitHub({ now: () => new Date(today), token: 't', viewer: 'ada' });
const path = '_data/projects.json';
const text = `{
\t"projects": [
\t\t{ "title": "Mill", "github": "https://github.com/ada/mill", "status": "in-progress" },
\t\t{ "title": "Lamp", "github": "https://github.com/ada/lamp", "status": "archived" }
\t]
}`;
let apiUrl = '';
let close = async () => {};

beforeAll(async () => {
  for (const name of ['mill', 'lamp']) {
    const repository = github.addRepository({ owner: 'ada', name, createdAt: daysAgo(300), languages: ['Go'] });
    repository.commit({ at: daysAgo(200), message: 'Work', files: { 'main.go': name } });
    repository.archive(daysAgo(100));
  }
  ({ url: apiUrl, close } = await github.listen());
});
afterAll(() => close());

it('check, explain, doctor, init and sync work on a data file as they do on a page', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  mkdirSync(join(folder, '_data'));
  writeFileSync(join(folder, path), text);
  const environment = {
    HOME: noHome,
    GITHUB_TOKEN: 't',
    GITHUB_API_URL: apiUrl,
    XDG_STATE_HOME: join(folder, 'state'),
  };
  const run = (...args: string[]) => runInProcess(args, { directory: folder, environment });

  const checked = await run('check', '--json', '--now', today, path);
  expect(checked.code).toBe(1);
  expect(JSON.parse(checked.out).documents).toMatchObject([
    {
      path,
      dialect: 'json',
      tables: 1,
      changes: 1,
      projects: [
        { name: 'Mill', line: 3, repo: 'ada/mill', typed: { text: 'in-progress' }, decision: { text: 'archived' } },
        { name: 'Lamp', line: 4, repo: 'ada/lamp', action: 'keep' },
      ],
    },
  ]);
  expect((await run('explain', 'Mill', path, '--now', today)).out).toContain('archived');
  expect((await run('doctor', path)).out).toContain('1 list, 2 projects.');

  const proposed = await run('init', path, '--dry-run');
  expect(proposed.out).toContain(`${path}: JSON, 1 project list, 2 projects`);
  expect(proposed.out).toContain('onSilence: ask');
  expect(proposed.out).not.toContain('labels:');
  const block = await run('init', path, '--block', 'table', '--yes');
  expect([block.code, block.err]).toEqual([2, expect.stringContaining('is a data file')]);

  const diff = await run('sync', '--dry-run', '--now', today, path);
  expect(diff.out).toMatch(/^-.*"in-progress" },\n\+.*"archived" },$/m);
  expect((await run('sync', '--yes', '--now', today, path)).code).toBe(0);
  expect(readFileSync(join(folder, path), 'utf8')).toBe(text.replace('in-progress', 'archived'));
  expect((await run('check', '--now', today, path)).code).toBe(0);

  writeFileSync(join(folder, path), text.replace('"title": "Mill",', '"title": "Mill", "title": "Hill",'));
  for (const command of ['check', 'doctor', 'init']) {
    const refused = await run(command, path);
    expect(refused.code).not.toBe(0);
    expect(refused.out + refused.err).toContain(`${path}:3:22`);
  }
});

it('a pattern in the configuration stands for the files of a folder, and leads nowhere else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  const page = (name: string, status: string) => `---\nrepo: ada/${name}\nstatus: ${status}\n---\n`;
  mkdirSync(join(folder, '_projects'));
  writeFileSync(join(folder, '_projects/mill.md'), page('mill', 'active'));
  writeFileSync(join(folder, '_projects/lamp.md'), page('lamp', 'archived'));
  const outside = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'mill.md');
  writeFileSync(outside, page('mill', 'active'));
  const configure = (file: string) =>
    writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ file: "${file}" }]\n`);
  const environment = {
    HOME: noHome,
    GITHUB_TOKEN: 't',
    GITHUB_API_URL: apiUrl,
    XDG_STATE_HOME: join(folder, 'state'),
  };
  const run = (...args: string[]) => runInProcess(args, { directory: folder, environment });

  configure('_projects/*.md');
  const checked = await run('check', '--json', '--now', today);
  expect(
    JSON.parse(checked.out).documents.map(({ path: own, changes }: { path: string; changes: number }) => [
      own,
      changes,
    ]),
  ).toEqual([
    ['_projects/lamp.md', 0],
    ['_projects/mill.md', 1],
  ]);
  expect((await run('doctor')).out).toContain('_projects/lamp.md');
  expect((await run('sync', '--yes', '--now', today)).code).toBe(0);
  expect(readFileSync(join(folder, '_projects/mill.md'), 'utf8')).toBe(page('mill', 'archived'));

  symlinkSync(outside, join(folder, '_projects/out.md'));
  const linked = await run('sync', '--yes', '--now', today);
  expect([linked.code, linked.err]).toEqual([2, expect.stringContaining('through a symbolic link')]);
  expect(readFileSync(outside, 'utf8')).toBe(page('mill', 'active'));

  for (const [pattern, message] of [
    ['../*.md', 'leaves'],
    ['**/*.md', 'two stars'],
    ['nothing/*.md', 'no file matches'],
  ] as const) {
    configure(pattern);
    const refused = await run('check', '--now', today);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining(message)]);
  }
});
