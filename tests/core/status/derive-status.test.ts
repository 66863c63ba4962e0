import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity, Derived } from '../../../src/core/model.ts';
import { deriveStatus, explainStatus } from '../../../src/core/status/derive-status.ts';
import type { ProjectFacts } from '../../../src/core/status/situation.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';
import { buildActivity, commit, dailyWorkflow, daysAgo, now } from '../../support/build-activity.ts';

const thresholds = readThresholds();

function facts(currentStatus: Status, activity: Activity | null, parts: Partial<ProjectFacts> = {}): ProjectFacts {
  return {
    repo: 'ada/engine',
    activity,
    obstacle: null,
    declared: { status: currentStatus, confirmedAt: daysAgo(150) },
    currentStatus,
    pin: null,
    away: null,
    ...parts,
  };
}

const derive = (currentStatus: Status, activity: Activity | null, parts: Partial<ProjectFacts> = {}): Derived =>
  deriveStatus(facts(currentStatus, activity, parts), thresholds, now);

const running = (...schedules: ReturnType<typeof dailyWorkflow>[]) =>
  buildActivity({ operations: { fetchedAt: now.toISOString(), deployments: [], schedules } });

describe('deriveStatus', () => {
  it('lets a pin win until the end of its last day', () => {
    const pin = { status: 'complete', until: '2026-06-01', reason: 'by contract', source: 'configuration' } as const;
    expect(derive('in_progress', buildActivity(), { pin })).toMatchObject({
      status: 'complete',
      rule: 'pin',
      confidence: 'sure',
      evidence: 'Pinned to complete by the owner in the configuration until 2026-06-01 (by contract).',
      reviewAt: '2026-06-02T00:00:00.000Z',
    });
    expect(derive('in_progress', buildActivity(), { pin: { ...pin, until: '2026-05-31' } }).rule).toBe('active');
  });

  it('keeps the word of a row without a repository', () => {
    expect(derive('complete', null, { repo: null })).toMatchObject({ status: 'complete', rule: 'unlinked' });
    expect(derive('unknown', null, { repo: null })).toMatchObject({ status: 'planned', rule: 'unlinked' });
  });

  it('never says anything about a repository that could not be fetched', () => {
    expect(
      derive('running', null, { obstacle: { code: 'NOT_VISIBLE', message: 'ada/engine cannot be seen.' } }),
    ).toMatchObject({
      status: 'running',
      rule: 'keep',
      confidence: 'guess',
      evidence: 'ada/engine cannot be seen.',
    });
  });

  it('says archived, unless the owner declared it complete', () => {
    const archived = buildActivity({ isArchived: true, archivedAt: daysAgo(3) });
    expect(derive('in_progress', archived)).toMatchObject({
      status: 'archived',
      rule: 'archived',
      basis: 'fact',
      evidence: 'Archived (read-only) since 2026-05-29.',
    });
    expect(derive('complete', archived)).toMatchObject({ status: 'complete', rule: 'archived' });
  });

  it('gives the owner word back when a repository is unarchived', () => {
    const declared = { status: 'in_progress', confirmedAt: daysAgo(150) } as const;
    expect(derive('archived', buildActivity(), { declared })).toMatchObject({ status: 'in_progress', rule: 'active' });
  });

  it('keeps planned for a scaffold, and leaves it with real work since the row was confirmed', () => {
    const young = { createdAt: daysAgo(20), completeSince: daysAgo(20), languages: [] };
    const scaffold = buildActivity({ ...young, commits: [commit(5), commit(6), commit(7)] });
    expect(derive('planned', scaffold)).toMatchObject({ status: 'planned', rule: 'scaffold' });
    const fourth = buildActivity({ ...young, commits: [commit(4), commit(5), commit(6), commit(7)] });
    expect(derive('planned', fourth)).toMatchObject({
      status: 'in_progress',
      rule: 'active',
      basis: 'fact',
      confidence: 'sure',
    });
    const withSource = buildActivity({ ...young, languages: ['Rust'], commits: [commit(4), commit(5)] });
    expect(derive('planned', withSource)).toMatchObject({
      status: 'in_progress',
      evidence: '2 work commits since 2026-05-27.',
    });
  });

  it.each([
    ['an empty repository', { createdAt: daysAgo(20), completeSince: daysAgo(20) }],
    ['a repository that was there before', { createdAt: daysAgo(900) }],
  ])('waits for a second day of work on a plan over %s, and says so', (_, parts) => {
    const activity = buildActivity({ ...parts, languages: ['Rust'], commits: [commit(4), commit(4)] });
    const declared = { status: 'planned', confirmedAt: daysAgo(10) } as const;
    const sentence = `Work on one day so far, on ${daysAgo(4).slice(0, 10)}; it counts as started after work on 2 days.`;
    expect(derive('planned', activity, { declared })).toMatchObject({
      status: 'planned',
      rule: 'keep',
      evidence: sentence,
    });
    const started = buildActivity({ ...activity, commits: [commit(3), commit(4)] });
    expect(derive('planned', started, { declared })).toMatchObject({ status: 'in_progress', rule: 'active' });
  });

  it('does not count work from before the owner confirmed the row', () => {
    const declared = { status: 'planned', confirmedAt: daysAgo(1) } as const;
    expect(derive('planned', buildActivity(), { declared })).toMatchObject({ status: 'planned', rule: 'keep' });
  });

  it('sees a scheduled workflow that succeeds as running', () => {
    expect(derive('running', running(dailyWorkflow(0.5)))).toMatchObject({
      status: 'running',
      rule: 'live',
      evidence: 'Scheduled workflow "Daily Report" succeeded on 2026-06-01.',
      reviewAt: daysAgo(0.5 - 3),
    });
  });

  it.each([
    ['failing for three days', dailyWorkflow(0, 4), 'in_progress', 'has failed ever since'],
    ['silent for three days', dailyWorkflow(3.01), 'in_progress', 'has not run since'],
    [
      'disabled by hand',
      dailyWorkflow(1, 0, { state: 'disabled_manually', stateChangedAt: daysAgo(0.5) }),
      'in_progress',
      'was disabled by hand on 2026-06-01',
    ],
    [
      'disabled for inactivity',
      dailyWorkflow(1, 0, { state: 'disabled_inactivity', stateChangedAt: daysAgo(0.5) }),
      'in_progress',
      'was disabled by GitHub for inactivity',
    ],
  ])('asks what a running project is when the workflow is %s', (_, workflow, status, words) => {
    const derived = derive('running', running(workflow));
    expect(derived).toMatchObject({ status, rule: 'stopped', basis: 'doubt', confidence: 'guess' });
    expect(derived.evidence).toContain(words);
  });

  it('calls a stopped project without recent work paused', () => {
    const activity = { ...running(dailyWorkflow(5)), commits: [commit(120)] };
    expect(derive('running', activity)).toMatchObject({ status: 'paused', rule: 'stopped' });
  });

  it('keeps running at the very end of the grace time', () => {
    expect(derive('running', running(dailyWorkflow(3))).rule).toBe('live');
  });

  it('keeps running when it had stopped before the owner confirmed the row', () => {
    const declared = { status: 'running', confirmedAt: daysAgo(1) } as const;
    expect(derive('running', running(dailyWorkflow(20)), { declared })).toMatchObject({
      status: 'running',
      rule: 'keep',
    });
  });

  it('keeps running where no heartbeat was ever seen, or workflows cannot be read', () => {
    expect(derive('running', running(dailyWorkflow(0, 10)))).toMatchObject({ status: 'running', rule: 'keep' });
    expect(derive('running', buildActivity())).toMatchObject({ status: 'running', rule: 'keep', confidence: 'guess' });
  });

  it('does not judge a heartbeat from facts that are two days old', () => {
    const old = buildActivity({
      operations: { fetchedAt: daysAgo(2.01), deployments: [], schedules: [dailyWorkflow(9)] },
    });
    expect(derive('running', old)).toMatchObject({ status: 'running', rule: 'keep' });
  });

  it('counts a successful production deployment for 45 days', () => {
    const deployed = (days: number, state = 'success') =>
      buildActivity({
        operations: {
          fetchedAt: now.toISOString(),
          schedules: null,
          deployments: [{ environment: 'Production', state, at: daysAgo(days) }],
        },
      });
    expect(derive('running', deployed(44))).toMatchObject({
      rule: 'live',
      evidence: 'Deployment to Production succeeded on 2026-04-18.',
    });
    expect(derive('running', deployed(46)).rule).toBe('keep');
    expect(derive('running', deployed(1, 'failure')).rule).toBe('keep');
  });

  it('keeps complete whatever happens in the repository', () => {
    expect(derive('complete', buildActivity())).toMatchObject({
      status: 'complete',
      rule: 'declared-complete',
      evidence: 'Declared complete by the owner; last work commit 2026-05-30.',
    });
  });

  it('keeps in progress while there is work within the quiet threshold, to the second', () => {
    const worked = (days: number) => buildActivity({ commits: [commit(days), commit(200)] });
    expect(derive('in_progress', worked(90))).toMatchObject({
      status: 'in_progress',
      rule: 'active',
      reviewAt: now.toISOString(),
    });
    expect(derive('in_progress', worked(90 + 1 / 86_400))).toMatchObject({
      status: 'paused',
      rule: 'quiet',
      basis: 'silence',
    });
  });

  it('counts silence from the newest of work and confirmation', () => {
    const declared = { status: 'in_progress', confirmedAt: daysAgo(80) } as const;
    const quiet = buildActivity({ commits: [commit(200)] });
    expect(derive('in_progress', quiet, { declared })).toMatchObject({
      status: 'in_progress',
      rule: 'keep',
      reviewAt: daysAgo(-10),
    });
    expect(derive('in_progress', quiet)).toMatchObject({
      rule: 'quiet',
      evidence: 'Last work commit 2025-11-13, row last confirmed 2026-01-02.',
    });
  });

  it('says nothing about silence that reaches beyond the known history or rests on old facts', () => {
    const shallow = buildActivity({ commits: [], completeSince: daysAgo(100) });
    expect(
      derive('in_progress', shallow, { declared: { status: 'in_progress', confirmedAt: daysAgo(150) } }).rule,
    ).toBe('keep');
    const old = buildActivity({ commits: [commit(200)], fetchedAt: daysAgo(2.01) });
    expect(derive('in_progress', old).rule).toBe('keep');
  });

  it('stops the clock of silence while the owner is away', () => {
    const quiet = buildActivity({ commits: [commit(100)] });
    expect(derive('in_progress', quiet).rule).toBe('quiet');
    const away = { from: daysAgo(60).slice(0, 10), until: daysAgo(40).slice(0, 10) };
    expect(derive('in_progress', quiet, { away })).toMatchObject({ status: 'in_progress', rule: 'keep' });
  });

  it('wakes a paused project with two commits on two days, not with one', () => {
    const once = buildActivity({ commits: [commit(1), commit(120)] });
    expect(derive('paused', once)).toMatchObject({ status: 'paused', rule: 'keep' });
    const sameDay = buildActivity({ commits: [commit(1), commit(1.01), commit(120)] });
    expect(derive('paused', sameDay).status).toBe('paused');
    const twice = buildActivity({ commits: [commit(1), commit(3), commit(120)] });
    const ours = { declared: { status: 'in_progress', confirmedAt: daysAgo(150) } } as const;
    const awake = { status: 'in_progress', rule: 'active' };
    expect(derive('paused', twice, ours)).toMatchObject({ ...awake, basis: 'work', confidence: 'likely' });
    // The owner who said "paused" may be wrapping up: that is a question.
    expect(derive('paused', twice)).toMatchObject({ ...awake, basis: 'doubt', confidence: 'guess' });
    expect(derive('paused', sameDay, ours).status).toBe('paused');
  });

  it('asks for maintained after a stable release, and only then', () => {
    const release = (tag: string, days: number, isPrerelease = false) => ({
      tag,
      publishedAt: daysAgo(days),
      isPrerelease,
    });
    expect(derive('in_progress', buildActivity({ releases: [release('v1.0.0', 3)] }))).toMatchObject({
      status: 'maintained',
      rule: 'released',
      basis: 'doubt',
      version: 'v1.0.0',
      evidence: 'Stable release v1.0.0 on 2026-05-29.',
    });
    expect(derive('in_progress', buildActivity({ releases: [release('v1.0.0-rc1', 3, true)] })).rule).toBe('active');
    expect(derive('in_progress', buildActivity({ releases: [release('v1.0.0', 151)] })).rule).toBe('active');
  });

  it('asks about any version tag since the word was typed, only where there are no releases', () => {
    const tagged = (name: string, days = 2) => buildActivity({ tags: [{ name, at: daysAgo(days) }] });
    for (const name of ['v1.0.0', 'v0.9.0', '0.1', 'release-2.3'])
      expect(derive('in_progress', tagged(name))).toMatchObject({ rule: 'released', version: name });
    for (const name of ['v2.0.0-beta', 'v0.9.0rc1', 'nightly-2026.04', 'release', '1'])
      expect(derive('in_progress', tagged(name)).rule).toBe('active');
    expect(derive('in_progress', tagged('v0.9.0', 151)).rule).toBe('active');
    const old = { tag: 'v1.0.0', publishedAt: daysAgo(200), isPrerelease: false };
    expect(derive('in_progress', { ...tagged('v1.1.0'), releases: [old] }).rule).toBe('active');
  });

  it('asks about a release once per typed word, and again at a new major version', () => {
    const at = (tag: string) => buildActivity({ releases: [{ tag, publishedAt: daysAgo(3), isPrerelease: false }] });
    const asked = (version: string, isOpen = false) => ({ released: { version, isOpen } });
    expect(derive('in_progress', at('v1.4.0'), asked('v1.0.0')).rule).toBe('active');
    expect(derive('in_progress', at('v1.4.0'), asked('v1.0.0', true)).rule).toBe('released');
    expect(derive('in_progress', at('v2.0.0'), asked('v1.0.0')).rule).toBe('released');
    expect(derive('in_progress', at('v1.0.0'), asked('v0.9.0')).rule).toBe('released');
    // Which one it was may not be told; then it is not asked again.
    expect(derive('in_progress', at('v2.0.0'), asked('')).rule).toBe('active');
  });

  it.each(['service', 'site'] as const)('never asks whether a %s was released', (kind) => {
    const activity = buildActivity({ releases: [{ tag: 'v1.0.0', publishedAt: daysAgo(3), isPrerelease: false }] });
    expect(derive('in_progress', activity, { kind }).rule).toBe('active');
    expect(derive('in_progress', activity, { kind: 'library' }).rule).toBe('released');
  });

  it('ignores what came after the instant that is evaluated', () => {
    const past = new Date(daysAgo(30));
    const derived = deriveStatus(facts('in_progress', buildActivity()), thresholds, past);
    expect(derived.evidence).toBe('Last work commit 2026-04-02.');
  });

  it('keeps evidence of a repository that is not public for the owner', () => {
    expect(derive('in_progress', buildActivity({ visibility: 'private' })).audience).toBe('owner');
    expect(derive('in_progress', buildActivity()).audience).toBe('public');
  });

  it('explains every rule that did not match', () => {
    const { derived, misses } = explainStatus(facts('in_progress', buildActivity()), thresholds, now);
    expect(derived.rule).toBe('active');
    expect(misses.map(({ rule }) => rule)).toEqual([
      'pin',
      'unlinked',
      'identity',
      'archived',
      'scaffold',
      'fork',
      'stopped',
      'live',
      'woke',
      'reopened',
      'declared-complete',
    ]);
    expect(misses.every(({ because }) => because.length > 5)).toBe(true);
  });

  it('is never changed by a bot, documentation or merge commit', () => {
    const kinds = fc.constantFrom('bot' as const, 'docs' as const, 'merge' as const, 'own' as const);
    const days = fc.double({ min: 0, max: 290, noNaN: true });
    const standings = fc.constantFrom<Status>(
      'running',
      'complete',
      'maintained',
      'in_progress',
      'paused',
      'planned',
      'archived',
    );
    fc.assert(
      fc.property(
        standings,
        fc.array(days, { maxLength: 8 }),
        fc.array(fc.tuple(days, kinds)),
        (currentStatus, work, noise) => {
          const quiet = buildActivity({ commits: work.map((day) => commit(day)) });
          const noisy = { ...quiet, commits: [...quiet.commits, ...noise.map(([day, kind]) => commit(day, kind))] };
          const [heard, alone] = [derive(currentStatus, noisy), derive(currentStatus, quiet)];
          // A commit of any kind says that a plan was no empty repository: what began there is asked, not published.
          if (currentStatus === 'planned' && heard.basis === 'doubt') expect(heard.status).toBe(alone.status);
          else expect(heard).toEqual(alone);
        },
      ),
    );
  });

  it('changes by itself only from reviewAt on', () => {
    const days = fc.double({ min: 0, max: 200, noNaN: true });
    const standings = fc.constantFrom<Status>('running', 'maintained', 'in_progress', 'paused', 'planned');
    fc.assert(
      fc.property(
        standings,
        fc.array(days, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 300 }),
        (currentStatus, work, later) => {
          const activity = buildActivity({ commits: work.map((day) => commit(day)) });
          const today = derive(currentStatus, activity);
          const then = new Date(now.getTime() + later * 86_400_000);
          if (today.reviewAt !== null && then.getTime() > Date.parse(today.reviewAt)) return;
          const future = deriveStatus(
            facts(currentStatus, { ...activity, fetchedAt: then.toISOString() }),
            thresholds,
            then,
          );
          expect(future.status).toBe(today.status);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
