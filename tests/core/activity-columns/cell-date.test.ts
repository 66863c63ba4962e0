import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDayOrder, formatCellDate, readCellDate } from '../../../src/core/activity-columns/cell-date.ts';

const at = '2026-03-09T23:59:59Z';

describe('a date in a cell', () => {
  it.each([
    ['2025-07-14', '2026-03-09', '2026-03'],
    ['2025/7/4', '2026/3/9', '2026/3'],
    ['14.07.2025', '09.03.2026', '03.2026'],
    ['July 14, 2025', 'March 09, 2026', 'March 2026'],
    ['July 4, 2025', 'March 9, 2026', 'March 2026'],
    ['4 Jul 2025', '9 Mar 2026', 'Mar 2026'],
    ['Sept 2024', '9 Mar 2026', 'Mar 2026'],
    ['2025年7月4日', '2026年3月9日', '2026年3月'],
    ['2025-07', '2026-03-09', '2026-03'],
  ])('%s is followed by another in the same style', (text, day, month) => {
    const style = readCellDate(text, null)?.style ?? null;
    expect(style).not.toBeNull();
    expect([formatCellDate(at, 'day', style), formatCellDate(at, 'month', style)]).toEqual([day, month]);
  });

  it.each([
    '3 months ago',
    'last week',
    '2025',
    '2025-02-30',
    '13/13/2025',
    'v2025.07.1',
    'Q3 2025',
    '2025-07-14 10:00',
    '',
  ])('"%s" is none that could be written again', (text) => {
    expect(readCellDate(text, 'day-first')).toBeNull();
  });

  it('with slashes is read only where the column tells day from month', () => {
    expect(readCellDate('03/04/2025', findDayOrder(['03/04/2025', '05/06/2025']))).toBeNull();
    expect(readCellDate('03/04/2025', findDayOrder(['03/04/2025', '25/06/2025']))).toMatchObject({ month: 4, day: 3 });
    expect(readCellDate('03/04/2025', findDayOrder(['03/04/2025', '06/25/2025']))).toMatchObject({ month: 3, day: 4 });
    expect(findDayOrder(['06/25/2025', '25/06/2025'])).toBeNull();
  });

  it('is read back as the day that was written, in every style', () => {
    const styles = ['2025-07-14', '14.07.2025', '7/14/2025', 'July 14, 2025', '4 Jul 2025', '2025年7月4日'].map(
      (text) => readCellDate(text, 'month-first')?.style ?? null,
    );
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
        fc.constantFrom(...styles),
        (date, style) => {
          const text = formatCellDate(date.toISOString(), 'day', style);
          const read = readCellDate(text, 'month-first');
          expect([read?.year, read?.month, read?.day]).toEqual([
            date.getUTCFullYear(),
            date.getUTCMonth() + 1,
            date.getUTCDate(),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
