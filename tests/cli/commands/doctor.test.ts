// `doctor`: everything that can be wrong is said in plain words with what to do, and nothing that is well is called ill.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp, type SimulatedInstallation } from '../../../demo/github/app.ts';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { examineExpiry } from '../../../src/cli/commands/doctor.ts';
import { repairText } from '../../../src/cli/commands/doctor-document.ts';
import { makeAppKeys } from '../../support/app-keys.ts';
import { listenTo } from '../../support/listen-to.ts';
import { openReceiver, status } from '../../support/open-receiver.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const now = new Date('2025-11-03T09:00:00Z');
const seed = readFileSync('tests/fixtures/seeds/portfolio.md');
const words = 'labels: { maintained: "🟢 Maintained", paused: "🟡 Paused", archived: "⚪ Archived" }\n';

interface Finding {
  readonly state: string;
  readonly what: string;
  readonly says: string;
  readonly fix: string;
}

describe('doctor', () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let folder: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    world = createSampleWorld({ now: () => now, until: now });
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'README.md'), seed);
    ({ environment, close } = await listenTo(world));
  });
  afterEach(async () => {
    await close();
  });

  it('names every variable that many owners need, and a configuration that they cannot share', async () => {
    const { ill } = await doctor([], { STATUSFOLIO_OWNERS: 'many' });
    const needed = ['GITHUB_APP_ID', 'GITHUB_APP_PRIVATE_KEY', 'GITHUB_APP_CLIENT_ID', 'GITHUB_APP_CLIENT_SECRET'];
    const others = ['GITHUB_WEBHOOK_SECRET', 'SESSION_SECRET', 'PUBLIC_URL', 'ADMIN_TOKEN'].map((name, index) =>
      index === 0 ? name : `STATUSFOLIO_${name}`,
    );
    expect(ill.map(({ what }) => what)).toEqual([...needed, ...others]);
    const named = await doctor(['--config', 'statusfolio.yml'], { STATUSFOLIO_OWNERS: 'many' });
    expect(named.ill.at(-1)).toMatchObject({ state: 'bad', says: expect.stringContaining('--config cannot be used') });
    const serve = await runInProcess(['serve'], { directory: folder, environment: { STATUSFOLIO_OWNERS: 'many' } });
    expect(serve.code).toBe(2);
    for (const name of [...needed, ...others]) expect(serve.err).toContain(`${name}: is missing`);
  });

  describe('channels', () => {
    const channel = `notify: [{ url: "\${STATUSFOLIO_NOTIFY_TEAM}", format: slack }]\n`;
    const findChannel = ({ findings }: { readonly findings: readonly Finding[] }) =>
      findings.filter(({ what }) => what.startsWith('STATUSFOLIO_NOTIFY_'));

    it('are listed with their host alone, or with what is missing', async () => {
      configure(`documents: [{ file: README.md }]\n${channel}`);
      const variables = { STATUSFOLIO_NOTIFY_TEAM: 'https://hooks.slack.com/services/T0/s3cret' };
      const set = await doctor([], variables);
      expect(findChannel(set)).toMatchObject([
        { state: 'good', says: expect.stringContaining('slack to hooks.slack.com,') },
      ]);
      expect(set.out).not.toContain('s3cret');
      expect(findChannel(await doctor())).toMatchObject([
        { state: 'bad', says: expect.stringContaining('is missing') },
      ]);
    });

    it('are sent a test where one is asked for, and what they answer is told', async () => {
      const receiver = await openReceiver();
      configure(`documents: [{ file: README.md }]\n${channel}`);
      const variables = { STATUSFOLIO_NOTIFY_TEAM: receiver.url };
      expect(findChannel(await doctor([], variables))).toMatchObject([{ state: 'good' }]);
      expect(receiver.received).toEqual([]);
      expect(findChannel(await doctor(['--test-notify'], variables))).toMatchObject([
        { state: 'good', says: expect.stringContaining('Accepted a test notice') },
      ]);
      expect(receiver.received).toMatchObject([{ body: expect.stringContaining('This is a test of the channel') }]);
      receiver.answerNext(status(404));
      const gone = await doctor(['--test-notify'], variables);
      expect(findChannel(gone)).toMatchObject([
        { state: 'bad', says: expect.stringMatching(/answered with HTTP 404\.$/) },
      ]);
      expect(gone.code).toBe(1);
      expect(gone.out).not.toContain('s3cret');
      await receiver.close();
    });
  });

  const configure = (text: string) => writeFileSync(join(folder, 'statusfolio.yml'), text);
  const doctor = async (args: readonly string[] = [], more: Record<string, string> = {}) => {
    const result = await runInProcess(['doctor', ...args, '--json', '--now', now.toISOString()], {
      directory: folder,
      environment: { ...environment, ...more },
    });
    const findings: Finding[] = result.out === '' ? [] : JSON.parse(result.out).findings;
    return { ...result, findings, ill: findings.filter(({ state }) => state !== 'good') };
  };

  it('calls a healthy set-up healthy', async () => {
    configure(`documents: [{ repo: naaas94/me, publish: commit }]\n${words}`);
    const { code, ill, findings } = await doctor();
    expect(code).toBe(0);
    // The sample's document really is doubly encoded, and one row really has no repository.
    expect(ill.map(({ says }) => says)).toEqual([expect.stringContaining('double-encoded')]);
    expect(findings.map(({ what }) => what)).toContain('token');
  });

  it('says that a key of the configuration has another name now, which is no fault', async () => {
    configure(`documents: [{ repo: naaas94/me, publish: commit }]\nsilence: publish\n${words}`);
    const { code, ill } = await doctor();
    expect(code).toBe(0);
    expect(ill.map(({ state, says }) => `${state} ${says}`)).toContain(
      'notice "silence: publish" is called "onSilence: date" now.',
    );
  });

  it('names markers that are broken, and a text that is encoded twice also where it holds no project', async () => {
    const profile = readFileSync('tests/fixtures/seeds/profile.md', 'utf8');
    writeFileSync(join(folder, 'README.md'), `${profile}\n<!-- statusfolio:list -->\n`);
    const { code, ill } = await doctor(['README.md']);
    expect(code).toBe(1);
    expect(ill.map(({ what, says }) => `${what} ${says}`)).toEqual([
      expect.stringContaining('README.md Its text is double-encoded'),
      expect.stringMatching(/^README\.md:\d+ The block has no end/),
      expect.stringContaining('no project'),
    ]);
  });

  describe("with a workflow's own token", () => {
    const atWork = async (configuration: string, prepare: (world: SampleWorld) => void = () => {}) => {
      const viewed = createSampleWorld({ now: () => now, until: now, viewer: 'github-actions[bot]' });
      prepare(viewed);
      const listening = await viewed.github.listen();
      configure(`documents: [{ repo: naaas94/me, ${configuration} }]\n${words}`);
      const more = { GITHUB_TOKEN: viewed.github.token, GITHUB_API_URL: listening.url };
      const { ill } = await doctor([], more);
      await listening.close();
      return ill.map(({ says }) => says).filter((says) => !says.includes('double-encoded'));
    };
    const hasPages = ({ github }: SampleWorld) => {
      const me = github.find('naaas94', 'me', false);
      if (me !== null) me.state.hasPages = true;
    };
    const mayWrite = 'Whether a workflow token may commit to it depends on the workflow.';

    it('warns that a site would not be built, and only then', async () => {
      const warning = expect.stringContaining('A site is built from naaas94/me, and GitHub builds none');
      expect(await atWork('publish: commit', hasPages)).toEqual([mayWrite, warning]);
      expect(await atWork('publish: commit')).toEqual([mayWrite]);
      expect(await atWork('publish: pull-request', hasPages)).toEqual([mayWrite]);
      expect(await atWork('publish: commit, afterPublish: site.yml', hasPages)).toEqual([mayWrite]);
    });
  });

  it('names what a GitHub App lacks, and where it is not installed', async () => {
    const keys = makeAppKeys();
    writeFileSync(join(folder, 'app.pem'), keys.pkcs1);
    configure(`documents: [{ repo: naaas94/me, publish: commit }]\n${words}`);
    const app = createApp('4711', keys.publicKey);
    world.github.app = app;
    const asApp = { GITHUB_TOKEN: '', GITHUB_APP_ID: '4711', GITHUB_APP_PRIVATE_KEY_FILE: join(folder, 'app.pem') };
    const says = async () => (await doctor([], asApp)).ill.map((finding) => finding.says);
    expect(await says()).toEqual(['The GitHub App is not installed on naaas94/me.']);
    const permissions = { contents: 'write', issues: 'read' };
    const installation: SimulatedInstallation = {
      id: 7,
      account: 'naaas94',
      repositories: null,
      permissions,
      isSuspended: false,
    };
    app.installations.push(installation);
    expect(await says()).toEqual([
      expect.stringContaining('double-encoded'),
      'The GitHub App lacks "pull_requests: write", so changes cannot be proposed in a pull request.',
      'The GitHub App lacks "issues: write", so questions cannot be asked in an issue.',
    ]);
    installation.permissions = { contents: 'write', issues: 'write', pull_requests: 'write' };
    const { code, findings } = await doctor([], asApp);
    expect(code).toBe(0);
    expect(findings.map((finding) => finding.says)).toEqual(
      expect.arrayContaining([
        'The GitHub App may commit to it.',
        expect.stringMatching(/^Authenticated as statusfolio\[bot\]/),
      ]),
    );
  });

  it('names keys of the configuration that were renamed, which is no fault', async () => {
    configure('documents: [{ file: README.md }]\nwords: { paused: "🟡 Paused" }\n');
    const { findings } = await doctor([]);
    expect(findings.filter(({ says }) => says.includes('is called'))).toEqual([
      {
        state: 'notice',
        what: 'statusfolio.yml:2:1',
        says: '"words" is called "labels" now.',
        fix: 'The former name is still read. Rewrite the file with: statusfolio init',
      },
    ]);
  });

  it('is readable for a person', async () => {
    const { code, out } = await runInProcess(['doctor', 'README.md', '--now', now.toISOString()], {
      directory: folder,
      environment,
      columns: 100,
    });
    expect(code).toBe(0);
    expect(out).toContain('✓ token: Authenticated as naaas94');
    expect(out).toContain('✓ README.md: 2 tables, 8 projects.');
    expect(out.trimEnd()).toMatch(/\nNo problems, \d+ warnings?\.$/);
  });

  it('announces the end of a token 14 days ahead', async () => {
    world.github.tokenExpiresAt = new Date('2025-11-14T10:00:00Z');
    const { code, ill } = await doctor(['README.md']);
    expect(code).toBe(0);
    expect(ill).toContainEqual({
      state: 'notice',
      what: 'token',
      says: 'It expires on 2025-11-14, in 11 days.',
      fix: expect.stringContaining('https://github.com/settings/personal-access-tokens'),
    });
  });

  it.each([
    ['2025-11-18T09:00:01Z', 'good'],
    ['2025-11-18T08:59:59Z', 'notice'],
    ['2025-11-03T09:00:01Z', 'notice'],
    ['2025-11-03T08:59:59Z', 'bad'],
  ])('a token that ends at %s is %s', (expiresAt, state) => {
    expect(examineExpiry({ expiresAt }, now, { site: 'https://github.com' })[0]?.state).toBe(state);
  });

  it('names scopes that nobody needs', async () => {
    world.github.tokenScopes = ['repo', 'delete_repo', 'admin:org'];
    const { ill } = await doctor(['README.md']);
    expect(ill.find(({ says }) => says.includes('delete_repo, admin:org'))?.state).toBe('notice');
  });

  it('tells from a missing token what works without one', async () => {
    const { code, ill } = await doctor(['README.md'], { GITHUB_TOKEN: '' });
    expect(code).toBe(0);
    expect(ill[0]).toMatchObject({ what: 'token', says: expect.stringContaining('60 requests an hour') });
  });

  const illnesses: readonly (readonly [string, string, Record<string, string>, RegExp])[] = [
    ['a rejected token', 'documents: [{ file: README.md }]\n', { GITHUB_TOKEN: 'wrong' }, /does not accept the token/],
    [
      'an unreachable GitHub',
      'documents: [{ file: README.md }]\n',
      { GITHUB_API_URL: 'http://127.0.0.1:9' },
      /cannot be reached/,
    ],
    ['a short secret', '', { GITHUB_WEBHOOK_SECRET: 'short' }, /GITHUB_WEBHOOK_SECRET: is shorter than 32/],
    [
      'a bad configuration',
      'documents: [{ repo: me }]\n',
      {},
      /statusfolio\.yml:1:15 documents\[0\]\.repo: must be owner\/name/,
    ],
    ['an empty configuration', 'labels: {}\n', {}, /It lists no documents/],
    ['a missing document', 'documents: [{ repo: naaas94/me, path: none.md }]\n', {}, /There is no none\.md/],
    ['a document without rows', 'documents: [{ file: empty.md }]\n', {}, /no project that can be managed/],
    [
      'a token that may not commit',
      'documents: [{ repo: somebody/page, publish: commit }]\n',
      {},
      /may not commit to somebody\/page/,
    ],
    [
      'a server that is down',
      'documents: [{ file: README.md }]\n',
      { STATUSFOLIO_PUBLIC_URL: 'http://127.0.0.1:9' },
      /cannot be reached from here/,
    ],
    [
      'a database that is none',
      'documents: [{ file: README.md }]\n',
      { STATUSFOLIO_DATABASE: 'README.md' },
      /README\.md/,
    ],
  ];
  it.each(illnesses)('finds %s, and says what to do', async (_, configuration, more, expected) => {
    writeFileSync(join(folder, 'empty.md'), '# Nothing\n');
    const page = world.github.addRepository({ owner: 'somebody', name: 'page', createdAt: now });
    page.commit({ at: now, message: 'Type', files: { 'README.md': seed } });
    configure(configuration);
    const { code, findings } = await doctor([], more);
    expect(code).toBe(1);
    const found = findings.find(({ state, what, says }) => state === 'bad' && expected.test(`${what}: ${says}`));
    expect(found, JSON.stringify(findings, null, 1)).toBeDefined();
    expect(found?.fix).not.toBe('');
  });

  it('finds dead and renamed links, at their lines', async () => {
    writeFileSync(join(folder, 'README.md'), seed.toString('utf8').replace('naaas94/data-pipeline', 'naaas94/no'));
    world.repository('agentic-reviewer').rename('reviewer');
    const { code, ill } = await doctor(['README.md']);
    expect(code).toBe(1);
    expect(ill).toContainEqual(expect.objectContaining({ state: 'bad', what: 'README.md:15' }));
    const renamed = ill.find(({ says }) => says.includes('is called naaas94/reviewer now'));
    expect(renamed).toMatchObject({ state: 'notice', what: 'README.md:17' });
  });

  it('checks the server from outside, and at what GitHub last delivered', async () => {
    const server: Server = createServer((_, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    configure(`documents: [{ repo: naaas94/me, publish: commit }]\n${words}`);
    const more = { STATUSFOLIO_PUBLIC_URL: publicUrl };
    const before = await doctor([], more);
    expect(before.findings).toContainEqual(expect.objectContaining({ state: 'good', what: 'STATUSFOLIO_PUBLIC_URL' }));
    expect(before.ill).toContainEqual(expect.objectContaining({ fix: 'statusfolio hooks install' }));

    const url = `${publicUrl}/webhooks/github`;
    world.portfolio.addHook({ url, secret: 'x', events: ['push'] }).lastStatus = 401;
    const after = await doctor([], more);
    expect(after.code).toBe(1);
    expect(after.ill).toContainEqual(
      expect.objectContaining({ what: 'webhook of naaas94/me', says: expect.stringContaining('401') }),
    );

    const [hook] = world.portfolio.state.hooks;
    if (hook !== undefined) hook.lastStatus = 202;
    const says = expect.stringMatching(/^It does not receive create, delete, .*, issue_comment\.$/);
    expect((await doctor([], more)).ill).toContainEqual(
      expect.objectContaining({ what: 'webhook of naaas94/me', says }),
    );
    server.close();
  });

  describe('--repair', () => {
    const repair = (args: readonly string[], answers?: readonly boolean[]) =>
      runInProcess(['doctor', ...args, '--repair'], {
        directory: folder,
        environment: {},
        ...(answers && { answers }),
      });
    const readme = () => readFileSync(join(folder, 'README.md'));

    it('shows the difference first, and gives the real characters back', async () => {
      const shown = await repair(['README.md']);
      expect(shown.out).toContain('🟢 Running');
      expect(readme().equals(seed)).toBe(true);
      expect((await repair(['README.md'], [false])).code).toBe(0);
      expect(readme().equals(seed)).toBe(true);

      await repair(['README.md', '--yes']);
      expect(readme().toString()).toContain('🟢 Running');
      expect(readme().toString()).not.toContain('ðŸ');
      expect(readme().length).toBeLessThan(seed.length);
      const again = await repair(['README.md', '--yes']);
      expect(again.err).toContain('it is not double-encoded');
    });

    it('needs a file', async () => {
      expect(await repair([])).toMatchObject({ code: 2, err: expect.stringContaining('README.md --repair') });
      expect(await repair(['none.md'])).toMatchObject({ code: 2, err: expect.stringContaining('no such file') });
    });

    it.each([
      ['ðŸŸ¢ Running, cafÃ©', '🟢 Running, café'],
      ['already good: 🟢 café', null],
      ['ASCII', null],
    ])('%s becomes %s', (text, expected) => {
      expect(repairText(text)).toBe(expected);
    });
  });
});
