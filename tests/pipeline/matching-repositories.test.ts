// Planned rows that come alive: a repository that has the name of a row without a link is asked about, never assumed.

import { describe, expect, it } from 'vitest';
import { checkBox } from '../../demo/github/issues.ts';
import { answerQuestion } from '../../src/pipeline/questions/answers.ts';
import type { GitHub } from '../../src/ports/github.ts';
import { openPipeline, type PipelineOptions, row, table, words } from '../support/open-pipeline.ts';

const plan = (name: string, status = '🔴 Planned') => `| ${name} | ${status} | TBD |`;

function openPlans(options: PipelineOptions, ...names: readonly string[]) {
  const pipeline = openPipeline(options);
  const text = table(row('engine', '🟡 In Progress'), ...names.map((name) => plan(name)));
  pipeline.addProject('engine');
  pipeline.write(text, pipeline.daysAgo(1));
  const lookLater = async () => {
    pipeline.passMinutes(30);
    return await pipeline.look();
  };
  return { ...pipeline, text, lookLater };
}

describe('a planned row without a link', () => {
  it('asks about a new repository of its name, writes nothing, and costs no further request', async () => {
    const { look, lookLater, addProject, read, text, world, me } = openPlans({}, 'DL Symbolic-Perception');
    expect((await look()).rows[1]?.decision).toMatchObject({ action: 'keep', reason: expect.any(String) });
    await lookLater();
    addProject('dl-symbolic-perception');
    world.requests.length = 0;
    const { rows, publication } = await lookLater();
    expect(world.requests.map(({ operation }) => operation)[0]).toBe('DocumentAndLite');
    expect(rows[1]).toMatchObject({
      derived: { status: 'in_progress', rule: 'unlinked', confidence: 'guess', basis: 'doubt' },
      decision: { action: 'question', text: '🔴 Planned', question: { status: 'in_progress', rule: 'unlinked' } },
    });
    expect(rows[1]?.derived.evidence).toMatch(
      /ada\/dl-symbolic-perception, created on \d{4}-\d\d-\d\d, has the same name/,
    );
    expect(publication.kind).toBe('nothing');
    expect(read()).toBe(text);
    expect(me.state.issues[0]?.body).toContain('### DL Symbolic-Perception');
  });

  it('is asked about a repository that was made public, and linked as soon as that is accepted', async () => {
    const { look, lookLater, addProject, store, now, read, text, world, me } = openPlans({}, 'atlas');
    const atlas = addProject('atlas');
    atlas.makePrivate(true);
    await look();
    expect((await lookLater()).rows[1]?.decision.action).toBe('keep');
    atlas.state.visibility = 'PUBLIC';
    const { rows } = await lookLater();
    expect(rows[1]?.decision.action).toBe('question');
    await answerQuestion(store, { projectKey: rows[1]?.projectKey ?? '', kind: 'accept', by: 'ada', now: now() });
    expect((await lookLater()).publication.kind).toBe('published');
    // The word and the link, in the way of the column's other cells, and nothing else.
    expect(read()).toBe(text.replace(plan('atlas'), row('atlas', '🟡 In Progress')));
    expect(me.history()[0]?.message).toContain(
      '- atlas: 🔴 Planned -> 🟡 In Progress\n  ada accepted it on 2026-03-01. The row now links to ada/atlas.\n',
    );
    const { rows: later, publication } = await lookLater();
    expect(later[1]).toMatchObject({ repo: 'ada/atlas', derived: { status: 'in_progress', rule: 'active' } });
    expect([publication.kind, world.unexpected]).toEqual(['nothing', []]);
  });

  it('is linked in the pull request, and when the issue is ticked', async () => {
    const { look, lookLater, addProject, read, me, now, text } = openPlans({ publish: 'pull-request' }, 'atlas');
    addProject('atlas');
    await look();
    await lookLater();
    checkBox(me, 1, { project: '### atlas', label: 'Yes', by: 'ada', at: now() });
    expect((await lookLater()).publication.kind).toBe('proposed');
    expect(read()).toBe(text);
    expect(read('README.md', 'statusfolio/main')).toBe(text.replace(plan('atlas'), row('atlas', '🟡 In Progress')));
  });

  it('keeps its link by hand where there is no safe place, and when it is not shown any more', async () => {
    const { look, lookLater, addProject, store, now, read, write, me } = openPlans({}, 'atlas');
    const list = '# Work\n\n- **atlas** — 🔴 Planned\n- **other** — 🟡 In Progress\n';
    write(list);
    const atlas = addProject('atlas');
    await look();
    const { rows } = await lookLater();
    await answerQuestion(store, { projectKey: rows[0]?.projectKey ?? '', kind: 'accept', by: 'ada', now: now() });
    const { rows: accepted } = await lookLater();
    expect(accepted[0]?.decision.reason).toBe(
      'The row has no safe place for a link: add one to ada/atlas in it by hand.',
    );
    expect(read()).toBe(list.replace('🔴 Planned', '🟡 In Progress'));
    expect(me.history()[0]?.message).toContain('add one to ada/atlas in it by hand');

    write(table(plan('atlas')));
    await lookLater();
    const [asked] = (await lookLater()).rows;
    await answerQuestion(store, { projectKey: asked?.projectKey ?? '', kind: 'accept', by: 'ada', now: now() });
    atlas.makePrivate(true);
    expect((await lookLater()).publication.kind).toBe('published');
    expect(read()).toBe(table(plan('atlas', '🟡 In Progress')));
  });

  it('gets its word alone where the link would change what another row is about', async () => {
    const { look, lookLater, addProject, store, now, read, write, me } = openPlans({}, 'atlas');
    const headed = `# engine\n\nStatus: 🟡 In Progress\n\nhttps://github.com/ada/engine\n\n`;
    write(`${headed}${table(plan('atlas')).replace('# Work\n\n', '')}`);
    const before = read();
    addProject('atlas');
    await look();
    const { rows } = await lookLater();
    expect(rows.map(({ row: { name, repo } }) => [name, repo])).toEqual([
      ['engine', 'ada/engine'],
      ['atlas', null],
    ]);
    await answerQuestion(store, { projectKey: rows[1]?.projectKey ?? '', kind: 'accept', by: 'ada', now: now() });
    expect((await lookLater()).publication.kind).toBe('published');
    expect(read()).toBe(before.replace(plan('atlas'), plan('atlas', '🟡 In Progress')));
    expect(me.history()[0]?.message).toContain('add one to ada/atlas in it by hand');
  });

  it('waits with word and link when nobody could say whether everybody may see it', async () => {
    const { look, lookLater, addProject, store, now, read, text, github, targets, passMinutes } = openPlans(
      {},
      'atlas',
    );
    const atlas = addProject('atlas');
    await look();
    const [, asked] = (await lookLater()).rows;
    await answerQuestion(store, { projectKey: asked?.projectKey ?? '', kind: 'accept', by: 'ada', now: now() });
    atlas.makePrivate(true);
    passMinutes(30);
    const { documents } = github;
    const unlisted: GitHub = {
      ...github,
      documents: {
        ...documents,
        read: async (ref, companions) => {
          const { publicRepositories: _, ...file } = await documents.read(ref, companions);
          return file;
        },
      },
    };
    expect((await look(store, targets, words, unlisted)).rows[1]?.decision.action).toBe('hold');
    expect(read()).toBe(text);
    await lookLater();
    expect(read()).toBe(text.replace(plan('atlas'), plan('atlas', '🟡 In Progress')));
  });

  it('stays asked when somebody else is heard of, and is not asked again once refused', async () => {
    const { look, lookLater, addProject, store, now } = openPlans({}, 'atlas');
    addProject('atlas');
    await look();
    const [, asked] = (await lookLater()).rows;
    const askedAt = asked?.decision.question?.askedAt;
    expect((await lookLater()).rows[1]?.decision.question?.askedAt).toBe(askedAt);
    await answerQuestion(store, { projectKey: asked?.projectKey ?? '', kind: 'keep', by: 'ada', now: now() });
    for (let round = 0; round < 3; round += 1) {
      expect((await lookLater()).rows[1]?.decision).toMatchObject({ action: 'keep', question: null });
    }
  });

  it.each([
    ['a fork', { isFork: true }],
    ['archived', { archivedAt: new Date('2026-02-01T00:00:00Z') }],
    ['private', { visibility: 'PRIVATE' as const }],
    ['of another owner', { owner: 'bob' }],
    ['of another name', { name: 'atlas-two' }],
  ])('is not asked about a repository that is %s', async (_, state) => {
    const { look, lookLater, addProject } = openPlans({}, 'atlas');
    Object.assign(addProject('atlas').state, state);
    await look();
    expect((await lookLater()).rows[1]?.decision.action).toBe('keep');
  });

  it('is not asked about an empty repository, nor about one that another row is about', async () => {
    const { look, lookLater, world, daysAgo } = openPlans({}, 'atlas', 'Engine');
    world.addRepository({ owner: 'ada', name: 'atlas', createdAt: daysAgo(3) });
    await look();
    const { rows } = await lookLater();
    expect(rows.map(({ decision }) => decision.action)).toEqual(['keep', 'keep', 'keep']);
  });
});

describe('a row that is not asked about', () => {
  it.each([
    [
      'a list under a heading',
      '## Upcoming projects\n\n- **Atlas** — maps\n\n## Code\n\n- [engine](https://github.com/ada/engine) — Active\n',
    ],
    ['a box to tick', '## Work\n\n- [ ] **Atlas** — maps\n- [x] [engine](https://github.com/ada/engine)\n'],
    [
      'a name alone, whatever its status',
      '| Project | Status |\n|-|-|\n| `atlas` | Archived |\n| [engine](https://github.com/ada/engine) | Active |\n',
    ],
  ])('says which repository has its name, and is not written: %s', async (_, text) => {
    const { look, addProject, passMinutes, write, read, daysAgo } = openPipeline({});
    addProject('engine');
    addProject('atlas');
    write(text, daysAgo(1));
    await look();
    passMinutes(30);
    const { rows } = await look();
    const found = rows.filter(({ row: { name } }) => name.toLowerCase() === 'atlas');
    expect(found).toMatchObject([{ repo: null, decision: { question: null } }]);
    expect(found[0]?.decision.reason).toMatch(/ada\/atlas, created on \d{4}-\d\d-\d\d, has the same name/);
    expect(read()).toBe(text);
  });
});
