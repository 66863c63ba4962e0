import { describe, expect, it } from 'vitest';
import { readPortfolio } from '../../src/config/portfolio.ts';
import { readSchedule } from '../../src/config/schedule.ts';

function slot(text: string, now: string): string | null {
  const reading = readSchedule(text);
  if (reading.kind === 'invalid') throw new Error(reading.problem);
  return reading.schedule.findSlot(new Date(now))?.slice(0, 16) ?? null;
}

describe('findSlot', () => {
  it.each([
    ['*/30 * * * *', '2026-03-29T01:59:59.999Z', '2026-03-29T01:30'],
    ['*/30 * * * *', '2026-03-29T02:00:00.000Z', '2026-03-29T02:00'],
    ['30 2 * * *', '2026-03-29T02:29:59Z', '2026-03-28T02:30'],
    ['15,45 8-17/3 * * *', '2026-06-01T16:00:00Z', '2026-06-01T14:45'],
    ['0 6 * * mon-fri', '2026-11-22T12:00:00Z', '2026-11-20T06:00'],
    ['0 0 * * 7', '2026-11-21T12:00:00Z', '2026-11-15T00:00'],
    ['0 0 13 * fri', '2026-11-21T12:00:00Z', '2026-11-20T00:00'],
    ['0 0 29 2 *', '2026-11-21T12:00:00Z', '2024-02-29T00:00'],
    ['59 23 31 DEC *', '2026-11-21T12:00:00Z', '2025-12-31T23:59'],
    ['5/20 * * * *', '2026-11-21T12:26:00Z', '2026-11-21T12:25'],
    ['0 0 1 1 *', '2026-01-01T00:00:00Z', '2026-01-01T00:00'],
  ])('%s at %s was last %s', (text, now, expected) => {
    expect(slot(text, now)).toBe(expected);
  });

  it('is the same in every zone of the machine', () => {
    const zone = process.env['TZ'];
    const inZone = (name: string) => {
      process.env['TZ'] = name;
      return slot('30 2 * * *', '2026-03-29T03:00:00Z');
    };
    expect([inZone('Europe/Vienna'), inZone('America/New_York'), inZone('Australia/Lord_Howe')]).toEqual(
      Array.from({ length: 3 }, () => '2026-03-29T02:30'),
    );
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
});

describe('a schedule that is wrong', () => {
  it.each([
    ['* * * *', 'five cron fields'],
    ['*/30 * * * * *', 'this is 6'],
    ['60 * * * *', '"60" is no minute (0 to 59)'],
    ['0 24 * * *', '"24" is no hour (0 to 23)'],
    ['0 0 0 * *', '"0" is no day of the month (1 to 31)'],
    ['0 0 * 13 *', '"13" is no month (1 to 12, or jan to dec)'],
    ['0 0 * * 8', '"8" is no day of the week'],
    ['0 0 * * funday', '"funday" is no day of the week'],
    ['*/0 * * * *', '"*/0" is no minute'],
    ['5-1 * * * *', '"5-1" is no minute'],
    ['a * * * *', '"a" is no minute'],
    ['1- * * * *', '"1-" is no minute'],
    ['0 0 30 2 *', 'never occurs'],
    ['', 'five cron fields'],
    ['@daily', 'five cron fields'],
  ])('%s: %s', (text, words) => {
    const reading = readSchedule(text);
    expect(reading.kind === 'invalid' && reading.problem).toContain(words);
  });

  it('is told with its line and column in the configuration', () => {
    const reading = readPortfolio('visibility: badges\nschedule: "*/30 25 * * *"\n');
    expect(reading).toEqual({
      kind: 'invalid',
      problems: [
        {
          line: 2,
          column: 1,
          message: 'schedule: "25" is no hour (0 to 23), list, range such as 1-5 or step such as */15',
        },
      ],
    });
  });
});
