// Webhooks, from the simulated GitHub's own payloads to the store, and what each costs in requests: none where the
// payload says it all and no answer changes, two (the document with who may see the project, the commit) where one does.

import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { readPortfolio } from '../../../src/config/portfolio.ts';
import { createGitHub } from '../../../src/github/create-github.ts';
import { createLog } from '../../../src/log.ts';
import { receiveDeliveries } from '../../../src/pipeline/deliveries/process-deliveries.ts';
import { runJob } from '../../../src/pipeline/run-jobs.ts';
import { scheduleRefreshes } from '../../../src/pipeline/schedule.ts';
import { keyDocument, type RefreshTarget } from '../../../src/pipeline/target.ts';
import type { Job } from '../../../src/ports/queue.ts';
import type { Store } from '../../../src/ports/store.ts';
import { openLocalDocuments } from '../../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';
import { createStore } from '../../../src/store/store.ts';
import { readHead } from '../../../src/web/webhook/route.ts';
import { projectDelivery } from '../../../src/web/webhook/to-delivery.ts';

const dayMs = 86_400_000;
const minuteMs = 60_000;
const table = (...rows: readonly string[]) =>
  `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
const row = (name: string, status: string) => `| ${name} | ${status} | [code](https://github.com/ada/${name}) |`;
const configuration =
  'labels: { archived: "⚪ Archived", in_progress: "🟡 In Progress", maintained: "🟢 Maintained" }\nbots: [nightly-publisher]\n';

describe('receiveDeliveries', () => {
  let now: Date;
  let github: SimulatedGitHub;
  let me: SimulatedRepository;
  let engine: SimulatedRepository;
  let plan: SimulatedRepository;
  let store: Store;
  let jobs: Job[];

  const reading = readPortfolio(configuration);
  const portfolio = reading.kind === 'read' ? reading.portfolio : expect.fail('a configuration that cannot be read');
  const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
  const target: RefreshTarget = { key: keyDocument(ref), ref, label: 'ada/me/README.md', publish: 'commit' };
  const clock = { now: () => now };
  const lines: string[] = [];
  const log = createLog((line) => void lines.push(line), 'info', clock);
  const queue = {
    enqueue: async (wished: readonly Job[]) => {
      jobs.push(...wished);
    },
  };

  beforeEach(async () => {
    now = new Date('2026-03-01T12:00:00Z');
    jobs = [];
    github = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
    me = github.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
    engine = addProject('engine', daysAgo(350), 300, 2);
    // Made after the row was typed, and worked on for one day so far.
    plan = addProject('plan', daysAgo(0.75), 0.7);
    me.commit({
      at: daysAgo(1),
      message: 'Edit by hand',
      files: { 'README.md': table(row('engine', '🟡 In Progress'), row('plan', '🔴 Planned')) },
    });
    for (const repository of [me, engine, plan])
      repository.addHook({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), events: ['*'] });
    store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
    await store.keepDocuments([target]);
    await tick(true);
    expect(spent()).toBeGreaterThan(0);
    github.pending.length = 0;
  });

  function daysAgo(days: number): Date {
    return new Date(now.getTime() - days * dayMs);
  }

  function pass(minutes: number): void {
    now = new Date(now.getTime() + minutes * minuteMs);
  }

  function addProject(name: string, createdAt: Date, ...workedDaysAgo: readonly number[]): SimulatedRepository {
    const repository = github.addRepository({ owner: 'ada', name, createdAt, languages: ['Go'] });
    for (const days of workedDaysAgo)
      repository.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
    return repository;
  }

  /** Requests since the last time that was asked. */
  function spent(): number {
    expect(github.unexpected).toEqual([]);
    return github.requests.splice(0).length;
  }

  async function runJobs(): Promise<void> {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const client = createGitHub({
        token: 't',
        apiUrl: 'https://api.github.com',
        fetch: github.fetch,
        now: () => now,
      });
      const outcome = await runJob(job, [target], portfolio, {
        store,
        github: client,
        files: openLocalDocuments(),
        clock,
        log,
      });
      expect(outcome).toEqual({ kind: 'done' });
    }
  }

  async function tick(everything: boolean): Promise<void> {
    await scheduleRefreshes({ store, queue, clock, log }, everything);
    await runJobs();
  }

  let lastId = 0;
  /** Everything that GitHub has to tell arrives, in this order, and is worked off. */
  async function hear(order: 'as it was' | 'backwards' = 'as it was'): Promise<void> {
    const pending = github.pending.splice(0);
    if (order === 'backwards') pending.reverse();
    const deliveries = pending.map(({ event, payload }) => {
      lastId += 1;
      const headers = new Headers({ 'x-github-delivery': `delivery-${lastId}` });
      return projectDelivery(event, readHead(headers, now), payload);
    });
    await store.recordDeliveries(deliveries.filter((delivery) => delivery !== null));
    await receiveDeliveries({ store, queue, portfolio, clock, log });
    await runJobs();
  }

  const read = () => Buffer.from(me.read('README.md') ?? []).toString('utf8');
  const derivedOf = async (name: string) =>
    (await store.listProjects()).find((project) => project.name === name)?.derived.evidence;
  const work = (repository: SimulatedRepository, file = 'main.go') =>
    repository.commit({ at: now, message: 'Add parser', files: { [file]: String(now.getTime()) } });

  it('costs nothing where no answer changes, and the new evidence is known', async () => {
    expect(await derivedOf('engine')).toBe('Last work commit 2026-02-27.');
    pass(5);
    work(engine);
    engine.commit({ at: now, message: 'Try', files: { 'a.go': '1' }, branch: 'next' });
    engine.tag('0.1.0-rc.1', now);
    await hear();
    expect(spent()).toBe(0);
    expect(await derivedOf('engine')).toBe('Last work commit 2026-03-01.');
    expect(await store.counts()).toMatchObject({ deliveriesWaiting: 0 });
  });

  it('costs two requests where an answer changes: the document with who may see the project, and the commit', async () => {
    pass(5);
    work(plan);
    await hear();
    expect(read()).toContain(row('plan', '🟡 In Progress'));
    expect(spent()).toBe(2);
    // GitHub tells of our own commit too.
    pass(1);
    await hear();
    expect(spent()).toBe(0);
    pass(1);
    work(plan);
    await hear();
    expect(spent()).toBe(0);
    expect(me.history()).toHaveLength(2);
  });

  it('writes one line to the log for each delivery, with its id and what came of it', async () => {
    pass(5);
    lines.length = 0;
    work(engine);
    work(plan);
    await hear();
    const told = lines.map((line) => JSON.parse(line) as Record<string, string>);
    const outcomes = told.flatMap(({ event, webhook, delivery, outcome }) =>
      event === 'delivery.processed' ? [{ webhook, delivery, outcome }] : [],
    );
    expect(outcomes).toHaveLength(2);
    expect(outcomes).toContainEqual({
      webhook: 'push',
      delivery: `delivery-${lastId - 1}`,
      outcome: 'applied, no status changes',
    });
    expect(outcomes).toContainEqual({ webhook: 'push', delivery: `delivery-${lastId}`, outcome: 'refresh queued' });
  });

  it('publishes that a repository was archived, and that it is not, at the same price', async () => {
    pass(5);
    engine.archive(now);
    await hear();
    expect(read()).toContain(row('engine', '⚪ Archived'));
    expect(spent()).toBe(2);
  });

  it('does not wake a plan for documentation, bots and accounts of the owner’s list', async () => {
    pass(5);
    plan.commit({ at: now, message: 'Plan it', files: { 'docs/plan.md': '1' } });
    for (const login of ['dependabot[bot]', 'nightly-publisher']) {
      const author = { login, name: login, email: 'robot@example.org' };
      plan.commit({ at: now, message: 'Update', files: { 'data.csv': login }, author });
    }
    await hear();
    expect(spent()).toBe(0);
    expect(read()).toContain(row('plan', '🔴 Planned'));
  });

  it('takes pushes in any order', async () => {
    pass(5);
    for (let count = 0; count < 4; count += 1) {
      pass(1);
      work(engine);
    }
    await hear('backwards');
    expect(spent()).toBe(0);
    const [record] = await store.readRepositories(['ada/engine']);
    expect(record?.activity?.headOid).toBe(engine.head()?.oid);
    expect(record?.activity?.commits.slice(0, 5).map(({ oid }) => oid)).toEqual(
      engine
        .history()
        .slice(0, 5)
        .map(({ oid }) => oid),
    );
  });

  it('looks where a push is missing, and only at that repository', async () => {
    pass(5);
    work(plan);
    github.pending.length = 0;
    pass(1);
    plan.commit({ at: now, message: 'More', files: { 'main.go': '3' } });
    await hear();
    expect(read()).toContain(row('plan', '🟡 In Progress'));
    const asked = github.requests.map(({ operation }) => operation);
    expect(asked).toEqual(['DocumentAndLite', 'CoreByIds', 'OperationsByIds', 'VisibilityByIds', 'CommitOnBranch']);
  });

  it('does not forget what it has not fetched yet', async () => {
    pass(5);
    work(engine);
    github.pending.length = 0;
    pass(1);
    work(engine);
    github.fail({ when: () => true, answer: 'reset', times: 1 });
    const wished = hear();
    await expect(wished).rejects.toThrow();
    github.recover();
    expect((await store.readRepositories(['ada/engine']))[0]?.lastEventAt).toBe(now.toISOString());
    pass(1);
    // An event that could be added does not make the gap before it good.
    engine.release('v1.0.0', now);
    await hear();
    const [record] = await store.readRepositories(['ada/engine']);
    expect(record?.activity?.headOid).toBe(engine.head()?.oid);
    const asked = (await store.listProjects()).find(({ name }) => name === 'engine');
    expect(asked?.question).toMatchObject({ status: 'maintained', rule: 'released', version: 'v1.0.0' });
  });

  it('reads the document again when its own file was pushed, and not for other files', async () => {
    pass(5);
    me.commit({ at: now, message: 'Add a page', files: { 'page.md': '1' } });
    await hear();
    expect(spent()).toBe(0);
    me.commit({ at: now, message: 'Edit by hand', files: { 'README.md': table(row('engine', '🟡 In Progress')) } });
    await hear();
    expect(spent()).toBe(1);
    expect((await store.listDocuments())[0]?.rows).toHaveLength(1);
  });

  it('leaves the clock its own checks', async () => {
    const [before] = await store.listDocuments();
    pass(5);
    work(plan);
    await hear();
    expect((await store.listDocuments())[0]?.nextCheckAt).toBe(before?.nextCheckAt);
    pass(30);
    spent();
    await tick(false);
    expect(github.requests.map(({ operation }) => operation)).toContain('DocumentAndLite');
  });

  it('checks everything when the owner asks', async () => {
    pass(5);
    work(plan);
    github.pending.length = 0;
    await tick(true);
    expect(read()).toContain(row('plan', '🟡 In Progress'));
  });
});
