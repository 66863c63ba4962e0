// Where the owner is asked: in the repository of the documents, in an inbox, in no issue; who is mentioned there.

import { describe, expect, it } from 'vitest';
import { checkBox } from '../../../demo/github/issues.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { receiveDeliveries } from '../../../src/pipeline/deliveries/process-deliveries.ts';
import { refreshTogether } from '../../../src/pipeline/refresh.ts';
import { keyDocument, type RefreshTarget } from '../../../src/pipeline/target.ts';
import type { Job } from '../../../src/ports/queue.ts';
import { openLocalDocuments } from '../../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';
import { exportState, importState } from '../../../src/store/state-file.ts';
import { createStore } from '../../../src/store/store.ts';
import { readHead } from '../../../src/web/webhook/route.ts';
import { projectDelivery } from '../../../src/web/webhook/to-delivery.ts';
import { openPipeline, type Pipeline, row, table, toPortfolio, words } from '../../support/open-pipeline.ts';

/** A portfolio with a silent project; `ada/notes` is private, and everybody can read `ada/board`. */
function openAsked(configuration: string) {
  const pipeline = openPipeline({ configuration: `${words}${configuration}` });
  const mill = pipeline.addProject('mill', 120);
  pipeline.write(table(row('mill', '🟡 In Progress')), pipeline.daysAgo(100));
  const add = (name: string) => pipeline.world.addRepository({ owner: 'ada', name, createdAt: pipeline.daysAgo(400) });
  const notes = add('notes');
  notes.makePrivate(true);
  return { ...pipeline, mill, notes, board: add('board') };
}

const openIssues = ({ state }: SimulatedRepository) => state.issues.filter((issue) => issue.state === 'open');
const codes = ({ problems }: Awaited<ReturnType<Pipeline['look']>>) => problems.map(({ code }) => code);

describe('an inbox', () => {
  it('is where the issue is opened, answered, and closed; the portfolio has none', async () => {
    const { look, me, notes, read, passMinutes, now } = openAsked('inbox: ada/notes\n');
    await look();
    expect([me.state.issues.length, openIssues(notes).length]).toEqual([0, 1]);
    expect(notes.state.issues[0]?.title).toBe('Review 1 project status');
    passMinutes(1);
    checkBox(notes, 1, { project: '### mill', label: 'Paused', by: 'ada', at: now() });
    passMinutes(1);
    await look();
    expect(read()).toContain(row('mill', '🟡 Paused'));
    expect(openIssues(notes)).toEqual([]);
  });

  it('takes no answer of somebody who may write to it, and not to the document', async () => {
    const { look, notes, read, passMinutes, now } = openAsked('inbox: ada/notes\n');
    notes.state.collaborators.set('grace', 'write');
    await look();
    passMinutes(1);
    checkBox(notes, 1, { project: '### mill', label: 'Paused', by: 'grace', at: now() });
    passMinutes(1);
    expect(codes(await look())).toEqual(['ANSWER_IGNORED']);
    expect(read()).toContain(row('mill', '🟡 In Progress'));
  });

  it('that is private is told everything, and one that is public as much as the document', async () => {
    for (const [inbox, isTold] of [
      ['ada/notes', true],
      ['ada/board', false],
    ] as const) {
      const { look, mill, notes, board } = openAsked(`inbox: ${inbox}\n`);
      mill.makePrivate(true);
      await look();
      const [issue] = [...notes.state.issues, ...board.state.issues];
      expect([inbox, issue?.body.includes('Last work commit')]).toEqual([inbox, isTold]);
      expect(issue?.body).toContain('### mill');
    }
  });

  it('that is public is told nothing of a private document', async () => {
    const { look, me, board } = openAsked('inbox: ada/board\n');
    me.makePrivate(true);
    await look();
    expect(board.state.issues).toEqual([]);
  });

  it('takes over the issue of the portfolio, with what was ticked in it before', async () => {
    const opened = openAsked('');
    const { look, me, notes, read, passMinutes, now, store, targets } = opened;
    opened.addProject('barn', 130);
    opened.write(`${read()}${row('barn', '🟡 In Progress')}\n`, opened.daysAgo(100));
    await look();
    expect(openIssues(me)).toHaveLength(1);
    passMinutes(1);
    checkBox(me, 1, { project: '### mill', label: 'Paused', by: 'ada', at: now() });
    passMinutes(1);
    await look(store, targets, `${words}inbox: ada/notes\n`);
    expect(read()).toContain(row('mill', '🟡 Paused'));
    expect([openIssues(me), openIssues(notes).length]).toEqual([[], 1]);
    expect(me.state.issues[0]?.comments.at(-1)?.body).toBe(
      'This issue is no longer used: boxes ticked from now on are not read.',
    );
    expect(JSON.stringify(me.state.issues)).not.toContain('ada/notes');
  });

  it('is found again, and its answers read, from a state that others can read and that does not name it', async () => {
    const { look, notes, board, read, passMinutes, now } = openAsked('inbox: ada/notes\n');
    expect(board.state.issues).toEqual([]);
    const run = async (text: string | null) => {
      const database = openSqliteDatabase(':memory:', { withGitignore: false });
      if (text !== null) expect(await importState(database, 'account:ada', text)).toBeNull();
      await look(createStore(database, 'account:ada'));
      return await exportState(database, 'account:ada', 'ada/me');
    };
    const state = await run(null);
    expect(state).toContain('"asked"');
    expect(state).not.toMatch(/ada\/notes|Tick one box/);
    const edits = notes.state.issues[0]?.edits.length;
    passMinutes(30);
    const same = await run(state);
    expect(JSON.parse(same)).toEqual(JSON.parse(state));
    expect([notes.state.issues.length, notes.state.issues[0]?.edits.length]).toEqual([1, edits]);
    passMinutes(1);
    checkBox(notes, 1, { project: '### mill', label: 'Finished', by: 'ada', at: now() });
    passMinutes(1);
    const answered = await run(same);
    expect(read()).toContain(row('mill', '🟢 Complete'));
    passMinutes(1);
    checkBox(notes, 1, { project: '### Answered', label: 'Undo', by: 'ada', at: now() });
    passMinutes(1);
    await run(answered);
    expect(read()).toContain(row('mill', '🟡 In Progress'));
  });

  it('is heard of by webhook: a tick there refreshes the documents, and our own edit does not', async () => {
    const { look, notes, store, targets, clock, log, portfolio, passMinutes, now, world } =
      openAsked('inbox: ada/notes\n');
    notes.addHook({ url: 'http://unused.example', secret: 's', events: ['*'] });
    const hear = async (): Promise<string[]> => {
      const deliveries = world.pending.splice(0).flatMap(({ event, payload }, index) => {
        const headers = new Headers({ 'x-github-delivery': `d-${now().getTime()}-${index}` });
        return projectDelivery(event, readHead(headers, now()), payload) ?? [];
      });
      await store.recordDeliveries(deliveries);
      const jobs: Job[] = [];
      const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
      await receiveDeliveries({ store, queue, clock, log, portfolio });
      return jobs.map(({ documentKey }) => documentKey);
    };
    await store.keepDocuments(targets);
    await look();
    expect(await hear()).toEqual([]);
    passMinutes(1);
    checkBox(notes, 1, { project: '### mill', label: 'Paused', by: 'ada', at: now() });
    expect(await hear()).toEqual(['ada/me:README.md@']);
  });

  it('has an issue for each repository that asks there', async () => {
    const configuration = `${words}inbox: ada/notes\n`;
    const { look, notes, board, store, targets, daysAgo, addProject } = openAsked('inbox: ada/notes\n');
    addProject('barn', 130);
    const text = table(row('barn', '🟡 In Progress'));
    board.commit({ at: daysAgo(100), message: 'Edit by hand', files: { 'README.md': text } });
    const ref = { kind: 'github', repo: 'ada/board', path: 'README.md', branch: null } as const;
    const other = { key: keyDocument(ref), ref, label: 'ada/board/README.md', publish: 'commit' } as const;
    for (let count = 0; count < 2; count += 1) {
      await look();
      await look(store, [other], configuration);
    }
    // Without state each finds its own again.
    await look(store, [{ ...other, ref: { ...ref } }], configuration);
    expect(openIssues(notes).map(({ body }) => /### (\w+)/.exec(body)?.[1])).toEqual(['barn', 'mill']);
    expect(targets).toHaveLength(1);
  });

  it('of another account is not used: nothing is asked in public instead', async () => {
    const { look, me } = openAsked('inbox: berta/notes\n');
    expect(codes(await look())).toEqual(['INBOX_FOREIGN']);
    expect(me.state.issues).toEqual([]);
  });

  it('that cannot be seen is a problem, keeps nothing from being published, and silence is no answer', async () => {
    const { look, me, mill, now } = openAsked('inbox: ada/nowhere\n');
    expect(codes(await look())).toHaveLength(1);
    mill.archive(now());
    expect((await look()).publication.kind).toBe('published');
    expect(me.state.issues).toEqual([]);
  });
});

describe('statusIssue: false', () => {
  it('asks in no issue, says nothing of it, and closes the one that is open', async () => {
    const { look, me, store, targets } = openAsked('');
    await look();
    expect(openIssues(me)).toHaveLength(1);
    const result = await look(store, targets, `${words}statusIssue: false\n`);
    expect([openIssues(me), codes(result)]).toEqual([[], []]);
    expect(result.rows[0]?.decision.action).toBe('question');
    const again = await look(store, targets, `${words}statusIssue: false\n`);
    expect([me.state.issues.length, codes(again)]).toEqual([1, []]);
  });
});

describe('a profile repository', () => {
  const openProfile = (configuration: string) => {
    const pipeline = openAsked(configuration);
    const createdAt = pipeline.daysAgo(400);
    const profile = pipeline.world.addRepository({ owner: 'ada', name: 'ada', createdAt });
    const text = table(row('mill', '🟡 In Progress'));
    profile.commit({ at: pipeline.daysAgo(100), message: 'Edit by hand', files: { 'README.md': text } });
    const ref = { kind: 'github', repo: 'ada/ada', path: 'README.md', branch: null } as const;
    const target: RefreshTarget = { key: keyDocument(ref), ref, label: 'ada/ada/README.md', publish: 'commit' };
    const look = async (text = configuration) => {
      const { store: memory, github, clock } = pipeline;
      const ports = { memory, github, files: openLocalDocuments(), clock };
      const [first] = await refreshTogether([target], toPortfolio(`${words}${text}`), ports);
      if (first?.kind === 'done') return first.result;
      throw first?.error;
    };
    return { ...pipeline, profile, look };
  };

  it('has no issue that its owner did not choose, and the report says how to', async () => {
    const { look, profile } = openProfile('');
    const { problems, rows } = await look();
    expect(profile.state.issues).toEqual([]);
    expect(rows[0]?.decision.action).toBe('question');
    expect(problems).toMatchObject([{ code: 'INBOX_UNCHOSEN', level: 'notice', where: 'ada/ada' }]);
    expect(problems[0]?.hint).toMatch(/inbox: owner\/private-repo.*statusIssue: true/);
  });

  it.each(['statusIssue: true\n', 'inbox: ada/ada\n'])('has one after %j', async (configuration) => {
    const { look, profile } = openProfile(configuration);
    expect(codes(await look())).toEqual([]);
    expect(openIssues(profile)).toHaveLength(1);
  });

  it('that is private is asked in: nobody else reads it', async () => {
    const { look, profile } = openProfile('');
    profile.makePrivate(true);
    expect(codes(await look())).toEqual([]);
    expect(openIssues(profile)).toHaveLength(1);
  });

  it('keeps an issue up to date that is open already', async () => {
    const { look, profile, passMinutes, now } = openProfile('statusIssue: true\n');
    await look();
    passMinutes(1);
    checkBox(profile, 1, { project: '### mill', label: 'Still active', by: 'ada', at: now() });
    passMinutes(1);
    expect(codes(await look(''))).toEqual([]);
    expect(openIssues(profile)).toEqual([]);
  });
});

describe('who is asked', () => {
  const configured = 'projects: [{ match: mill, ask: "@grace" }, { match: nobody, ask: "@eve" }]\n';

  it('is mentioned with the project, and nobody else is, whatever a row is called', async () => {
    const { look, me, addProject, write, read, daysAgo } = openAsked(configured);
    addProject('barn', 130);
    write(`${read()}${row('barn', '🟡 In Progress').replace('| barn', '| barn @mallory')}\n`, daysAgo(99));
    await look();
    expect(me.state.issues[0]?.body.match(/@[\w/-]+/g)).toEqual(['@grace']);
    expect(me.state.issues[0]?.body).toContain('README.md: 🟡 In Progress (@grace)');
  });

  it('is not mentioned in public about a repository that is not public', async () => {
    const { look, me, mill } = openAsked(configured);
    mill.makePrivate(true);
    await look();
    expect(me.state.issues[0]?.body).toContain('### mill');
    expect(me.state.issues[0]?.body).not.toContain('grace');
  });

  it('may be a team, and stands in the pull request where there are no issues', async () => {
    const { look, me, targets, store, addProject, read, write, daysAgo, now } = openAsked(
      'projects: [{ match: mill, ask: "@lovelace/core" }]\n',
    );
    const engine = addProject('engine');
    write(`${read()}${row('engine', '🟡 In Progress')}\n`, daysAgo(100));
    me.state.hasIssues = false;
    const proposing = targets.map((target) => ({ ...target, publish: 'pull-request' as const }));
    await look(store, proposing);
    engine.archive(now());
    await look(store, proposing);
    expect(me.state.pullRequests[0]?.body).toContain('(@lovelace/core)');
  });
});
