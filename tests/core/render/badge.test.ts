import { describe, expect, it } from 'vitest';
import { labelColors, renderBadge, toneColors, toneOf } from '../../../src/core/render/badge.ts';
import { statuses } from '../../../src/core/status/statuses.ts';

const widthOf = (svg: string) => Number(/ width="(\d+)"/.exec(svg)?.[1]);
const tagsOf = (svg: string) => (svg.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));

describe('renderBadge', () => {
  it('is an SVG document that says label and message in its title', () => {
    const svg = renderBadge({ label: 'PCC', message: 'running', tone: 'green' });
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="20" role="img" aria-label="PCC: running">/,
    );
    expect(svg).toContain('<title>PCC: running</title>');
    expect(svg).toContain(toneColors.green);
  });

  it('is as wide as its text in Verdana at 11 pixels, plus 6 pixels around each field', () => {
    // 'build' is 26.7 and 'passing' 41.75 pixels wide in Verdana.
    expect(widthOf(renderBadge({ label: 'build', message: 'passing', tone: 'green' }))).toBe(27 + 12 + 42 + 12);
  });

  it('leaves room for a whole emoji and none for accents and joiners', () => {
    const width = (label: string) => widthOf(renderBadge({ label, message: '', tone: 'grey' }));
    expect(width('🟢')).toBeGreaterThanOrEqual(width('') + 11);
    expect(width('e\u0301')).toBe(width('e'));
    expect(width('é')).toBe(width('e'));
    expect(width('漢字')).toBe(width('') + 22);
  });

  it.each([
    '"><script>alert(1)</script>',
    "' onload='alert(1)",
    '</text></svg><svg onload="x">',
    '<!-- -->&<![CDATA[x]]>',
    '\u0000\u0008\ud800\u202e\ufffe',
    '&amp;&lt;',
  ])('adds no element and no attribute for %j', (text) => {
    const hostile = renderBadge({ label: `x${text}`, message: `x${text}`, tone: 'grey' });
    const harmless = renderBadge({ label: 'a', message: 'b', tone: 'grey' });
    expect(tagsOf(hostile)).toEqual(tagsOf(harmless));
    expect(hostile).not.toMatch(/[\p{Cc}\p{Cs}\u202e\ufffe]/u);
  });

  it('cuts a text at 60 characters', () => {
    const svg = renderBadge({ label: 'x'.repeat(1000), message: 'running', tone: 'green' });
    expect(svg).toContain(`>${'x'.repeat(59)}…</text>`);
  });

  it('has no link, script, image or reference, and a style for dark pages alone', () => {
    const svg = renderBadge({ label: 'a', message: 'b', tone: 'teal' });
    expect(svg).not.toMatch(/href|script|image|url\(|\bid=|\sstyle=/);
    expect(svg.match(/<style>[^<]*<\/style>/g)).toEqual([
      '<style>@media(prefers-color-scheme:dark){.statusfolio-label{fill:#57606a}}</style>',
    ]);
  });
});

describe('tones', () => {
  it.each(statuses)('has one for %s', (status) => {
    expect(toneColors[toneOf(status)]).toMatch(/^#[0-9a-f]{6}$/);
  });

  it.each(Object.entries({ ...toneColors, ...labelColors }))(
    '%s carries white text at 4.5 to 1 or better',
    (_, color) => {
      expect(1.05 / (luminanceOf(color) + 0.05)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

/** Relative luminance as WCAG defines it. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
