// `explain`: every fact in words, in as many columns as there are, and no more escape sequences than colours need.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { listenTo } from '../../support/listen-to.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const now = '2025-11-10T09:00:00Z';

describe('explain', () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let environment: Record<string, string>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(now), until: new Date('2025-11-04T09:00:00Z') });
    world.repository('PCC').disableWorkflow(world.dailyJob, 'disabled_manually', new Date('2025-11-04T12:00:00Z'));
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    ({ environment, close } = await listenTo(world));
    writeFileSync(join(folder, 'README.md'), world.document);
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
        cwd: folder,
        env: { ...process.env, GIT_COMMITTER_DATE: '2025-08-01T09:00:00Z', GIT_AUTHOR_DATE: '2025-08-01T09:00:00Z' },
        stdio: 'pipe',
      });
    git('init', '-q');
    git('add', 'README.md');
    git('commit', '-q', '-m', 'Update the table');
  });
  afterAll(async () => {
    await close();
  });

  const explain = (more: { columns?: number; hasColour?: boolean } = {}) =>
    runInProcess(['explain', 'PCC', 'README.md', '--now', now], { directory: folder, environment, ...more });

  it('says every fact, what follows from it, and when it will be checked again', async () => {
    const { code, out } = await explain();
    expect(code).toBe(0);
    const facts = [
      'PCC (line 13; times are UTC)',
      '  typed         🟢 Running',
      '  declared      running, confirmed on 2025-08-01 09:00',
      '  repository    naaas94/PCC',
      '  checked       2025-11-10 09:00',
      '  last work     2025-10-04 22:17',
      '  schedule      "Daily Inference Pipeline" was disabled by hand, last run 2025-11-03 12:00, succeeded',
      '  derived       in_progress by rule stopped (guess)',
      '  decision      🟢 Running: question. Asked on 2025-11-10: only you can say. The status stays until you answer.',
      '  next check    2026-01-02 22:17',
      '  could change  when its topic, its badge or the status line of its README says something else: the cell changes',
      '  could change  when the repository is archived on GitHub: the cell changes',
      '  not archived  the repository is not archived',
    ];
    expect(out.split('\n')).toEqual(expect.arrayContaining(facts));
  });

  it('names every repository of a row about several, by which it is found, and so does the JSON of check', async () => {
    const links = '[PCC](https://github.com/naaas94/PCC) · [api](https://github.com/naaas94/simple-model-api)';
    writeFileSync(
      join(folder, 'suite.md'),
      `| Project | Status | Repo |\n|---|---|---|\n| suite | 🟡 In Progress | ${links} |\n`,
    );
    const options = { directory: folder, environment };
    const { code, out } = await runInProcess(['explain', 'simple-model-api', 'suite.md', '--now', now], options);
    expect(code).toBe(0);
    expect(out.match(/^ {2}repository .*$/gm)).toEqual([
      '  repository    naaas94/PCC',
      '  repository    naaas94/simple-model-api',
    ]);
    expect(out).toMatch(/^ {2}evidence .* \(naaas94\/[\w-]+\)\.$/m);
    const checked = await runInProcess(['check', 'suite.md', '--json', '--now', now], options);
    const [project] = JSON.parse(checked.out).documents[0].projects;
    expect(project).toMatchObject({
      name: 'suite',
      repo: 'naaas94/PCC',
      also: [{ repo: 'naaas94/simple-model-api', folder: null }],
    });
  });

  it('tells what the repository says of itself, where it says so, and that the row says something else', async () => {
    const text = '# API\n\nServes a model.\n\n**Status:** Abandoned\n';
    const at = new Date('2025-10-01T09:00:00Z');
    world.repository('simple-model-api').commit({ at, message: 'Give up', files: { 'README.md': text } });
    const row = '| api | 🟡 In Progress | [api](https://github.com/naaas94/simple-model-api) |';
    writeFileSync(join(folder, 'api.md'), `| Project | Status | Repo |\n|---|---|---|\n${row}\n| pen | Done | |\n`);
    const run = async (...args: string[]) => await runInProcess(args, { directory: folder, environment });
    const { out } = await run('explain', 'api', 'api.md', '--now', now);
    expect(out).toMatch(/^ {2}says itself {3}Abandoned \(README, line 5\): archived; the row says in_progress$/m);
    const ownStatus = { text: 'Abandoned', status: 'archived', source: 'README', line: 5 };
    const explained = await run('explain', 'api', 'api.md', '--json', '--now', now);
    expect(JSON.parse(explained.out).projects).toMatchObject([{ ownStatus }]);
    const checked = await run('check', 'api.md', '--json', '--now', now);
    expect(JSON.parse(checked.out).documents[0].projects).toMatchObject([{ ownStatus }, { ownStatus: null }]);
  });

  it.each([50, 80, 120])('fits %d columns, and says the same with colours', async (columns) => {
    const plain = await explain({ columns });
    for (const line of plain.out.split('\n')) expect(stringWidth(line)).toBeLessThan(columns);
    const coloured = await explain({ columns, hasColour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is how a terminal is told of colours
    expect(coloured.out.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain.out);
    expect(coloured.out).not.toBe(plain.out);
  });
});
