import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../src/config/schedule.ts';
import { type Cadence, chooseInterval } from '../../src/pipeline/owners/cadence.ts';

const hourMs = 3_600_000;
const now = new Date('2026-05-05T05:05:05Z');
const quiet: Cadence = { ownerId: '1', isCovered: true, workedAt: null, scheduledAt: null };
const anyInstant = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
const anyCadence = fc.record({
  ownerId: fc.string(),
  isCovered: fc.boolean(),
  workedAt: fc.option(anyInstant.map((at) => at.toISOString())),
  scheduledAt: fc.option(anyInstant),
});
const isAbout = (ms: number, expected: number) => Math.abs(ms - expected) <= expected / 10 + 1;

describe('chooseInterval', () => {
  it('looks every six hours where webhooks tell of every row, however much is worked there', () => {
    fc.assert(
      fc.property(anyCadence, (cadence) => {
        const ms = chooseInterval({ ...cadence, isCovered: true, scheduledAt: null }, now);
        expect(isAbout(ms, 6 * hourMs)).toBe(true);
      }),
    );
  });

  it('looks hourly where webhooks do not reach and somebody worked within seven days, else every six hours', () => {
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * hourMs).toISOString();
    const look = (workedAt: string | null) => chooseInterval({ ...quiet, isCovered: false, workedAt }, now);
    expect(isAbout(look(hoursAgo(7 * 24 - 1)), hourMs)).toBe(true);
    expect(isAbout(look(hoursAgo(7 * 24)), 6 * hourMs)).toBe(true);
    expect(isAbout(look(null), 6 * hourMs)).toBe(true);
  });

  it('never looks less than half an hour later, nor more than six hours and a tenth', () => {
    fc.assert(
      fc.property(anyCadence, anyInstant, (cadence, at) => {
        const ms = chooseInterval(cadence, at);
        expect(ms).toBeGreaterThanOrEqual(hourMs / 2);
        expect(ms).toBeLessThanOrEqual(6.6 * hourMs);
        expect(Number.isInteger(ms)).toBe(true);
      }),
    );
  });

  it('looks oftener for a schedule, and never more seldom because of one', () => {
    fc.assert(
      fc.property(anyCadence, (cadence) => {
        const without = chooseInterval({ ...cadence, scheduledAt: null }, now);
        expect(chooseInterval(cadence, now)).toBeLessThanOrEqual(without);
      }),
    );
    const soon = new Date(now.getTime() + 2 * hourMs);
    expect(isAbout(chooseInterval({ ...quiet, scheduledAt: soon }, now), 2 * hourMs)).toBe(true);
  });

  it('spreads owners evenly over a fifth of the interval, each always in its own place', () => {
    const places = Array.from({ length: 2000 }, (_, index) => {
      const owner = { ...quiet, ownerId: String(1_000_000 + index) };
      expect(chooseInterval(owner, now)).toBe(chooseInterval(owner, new Date(now.getTime() + 99)));
      return (chooseInterval(owner, now) / (6 * hourMs) - 0.9) / 0.2;
    });
    const share = (from: number) => places.filter((place) => place >= from && place < from + 0.25).length / 2000;
    for (const from of [0, 0.25, 0.5, 0.75]) expect(Math.abs(share(from) - 0.25)).toBeLessThan(0.05);
  });
});

describe('findNext', () => {
  it('is the slot after the newest one', () => {
    const reading = readSchedule('*/20 * * * *');
    if (reading.kind !== 'read') throw new TypeError(reading.problem);
    expect(reading.schedule.findNext(now)).toEqual(new Date('2026-05-05T05:20:00Z'));
    expect(reading.schedule.findNext(new Date('2026-05-05T05:20:00Z'))).toEqual(new Date('2026-05-05T05:40:00Z'));
  });
});
