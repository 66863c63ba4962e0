import { describe, expect, it } from 'vitest';
import {
  badgeStyles,
  labelColors,
  readBadgeStyle,
  renderBadge,
  toBadge,
  toneColors,
  toneOf,
  toShieldsBadge,
} from '../../../src/core/render/badge.ts';
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
    const width = (message: string) => widthOf(renderBadge({ label: '', message, tone: 'grey' }));
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

describe('the badge of a project', () => {
  it.each([
    ['🟢 Running', 'running', 'Running'],
    ['🟡 Pausado', 'paused', 'Pausado'],
    ['稼働中', 'running', '稼働中'],
    ['✅ live & kicking', 'running', 'live & kicking'],
    ['🟢', 'running', 'running'],
    ['', 'planned', 'planned'],
    // The colour and the wording may differ: a stalled project shows the label for paused.
    ['🟡 On ice', 'stalled', 'On ice'],
  ] as const)('says what the document says: %j', (text, status, message) => {
    expect(toBadge('PCC', { status, text })).toEqual({ label: 'PCC', message, tone: toneOf(status) });
  });

  it('is a badge of shields.io as data, in plain text', () => {
    expect(toShieldsBadge({ label: 'a\u202eb', message: 'x'.repeat(100), tone: 'green' })).toEqual({
      schemaVersion: 1,
      label: 'ab',
      message: `${'x'.repeat(59)}…`,
      color: toneColors.green,
    });
  });
});

describe('a style', () => {
  const badge = { label: 'PCC', message: 'Running', tone: 'green' } as const;
  const heightOf = (svg: string) => Number(/ height="(\d+)"/.exec(svg)?.[1]);

  it('is as high as at shields.io, with round corners in flat alone, and capitals in for-the-badge alone', () => {
    const drawn = badgeStyles.map((style) => renderBadge(badge, 'auto', style));
    expect(drawn.map(heightOf)).toEqual([20, 20, 28]);
    expect(drawn.map((svg) => /d="[^"]*a3 3/.test(svg))).toEqual([true, false, false]);
    expect(drawn.map((svg) => svg.includes('>RUNNING</text>'))).toEqual([false, false, true]);
    // Read aloud, it stays as the owner wrote it.
    expect(drawn.every((svg) => svg.includes('aria-label="PCC: Running"'))).toBe(true);
  });

  it('that there is not is flat', () => {
    for (const wanted of ['plastic', 'social', '', 'FLAT', '__proto__', 'constructor', null, undefined])
      expect(readBadgeStyle(wanted)).toBe('flat');
    expect(badgeStyles.map(readBadgeStyle)).toEqual([...badgeStyles]);
  });

  it.each(badgeStyles)('%s has one field, round at both ends or at none, where the label is empty', (style) => {
    const svg = renderBadge({ ...badge, label: ' \u200b' }, 'auto', style);
    expect(svg.match(/<path /g)).toHaveLength(1);
    expect(svg).toContain('aria-label="Running"');
    expect(svg.match(/a3 3/g) ?? []).toHaveLength(style === 'flat' ? 4 : 0);
  });

  it.each(badgeStyles)('%s adds nothing of a hostile label', (style) => {
    const hostile = renderBadge({ ...badge, label: `"><script>&'ß\u0000`, message: '</svg>' }, 'auto', style);
    expect(tagsOf(hostile)).toEqual(tagsOf(renderBadge(badge, 'auto', style)));
  });
});

describe('contrast', () => {
  const cases = badgeStyles.flatMap((style) =>
    (['light', 'dark'] as const).flatMap((page) => statuses.map((status) => [style, page, status] as const)),
  );

  it.each(cases)('of text in %s on a %s page is 4.5 to 1 or better for %s', (style, page, status) => {
    const svg = renderBadge(toBadge('project', { status, text: '' }), page, style);
    const fields = [...svg.matchAll(/<path [^>]*fill="(#[0-9a-f]{6})"/g)].map(([, color]) => color ?? '');
    const ink = /<g fill="(#[0-9a-f]{3,6})"/.exec(svg)?.[1] ?? '';
    expect(fields).toHaveLength(2);
    for (const field of fields) expect(contrastOf(ink, field)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(badgeStyles)('of the field behind the label in %s sets it off a light page and a dark one', (style) => {
    for (const [page, color] of [
      ['light', '#ffffff'],
      ['dark', '#0d1117'],
    ] as const) {
      const svg = renderBadge({ label: 'a', message: 'b', tone: 'grey' }, page, style);
      const label = /class="statusfolio-label" fill="(#[0-9a-f]{6})"/.exec(svg)?.[1] ?? '';
      expect(contrastOf(label, color)).toBeGreaterThanOrEqual(2.5);
    }
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

/** As WCAG 2 defines it, from 1 to 21. */
function contrastOf(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminanceOf(one), luminanceOf(other)].sort((first, second) => second - first);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance as WCAG defines it. */
function luminanceOf(given: string): number {
  const color = given.length === 4 ? given.replace(/[0-9a-f]/g, '$&$&') : given;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
