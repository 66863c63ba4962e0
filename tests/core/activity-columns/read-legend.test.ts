import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDirective } from '../../../src/core/activity-columns/parse-directive.ts';
import { proposeDirective } from '../../../src/core/activity-columns/propose-directive.ts';
import { compareLegend, readLegend } from '../../../src/core/activity-columns/read-legend.ts';

const rule = (text: string) => {
  const reading = parseDirective(text);
  if (reading.kind === 'invalid') throw new Error(reading.message);
  return reading.rule;
};
const ages = (text: string) => readLegend(text)?.levels.map(({ mark, words }) => `${mark} ${words}`);

describe('a legend', () => {
  it.each([
    ['🟢 < 2 months · 🟡 < 4 months · 🔴 older', ['🟢 2 months', '🟡 4 months']],
    [
      '- 🟢 updated within the last 30 days\n- 🟠 up to a year\n- 🔴 over 1 year\n- 📦 archived',
      ['🟢 30 days', '🟠 1 year'],
    ],
    [
      '| Mark | Last commit |\n|---|---|\n| 🟢 | less than 3 months |\n| 🟡 | 3 to 6 months |\n| 🔴 | > 6 months |',
      ['🟢 3 months', '🟡 6 months'],
    ],
    [':green_circle: under 8 weeks, :red_circle: otherwise', [':green_circle: 8 weeks']],
    ['🟢 < 2 months · 🟡 < 4 months', undefined],
    ['🟢 is our favourite colour, 🔴 is not', undefined],
    ['- 🟢 [a](https://a.example) less than 2 months\n- 🔴 [b](https://b.example) older', undefined],
    ['🟢 < 2 months · 🔴 older\n\n\n\n🟢 < 3 months · 🔴 older', undefined],
  ])('of %j is read', (text, expected) => {
    expect(ages(text)).toEqual(expected);
  });

  it('agrees with the directive that says the same in days, and disagrees with any other', () => {
    const legend = readLegend('🟢 < 2 months · 🟡 < 1 year · 🔴 older · 📦 archived');
    if (legend === null) throw new Error('no legend');
    const said = (text: string) => compareLegend(legend, rule(text)).map(({ message }) => message);
    for (const days of ['60', '61', '62'])
      expect(said(`activity 🟢 <${days}d 🟡 <365d 🔴 else; archived 📦`)).toEqual([]);
    expect(said('activity 🟢 <90d 🟡 <365d 🔴 else; archived 🗄')).toEqual([
      'The legend says that 🟢 means less than 2 months; the directive writes it for less than 90 days.',
      'The legend has 📦 for archived; the directive writes 🗄.',
    ]);
    expect(said('activity 🟢 <60d 🔴 else')).toEqual([
      'The legend has 🟡 for less than 1 year; the directive does not have it.',
    ]);
    expect(said('activity ✅ <60d ❌ else')).toEqual([]);
  });

  it('becomes the directive that its list has, and none where there already is one', () => {
    const text = readFileSync('tests/fixtures/activity-columns/awesome-list.md').toString();
    const [comment = ''] = /<!-- .* -->/.exec(text) ?? [];
    const ref = { kind: 'file', path: 'README.md' } as const;
    expect(proposeDirective(Buffer.from(text), ref)).toBeNull();
    expect(proposeDirective(Buffer.from(text.replace(`${comment}\n`, '')), ref)).toEqual({
      text: comment.replace('; gone 💀', ''),
      line: 6,
      rows: 7,
    });
    expect(
      proposeDirective(Buffer.from('🟢 < 2 months · 🔴 older\n\n- [a](https://github.com/a/a)\n'), ref),
    ).toBeNull();
  });
});
