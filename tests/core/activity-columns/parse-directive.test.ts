import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDirective, parseDirective } from '../../../src/core/activity-columns/parse-directive.ts';

const full =
  'activity by=commit column="Activity" 🟢 <60d 🟡 <120d 🟠 <240d 🔴 else; archived 📦; unsupported ⚪; gone 💀';

describe('the directive of a column of activity', () => {
  it('names the source, the column, the ages and what has no age', () => {
    expect(parseDirective(full)).toEqual({
      kind: 'read',
      rule: {
        by: 'commit',
        as: null,
        column: 'Activity',
        insertsAtStart: false,
        levels: [
          { mark: '🟢', underDays: 60 },
          { mark: '🟡', underDays: 120 },
          { mark: '🟠', underDays: 240 },
          { mark: '🔴', underDays: null },
        ],
        archived: '📦',
        unsupported: '⚪',
        gone: '💀',
      },
    });
  });

  it.each([
    ['activity as=month column="Last commit"', { as: 'month', by: 'commit', levels: [] }],
    ['activity by=release insert=start "🟢 Fresh" <90d "🔴 Old one" else', { insertsAtStart: true, by: 'release' }],
    ['activity by=push :green_circle: <60d :red_circle: else;', { by: 'push', archived: null }],
  ])('%s is one', (text, rule) => {
    expect(parseDirective(text)).toMatchObject({ kind: 'read', rule });
  });

  it.each([
    ['activity 🟢 <60d', 16, /last age must be "else"/],
    ['activity 🟢 <60d 🟡 <60d 🔴 else', 20, /ascending order/],
    ['activity 🟢 <120d 🟡 <60d 🔴 else', 21, /ascending order/],
    ['activity 🟢 <60d 🔴 else 🟠 else', 25, /Nothing may follow/],
    ['activity 🔴 else', 16, /an age before/],
    ['activity 🟢 <2mo 🔴 else', 12, /not an age/],
    ['activity 🟢 Fresh <60d 🔴 else', 12, /quoted/],
    ['activity 🟢 <0d 🔴 else', 12, /from 1 to/],
    ['activity by=star 🟢 <60d 🔴 else', 9, /commit or push or release/],
    ['activity by=push by=push 🟢 <60d 🔴 else', 17, /twice/],
    ['activity color=red 🟢 <60d 🔴 else', 9, /Unknown option "color"/],
    ['activity 🟢 <60d 🔴 else by=push', 25, /Options come before/],
    ['activity 🟢 <60d 🟢 else', 17, /twice/],
    ['activity ⚪ <60d ⚪\ufe0f else', 16, /twice/],
    ['activity 🟢 <60d 🔴 else; dead 💀', 26, /not one of archived/],
    ['activity 🟢 <60d 🔴 else; gone', 30, /missing/],
    ['activity 🟢 <60d 🔴 else; gone 💀 ☠', 34, /Only one mark/],
    ['activity as=day 🟢 <60d 🔴 else', 16, /no ages/],
    ['activity column="Activity', 9, /not closed/],
    ['activity "<b>x</b>" <60d 🔴 else', 9, /plain text/],
    ['activity [x](http://a.b) <60d 🔴 else', 9, /plain text/],
    ['activity', 8, /No ages are given/],
    ['activities 🟢 <60d 🔴 else', 0, /begin with/],
  ])('%s is a problem with its place', (text, at, message) => {
    const reading = parseDirective(text);
    expect(reading).toMatchObject({ kind: 'invalid', at });
    expect(reading.kind === 'invalid' && reading.message).toMatch(message);
  });

  it('is read from any text without a fault, and what is read is written and read again the same', () => {
    const token = fc.constantFrom(
      'activity',
      'by=push',
      'as=day',
      'column="A b"',
      '🟢',
      '"a b"',
      '<60d',
      '<9d',
      'else',
      ';',
      'gone',
      '💀',
      '"',
      '=',
      '\u{1f4e6}',
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(token, { maxLength: 14 }).map((parts) => ['activity', ...parts].join(' ')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const reading = parseDirective(given);
        if (reading.kind === 'invalid') {
          expect(reading.at).toBeGreaterThanOrEqual(0);
          expect(reading.at).toBeLessThanOrEqual(given.length);
          expect(reading.message).not.toBe('');
        } else expect(parseDirective(formatDirective(reading.rule))).toEqual(reading);
      }),
      { numRuns: 500 },
    );
  });
});
