// `init`: what it understands, what it writes, and what it never touches.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { insertLines } from '../../../src/cli/commands/init-block.ts';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { readGitHubName } from '../../../src/core/git-remote.ts';
import { publicSite } from '../../../src/core/site.ts';
import { listenTo } from '../../support/listen-to.ts';
import { type InProcessOptions, runInProcess } from '../../support/run-in-process.ts';

const today = '2025-11-03T09:00:00Z';
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');

describe('init', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    world.github.pinned.push('naaas94/PCC', 'naaas94/data-pipeline', 'naaas94/simple-model-api');
    world.repository('PCC').state.description = 'Sorts mail | by <topic> for @everyone';
    ({ environment, close } = await listenTo(world));
  });
  afterAll(async () => {
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'README.md'), seed);
  });

  const init = (args: readonly string[], options: Partial<InProcessOptions> = {}) =>
    runInProcess(['init', ...args, '--now', today], { directory: folder, environment, ...options });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const clone = (url: string) => {
    mkdirSync(join(folder, '.git'));
    writeFileSync(join(folder, '.git/config'), `[core]\n\tbare = false\n[remote "origin"]\n\turl = ${url}\n`);
  };

  it('shows what it understood and what it will leave alone', async () => {
    const { code, out } = await init(['README.md', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toContain(
      'Markdown as GitHub reads it, 2 project tables, 8 projects; text is double-encoded (left as is)',
    );
    expect(out).toMatch(/✓ PCC +🟢 Running +naaas94\/PCC/);
    expect(out).toMatch(/· dl-symbolic-perception +🔴 Planned +left alone: no repository linked/);
    expect(out).toContain('⚪ Archived (archived)');
    expect(readdirSync(folder)).toEqual(['README.md']);
  });

  it('writes a configuration that check then uses, and never the document', async () => {
    expect((await init(['README.md'])).code).toBe(0);
    const reading = readPortfolio(read('statusfolio.yml'));
    expect(reading).toMatchObject({
      kind: 'read',
      portfolio: {
        documents: [{ file: 'README.md', publish: 'none' }],
        labels: { running: '🟢 Running', paused: '🟡 Paused', archived: '⚪ Archived' },
      },
    });
    expect(read('statusfolio.yml')).toContain('#   - match: "dl-symbolic-perception"');
    const check = await runInProcess(['check', '--now', today], { directory: folder, environment });
    expect(check.code).toBe(0);
    expect(readFileSync(join(folder, 'README.md')).equals(seed)).toBe(true);
  });

  it('in a clone names the repository, beside the workflows', async () => {
    clone('git@github.com:naaas94/me.git');
    const { code, err } = await init(['README.md', '--publish', 'commit', '--workflow']);
    expect(code).toBe(0);
    expect(readPortfolio(read('.github/statusfolio.yml'))).toMatchObject({
      portfolio: { documents: [{ repo: 'naaas94/me', path: 'README.md', publish: 'commit' }] },
    });
    const workflow = read('.github/workflows/statusfolio.yml');
    expect(workflow).toContain('contents: write');
    expect(workflow).toMatch(/uses: actions\/checkout@[0-9a-f]{40} # v/);
    expect(err).toContain('Wrote .github/statusfolio.yml.');
    const check = await runInProcess(['check', '--now', today], { directory: folder, environment });
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining('naaas94/me/README.md') });
  });

  it('reads a document on GitHub, with and without a token', async () => {
    const withToken = await init(['naaas94/me', '--dry-run']);
    const without = await init(['naaas94/me:README.md', '--dry-run'], {
      environment: { ...environment, GITHUB_TOKEN: '', PATH: '' },
    });
    for (const { code, out } of [withToken, without]) {
      expect(code).toBe(0);
      expect(out).toContain('8 projects');
      expect(out).toContain('- repo: naaas94/me');
    }
  });

  it('says what works without a token, and links to a form for the least one', async () => {
    clone('https://github.com/naaas94/me');
    const { err } = await init(['README.md'], { environment: { ...environment, GITHUB_TOKEN: '' } });
    expect(err).toContain('60 requests an hour');
    const url = new URL(/https:\S+contents=write\S*/.exec(err)?.[0] ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      name: 'statusfolio',
      description: 'Keeps my project status table up to date',
      issues: 'write',
      expires_in: '90',
      target_name: 'naaas94',
      contents: 'write',
    });
  });

  it('asks only what it cannot know', async () => {
    clone('https://github.com/naaas94/me.git');
    const { asked } = await init(['README.md'], { answers: [true, true, true] });
    expect(asked).toHaveLength(3);
    expect(read('.github/statusfolio.yml')).toContain('publish: commit');
    expect(existsSync(join(folder, '.github/workflows/statusfolio.yml'))).toBe(true);
  });

  it('writes nothing when the answer is no', async () => {
    await init(['README.md'], { answers: [false, false] });
    expect(readdirSync(folder)).toEqual(['README.md']);
  });

  it('overwrites nothing', async () => {
    writeFileSync(join(folder, 'statusfolio.yml'), 'labels: {}\n');
    const { code, err } = await init(['README.md']);
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('already exists; not modified') });
    expect(read('statusfolio.yml')).toBe('labels: {}\n');
  });

  it('renames the keys of a configuration that has former ones, once that is agreed to, and nothing else', async () => {
    const former = '# mine\nwords: { paused: "🟡 Paused" }   # as I like it\npublic: badges\n';
    writeFileSync(join(folder, 'statusfolio.yml'), former);
    for (const [args, options, code] of [
      [['--dry-run'], {}, 0],
      [[], {}, 2],
      [[], { answers: [false] }, 0],
    ] as const) {
      const { code: given, out } = await init([...args], options);
      expect(given).toBe(code);
      expect(out).toContain('+visibility: badges');
      expect(read('statusfolio.yml')).toBe(former);
    }
    expect((await init(['--yes'])).code).toBe(0);
    expect(read('statusfolio.yml')).toBe(
      '# mine\nlabels: { paused: "🟡 Paused" }   # as I like it\nvisibility: badges\n',
    );
    expect(readFileSync(join(folder, 'README.md')).equals(seed)).toBe(true);
  });

  it('prints an object with --json', async () => {
    const { out } = await init(['README.md', '--json', '--dry-run']);
    expect(JSON.parse(out)).toMatchObject({ path: 'statusfolio.yml', rows: 8 });
  });

  it.each([
    [['none.md'], /none\.md: there is no such file/],
    [['naaas94/none'], /cannot be seen/],
    [['naaas94/me:docs/none.md'], /There is no docs\/none\.md/],
    [['README.md', '--publish', 'always'], /commit, pull-request, none/],
    [['README.md', '--publish', 'pull-request'], /is not in a repository on GitHub/],
    [['README.md', '--block', 'list', '--after', 'Nowhere'], /Nowhere/],
    [['README.md', '--block', 'tabel'], /table, list/],
  ])('%o gets one clear message', async (args, expected) => {
    const { code, err } = await init(args);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
  });

  it('says how to go on where there is no table', async () => {
    writeFileSync(join(folder, 'README.md'), '# Hello\n\nNothing here.\n');
    const { code, err } = await init(['README.md']);
    expect(code).toBe(2);
    expect(err).toContain('--from');
  });

  describe('--from', () => {
    const hello = '# Hello\r\n\r\n## Projects\r\n\r\nSome prose.\r\n';

    it('proposes what the account pinned as a diff, and writes only when agreed to', async () => {
      writeFileSync(join(folder, 'README.md'), hello);
      const shown = await init(['README.md', '--from', 'naaas94', '--after', 'Projects']);
      expect(shown.code).toBe(2);
      expect(shown.out).toContain(
        '+| [PCC](https://github.com/naaas94/PCC) | Sorts mail &#124; by &lt;topic&gt; for <!-- -->&#64;everyone | 🟢 Running |',
      );
      // The page that says so is not pinned.
      expect(shown.err).toContain('data-pipeline: 🟢 Complete. You say 🟢 Complete in naaas94/me/README.md:15.');
      expect(read('README.md')).toBe(hello);

      const { code } = await init(['README.md', '--from', 'naaas94', '--after', 'Projects', '--yes']);
      expect(code).toBe(0);
      const text = read('README.md');
      const marker = '<!-- statusfolio:table columns=name,description,status,lastwork,repo -->';
      expect(text.startsWith(`# Hello\r\n\r\n## Projects\r\n\r\n${marker}\r\n\r\n| Project | Description |`)).toBe(
        true,
      );
      expect(text.endsWith('\r\n\r\nSome prose.\r\n')).toBe(true);
      expect(text.replaceAll('\r\n', '')).not.toContain('\n');
      const check = await runInProcess(['check', 'README.md', '--now', today, '--json'], {
        directory: folder,
        environment,
      });
      expect(JSON.parse(check.out).documents[0].projects).toHaveLength(3);

      // The configuration that was written with it keeps the block as it is.
      expect(read('statusfolio.yml')).toContain(
        'projects:\n  - match: "PCC"\n    repo: naaas94/PCC\n    description: ',
      );
      const sync = await runInProcess(['sync', '--now', today, '--json'], { directory: folder, environment });
      expect(sync.code, sync.err).toBe(0);
      expect(read('README.md')).toBe(text);
    });

    it('leaves a configuration that is there alone, and says what belongs into it', async () => {
      writeFileSync(join(folder, 'README.md'), hello);
      writeFileSync(join(folder, 'statusfolio.yml'), 'onSilence: ask\n');
      const { code, err } = await init(['README.md', '--from', 'naaas94', '--yes']);
      expect(code).toBe(0);
      expect(err).toContain('projects:\n    - match: "PCC"\n      repo: naaas94/PCC');
      expect(read('statusfolio.yml')).toBe('onSilence: ask\n');
    });

    it('takes those pushed to most recently where nothing is pinned or no token is there', async () => {
      const { code, out } = await init(['new.md', '--from', 'naaas94', '--dry-run'], {
        environment: { ...environment, GITHUB_TOKEN: '' },
      });
      expect(code).toBe(0);
      expect(out.split('\n').filter((line) => line.includes('[Repo]'))).toHaveLength(6);
    });

    it.each([
      [['README.md', '--from', 'nobody-at-all', '--dry-run'], /no account "nobody-at-all"/],
      [
        ['README.md', '--from', 'naaas94', '--after', 'Nowhere', '--dry-run'],
        /no heading "Nowhere"[\s\S]*Its headings are/,
      ],
    ])('%o gets one clear message', async (args, expected) => {
      const { code, err } = await init(args);
      expect(code).toBe(2);
      expect(err).toMatch(expected);
    });
  });

  it('--block inserts markers', async () => {
    const { code, out } = await init(['README.md', '--block', 'table', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/\+<!-- statusfolio:table -->\n\+<!-- \/statusfolio -->/);
  });
});

describe('the parts of init', () => {
  it.each([
    ['git@github.com:ada/me.git', 'ada/me'],
    ['https://github.com/ada/me', 'ada/me'],
    ['https://token@github.com/ada/me.git', 'ada/me'],
    ['ssh://git@github.com/ada/me.git', 'ada/me'],
    ['ssh://git@ssh.github.com:443/ada/me.git', 'ada/me'],
    ['git@github.com-work:ada/me.git', 'ada/me'],
    ['git@github-work:ada/me.git', 'ada/me'],
    ['https://github.example.org/ada/me.git', null],
    ['https://gitlab.com/ada/me.git', null],
    ['/srv/git/me.git', null],
    ['', null],
  ])('%s is %s', (url, name) => {
    expect(readGitHubName(url, publicSite)).toBe(name);
  });

  it.each([
    ['', null, 'x\ny\n'],
    ['text', null, 'text\n\nx\ny\n'],
    ['text\r\n', null, 'text\r\n\r\nx\r\ny\r\n'],
    ['# A\nb\n', 'A', '# A\n\nx\ny\n\nb\n'],
    ['# A\n\nb\n', 'a', '# A\n\nx\ny\n\nb\n'],
    ['A\n===\n\nb\n', 'A', 'A\n===\n\nx\ny\n\nb\n'],
    ['```\n# A\n```\n# A', 'A', '```\n# A\n```\n# A\n\nx\ny\n'],
    ['## 🚀 **Projects** ##\n', '🚀 Projects', '## 🚀 **Projects** ##\n\nx\ny\n'],
  ])('inserts into %j after %j', (text, heading, expected) => {
    const bytes = insertLines(Buffer.from(text), heading, ['x', 'y'], 'README.md');
    expect(Buffer.from(bytes).toString()).toBe(expected);
  });
});
