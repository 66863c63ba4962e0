// `leave`: after everything that Statusfolio can put anywhere was put there, nothing of it is left, and the document is
// the owner's, byte for byte.

import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openIssue } from '../../../demo/github/issues.ts';
import { closePullRequest } from '../../../demo/github/pull-requests.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { markStatusIssue } from '../../../src/core/messages/issue-body.ts';
import { runtime } from '../../../src/runtimes/node-runtime.ts';
import { listenTo } from '../../support/listen-to.ts';
import { runAction } from '../../support/run-action.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const now = new Date('2025-11-03T09:00:00Z');
const url = 'https://status.example.org/webhooks/github';
const words = 'labels: { archived: "⚪ Archived", in_progress: "🟡 In Progress" }\n';

describe('leave', () => {
  let world: SampleWorld;
  let me: SimulatedRepository;
  let close: () => Promise<void>;
  let folder: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    world = createSampleWorld({ now: () => now, until: now });
    me = world.portfolio;
    world.repository('embedding-mapper').archive(new Date('2025-11-02T12:00:00Z'));
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    ({ environment, close } = await listenTo(world, {
      GITHUB_WEBHOOK_SECRET: 'a-secret-for-tests-0123456789-abcdef',
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
      XDG_STATE_HOME: join(folder, 'state'),
      XDG_CACHE_HOME: join(folder, 'cache'),
    }));
  });
  afterEach(async () => {
    expect(world.github.forcedPushes).toBe(0);
    await close();
  });

  const run = async (args: readonly string[], answers?: readonly boolean[]) =>
    await runInProcess([...args, '--now', now.toISOString()], {
      directory: folder,
      environment,
      ...(answers && { answers }),
    });
  const configure = (publish: string, repo = 'naaas94/me') =>
    writeFileSync(join(folder, 'statusfolio.yml'), `documents: [{ repo: ${repo}, publish: ${publish} }]\n${words}`);
  /** As the Action leaves it. */
  const saveMemory = async () => {
    const branch = await runtime.openBranchStore(readSettings(environment), 'naaas94/me');
    await branch.store.keepDocuments([
      { key: 'naaas94/me:README.md@', ref: { kind: 'github', repo: 'naaas94/me', path: 'README.md', branch: null } },
    ]);
    expect(await branch.save()).toEqual({ kind: 'saved' });
    await branch.store.close();
  };
  const hooks = () => [...world.github.listOf('naaas94')].flatMap(({ state }) => state.hooks.map((hook) => hook.url));

  it('takes out webhooks, pull request, branches, issue and database, and nothing else', async () => {
    configure('pull-request');
    expect((await run(['sync'])).code).toBe(0);
    await run(['hooks', 'install', '--yes', '--quiet']);
    world.repository('PCC').addHook({ url: 'https://ci.example.org/', secret: 'x', events: ['push'] });
    openIssue(me, {
      title: 'Project statuses',
      body: `${markStatusIssue('naaas94/me', 'naaas94/me')}\n\nAsked.`,
      by: 'naaas94',
    });
    openIssue(me, { title: 'My own', body: 'Mine.', by: 'naaas94' });
    await saveMemory();
    expect([...me.state.branches.keys()].sort()).toEqual(['main', 'statusfolio-state', 'statusfolio/main']);
    expect(existsSync(join(folder, 'data/statusfolio.db'))).toBe(true);

    const { code, out } = await run(['leave', '--yes', '--json']);
    const { traces, yours, problems } = JSON.parse(out);
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    expect(traces.filter(({ state }: { state: string }) => state === 'removed')).toHaveLength(12);
    expect(hooks()).toEqual(['https://ci.example.org/']);
    expect([...me.state.branches.keys()]).toEqual(['main']);
    expect(me.state.issues.map(({ title }) => title)).toEqual(['My own']);
    expect(me.state.pullRequests.map(({ state }) => state)).toEqual(['closed']);
    expect(me.read('README.md')).toEqual(world.document);
    expect(readdirSync(folder)).toEqual(['statusfolio.yml']);
    expect(yours).toEqual([join(folder, 'statusfolio.yml')]);

    const again = await run(['leave', '--yes']);
    expect(again.code).toBe(0);
    expect(again.out).not.toContain('removed');
  });

  it('writes the document back to what was typed last, where its owner wants that', async () => {
    configure('commit');
    await run(['sync']);
    expect(me.read('README.md')).not.toEqual(world.document);
    const { code, out } = await run(['leave', '--yes', '--restore']);
    expect(code).toBe(0);
    expect(out).toMatch(/1 status restored to your last wording/);
    expect(me.read('README.md')).toEqual(world.document);
    expect(me.head()?.message).toMatch(/^docs: restore the last typed statuses/);
  });

  it('knows the way back from the state of the Action, too', async () => {
    configure('commit');
    const step = {
      ...environment,
      GITHUB_REPOSITORY: 'naaas94/me',
      GITHUB_EVENT_NAME: 'schedule',
      INPUT_CONFIG: 'statusfolio.yml',
      INPUT_TOKEN: environment['GITHUB_TOKEN'] ?? '',
    };
    expect((await runAction({ directory: folder, environment: step })).code).toBe(0);
    expect(me.read('README.md')).not.toEqual(world.document);
    expect(me.head('statusfolio-state')).not.toBeNull();
    const { code } = await run(['leave', '--yes', '--restore']);
    expect(code).toBe(0);
    expect(me.read('README.md')).toEqual(world.document);
    expect([...me.state.branches.keys()]).toEqual(['main']);
  });

  it('shows the way back as a diff and asks; a document that is left alone keeps its words', async () => {
    configure('commit');
    await run(['sync']);
    const published = me.read('README.md');
    const { out, asked } = await run(['leave'], [true, false]);
    expect(asked).toEqual(['Continue?', 'Write naaas94/me/README.md back to what you typed last?']);
    expect(out.split('\n').filter((line) => /^[-+][^-+]/.test(line))).toHaveLength(2);
    expect(me.read('README.md')).toEqual(published);
  });

  it('does nothing without consent, and says what it would do', async () => {
    configure('commit');
    await run(['sync']);
    const { code, err } = await run(['leave']);
    expect(code).toBe(2);
    for (const text of ['statusfolio/main', 'statusfolio-state', 'status issue', '--yes', 'Stop "statusfolio serve"'])
      expect(err).toContain(text);
    expect((await run(['leave'], [false])).code).toBe(2);
    expect(existsSync(join(folder, 'data/statusfolio.db'))).toBe(true);
  });

  it("leaves a branch that holds somebody else's commit", async () => {
    configure('pull-request');
    await run(['sync']);
    me.commit({ at: now, message: 'My own idea', branch: 'statusfolio/main', files: { 'notes.md': 'Mine.\n' } });
    const { code, out } = await run(['leave', '--yes']);
    expect(code).toBe(0);
    expect(out).toMatch(/branch statusfolio\/main +left +somebody else committed to it/);
    expect(me.head('statusfolio/main')?.message).toBe('My own idea');
  });

  it('removes the branch of a pull request that its owner closed', async () => {
    configure('pull-request');
    await run(['sync']);
    closePullRequest(me, 1);
    await run(['leave', '--yes']);
    expect(me.head('statusfolio/main')).toBeNull();
  });

  it('closes the issue where only an administrator may delete it', async () => {
    const lab = world.github.addRepository({ owner: 'lab', name: 'pages', createdAt: new Date('2025-01-01') });
    lab.state.collaborators.set('naaas94', 'write');
    lab.commit({ at: new Date('2025-07-01'), message: 'Table', files: { 'README.md': world.document } });
    configure('pull-request', 'lab/pages');
    await run(['sync']);
    expect(lab.state.issues.map(({ state }) => state)).toEqual(['open']);
    const { code, out } = await run(['leave', '--yes']);
    expect(code).toBe(0);
    expect(out).toMatch(/status issue +left +closed; only an administrator may delete/);
    expect(lab.state.issues).toMatchObject([{ state: 'closed', body: expect.stringContaining('can be deleted') }]);
  });

  it('names a webhook that it cannot know to be ours', async () => {
    configure('commit');
    await run(['hooks', 'install', '--yes', '--quiet']);
    environment['STATUSFOLIO_PUBLIC_URL'] = '';
    const { out } = await run(['leave', '--yes']);
    expect(out).toContain(`is ${url} yours?`);
    expect(hooks()).toHaveLength(8);
    await run(['leave', '--yes', '--url', url]);
    expect(hooks()).toEqual([]);
  });

  it('gives a local file back, and forgets it alone where the state is shared', async () => {
    const files = ['one.md', 'two.md'];
    for (const name of files) writeFileSync(join(folder, name), world.document);
    writeFileSync(join(folder, 'statusfolio.yml'), words);
    await run(['sync', ...files, '--yes']);
    expect(readFileSync(join(folder, 'one.md'))).not.toEqual(world.document);
    const first = await run(['leave', 'one.md', '--yes', '--restore']);
    expect(first.out).toContain('it manages others, too');
    expect(readFileSync(join(folder, 'one.md'))).toEqual(world.document);
    await run(['leave', 'two.md', '--yes', '--no-restore']);
    expect(readFileSync(join(folder, 'two.md'))).not.toEqual(world.document);
    expect(existsSync(join(folder, 'state/statusfolio'))).toBe(false);
  });

  it('goes on where GitHub refuses, and says so', async () => {
    configure('commit');
    await run(['sync']);
    environment['GITHUB_TOKEN'] = 'wrong';
    const { code, err } = await run(['leave', '--yes']);
    expect(code).toBe(2);
    expect(err).toContain('does not accept the token');
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });
});
