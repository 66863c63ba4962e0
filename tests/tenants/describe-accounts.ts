// One configuration with documents of two accounts, which must be as far apart as if each had a deployment of its own:
// run on SQLite, and inside workerd on D1. Ada and Berta both list a private repository of Berta's, which only Berta's
// token may see, and a public one of hers.

import { beforeEach, describe, expect, it } from 'vitest';
import { checkBox, findIssue } from '../../demo/github/issues.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { formerOwner } from '../../src/core/owner-id.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { receiveForAll } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import { scheduleAll } from '../../src/pipeline/schedule.ts';
import { keyDocument, type RefreshTarget } from '../../src/pipeline/target.ts';
import type { Documents, GitHub } from '../../src/ports/github.ts';
import type { Owners } from '../../src/ports/owners.ts';
import type { Log } from '../../src/ports/queue.ts';
import type { Database } from '../../src/ports/store.ts';
import { createSqliteJobs, createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { keepAllDocuments, listOwners, openOwners } from '../../src/runtimes/open-owners.ts';
import { keptTables } from '../../src/store/owner-rows.ts';
import { separateOwners } from '../../src/store/separate-owners.ts';
import { createStore } from '../../src/store/store.ts';
import { readPortfolioView } from '../../src/web/views/portfolio.ts';
import { readHead } from '../../src/web/webhook/route.ts';
import { projectDelivery } from '../../src/web/webhook/to-delivery.ts';

const dayMs = 86_400_000;
const configuration =
  'labels: { archived: "⚪ Archived", paused: "🟡 Paused", in_progress: "🟡 In Progress", complete: "🟢 Complete" }\n';
const [ada, berta] = ['account:ada', 'account:berta'];
const canary = 'Canary of a private commit';
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
const noFiles: Documents = { read: () => Promise.reject(new Error()), write: () => Promise.reject(new Error()) };

const logs = ['deliveries', 'jobs', 'dead_jobs', 'task_runs', 'versions', 'received_deliveries'];

export function describeAccounts(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database;
    let now: Date;
    let world: ReturnType<typeof createSimulatedGitHub>;
    let homes: Record<string, SimulatedRepository>;
    let secret: SimulatedRepository;
    let tool: SimulatedRepository;
    let targets: RefreshTarget[];
    let github: GitHub;
    let deliveries: number;

    const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
    const clock = { now: () => now };
    const reading = readPortfolio(configuration);
    if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
    const { portfolio } = reading;

    beforeEach(async () => {
      database = await open();
      now = new Date('2026-03-01T12:00:00Z');
      deliveries = 0;
      world = createSimulatedGitHub({ now: clock.now, token: 'berta', viewer: 'statusfolio[bot]' });
      world.tokens.set('ada', 'statusfolio[bot]');
      const add = (repo: string, days: number, message: string) => {
        const [owner = '', repository = ''] = repo.split('/');
        const made = world.addRepository({ owner, name: repository, createdAt: daysAgo(400), languages: ['Go'] });
        for (const at of [300, 200, days])
          made.commit({ at: daysAgo(at), message: `${message} ${at}`, files: { 'main.go': String(at) } });
        made.addHook({ url: 'http://unused.example', secret: 's', events: ['*'] });
        return made;
      };
      secret = add('berta/secret-work', 3, canary);
      secret.state.visibility = 'PRIVATE';
      tool = add('berta/tool', 120, 'Work');
      homes = {};
      targets = [];
      for (const account of ['ada', 'berta']) {
        const home = world.addRepository({ owner: account, name: 'portfolio', createdAt: daysAgo(400) });
        const link = (repo: string) => `[code](https://github.com/${repo})`;
        const rows = [
          `| Secret | 🟡 In Progress | ${link('berta/secret-work')} |`,
          `| Tool | 🟡 In Progress | ${link('berta/tool')} |`,
        ];
        const text = `# Work of ${account}\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
        home.commit({ at: daysAgo(100), message: 'Edit by hand', files: { 'README.md': text } });
        home.addHook({ url: 'http://unused.example', secret: 's', events: ['issues'] });
        homes[account] = home;
        const ref = { kind: 'github', repo: `${account}/portfolio`, path: 'README.md', branch: null } as const;
        targets.push({ key: keyDocument(ref), ref, label: `${account}/portfolio`, publish: 'commit' });
      }
      world.pending.splice(0);
      github = openGitHub();
    });

    /** What only Berta's token may see is not there for Ada's. */
    function openGitHub(): GitHub {
      const as = (account: string) =>
        createGitHub({
          token: account,
          apiUrl: 'https://api.github.com',
          now: clock.now,
          fetch: async (url, init) => {
            secret.state.isVisible = account === 'berta';
            return await world.fetch(url, init);
          },
        });
      const [first, second] = [as('ada'), as('berta')];
      return { ...first, as: (repo) => (repo.toLowerCase().startsWith('berta/') ? second : first) };
    }

    const keys = () => targets.map(({ key }) => key);
    async function openAll(): Promise<Owners> {
      const owners = openOwners(database, keys());
      await keepAllDocuments(database, owners, targets);
      return owners;
    }

    /** Applies what GitHub delivered meanwhile, and does whatever is due. */
    async function work(owners: Owners): Promise<void> {
      for (const { event, payload } of world.pending.splice(0)) {
        deliveries += 1;
        const headers = new Headers({ 'x-github-delivery': `d${deliveries}`, 'x-github-hook-id': '1' });
        const delivery = projectDelivery(event, readHead(headers, now), payload);
        if (delivery !== null) await owners.deployment.recordDeliveries([delivery]);
      }
      await receiveForAll(owners, { clock, log, portfolio });
      const jobs = createSqliteJobs(database, listOwners(keys()), { random: () => 0 });
      for (let job = await jobs.claim(now, 60_000); job !== null; job = await jobs.claim(now, 60_000)) {
        const { store } = owners.ofDocument(job.job.documentKey);
        const ports = { store, github, files: noFiles, clock, log };
        await jobs.complete(job, await runJob(job.job, targets, portfolio, ports), now);
      }
      expect(world.unexpected).toEqual([]);
    }

    async function look(owners: Owners): Promise<void> {
      await scheduleAll(owners, { clock, log }, true);
      await work(owners);
    }

    const pass = (days: number) => {
      now = new Date(now.getTime() + days * dayMs);
    };
    const readme = (account: string) =>
      new TextDecoder().decode(homes[account]?.head()?.files.get('README.md') ?? new Uint8Array());
    const everythingOf = async (ownerId: string, which: readonly string[] = [...keptTables, ...logs]) => {
      const found = await Promise.all(
        which.map((table) => database.all({ sql: `SELECT * FROM ${table} WHERE owner_id = ?`, params: [ownerId] })),
      );
      // Most of it is JSON in JSON.
      return JSON.stringify(found).replaceAll('\\"', '"');
    };
    const storeOf = (owners: Owners, id: string) => {
      const owner = owners.all.find((each) => each.id === id);
      if (owner === undefined) throw new Error(`${id} must be an owner`);
      return owner.store;
    };
    const toolOf = async (owners: Owners, id: string) =>
      (await storeOf(owners, id).listProjects()).find(({ name: called }) => called === 'Tool') ?? null;

    it('never evaluates in one account by what another account may see: its word and its memory stay', async () => {
      const owners = await openAll();
      await look(owners);
      secret.state.isVisible = true;
      secret.archive(now);
      await work(owners);
      pass(0.1);
      await look(owners);
      expect(readme('berta')).toContain('| Secret | ⚪ Archived |');
      expect(readme('ada')).toContain('| Secret | 🟡 In Progress |');
      const adas = await everythingOf(ada);
      for (const told of [canary, secret.head()?.oid ?? '-', '"isArchived":true']) expect(adas).not.toContain(told);
      expect(await everythingOf(berta)).toContain('"isArchived":true');
      const view = await readPortfolioView(storeOf(owners, ada), 'owner', [], ada);
      expect(JSON.stringify(view)).not.toContain('rchived');
      const [document] = await storeOf(owners, ada).listDocuments();
      expect(document?.problems).toMatchObject([{ code: 'NOT_VISIBLE' }]);
    });

    it('tells an account that lists a repository that something happened there, and not what', async () => {
      const owners = await openAll();
      await look(owners);
      const before = world.requests.length;
      secret.state.isVisible = true;
      secret.commit({ at: now, message: canary, files: { 'main.go': 'news' } });
      tool.commit({ at: now, message: 'Public news', files: { 'main.go': 'news' } });
      await work(owners);
      const adas = await storeOf(owners, ada).listDeliveries(10);
      expect(adas.map(({ event, facts, after }) => [event, facts, after])).toEqual([
        ['push', null, null],
        ['push', null, null],
      ]);
      expect(await everythingOf(ada, logs)).not.toContain(secret.head()?.oid);
      const bertas = await storeOf(owners, berta).listDeliveries(10);
      expect(bertas.map(({ facts }) => facts?.kind)).toEqual(['push', 'push']);
      // Ada was woken, and looked with a token of her own.
      expect(world.requests.slice(before).some(({ credential }) => credential === 'ada')).toBe(true);
      expect((await toolOf(owners, ada))?.derived.evidence).toContain('2026-03-01');
    });

    it('keeps questions, answers, confirmations and pins to the account that was asked', async () => {
      const owners = await openAll();
      await look(owners);
      const asked = await toolOf(owners, ada);
      expect(asked?.question).not.toBeNull();
      expect((await toolOf(owners, berta))?.question).not.toBeNull();

      pass(1);
      const home = homes['berta'] as SimulatedRepository;
      checkBox(home, 1, { project: '### Tool', label: 'Finished', by: 'berta', at: now });
      pass(0.01);
      await work(owners);
      expect(readme('berta')).toContain('| Tool | 🟢 Complete |');
      expect(await toolOf(owners, berta)).toMatchObject({ declared: { status: 'complete' } });
      pass(0.1);
      await look(owners);
      expect(readme('ada')).toContain('| Tool | 🟡 In Progress |');
      const adas = await toolOf(owners, ada);
      expect([adas?.question, adas?.declared, adas?.answer]).toEqual([asked?.question, asked?.declared, null]);
      expect(findIssue(homes['ada'] as SimulatedRepository, 1).body).toContain('### Tool');

      const { key: projectKey } = adas ?? { key: '' };
      await storeOf(owners, berta).savePin({ projectKey, status: 'archived', until: null, at: now.toISOString() });
      pass(0.1);
      await look(owners);
      expect(readme('berta')).toContain('| Tool | ⚪ Archived |');
      expect(readme('ada')).toContain('| Tool | 🟡 In Progress |');
      const view = JSON.stringify(await readPortfolioView(storeOf(owners, ada), 'owner', [], ada));
      for (const told of ['complete', 'rchived', 'berta answered']) expect(view).not.toContain(told);
    });

    /** As the code before wrote it: one memory for all documents. */
    async function lookAsBefore(): Promise<void> {
      const store = createStore(database, formerOwner);
      await store.keepDocuments(targets);
      const queue = createSqliteQueue(database, formerOwner, { random: () => 0 });
      const owner = { id: formerOwner, store, queue };
      const owners: Owners = { all: [owner], ofDocument: () => owner, deployment: store };
      await scheduleAll(owners, { clock, log }, true);
      for (let job = await queue.claim(now, 60_000); job !== null; job = await queue.claim(now, 60_000))
        await queue.complete(
          job,
          await runJob(job.job, targets, portfolio, { store, github, files: noFiles, clock, log }),
          now,
        );
    }

    it('keeps what one memory held for the only account, and asks nothing twice', async () => {
      targets = targets.filter(({ ref }) => ref.kind === 'github' && ref.repo === 'berta/portfolio');
      await lookAsBefore();
      const before = await createStore(database, formerOwner).listProjects();
      await separateOwners(database);
      expect(await everythingOf(formerOwner)).toBe(JSON.stringify([...keptTables, ...logs].map(() => [])));
      const owners = await openAll();
      expect(await storeOf(owners, berta).listProjects()).toEqual(before);
      pass(1);
      await look(owners);
      const after = await toolOf(owners, berta);
      expect(after?.question).toEqual(before.find(({ name: called }) => called === 'Tool')?.question);
      expect(homes['berta']?.state.issues).toHaveLength(1);
    });

    it('tears one memory of several accounts apart: questions stay, nothing private or answered goes over', async () => {
      await lookAsBefore();
      const former = createStore(database, formerOwner);
      const shared = (await former.listProjects()).find(({ name: called }) => called === 'Tool');
      if (shared === undefined || shared.question === null) throw new Error('Tool must have been asked about');
      // Berta's "keep", as the code before noted it for both.
      const refused = { status: shared.question.status, rule: shared.question.rule, at: now.toISOString() };
      const declared = { status: 'in_progress', confirmedAt: now.toISOString() } as const;
      await former.saveProjects([{ ...shared, question: null, declared, refused }]);
      await former.savePin({ projectKey: shared.key, status: 'archived', until: null, at: now.toISOString() });
      expect(await everythingOf(formerOwner)).toContain(secret.head()?.oid);

      await separateOwners(database);
      await separateOwners(database);
      const owners = await openAll();
      expect(await everythingOf(formerOwner)).toBe(JSON.stringify([...keptTables, ...logs].map(() => [])));
      const adas = await everythingOf(ada);
      for (const told of [canary, secret.head()?.oid ?? '-', '"confirmedAt":"2026']) expect(adas).not.toContain(told);
      expect(await everythingOf(berta)).toContain(secret.head()?.oid);
      expect(await storeOf(owners, ada).listPins()).toEqual([]);
      expect(await storeOf(owners, berta).listPins()).toHaveLength(1);
      expect(await toolOf(owners, ada)).toMatchObject({ question: shared.question, refused: null, answer: null });
      expect(await toolOf(owners, berta)).toMatchObject({ question: null, refused, declared });

      pass(1);
      await look(owners);
      expect((await toolOf(owners, ada))?.question).toEqual(shared.question);
      expect((await toolOf(owners, berta))?.question).toBeNull();
      for (const home of Object.values(homes)) expect(home.state.issues).toHaveLength(1);
      expect(readme('ada')).toContain('| Secret | 🟡 In Progress |');
    });

    it('manages nothing of an account that is not configured any more', async () => {
      const all = await openAll();
      await look(all);
      targets = targets.filter(({ ref }) => ref.kind === 'github' && ref.repo === 'ada/portfolio');
      await openAll();
      expect(await createStore(database, berta ?? '').listDocuments()).toEqual([]);
      expect(await createStore(database, ada ?? '').listDocuments()).toHaveLength(1);
    });
  });
}
