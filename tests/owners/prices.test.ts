// What so many owners cost, and that docs/scale.md says what is worked out.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findLimits, measured, tellPrices, toUsage, workOut } from '../../scripts/owners/prices.ts';

describe('prices', () => {
  it('charge what is beyond the plan alone', () => {
    const idle = { webhooks: 0, turns: 0, tokens: 0, written: 0, calls: 0, cpuMs: 0 };
    expect(workOut(1000, idle).dollars).toBe(5);
    // 1,000 owners × 2,000 rows × 30 days are 60 million, of which 50 are included, at a dollar each.
    expect(workOut(1000, { ...idle, written: 2000 }).dollars).toBeCloseTo(15, 9);
    // 3 operations of 10 messages a day: 0.9 million a month and included; of twice as many owners 0.8 million are not.
    expect(workOut(1000, { ...idle, turns: 10 }).dollars).toBeCloseTo(5, 9);
    expect(workOut(2000, { ...idle, turns: 10 }).dollars).toBeCloseTo(5 + 0.8 * 0.4, 9);
    // 150 KB each: 15 GB, of which 5 are included.
    expect(workOut(100_000, idle).dollars).toBeCloseTo(5 + 10 * 0.75, 9);
  });

  it('count databases by their size and by their calls, and say from when on another is due', () => {
    const usage = { ...measured, calls: 864 };
    expect(workOut(20_000, usage)).toMatchObject({ callsPerSecond: 200, databases: 1 });
    expect(workOut(20_001, usage).databases).toBe(2);
    expect(findLimits(usage).database).toBe(20_000);
    expect(workOut(100_000, { ...usage, calls: 1 }).databases).toBe(3);
    const { app } = findLimits(usage);
    expect([workOut(app, usage).apps, workOut(app + 1, usage).apps]).toEqual([1, 2]);
  });

  it('are of a day after the first hours, by owner', () => {
    const figures = (turns: number) => ({
      deliveries: turns,
      turns,
      tokens: 2 * turns,
      written: { rows: 10 * turns, entries: turns },
      callsPerTurn: 30,
      ownCpuSeconds: turns / 100,
    });
    expect(toUsage(figures(500), figures(2500), 100)).toEqual({
      webhooks: 20,
      turns: 20,
      tokens: 40,
      written: 220,
      calls: 600,
      cpuMs: 200,
    });
  });

  it('stand in docs/scale.md as they are worked out', () => {
    const page = readFileSync('docs/scale.md', 'utf8');
    const { database, app } = findLimits();
    const number = (value: number) => (Math.floor(value / 1000) * 1000).toLocaleString('en');
    expect(page).toContain(tellPrices());
    expect(page).toContain(`A second database is due at about ${number(database)} owners`);
    expect(page).toContain(`carries about ${number(app)} owners`);
    for (const [name, value] of Object.entries(measured)) expect(value, name).toBeGreaterThan(0);
  });
});
