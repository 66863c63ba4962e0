// `review` in front of a scripted terminal: the keys, what is shown, what is saved, and that it is saved once.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOwnerDatabase } from '../../support/open-owner-database.ts';
import { openPipeline, type Pipeline, row, table, words } from '../../support/open-pipeline.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const configuration = `${words}documents:\n  - { repo: ada/me, publish: commit } # mine\n`;

describe('review', () => {
  let pipeline: Pipeline;
  let folder: string;
  let environment: Record<string, string>;
  let close: () => Promise<void>;

  beforeEach(async () => {
    pipeline = openPipeline();
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-review-'));
    const listening = await pipeline.world.listen();
    ({ close } = listening);
    const home = { HOME: folder, XDG_STATE_HOME: folder, XDG_CACHE_HOME: folder };
    environment = { GITHUB_API_URL: listening.url, GITHUB_TOKEN: 't', ...home };
    writeFileSync(join(folder, 'statusfolio.yml'), configuration);
    pipeline.addProject('mill', 130);
    pipeline.addProject('barn', 120);
    pipeline.addProject('engine');
    const old = ['| Loom | 🔴 Planned | TBD |', row('attic', '🟡 Paused')];
    pipeline.addProject('attic', 280);
    const asked = [row('mill', '🟡 In Progress'), row('barn', '🟢 Maintained')];
    pipeline.write(table(...asked, row('engine', '🟡 In Progress'), ...old), pipeline.daysAgo(250));
  });
  afterEach(async () => {
    await close();
    rmSync(folder, { recursive: true, force: true });
  });

  const now = () => ['--now', pipeline.now().toISOString()];
  const run = (args: readonly string[], keys?: string) =>
    runInProcess([...args, ...now()], {
      directory: folder,
      environment,
      ...(keys !== undefined && { keys, columns: 100 }),
    });
  const review = (keys: string, ...args: string[]) => run(['review', ...args], keys);
  const read = () => pipeline.read().split('\n').slice(4, -1);
  const word = (name: string) => read().find((line) => line.includes(`| ${name} |`));
  const readVersion = async () => {
    const database = openOwnerDatabase(join(folder, 'data/statusfolio.db'), 'account:ada');
    const version = await database.store.readVersion();
    await database.close();
    return version;
  };

  it('shows each question with its evidence, what follows without an answer, and its keys; old statuses come after', async () => {
    await run(['sync']);
    const { out, code } = await review('q');
    expect(code).toBe(0);
    expect(out).toContain('1/4  mill  ada/me/README.md:5\n  🟡 In Progress\n  Last work commit 2025-10-22,');
    expect(out).toContain('The status stays until you answer.');
    expect(out).toContain(
      'p Paused   a Still active   f Finished   w Still active, I was away   s skip   u undo last   q save and quit',
    );
    const all = (await review('ssss')).out;
    expect([...all.matchAll(/^\d\/4 {2}(\S+)/gm)].map(([, name]) => name)).toEqual(['mill', 'barn', 'Loom', 'attic']);
    expect(all).toContain('Unchanged since 2025-06-24.');
    expect(all).toContain('No answer was given; nothing was saved.');
  });

  it('saves all answers at once, at the end, and the next run publishes them', async () => {
    await run(['sync']);
    const before = await readVersion();
    const { out } = await review('pasf');
    expect(out).toContain('3 answers saved. 1 row is left.');
    // One write, and one request for a refresh.
    const [counted = 0] = [await readVersion()].map(
      (version) => Number.parseInt(version, 10) - Number.parseInt(before, 10),
    );
    expect(counted).toBeLessThanOrEqual(2);
    await run(['sync']);
    expect([word('mill'), word('barn'), word('attic')]).toEqual([
      row('mill', '🟡 Paused'),
      row('barn', '🟢 Maintained'),
      row('attic', '🟢 Complete'),
    ]);
    // What was confirmed is not old any more.
    expect((await review('')).out).toContain('1/1  Loom');
  });

  it("walks through what is asked about a repository's own badge, and its answer becomes a pull request there", async () => {
    const badge = 'https://www.repostatus.org/badges/latest/active.svg';
    const text = `# Attic\n\n[![Project Status](${badge})](https://www.repostatus.org/#active)\n`;
    const attic = pipeline.world.addRepository({ owner: 'ada', name: 'loft', createdAt: pipeline.daysAgo(300) });
    attic.commit({ at: pipeline.daysAgo(290), message: 'Build', files: { 'README.md': text, 'a.py': 'pass\n' } });
    pipeline.write(table(row('loft', '🟡 Paused')), pipeline.daysAgo(1));
    expect(await run(['sync'])).toMatchObject({ code: 0 });
    const listed = JSON.parse((await run(['review', '--json'])).out);
    expect(listed.items).toMatchObject([
      {
        kind: 'question',
        name: 'loft badge',
        typed: { status: 'maintained' },
        answers: expect.arrayContaining(['accept']),
      },
    ]);
    const { out } = await review('y');
    expect(out).toContain('1/1  loft badge');
    expect(out).toContain('1 answer saved.');
    await run(['sync']);
    expect(attic.state.pullRequests).toHaveLength(1);
    expect((await run(['answer', 'loft badge', '--undo'])).code).toBe(0);
  });

  it('undoes the last key, as often as there are some, and ignores keys that mean nothing', async () => {
    await run(['sync']);
    const { out } = await review('pfuu?xpq');
    expect(out.match(/^1\/4 {2}mill/gm)).toHaveLength(2);
    expect(out).toContain('1 answer saved.');
    await run(['sync']);
    expect([word('mill'), word('barn')]).toEqual([row('mill', '🟡 Paused'), row('barn', '🟢 Maintained')]);
  });

  it('saves nothing when it is interrupted, and what was answered when nobody presses a key any more', async () => {
    await run(['sync']);
    expect((await review('pf\u0003')).out).toContain('nothing was saved');
    expect((await review('p')).out).toContain('1 answer saved.');
  });

  it('writes the last day of being away into the configuration, once, comments kept', async () => {
    await run(['sync']);
    const { out } = await review('w2026-03-3\u007f20\rwq');
    expect(out).toMatch(/^\+away: \{ from: 2026-03-01, until: 2026-03-20 \}/m);
    const text = readFileSync(join(folder, 'statusfolio.yml'), 'utf8');
    expect(text).toBe(`${configuration}away: { from: 2026-03-01, until: 2026-03-20 }\n`);
    expect(out).toContain('2 answers saved.');
    const late = await run(['answer', 'mill', 'away', '--until', '2026-04-01']);
    expect(late.code).toBe(0);
    expect(readFileSync(join(folder, 'statusfolio.yml'), 'utf8')).toContain('until: 2026-04-01');
    expect((await run(['answer', 'mill', 'paused', '--until', '2026-04-01'])).err).toContain('--until');
  });

  it('applies the answers to what is known when they are saved: what was answered meanwhile is replaced', async () => {
    await run(['sync']);
    await run(['answer', 'mill', 'finished']);
    await review('ssap');
    await run(['sync']);
    expect(word('mill')).toBe(row('mill', '🟢 Complete'));
    const { out } = await run(['answer', 'mill', 'paused']);
    expect(out).toContain('mill will be marked paused');
    await run(['sync']);
    expect(word('mill')).toBe(row('mill', '🟡 Paused'));
  });

  it('says what there is and what to run where nobody can press a key, and all of it as JSON', async () => {
    await run(['sync']);
    const { out, code } = await run(['review']);
    expect(code).toBe(0);
    expect(out).toContain('? mill  🟡 In Progress  ada/me/README.md:5  Last work commit');
    expect(out).toContain('    paused, active, finished, away');
    expect(out).toContain('Answer one with: statusfolio answer PROJECT ANSWER\n');
    const { items } = JSON.parse((await run(['review', '--json'])).out);
    expect(items.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`)).toEqual([
      'question mill',
      'question barn',
      'old Loom',
      'old attic',
    ]);
    expect(items[0]).toMatchObject({ asked: 'paused', answers: ['paused', 'active', 'finished', 'away'] });
  });

  it('has no place for answers about a document that nothing manages, and says so before the first key', async () => {
    const { code, err } = await review('pppp');
    expect(code).toBe(2);
    expect(err).toContain('Answers about ada/me/README.md cannot be saved yet.');
  });

  it('has a place for those about a file on this machine, which is not written', async () => {
    const text = table(row('attic', '🟡 Paused'), row('mill', '🟢 Maintained'));
    writeFileSync(join(folder, 'README.md'), text);
    const git = (...args: string[]) =>
      new Promise((resolve) => {
        const date = '2025-05-01T12:00:00Z';
        const who = { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date, PATH: process.env['PATH'] };
        spawn('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@mail.example', ...args], {
          cwd: folder,
          env: { ...who, ...environment },
        }).on('close', resolve);
      });
    await git('init', '-q');
    await git('add', 'README.md');
    await git('commit', '-q', '-m', 'Write');
    const { out, code } = await review('pf', 'README.md');
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('2 answers saved.') });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(text);
    await run(['sync', 'README.md', '--yes']);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe(
      text.replace('🟢 Maintained', '🟡 Paused').replace('🟡 Paused', '🟢 Complete'),
    );
  });

  it('reads single keys from a real terminal', async () => {
    await run(['sync']);
    const bin = new URL('../../../bin/statusfolio.js', import.meta.url).pathname;
    const command = [process.execPath, bin, 'review', ...now()].map((part) => `'${part}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], TERM: 'xterm', ...environment },
    });
    let out = '';
    await new Promise((resolve) => {
      let sent = 0;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text;
        // A key for each row that is shown.
        while (sent < (out.match(/save and quit/g)?.length ?? 0)) child.stdin.write(['p', 'q'][sent++] ?? 'q');
      });
      child.on('close', resolve);
    });
    expect(out).toContain('1 answer saved.');
    await run(['sync']);
    expect(word('mill')).toBe(row('mill', '🟡 Paused'));
  });
});
