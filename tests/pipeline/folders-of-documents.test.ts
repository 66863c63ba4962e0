// Documents by pattern: the files of a folder, found anew by each refresh.

import { describe, expect, it } from 'vitest';
import { readEventFacts } from '../../src/core/activity/parse-event.ts';
import { publicSite } from '../../src/core/site.ts';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import { toDocumentTarget } from '../../src/pipeline/target.ts';
import type { Job } from '../../src/ports/queue.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, type PipelineOptions, toPortfolio } from '../support/open-pipeline.ts';

const page = (name: string, status: string) =>
  `---\ntitle: ${name}\ngithub: https://github.com/ada/${name}\nstatus: ${status}\n---\nText.\n`;

function open(path: string, options: PipelineOptions = {}) {
  const pipeline = openPipeline(options);
  const configuration = `documents: [{ repo: ada/me, path: "${path}", publish: commit }]\n`;
  const portfolio = toPortfolio(configuration);
  const [document] = portfolio.documents;
  if (document === undefined || !('repo' in document)) throw new Error('there is one');
  const target = toDocumentTarget(document, { publicUrl: null, site: publicSite });
  const { store, github, clock, log, me, now } = pipeline;
  const files = openLocalDocuments();
  return {
    ...pipeline,
    target,
    commit: (changed: Record<string, string | null>, days = 0) =>
      me.commit({ at: pipeline.daysAgo(days), message: 'Edit by hand', files: changed }),
    refresh: () => refreshTogether([target], portfolio, { memory: store, github, files, clock }),
    run: (documentKey = target.key) =>
      runJob({ kind: 'refresh', documentKey, requestedAt: now().toISOString() }, [target], portfolio, {
        store,
        github,
        files,
        clock,
        log,
      }),
    keys: async () => (await store.listDocuments()).map(({ key }) => key),
  };
}

describe('a pattern', () => {
  it('stands for the files of a folder, whose changes are one commit in the words that they share', async () => {
    const site = open('_projects/*.md');
    for (const name of ['mill', 'lamp', 'torch']) site.addProject(name);
    const texts = {
      '_projects/mill.md': page('mill', 'active'),
      '_projects/lamp.md': page('lamp', 'active'),
      '_projects/torch.md': page('torch', 'archived'),
      '_projects/notes.txt': 'status: active\n',
      'README.md': page('mill', 'paused'),
    };
    site.commit(texts, 30);
    await site.refresh();
    for (const name of ['mill', 'lamp']) site.world.find('ada', name, false)?.archive(site.now());
    site.passMinutes(60);
    const countCommits = () => site.me.state.branches.get('main')?.length ?? 0;
    const before = countCommits();
    const refreshed = await site.refresh();
    expect(refreshed.map((one) => [one.target.label, one.kind])).toEqual([
      ['ada/me/_projects/lamp.md', 'done'],
      ['ada/me/_projects/mill.md', 'done'],
      ['ada/me/_projects/torch.md', 'done'],
    ]);
    expect(countCommits() - before).toBe(1);
    expect(site.read('_projects/mill.md')).toBe(page('mill', 'archived'));
    expect(site.read('_projects/lamp.md')).toBe(page('lamp', 'archived'));
    expect(site.read('README.md')).toBe(texts['README.md']);
  });

  it('finds a file that appears later, and forgets one that is gone', async () => {
    const site = open('content/*/index.md');
    site.addProject('mill');
    site.addProject('lamp');
    await site.store.keepDocuments([site.target]);
    site.commit({ 'content/mill/index.md': page('mill', 'active') });
    expect(await site.run()).toEqual({ kind: 'done' });
    expect(await site.keys()).toEqual([site.target.key, 'ada/me:content/mill/index.md@']);
    // A server that starts again knows them still.
    await site.store.keepDocuments([site.target]);
    expect(await site.keys()).toEqual([site.target.key, 'ada/me:content/mill/index.md@']);

    site.passMinutes(60);
    site.commit({ 'content/lamp/index.md': page('lamp', 'active'), 'content/mill/index.md': null });
    expect(await site.store.dueDocuments(site.now(), 10)).toEqual([site.target.key, 'ada/me:content/mill/index.md@']);
    expect(await site.run('ada/me:content/mill/index.md@')).toEqual({ kind: 'done' });
    expect(await site.keys()).toEqual([site.target.key, 'ada/me:content/lamp/index.md@']);
    expect(await site.store.dueDocuments(site.now(), 10)).toEqual([]);
  });

  it.each([
    ['_projects/new.md', ['ada/me:_projects/*.md@']],
    ['_projects/mill.md', ['ada/me:_projects/*.md@', 'ada/me:_projects/mill.md@']],
    ['src/main.go', []],
  ])('is refreshed after a push that touches %s: %j', async (path, expected) => {
    const site = open('_projects/*.md');
    await site.store.keepDocuments([site.target]);
    site.commit({ '_projects/mill.md': page('mill', 'active') });
    await site.run();
    const id = 'b'.repeat(40);
    const author = { name: 'Ada' };
    const commit = {
      id,
      message: 'Work',
      timestamp: site.now().toISOString(),
      author,
      added: [path],
      modified: [],
      removed: [],
    };
    const ends = { before: 'a'.repeat(40), after: id, created: false, deleted: false, forced: false };
    const payload = { ref: 'refs/heads/main', ...ends, commits: [commit], repository: { default_branch: 'main' } };
    const facts = readEventFacts('push', payload, 'Statusfolio');
    const parts = { repositoryId: site.me.state.nodeId, repositoryName: 'ada/me', after: id, facts };
    const jobs: string[] = [];
    const queue = {
      enqueue: async (queued: readonly Job[]) => void jobs.push(...queued.map(({ documentKey }) => documentKey)),
    };
    const { store, clock, log, portfolio } = site;
    await store.recordDeliveries([buildDelivery('push', parts)]);
    await receiveDeliveries({ store, queue, clock, log, portfolio });
    expect(jobs.sort()).toEqual(expected);
  });

  it('asks for the folder once, and for each file once', async () => {
    const site = open('_projects/*.md');
    site.addProject('mill');
    site.commit({ '_projects/mill.md': page('mill', 'active') });
    await site.refresh();
    const asked = site.world.requests.filter(({ operation }) => operation === 'FolderEntries');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['no file', {}, 'ada/me/_projects/*.md: no file matches.'],
    [
      'too many files',
      Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`_projects/p${index}.md`, page('mill', 'active')])),
      'ada/me/_projects/*.md: 101 files match, more than 100.',
    ],
  ])('that stands for %s is one clear error', async (_, files, message) => {
    const site = open('_projects/*.md');
    site.commit({ 'README.md': 'x\n', ...files });
    expect(await site.refresh()).toMatchObject([{ kind: 'failed', error: { code: 'DOCUMENT_NOT_FOUND', message } }]);
  });

  it('never leads to the files that run or configure something', async () => {
    const site = open('.github/*/status.yml');
    const text = '- {repo: ada/mill, status: active}\n';
    site.commit({ '.github/workflows/status.yml': text, '.github/data/status.yml': text });
    const refreshed = await site.refresh();
    expect(refreshed.map(({ target }) => target.ref.path)).toEqual(['.github/data/status.yml']);
  });
});
