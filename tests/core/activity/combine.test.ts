// Several repositories as one project: what any of them shows counts for life, what ends a project takes all of them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeActivities } from '../../../src/core/activity/combine.ts';
import type { Activity, CommitKind, Operations } from '../../../src/core/model.ts';
import { deriveStatus } from '../../../src/core/status/derive-status.ts';
import type { ProjectFacts } from '../../../src/core/status/situation.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';
import { buildActivity, commit, dailyWorkflow, daysAgo, now } from '../../support/build-activity.ts';

const thresholds = readThresholds();

function evaluate(currentStatus: Status, parts: readonly [Activity, ...Activity[]], confirmedDaysAgo = 150) {
  const facts: ProjectFacts = {
    repo: parts[0].name,
    activity: mergeActivities(parts),
    obstacle: null,
    declared: { status: currentStatus, confirmedAt: daysAgo(confirmedDaysAgo) },
    currentStatus,
    pin: null,
    away: null,
    ...(parts.length > 1 && { parts }),
  };
  return deriveStatus(facts, thresholds, now);
}

const api = (given: Partial<Activity> = {}) => buildActivity({ nodeId: 'R_api', name: 'ada/api', ...given });
const web = (given: Partial<Activity> = {}) => buildActivity({ nodeId: 'R_web', name: 'ada/web', ...given });
const running = (...schedules: ReturnType<typeof dailyWorkflow>[]): Operations => ({
  fetchedAt: now.toISOString(),
  deployments: [],
  schedules,
});
const idle = { commits: [commit(200)] };

describe('several repositories', () => {
  it('are at work as long as one of them is, which the evidence names', () => {
    expect(evaluate('in_progress', [api(idle), web({ commits: [commit(3)] })])).toMatchObject({
      rule: 'active',
      evidence: 'Last work commit 2026-05-29 (ada/web).',
    });
    expect(evaluate('planned', [api(idle), web({ commits: [commit(3), commit(4)] })])).toMatchObject({
      status: 'in_progress',
      evidence: '2 work commits since 2026-05-28 (ada/web).',
    });
    expect(evaluate('planned', [api({ commits: [commit(5)] }), web({ commits: [commit(3)] })]).evidence).toBe(
      '2 work commits since 2026-05-27 (ada/api, ada/web).',
    );
  });

  it('are silent, archived, scaffolds and forks only together', () => {
    const quiet = evaluate('in_progress', [api(idle), web({ commits: [commit(120)] })]);
    expect(quiet).toMatchObject({ rule: 'quiet', basis: 'silence' });
    expect(quiet.evidence).toBe('Last work commit 2026-02-01, row last confirmed 2026-01-02 (ada/api, ada/web).');
    const over = { isArchived: true, archivedAt: daysAgo(9) };
    expect(evaluate('in_progress', [api(over), web()]).rule).toBe('active');
    expect(evaluate('in_progress', [api({ ...over, archivedAt: daysAgo(3) }), web(over)])).toMatchObject({
      rule: 'archived',
      evidence: 'Archived (read-only) since 2026-05-29 (ada/api, ada/web).',
    });
    const empty = { isEmpty: true, commits: [], languages: [], completeSince: daysAgo(300) };
    expect(evaluate('planned', [api(empty), web(empty)]).rule).toBe('scaffold');
    expect(evaluate('planned', [api(empty), web({ commits: [commit(1), commit(2)] })]).rule).toBe('active');
    expect(evaluate('in_progress', [api({ isFork: true, commits: [] }), web(idle)]).rule).toBe('quiet');
  });

  it('know their silence only as far back as each of them is known, younger ones from the beginning', () => {
    const short = { commits: [], completeSince: daysAgo(30) };
    expect(evaluate('in_progress', [api(idle), web(short)]).rule).toBe('keep');
    const young = { commits: [], createdAt: daysAgo(30), completeSince: daysAgo(30) };
    expect(evaluate('in_progress', [api(idle), web(young)]).rule).toBe('quiet');
    expect(evaluate('in_progress', [api(idle), web({ ...idle, fetchedAt: daysAgo(20) })]).rule).toBe('keep');
  });

  it('run while one of them does, and have stopped only where all were asked', () => {
    const stopped = api({ ...idle, operations: running(dailyWorkflow(10)) });
    const alive = web({ ...idle, operations: running(dailyWorkflow(0, 0, { name: 'Ingest' })) });
    const failedDeployment = {
      ...running(),
      deployments: [{ environment: 'production', state: 'failure', at: daysAgo(0), createdAt: daysAgo(0) }],
    };
    expect(evaluate('running', [stopped, alive])).toMatchObject({
      rule: 'live',
      evidence: 'Scheduled workflow "Ingest" succeeded on 2026-06-01 (ada/web).',
    });
    const deployed = {
      ...running(),
      deployments: [{ environment: 'production', state: 'success', at: daysAgo(5), createdAt: daysAgo(5) }],
    };
    // Another repository's failed deployment does not hide the one that stands.
    expect(evaluate('running', [api({ operations: failedDeployment }), web({ operations: deployed })]).rule).toBe(
      'live',
    );
    expect(evaluate('running', [stopped, web({ ...idle, operations: running() })])).toMatchObject({
      rule: 'stopped',
      evidence: expect.stringMatching(/^Scheduled workflow "Daily Report" .*\(ada\/api\)\.$|ada\/api, ada\/web/),
    });
    for (const operations of [null, { ...running(), schedules: null }, { ...running(), fetchedAt: daysAgo(20) }]) {
      expect(evaluate('running', [stopped, web({ ...idle, operations })]).rule).toBe('keep');
    }
    // What an archived one stopped doing is no news of the others.
    expect(evaluate('running', [{ ...stopped, isArchived: true }, web({ ...idle, operations: running() })]).rule).toBe(
      'keep',
    );
  });

  it('declare a status only with one voice', () => {
    const says = (status: Status, days: number): Operations => ({
      ...running(),
      declared: { status, word: status, source: 'topic', since: daysAgo(days) },
    });
    const both = [says('complete', 4), says('complete', 3)] as const;
    expect(evaluate('in_progress', [api({ operations: both[0] }), web({ operations: both[1] })])).toMatchObject({
      status: 'complete',
      evidence: 'Topic complete, since 2026-05-29 (ada/api, ada/web).',
    });
    for (const operations of [says('paused', 2), { ...running(), declared: null }, running(), null]) {
      const derived = evaluate('in_progress', [api({ operations: both[0] }), web({ operations })]);
      expect(derived.rule).toBe('active');
    }
  });

  it('release together: a tag counts where its own repository has no releases', () => {
    const release = { tag: 'v0.9.0', publishedAt: daysAgo(8), isPrerelease: true };
    const tagged = { tags: [{ name: 'v1.0.0', at: daysAgo(6) }] };
    expect(evaluate('in_progress', [api({ releases: [release] }), web(tagged)])).toMatchObject({
      rule: 'released',
      evidence: 'Stable release v1.0.0 on 2026-05-26 (ada/web).',
    });
    expect(evaluate('in_progress', [api({ releases: [release], ...tagged }), web()]).rule).toBe('active');
  });

  it('are shown to everybody only if all of them are, and mirrors do not count twice', () => {
    expect(evaluate('in_progress', [api(), web({ visibility: 'private' })]).audience).toBe('owner');
    const commits = [commit(3), commit(10)];
    expect(mergeActivities([api({ commits }), web({ commits })]).commits).toEqual(commits);
    const upstream = api({ commits: [commit(2, 'work')].map((one) => ({ ...one, kind: 'upstream' as const })) });
    expect(mergeActivities([upstream, web({ commits: [commit(2, 'work')] })]).commits[0]?.kind).toBe('work');
  });
});

const kinds: CommitKind[] = ['work', 'docs', 'merge', 'bot', 'upstream', 'own'];
const anyDays = fc.integer({ min: 0, max: 400 });
const anyOperations: fc.Arbitrary<Operations | null> = fc.option(
  fc.record({
    fetchedAt: fc.constantFrom(now.toISOString(), daysAgo(1), daysAgo(30)),
    deployments: fc.array(
      fc.record({
        environment: fc.constantFrom('production', 'github-pages', 'preview'),
        state: fc.constantFrom('success', 'failure', 'inactive'),
        at: anyDays.map(daysAgo),
      }),
      { maxLength: 2 },
    ),
    schedules: fc.option(
      fc.array(
        fc.tuple(anyDays, fc.nat(12)).map(([days, failing]) => dailyWorkflow(days, failing)),
        { maxLength: 2 },
      ),
    ),
  }),
);
const anyActivity: fc.Arbitrary<Activity> = fc
  .record({
    id: fc.nat(1000),
    visibility: fc.constantFrom('public' as const, 'private' as const),
    isArchived: fc.boolean(),
    isFork: fc.boolean(),
    created: anyDays,
    complete: anyDays,
    commits: fc.array(fc.tuple(anyDays, fc.constantFrom(...kinds)), { maxLength: 6 }),
    languages: fc.subarray(['Go', 'Python']),
    releases: fc.array(fc.tuple(anyDays, fc.boolean()), { maxLength: 2 }),
    tags: fc.array(fc.tuple(anyDays, fc.constantFrom('v1.0.0', 'v0.1.0')), { maxLength: 2 }),
    operations: anyOperations,
    unread: fc.subarray(['releases', 'tags', 'deployments'] as const),
    fetched: fc.constantFrom(0, 1, 30),
  })
  .map((given) =>
    buildActivity({
      nodeId: `R_${given.id}`,
      name: `ada/${given.id}`,
      visibility: given.visibility,
      isArchived: given.isArchived,
      archivedAt: given.isArchived ? daysAgo(given.created / 2) : null,
      isFork: given.isFork,
      isEmpty: given.commits.length === 0,
      createdAt: daysAgo(given.created),
      completeSince: daysAgo(given.complete),
      commits: given.commits.map(([days, kind]) => ({ ...commit(days, kind), oid: `${days}-${kind}` })),
      languages: given.languages,
      releases: given.releases.map(([days, isPrerelease]) => ({
        tag: 'v2.0.0',
        publishedAt: daysAgo(days),
        isPrerelease,
      })),
      tags: given.tags.map(([days, name]) => ({ name, at: daysAgo(days) })),
      operations: given.operations,
      ...(given.unread.length > 0 && { unread: given.unread }),
      fetchedAt: daysAgo(given.fetched),
    }),
  );
const anyParts = fc.uniqueArray(anyActivity, {
  minLength: 2,
  maxLength: 4,
  selector: ({ nodeId }) => nodeId,
}) as fc.Arbitrary<[Activity, Activity, ...Activity[]]>;
const anyStanding = fc.constantFrom<Status>('running', 'complete', 'maintained', 'in_progress', 'paused', 'planned');

describe('whatever the repositories are', () => {
  it('one of them is itself', () => {
    fc.assert(fc.property(anyActivity, (activity) => mergeActivities([activity]) === activity));
  });

  it('their order makes no difference', () => {
    fc.assert(
      fc.property(anyParts, anyStanding, fc.nat(), (parts, currentStatus, turn) => {
        const other = [...parts.slice(turn % parts.length), ...parts.slice(0, turn % parts.length)].reverse();
        expect(mergeActivities(other as typeof parts)).toEqual(mergeActivities(parts));
        expect(evaluate(currentStatus, other as typeof parts)).toEqual(evaluate(currentStatus, parts));
      }),
      { numRuns: 500 },
    );
  });

  it('what is not known of one never counts against the project', () => {
    const unknown = (part: Activity): Activity => ({
      ...part,
      isArchived: false,
      commits: [],
      completeSince: daysAgo(30),
      fetchedAt: daysAgo(30),
      operations: null,
    });
    fc.assert(
      fc.property(anyParts, anyStanding, ([first, ...rest], currentStatus) => {
        const derived = evaluate(currentStatus, [unknown(first), ...rest]);
        expect(derived.basis).not.toBe('silence');
        expect(['archived', 'stopped', 'quiet', 'stalled']).not.toContain(derived.rule);
      }),
      { numRuns: 500 },
    );
  });

  it('a sign of life of one is one of the project', () => {
    fc.assert(
      fc.property(anyParts, fc.constantFrom<Status>('running', 'in_progress'), (parts, currentStatus) => {
        const isAlive = parts.some((part) =>
          // A release is asked about, and the silence after it outranks it.
          ['live', 'active'].includes(evaluate(currentStatus, [part]).rule),
        );
        if (isAlive) expect(evaluate(currentStatus, parts).basis).not.toBe('silence');
        if (parts.some((part) => evaluate('running', [part]).rule === 'live')) {
          expect(['live', 'archived']).toContain(evaluate('running', parts).rule);
        }
      }),
      { numRuns: 500 },
    );
  });
});
