// The whole story of one document, with the simulated GitHub in process and a real SQLite database.

import { beforeEach, describe, expect, it } from 'vitest';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { type Portfolio, readPortfolio } from '../../src/config/portfolio.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import type { RefreshResult } from '../../src/pipeline/document-update.ts';
import { refresh } from '../../src/pipeline/refresh.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';

const dayMs = 86_400_000;
const table = (...rows: readonly string[]) =>
  `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
const row = (name: string, status: string) => `| ${name} | ${status} | [code](https://github.com/ada/${name}) |`;
const words =
  'labels: { archived: "⚪ Archived", paused: "🟡 Paused", in_progress: "🟡 In Progress", maintained: "🟢 Maintained" }\n';

describe('refresh', () => {
  let now: Date;
  let github: SimulatedGitHub;
  let me: SimulatedRepository;
  let engine: SimulatedRepository;
  let plan: SimulatedRepository | undefined;
  let store: Store;

  const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
  const key = keyDocument(ref);

  beforeEach(() => {
    now = new Date('2026-03-01T12:00:00Z');
    github = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
    me = github.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
    engine = addProject('engine', 2);
    store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
  });

  function daysAgo(days: number): Date {
    return new Date(now.getTime() - days * dayMs);
  }

  function pass(days: number): void {
    now = new Date(now.getTime() + days * dayMs);
  }

  function addProject(name: string, workedDaysAgo: number): SimulatedRepository {
    const repository = github.addRepository({ owner: 'ada', name, createdAt: daysAgo(350), languages: ['Go'] });
    for (const days of [300, 200, workedDaysAgo])
      repository.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': String(days) } });
    return repository;
  }

  /** A repository that came after its row was typed, worked on for days. */
  function addPlan(): SimulatedRepository {
    plan = github.addRepository({ owner: 'ada', name: 'plan', createdAt: daysAgo(20), languages: ['Go'] });
    for (const days of [5, 3]) plan.commit({ at: daysAgo(days), message: `Work ${days}`, files: { 'main.go': 'x' } });
    return plan;
  }

  /** The owner commits the document. */
  function write(text: string, at = now): void {
    me.commit({ at, message: 'Edit by hand', files: { 'README.md': text } });
  }

  function read(): string {
    return Buffer.from(me.read('README.md') ?? []).toString('utf8');
  }

  async function look(
    configuration = words,
    publish: 'commit' | 'none' | 'preview' = 'commit',
  ): Promise<RefreshResult> {
    const reading = readPortfolio(configuration);
    const portfolio: Portfolio =
      reading.kind === 'read' ? reading.portfolio : (expect.fail(JSON.stringify(reading)) as never);
    const client = createGitHub({ token: 't', apiUrl: 'https://api.github.com', fetch: github.fetch, now: () => now });
    const result = await refresh({ key, ref, label: 'ada/me/README.md', publish }, portfolio, {
      memory: store,
      github: client,
      files: openLocalDocuments(),
      clock: { now: () => now },
    });
    expect(github.unexpected).toEqual([]);
    return result;
  }

  it('commits nothing when every status is true, however often it looks', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    for (let day = 0; day < 30; day += 1) {
      expect((await look()).publication.kind).toBe('nothing');
      pass(1);
    }
    expect(me.history()).toHaveLength(1);
  });

  it('publishes a fact as one commit with its evidence and its trailer', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toBe(table(row('engine', '⚪ Archived')));
    expect(me.head()?.message).toBe(
      'docs: mark engine as ⚪ Archived\n\n- engine: 🟡 In Progress -> ⚪ Archived\n  Archived (read-only) since 2026-02-28.\n\n' +
        'To disagree, change the cell back: it will be left alone.\n\nStatusfolio: ada/me:README.md@',
    );
    expect((await look()).publication.kind).toBe('nothing');
    expect(await store.listChanges(10)).toMatchObject([{ name: 'engine', to: '⚪ Archived', oid: me.head()?.oid }]);
  });

  it('writes a label that the table has not used in its style, and names it in the commit', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    const { rows, publication } = await look('');
    expect(publication.kind).toBe('published');
    expect(rows[0]?.decision).toMatchObject({ action: 'change', text: '⚪ Archived', isNewLabel: true });
    expect(rows[0]?.decision.reason).toContain('New label in the style of the table: "⚪ Archived"');
    expect(me.head()?.message).toContain(
      '\n\nNew label in the style of the table: ⚪ Archived. To write another, set "labels:" in the configuration.\n\n',
    );
  });

  it('prefers the label of the configuration, and says nothing of a new one', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    const { rows } = await look('labels: { archived: "⚫ Put away" }\n');
    expect(rows[0]?.decision).toMatchObject({ action: 'change', text: '⚫ Put away' });
    expect(rows[0]?.decision).not.toHaveProperty('isNewLabel');
    expect(me.head()?.message).not.toContain('New label');
  });

  it('says which label of the configuration no cell is read by, and writes nothing', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    const { publication, problems } = await look('labels: { archived: "⚫ Put away" }\n');
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([
      { code: 'LABEL_UNREAD', message: expect.stringContaining('"⚫ Put away" is no word') },
    ]);
    expect(me.history()).toHaveLength(1);
  });

  it('asks instead of publishing where the style of the table settles no label, and writes nothing', async () => {
    write(table(row('engine', '🦄 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    const { rows, publication } = await look('');
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.decision).toMatchObject({ action: 'question', text: '🦄 In Progress' });
    expect(me.history()).toHaveLength(1);
  });

  it('only looks with publish: none, and remembers nothing of a preview', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    expect((await look(words, 'preview')).publication.kind).toBe('withheld');
    expect(await store.listProjects()).toEqual([]);
    expect((await look(words, 'none')).publication.kind).toBe('withheld');
    expect(me.history()).toHaveLength(1);
  });

  it('starts again from the new bytes when somebody commits between reading and writing', async () => {
    write(table(row('engine', '🟡 In Progress'), 'A note.'), daysAgo(30));
    engine.archive(daysAgo(1));
    let isFirst = true;
    github.fail({
      when: ({ operation }) => {
        if (operation === 'CommitOnBranch' && isFirst) {
          isFirst = false;
          write(table(row('other', '🔴 Planned'), row('engine', '🟡 In Progress')));
        }
        return false;
      },
      answer: 'reset',
    });
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toBe(table(row('other', '🔴 Planned'), row('engine', '⚪ Archived')));
    expect(me.history()).toHaveLength(3);
  });

  it('gives up for now when the document changes at every attempt', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    let edits = 0;
    github.fail({
      when: ({ operation }) => {
        if (operation === 'CommitOnBranch') write(`${table(row('engine', '🟡 In Progress'))}\nEdit ${++edits}\n`);
        return false;
      },
      answer: 'reset',
    });
    await expect(look()).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED', retryable: true });
    expect(read()).toContain(`Edit ${edits}`);
    expect(me.history().every(({ message }) => message === 'Edit by hand')).toBe(true);
  });

  it('makes one commit when the answer to the first one is lost', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(daysAgo(1));
    github.fail({ when: ({ operation }) => operation === 'CommitOnBranch', answer: 'reset', effect: 'after' });
    await look().catch(() => undefined);
    await look();
    expect(me.history()).toHaveLength(2);
    expect(read()).toBe(table(row('engine', '⚪ Archived')));
  });

  it('takes a hand edit as the owner word and leaves it alone', async () => {
    addPlan();
    write(table(row('plan', '🔴 Planned')), daysAgo(30));
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toBe(table(row('plan', '🟡 In Progress')));
    pass(1);
    write(table(row('plan', '🔴 Planned')));
    pass(1);
    const { publication, rows } = await look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.status).toBe('planned');
    // Evidence counts from the edit on, and over what was there before a plan may be the next version: that is asked.
    for (const text of ['new', 'newer']) {
      pass(1);
      plan?.commit({ at: now, message: 'New work', files: { 'main.go': text } });
    }
    const asked = await look();
    expect(asked.publication.kind).toBe('nothing');
    expect(asked.rows[0]?.decision).toMatchObject({ action: 'question', question: { status: 'in_progress' } });
  });

  it('takes an edit for the owner word although its commit is older than the last one, as in a merged branch', async () => {
    addPlan();
    write(table(row('plan', '🔴 Planned')), daysAgo(30));
    await look();
    expect(read()).toBe(table(row('plan', '🟡 In Progress')));
    pass(2);
    write(table(row('plan', '🔴 Planned')), daysAgo(40));
    expect((await look()).publication.kind).toBe('nothing');
    expect(read()).toBe(table(row('plan', '🔴 Planned')));
  });

  it('does not take a late view of the old bytes for an edit', async () => {
    addPlan();
    write(table(row('plan', '🔴 Planned')), daysAgo(30));
    const old = me.history();
    await look();
    const fresh = me.history();
    me.state.branches.set('main', [...old]);
    await expect(look()).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED', retryable: true });
    me.state.branches.set('main', [...fresh]);
    const { publication, rows } = await look();
    expect(publication.kind).toBe('nothing');
    expect(rows[0]?.facts.declared.status).toBe('planned');
  });

  it('asks about silence, withdraws the question when work goes on, and writes a date only where one is wanted', async () => {
    const quiet = addProject('quiet', 120);
    addProject('silent', 120);
    write(table(row('quiet', '🟡 In Progress'), row('silent', '🟡 In Progress')), daysAgo(100));
    const first = await look();
    expect(first.publication.kind).toBe('nothing');
    expect(first.rows.map(({ decision }) => decision.action)).toEqual(['question', 'question']);
    pass(10);
    quiet.commit({ at: now, message: 'Back again', files: { 'main.go': 'back' } });
    expect((await look()).rows.map(({ decision }) => decision.action)).toEqual(['keep', 'question']);
    pass(200);
    expect((await look()).publication.kind).toBe('nothing');
    expect((await look(`${words}onSilence: date\n`)).publication.kind).toBe('published');
    expect(read()).toBe(table(row('quiet', '🟡 In Progress'), row('silent', '🟡 In Progress (as of 2025-11)')));
  });

  it.each([
    ['it cannot be seen', (repository: SimulatedRepository) => repository.makePrivate(), 'NOT_VISIBLE'],
    ['it is deleted', (repository: SimulatedRepository) => repository.delete(), 'NOT_VISIBLE'],
  ])('leaves the cell as it is when %s, and says so', async (_, harm, code) => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(300));
    await look();
    harm(engine);
    pass(200);
    const { publication, problems, rows } = await look();
    expect(publication.kind).toBe('nothing');
    expect(problems).toMatchObject([{ code, where: 'ada/me/README.md:5' }]);
    expect(rows[0]).toMatchObject({ derived: { rule: 'keep', confidence: 'guess' }, decision: { action: 'keep' } });
  });

  it('does not follow a name that was given to another repository', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    await look();
    engine.delete();
    const stranger = github.addRepository({ owner: 'ada', name: 'engine', createdAt: now });
    stranger.archive(now);
    pass(2);
    const { publication, problems } = await look();
    expect(publication.kind).toBe('nothing');
    expect(problems).toMatchObject([{ code: 'REPLACED' }]);
  });

  it('follows a renamed repository as the same project', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    await look();
    engine.rename('motor');
    engine.archive(now);
    pass(2);
    expect((await look()).publication.kind).toBe('published');
    expect(await store.listProjects()).toHaveLength(1);
  });

  it('lets rows of one project that disagree stand as they are', async () => {
    write(table(row('engine', '🟡 In Progress'), row('engine', '🔴 Planned')), daysAgo(30));
    engine.archive(now);
    const { rows, publication } = await look();
    expect(publication.kind).toBe('nothing');
    expect(rows.map(({ decision }) => decision.action)).toEqual(['hold', 'hold']);
  });

  it('keeps the evidence of a private repository out of a public commit', async () => {
    addPlan().makePrivate(true);
    write(table(row('plan', '🔴 Planned')), daysAgo(30));
    expect((await look()).publication.kind).toBe('published');
    expect(me.head()?.message).toContain('- plan: 🔴 Planned -> 🟡 In Progress\n\nTo disagree');
  });

  it('stops after three commits in an hour, so that two tools cannot fight forever', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(now);
    const rival = { login: 'rival[bot]', name: 'rival[bot]', email: 'rival[bot]@users.noreply.github.com' };
    for (let round = 0; round < 6; round += 1) {
      const files = { 'README.md': table(row('engine', '🟡 In Progress')) };
      me.commit({ at: now, message: 'chore: sync', author: rival, files });
      now = new Date(now.getTime() + 60_000);
      await look();
    }
    expect(me.history().filter(({ message }) => message.startsWith('docs: '))).toHaveLength(3);
    expect((await look()).problems).toMatchObject([{ code: 'PAUSED' }]);
    now = new Date(now.getTime() + 3_600_000);
    expect((await look()).publication.kind).toBe('published');
  });

  it('publishes what work says once a day, and facts at once', async () => {
    const [one, two] = [addProject('one', 120), addProject('two', 120)];
    const typed = ['one', 'two'].map((name) => row(name, '🟡 Paused'));
    write(table(...typed, row('engine', '🟡 In Progress')), daysAgo(110));
    await look();
    // As earlier versions left them: paused by us, when the owner had said otherwise.
    const said = { status: 'in_progress', confirmedAt: daysAgo(110).toISOString() } as const;
    await store.saveProjects((await store.listProjects()).map((project) => ({ ...project, declared: said })));
    pass(20);
    const wake = (repository: SimulatedRepository) => {
      for (const days of [3, 2, 1, 0]) repository.commit({ at: daysAgo(days), message: `Work ${days}` });
    };
    wake(one);
    now = new Date(now.getTime() + 3_600_000);
    expect((await look()).publication.kind).toBe('published');
    wake(two);
    now = new Date(now.getTime() + 3_600_000);
    const held = await look();
    expect(held.publication.kind).toBe('nothing');
    expect(held.rows[1]?.decision).toMatchObject({ action: 'hold', reason: expect.stringContaining('2026-03-22') });
    expect(Date.parse(held.nextCheckAt)).toBeLessThanOrEqual(Date.parse('2026-03-22'));
    engine.archive(now);
    now = new Date(now.getTime() + 3_600_000);
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain(row('engine', '⚪ Archived'));
    expect(read()).toContain(row('two', '🟡 In Progress'));
  });

  it('reports a rejected commit and keeps looking', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(30));
    engine.archive(now);
    // A moment after it was read.
    github.fail({
      when: ({ operation }) => {
        if (operation === 'CommitOnBranch') me.state.archivedAt = now;
        return false;
      },
      answer: 'reset',
    });
    const { publication, problems } = await look();
    github.recover();
    expect(publication.kind).toBe('withheld');
    expect(problems).toMatchObject([{ code: 'ARCHIVED' }]);
    me.state.archivedAt = null;
    expect((await look()).publication.kind).toBe('published');
  });

  it('pins from the configuration and from the cell outrank the evidence until they end', async () => {
    write(
      table(
        `| engine | 🟡 In Progress <!-- statusfolio: pin until 2026-03-10 --> | [code](https://github.com/ada/engine) |`,
      ),
      daysAgo(30),
    );
    engine.archive(now);
    expect((await look()).publication.kind).toBe('nothing');
    pass(10);
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toContain('| ⚪ Archived <!-- statusfolio: pin until 2026-03-10 --> |');
  });

  it('makes no status worse and writes nothing, whatever GitHub answers', async () => {
    write(table(row('engine', '🟡 In Progress')), daysAgo(95));
    await look();
    pass(1);
    const answers: (Response | 'reset')[] = [
      ...[500, 502, 503, 504].map((status) => new Response('<html>', { status })),
      new Response('{"message":"rate limit"}', {
        status: 403,
        headers: { 'x-ratelimit-remaining': '0', 'content-type': 'application/json' },
      }),
      new Response('{"data":{"r0":null,"nodes":[null]},"errors":[{"type":"FORBIDDEN","path":["r0"],"message":"no"}]}', {
        headers: { 'content-type': 'application/json' },
      }),
      new Response('{"data":null,"errors":[{"type":"RATE_LIMITED","message":"later"}]}', {
        headers: { 'content-type': 'application/json' },
      }),
      new Response('{"data":{"no', { headers: { 'content-type': 'application/json' } }),
      new Response('', { headers: { 'content-type': 'application/json' } }),
      'reset',
    ];
    for (const answer of answers) {
      for (const part of ['Document', 'Lite', 'Core', 'Operations']) {
        github.fail({ when: ({ operation }) => operation?.startsWith(part) === true, answer, times: 10 });
        await look().catch((error: unknown) => expect(error).toMatchObject({ name: 'StatusfolioError' }));
        github.recover();
        expect(me.history()).toHaveLength(1);
      }
    }
    expect((await look()).rows[0]?.decision.action).toBe('keep');
  });
});
