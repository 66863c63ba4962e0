// Columns of activity from the command line: a maintainer's update, and a contributor's pull request.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { noHome } from '../../support/no-home.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const today = new Date('2026-03-01T12:00:00Z');
const daysAgo = (days: number) => new Date(today.getTime() - days * 86_400_000);
const directive = '<!-- statusfolio: activity 🟢 <60d 🟡 <120d 🔴 else; archived 📦 -->';
const list = (...items: readonly string[]) => `# Kites\n\n${directive}\n\n${items.join('\n')}\n`;
const item = (mark: string, name: string) => `- ${mark} [${name}](https://github.com/kites/${name}) - flies`;

describe('a list of activity', () => {
  const github = createSimulatedGitHub({ now: () => today, token: 't', viewer: 'ada' });
  let apiUrl: string;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    for (const [name, days] of [
      ['delta', 10],
      ['box', 80],
      ['sled', 500],
    ] as const) {
      const repository = github.addRepository({ owner: 'kites', name, createdAt: daysAgo(900) });
      repository.commit({ at: daysAgo(days), message: 'Fly', files: { a: '1' } });
    }
    ({ url: apiUrl, close } = await github.listen());
  });
  afterAll(async () => {
    expect(github.unexpected).toEqual([]);
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  });
  const write = (text: string, name = 'README.md') => writeFileSync(join(folder, name), text);
  const read = () => readFileSync(join(folder, 'README.md')).toString();
  const run = (args: readonly string[], token = 't') =>
    runInProcess([...args, '--now', today.toISOString()], {
      directory: folder,
      environment: {
        HOME: noHome,
        GITHUB_TOKEN: token,
        GITHUB_API_URL: apiUrl,
        XDG_STATE_HOME: join(folder, 'state'),
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
    });

  it('is checked with a diff and exit code 1, written by sync, and then agrees', async () => {
    write(list(item('🟢', 'delta'), item('🟢', 'box'), item('🟡', 'sled')));
    const checked = await run(['check', 'README.md']);
    expect([checked.code, checked.err]).toEqual([1, '']);
    expect(checked.out).toContain('2 marks to change');
    expect(checked.out).toContain(
      `-${item('🟢', 'box')}\n-${item('🟡', 'sled')}\n+${item('🟡', 'box')}\n+${item('🔴', 'sled')}`,
    );
    const synced = await run(['sync', 'README.md', '--yes']);
    expect([synced.code, synced.err]).toEqual([0, '']);
    expect(read()).toBe(list(item('🟢', 'delta'), item('🟡', 'box'), item('🔴', 'sled')));
    expect((await run(['check', 'README.md'])).code).toBe(0);
  });

  it('is checked for a contributor where it was added to, whatever became old since', async () => {
    write(list(item('🟢', 'box')), 'before.md');
    write(list(item('🟢', 'box'), item('🟢', 'sled')));
    const { code, out } = await run(['check', 'README.md', '--base', 'before.md', '--format', 'markdown']);
    expect(code).toBe(1);
    expect(out).toMatch(/\| → \| sled \| 🟢 \| 🔴 \| Last commit on 2024-10-17, 500 days ago\. \|/);
    expect(out).not.toMatch(/\| box \|/);
    write(list(item('🟢', 'box'), item('🔴', 'sled')));
    expect((await run(['check', 'README.md', '--base', 'before.md'])).code).toBe(0);
  });

  it('says in JSON that its rows are of the rule "activity", and no statuses', async () => {
    write(list(item('🟡', 'box')));
    const { documents } = JSON.parse((await run(['check', 'README.md', '--json'])).out);
    expect(documents[0]).toMatchObject({
      changes: 0,
      questions: 0,
      projects: [
        { name: 'box', line: 5, repo: 'kites/box', action: 'keep', derived: { rule: 'activity', status: 'unknown' } },
      ],
    });
  });

  it('is refused without a token where it is long, with one message', async () => {
    write(list(...Array.from({ length: 60 }, (_, index) => item('🟢', `k${index}`))));
    const { code, err } = await run(['check', 'README.md'], '');
    expect(code).toBe(2);
    expect(err.match(/60 repositories/g)).toHaveLength(1);
    expect(err).toContain('Set GITHUB_TOKEN');
  });

  it('is said to have a directive that is not understood, and left alone', async () => {
    const text = list(item('🟢', 'sled')).replace('else', 'old');
    write(text);
    const { code, err } = await run(['check', 'README.md']);
    expect(err).toMatch(/README\.md:3:\d+: "old" is not an age/);
    expect(code).toBe(0);
    write(`documents: [{ file: README.md, activity: { directive: "🟢 <60d 🟡 <50d 🔴 else" } }]\n`, 'statusfolio.yml');
    const configured = await run(['check']);
    expect([configured.code, configured.err]).toEqual([
      2,
      expect.stringMatching(/statusfolio\.yml:1:\d+ .*The ages must be in ascending order/),
    ]);
  });

  it('follows the directive of the configuration', async () => {
    write(`# Kites\n\n${item('🟢', 'sled')}\n`);
    write(`documents: [{ file: README.md, activity: { directive: "🟢 <60d 🔴 else" } }]\n`, 'statusfolio.yml');
    expect((await run(['sync', '--yes'])).code).toBe(0);
    expect(read()).toBe(`# Kites\n\n${item('🔴', 'sled')}\n`);
  });

  it('has its directive proposed by init where its legend says what the marks mean, and compared by check', async () => {
    const legend = '🟢 < 2 months · 🟡 < 4 months · 🔴 older';
    write(`# Kites\n\n${legend}\n\n${item('🟢', 'delta')}\n`);
    const { code, err } = await run(['init', 'README.md', '--dry-run']);
    expect([code, err]).toEqual([
      0,
      expect.stringContaining('<!-- statusfolio: activity by=commit 🟢 <60d 🟡 <120d 🔴 else -->'),
    ]);
    write(list(legend, '', item('🟢', 'delta')).replace('<120d', '<150d'));
    const checked = await run(['check', 'README.md']);
    expect([checked.code, checked.err]).toEqual([
      0,
      expect.stringMatching(/README\.md:5:1: The legend says that 🟡 means less than 4 months/),
    ]);
  });
});
