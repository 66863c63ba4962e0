// A date behind a word from the question to its end, and every place where it could say too much, come back, or be taken
// for somebody else's: on the simulated GitHub, with the product's own state.

import { describe, expect, it } from 'vitest';
import { closePullRequest, mergePullRequest } from '../../demo/github/pull-requests.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import type { AnswerKind } from '../../src/core/status/answers.ts';
import { answerQuestion, undoAnswer } from '../../src/pipeline/questions/answers.ts';
import { openPipeline, type PipelineOptions, row, table, words } from '../support/open-pipeline.ts';

const configuration = `${words}onSilence: date\n`;
const active = '🟡 In Progress';
const dated = `${active} (as of 2025-11)`;

/** A project that was asked about 100 days after its last work; it is due for a date 80 days later. */
async function openSilent(text = table(row('mill', active)), options: PipelineOptions = {}) {
  const pipeline = openPipeline({ configuration, ...options });
  const { me, look, pass, passMinutes, now, store, read, write } = pipeline;
  const mill = pipeline.addProject('mill', 100);
  write(text, pipeline.daysAgo(120));
  await look();
  const commit = (repository: SimulatedRepository, path: string, content: string) =>
    repository.commit({ at: now(), message: `Edit ${content}`, files: { [path]: content } });
  return {
    ...pipeline,
    mill,
    cell: () => /\| mill \| ([^|]*) \|/.exec(read())?.[1],
    cells: () => [...read().matchAll(/\| mill \| ([^|]*) \|/g)].map((found) => found[1]),
    /** The time passes, and what is due is written. */
    async wait(days: number) {
      pass(days);
      return await look();
    },
    work: (text = 'back') => commit(mill, 'main.go', text),
    document: () => commit(mill, 'README.md', 'Hello.'),
    edit(from: string, to: string) {
      passMinutes(60);
      write(read().replace(from, to), now());
    },
    /** The number of the newest pull request. */
    request: () => me.state.pullRequests[0]?.number ?? 0,
    requests: () => me.state.pullRequests.map(({ state }) => state).toReversed(),
    async answer(kind: AnswerKind) {
      const [project] = await store.listProjects();
      await answerQuestion(store, { projectKey: project?.key ?? '', kind, by: 'ada', now: now() });
    },
    subjects: () => me.history().map(({ message }) => message.split('\n', 1)[0]),
  };
}

describe('a date behind a word', () => {
  it('comes in one commit after the question went unanswered, and goes in one at the first work', async () => {
    const { wait, cell, work, subjects, store } = await openSilent();
    await wait(79);
    expect(cell()).toBe(active);
    const { rows, publication } = await wait(1);
    expect([cell(), publication.kind]).toEqual([dated, 'published']);
    expect(rows[0]?.decision).toMatchObject({
      action: 'change',
      status: 'in_progress',
      text: active,
      asOf: { month: '2025-11', text: '(as of 2025-11)', action: 'add' },
      question: { rule: 'quiet' },
    });
    expect((await wait(30)).publication.kind).toBe('nothing');
    work();
    await wait(1);
    expect(cell()).toBe(active);
    expect(subjects().slice(0, 3)).toEqual([
      'docs: remove the date from the status of mill',
      'docs: date the status of mill (as of 2025-11)',
      'Edit by hand',
    ]);
    // The word was settled all the time.
    const [project] = await store.listProjects();
    expect(project).toMatchObject({ changedAt: [], decision: { status: 'in_progress', since: null } });
    expect((await store.listChanges(9)).map(({ from, to }) => [from, to])).toEqual([
      [dated, active],
      [active, dated],
    ]);
  });

  it('never comes on a first look, however long the silence', async () => {
    const { wait, openStore, look, cell, passMinutes } = await openSilent();
    const other = openStore();
    await look(other);
    passMinutes(1);
    await look(other);
    expect(cell()).toBe(active);
    await wait(100);
    expect(cell()).toBe(dated);
  });

  it('goes with the first commit of a person of any kind, and with no commit of a machine', async () => {
    const { wait, cell, mill, now, document } = await openSilent();
    await wait(80);
    const bot = { name: 'dependabot[bot]', email: 'b@users.noreply.github.com', login: 'dependabot[bot]' };
    mill.commit({ at: now(), message: 'Bump', files: { 'go.sum': '1' }, author: bot });
    await wait(1);
    expect(cell()).toBe(dated);
    document();
    await wait(1);
    expect(cell()).toBe(active);
  });

  it.each([
    ['active', active],
    ['away', active],
    ['paused', '🟡 Paused'],
    ['finished', '🟢 Complete'],
  ] as const)('goes with the answer %s, in the same commit as the word', async (kind, expected) => {
    const { wait, cell, answer, subjects } = await openSilent();
    await wait(80);
    await answer(kind);
    await wait(1);
    expect([cell(), subjects().length]).toEqual([expected, 3]);
  });

  it('comes back where the answer that took it away is taken back', async () => {
    const { wait, cell, answer, store, now, passMinutes, look } = await openSilent();
    await wait(80);
    await answer('active');
    passMinutes(1);
    await look();
    expect(cell()).toBe(active);
    const [project] = await store.listProjects();
    await undoAnswer(store, { projectKey: project?.key ?? '', by: 'ada', now: now() });
    await wait(2);
    expect(cell()).toBe(dated);
  });

  it('stays when the owner commits to the document and leaves the row as it is', async () => {
    const { wait, cell, edit } = await openSilent(table(row('mill', active), '| other | 🔴 Planned | |'));
    await wait(80);
    edit('# Work', '# My work');
    await wait(1);
    expect(cell()).toBe(dated);
    await wait(100);
    expect(cell()).toBe(dated);
  });

  it('is not written with onSilence: ask, and one that stands there is then nobody’s to take', async () => {
    const typed = await openSilent(table(row('mill', dated)), { configuration: words });
    typed.work();
    expect((await typed.wait(1)).publication.kind).toBe('nothing');
    const { wait, cell } = await openSilent(undefined, { configuration: words });
    expect((await wait(200)).publication.kind).toBe('nothing');
    expect(cell()).toBe(active);
  });
});

describe('a date in tricky places', () => {
  it('several rows of one project are all dated, each in its row’s language', async () => {
    const german =
      '\n| Projekt | Stand | Link |\n|---|---|---|\n| mill | In Arbeit | [code](https://github.com/ada/mill) |\n';
    const { wait, cells } = await openSilent(`${table(row('mill', active))}${german}`);
    await wait(80);
    expect(cells()).toEqual([dated, 'In Arbeit (Stand 2025-11)']);
  });

  it('one removed by hand refuses all', async () => {
    const { wait, cells, edit } = await openSilent(`${table(row('mill', active), row('mill', '🟡 WIP'))}`);
    await wait(80);
    expect(cells()).toEqual([dated, '🟡 WIP (as of 2025-11)']);
    edit('🟡 WIP (as of 2025-11)', '🟡 WIP');
    await wait(1);
    expect(cells()).toEqual([active, '🟡 WIP']);
    await wait(100);
    expect(cells()).toEqual([active, '🟡 WIP']);
  });

  it('an owner who removes it has refused it for this silence, and for no other', async () => {
    const { wait, cell, edit, work } = await openSilent();
    await wait(80);
    edit(dated, active);
    const { rows } = await wait(200);
    expect(cell()).toBe(active);
    expect(rows[0]?.decision).toMatchObject({
      action: 'question',
      reason: expect.stringContaining('removed the date'),
    });
    work();
    await wait(1);
    await wait(100);
    await wait(100);
    expect(cell()).toMatch(/\(as of 2026-\d\d\)$/);
  });

  it('a row that went away with its date refuses nothing', async () => {
    const { wait, cells, edit } = await openSilent(`${table(row('mill', active), row('mill', '🟡 WIP'))}`);
    await wait(80);
    edit(`${row('mill', '🟡 WIP (as of 2025-11)')}\n`, '');
    await wait(1);
    expect(cells()).toEqual([dated]);
  });

  it('a pin removes it, and refuses nothing', async () => {
    const { wait, cell, look } = await openSilent();
    await wait(80);
    const pinned = `${configuration}projects: [{ match: mill, pin: { status: in_progress } }]\n`;
    await look(undefined, undefined, pinned);
    expect(cell()).toBe(active);
    await wait(1);
    expect(cell()).toBe(active);
    await wait(31);
    expect(cell()).toBe(dated);
  });

  it('in pull-request mode it is proposed, and work that comes back closes the request', async () => {
    const { wait, cell, me, work, requests } = await openSilent(undefined, { publish: 'pull-request' });
    await wait(80);
    const [request] = me.state.pullRequests;
    expect([request?.title, cell()]).toEqual(['docs: date the status of mill (as of 2025-11)', active]);
    expect(request?.body).toContain(`| mill | ${active} | 🟡 In Progress \\(as of 2025-11\\) |`);
    work();
    await wait(1);
    expect(requests()).toEqual(['closed']);
    await wait(100);
    await wait(100);
    expect(requests()).toEqual(['closed', 'open']);
  });

  it('in pull-request mode a person’s closing refuses it', async () => {
    const { wait, me, request, requests } = await openSilent(undefined, { publish: 'pull-request' });
    await wait(80);
    closePullRequest(me, request());
    await wait(1);
    await wait(100);
    expect(requests()).toEqual(['closed']);
  });

  it('in pull-request mode a sweeper’s closing refuses nothing', async () => {
    const { wait, me, request, requests } = await openSilent(undefined, { publish: 'pull-request' });
    await wait(80);
    closePullRequest(me, request(), 'stale[bot]');
    await wait(1);
    expect(requests()).toEqual(['closed', 'open']);
  });

  it('in pull-request mode what was declined together with it is not proposed again without it', async () => {
    const { wait, me, request, requests, addProject, look } = await openSilent(
      table(row('mill', active), row('old', active)),
      {
        publish: 'pull-request',
      },
    );
    const old = addProject('old', 1);
    await look();
    await wait(79);
    old.archive(new Date('2026-05-01T00:00:00Z'));
    await wait(1);
    expect(me.state.pullRequests[0]?.title).toBe('docs: update 2 project statuses');
    closePullRequest(me, request());
    await wait(1);
    await wait(1);
    await wait(60);
    expect(requests()).toEqual(['closed']);
  });

  it('in pull-request mode a merged date is ours: it goes by the next request', async () => {
    const { wait, cell, me, work, request, now } = await openSilent(undefined, { publish: 'pull-request' });
    await wait(80);
    mergePullRequest(me, { number: request(), at: now() });
    await wait(1);
    expect(cell()).toBe(dated);
    work();
    await wait(1);
    expect(me.state.pullRequests[0]?.title).toBe('docs: remove the date from the status of mill');
  });

  it('a word that the owner changed loses the date with the next write', async () => {
    const { wait, cell, edit } = await openSilent();
    await wait(80);
    edit(dated, '🟢 Maintained (as of 2025-11)');
    await wait(1);
    expect(cell()).toBe('🟢 Maintained');
    // A new word begins a new silence, which was not refused.
    await wait(100);
    await wait(100);
    expect(cell()).toBe('🟢 Maintained (as of 2026-05)');
  });

  it('a date that the owner changed is theirs', async () => {
    const { wait, cell, edit, work } = await openSilent();
    await wait(80);
    edit('2025-11', '2025-08');
    await wait(1);
    await wait(100);
    expect(cell()).toBe(`${active} (as of 2025-08)`);
    work();
    await wait(1);
    expect(cell()).toBe(`${active} (as of 2025-08)`);
  });

  it.each([
    ['another remark', `${active} (since May)`],
    ['a glyph alone', '🟡'],
    ['a badge', '![](https://img.shields.io/badge/status-WIP-yellow)'],
  ])('%s gets none, and the question stays', async (_, status) => {
    const { wait, read } = await openSilent(table(row('mill', status), row('sail', active)));
    const before = read();
    const { rows } = await wait(200);
    expect(read()).toBe(before);
    expect(rows[0]?.decision.action).toBe('question');
  });

  it('a row whose history is cut gets none, and the question stays', async () => {
    const { github, look, cell, pass, openStore } = await openSilent();
    const read: typeof github.documents.read = async (ref, companions) => {
      const file = await github.documents.read(ref, companions);
      return { ...file, mayBeConfirmedAt: '2025-11-05T00:00:00Z', confirmedAt: null };
    };
    const cut = { ...github, documents: { ...github.documents, read } };
    const fresh = openStore();
    await look(fresh, undefined, undefined, cut);
    pass(200);
    const { rows } = await look(fresh, undefined, undefined, cut);
    expect([cell(), rows[0]?.decision.action]).toEqual([active, 'question']);
    pass(1);
    await look(fresh);
    expect(cell()).toBe(dated);
  });

  it('a doubly encoded cell gets it encoded likewise, and is as it was afterwards', async () => {
    const twice = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
    const typed = `| mill | ${twice('開発中')} | [code](https://github.com/ada/mill) |`;
    const { wait, read, work } = await openSilent(table(typed));
    const before = read();
    await wait(80);
    expect(read()).toContain(`${twice('開発中')} (2025-11${twice('時点')})`);
    work();
    await wait(1);
    expect(read()).toBe(before);
  });

  it('in a data file it is written beside the status under the key that the configuration names, and nowhere else', async () => {
    const yaml = '- name: mill\n  status: In Progress\n  repo: https://github.com/ada/mill\n';
    const open = async (asOfKey?: string) => {
      const ref = { kind: 'github', repo: 'ada/me', path: 'projects.yml', branch: null } as const;
      const target = { ref: { ...ref, ...(asOfKey !== undefined && { asOfKey }) } };
      return await openSilent(yaml, { paths: ['projects.yml'], target });
    };
    const { wait, read, work } = await open('statusAsOf');
    await wait(80);
    expect(read()).toBe(yaml.replace('Progress\n', 'Progress\n  statusAsOf: 2025-11\n'));
    work();
    await wait(1);
    expect(read()).toBe(yaml);
    const plain = await open();
    await plain.wait(80);
    expect(plain.read()).toBe(yaml);
  });

  it('lost state does not bring back what the owner removed', async () => {
    const { wait, cell, edit, openStore, look, pass } = await openSilent();
    await wait(80);
    edit(dated, active);
    const fresh = openStore();
    await look(fresh);
    pass(40);
    await look(fresh);
    pass(200);
    const { rows } = await look(fresh);
    expect(cell()).toBe(active);
    expect(rows[0]?.decision.action).toBe('question');
  });

  it('lost state neither takes away what still holds, nor doubles it', async () => {
    const { wait, cell, edit, openStore, look, pass, work } = await openSilent();
    await wait(80);
    edit('# Work', '# My work');
    const fresh = openStore();
    for (const days of [0, 1, 40, 100]) {
      pass(days);
      await look(fresh);
      expect(cell()).toBe(dated);
    }
    work();
    pass(1);
    await look(fresh);
    expect(cell()).toBe(active);
  });

  it('other rows without it are no disagreement, and get it, too', async () => {
    const { wait, cells, edit } = await openSilent();
    await wait(80);
    edit(row('mill', dated), `${row('mill', dated)}\n${row('mill', active)}`);
    const { rows } = await wait(1);
    expect(rows.map(({ decision }) => decision.action)).not.toContain('hold');
    expect(cells()).toEqual([dated, dated]);
  });

  it('the activity of a private repository decides none, unless the owner lets it', async () => {
    const { look, cell, mill, pass } = await openSilent();
    pass(200);
    mill.makePrivate();
    await look();
    expect(cell()).toBe(active);
  });

  it('the activity of a private repository decides one where the owner lets it be told', async () => {
    const { look, cell, github, pass } = await openSilent();
    const readActivities: typeof github.readActivities = async (requests, now) =>
      (await github.readActivities(requests, now)).map((one) =>
        one.kind === 'ok' ? { ...one, activity: { ...one.activity, visibility: 'private' } } : one,
      );
    const seen = { ...github, readActivities };
    pass(80);
    await look(undefined, undefined, undefined, seen);
    expect(cell()).toBe(active);
    await look(undefined, undefined, `${configuration}privateDetails: [ada/mill]\n`, seen);
    expect(cell()).toBe(dated);
  });

  it('behind a repository that cannot be seen any more it stays', async () => {
    const { wait, cell, mill } = await openSilent();
    await wait(80);
    mill.makePrivate();
    await wait(1);
    expect(cell()).toBe(dated);
  });

  it('behind a repository that became private it goes, whatever was done there, unless the owner lets it', async () => {
    const { wait, cell, look, github } = await openSilent();
    await wait(80);
    const readActivities: typeof github.readActivities = async (requests, now) =>
      (await github.readActivities(requests, now)).map((one) =>
        one.kind === 'ok' ? { ...one, activity: { ...one.activity, visibility: 'private' } } : one,
      );
    const seen = { ...github, readActivities };
    await look(undefined, undefined, `${configuration}privateDetails: [ada/mill]\n`, seen);
    expect(cell()).toBe(dated);
    await look(undefined, undefined, undefined, seen);
    expect(cell()).toBe(active);
  });
});

describe('a stopped heartbeat', () => {
  async function openStopped(configured = configuration, command = 'python report.py') {
    const pipeline = openPipeline({ configuration: configured });
    const { world, daysAgo, write, read } = pipeline;
    const mill = world.addRepository({ owner: 'ada', name: 'mill', createdAt: daysAgo(350), languages: ['Go'] });
    mill.commit({ at: daysAgo(300), message: 'Begin', files: { 'main.go': '1' } });
    const daily = mill.addWorkflow('Daily', '.github/workflows/daily.yml', daysAgo(300), command);
    for (const days of [33, 32, 31, 30]) mill.run(daily, daysAgo(days));
    write(table(row('mill', '🟢 Running')), daysAgo(100));
    const cell = () => /\| mill \| ([^|]*) \|/.exec(read())?.[1];
    return { ...pipeline, mill, daily, cell };
  }

  it('is asked about and dated at once, and the date goes with the next run', async () => {
    const { look, cell, mill, daily, now, pass } = await openStopped();
    const { rows } = await look();
    expect(cell()).toBe('🟢 Running (last run 2026-01)');
    expect(rows[0]?.decision.question?.rule).toBe('stopped');
    pass(1);
    mill.run(daily, now());
    await look();
    expect(cell()).toBe('🟢 Running');
  });

  it('is only asked about where no dates are wanted', async () => {
    const { look, cell } = await openStopped(words);
    expect((await look()).rows[0]?.decision.action).toBe('question');
    expect(cell()).toBe('🟢 Running');
  });

  it.each(['pytest', 'frobnicate'])(
    'says nothing where the schedule serves nobody, or nobody knows: %s',
    async (command) => {
      const { look, cell, mill, daily, now, pass } = await openStopped(configuration, command);
      expect((await look()).rows[0]?.derived).toMatchObject({ rule: 'keep', status: 'running' });
      pass(1);
      mill.run(daily, now());
      expect((await look()).rows[0]?.derived.rule).toBe('keep');
      expect(cell()).toBe('🟢 Running');
    },
  );

  it('reads what the schedule does once for every state of the repository', async () => {
    const { look, mill, daily, now, pass, world } = await openStopped();
    const reads = () => world.requests.filter(({ operation }) => operation === 'WorkflowsAt').length;
    await look();
    for (const _ of [1, 2]) {
      pass(1);
      mill.run(daily, now());
      await look();
    }
    expect(reads()).toBe(1);
    mill.commit({ at: now(), message: 'Change', files: { [daily.path]: 'jobs: { a: { steps: [{ run: pytest }] } }' } });
    pass(1);
    expect((await look()).rows[0]?.derived.rule).toBe('keep');
    expect(reads()).toBe(2);
  });
});
