import { describe, expect, it } from 'vitest';
import { isUpkeep } from '../../../src/core/activity/commit-kind.ts';
import { readHeartbeat } from '../../../src/core/status/signals.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';

const upkeep = [
  ...['CodeQL', 'Code scanning', 'Code Scanning - Action', 'Scorecard supply-chain security', 'OpenSSF Scorecard'],
  ...[
    'Mark stale issues',
    'Close stale issues and PRs',
    'Lock threads',
    'Labeler',
    'Sync labels',
    'Dependabot Updates',
  ],
  ...[
    'Renovate',
    'Update dependencies',
    'Check links',
    'Link Checker',
    'Broken links',
    'lychee',
    'Keep alive',
    'keepalive',
  ],
  ...['Waka Readme', 'Update README', 'Generate snake', 'Latest blog posts', 'pre-commit autoupdate', 'Trivy scan'],
  ...['Security audit', 'Dependency review', 'CI', 'Tests', 'Lint', 'Issue triage', 'All contributors', 'Sync fork'],
];

describe('a scheduled workflow', () => {
  it.each(upkeep)('that manages the repository is no heartbeat: %s', (name) => {
    expect(isUpkeep({ name })).toBe(true);
  });

  it.each([
    { name: 'Weekly', path: '.github/workflows/codeql-analysis.yml' },
    { name: '.github/workflows/stale.yml', path: '.github/workflows/stale.yml' },
    { name: 'CodeQL', path: 'dynamic/github-code-scanning/codeql' },
    { name: 'Automatic submission', path: 'dynamic/dependency-graph/auto-submission' },
  ])('says what it is by its file, too: $name $path', (workflow) => {
    expect(isUpkeep(workflow)).toBe(true);
  });

  it.each([
    'Daily Report',
    'Nightly run',
    'ETL',
    'Collect metrics',
    'Scrape prices',
    'Publish data',
    'Send digest',
    'daily',
  ])('that serves is a heartbeat: %s', (name) => {
    expect(isUpkeep({ name, path: '.github/workflows/daily.yml' })).toBe(false);
  });

  it('of upkeep proves neither that the project runs nor that it has stopped', () => {
    const thresholds = readThresholds({ preset: 'calm' });
    const now = new Date('2026-06-01T00:00:00Z');
    const day = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
    const read = (name: string, ages: readonly number[], state: 'active' | 'disabled_inactivity') =>
      readHeartbeat(
        {
          fetchedAt: now.toISOString(),
          deployments: [],
          schedules: [
            { name, state, stateChangedAt: null, runs: ages.map((age) => ({ at: day(age), succeeded: true })) },
          ],
        },
        thresholds,
        now,
      ).kind;
    expect([read('Daily Report', [0.5, 1.5], 'active'), read('CodeQL', [0.5, 1.5], 'active')]).toEqual([
      'alive',
      'unknown',
    ]);
    expect([read('Daily Report', [90, 91], 'active'), read('CodeQL', [90, 91], 'active')]).toEqual([
      'stopped',
      'unknown',
    ]);
    expect(read('Mark stale issues', [90, 91], 'disabled_inactivity')).toBe('unknown');
  });
});
