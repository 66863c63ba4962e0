// Questions about silence come in batches, those about facts at once.

import { describe, expect, it } from 'vitest';
import { openPipeline, row, table } from '../../support/open-pipeline.ts';

const names = Array.from({ length: 12 }, (_, index) => `mill-${String.fromCharCode(97 + index)}`);

/** Twelve projects; the later in the alphabet, the longer silent; `ageOf` the first one, each a day more. */
function openMany(first: number) {
  const pipeline = openPipeline();
  names.forEach((name, index) => {
    pipeline.addProject(name, first + index);
  });
  pipeline.write(table(...names.map((name) => row(name, '🟡 In Progress'))), pipeline.daysAgo(150));
  const asked = async () =>
    (await pipeline.look()).rows.filter(({ decision }) => decision.action === 'question').map((one) => one.row.name);
  return { ...pipeline, asked };
}

describe('questions about silence', () => {
  it('come all at the first check, as one review', async () => {
    const { asked, me } = openMany(95);
    expect(await asked()).toEqual(names);
    expect(me.state.issues).toHaveLength(1);
  });

  it('are at most five new ones a month after it, about the longest silence first', async () => {
    const { asked, pass, look } = openMany(70);
    expect(await asked()).toEqual([]);
    pass(40);
    expect(await asked()).toEqual(names.slice(7));
    const held = (await look()).rows[0];
    expect(held?.decision).toMatchObject({
      action: 'hold',
      status: 'in_progress',
      question: null,
      reason: 'It has been quiet; you will be asked in the next review, on 2026-05-10 at the earliest.',
    });
    pass(29);
    expect(await asked()).toEqual(names.slice(7));
    pass(1);
    expect(await asked()).toEqual(names.slice(2));
    pass(30);
    expect(await asked()).toEqual(names);
  });

  it('are counted for the owner: several documents share the first review, and the five of a month', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'docs/more.md'] });
    const half = (list: readonly string[]) => table(...list.map((name) => row(name, '🟡 In Progress')));
    names.forEach((name, index) => {
      pipeline.addProject(name, 70 + index);
    });
    pipeline.write(half(names.slice(0, 6)), pipeline.daysAgo(150));
    pipeline.write(half(names.slice(6)), pipeline.daysAgo(150), 'docs/more.md');
    const asked = async (which = pipeline.targets) => {
      const refreshed = await pipeline.readDocuments(pipeline.store, which);
      const rows = refreshed.flatMap((one) => (one.kind === 'done' ? one.result.rows : []));
      return rows.filter(({ decision }) => decision.action === 'question').map((one) => one.row.name);
    };
    expect(await asked()).toEqual([]);
    pipeline.pass(40);
    expect(await asked()).toEqual(names.slice(7));
    pipeline.pass(1);
    // Each by itself, as jobs of a queue.
    for (const target of pipeline.targets) await asked([target]);
    expect(await asked()).toEqual(names.slice(7));
  });

  it('about a document that comes later are no first review any more', async () => {
    const pipeline = openPipeline({ paths: ['README.md', 'docs/more.md'] });
    const lines = (list: readonly string[]) => table(...list.map((name) => row(name, '🟡 In Progress')));
    names.forEach((name, index) => {
      pipeline.addProject(name, 95 + index);
    });
    const [first, second] = pipeline.targets;
    if (first === undefined || second === undefined) throw new Error('there must be two documents');
    pipeline.write(lines(names.slice(0, 2)), pipeline.daysAgo(150));
    pipeline.write(lines(names.slice(2)), pipeline.daysAgo(150), 'docs/more.md');
    const asked = async (target: typeof first) =>
      (await pipeline.look(pipeline.store, [target])).rows.filter(({ decision }) => decision.action === 'question')
        .length;
    expect(await asked(first)).toBe(2);
    pipeline.passMinutes(5);
    const store = pipeline.openStore();
    await store.saveProjects(await pipeline.store.listProjects());
    const within = (await pipeline.look(store, [second])).rows.filter(({ decision }) => decision.action === 'question');
    expect(within).toHaveLength(10);
    pipeline.pass(2);
    expect(await asked(second)).toBe(5);
  });

  it('are not more because others were answered or withdrawn', async () => {
    const { asked, pass, store, look } = openMany(70);
    await look();
    pass(40);
    expect(await asked()).toHaveLength(5);
    await store.saveProjects((await store.listProjects()).map((one) => ({ ...one, question: null })));
    pass(1);
    expect(await asked()).toEqual([]);
  });

  it('do not hold back what is asked about facts', async () => {
    const { asked, pass, world, now } = openMany(70);
    await asked();
    pass(40);
    await asked();
    const mill = world.find('ada', 'mill-a', false);
    mill?.commit({ at: now(), message: 'Release', files: { 'main.go': 'x' } });
    mill?.release('v1.0.0', now());
    pass(1);
    expect(await asked()).toEqual(['mill-a', ...names.slice(7)]);
  });
});
