// The Action in this process, with the environment, event file, summary and output files of a workflow, against the
// simulated GitHub; and its state fresh, kept, stale and contested. The bundle itself: bundle.test.ts.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { readActionInputs } from '../../src/cli/action/inputs.ts';
import { describePause } from '../../src/cli/action/keep-schedule.ts';
import { inputKeys, mergeInputs } from '../../src/config/edit-portfolio.ts';
import { readOutputs } from '../support/read-as-runner.ts';
import { runAction } from '../support/run-action.ts';

const action = parse(readFileSync('action.yml', 'utf8'));
const words = '{ archived: "⚪ Archived", paused: "🟡 Paused", maintained: "🟢 Maintained" }';

describe('the Action', () => {
  let world: SampleWorld;
  let now: Date;
  let close: () => Promise<void>;
  let workspace: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    now = new Date();
    world = createSampleWorld({ now: () => now, until: now, confirmedAt: new Date(now.getTime() - 3_600_000) });
    const listening = await world.github.listen();
    close = listening.close;
    workspace = mkdtempSync(join(tmpdir(), 'statusfolio-action-'));
    for (const name of ['summary', 'output']) writeFileSync(join(workspace, name), '');
    writeFileSync(
      join(workspace, 'event.json'),
      JSON.stringify({ repository: { full_name: 'naaas94/me', fork: false } }),
    );
    environment = {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: listening.url,
      GITHUB_REPOSITORY: 'naaas94/me',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: join(workspace, 'event.json'),
      GITHUB_STEP_SUMMARY: join(workspace, 'summary'),
      GITHUB_OUTPUT: join(workspace, 'output'),
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: workspace,
      INPUT_TOKEN: world.github.token,
      INPUT_LABELS: words,
    };
  });
  afterEach(async () => {
    expect(world.github.unexpected).toEqual([]);
    await close();
  });

  const run = (more: Record<string, string> = {}, at?: string) =>
    runAction({ directory: workspace, environment: { ...environment, ...more } }, at);
  const outputs = () => readOutputs(readFileSync(join(workspace, 'output'), 'utf8'));
  const summary = () => readFileSync(join(workspace, 'summary'), 'utf8');
  const memory = () => world.portfolio.head('statusfolio-state')?.files.get('state.json') ?? null;
  const memories = () => world.portfolio.history('statusfolio-state').length;
  const archive = () => world.repository('embedding-mapper').archive(new Date());

  it('keeps the README up to date, and says so in summary and outputs', async () => {
    archive();
    const { code, out } = await run();
    expect(code, out).toBe(0);
    const before = Buffer.from(world.document).toString('latin1').split('\n');
    const after = Buffer.from(world.portfolio.read('README.md') ?? [])
      .toString('latin1')
      .split('\n');
    expect(after.filter((line, index) => line !== before[index])).toHaveLength(1);
    expect(outputs()).toMatchObject({ changes: '1', published: 'true', commits: world.portfolio.head()?.oid });
    expect(JSON.parse(readFileSync(outputs()['report'] ?? '', 'utf8')).documents).toHaveLength(1);
    expect(summary()).toMatch(
      /^\[Commit [0-9a-f]{7}\]\(https:[^)]+\)\n\n### naaas94\/me\/README\.md: 1 status changed/,
    );
    expect(summary()).toContain(
      '| → | [embedding-mapper](https://github.com/naaas94/me/blob/main/README.md?plain=1#L27) | 🟡 In Progress | ⚪ Archived | Archived (read-only)',
    );
    expect(summary()).toContain('GitHub starts no other workflow and no Pages build');
  });

  it('has inputs that mirror the configuration, each described, and every description in a line', () => {
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/action.js' });
    for (const key of inputKeys) expect(Object.keys(action.inputs)).toContain(key);
    for (const { description } of Object.values<{ description: string }>(action.inputs))
      expect(description).toMatch(/^[^\n]+$/);
  });

  describe('memory', () => {
    it('is made with the first run, on a branch that shares nothing with the others, and not touched by the next', async () => {
      expect((await run()).code).toBe(0);
      expect([...(world.portfolio.head('statusfolio-state')?.files.keys() ?? [])]).toEqual(['state.json']);
      expect(memories()).toBe(1);
      expect((await run()).code).toBe(0);
      now = new Date(now.getTime() + 3 * 3_600_000);
      expect((await run()).code).toBe(0);
      expect(memories()).toBe(1);
      expect(world.portfolio.history()).toHaveLength(1);
    });

    it('is kept from run to run: a question is asked once, and nothing is published for silence', async () => {
      const days = (count: number) => new Date(now.getTime() + count * 86_400_000).toISOString();
      expect((await run({}, days(100))).out).toContain('paused?');
      const asked = () => {
        const { projects } = JSON.parse(Buffer.from(memory() ?? []).toString());
        return projects.find(({ name }: { name: string }) => name === 'simple-model-api').question?.askedAt;
      };
      const first = asked();
      expect(first).toBe(days(100));
      await run({ INPUT_STATE: 'false' }, days(115));
      await run({}, days(115));
      expect(asked()).toBe(first);
      await run({}, days(300));
      expect(/simple-model-api.*Paused/.test(Buffer.from(world.portfolio.read('README.md') ?? []).toString())).toBe(
        false,
      );
    });

    it('holds what was decided, and nothing is decided twice', async () => {
      await run();
      const first = JSON.parse(Buffer.from(memory() ?? []).toString());
      expect(first.projects.length).toBeGreaterThanOrEqual(7);
      archive();
      await run();
      const second = JSON.parse(Buffer.from(memory() ?? []).toString());
      expect(memories()).toBe(2);
      expect(second.changes).toHaveLength(1);
      const decision = second.projects.find(({ name }: { name: string }) => name === 'embedding-mapper').decision;
      expect(decision).toMatchObject({ status: 'archived', since: expect.stringMatching(/Z$/) });
      await run();
      await run();
      expect(memories()).toBeLessThanOrEqual(3);
      expect(world.portfolio.history()).toHaveLength(2);
    });

    it.each([
      ['cut in half', '{"version":1,"proj'],
      ['of another version', '{"version":99}'],
      ['something else', '[]'],
      [
        'not what the schema takes',
        '{"version":1,"projects":[{"owner_id":"owner","key":"x","name":null,"data":"{}"}]}}',
      ],
    ])('that is %s is named, ignored and written anew', async (_, text) => {
      world.portfolio.commit({ at: now, message: 'x', files: { 'state.json': text }, branch: 'statusfolio-state' });
      archive();
      const { code, out } = await run();
      expect(code).toBe(0);
      expect(out).toContain('starts over');
      expectArchived();
      expect(JSON.parse(Buffer.from(memory() ?? []).toString()).version).toBe(2);
    });

    it('that another run saved meanwhile is not overwritten', async () => {
      await run();
      archive();
      const theirs = '{"version":1}\n';
      const other = { at: now, message: 'x', files: { 'other.json': theirs }, branch: 'statusfolio-state' };
      let isSaved = false;
      world.github.fail({
        // Not a fault: the moment between reading the state and saving it.
        when: ({ operation }) => {
          if (operation?.startsWith('Commit') === true && !isSaved) world.portfolio.commit(other);
          isSaved ||= operation?.startsWith('Commit') === true;
          return false;
        },
        answer: 'reset',
      });
      const { code, out } = await run();
      expect(code).toBe(0);
      expect(out).toContain('Another run saved its state in the meantime');
      expectArchived();
    });

    it('can be declined', async () => {
      expect((await run({ INPUT_STATE: 'false' })).code).toBe(0);
      expect(memory()).toBeNull();
    });

    it('that may not be written is no reason to fail', async () => {
      world.github.fail({
        when: ({ method, path }) => method === 'POST' && path.endsWith('/git/trees'),
        answer: new Response('{"message":"Resource not accessible by integration"}', {
          status: 403,
          headers: { 'content-type': 'application/json' },
        }),
      });
      const { code, out } = await run();
      expect(code).toBe(0);
      expect(out).toContain('permissions: contents: write');
    });

    it.each(['Reference update failed', 'Repository rule violations found: creations being restricted'])(
      'that a rule forbids is not taken for one that another run saved: %s',
      async (message) => {
        world.github.fail({
          when: ({ method, path }) => method === 'POST' && path.endsWith('/git/refs'),
          answer: new Response(JSON.stringify({ message }), {
            status: 422,
            headers: { 'content-type': 'application/json' },
          }),
        });
        const { code, out } = await run();
        expect(code).toBe(0);
        expect(out).not.toContain('Another run');
        expect(out).toContain('A rule of the repository forbids the branch statusfolio-state');
        expect(out).toContain('"state: false"');
      },
    );

    it('holds nothing about a private repository but its word', async () => {
      world.repository('agentic-reviewer').state.visibility = 'PRIVATE';
      await run();
      const text = Buffer.from(memory() ?? []).toString();
      const projects = JSON.parse(text).projects;
      const hidden = projects.find(({ name }: { name: string }) => name === 'agentic-reviewer');
      expect(hidden.derived.evidence).toBe('');
    });
  });

  function expectArchived(): void {
    const text = Buffer.from(world.portfolio.read('README.md') ?? []).toString('latin1');
    expect(text).toContain(Buffer.from('âšª Archived').toString('latin1').slice(-8));
  }

  it('only reports on a pull request, and annotates its lines', async () => {
    archive();
    writeFileSync(join(workspace, 'README.md'), world.document);
    const { code, out } = await run({ GITHUB_EVENT_NAME: 'pull_request', 'INPUT_FAIL-ON': 'change' });
    expect(code).toBe(1);
    expect(out).toMatch(/^::warning file=README\.md,line=27,title=embedding-mapper/m);
    expect(world.portfolio.history()).toHaveLength(1);
    expect(memory()).toBeNull();
  });

  it('checks the rows that a pull request adds to a list of activity, and no others', async () => {
    const list = (...names: string[]) =>
      `# Kites\n\n<!-- statusfolio: activity 🟢 <60d 🔴 else -->\n\n${names.map((name) => `- 🟢 [${name}](https://github.com/kites/${name})\n`).join('')}`;
    const longAgo = new Date(now.getTime() - 500 * 86_400_000);
    for (const name of ['box', 'sled']) {
      const repository = world.github.addRepository({ owner: 'kites', name, createdAt: longAgo });
      repository.commit({ at: longAgo, message: 'Fly', files: { a: '1' } });
    }
    world.portfolio.commit({ at: now, message: 'List', files: { 'README.md': list('box') } });
    const base = { sha: world.portfolio.head()?.oid };
    writeFileSync(join(workspace, 'README.md'), list('box', 'sled'));
    writeFileSync(join(workspace, 'event.json'), JSON.stringify({ pull_request: { base } }));
    const { code, out } = await run({ GITHUB_EVENT_NAME: 'pull_request', 'INPUT_FAIL-ON': 'change' });
    expect(code, out).toBe(1);
    expect(out).toMatch(/^::warning file=README\.md,line=6,title=sled%3A 🟢 should be 🔴::Last commit/m);
    expect(out).not.toMatch(/line=5/);
    expect(summary()).toContain('| → | sled | 🟢 | 🔴 |');
  });

  it('reports on the version on GitHub where nothing is checked out, and says so', async () => {
    archive();
    const { code, out } = await run({ GITHUB_EVENT_NAME: 'merge_group', 'INPUT_FAIL-ON': 'change' });
    expect(code).toBe(1);
    expect(out).toContain('README.md is not checked out');
    expect(world.portfolio.history()).toHaveLength(1);
  });

  it('shows evidence about a private repository only where the configuration is not that of a pull request', async () => {
    world.repository('agentic-reviewer').state.visibility = 'PRIVATE';
    writeFileSync(join(workspace, 'README.md'), world.document);
    writeFileSync(
      join(workspace, 'statusfolio.yml'),
      'documents: [{ repo: naaas94/me, publish: none }]\nprivateDetails: [naaas94/agentic-reviewer]\n',
    );
    const why = async (name: string) => {
      const { out } = await run({ GITHUB_EVENT_NAME: name });
      return /^\|.*\| agentic-reviewer \|.*\| (.*) \|$/m.exec(out)?.[1]?.trim();
    };
    expect(await why('schedule')).toMatch(/\d{4}-\d{2}-\d{2}/);
    for (const name of ['pull_request', 'pull_request_target', 'something_new'])
      expect((await why(name)) ?? '').not.toMatch(/\d{4}-\d{2}-\d{2}/);
  });

  it('takes its token from the input alone, never from a variable of the job', async () => {
    const { code, out } = await run({
      INPUT_TOKEN: '',
      GITHUB_TOKEN: world.github.token,
      GH_TOKEN: world.github.token,
    });
    expect(code).toBe(2);
    expect(out).toMatch(/^::error title=Statusfolio::input token: is empty/m);
    const other = await run({ GITHUB_TOKEN: 'wrong', GITHUB_WRITE_TOKEN: 'wrong', GITHUB_APP_ID: '1' });
    expect(other.code, other.out).toBe(0);
  });

  it('marks every problem of a configuration at its line and column', async () => {
    mkdirSync(join(workspace, '.github'));
    writeFileSync(join(workspace, '.github/statusfolio.yaml'), 'documents: []\nnonsense: 1\nschedule: "* *"\n');
    const { code, out } = await run({ INPUT_LABELS: '' });
    expect(code).toBe(2);
    expect(out).toMatch(
      /^::error file=\.github\/statusfolio\.yaml,line=2,col=1,title=Statusfolio configuration::.*nonsense/m,
    );
    expect(out).toMatch(/^::error file=\.github\/statusfolio\.yaml,line=3,col=\d+,/m);
    expect(world.portfolio.history()).toHaveLength(1);
  });

  it('follows no configuration that leads out of the checked-out repository, nor into .git', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'statusfolio-outside-'));
    writeFileSync(join(outside, 'secret.yml'), 'password: hunter2\n');
    mkdirSync(join(workspace, '.git'));
    writeFileSync(join(workspace, '.git/config'), 'password: hunter2\n');
    for (const target of [join(outside, 'secret.yml'), '.git/config']) {
      rmSync(join(workspace, 'statusfolio.yml'), { force: true });
      symlinkSync(target, join(workspace, 'statusfolio.yml'));
      const { code, out } = await run({ GITHUB_EVENT_NAME: 'pull_request_target' });
      expect(code).toBe(2);
      expect(out).toContain('through a symbolic link');
      expect(out).not.toContain('hunter2');
    }
    expect((await run({ INPUT_CONFIG: join(outside, 'secret.yml') })).out).not.toContain('hunter2');
  });

  it('loads no configuration that an example or an installed package brings along', async () => {
    for (const folder of ['config', 'node_modules/statusfolio']) {
      mkdirSync(join(workspace, folder), { recursive: true });
      for (const name of ['portfolio.yml', 'portfolio.local.yml', 'statusfolio.yml'])
        writeFileSync(join(workspace, folder, name), 'nonsense: 1\n');
    }
    expect((await run()).code).toBe(0);
  });

  it('does not run in a fork, unless it is told to', async () => {
    writeFileSync(join(workspace, 'event.json'), JSON.stringify({ repository: { fork: true } }));
    archive();
    expect(await run()).toMatchObject({ code: 0, out: expect.stringContaining('This is a fork') });
    expect(world.portfolio.history()).toHaveLength(1);
    await run({ INPUT_FORKS: 'true' });
    expect(world.portfolio.history()).toHaveLength(2);
  });

  it('uses a configuration file, which inputs outrank', async () => {
    writeFileSync(
      join(workspace, 'statusfolio.yml'),
      `documents: [{ repo: naaas94/me, publish: commit }]\nwords: { archived: "Gone" }\n`,
    );
    archive();
    await run();
    expectArchived();
  });

  it('says when GitHub will pause the schedule', async () => {
    expect(describePause('2026-01-01T00:00:00Z', new Date('2026-02-19T23:59:59Z'))).toEqual([]);
    expect(describePause('2026-01-01T00:00:00Z', new Date('2026-02-20T00:00:00Z'))[0]).toContain('on 2026-03-02');
    const { out } = await run({ GITHUB_EVENT_NAME: 'schedule' });
    expect(out).not.toContain('pauses the schedule');
  });

  describe('publish: working-tree', () => {
    const tree = { INPUT_PUBLISH: 'working-tree' };
    const onMain = () => world.portfolio.history().length;

    it('writes the file of the checkout, commits nothing, and says what a commit needs', async () => {
      archive();
      writeFileSync(join(workspace, 'README.md'), world.document);
      const { code, out } = await run(tree);
      expect(code, out).toBe(0);
      expect(readFileSync(join(workspace, 'README.md'), 'utf8')).toMatch(/embedding-mapper.*Archived/);
      expect(onMain()).toBe(1);
      expect(outputs()).toMatchObject({
        changes: '1',
        published: 'true',
        commits: '',
        changed: 'true',
        files: 'README.md',
      });
      expect(outputs()['message']).toMatch(
        /^docs: mark embedding-mapper as ⚪ Archived\n\n[\s\S]*\n\nStatusfolio: naaas94\/me:README\.md@$/,
      );
      expect(out).not.toContain('GitHub starts no other workflow');
    });

    it('is seen by the next run once it was committed, and changes nothing then', async () => {
      archive();
      writeFileSync(join(workspace, 'README.md'), world.document);
      await run(tree);
      const author = { login: 'naaas94', name: 'naaas94', email: 'naaas94@users.noreply.github.com' };
      const files = { 'README.md': readFileSync(join(workspace, 'README.md')) };
      world.portfolio.commit({ at: new Date(now.getTime() + 60_000), message: 'Update', author, files });
      now = new Date(now.getTime() + 12 * 3_600_000);
      writeFileSync(join(workspace, 'output'), '');
      const { code, out } = await run(tree);
      expect(code, out).toBe(0);
      expect(outputs()).toMatchObject({ changes: '0', published: 'false', changed: 'false', files: '', message: '' });
      const state = JSON.parse(Buffer.from(memory() ?? []).toString());
      expect(state.changes).toMatchObject([{ name: 'embedding-mapper', oid: world.portfolio.head()?.oid }]);
    });

    it.each([
      ['nothing is checked out', () => {}, /README\.md is not checked out.*actions\/checkout/],
      [
        'the checkout is of another repository',
        () => {
          writeFileSync(join(workspace, 'README.md'), world.document);
          mkdirSync(join(workspace, '.git'));
          const origin = '[remote "origin"]\n\turl = https://github.com/ada/other\n';
          writeFileSync(join(workspace, '.git', 'config'), origin);
        },
        /checkout of ada\/other, not of naaas94\/me/,
      ],
      [
        'the file is not that of the branch, and nobody knows the commit',
        () => writeFileSync(join(workspace, 'README.md'), `${world.document}\nMore.\n`),
        /differs from main/,
      ],
    ])('is refused where %s', async (_, prepare, says) => {
      archive();
      prepare();
      const { code, out } = await run(tree);
      expect(code).toBe(2);
      expect(out).toMatch(says);
      expect(onMain()).toBe(1);
    });

    it('only reports on a pull request', async () => {
      archive();
      writeFileSync(join(workspace, 'README.md'), world.document);
      const { code } = await run({ ...tree, GITHUB_EVENT_NAME: 'pull_request' });
      expect(code).toBe(0);
      expect(Buffer.compare(readFileSync(join(workspace, 'README.md')), Buffer.from(world.document))).toBe(0);
      expect(outputs()).toMatchObject({ changed: 'false', files: '' });
    });
  });

  describe('the schedule of its own workflow', () => {
    const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
    const runScheduled = (more: Record<string, string> = {}) =>
      run(
        {
          GITHUB_EVENT_NAME: 'schedule',
          GITHUB_WORKFLOW_REF: 'naaas94/me/.github/workflows/status.yml@refs/heads/main',
          ...more,
        },
        now.toISOString(),
      );
    const enabled = () => world.github.requests.filter(({ path }) => path.endsWith('/status.yml/enable')).length;
    beforeEach(() => {
      world.portfolio.addWorkflow('Project status', '.github/workflows/status.yml', now);
      world.github.requests.length = 0;
    });

    it('is kept going, once in 45 days without a commit, where the token may enable it', async () => {
      const begin = now;
      const at = (count: number) => {
        now = new Date(begin.getTime() + count * 86_400_000);
      };
      at(44);
      await runScheduled();
      expect(enabled()).toBe(0);
      at(46);
      expect((await runScheduled()).out).toContain('this workflow was enabled again');
      expect(enabled()).toBe(1);
      at(60);
      expect((await runScheduled()).out).not.toContain('enabled again');
      at(90);
      await runScheduled();
      expect(enabled()).toBe(1);
      at(92);
      await runScheduled();
      expect(enabled()).toBe(2);
    });

    it.each([
      ['a commit', () => world.portfolio.commit({ at: days(40), message: 'Note', files: { 'note.md': 'x' } })],
      ['a private repository', () => world.portfolio.makePrivate(true)],
      ['a workflow that was enabled by hand', () => Object.assign(ownWorkflow() ?? {}, { updatedAt: days(40) })],
    ])('needs nothing after %s', async (_, happen) => {
      happen();
      now = days(58);
      const { out } = await runScheduled();
      expect([enabled(), /pauses/.test(out)]).toEqual([0, false]);
    });
    const ownWorkflow = () => world.portfolio.state.workflows.find(({ name }) => name === 'Project status');

    it.each([
      ['the token may not enable it', () => Object.assign(world.portfolio.state, { allowsEnabling: false }), {}],
      ['nobody knows its file', () => {}, { GITHUB_WORKFLOW_REF: '' }],
      ['its file is not there', () => void world.portfolio.state.workflows.pop(), {}],
    ])('is announced with its last day where %s', async (_, happen, more) => {
      happen();
      const last = days(60).toISOString().slice(0, 10);
      now = days(51);
      const { code, out } = await runScheduled(more);
      expect(code).toBe(0);
      expect(out).toContain(`that is on ${last}`);
      expect(out).toContain('actions: write');
    });

    it('is left alone by every other event', async () => {
      now = days(58);
      await run({ GITHUB_WORKFLOW_REF: 'naaas94/me/.github/workflows/status.yml@refs/heads/main' }, now.toISOString());
      expect(enabled()).toBe(0);
    });
  });

  it('announces the end of its tokens 14 days ahead', async () => {
    world.github.tokenExpiresAt = new Date(now.getTime() + 16 * 86_400_000);
    expect((await run()).out).not.toContain('expires');
    world.github.tokenExpiresAt = new Date(now.getTime() + 14.5 * 86_400_000);
    const { code, out } = await run({ 'INPUT_WRITE-TOKEN': world.github.token });
    expect(code).toBe(0);
    for (const input of ['token', 'write-token'])
      expect(out).toMatch(new RegExp(`::notice title=Statusfolio::The token of the input ${input}: It expires on 20`));
    expect(summary()).toContain('in 14 days. Create a new one at https://github.com/settings');
  });

  it.each([
    ['a bad input', { INPUT_ONSILENCE: 'maybe' }, /input onSilence:/],
    ['YAML that is none', { INPUT_LABELS: '{ paused: ' }, /input labels:/],
    ['an unknown key', { INPUT_AWAY: '{ from: 2026-01-01, til: 2026-02-01 }' }, /input away/],
    ['a document outside', { INPUT_DOCUMENTS: '../README.md' }, /input documents\[0\]\.path: must be a path inside/],
    ['a missing document', { INPUT_DOCUMENTS: 'none.md' }, /There is no none\.md/],
    ['a missing configuration', { INPUT_CONFIG: 'none.yml' }, /none\.yml: there is no such file/],
    ['a rejected token', { INPUT_TOKEN: 'wrong' }, /does not accept the token/],
    ['a choice that is none', { 'INPUT_FAIL-ON': 'always' }, /input fail-on: "always" is not one of never, change/],
    ['a yes that is none', { INPUT_STATE: 'no' }, /input state: "no" is not one of true, false/],
    ['a fork that is none', { INPUT_FORKS: 'yes' }, /input forks: "yes"/],
    ['a way to publish that is none', { INPUT_PUBLISH: 'push' }, /input publish: "push"/],
    ['no workflow around it', { GITHUB_REPOSITORY: '' }, /only inside a workflow/],
  ])('%s fails the step with one clear message', async (_, more, expected) => {
    const { code, out, err } = await run(more as Record<string, string>);
    expect(code).toBe(2);
    expect(err).toBe('');
    expect(out).toMatch(expected);
    expect(out).toMatch(/^::error[ :]/m);
    expect(world.portfolio.history()).toHaveLength(1);
  });
});

describe('inputs that were renamed', () => {
  const read = (given: Record<string, string>) => readActionInputs({ INPUT_TOKEN: 'x', ...given });

  it('are read under their former names, with a notice for each', () => {
    const { notices, keepsState, text } = read({ INPUT_MEMORY: 'false', INPUT_WORDS: '{ paused: x }' });
    expect({ keepsState, labels: text('labels') }).toEqual({ keepsState: false, labels: '{ paused: x }' });
    expect(notices).toEqual([
      'The input "memory" is called "state" now; rename it in the workflow.',
      'The input "words" is called "labels" now; rename it in the workflow.',
    ]);
  });

  it('need no notice under their new names', () => {
    const { notices, keepsState, text } = read({ INPUT_STATE: 'false', INPUT_LABELS: '{ paused: x }' });
    expect({ notices, keepsState, labels: text('labels') }).toEqual({
      notices: [],
      keepsState: false,
      labels: '{ paused: x }',
    });
    expect(read({}).keepsState).toBe(true);
  });

  it.each([
    [{ INPUT_MEMORY: 'false', INPUT_STATE: 'false' }, 'input memory: is the former name of "state"'],
    [{ INPUT_WORDS: '{}', INPUT_LABELS: '{}' }, 'input words: is the former name of "labels"'],
    [{ INPUT_MEMORY: 'no' }, 'input memory: "no" is not one of'],
  ])('are refused beside their new names, and named as they were given: %j', (given, message) => {
    expect(() => read(given)).toThrow(message);
  });

  it('outrank what the file says under either name', () => {
    const merged = mergeInputs('words: { paused: old }\n', { labels: '{ paused: new }' });
    expect(merged).toEqual({ kind: 'merged', text: 'labels:\n  paused: new\n' });
  });
});

describe('mergeInputs', () => {
  it.each([
    ['a configuration that is a list', '- a\n- b\n', {}],
    ['a configuration that is a word', 'hello\n', { bots: '[a]' }],
    ['a configuration that is not YAML', 'documents: [\n', { bots: '[a]' }],
    ['a configuration with a key twice', 'bots: [a]\nbots: [b]\n', { bots: '[a]' }],
    ['an input with an alias of nothing', '', { bots: '*a' }],
    [
      'an input with aliases of aliases',
      '',
      { bots: `[&a [x,x,x,x,x,x], &b [${'*a,'.repeat(9)}], &c [${'*b,'.repeat(9)}]]` },
    ],
  ])('reports %s in place of throwing', (_, text, inputs) => {
    expect(mergeInputs(text, inputs)).toMatchObject({ kind: 'invalid', problems: [expect.stringMatching(/\S/)] });
  });

  it('leaves a configuration alone where nothing is given', () => {
    const text = '# mine\nwords: { paused: "🟡 Paused" } # as I like it\n';
    expect(mergeInputs(text, { labels: '', onSilence: undefined })).toEqual({ kind: 'merged', text });
  });

  it.each([
    ['silence: publish\n', { onSilence: 'ask' }, { onSilence: 'ask' }],
    ['words: { paused: Resting }\n', { labels: '{ paused: Sleeping }' }, { labels: { paused: 'Sleeping' } }],
  ])('lets an input outrank what the file says under another name: %s', (text, inputs, expected) => {
    const merged = mergeInputs(text, inputs);
    expect(merged.kind === 'merged' && parse(merged.text)).toEqual(expected);
  });

  it('names every input that is wrong', () => {
    const merged = mergeInputs('', { onSilence: 'maybe', bots: '{', rules: '{ preset: wild }' });
    expect(merged.kind).toBe('invalid');
    expect(merged.kind === 'invalid' && merged.problems.map((problem) => problem.split(/[:.]/)[0])).toEqual([
      'rules',
      'onSilence',
      'bots',
    ]);
  });
});
