import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../src/config/schedule.ts';
import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { createTick } from '../../src/pipeline/schedule.ts';
import type { Job } from '../../src/ports/queue.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

async function open(schedule = '*/30 * * * *') {
  const pipeline = openPipeline();
  const engine = pipeline.addProject('engine');
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
  await pipeline.store.keepDocuments(pipeline.targets);
  const jobs: Job[] = [];
  const queue = { enqueue: async (queued: readonly Job[]) => void jobs.push(...queued) };
  const reading = readSchedule(schedule);
  if (reading.kind === 'invalid') throw new Error(reading.problem);
  const { store, clock, log } = pipeline;
  const create = (name = 'a') => createTick({ store, queue, clock, log }, reading.schedule, name);
  return { pipeline, engine, jobs, queue, create, tick: create() };
}

describe('a tick', () => {
  it('looks once for each slot, whoever asks and how often', async () => {
    const { pipeline, create, tick } = await open();
    const rival = create();
    const looks: number[] = [];
    for (let minute = 0; minute < 180; minute += 1) {
      for (const one of [tick, rival, tick]) if (await one()) looks.push(minute);
      pipeline.passMinutes(1);
    }
    // The first comes at once, and the others at their place in the spread of two minutes.
    expect(looks).toHaveLength(7);
    expect(looks.slice(1).every((minute) => minute % 30 <= 2)).toBe(true);
  });

  it('does not come again because the program was started again', async () => {
    const { create } = await open();
    expect([await create()(), await create()(), await create()()]).toEqual([true, false, false]);
  });

  it('catches up with one check after three days of sleep', async () => {
    const { pipeline, tick } = await open();
    await tick();
    pipeline.pass(3);
    expect([await tick(), await tick()]).toEqual([true, false]);
  });

  it('is spread by the name, within two minutes', async () => {
    const first = async (name: string) => {
      const { pipeline, create } = await open('0 13 * * *');
      const tick = create(name);
      await tick();
      for (let seconds = 0; ; seconds += 5) {
        pipeline.pass(5 / 86_400);
        if (await tick()) return seconds;
      }
    };
    const starts = await Promise.all(['ada/me', 'bob/me', 'eve/me', 'dan/site'].map(first));
    expect(new Set(starts).size).toBe(4);
    for (const seconds of starts) expect(seconds - 3600).toBeGreaterThanOrEqual(-5);
    for (const seconds of starts) expect(seconds - 3600).toBeLessThan(125);
  });

  it('goes on when the clock was set back a day, and what is heard then is worked on', async () => {
    const { pipeline, engine, jobs, queue, tick } = await open();
    const { store, clock, log, portfolio } = pipeline;
    await tick();
    pipeline.pass(1);
    await tick();
    await pipeline.look();
    pipeline.pass(-1);
    // One refresh at once, and then as ever.
    expect([await tick(), await tick()]).toEqual([true, false]);
    await pipeline.look();
    pipeline.passMinutes(1);
    jobs.length = 0;
    engine.archive(clock.now());
    const archived = { event: 'repository', action: 'archived', repositoryId: engine.state.nodeId };
    await store.recordDeliveries([
      buildDelivery('x', { ...archived, repositoryName: 'ada/engine', ref: null, after: null }),
    ]);
    await receiveDeliveries({ store, queue, clock, log, portfolio });
    const [job] = jobs;
    expect(job).toMatchObject({ documentKey: 'ada/me:README.md@' });
    expect(await store.isRefreshRequested(job?.documentKey ?? '', job?.requestedAt ?? '')).toBe(true);
    pipeline.passMinutes(31);
    expect(await tick()).toBe(true);
  });
});
