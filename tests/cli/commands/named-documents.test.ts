// Every way to name a document, against the simulated GitHub over HTTP.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { noHome } from '../../support/no-home.ts';
import { type InProcessOptions, runInProcess } from '../../support/run-in-process.ts';

const now = '2025-11-03T09:00:00Z';
const labels = 'labels: { archived: "⚪ Archived" }\n';
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');

describe('a document named', () => {
  let world: SampleWorld;
  let apiUrl: string;
  let close: () => Promise<void>;
  let folder: string;
  beforeAll(async () => {
    world = createSampleWorld({ now: () => new Date(now), until: new Date(now) });
    world.repository('embedding-mapper').archive(new Date('2025-11-02T09:00:00Z'));
    const createdAt = new Date('2025-10-01T09:00:00Z');
    const profile = world.github.addRepository({ owner: 'naaas94', name: 'naaas94', createdAt, languages: [] });
    profile.commit({ at: createdAt, message: 'Say hello', files: { 'docs/readme.MD': seed } });
    const bare = world.github.addRepository({ owner: 'naaas94', name: 'bare', createdAt, languages: [] });
    bare.commit({ at: createdAt, message: 'Begin', files: { LICENSE: 'none\n' } });
    ({ url: apiUrl, close } = await world.github.listen());
  });
  afterAll(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  });

  const run = (args: readonly string[], options: Partial<InProcessOptions> = {}) =>
    runInProcess([...args, '--now', now], {
      directory: folder,
      ...options,
      environment: {
        HOME: noHome,
        GITHUB_API_URL: apiUrl,
        XDG_STATE_HOME: join(folder, '..', 'no-state'),
        GITHUB_TOKEN: world.github.token,
        ...options.environment,
      },
    });
  const place = async (args: readonly string[], options: Partial<InProcessOptions> = {}) => {
    const { out, code, err } = await run(['check', ...args, '--json'], options);
    const [document] = JSON.parse(out).documents;
    return { code, err, repo: document?.repo, path: document?.path, projects: document?.projects.length };
  };

  it('by its repository, its repository and path, or its address is the same document', async () => {
    const meant = { code: 1, repo: 'naaas94/me', path: 'README.md', projects: 8 };
    for (const name of ['naaas94/me', 'naaas94/me:README.md', 'https://github.com/naaas94/me']) {
      expect(await place([name])).toMatchObject(meant);
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('by a repository says which file was chosen, and is silent about it with --quiet', async () => {
    expect((await place(['naaas94/me'])).err).toBe('Document: naaas94/me:README.md\n');
    expect((await place(['naaas94/me', '--quiet'])).err).toBe('');
    expect((await place(['naaas94/me:README.md'])).err).toBe('');
  });

  it('by an account alone is its profile, whose README may lie in docs in any case', async () => {
    const found = await place(['naaas94']);
    expect(found).toMatchObject({ code: 1, repo: 'naaas94/naaas94', path: 'docs/readme.MD', projects: 8 });
    expect(found.err).toContain('Document: naaas94/naaas94:docs/readme.MD');
  });

  it('by a repository needs no token; what is not looked at without one is said by kind', async () => {
    // Once: there are sixty requests for all of these tests.
    const { out } = await run(['check', 'naaas94/me', '--json'], { environment: { GITHUB_TOKEN: '' } });
    const { documents, problems } = JSON.parse(out);
    expect(documents[0]).toMatchObject({ repo: 'naaas94/me', path: 'README.md' });
    const [unread, ...others] = problems as { message: string; level: string }[];
    expect([unread?.level, others]).toEqual(['notice', []]);
    for (const kind of ['workflows that were switched off', 'releases', 'tags', 'deployments', 'READMEs', 'private'])
      expect(unread?.message).toContain(kind);
    const withToken = await run(['check', 'naaas94/me', '--json']);
    expect(JSON.parse(withToken.out).problems).toEqual([]);
  });

  it('by a repository without a README, or that is not there, is one clear error', async () => {
    const bare = await run(['check', 'naaas94/bare']);
    expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('There is no README.md on naaas94/bare')]);
    const gone = await run(['check', 'naaas94/nowhere']);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('naaas94/nowhere cannot be seen')]);
  });

  describe('by a repository that brings a configuration', () => {
    const pinned = [
      'documents: [{ repo: naaas94/configured }, { repo: ada/elsewhere }, { file: notes.md }]',
      'labels: { paused: "🟠 On hold" }',
      'projects: [{ match: simple-model-api, pin: { status: running, reason: runs elsewhere } }]',
      `notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}" }]`,
      '',
    ].join('\n');
    const configure = (name: string, files: Record<string, string>) => {
      const createdAt = new Date('2025-10-01T09:00:00Z');
      const repository = world.github.addRepository({ owner: 'naaas94', name, createdAt, languages: [] });
      repository.commit({ at: createdAt, message: 'Begin', files: { 'README.md': seed, ...files } });
    };
    const pinOf = async (args: readonly string[], token = world.github.token) => {
      const { out, err } = await run(['check', ...args, '--json'], { environment: { GITHUB_TOKEN: token } });
      const { documents, problems } = JSON.parse(out);
      const found = documents[0].projects.find(({ name }: { name: string }) => name === 'simple-model-api');
      return { documents: documents.length, status: found.derived.status, err, problems };
    };

    it.each(['.github/statusfolio.yml', '.github/statusfolio.yaml', 'statusfolio.yml'])(
      'at %s counts its pins, with a token and without, and says so',
      async (path) => {
        const name = path.replaceAll(/\W/g, '-').replace(/^-/, 'configured-');
        configure(name, { [path]: pinned });
        for (const token of path === '.github/statusfolio.yml' ? [world.github.token, ''] : [world.github.token]) {
          const { documents, status, err, problems } = await pinOf([`naaas94/${name}`], token);
          const unread = token === '' ? [expect.objectContaining({ code: 'TOKEN_MISSING', level: 'notice' })] : [];
          expect([documents, status, problems]).toEqual([1, 'running', unread]);
          expect(err).toContain(`Configuration: naaas94/${name}:${path}\n`);
        }
        expect(readdirSync(folder)).toEqual([]);
      },
    );

    it('leaves it alone where the configuration here lists that repository, or one is named', async () => {
      configure('listed', { 'statusfolio.yml': pinned });
      writeFileSync(join(folder, 'mine.yml'), 'documents: [{ repo: naaas94/listed }]\n');
      expect(await pinOf(['naaas94/listed', '--config', 'mine.yml'])).toMatchObject({ status: 'in_progress' });
      writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ repo: naaas94/listed }]\n');
      expect((await pinOf(['naaas94/listed'])).status).toBe('in_progress');
    });

    it.each([
      ['invalid', { 'statusfolio.yml': 'labels: [paused]\n' }, 'statusfolio.yml:1:1 labels: must be'],
      ['too-large', { 'statusfolio.yml': `# ${'x'.repeat(65_536)}\n` }, 'is larger than 65536 characters'],
      ['double', { 'statusfolio.yml': '', '.github/statusfolio.yml': '' }, 'There are two configurations'],
    ])('that is %s says that it was not used, and checks with defaults', async (name, files, message) => {
      configure(name, files);
      const { status, problems } = await pinOf([`naaas94/${name}`]);
      expect([status, problems.length]).toEqual(['in_progress', 1]);
      expect(problems[0].message).toContain(`naaas94/${name} has a configuration that was not used.`);
      expect(problems[0].message).toContain(message);
      expect((await run(['check', `naaas94/${name}`])).err).toContain('Defaults are used instead');
    });
  });

  it('by a path that exists is the file, even where it looks like a repository', async () => {
    mkdirSync(join(folder, 'naaas94'));
    writeFileSync(join(folder, 'naaas94', 'me'), seed);
    expect(await place(['naaas94/me'])).toMatchObject({ code: 1, repo: null, path: 'naaas94/me', projects: 8 });
  });

  it('by - or /dev/stdin is what comes through standard input, which nothing is written to', async () => {
    for (const name of ['-', '/dev/stdin']) {
      const meant = { code: 1, repo: null, path: 'standard input', projects: 8 };
      expect(await place([name], { input: seed })).toMatchObject(meant);
    }
    writeFileSync(join(folder, 'statusfolio.yml'), labels);
    const diff = await run(['sync', '-', '--dry-run'], { input: seed });
    expect([diff.code, diff.out]).toEqual([0, expect.stringMatching(/^\+.*Archived/m)]);
    const written = await run(['sync', '-', '--yes'], { input: seed });
    expect([written.code, written.err]).toEqual([2, expect.stringContaining('cannot be written back')]);
    const past = await run(['simulate', '-'], { input: seed });
    expect([past.code, past.err]).toEqual([2, expect.stringContaining('has no history')]);
    expect(readdirSync(folder)).toEqual(['statusfolio.yml']);
  });

  it('by nothing is the README here, in any case, and not that of the example configuration', async () => {
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config', 'portfolio.yml'), 'documents: [{ repo: naaas94/other }]\n');
    writeFileSync(join(folder, 'Readme.markdown'), seed);
    const found = await place([]);
    expect(found).toMatchObject({ code: 1, repo: null, path: 'Readme.markdown', projects: 8 });
    expect(found.err).toBe('Document: Readme.markdown\n');
    writeFileSync(join(folder, 'statusfolio.yml'), labels);
    for (const args of [['explain', 'PCC'], ['review'], ['doctor'], ['sync', '--dry-run']]) {
      const { err, out } = await run(args);
      expect([args, err, out]).not.toEqual([args, expect.stringContaining('No document'), expect.anything()]);
    }
    expect((await run(['sync'])).err).toContain('was never written before');
  });

  it('by nothing where nothing is says what to name', async () => {
    const { code, err } = await run(['check']);
    expect([code, err]).toEqual([2, expect.stringContaining('statusfolio check owner/repo')]);
  });

  it('elsewhere is not judged with the pins and labels of the configuration here', async () => {
    const pins = 'projects: [{ match: PCC, pin: { status: archived } }]\n';
    writeFileSync(join(folder, 'README.md'), seed);
    writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ file: README.md }]\n${pins}`);
    const rule = async (args: readonly string[]) => {
      const { out } = await run(['check', ...args, '--json']);
      const [document] = JSON.parse(out).documents;
      return document.projects.find(({ name }: { name: string }) => name === 'PCC').derived.rule;
    };
    expect(await rule([])).toBe('pin');
    expect(await rule(['README.md'])).toBe('pin');
    expect(await rule(['naaas94/me'])).not.toBe('pin');
    expect(await rule(['naaas94/me', '--config', 'statusfolio.yml'])).toBe('pin');
  });

  it('that the configuration lists is read as it says, however it is named', async () => {
    writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ repo: naaas94/me, publish: none }]\n${labels}`);
    const before = world.portfolio.head()?.oid;
    expect((await run(['sync', 'naaas94/me', '--yes'])).code).toBe(1);
    expect(world.portfolio.head()?.oid).toBe(before);
  });

  it('in the same forms by explain, review, simulate, doctor and sync --dry-run', async () => {
    for (const args of [
      ['explain', 'PCC', 'naaas94/me'],
      ['review', 'naaas94/me'],
      ['simulate', 'naaas94/me', '--days', '30'],
      ['doctor', 'naaas94/me'],
      ['sync', 'naaas94/me', '--dry-run'],
    ]) {
      const { code, err } = await run(args);
      expect([args, code, err]).toEqual([args, expect.toBeOneOf([0, 1]), expect.not.stringContaining('no such file')]);
    }
    const piped = await run(['explain', 'PCC', '-'], { input: seed });
    expect([piped.code, piped.out]).toEqual([0, expect.stringContaining('naaas94/PCC')]);
  });
});
