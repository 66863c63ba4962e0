import { describe, expect, it } from 'vitest';
import { countWeeks, weeksShown } from '../../../src/core/activity/weekly-counts.ts';
import { countWork, renderSparkline, renderTimeline, renderWeeksChart } from '../../../src/core/render/charts.ts';
import { buildActivity } from '../../support/build-activity.ts';

const endAt = '2026-11-21T00:00:00.000Z';
const ago = (days: number) => new Date(Date.parse(endAt) - days * 86_400_000).toISOString();
const commit = (days: number, kind: 'work' | 'docs' | 'merge' | 'bot' | 'own') => ({
  oid: `${days}${kind}`,
  at: ago(days),
  kind,
});
const activity = buildActivity({
  commits: [
    commit(0, 'work'),
    commit(1, 'work'),
    commit(8, 'bot'),
    commit(8, 'own'),
    commit(15, 'docs'),
    commit(400, 'work'),
  ],
  completeSince: ago(1000),
  releases: [{ tag: 'v1', publishedAt: ago(10), isPrerelease: false }],
});

describe('countWeeks', () => {
  it('puts every commit in its week, work apart from the rest, and leaves ours out', () => {
    const weeks = countWeeks(activity, endAt);
    expect(weeks.work.slice(-3)).toEqual([0, 0, 2]);
    expect(weeks.other.slice(-3)).toEqual([1, 1, 0]);
    expect([weeks.work.length, weeks.other.length, weeks.knownFrom]).toEqual([weeksShown, weeksShown, 0]);
    expect(weeks.releases).toEqual([weeksShown - 2]);
  });

  it('has each commit in exactly one week at the boundaries', () => {
    for (const [days, week] of [
      [0, 25],
      [6.99, 25],
      [7, 24],
      [181.99, 0],
    ] as const) {
      const { work } = countWeeks(buildActivity({ commits: [commit(days, 'work')], completeSince: ago(1000) }), endAt);
      expect(work.indexOf(1)).toBe(week);
    }
    expect(countWeeks(buildActivity({ commits: [commit(182, 'work')] }), endAt).work).not.toContain(1);
  });

  it('knows no week before the history is complete', () => {
    expect(countWeeks({ ...activity, completeSince: ago(17) }, endAt).knownFrom).toBe(24);
    expect(countWeeks({ ...activity, completeSince: endAt }, endAt).knownFrom).toBe(26);
  });
});

describe('renderSparkline', () => {
  it('says in words what it shows', () => {
    expect(renderSparkline(countWeeks(activity, endAt))).toContain(
      'aria-label="2 work commits in 1 of the last 26 weeks, 2 by bots, merges or for documentation, releases in 1 week"',
    );
  });

  it('draws work and the rest apart, marks, and no bar for a quiet week', () => {
    const svg = renderSparkline(countWeeks(activity, endAt)) ?? '';
    expect(svg.match(/class="work" d="([^"]*)"/)?.[1]).toMatch(/^M127 24v-\d+$/);
    expect(svg.match(/class="other" d="([^"]*)"/)?.[1]?.split('M')).toHaveLength(3);
    expect(svg.match(/class="release"/g)).toHaveLength(1);
    expect(svg).not.toMatch(/NaN|undefined|style=/);
  });

  it('shows unknown weeks as unknown', () => {
    const svg = renderSparkline(countWeeks({ ...activity, completeSince: ago(17) }, endAt));
    expect(svg).toContain('<path class="gap" d="M0 24h120"/>');
  });

  it('is no empty picture where nothing happened or nothing is known, but a number or a word', () => {
    const quiet = countWeeks({ ...activity, commits: [], releases: [], completeSince: ago(1000) }, endAt);
    const unknown = countWeeks({ ...activity, completeSince: endAt }, endAt);
    expect([renderSparkline(quiet), renderSparkline(unknown)]).toEqual([null, null]);
    expect([countWork(quiet), countWork(unknown)]).toEqual(['no work commits', 'not known']);
    expect(countWork(countWeeks(activity, endAt))).toBe('2 commits');
  });
});

describe('renderWeeksChart', () => {
  it('writes the number of work commits over each bar, and what a week held beside it', () => {
    const svg = renderWeeksChart(countWeeks(activity, endAt)) ?? '';
    expect([...svg.matchAll(/text-anchor="middle">(\d+)</g)].map(([, number]) => number)).toEqual(['2']);
    expect(svg).toContain('<title>Week to 2026-11-21: 2 work commits</title>');
    expect(svg).toContain('<title>Week to 2026-11-14: 0 work commits, 1 other, a release</title>');
    expect(svg).toContain('>2026-05-23</text>');
    expect(svg).not.toMatch(/NaN|undefined|style=/);
  });

  it('keeps every number inside the picture, however much happened in one week', () => {
    const many = { ...activity, commits: Array.from({ length: 900 }, () => commit(1, 'work')) };
    const svg = renderWeeksChart(countWeeks(many, endAt)) ?? '';
    const [, top] = /<text x="714" y="(\d+)" text-anchor="middle">900</.exec(svg) ?? [];
    expect(Number(top)).toBeGreaterThan(11);
  });

  it('is nothing where nothing happened', () => {
    expect(renderWeeksChart(countWeeks({ ...activity, commits: [], releases: [] }, endAt))).toBeNull();
  });
});

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
