// A monitor outside is called after each slot of the schedule that ended well, once, and never after another.

import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../src/config/schedule.ts';
import { createCycleReport, createTick } from '../../src/pipeline/schedule.ts';
import type { Owners } from '../../src/ports/owners.ts';
import { openPipeline, row, table } from '../support/open-pipeline.ts';

async function open(answer: () => string | null = () => null) {
  const pipeline = openPipeline({ timeoutMs: 50 });
  pipeline.addProject('engine');
  pipeline.write(table(row('engine', '🟡 In Progress')), pipeline.daysAgo(30));
  const { store, clock, targets } = pipeline;
  await store.keepDocuments(targets);
  const queue = { enqueue: async () => {} };
  const owner = { id: 'owner', store, queue };
  const owners: Owners = { all: [owner], deployment: store, ofDocument: () => owner };
  const reading = readSchedule('*/30 * * * *');
  if (reading.kind === 'invalid') throw new Error(reading.problem);
  const logged: string[] = [];
  const log = {
    info: () => {},
    warn: (event: string, fields: object = {}) => void logged.push(`${event} ${JSON.stringify(fields)}`),
    error: () => {},
  };
  let calls = 0;
  const callMonitor = async () => {
    calls += 1;
    return answer();
  };
  const create = () => createCycleReport({ owners, callMonitor, clock, log });
  const tick = createTick({ store, queue, clock, log }, reading.schedule, 'a');
  return { pipeline, store, tick, create, report: create(), logged, calls: () => calls };
}

describe('a cycle of the schedule', () => {
  it('is told once, when everything that was due has been looked at, by however many processes', async () => {
    const { pipeline, tick, create, report, calls } = await open();
    await report();
    await tick();
    await report();
    expect(calls()).toBe(0);
    await pipeline.look();
    expect([await report(), await report(), await create()()]).toEqual([true, false, false]);
    expect(calls()).toBe(1);
  });

  it('is told again for the next slot, and not in between', async () => {
    const { pipeline, tick, report, calls } = await open();
    const counts: number[] = [];
    for (let minute = 0; minute < 95; minute += 1) {
      if (await tick()) await pipeline.look();
      await report();
      counts.push(calls());
      pipeline.passMinutes(1);
    }
    expect(new Set(counts)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it('is not told while GitHub cannot be reached, nor what was missed afterwards', async () => {
    const { pipeline, store, tick, report, calls } = await open();
    await tick();
    await pipeline.look();
    await report();
    for (let slot = 0; slot < 3; slot += 1) {
      pipeline.passMinutes(30);
      await tick();
      const problem = { code: 'GITHUB_UNREACHABLE', where: 'ada/me', message: 'x', hint: 'y' };
      await store.saveFailure(pipeline.targets[0]?.key ?? '', problem);
      await report();
    }
    expect(calls()).toBe(1);
    await pipeline.look();
    await report();
    expect(calls()).toBe(2);
  });

  it('is not told when no repository could be looked at, although the document could', async () => {
    const { pipeline, tick, report, calls } = await open();
    pipeline.world.fail({
      when: ({ operation }) => /^(Core|Lite|IdsBy)/.test(operation ?? ''),
      answer: new Response('{"message":"Bad Gateway"}', { status: 502 }),
      times: 100,
    });
    await tick();
    await pipeline.look().catch(() => {});
    await report();
    expect(calls()).toBe(0);
  });

  it('goes on as before when the monitor does not take the call, which is in the log', async () => {
    const { pipeline, tick, report, logged, calls } = await open(() => 'the monitor answered with HTTP 500');
    await tick();
    await pipeline.look();
    expect([await report(), await report()]).toEqual([false, false]);
    expect(calls()).toBe(1);
    expect(logged).toEqual(['heartbeat.failed {"reason":"the monitor answered with HTTP 500"}']);
  });
});
