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
      reason: 'It has been silent; you will be asked with the next review, on 2026-05-10 at the earliest.',
    });
    pass(29);
    expect(await asked()).toEqual(names.slice(7));
    pass(1);
    expect(await asked()).toEqual(names.slice(2));
    pass(30);
    expect(await asked()).toEqual(names);
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
