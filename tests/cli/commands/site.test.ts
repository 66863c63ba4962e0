// `site` as a person runs it: from a check of its own, from what `sync` has saved, and where nothing is public.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const today = '2025-11-03T09:00:00Z';
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');

describe('site', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    const listening = await world.github.listen();
    close = listening.close;
    environment = { GITHUB_TOKEN: world.github.token, GITHUB_API_URL: listening.url };
  });
  afterAll(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-site-'));
    environment['XDG_STATE_HOME'] = join(folder, 'state');
    writeFileSync(join(folder, 'README.md'), seed);
    writeFileSync(join(folder, 'statusfolio.yml'), 'visibility: all\n');
  });

  const run = (...args: string[]) =>
    runInProcess(['site', ...args, '--now', today], { directory: folder, environment });
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');

  it('checks by itself where nothing is remembered, and publishes nothing', async () => {
    const before = world.portfolio.history().length;
    const { code, out, err } = await run('README.md', '--out', 'out', '--json');
    expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
    const report = JSON.parse(out);
    expect(report).toMatchObject({ out: 'out', from: 'check', removed: [] });
    expect(report.files.map(({ path }: { path: string }) => path)).toEqual(
      expect.arrayContaining(['index.html', '404.html', 'feed.atom', 'status.json', 'projects/naaas94/pcc.html']),
    );
    expect(report.files.every(({ bytes }: { bytes: number }) => bytes > 0 || bytes === 0)).toBe(true);
    expect(read('out/index.html')).toContain('embedding-mapper');
    expect(readFileSync(join(folder, 'README.md')).equals(seed)).toBe(true);
    expect(readdirSync(folder).toSorted()).toEqual(['README.md', 'out', 'statusfolio.yml']);
    expect(world.portfolio.history()).toHaveLength(before);
  });

  it('shows a document on GitHub without writing to it, its branches or its issues', async () => {
    writeFileSync(
      join(folder, 'statusfolio.yml'),
      'documents: [{ repo: naaas94/me, publish: commit, badge: file }]\nvisibility: all\n',
    );
    const state = () => [
      world.portfolio.history().length,
      world.portfolio.state.issues.length,
      world.portfolio.history('statusfolio-state').length,
    ];
    const before = state();
    const { code, err } = await run('--out', 'out');
    expect(code, err).toBe(0);
    expect(state()).toEqual(before);
    expect(read('out/index.html')).toContain('https://github.com/naaas94/me/blob/');
  });

  it('is written from what sync has saved, without asking GitHub', async () => {
    const sync = await runInProcess(['sync', 'README.md', '--yes', '--now', today], { directory: folder, environment });
    expect(sync.code, sync.err).toBe(0);
    const offline = { ...environment, GITHUB_API_URL: 'http://127.0.0.1:9' };
    const { code, out, err } = await runInProcess(['site', 'README.md', '--out', 'out', '--now', today], {
      directory: folder,
      environment: offline,
    });
    expect({ code, out, err }).toMatchObject({ code: 0, out: expect.stringContaining('from the saved state') });
    const first = read('out/index.html');
    await run('README.md', '--out', 'again');
    expect(read('again/index.html')).toBe(first);
    const twice = await run('README.md', '--out', 'out');
    expect(twice.out).toContain('0 of them changed, 0 removed');
  });

  it('is nothing where nothing is public', async () => {
    for (const text of ['', 'visibility: none\n']) {
      writeFileSync(join(folder, 'statusfolio.yml'), text);
      const { code, err } = await run('README.md', '--out', 'out');
      expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Add "visibility: all"') });
    }
    expect(readdirSync(folder)).not.toContain('out');
  });

  it('holds badges alone where only they are public', async () => {
    writeFileSync(join(folder, 'statusfolio.yml'), 'visibility: badges\n');
    expect((await run('README.md', '--out', 'out')).code).toBe(0);
    expect(readdirSync(join(folder, 'out')).toSorted()).toEqual(['.statusfolio-site.json', 'badges']);
  });

  it('leaves the site as it is when GitHub could not be asked', async () => {
    await run('README.md', '--out', 'out');
    const before = read('out/index.html');
    const { code, err } = await runInProcess(['site', 'README.md', '--out', 'out', '--now', today], {
      directory: folder,
      environment: { ...environment, GITHUB_API_URL: 'http://127.0.0.1:9', XDG_STATE_HOME: join(folder, 'none') },
    });
    expect(code).toBe(2);
    expect(err).not.toBe('');
    expect(read('out/index.html')).toBe(before);
    rmSync(join(folder, 'out'), { recursive: true });
  });
});
