// What was known of a repository at an earlier instant: only what has a date of its own, and never more than was read.

import { describe, expect, it } from 'vitest';
import { toActivityAt, withPast } from '../../../src/pipeline/simulate/activity-as-of.ts';
import { buildActivity } from '../../support/build-activity.ts';

const commit = (day: string) => ({ oid: day, at: `${day}T12:00:00Z`, kind: 'work' as const });
const at = (day: string) => new Date(`${day}T13:00:00Z`);
const today = buildActivity({
  createdAt: '2025-01-01T00:00:00Z',
  completeSince: '2025-01-01T00:00:00Z',
  isArchived: true,
  archivedAt: '2026-02-01T00:00:00Z',
  commits: ['2026-01-05', '2025-06-01'].map(commit),
  releases: [{ tag: 'v1.0.0', publishedAt: '2025-12-01T00:00:00Z', isPrerelease: false }],
  operations: {
    fetchedAt: '2026-03-01T00:00:00Z',
    deployments: [
      { environment: 'production', state: 'success', at: '2026-01-01T00:00:00Z' },
      { environment: 'production', state: 'inactive', at: '2025-07-01T00:00:00Z' },
    ],
    schedules: [
      {
        name: 'Daily',
        state: 'disabled_manually',
        stateChangedAt: '2026-02-10T00:00:00Z',
        runs: [
          { at: '2026-02-09T00:00:00Z', succeeded: true },
          { at: '2026-01-20T00:00:00Z', succeeded: true },
        ],
      },
    ],
    declared: { status: 'archived', word: 'retired', source: 'badge', since: null },
  },
});

describe('a repository as of an earlier day', () => {
  it('has the commits, releases and runs of that day, and is not archived yet', () => {
    expect(toActivityAt(today, at('2026-01-25'))).toMatchObject({
      isArchived: false,
      archivedAt: null,
      commits: [commit('2026-01-05'), commit('2025-06-01')],
      releases: [{ tag: 'v1.0.0' }],
      operations: {
        deployments: [{ state: 'success' }],
        schedules: [{ state: 'active', runs: [{ at: '2026-01-20T00:00:00Z' }] }],
      },
      fetchedAt: '2026-01-25T13:00:00.000Z',
    });
    expect(toActivityAt(today, at('2025-07-10'))).toMatchObject({
      commits: [commit('2025-06-01')],
      releases: [],
      operations: { deployments: [], schedules: [] },
    });
  });

  it('does not know what it said of itself then', () => {
    expect(toActivityAt(today, at('2026-02-15'))?.operations).not.toHaveProperty('declared');
  });

  it('is archived from the day on that GitHub names, and never where it names none', () => {
    expect(toActivityAt(today, at('2026-02-02'))).toMatchObject({ isArchived: true });
    expect(toActivityAt({ ...today, archivedAt: null }, at('2026-02-02'))).toMatchObject({ isArchived: false });
  });

  it('is empty before its first commit, and not there before it was made', () => {
    expect(toActivityAt(today, at('2025-03-01'))).toMatchObject({ isEmpty: true, commits: [] });
    expect(toActivityAt(today, at('2024-12-01'))).toBe(null);
  });

  it('knows no more of the past than was read', () => {
    const cut = { ...today, completeSince: '2026-01-01T00:00:00Z', commits: [commit('2026-01-05')] };
    expect(toActivityAt(cut, at('2025-06-01'))).toMatchObject({ isEmpty: false, completeSince: cut.completeSince });
    const past = { commits: ['2026-01-05', '2025-06-01'].map(commit), completeSince: '2025-05-01T00:00:00Z' };
    expect(withPast(cut, past)).toMatchObject({ ...past, commits: past.commits });
    // What was read before is not forgotten when less comes back.
    const less = { commits: [], completeSince: '2026-02-01T00:00:00Z' };
    expect(withPast(cut, less)).toMatchObject({ commits: cut.commits, completeSince: cut.completeSince });
  });
});
