// What people get wrong on the command line is told in one error: what is wrong, and what was probably meant.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { toPlace } from '../../src/cli/commands/doctor-finding.ts';
import { findProjects } from '../../src/cli/find-project.ts';
import { noHome } from '../support/no-home.ts';
import { runInProcess } from '../support/run-in-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  writeFileSync(join(folder, 'README.md'), '| Project | Status |\n|---|---|\n| Quill | Running |\n| Ink | Planned |\n');
  writeFileSync(join(folder, 'prose.md'), '# Prose\n\nNothing is listed.\n');
  writeFileSync(
    join(folder, 'picture.md'),
    Uint8Array.from({ length: 600 }, (_, index) => (index * 151) % 256),
  );
  mkdirSync(join(folder, 'folder'));
});

const run = (line: string) =>
  runInProcess(line.split(' '), {
    directory: folder,
    // Nobody listens there: what needs GitHub fails at once.
    environment: { HOME: noHome, XDG_STATE_HOME: join(folder, 'state'), GITHUB_API_URL: 'http://127.0.0.1:9' },
  });

describe('a project and a document in the wrong order', () => {
  it.each([
    ['explain README.md Quill', /README\.md is a document, not a project\.\n.*statusfolio explain PROJECT README\.md/],
    ['explain none.md Quill', /none\.md is a document, not a project/],
    ['explain README.md', /README\.md is a document, not a project/],
    ['badge README.md Quill', /statusfolio badge PROJECT README\.md/],
    ['pin README.md', /README\.md is a document/],
    ['unpin README.md', /README\.md is a document/],
    ['answer README.md paused', /README\.md is a document.*\n.*answer PROJECT paused/],
    ['answer README.md Quill paused', /"Quill" is not an answer\.\n.*The project comes first/],
    ['answer paused Quill', /statusfolio answer "Quill" paused/],
    ['answer Quill pausd', /Did you mean paused\?/],
    ['answer Quill paused --undo', /--undo takes no answer/],
  ])('is told what was meant: %s', async (line, says) => {
    const { code, out, err } = await run(line);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(says)]);
    expect(err.match(/^statusfolio: /gm)).toHaveLength(1);
  });
});

describe('a document that cannot be read is the one error of', () => {
  const commands = [
    'explain Quill',
    'badge Quill',
    'answer Quill paused',
    'review',
    'site --out made',
    'leave',
    'hooks list',
  ];
  const documents = [
    ['none.md', /none\.md: there is no such file/],
    ['folder', /folder is a folder/],
  ] as const;
  it.each(commands.flatMap((command) => documents.map(([name, says]) => [command, name, says] as const)))(
    '%s, for %s',
    async (command, name, says) => {
      const { code, out, err } = await run(`${command} ${name}`);
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(says)]);
      expect(err).not.toMatch(/no project|Nothing|repositories: \./i);
    },
  );

  it('explain, for what is no text', async () => {
    const { code, err } = await run('explain Quill picture.md');
    expect([code, err]).toEqual([2, expect.stringMatching(/^statusfolio: picture\.md: it is not text\.\n[^\n]*\n$/)]);
  });
});

describe('a document without a project table', () => {
  it.each([
    'explain Quill prose.md',
    'badge Quill prose.md',
    'check prose.md',
    'init prose.md --dry-run',
    'review prose.md',
  ])('is told what one is: %s', async (line) => {
    const { out, err } = await run(line);
    expect(`${out}${err}`).toContain('A project table has a column of statuses and one of names or links');
  });
});

describe('other slips', () => {
  it.each([
    ['check --config folder', /folder is a folder/],
    ['check README.md --database none.db', /There is no database .*none\.db/],
    ['hooks install --url none', /none is no address/],
    ['hooks list prose.md', /No repository is listed/],
    ['doctor --repair ada/ada', /ada\/ada is no file on this machine/],
  ])('are named: %s', async (line, says) => {
    expect((await run(line)).err).toMatch(says);
  });

  it('version and -v print the version, as --version does', async () => {
    const { out } = await run('--version');
    for (const line of ['version', '-v']) expect(await run(line)).toMatchObject({ code: 0, out, err: '' });
  });
});

it.each([
  'https://github.com/ada/quill',
  'https://github.com/Ada/Quill.git',
  'git@github.com:ada/quill.git',
  'ada/quill',
])('a project can be named by the address of its repository: %s', (address) => {
  const quill = { name: 'The quill', repo: 'ada/quill' };
  expect(findProjects(address, [{ name: 'Ink', repo: 'ada/ink' }, quill])).toEqual([quill]);
});

it.each([
  ['none.md', '/home/ada/none.md: there is no such file.', 'there is no such file.'],
  ['none.yml', 'none.yml: there is no such file.', 'there is no such file.'],
  ['https://example.org/x', 'https://example.org/x is not on github.com.', 'It is not on github.com.'],
  ['README.md', 'Its README.md is empty.', 'Its README.md is empty.'],
])('doctor says the place of a problem once: %s', (what, message, says) => {
  expect(toPlace(what, message)).toEqual({ what, says });
});
