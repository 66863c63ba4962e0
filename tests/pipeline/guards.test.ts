// What keeps publishing harmless: echoes of own pushes, rival instances, quiet days, crashes, private repositories,
// badges and workflows beside a document, and paths that are never written.

import { describe, expect, it } from 'vitest';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import type { Job } from '../../src/ports/queue.ts';
import type { Delivery } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

function openWithChange(options: Parameters<typeof openPipeline>[0] = {}) {
  const pipeline = openPipeline(options);
  const engine = pipeline.addProject('engine');
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
  engine.archive(pipeline.daysAgo(1));
  return { pipeline, engine };
}

const ownCommits = ({ me }: Pipeline) => me.history().filter(({ message }) => /^Statusfolio: /m.test(message)).length;

async function fold(
  pipeline: Pipeline,
  deliveries: readonly Delivery[],
  store: Store = pipeline.store,
): Promise<Job[]> {
  const jobs: Job[] = [];
  const { clock, log, portfolio } = pipeline;
  await store.recordDeliveries(deliveries);
  const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
  await receiveDeliveries({ store, queue, clock, log, portfolio });
  return jobs;
}

describe('our own push', () => {
  it('comes back a thousand times: one commit, and nobody looks again', async () => {
    const { pipeline } = openWithChange();
    await pipeline.look();
    const after = pipeline.me.head()?.oid ?? '';
    const requests = pipeline.world.requests.length;
    for (let echo = 0; echo < 1000; echo += 1) {
      const parts = { repositoryId: pipeline.me.state.nodeId, repositoryName: 'ada/me', after };
      expect(await fold(pipeline, [buildDelivery(String(echo), parts)])).toEqual([]);
    }
    expect(pipeline.world.requests).toHaveLength(requests);
    expect(ownCommits(pipeline)).toBe(1);
  });

  it('makes no second commit where its oid was forgotten', async () => {
    const { pipeline } = openWithChange();
    await pipeline.look();
    const { clock, log, github, targets, portfolio } = pipeline;
    for (let echo = 0; echo < 20; echo += 1) {
      const store = pipeline.openStore();
      await store.keepDocuments(targets);
      const parts = { repositoryId: null, repositoryName: 'ada/me', after: pipeline.me.head()?.oid ?? '' };
      const jobs = await fold(pipeline, [buildDelivery(String(echo), parts)], store);
      expect(jobs).toHaveLength(1);
      const ports = { store, github, files: openLocalDocuments(), clock, log };
      for (const job of jobs) await runJob(job, targets, portfolio, ports);
    }
    expect(ownCommits(pipeline)).toBe(1);
  });
});

describe('two instances', () => {
  it('that look at the same moment make one commit', async () => {
    const { pipeline } = openWithChange();
    const other = pipeline.openStore();
    await Promise.all([pipeline.look(), pipeline.look(other)]);
    for (let look = 0; look < 5; look += 1) {
      pipeline.passMinutes(30);
      await Promise.all([pipeline.look(), pipeline.look(other)]);
    }
    expect(ownCommits(pipeline)).toBe(1);
  });

  it('that disagree stop each other: the breaker opens at the fourth commit', async () => {
    const { pipeline } = openWithChange();
    const other = pipeline.openStore();
    const rivalWords = 'labels: { planned: "🔴 Planned" }\nprojects: [{ match: engine, pin: { status: planned } }]\n';
    for (let round = 0; round < 20; round += 1) {
      pipeline.passMinutes(1);
      await pipeline.look();
      await pipeline.look(other, pipeline.targets, rivalWords).catch(() => undefined);
    }
    const byUs = pipeline.me.history().filter(({ message }) => message.includes('⚪ Archived')).length;
    expect(ownCommits(pipeline)).toBeLessThanOrEqual(6);
    expect(byUs).toBeGreaterThan(0);
    expect((await pipeline.look()).problems.map(({ code }) => code)).toContain('PAUSED');
  });
});

describe('quiet days', () => {
  it('thirty of them make no commit, and one change makes one', async () => {
    const { pipeline, engine } = openWithChange({ target: { badges: true } });
    await pipeline.look();
    const before = ownCommits(pipeline);
    for (let look = 0; look < 30 * 4; look += 1) {
      pipeline.passMinutes(360);
      expect((await pipeline.look()).publication.kind).toBe('nothing');
    }
    expect(ownCommits(pipeline)).toBe(before);
    engine.unarchive();
    for (let look = 0; look < 8; look += 1) {
      pipeline.passMinutes(180);
      await pipeline.look();
    }
    expect(ownCommits(pipeline)).toBe(before + 1);
  });
});

describe('a process that ends between its commit and its memory', () => {
  it('does not take its own word for the owner word afterwards', async () => {
    const { pipeline, engine } = openWithChange();
    engine.unarchive();
    await pipeline.look();
    engine.archive(pipeline.now());
    const { saveRefresh } = pipeline.store;
    const broken = { ...pipeline.store, saveRefresh: () => Promise.reject(new Error('killed')) };
    pipeline.passMinutes(1);
    await pipeline.look(broken).catch(() => undefined);
    expect(pipeline.read()).toContain('⚪ Archived');
    expect(saveRefresh).toBe(pipeline.store.saveRefresh);
    pipeline.passMinutes(10);
    const { publication, rows } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.status).toBe('in_progress');
  });
});

describe('badges', () => {
  const badge = (pipeline: Pipeline, branch = 'main') =>
    Buffer.from(pipeline.me.head(branch)?.files.get('badges/engine.svg') ?? []).toString('utf8');

  it.each(['commit', 'pull-request'] as const)('go into the same %s as the table', async (publish) => {
    const { pipeline } = openWithChange({ publish, target: { badges: true } });
    await pipeline.look();
    const branch = publish === 'commit' ? 'main' : 'statusfolio/main';
    expect(pipeline.me.head(branch)?.changed).toMatchObject({ modified: ['README.md'], added: ['badges/engine.svg'] });
    expect(badge(pipeline, branch)).toContain('<title>engine: Archived</title>');
  });

  it('follow a status that the owner typed, in a commit that leaves the document alone', async () => {
    const { pipeline, engine } = openWithChange({ target: { badges: true } });
    engine.unarchive();
    await pipeline.look();
    expect(badge(pipeline)).toContain('In Progress');
    const text = table(row('engine', '🟢 Maintained'));
    pipeline.passMinutes(1);
    pipeline.write(text);
    await pipeline.look();
    expect(badge(pipeline)).toContain('Maintained');
    expect(pipeline.read()).toBe(text);
    expect(pipeline.me.head()?.message).toMatch(/^docs: update the status badges\n/);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
  });

  it('end an edit war about them as well', async () => {
    const { pipeline } = openWithChange({ target: { badges: true } });
    for (let round = 0; round < 6; round += 1) {
      await pipeline.look();
      pipeline.passMinutes(1);
      const rival = { login: 'rival[bot]', name: 'rival[bot]', email: 'rival[bot]@users.noreply.github.com' };
      const files = { 'badges/engine.svg': `<svg>${round}</svg>` };
      pipeline.me.commit({ at: pipeline.now(), message: 'chore: badges', author: rival, files });
    }
    expect(ownCommits(pipeline)).toBe(3);
    expect((await pipeline.look()).problems).toMatchObject([{ code: 'PAUSED' }]);
  });
});

describe('a workflow after publishing', () => {
  it('is started once, and its failure is told without undoing anything', async () => {
    const { pipeline } = openWithChange({ target: { afterPublish: 'publish.yml' } });
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('published');
    expect(problems).toMatchObject([{ code: 'NOT_DISPATCHED', where: 'ada/me' }]);

    const { pipeline: second } = openWithChange({ target: { afterPublish: 'publish.yml' } });
    second.me.addWorkflow('Publish', '.github/workflows/publish.yml', second.now());
    expect((await second.look()).problems).toEqual([]);
    await second.look();
    expect(second.me.state.dispatches).toEqual([{ workflow: 'publish.yml', ref: 'main' }]);
  });
});

describe('a repository that is not public', () => {
  it('has its evidence left out even if it became private a moment before the write', async () => {
    const { pipeline, engine } = openWithChange();
    pipeline.world.fail({
      when: ({ operation }) => {
        if (operation === 'VisibilityByIds') engine.makePrivate(true);
        return false;
      },
      answer: 'reset',
    });
    expect((await pipeline.look()).publication.kind).toBe('published');
    expect(pipeline.me.head()?.message).not.toContain('read-only');
    expect(pipeline.me.head()?.message).toContain('- engine: 🟡 In Progress -> ⚪ Archived');
  });

  it.each(['webhook', 'poll'])('has what was stored of it forgotten: by %s', async (way) => {
    const { pipeline, engine } = openWithChange();
    await pipeline.store.keepDocuments(pipeline.targets);
    await pipeline.look();
    expect(JSON.stringify(await pipeline.store.listChanges(9))).toContain('read-only');
    engine.makePrivate(true);
    pipeline.passMinutes(1);
    if (way === 'webhook') {
      const parts = { event: 'repository', action: 'privatized', repositoryId: engine.state.nodeId };
      const jobs = await fold(pipeline, [buildDelivery('p', { ...parts, repositoryName: 'ada/engine', after: null })]);
      expect(jobs).toHaveLength(1);
      const stored = [await pipeline.store.listProjects(), await pipeline.store.readRepositories(['ada/engine'])];
      expect(JSON.stringify(stored)).not.toContain('read-only');
      expect(stored[1]?.[0]).toMatchObject({ activity: { nodeId: engine.state.nodeId, commits: [], releases: [] } });
    } else await pipeline.look();
    expect(JSON.stringify(await pipeline.store.listChanges(9))).not.toContain('read-only');
  });
});

describe('paths', () => {
  it.each([
    '.git/config',
    '.github/workflows/ci.yml',
    '../README.md',
    'a/../../b.md',
    '/etc/passwd',
    '.GIT/hooks/x',
    'docs/./a.md',
    'a\\..\\b.md',
    '.github/WORKFLOWS/x.yml',
  ])('are never written: %s', async (path) => {
    const pipeline = openPipeline({ paths: [path] });
    const engine = pipeline.addProject('engine');
    const data = '- {repo: ada/engine, status: active}\n- {name: mill, status: archived}\n';
    pipeline.write(path.endsWith('.yml') ? data : table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30), path);
    engine.archive(pipeline.daysAgo(1));
    const [refreshed] = await pipeline.readDocuments();
    const problems = refreshed?.kind === 'done' ? refreshed.result.problems : [];
    expect(problems).toMatchObject([{ code: 'WRITE_REJECTED' }]);
    expect(pipeline.me.history()).toHaveLength(1);
  });
});
