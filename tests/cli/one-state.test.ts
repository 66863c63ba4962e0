// One state for each document: every way to start a command says the same of a row at the same moment.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { runtime } from '../../src/runtimes/node-runtime.ts';
import { noHome } from '../support/no-home.ts';
import { runInProcess } from '../support/run-in-process.ts';

/** Long after the last work: a silent row is asked about. */
const now = '2026-03-01T09:00:00Z';
const name = 'SNR QuickCapture';

describe('the state of a document', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeEach(async () => {
    world = createSampleWorld({ now: () => new Date(now), until: new Date('2025-11-03T09:00:00Z') });
    const listening = await world.github.listen();
    close = listening.close;
    folder = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'me');
    mkdirSync(folder);
    writeFileSync(join(folder, 'README.md'), world.document);
    environment = {
      HOME: noHome,
      GITHUB_TOKEN: world.github.token,
      GITHUB_API_URL: listening.url,
      XDG_STATE_HOME: join(folder, '..', 'state'),
    };
  });
  afterEach(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });

  const run = async (args: readonly string[], directory = folder) =>
    await runInProcess([...args, '--now', now], { directory, environment });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@mail.example', ...args], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        GIT_AUTHOR_DATE: '2025-10-24T09:00:00Z',
        GIT_COMMITTER_DATE: '2025-10-24T09:00:00Z',
      },
      stdio: 'ignore',
    });

  /** What each command says of the row, and where its state lies. */
  async function sayings(files: readonly string[], directory = folder) {
    const json = async (args: readonly string[]) =>
      JSON.parse((await run([...args, ...files, '--json'], directory)).out);
    const check = await json(['check']);
    const dry = await json(['sync', '--dry-run']);
    const explain = await json(['explain', name]);
    const review = await json(['review']);
    const ofRow = (report: { documents: { projects: { name: string; action: string }[]; state: unknown }[] }) => ({
      action: report.documents[0]?.projects.find((one) => one.name === name)?.action,
      state: report.documents[0]?.state,
    });
    const isReviewed = review.items.some(
      (one: { name: string; kind: string }) => one.name === name && one.kind === 'question',
    );
    return {
      check: ofRow(check),
      dry: ofRow(dry),
      explain: { action: explain.projects[0].decision.action, state: explain.projects[0].state },
      review: isReviewed ? 'question' : 'keep',
    };
  }
  const same = (action: string, kind: string, where: unknown) => ({
    check: { action, state: { kind, where } },
    dry: { action, state: { kind, where } },
    explain: { action, state: { kind, where } },
    review: action,
  });

  it('of a file is state.json, by whatever path, link, folder or configuration it is reached', async () => {
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'Write');
    const where = join(folder, '..', 'state', 'statusfolio', 'state.json');
    const elsewhere = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    symlinkSync(folder, join(elsewhere, 'linked'));
    symlinkSync('README.md', join(folder, 'other-name.md'));
    git('worktree', 'add', '-q', join(elsewhere, 'tree'));
    const configured = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    mkdirSync(join(configured, 'nothing'));
    const configuration = join(folder, 'statusfolio.yml');
    const ways: (readonly [files: readonly string[], directory: string])[] = [
      [['README.md'], folder],
      [['./README.md'], folder],
      [[], folder],
      [[join(folder, 'README.md')], elsewhere],
      [['linked/README.md'], elsewhere],
      [['README.md'], join(elsewhere, 'linked')],
      [['other-name.md'], folder],
      [['README.md'], join(elsewhere, 'tree')],
      [['--config', configuration], elsewhere],
    ];
    writeFileSync(configuration, 'documents: [{ file: README.md, publish: none }]\n');
    expect(await sayings(['README.md'])).toEqual(same('question', 'none', null));
    expect((await run(['sync', 'README.md', '--yes'])).code).toBe(0);
    for (const [files, directory] of ways) {
      expect([files, await sayings(files, directory)]).toEqual([
        files,
        same('question', 'file', expect.stringMatching(/state\.json$/)),
      ]);
    }
    expect(existsSync(where)).toBe(true);
    expect(existsSync(join(where, '..', 'statusfolio.db'))).toBe(false);
    // Answered in one way, it is answered in all.
    expect((await run(['answer', name, 'keep', 'linked/README.md'], elsewhere)).code).toBe(0);
    for (const [files, directory] of ways) {
      expect([files, await sayings(files, directory)]).toEqual([
        files,
        same('keep', 'file', expect.stringMatching(/state\.json$/)),
      ]);
    }
    // And so is taking it back, from the configuration.
    expect((await run(['answer', name, '--undo'])).code).toBe(0);
    expect(await sayings(['linked/README.md'], elsewhere)).toEqual(same('question', 'file', where));
  });

  it('of a document on GitHub is the database that lists it, however the document is named', async () => {
    git('init', '-q');
    git('remote', 'add', 'origin', 'https://github.com/naaas94/me.git');
    writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ repo: naaas94/me, publish: commit }]\n');
    expect((await run(['sync'])).code).toBe(0);
    const where = join(folder, 'data', 'statusfolio.db');
    writeFileSync(join(folder, 'README.md'), world.portfolio.read('README.md') ?? '');
    const ways = [[], ['naaas94/me'], ['naaas94/me:README.md'], ['README.md'], ['--database', where]];
    for (const files of ways)
      expect([files, await sayings(files)]).toEqual([files, same('question', 'database', where)]);
    // A file in a clone is that document.
    expect((await run(['answer', name, 'keep', 'README.md'])).code).toBe(0);
    for (const files of ways) expect([files, await sayings(files)]).toEqual([files, same('keep', 'database', where)]);
  });

  it('of a document on GitHub without a database is the branch that the Action keeps', async () => {
    git('init', '-q');
    git('remote', 'add', 'origin', 'https://github.com/naaas94/me.git');
    expect(await sayings(['naaas94/me'])).toEqual(same('question', 'none', null));
    expect((await run(['sync', 'naaas94/me', '--yes'])).code).toBe(0);
    expect(existsSync(join(folder, 'data'))).toBe(false);
    const where = 'naaas94/me@statusfolio-state';
    expect(await sayings(['naaas94/me'])).toEqual(same('question', 'branch', where));
    expect((await run(['answer', name, 'keep', 'naaas94/me'])).code).toBe(0);
    expect(await sayings(['naaas94/me'])).toEqual(same('keep', 'branch', where));
    writeFileSync(join(folder, 'README.md'), world.portfolio.read('README.md') ?? '');
    expect(await sayings(['README.md'])).toEqual(same('keep', 'branch', where));
  });

  it('is written by nobody who only asks, and needs no database driver', async () => {
    const where = join(folder, 'other.db');
    expect((await run(['sync', 'README.md', '--yes', '--database', where])).code).toBe(0);
    const withoutDriver = {
      ...runtime,
      openStore: async () => expect.unreachable(),
      openServerDatabase: async () => expect.unreachable(),
    };
    const before = readFileSync(where);
    for (const args of [['check'], ['explain', name], ['sync', '--dry-run'], ['review'], ['badge', name]]) {
      const { code } = await runInProcess([...args, 'README.md', '--database', where, '--now', now], {
        directory: folder,
        environment,
        runtime: withoutDriver,
      });
      expect([args, code]).toEqual([args, 0]);
    }
    expect(readFileSync(where).equals(before)).toBe(true);
  });
});
