// The rolling pull request on the simulated GitHub: opened, updated, merged, closed by its owner, its branch deleted,
// in conflict, or with somebody else's commit on it.

import { beforeEach, describe, expect, it } from 'vitest';
import { commentOn } from '../../demo/github/issues.ts';
import {
  closePullRequest,
  compareCommits,
  findPullRequest,
  mergeFiles,
  mergePullRequest,
  renameBranch,
} from '../../demo/github/pull-requests.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const branch = 'statusfolio/main';
const human = { login: 'ada', name: 'Ada', email: 'ada@example.org' };

describe('a pull request', () => {
  let pipeline: Pipeline;
  let me: SimulatedRepository;
  let engine: SimulatedRepository;
  let other: SimulatedRepository;

  beforeEach(() => {
    pipeline = openPipeline({ publish: 'pull-request' });
    ({ me } = pipeline);
    engine = pipeline.addProject('engine');
    other = pipeline.addProject('other');
    pipeline.write(
      table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress'), 'Note one.'),
      pipeline.daysAgo(30),
    );
    engine.archive(pipeline.daysAgo(1));
  });

  const open = () => me.state.pullRequests.filter(({ state }) => state === 'open');
  /** What merging it now would change; null: it has conflicts. */
  const merged = () => mergeFiles(me, me.head()?.oid ?? '', me.head(branch)?.oid ?? '');
  const writes = () =>
    pipeline.world.requests.filter(
      ({ method, path, operation }) => (method !== 'GET' && path !== '/graphql') || operation === 'CommitOnBranch',
    ).length;

  it('is opened with the changes, their evidence, a proof and a way to disagree', async () => {
    const { publication } = await pipeline.look();
    expect(publication).toMatchObject({ kind: 'proposed', number: 1, url: 'https://github.com/ada/me/pull/1' });
    expect(pipeline.read()).toContain('| engine | 🟡 In Progress |');
    expect(pipeline.read('README.md', branch)).toContain('| engine | ⚪ Archived |');
    expect(me.head(branch)?.parents).toEqual([me.head()?.oid]);
    expect(me.head(branch)?.message).toMatch(/\nStatusfolio: ada\/me:README\.md@$/);
    const [request] = open();
    expect(request).toMatchObject({ title: 'docs: mark engine as ⚪ Archived', headRef: branch, baseRef: 'main' });
    expect(request?.body).toContain(
      '| engine | 🟡 In Progress | ⚪ Archived | Archived \\(read-only\\) since 2026-02-28. |',
    );
    expect(request?.body).toMatch(/unchanged: SHA-256 `[0-9a-f]{64}` before and after/);
    expect(request?.body).toContain('To disagree, close this pull request');
  });

  it('stays as it is when nothing changes', async () => {
    await pipeline.look();
    const [before, head] = [writes(), me.head(branch)?.oid];
    for (let look = 0; look < 3; look += 1) {
      pipeline.passMinutes(30);
      expect((await pipeline.look()).publication.kind).toBe('proposed');
    }
    expect(writes()).toBe(before);
    expect(me.head(branch)?.oid).toBe(head);
    expect(open()).toHaveLength(1);
  });

  it('is updated in place when the plan changes', async () => {
    await pipeline.look();
    other.archive(pipeline.now());
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(open()).toHaveLength(1);
    expect(open()[0]).toMatchObject({ number: 1, title: 'docs: update 2 project statuses' });
    expect(pipeline.read('README.md', branch)).toContain('| other | ⚪ Archived |');
    expect(pipeline.world.forcedPushes).toBe(0);
  });

  it('keeps a title that the owner worded until the plan changes', async () => {
    await pipeline.look();
    findPullRequest(me, 1).title = 'Engine is done';
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(open()[0]?.title).toBe('Engine is done');
  });

  it('is rebuilt from the base when the document moves on, without conflicts and without force', async () => {
    await pipeline.look();
    for (let round = 0; round < 20; round += 1) {
      pipeline.passMinutes(30);
      pipeline.write(
        table(row('engine', '🟡 In Progress <!-- x -->'), row('other', '🟡 In Progress'), `Note ${round}.`),
      );
      await pipeline.look();
      const files = merged();
      expect(Object.keys(files ?? {})).toEqual(['README.md']);
      const text = Buffer.from(files?.['README.md'] ?? []).toString('utf8');
      expect(text).toContain(`Note ${round}.`);
      expect(text).toContain('⚪ Archived');
    }
    expect(open()).toHaveLength(1);
    expect(pipeline.world.forcedPushes).toBe(0);
  });

  it('is not rebuilt when only other files of the base move', async () => {
    await pipeline.look();
    const head = me.head(branch)?.oid;
    me.commit({ at: pipeline.now(), message: 'Elsewhere', files: { 'other.txt': 'x' } });
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(me.head(branch)?.oid).toBe(head);
    expect(Object.keys(merged() ?? {})).toEqual(['README.md']);
  });

  it.each(['merge', 'squash'] as const)('is over when it is merged: %s', async (method) => {
    await pipeline.look();
    pipeline.pass(1);
    mergePullRequest(me, { number: 1, at: pipeline.now(), method });
    const { publication } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(me.head(branch)).toBeNull();
    expect(await pipeline.store.listChanges(10)).toMatchObject([
      { name: 'engine', to: '⚪ Archived', oid: me.state.pullRequests[0]?.mergeOid },
    ]);
    pipeline.pass(1);
    other.archive(pipeline.now());
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    expect(compareCommits(me, me.head()?.oid ?? '', me.head(branch)?.oid ?? '').ahead).toHaveLength(1);
  });

  it('goes on after a merge that left the branch behind', async () => {
    await pipeline.look();
    mergePullRequest(me, { number: 1, at: pipeline.now(), method: 'squash' });
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    expect(Object.keys(merged() ?? {})).toEqual(['README.md']);
    expect(pipeline.world.forcedPushes).toBe(0);
  });

  it.each([
    ['closed', (repository: SimulatedRepository) => closePullRequest(repository, 1)],
    ['its branch deleted', (repository: SimulatedRepository) => repository.deleteBranch(branch)],
  ])('is not proposed again when the owner declined it (%s), until the plan changes', async (_, decline) => {
    await pipeline.look();
    decline(me);
    for (let look = 0; look < 3; look += 1) {
      pipeline.pass(1);
      const { publication, problems } = await pipeline.look();
      expect(publication.kind).toBe('withheld');
      expect(problems).toMatchObject([{ code: 'DECLINED' }]);
    }
    expect(open()).toHaveLength(0);
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    expect(Object.keys(merged() ?? {})).toEqual(['README.md']);
  });

  it('knows a declined plan again without any memory', async () => {
    await pipeline.look();
    closePullRequest(me, 1);
    pipeline.pass(1);
    expect((await pipeline.look(pipeline.openStore())).problems).toMatchObject([{ code: 'DECLINED' }]);
    expect(open()).toHaveLength(0);
  });

  it('finds its open request again without any memory', async () => {
    await pipeline.look();
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look(pipeline.openStore())).publication).toMatchObject({ kind: 'proposed', number: 1 });
    expect(pipeline.read('README.md', branch)).toContain('| other | ⚪ Archived |');
  });

  it('is closed by us, with its branch, when nothing is left to change', async () => {
    await pipeline.look();
    engine.unarchive();
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    expect(open()).toHaveLength(0);
    expect(me.head(branch)).toBeNull();
    engine.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
  });

  describe('with a commit of somebody else on its branch', () => {
    const commitOnBranch = (message = 'Say it better') =>
      me.commit({ at: pipeline.now(), message, author: human, files: { 'README.md': 'mine now' }, branch });

    it.each([false, true])('is left alone and says so once; without memory: %s', async (isStateless) => {
      await pipeline.look();
      const commit = commitOnBranch();
      other.archive(pipeline.now());
      for (let look = 0; look < 4; look += 1) {
        pipeline.passMinutes(61);
        const { publication, problems } = await pipeline.look(isStateless ? pipeline.openStore() : pipeline.store);
        expect(publication.kind).toBe('withheld');
        expect(problems).toMatchObject([{ code: 'HANDS_OFF' }]);
      }
      expect(me.head(branch)?.oid).toBe(commit.oid);
      expect(findPullRequest(me, 1).comments).toHaveLength(1);
      expect(findPullRequest(me, 1).state).toBe('open');
    });

    it('is not closed when nothing is left to change', async () => {
      await pipeline.look();
      const commit = commitOnBranch();
      engine.unarchive();
      pipeline.pass(1);
      await pipeline.look();
      expect(me.head(branch)?.oid).toBe(commit.oid);
      expect(open()).toHaveLength(1);
    });

    it('is left alone when a person amended our commit, trailer and all', async () => {
      await pipeline.look();
      const ours = me.head(branch);
      if (ours === null) return;
      // Whoever amends becomes the committer, and GitHub's signature is gone.
      const amended = { ...ours, oid: 'a'.repeat(40), isSigned: false, committer: human, files: new Map(ours.files) };
      me.state.branches.set(branch, [amended, ...me.history()]);
      other.archive(pipeline.now());
      pipeline.pass(1);
      expect((await pipeline.look()).problems).toMatchObject([{ code: 'HANDS_OFF' }]);
      expect(me.head(branch)?.oid).toBe(amended.oid);
    });

    it('keeps a commit that lands between the fetch and the update', async () => {
      await pipeline.look();
      other.archive(pipeline.now());
      pipeline.pass(1);
      let isFirst = true;
      pipeline.world.fail({
        when: ({ operation }) => {
          if (operation === 'CommitOnBranch' && isFirst) {
            isFirst = false;
            commitOnBranch('In between');
          }
          return false;
        },
        answer: 'reset',
      });
      expect((await pipeline.look()).problems).toMatchObject([{ code: 'HANDS_OFF' }]);
      expect(me.head(branch)?.message).toBe('In between');
    });

    it('does not mistake a comment of a stranger for its own', async () => {
      await pipeline.look();
      commentOn(me, 1, { body: 'Nice!', by: 'mallory', at: pipeline.now() });
      commitOnBranch();
      pipeline.pass(1);
      await pipeline.look();
      expect(findPullRequest(me, 1).comments).toHaveLength(2);
    });
  });

  it('is opened once, however often the answers are lost', async () => {
    for (const path of ['git/refs', '/graphql', '/pulls']) {
      pipeline.world.fail({
        when: (request) =>
          request.method === 'POST' &&
          request.path.endsWith(path) &&
          (request.operation ?? 'CommitOnBranch') === 'CommitOnBranch',
        answer: 'reset',
        effect: 'after',
      });
      await pipeline.look().catch(() => undefined);
      pipeline.passMinutes(10);
    }
    pipeline.world.recover();
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 1 });
    expect(me.state.pullRequests).toHaveLength(1);
    expect(compareCommits(me, me.head()?.oid ?? '', me.head(branch)?.oid ?? '').ahead).toHaveLength(1);
  });

  it('says why it cannot be opened', async () => {
    me.state.allowsPullRequests = false;
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([{ code: 'WRITE_FORBIDDEN', hint: expect.stringContaining('Actions') }]);
    me.state.allowsPullRequests = true;
    expect((await pipeline.look()).publication.kind).toBe('proposed');
  });

  it('says so where a rule forbids its branch, instead of trying again forever', async () => {
    pipeline.world.fail({
      when: ({ method, path }) => method === 'POST' && path.endsWith('/git/refs'),
      answer: new Response('{"message":"Reference update failed"}', {
        status: 422,
        headers: { 'content-type': 'application/json' },
      }),
      times: 99,
    });
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([{ code: 'PROTECTED', hint: expect.stringContaining('bypass list') }]);
  });

  it('is not opened in an archived repository', async () => {
    me.archive(pipeline.now());
    expect((await pipeline.look()).problems).toMatchObject([{ code: 'ARCHIVED' }]);
  });

  it('starts over where its base branch was renamed, and ends the old one', async () => {
    await pipeline.look();
    renameBranch(me, 'main', 'trunk');
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    expect(open()).toMatchObject([{ number: 2, baseRef: 'trunk', headRef: 'statusfolio/trunk' }]);
    expect(me.head(branch)).toBeNull();
    mergePullRequest(me, { number: 2, at: pipeline.now() });
    const [before] = [writes()];
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    pipeline.passMinutes(30);
    await pipeline.look();
    // The branch of the merged one was deleted; nothing else was written.
    expect(writes()).toBe(before);
  });

  it('is left to the person who committed to it when its base branch is renamed', async () => {
    await pipeline.look();
    const mine = me.commit({ at: pipeline.now(), message: 'Mine', author: human, files: { mine: 'x' }, branch });
    renameBranch(me, 'main', 'trunk');
    for (let look = 0; look < 3; look += 1) {
      pipeline.pass(1);
      expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    }
    expect(me.head(branch)?.oid).toBe(mine.oid);
    expect(findPullRequest(me, 1)).toMatchObject({ state: 'open' });
    expect(findPullRequest(me, 1).comments).toHaveLength(1);
  });

  it.each(['still due', 'not due any more'])('is ended when the owner wants commits instead: %s', async (what) => {
    await pipeline.look();
    if (what !== 'still due') engine.unarchive();
    pipeline.pass(1);
    const commits = pipeline.targets.map((target) => ({ ...target, publish: 'commit' as const }));
    const { publication } = await pipeline.look(pipeline.store, commits);
    expect(publication.kind).toBe(what === 'still due' ? 'published' : 'nothing');
    expect(open()).toEqual([]);
    expect(me.head(branch)).toBeNull();
    const before = pipeline.world.requests.length;
    pipeline.pass(1);
    await pipeline.look(pipeline.store, commits);
    expect(pipeline.world.requests.slice(before).filter(({ path }) => /pulls/.test(path))).toEqual([]);
  });

  it('stays as it is when somebody only looks', async () => {
    await pipeline.look();
    for (const publish of ['none', 'preview'] as const) {
      pipeline.pass(1);
      await pipeline.look(
        pipeline.store,
        pipeline.targets.map((target) => ({ ...target, publish })),
      );
    }
    expect(open()).toHaveLength(1);
  });

  it('goes to the repository of today after a rename', async () => {
    await pipeline.look();
    me.rename('portfolio');
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 1 });
    expect(pipeline.read('README.md', branch)).toContain('| other | ⚪ Archived |');
  });
});

describe('several documents', () => {
  it('share one commit, and one pull request', async () => {
    for (const publish of ['commit', 'pull-request'] as const) {
      const pipeline = openPipeline({ publish, paths: ['README.md', 'docs/work.md'] });
      const engine = pipeline.addProject('engine');
      const text = table(row('engine', '🟡 In Progress'));
      pipeline.me.commit({
        at: pipeline.daysAgo(30),
        message: 'Edit',
        files: { 'README.md': text, 'docs/work.md': `${text}\nMore.\n` },
      });
      engine.archive(pipeline.daysAgo(1));
      const refreshed = await pipeline.readDocuments();
      const kinds = refreshed.map((one) => (one.kind === 'done' ? one.result.publication.kind : one.kind));
      expect(kinds).toEqual(publish === 'commit' ? ['published', 'published'] : ['proposed', 'proposed']);
      const branchName = publish === 'commit' ? 'main' : branch;
      expect(pipeline.me.history(branchName)).toHaveLength(2);
      expect(pipeline.me.head(branchName)?.changed.modified).toEqual(['README.md', 'docs/work.md']);
      expect(pipeline.me.head(branchName)?.message).toMatch(/Statusfolio: ada\/me:README.md@, ada\/me:docs\/work.md@$/);
      expect(pipeline.me.state.pullRequests).toHaveLength(publish === 'commit' ? 0 : 1);
    }
  });

  it('do not keep each other from being checked', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'missing.md'] });
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
    engine.archive(pipeline.daysAgo(1));
    const refreshed = await pipeline.readDocuments();
    expect(refreshed.map(({ kind }) => kind)).toEqual(['done', 'failed']);
    expect(pipeline.read()).toContain('⚪ Archived');
  });
});

describe('a commit that the rules of the repository refuse', () => {
  it.each([
    "protected branch 'main' check failed:\n  Changes must be made through a pull request.",
    'Repository rule violations found\n\nChanges must be made through a pull request.',
  ])('becomes a pull request, now and from then on: %s', async (protection) => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    const other = pipeline.addProject('other');
    pipeline.write(table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress')), pipeline.daysAgo(30));
    engine.archive(pipeline.daysAgo(1));
    pipeline.me.state.protection = protection;
    const { publication, problems } = await pipeline.look();
    expect(publication).toMatchObject({ kind: 'proposed', number: 1 });
    expect(problems).toMatchObject([{ code: 'PROPOSED', message: expect.stringContaining('through a pull request') }]);
    expect(pipeline.me.state.pullRequests[0]?.body).toContain('This is a pull request because the branch is protected');

    const tried = () => pipeline.world.requests.filter(({ operation }) => operation === 'CommitOnBranch').length;
    const before = tried();
    mergePullRequest(pipeline.me, { number: 1, at: pipeline.now() });
    other.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication).toMatchObject({ kind: 'proposed', number: 2 });
    // Straight to our branch: the base was not tried again.
    expect(tried()).toBe(before + 1);

    mergePullRequest(pipeline.me, { number: 2, at: pipeline.now() });
    pipeline.me.state.protection = null;
    pipeline.pass(31);
    const third = pipeline.addProject('third');
    pipeline.write(table(row('third', '🟡 In Progress')));
    third.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('published');
  });
});

describe('an archived portfolio', () => {
  it.each(['commit', 'pull-request'] as const)('is told about and not written to: %s', async (publish) => {
    const pipeline = openPipeline({ publish });
    const { me, world } = pipeline;
    pipeline.addProject('quiet', 120);
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 In Progress'), row('quiet', '🟡 In Progress')), pipeline.daysAgo(100));
    engine.archive(pipeline.daysAgo(1));
    me.archive(pipeline.now());
    for (let look = 0; look < 3; look += 1) {
      pipeline.passMinutes(30);
      const { publication, problems } = await pipeline.look();
      expect(publication.kind).toBe('withheld');
      expect(problems).toMatchObject([{ code: 'ARCHIVED', where: 'ada/me/README.md' }]);
    }
    const isWrite = ({ method, operation }: (typeof world.requests)[number]) =>
      operation === null ? method !== 'GET' : /^(Commit|Update|Create)/.test(operation);
    expect(world.requests.filter(isWrite)).toEqual([]);
    me.unarchive();
    pipeline.passMinutes(30);
    expect((await pipeline.look()).publication.kind).toBe(publish === 'commit' ? 'published' : 'proposed');
    expect(me.state.issues).toHaveLength(1);
  });
});
