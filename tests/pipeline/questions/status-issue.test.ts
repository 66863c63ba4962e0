// Question, answer, document: the status issue on the simulated GitHub, answered by webhook, by poll and by a call.

import { beforeEach, describe, expect, it } from 'vitest';
import { checkBox, closeIssue, commentOn, editIssue, findIssue, openIssue } from '../../../demo/github/issues.ts';
import { mergePullRequest } from '../../../demo/github/pull-requests.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { receiveDeliveries } from '../../../src/pipeline/deliveries/process-deliveries.ts';
import { answerQuestion } from '../../../src/pipeline/questions/answers.ts';
import { runJob } from '../../../src/pipeline/run-jobs.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { openLocalDocuments } from '../../../src/store/local-files.ts';
import { readHead } from '../../../src/web/webhook/route.ts';
import { projectDelivery } from '../../../src/web/webhook/to-delivery.ts';
import { openPipeline, type Pipeline, row, table, words } from '../../support/open-pipeline.ts';

describe.each([
  { viewer: 'statusfolio[bot]' },
  { viewer: 'ada' },
  // Reading with one token, writing with another.
  { viewer: 'reader', writer: 'ada' },
])('the status issue, for $viewer $writer', ({ viewer, writer = viewer }) => {
  let pipeline: Pipeline;
  let me: SimulatedRepository;
  let quiet: SimulatedRepository;

  beforeEach(() => {
    pipeline = openPipeline({ viewer, ...(writer !== viewer && { writer }) });
    ({ me } = pipeline);
    quiet = pipeline.addProject('quiet', 120);
    pipeline.addProject('silent', 120);
    pipeline.write(table(row('quiet', '🟡 In Progress'), row('silent', '🟡 In Progress')), pipeline.daysAgo(100));
  });

  const issue = () => findIssue(me, 1);
  const tick = (project: string, label: string, by = 'ada') => {
    pipeline.passMinutes(1);
    checkBox(me, 1, { project: `### ${project}`, label, by, at: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const messages = (body: string, by = 'ada') => {
    pipeline.passMinutes(1);
    commentOn(me, 1, { body, by, at: pipeline.now() });
    pipeline.passMinutes(1);
  };
  const lineOf = (name: string) =>
    pipeline
      .read()
      .split('\n')
      .find((line) => line.startsWith(`| ${name} |`));

  it('is opened when something waits, says everything once, and is not written again', async () => {
    await pipeline.look();
    expect(me.state.issues).toHaveLength(1);
    expect(issue()).toMatchObject({
      title: 'Review 2 project statuses',
      state: 'open',
      author: writer,
    });
    expect(issue().body).toContain('### quiet\n\nREADME.md: 🟡 In Progress\n');
    expect(issue().body).toMatch(
      /Last work commit 2025-11-01, row last confirmed 2025-11-21\..*The status stays until you answer/,
    );
    expect(issue().body.match(/^- \[ \] /gm)).toHaveLength(8);
    const body = issue().body;
    for (let look = 0; look < 5; look += 1) {
      pipeline.passMinutes(30);
      await pipeline.look();
    }
    expect(issue()).toMatchObject({ body, edits: [] });
    expect(me.state.issues).toHaveLength(1);
  });

  it('is not opened when nothing waits, nor where the owner only wants to be shown', async () => {
    quiet.commit({ at: pipeline.now(), message: 'Back', files: { 'main.go': 'x' } });
    await pipeline.look(
      pipeline.store,
      pipeline.targets.map((target) => ({ ...target, publish: 'none' })),
    );
    expect(me.state.issues).toEqual([]);
  });

  it('takes a tick by poll: accepted is published at once, and the text follows', async () => {
    await pipeline.look();
    tick('quiet', 'Paused');
    expect((await pipeline.look()).publication.kind).toBe('published');
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    expect(me.head()?.message).toMatch(
      /- quiet: 🟡 In Progress -> 🟡 Paused\n {2}ada said that it is paused on 2026-03-01\./,
    );
    expect(issue().title).toBe('Review 1 project status');
    expect(issue().body).not.toContain('### quiet');
    pipeline.pass(1);
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
  });

  it('takes a tick by webhook, through the queue', async () => {
    await pipeline.look();
    me.addHook({ url: 'http://unused.example', secret: 's', events: ['*'] });
    tick('quiet', 'Finished');
    const [pending] = pipeline.world.pending.splice(0);
    const headers = new Headers({ 'x-github-delivery': 'd1', 'x-github-hook-id': '1' });
    const delivery = projectDelivery('issues', readHead(headers, pipeline.now()), pending?.payload ?? {});
    expect(delivery).toMatchObject({ event: 'issues', action: 'edited', repositoryName: 'ada/me' });
    if (delivery === null) return;
    await pipeline.store.recordDeliveries([delivery]);
    const jobs: Job[] = [];
    const { store, clock, log } = pipeline;
    const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
    await receiveDeliveries({ store, queue, clock, log, portfolio: pipeline.portfolio });
    expect(jobs.map(({ documentKey }) => documentKey)).toEqual(['ada/me:README.md@']);
    const ports = { store, github: pipeline.github, files: openLocalDocuments(), clock, log };
    for (const job of jobs)
      expect(await runJob(job, pipeline.targets, pipeline.portfolio, ports)).toEqual({ kind: 'done' });
    expect(lineOf('quiet')).toBe(row('quiet', '🟢 Complete'));
  });

  it('costs no look when what is heard of is our own hand: the issue as we left it', async () => {
    pipeline.me.addHook({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), events: ['*'] });
    const hear = async (): Promise<readonly Job[]> => {
      const deliveries = pipeline.world.pending.splice(0).map(({ event, payload }, index) => {
        const headers = new Headers({ 'x-github-delivery': `own-${pipeline.now().getTime()}-${index}` });
        return projectDelivery(event, readHead(headers, pipeline.now()), payload);
      });
      await pipeline.store.recordDeliveries(deliveries.filter((delivery) => delivery !== null));
      const jobs: Job[] = [];
      const queue = { enqueue: async (wished: readonly Job[]) => void jobs.push(...wished) };
      const { store, portfolio, clock, log } = pipeline;
      await receiveDeliveries({ store, queue, portfolio, clock, log });
      return jobs;
    };
    await pipeline.store.keepDocuments(pipeline.targets);
    await pipeline.look();
    const opened = await hear();
    pipeline.addProject('third', 120);
    pipeline.write(`${pipeline.read()}${row('third', '🟡 In Progress')}\n`, pipeline.daysAgo(95));
    pipeline.world.pending.splice(0);
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(issue().body).toContain('### third');
    expect(pipeline.world.pending.map(({ event }) => event)).toContain('issues');
    expect([opened, await hear()]).toEqual([[], []]);
    tick('quiet', 'Paused');
    expect(await hear()).toHaveLength(1);
  });

  it('is answered by a call, as the dashboard makes it', async () => {
    const { rows } = await pipeline.look();
    const projectKey = rows[0]?.projectKey ?? '';
    await answerQuestion(pipeline.store, { projectKey, kind: 'accept', by: 'the dashboard', now: pipeline.now() });
    expect((await pipeline.look()).publication.kind).toBe('published');
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    pipeline.passMinutes(24 * 60 + 1);
    await expect(
      answerQuestion(pipeline.store, { projectKey, kind: 'keep', by: 'x', now: pipeline.now() }),
    ).rejects.toMatchObject({ code: 'USAGE', hint: expect.stringContaining('answered already') });
  });

  it.each(['active', 'away'])(
    'starts the clock anew when the owner says %s, and asks again only after that',
    async (kind) => {
      await pipeline.look();
      tick('quiet', kind === 'active' ? 'Still active' : 'Still active, I was away');
      await pipeline.look();
      expect(issue().body).not.toContain('### quiet');
      tick('silent', 'Paused');
      await pipeline.look();
      expect(lineOf('quiet')).toBe(row('quiet', '🟡 In Progress'));
      expect(lineOf('silent')).toBe(row('silent', '🟡 Paused'));
      expect(issue().state).toBe('closed');
      pipeline.pass(89);
      await pipeline.look();
      expect(issue().state).toBe('closed');
      pipeline.pass(2);
      await pipeline.look();
      expect(issue()).toMatchObject({ state: 'open', title: 'Review 1 project status' });
      expect(me.state.issues).toHaveLength(1);
    },
  );

  it('takes answers from comments, with and without a name', async () => {
    await pipeline.look();
    messages('Thanks!\naccept `quiet`\nkeep nonsense');
    await pipeline.look();
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    messages('finished');
    await pipeline.look();
    expect(lineOf('silent')).toBe(row('silent', '🟢 Complete'));
    expect(issue().state).toBe('closed');
  });

  it('ignores the answer of somebody who may not write, and says so', async () => {
    await pipeline.look();
    tick('quiet', 'Paused', 'mallory');
    messages('accept silent', 'eve');
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('nothing');
    expect(problems).toMatchObject([{ code: 'ANSWER_IGNORED' }, { code: 'ANSWER_IGNORED' }]);
    expect(issue().body).toContain('An answer by mallory was ignored');
    expect(issue().body).toContain('An answer by eve was ignored');
    expect(issue().body).not.toContain('[x]');
    // A person who may write ticks another box: the stranger's tick does not ride along.
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 In Progress'));
  });

  it('does not let a tick of a stranger ride along with one of the owner', async () => {
    await pipeline.look();
    tick('quiet', 'Paused', 'mallory');
    tick('silent', 'Still active', 'ada');
    expect((await pipeline.look()).problems).toMatchObject([{ code: 'ANSWER_IGNORED' }]);
    expect(pipeline.read()).toContain(row('quiet', '🟡 In Progress'));
    expect(issue().body).toContain('### silent');
  });

  it('takes the answer of a collaborator with write access, not of one who may read', async () => {
    me.state.collaborators.set('grace', 'write');
    me.state.collaborators.set('rita', 'read');
    await pipeline.look();
    tick('quiet', 'Paused', 'grace');
    await pipeline.look();
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    tick('silent', 'Paused', 'rita');
    await pipeline.look();
    expect(lineOf('silent')).toBe(row('silent', '🟡 In Progress'));
  });

  it('trusts no hidden key, no copy of the issue and no two boxes at once', async () => {
    await pipeline.look();
    openIssue(me, {
      title: 'Statusfolio',
      body: issue().body.replaceAll('- [ ] Paused', '- [x] Paused'),
      by: 'mallory',
    });
    pipeline.passMinutes(1);
    const forged = `${issue().body}\n- [x] Accept <!-- statusfolio: 0123456789abcdef accept -->\n- [x] x <!-- statusfolio: __proto__ accept -->`;
    editIssue(me, 1, forged, 'ada', pipeline.now());
    tick('quiet', 'Paused');
    tick('quiet', 'Still active');
    expect((await pipeline.look()).publication.kind).toBe('nothing');
    expect(issue().body).not.toContain('[x]');
    // Without any memory it is the own issue that is found again.
    pipeline.passMinutes(1);
    expect((await pipeline.look(pipeline.openStore())).publication.kind).toBe('nothing');
    expect(me.state.issues).toHaveLength(2);
  });

  it('is found again without a memory, with what was ticked meanwhile', async () => {
    await pipeline.look();
    tick('quiet', 'Paused');
    const store = pipeline.openStore();
    await pipeline.look(store);
    pipeline.passMinutes(1);
    await pipeline.look(store);
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    expect(me.state.issues).toHaveLength(1);
  });

  it('is found again without a memory, however many issues are newer', async () => {
    await pipeline.look();
    for (let index = 0; index < 120; index += 1) openIssue(me, { title: `Bug ${index}`, body: 'It does.', by: 'eve' });
    const store = pipeline.openStore();
    for (let look = 0; look < 2; look += 1) {
      pipeline.passMinutes(30);
      await pipeline.look(store);
    }
    expect(me.state.issues.filter(({ title }) => title.startsWith('Review'))).toHaveLength(1);
  });

  it.each(['oldbot[bot]', 'ada'])(
    'is read when the token changed hands since %s opened it, and followed by one',
    async (by) => {
      await pipeline.look();
      me.state.issues.splice(0, 1, { ...issue(), author: by });
      tick('quiet', 'Paused');
      await pipeline.look();
      expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
      if (by === writer) return;
      const [successor, ...older] = me.state.issues;
      expect(successor).toMatchObject({ state: 'open', author: writer });
      expect(successor?.body).toContain('### silent');
      expect(older).toMatchObject([{ number: 1, state: 'closed' }]);
      expect(older[0]?.comments.at(-1)?.body).toContain(`#${successor?.number} replaces this issue`);
    },
  );

  it('is not read where a stranger opened it, whatever number the state holds', async () => {
    await pipeline.look();
    me.state.issues.splice(0, 1, { ...issue(), author: 'eve' });
    tick('quiet', 'Paused');
    await pipeline.look();
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 In Progress'));
    expect(findIssue(me, 1)).toMatchObject({ state: 'open', comments: [] });
  });

  it('stays closed when the owner closes it, until there is another question', async () => {
    await pipeline.look();
    closeIssue(me, 1, 'ada');
    for (let look = 0; look < 3; look += 1) {
      pipeline.passMinutes(30);
      await pipeline.look();
    }
    expect(issue().state).toBe('closed');
    const third = pipeline.addProject('third', 120);
    pipeline.write(`${pipeline.read()}${row('third', '🟡 In Progress')}\n`, pipeline.daysAgo(95));
    expect(third.history()).toHaveLength(3);
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(issue()).toMatchObject({ state: 'open' });
    expect(issue().body).toContain('### third');
  });

  it('is made again, once, when it cannot be found: not found is never dismissed', async () => {
    await pipeline.look();
    me.state.issues.splice(0);
    for (let look = 0; look < 3; look += 1) {
      pipeline.passMinutes(30);
      await pipeline.look();
    }
    expect(me.state.issues).toHaveLength(1);
    expect(me.state.issues[0]?.body).toContain('### quiet');
  });

  it.each(['github-actions[bot]', 'stale[bot]', 'renovate-bot', 'release-Bot', 'eve', 'triage'])(
    'is open again after %s closed it: only somebody who may write here dismisses',
    async (login) => {
      me.state.collaborators.set('renovate-bot', 'write').set('release-Bot', 'write').set('triage', 'read');
      await pipeline.look();
      closeIssue(me, 1, login);
      pipeline.passMinutes(30);
      await pipeline.look();
      expect(issue().state).toBe('open');
      expect(me.state.issues).toHaveLength(1);
    },
  );

  it.each(['github-actions[bot]', 'renovate-bot', 'release-Bot'])(
    "does not take a tick or a comment of %s for the owner's, whoever edited the text before",
    async (login) => {
      me.state.collaborators.set(login, 'write');
      await pipeline.look();
      pipeline.passMinutes(1);
      editIssue(me, 1, `${issue().body}\n\nThank you.`, 'ada', pipeline.now());
      tick('quiet', 'Paused', login);
      messages('accept quiet', login);
      await pipeline.look();
      expect(lineOf('quiet')).toBe(row('quiet', '🟡 In Progress'));
      expect(issue().body).not.toContain('[x]');
      tick('quiet', 'Paused');
      await pipeline.look();
      expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
    },
  );

  it('takes no old comment for the answer to a question that was asked later', async () => {
    await pipeline.look();
    messages('accept quiet');
    pipeline.pass(2);
    const store = pipeline.openStore();
    for (let look = 0; look < 2; look += 1) {
      pipeline.passMinutes(1);
      await pipeline.look(store);
    }
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 In Progress'));
    messages('accept quiet');
    await pipeline.look(store);
    expect(lineOf('quiet')).toBe(row('quiet', '🟡 Paused'));
  });

  it('never writes over another issue, whatever number the state holds', async () => {
    await pipeline.look();
    const other = openIssue(me, {
      title: 'Release notes',
      body: 'What is new: <!-- statusfolio: inbox -->',
      by: writer,
    });
    const repositoryState = await pipeline.store.readRepositoryState('ada/me');
    if (repositoryState?.statusIssue == null) throw new Error('there must be a status issue');
    await pipeline.store.saveRepositoryState({
      ...repositoryState,
      statusIssue: { ...repositoryState.statusIssue, number: other.number, body: other.body },
    });
    for (let look = 0; look < 2; look += 1) {
      pipeline.passMinutes(30);
      await pipeline.look();
    }
    expect(other).toMatchObject({ title: 'Release notes', state: 'open', edits: [] });
    await pipeline.store.saveRepositoryState({
      ...repositoryState,
      statusIssue: {
        ...repositoryState.statusIssue,
        number: other.number,
        body: other.body,
        state: 'closed',
        dismissed: [],
      },
    });
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(other).toMatchObject({ title: 'Release notes', state: 'open', edits: [] });
  });

  it('names few of the strangers who answer, however many there are', async () => {
    await pipeline.look();
    for (let index = 0; index < 40; index += 1) messages('accept quiet', `stranger-${index}`);
    await pipeline.look();
    expect(new Set(issue().body.match(/stranger\\?-\d+/g)).size).toBeLessThanOrEqual(5);
    expect(issue().body).toContain('Answers by other accounts were ignored, too.');
  });

  it('closes when work goes on by itself', async () => {
    await pipeline.look();
    pipeline.pass(1);
    for (const name of ['quiet', 'silent']) {
      pipeline.world
        .find('ada', name, false)
        ?.commit({ at: pipeline.now(), message: 'Back', files: { 'main.go': 'y' } });
    }
    await pipeline.look();
    expect(issue()).toMatchObject({ state: 'closed', title: 'No project status to review' });
  });

  it('is cut with a sentence where it would be too long, and silence about the rest is no answer', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `quiet-${index}-${'long-name-'.repeat(5)}`);
    for (const name of names) pipeline.addProject(name, 120);
    pipeline.write(table(...names.map((name) => row(name, '🟡 In Progress'))), pipeline.daysAgo(95));
    await pipeline.look();
    expect(issue().body.length).toBeLessThan(65_536);
    expect(issue().body).toMatch(/\n\n\d+ more wait, and will be listed here once these are answered\.$/);
    const listed = issue().body.match(/^### /gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(50);
    for (const days of [6, 6, 3]) {
      pipeline.passMinutes(days * 24 * 60);
      await pipeline.look();
    }
    expect(pipeline.read()).not.toContain('Paused');
  });

  it('is needed for silence to be an answer: what nobody could read is not published', async () => {
    for (let time = 0; time < 100; time += 1)
      pipeline.world.fail({ when: ({ path }) => path.endsWith('/issues'), answer: 'reset' });
    for (let day = 0; day < 20; day += 1) {
      await pipeline.look();
      pipeline.passMinutes(24 * 60);
    }
    expect(pipeline.read()).not.toContain('Paused');
  });

  it('does not keep documents from being published when it cannot be written, and catches up', async () => {
    const engine = pipeline.addProject('engine');
    pipeline.write(`${pipeline.read()}${row('engine', '🟡 In Progress')}\n`, pipeline.daysAgo(95));
    engine.archive(pipeline.now());
    pipeline.world.fail({ when: ({ path }) => path.endsWith('/issues'), answer: 'reset' });
    const { publication, problems } = await pipeline.look();
    expect(publication.kind).toBe('published');
    expect(problems).toMatchObject([{ code: 'GITHUB_UNREACHABLE', where: 'ada/me' }]);
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(me.state.issues).toHaveLength(1);
  });

  it('is made once when the answer to making it is lost', async () => {
    pipeline.world.fail({
      when: ({ path, method }) => method === 'POST' && path.endsWith('/issues'),
      answer: 'reset',
      effect: 'after',
    });
    await pipeline.look();
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(me.state.issues).toHaveLength(1);
  });
});

describe('questions', () => {
  it('stand in the pull request where the repository has no issues', async () => {
    const pipeline = openPipeline({ publish: 'pull-request' });
    pipeline.addProject('quiet', 120);
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('quiet', '🟡 In Progress'), row('engine', '🟡 In Progress')), pipeline.daysAgo(100));
    pipeline.me.state.hasIssues = false;
    expect((await pipeline.look()).problems).toMatchObject([{ code: 'ISSUES_DISABLED' }]);
    engine.archive(pipeline.now());
    pipeline.passMinutes(30);
    await pipeline.look();
    expect(pipeline.me.state.pullRequests[0]?.body).toMatch(
      /\*\*Questions that need your answer\*\*[\s\S]*- quiet: 🟡 In Progress → 🟡 Paused\?/,
    );
    mergePullRequest(pipeline.me, { number: 1, at: pipeline.now() });
  });

  it('about a fact are refused once, and remembered as long as the fact is the same', async () => {
    const pipeline = openPipeline({ configuration: words.replace('archived: "⚪ Archived", ', '') });
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🦄 In Progress')), pipeline.daysAgo(30));
    engine.archive(pipeline.daysAgo(1));
    const { rows } = await pipeline.look();
    expect(findIssue(pipeline.me, 1).body).not.toContain('Accept:');
    const projectKey = rows[0]?.projectKey ?? '';
    await answerQuestion(pipeline.store, { projectKey, kind: 'keep', by: 'ada', now: pipeline.now() });
    for (let look = 0; look < 3; look += 1) {
      pipeline.pass(30);
      const { rows: later } = await pipeline.look();
      expect(later[0]?.decision).toMatchObject({ action: 'keep', reason: 'You decided on 2026-03-01 to keep it.' });
    }
    expect(findIssue(pipeline.me, 1).state).toBe('closed');
    engine.unarchive();
    await pipeline.look();
    engine.archive(pipeline.now());
    pipeline.pass(1);
    expect((await pipeline.look()).rows[0]?.decision.action).toBe('question');
  });

  it('of a private repository show the status word alone, unless the owner allows more', async () => {
    for (const [configuration, isShown] of [
      [words, false],
      [`${words}privateDetails: [ada/secret]\n`, true],
    ] as const) {
      const pipeline = openPipeline({ configuration });
      const secret = pipeline.addProject('secret', 120);
      secret.makePrivate(true);
      pipeline.write(table(row('secret', '🟡 In Progress')), pipeline.daysAgo(100));
      await pipeline.look();
      expect(findIssue(pipeline.me, 1).body.includes('Last work commit')).toBe(isShown);
      expect(findIssue(pipeline.me, 1).body).toContain('### secret');
    }
  });
});
