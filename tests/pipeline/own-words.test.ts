// What is remembered of the owner's words from look to look: which one we replaced, which release was asked about, when
// a word was typed and when its row was only left as it was.

import { describe, expect, it } from 'vitest';
import { checkBox, findIssue } from '../../demo/github/issues.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

/** As an earlier version left it: the owner said Active, nobody answered, and the cell was changed for silence. */
async function openReplaced(evidence = 'Last work commit 2025-10-02.') {
  const pipeline = openPipeline();
  const mill = pipeline.addProject('mill', 150);
  pipeline.write(table(row('mill', '🟢 Active')), pipeline.daysAgo(140));
  await pipeline.look();
  await answer(pipeline, evidence);
  return { ...pipeline, mill };
}

async function answer({ store, me, look, passMinutes, now }: Pipeline, evidence: string): Promise<void> {
  const [project] = await store.listProjects();
  const [document] = await store.listDocuments();
  if (project === undefined || document === undefined) throw new TypeError('it was looked at');
  const bot = { login: 'statusfolio[bot]', name: 'statusfolio[bot]', email: 'bot@users.noreply.github.com' };
  const files = { 'README.md': table(row('mill', '🟡 Paused')) };
  const { oid } = me.commit({ at: now(), message: 'docs: mill is now 🟡 Paused', author: bot, files });
  const at = now().toISOString();
  await store.saveRefresh({
    document,
    repositories: [],
    projects: [{ ...project, question: null, decision: { status: 'paused', since: at }, changedAt: [at] }],
    changes: [
      {
        projectKey: project.key,
        documentKey: document.key,
        name: 'mill',
        from: '🟢 Active',
        to: '🟡 Paused',
        rule: 'quiet',
        evidence,
        at,
        oid,
        url: null,
      },
    ],
    commit: { oid, at, isDerived: true },
    startedAt: at,
  });
  passMinutes(1);
  await look();
}

describe('a word that an earlier version wrote for silence', () => {
  it('ends at the first work, and every byte of the owner’s own comes back', async () => {
    const { mill, look, read, pass, now } = await openReplaced();
    expect(read()).toBe(table(row('mill', '🟡 Paused')));
    pass(3);
    mill.commit({ at: now(), message: 'Back', files: { 'main.go': 'x' } });
    expect((await look()).publication.kind).toBe('published');
    expect(read()).toBe(table(row('mill', '🟢 Active')));
    pass(1);
    expect((await look()).rows[0]).toMatchObject({
      decision: { action: 'keep' },
      facts: { declared: { status: 'maintained' } },
    });
  });

  it('ends so although the owner has committed to the document since', async () => {
    const { mill, look, read, write, pass, now } = await openReplaced();
    pass(3);
    write(`${read()}\nMore about me.\n`, now());
    await look();
    pass(1);
    mill.commit({ at: now(), message: 'Back', files: { 'main.go': 'x' } });
    await look();
    expect(read()).toBe(`${table(row('mill', '🟢 Active'))}\nMore about me.\n`);
  });

  it.each([
    ['when the owner had accepted it', 'ada accepted it on 2026-03-01.'],
    ['when it is not told why it was written', ''],
  ])('is the owner’s, and ended by a question, %s', async (_, evidence) => {
    const { mill, look, read, pass, now } = await openReplaced(evidence);
    pass(3);
    mill.commit({ at: now(), message: 'Back', files: { 'main.go': 'x' } });
    await look();
    expect(read()).toBe(table(row('mill', '🟡 Paused')));
  });

  it('is left alone once the owner typed it', async () => {
    const { mill, look, read, write, pass, now } = await openReplaced();
    for (const word of ['🟢 Active', '🟡 Paused']) {
      pass(1);
      write(table(row('mill', word)), now());
      await look();
    }
    pass(3);
    mill.commit({ at: now(), message: 'Back', files: { 'main.go': 'x' } });
    await look();
    expect(read()).toBe(table(row('mill', '🟡 Paused')));
  });
});

describe('a release', () => {
  it('is asked about once for a typed word, and again at a new major version or for a new word', async () => {
    const { look, addProject, write, read, store, pass, daysAgo, now } = openPipeline();
    const mill = addProject('mill', 2);
    write(table(row('mill', '🟡 In Progress')), daysAgo(10));
    const release = async (tag: string) => {
      mill.commit({ at: now(), message: `Release ${tag}`, files: { 'main.go': tag } });
      mill.release(tag, now());
      pass(1);
      const { rows, publication } = await look();
      expect(publication.kind).toBe('nothing');
      return rows[0]?.decision.question?.version ?? null;
    };
    const keep = async () => {
      const [project] = await store.listProjects();
      if (project !== undefined) await store.saveProjects([{ ...project, question: null }]);
    };
    expect(await release('v1.0.0')).toBe('v1.0.0');
    expect(await release('v1.1.0')).toBe('v1.0.0');
    await keep();
    expect(await release('v1.2.0')).toBeNull();
    expect(await release('v2.0.0')).toBe('v2.0.0');
    await keep();
    expect(await release('v2.0.1')).toBeNull();
    for (const word of ['🟡 Paused', '🟡 In Progress']) {
      write(table(row('mill', word)), now());
      await look();
      pass(1);
    }
    expect(await release('v2.1.0')).toBe('v2.1.0');
    expect(read()).toBe(table(row('mill', '🟡 In Progress')));
  });

  it('is answered in the status issue: not yet leaves the word, and is not asked again for it', async () => {
    const { look, addProject, write, read, me, passMinutes, now, daysAgo } = openPipeline();
    addProject('mill', 2).release('v1.0.0', daysAgo(1));
    write(table(row('mill', '🟡 In Progress')), daysAgo(10));
    await look();
    const { body } = findIssue(me, 1);
    expect(body).toContain('Not yet: 🟡 In Progress');
    expect(body).not.toContain('I was away');
    passMinutes(1);
    checkBox(me, 1, { project: '### mill', label: 'Not yet', by: 'ada', at: now() });
    passMinutes(1);
    expect((await look()).rows[0]?.decision).toMatchObject({ action: 'keep', question: null });
    expect(read()).toBe(table(row('mill', '🟡 In Progress')));
  });

  it.each(['service', 'site'])('of a %s is none', async (kind) => {
    const { look, addProject, write, daysAgo, store, targets } = openPipeline();
    addProject('mill', 2).release('v1.0.0', daysAgo(1));
    write(table(row('mill', '🟡 In Progress')), daysAgo(10));
    const { rows } = await look(store, targets, `projects: [{ match: mill, kind: ${kind} }]\n`);
    expect(rows[0]?.decision).toMatchObject({ action: 'keep', question: null });
  });
});

describe('a commit to the document that leaves a row as it was', () => {
  it('puts the question off once, and is no new word', async () => {
    const { look, addProject, write, read, pass, daysAgo, now } = openPipeline();
    addProject('mill', 80);
    write(table(row('mill', '🟡 In Progress')), daysAgo(100));
    const action = async () => (await look()).rows[0]?.decision.action;
    const touch = () => write(`${read()}\nMore.\n`, now());
    expect(await action()).toBe('keep');
    touch();
    pass(30);
    expect(await action()).toBe('keep');
    touch();
    pass(59);
    expect(await action()).toBe('keep');
    pass(2);
    expect(await action()).toBe('question');
    touch();
    pass(1);
    expect(await action()).toBe('question');
  });

  it('does not withdraw a question that was asked before it', async () => {
    const { look, addProject, write, read, pass, daysAgo, now } = openPipeline();
    addProject('mill', 100);
    write(table(row('mill', '🟡 In Progress')), daysAgo(120));
    expect((await look()).rows[0]?.decision.action).toBe('question');
    pass(1);
    write(`${read()}\nMore.\n`, now());
    expect((await look()).rows[0]?.decision.action).toBe('question');
  });
});

describe('the sign of life that the configuration names', () => {
  it('is none where it says so, and a stopped one only asks', async () => {
    const { look, addProject, write, read, daysAgo, store, targets } = openPipeline();
    const mill = addProject('mill', 2);
    mill.deploy('staging', daysAgo(1));
    write(table(row('mill', '🟢 Running')), daysAgo(100));
    const rule = async (heartbeat: string) =>
      (await look(store, targets, `projects: [{ match: mill, heartbeat: ${heartbeat} }]\n`)).rows[0]?.derived.rule;
    expect([await rule('production'), await rule('staging'), await rule('none')]).toEqual(['keep', 'live', 'keep']);
    expect(read()).toBe(table(row('mill', '🟢 Running')));
  });
});
