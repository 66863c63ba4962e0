// The commands against the simulated GitHub over HTTP: in this process, and as real processes where a process can make a
// difference (what a command leaves behind when it ends, an option that nobody knows, the demonstration).

import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { noHome } from '../support/no-home.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { archivedTwice, expectOneCell } from '../support/sample-scenario.ts';
import { runStatusfolio } from '../support/spawn-statusfolio.ts';

const today = '2025-11-03T09:00:00Z';
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');

describe('statusfolio', () => {
  let world: SampleWorld;
  let apiUrl: string;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(today), until: new Date(today) });
    const createdAt = new Date('2025-10-30T09:00:00Z');
    const grounding = world.github.addRepository({
      owner: 'naaas94',
      name: 'grounding',
      createdAt,
      languages: ['Python'],
    });
    grounding.commit({ at: createdAt, message: 'Ground captions', files: { 'ground.py': 'pass\n' } });
    ({ url: apiUrl, close } = await world.github.listen());
  });
  afterAll(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'README.md'), seed);
  });

  const surround = (environment: Record<string, string>) => ({
    HOME: noHome,
    GITHUB_TOKEN: world.github.token,
    GITHUB_API_URL: apiUrl,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...environment,
  });
  const run = (args: readonly string[], environment: Record<string, string> = {}) =>
    runInProcess(args, { directory: folder, environment: surround(environment) });
  const runAsProcess = (args: readonly string[], environment: Record<string, string> = {}) =>
    runStatusfolio(args, surround(environment), folder);
  const readme = () => readFileSync(join(folder, 'README.md'));

  it('does not follow a linked folder out of the folder of the configuration', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(outside, 'README.md'), seed);
    symlinkSync(outside, join(folder, 'docs'));
    writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ file: docs/README.md, publish: commit }]\n');
    for (const command of ['check', 'sync']) {
      const { code, err } = await run([command, '--now', today]);
      expect([code, err]).toEqual([2, expect.stringContaining('through a symbolic link')]);
    }
    expect(readFileSync(join(outside, 'README.md')).equals(seed)).toBe(true);
  });

  describe('a generated block that is behind', () => {
    it('is a change: check says so, --dry-run shows it, sync writes it', async () => {
      const text =
        '# Mine\n\n| Project | Status |\n|---|---|\n| [PCC](https://github.com/naaas94/PCC) | 🟢 Running |\n\n<!-- statusfolio:summary -->\n<!-- /statusfolio -->\n';
      writeFileSync(join(folder, 'README.md'), text);
      const first = await run(['check', '--now', today, 'README.md']);
      expect([first.code, first.out]).toEqual([1, expect.stringContaining('the text of a generated block to change')]);
      const diff = await run(['sync', '--dry-run', '--now', today, 'README.md']);
      expect([diff.code, diff.out]).toEqual([0, expect.stringMatching(/^@@ .*@@$[\s\S]*^\+1 running$/m)]);
      expect(readme().toString()).toBe(text);
      const written = await run(['sync', '--yes', '--now', today, 'README.md']);
      expect([written.code, written.out]).toEqual([
        0,
        expect.stringContaining('the text of a generated block changed'),
      ]);
      expect(readme().toString()).toContain('<!-- statusfolio:summary -->\n\n1 running\n\n<!-- /statusfolio -->');
      expect((await run(['check', '--now', today, 'README.md'])).code).toBe(0);
    });
  });

  describe('check', () => {
    it('reads the real portfolio, doubly encoded as it is, and touches nothing', async () => {
      const { code, out, err } = await runAsProcess(['check', '--json', '--now', today, 'README.md']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      const { documents, problems, requests } = JSON.parse(out);
      expect(documents).toMatchObject([
        {
          repo: null,
          path: 'README.md',
          branch: null,
          dialect: 'gfm',
          mojibake: true,
          tables: 2,
          changes: 0,
          published: null,
        },
      ]);
      const { projects } = documents[0];
      expect(
        projects.map(
          (project: { name: string; line: number; repo: string; typed: { text: string; status: string } }) => [
            project.name,
            project.line,
            project.repo,
            project.typed.text,
          ],
        ),
      ).toEqual([
        ['PCC', 13, 'naaas94/PCC', '🟢 Running'],
        ['model-training-pipeline', 14, 'naaas94/model-training-pipeline', '🟢 Complete'],
        ['data-pipeline', 15, 'naaas94/data-pipeline', '🟢 Complete'],
        ['simple-model-api', 16, 'naaas94/simple-model-api', '🟡 In Progress'],
        ['agentic-reviewer', 17, 'naaas94/agentic-reviewer', '🟡 In Progress'],
        ['embedding-mapper', 27, 'naaas94/embedding-mapper', '🟡 In Progress'],
        ['SNR QuickCapture', 28, 'naaas94/quick-capture-snr', '🟡 In Progress'],
        ['dl-symbolic-perception', 29, null, '🔴 Planned'],
      ]);
      const count = (status: string) =>
        projects.filter((project: { typed: { status: string } }) => project.typed.status === status).length;
      expect([count('running'), count('complete'), count('in_progress'), count('planned')]).toEqual([1, 2, 4, 1]);
      expect(projects[0].derived).toMatchObject({ status: 'running', rule: 'live', confidence: 'sure' });
      for (const project of projects) {
        expect(Object.keys(project)).toEqual([
          'name',
          'line',
          'repo',
          'folder',
          'typed',
          'derived',
          'decision',
          'settled',
          'asOf',
          'ownStatus',
          'isNewLabel',
          'action',
          'reason',
        ]);
        expect(Object.keys(project.derived)).toEqual(['status', 'rule', 'confidence', 'evidence', 'reviewAt']);
      }
      expect(problems).toEqual([]);
      expect(requests.writes).toBe(0);
      expect(readme().equals(seed)).toBe(true);
      expect(readdirSync(folder)).toEqual(['README.md']);
    });

    it('prints one line per row for a person', async () => {
      const { out } = await run(['check', '--now', today, 'README.md']);
      const lines = out.trimEnd().split('\n');
      expect(lines[0]).toBe('README.md: 2 tables, 8 projects; text is double-encoded (left as is)');
      expect(lines).toHaveLength(10);
      expect(lines[1]).toMatch(
        /^ {2}PCC +🟢 Running +keep +running +sure +Scheduled workflow "Daily Inference Pipeline" succeeded on 2025-11-02\.$/,
      );
      expect(out).not.toContain('\u001b');
    });

    it('counts questions as failures only when asked to', async () => {
      expect((await run(['check', '--now', today, 'README.md'])).code).toBe(0);
      expect((await run(['check', '--now', today, '--fail-on', 'question', 'README.md'])).code).toBe(1);
    });

    it.each(['profile.md', 'about.qmd'])('has nothing to do in %s, and needs no token for it', async (name) => {
      copyFileSync(join('tests/fixtures/seeds', name), join(folder, name));
      const { code, out } = await run(['check', name], { GITHUB_TOKEN: '' });
      expect({ code, out }).toEqual({
        code: 0,
        out: expect.stringMatching(`^${name}: 0 statuses; nothing to do\n  A project table has a column`),
      });
    });

    it('looks without a token, at most three requests for each project', async () => {
      const { code, out } = await run(['check', '--json', '--now', today, 'README.md'], { GITHUB_TOKEN: '' });
      expect(code).toBe(0);
      const { documents, requests } = JSON.parse(out);
      expect(requests).toEqual({ graphql: 0, rest: 21, writes: 0 });
      expect(documents[0].projects[0].derived).toMatchObject({ rule: 'live', confidence: 'sure' });
    });

    it('makes an entry of a repository that cannot be seen, and goes on', async () => {
      writeFileSync(
        join(folder, 'README.md'),
        Buffer.from(seed.toString('utf8').replace('naaas94/data-pipeline', 'naaas94/gone')),
      );
      const { code, out } = await run(['check', '--json', '--now', today, 'README.md']);
      const { documents, problems } = JSON.parse(out);
      expect(code).toBe(0);
      expect(problems).toMatchObject([{ code: 'NOT_VISIBLE', where: 'README.md:15' }]);
      expect(documents[0].projects[2]).toMatchObject({
        action: 'keep',
        derived: { status: 'complete', rule: 'keep', confidence: 'guess' },
      });
    });
  });

  describe('sync', () => {
    // One of the projects is archived.
    beforeAll(() => world.repository('embedding-mapper').archive(new Date('2025-11-02T09:00:00Z')));
    const words =
      'labels: { archived: "⚪ Archived", in_progress: "🟡 In Progress" }\nprojects: [{ match: dl-symbolic-perception, repo: naaas94/grounding }]\n';

    it('shows a change as a diff, asks before it writes for the first time, writes one cell, and then has nothing to do', async () => {
      writeFileSync(join(folder, 'statusfolio.yml'), words);
      const dry = await run(['sync', '--dry-run', '--now', today, 'README.md']);
      expect(dry.code).toBe(0);
      expect(dry.out).toMatch(/^--- a\/README\.md\n\+\+\+ b\/README\.md\n@@ .+ @@\n/);
      expect(dry.out.split('\n').filter((line) => /^[-+][^-+]/.test(line))).toHaveLength(2);
      expect(readme().equals(seed)).toBe(true);

      const refused = await run(['sync', '--now', today, 'README.md']);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('--yes');
      expect(readme().equals(seed)).toBe(true);

      const written = await runAsProcess(['sync', '--yes', '--json', '--now', today, 'README.md']);
      expect(written.code).toBe(0);
      expect(JSON.parse(written.out).documents[0]).toMatchObject({
        changes: 1,
        published: { kind: 'file', url: null },
      });
      expectOneCell(seed, readme(), archivedTwice);

      const again = await run(['sync', '--json', '--now', today, 'README.md']);
      expect(JSON.parse(again.out).documents[0]).toMatchObject({ changes: 0, published: null });
      expectOneCell(seed, readme(), archivedTwice);
    });

    it('keeps its memory outside the folder of the document', async () => {
      await run(['sync', '--yes', '--now', today, 'README.md']);
      expect(readdirSync(folder).sort()).toEqual(['README.md', 'state']);
      expect(readdirSync(join(folder, 'state', 'statusfolio'))).toEqual(['state.json']);
    });

    it('commits to the documents of the configuration, once', async () => {
      writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ repo: naaas94/me, publish: commit }]\n${words}`);
      const before = world.portfolio.history().length;
      const { code, out } = await runAsProcess(['sync', '--json', '--now', today]);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        documents: [
          {
            repo: 'naaas94/me',
            path: 'README.md',
            branch: 'main',
            published: { kind: 'commit', oid: world.portfolio.head()?.oid },
          },
        ],
        requests: { writes: 1 },
      });
      expectOneCell(world.document, world.portfolio.read('README.md'), archivedTwice);
      expect((await run(['sync', '--now', today])).code).toBe(0);
      expect(world.portfolio.history()).toHaveLength(before + 1);
    });

    it('writes nothing where the configuration says publish: none', async () => {
      writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ file: README.md, publish: none }]\n${words}`);
      const { code } = await run(['sync', '--now', today]);
      expect(code).toBe(1);
      expect(readme().equals(seed)).toBe(true);
    });
  });

  describe('explain', () => {
    it('shows the facts, the rule, and the rules that did not match', async () => {
      const { code, out } = await run(['explain', 'quick-capture-snr', '--now', today, 'README.md']);
      expect(code).toBe(0);
      for (const words of ['SNR QuickCapture', 'last work', 'by rule', 'not archived', 'not stopped', 'next check'])
        expect(out).toContain(words);
    });

    it('names the projects there are when there is no such project', async () => {
      const { code, err } = await run(['explain', 'nothing', '--now', today, 'README.md']);
      expect(code).toBe(2);
      expect(err).toContain('dl-symbolic-perception');
    });
  });

  it('badge prints an SVG', async () => {
    const { code, out } = await run(['badge', 'PCC', '--now', today, 'README.md']);
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg [\s\S]*PCC: Running[\s\S]*<\/svg>\n$/);
  });

  it('demo --once tells the whole story and leaves', async () => {
    const { code, out, err } = await runAsProcess(['demo', '--once'], { GITHUB_TOKEN: '', GITHUB_API_URL: '' });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const words of [
      'signed -> 202',
      'question about PCC: Scheduled workflow',
      'docs: mark embedding-mapper as ⚪ Archived',
      'docs: mark dl-symbolic-perception as',
      'question about simple-model-api',
      'http://127.0.0.1:',
    ]) {
      expect(out).toContain(words);
    }
  });

  describe('bad input', () => {
    const messages: readonly (readonly [string, readonly string[], Record<string, string>, RegExp])[] = [
      ['an unknown option', ['check', '--wat', 'README.md'], {}, /unknown option '--wat'/],
      ['an unknown command', ['chek'], {}, /unknown command 'chek'[\s\S]*check/],
      ['a missing file', ['check', 'none.md'], {}, /none\.md: there is no such file/],
      ['a folder', ['check', '.'], {}, /is a folder|DOCUMENT/],
      ['a bad instant', ['check', '--now', 'soon', 'README.md'], {}, /2026-03-01/],
      [
        'a missing configuration',
        ['check', '--config', 'none.yml', 'README.md'],
        {},
        /none\.yml: there is no such file/,
      ],
      ['a rejected token', ['check', 'README.md'], { GITHUB_TOKEN: 'wrong' }, /rejected|token/i],
      [
        'a GitHub that cannot be reached',
        ['check', 'README.md'],
        { GITHUB_API_URL: 'http://127.0.0.1:9' },
        /cannot be reached|not reached|unreachable/i,
      ],
    ];
    it('help for a command that does not exist says so, and which one is near', async () => {
      const { code, out, err } = await run(['help', 'chekc']);
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/unknown command 'chekc'[\s\S]*Did you mean check/);
      expect((await run(['help', 'check'])).out).toContain('compare every status');
    });

    it.each([
      ['hooks install', 'Usage: statusfolio hooks install '],
      ['hooks', 'Usage: statusfolio hooks '],
      ['deliveries replay', 'Usage: statusfolio deliveries replay '],
      ['check README.md', 'Usage: statusfolio check '],
      ['help', 'Usage: statusfolio [options] [command]'],
    ])('help %s is the help of that command', async (names, usage) => {
      const { code, out } = await run(['help', ...names.split(' ')]);
      expect([code, out.startsWith(usage)]).toEqual([0, true]);
    });

    it('help for a part of a command that does not exist names the part that is near', async () => {
      const { code, err } = await run(['help', 'hooks', 'instal']);
      expect([code, err]).toEqual([2, expect.stringMatching(/unknown command 'instal'[\s\S]*install/)]);
    });

    it('a missing file is named once, and a command that ends promises nothing for later', async () => {
      const missing = await run(['check', 'nowhere.md']);
      expect([missing.code, missing.err.match(/nowhere\.md/g)]).toEqual([2, ['nowhere.md']]);
      expect(missing.err).toContain('owner/repo:path/to/file.md');
      const offline = await run(['doctor', 'README.md'], { GITHUB_API_URL: 'http://127.0.0.1:9' });
      expect(offline.out).toContain('Run it again later');
      expect(offline.out).not.toContain('retried');
      expect([offline.code, offline.out.match(/cannot be reached/g)?.length]).toEqual([1, 1]);
      expect(offline.out).toMatch(/^1 problem\b.*\.$/m);
    });

    it('says that nothing is to be written, and why nothing was', async () => {
      world.repository('embedding-mapper').unarchive();
      const dry = await run(['sync', '--dry-run', '--now', '2025-10-25', 'README.md']);
      expect(dry).toMatchObject({ code: 0, err: 'README.md: nothing to write.\n' });
      expect((await run(['sync', '--dry-run', '--quiet', '--now', '2025-10-25', 'README.md'])).err).toBe('');
      const text = 'documents: [{ file: README.md, publish: none }]\nlabels: { archived: "⚪ Archived" }\n';
      writeFileSync(join(folder, 'statusfolio.yml'), text);
      world.repository('embedding-mapper').archive(new Date('2025-11-02T09:00:00Z'));
      const withheld = await run(['sync', '--now', today]);
      world.repository('embedding-mapper').unarchive();
      expect([withheld.code, withheld.err]).toEqual([1, expect.stringContaining('"publish: none"')]);
    });

    it.each(messages)('%s gets one clear message and exit code 2', async (_, args, environment, expected) => {
      const start = args.includes('--wat') || environment['GITHUB_API_URL'] !== undefined ? runAsProcess : run;
      const { code, out, err } = await start(args, environment);
      expect(code).toBe(2);
      expect(err).toMatch(expected);
      expect(`${out}${err}`).not.toMatch(/\n\s+at |node:internal/);
      expect(readme().equals(seed)).toBe(true);
    });

    it('reports a bad configuration with line and column', async () => {
      writeFileSync(join(folder, 'statusfolio.yml'), 'documents:\n  - repo: ada/me\n    pubish: commit\n');
      const { code, err } = await run(['check', 'README.md']);
      expect(code).toBe(2);
      expect(err).toContain('statusfolio.yml:3:5 documents[0].pubish: unknown option');
    });

    it('prints the whole object with --json, whatever went wrong', async () => {
      const { code, out } = await run(['check', '--json', 'none.md']);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({
        documents: [],
        problems: [{ code: 'DOCUMENT_NOT_FOUND' }],
        requests: { writes: 0 },
      });
    });

    it('lets no configured path leave its folder', async () => {
      writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ file: ../README.md }]\n');
      expect(await run(['check'])).toMatchObject({ code: 2, err: expect.stringContaining('leaves') });
    });
  });

  it('says in one line what a fresh checkout lacks', () => {
    const checkout = mkdtempSync(join(tmpdir(), 'statusfolio-checkout-'));
    for (const name of ['bin', 'src', 'package.json']) cpSync(name, join(checkout, name), { recursive: true });
    const { status, stderr } = spawnSync(process.execPath, [join(checkout, 'bin/statusfolio.js'), 'check'], {
      encoding: 'utf8',
    });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^statusfolio: .* npm ci\n$/);
  });

  it('an old Node gets one line instead of a crash', () => {
    const script = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); await import(${JSON.stringify(new URL('../../bin/statusfolio.js', import.meta.url).href)});`;
    expect(() => execFileSync(process.execPath, ['--input-type=module', '-e', script], { stdio: 'pipe' })).toThrow(
      /needs Node\.js 22\.18 or newer/,
    );
  });
});
