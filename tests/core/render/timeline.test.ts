import { describe, expect, it } from 'vitest';
import { renderTimeline } from '../../../src/core/render/charts.ts';

const periods = [
  { status: 'planned', from: '2026-01-01T00:00:00Z' },
  { status: 'in_progress', from: '2026-03-01T00:00:00Z' },
  { status: 'running', from: '2026-11-20T00:00:00Z' },
] as const;

describe('renderTimeline', () => {
  it('says in words what it shows', () => {
    expect(renderTimeline(periods, '2026-11-21T00:00:00Z')).toContain(
      'aria-label="planned from 2026-01-01, in progress from 2026-03-01, running from 2026-11-20"',
    );
  });

  it('gives each status its share of the time, and a word where there is room', () => {
    const svg = renderTimeline(periods, '2026-11-21T00:00:00Z') ?? '';
    const lefts = [...svg.matchAll(/<rect x="([\d.]+)" y="4" width="([\d.]+)"/g)].map(([, left, wide]) => [
      Number(left),
      Number(wide),
    ]);
    expect(lefts).toHaveLength(3);
    expect(lefts[0]?.[0]).toBe(0);
    expect(lefts[1]?.[0]).toBeCloseTo((59 / 324) * 720, 0);
    expect((lefts[2]?.[0] ?? 0) + (lefts[2]?.[1] ?? 0)).toBeLessThanOrEqual(721);
    expect([...svg.matchAll(/class="on"/g)]).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|style=/);
  });

  it('is nothing where nothing is known, or no time has passed', () => {
    expect(renderTimeline([], '2026-11-21T00:00:00Z')).toBeNull();
    expect(renderTimeline([{ status: 'running', from: '2026-11-21T00:00:00Z' }], '2026-11-21T00:00:00Z')).toBeNull();
  });
});
