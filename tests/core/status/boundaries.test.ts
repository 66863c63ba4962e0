// Every rule at its boundary: a second before, exactly there, a second after. And what holds for any facts at all:
// an answer stays until its `reviewAt`, time alone wakes nobody, less knowledge never makes a status worse.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activity, CommitKind } from '../../../src/core/model.ts';
import { deriveStatus } from '../../../src/core/status/derive-status.ts';
import type { ProjectFacts } from '../../../src/core/status/situation.ts';
import { type Status, statuses } from '../../../src/core/status/statuses.ts';
import { presetNames, readThresholds, type Thresholds } from '../../../src/core/status/thresholds.ts';
import { buildActivity, commit, dailyWorkflow, daysAgo, now } from '../../support/build-activity.ts';

const second = 1 / 86_400;
const thresholds = readThresholds();

interface Case {
  readonly currentStatus: Status;
  readonly activity: Activity | null;
  readonly parts?: Partial<ProjectFacts>;
}

function derive({ currentStatus, activity, parts = {} }: Case, at: Date = now, with_: Thresholds = thresholds) {
  const facts: ProjectFacts = {
    repo: 'ada/engine',
    activity,
    obstacle: null,
    declared: { status: currentStatus, confirmedAt: daysAgo(250) },
    currentStatus,
    pin: null,
    away: null,
    ...parts,
  };
  return deriveStatus(facts, with_, at);
}

const worked = (...days: number[]) => buildActivity({ commits: days.map((day) => commit(day)) });
const released = (days: number) =>
  buildActivity({
    commits: [commit(days + 1)],
    releases: [{ tag: 'v1.0.0', publishedAt: daysAgo(days), isPrerelease: false }],
  });
const deployed = (days: number) =>
  buildActivity({
    operations: {
      fetchedAt: now.toISOString(),
      schedules: null,
      deployments: [{ environment: 'production', state: 'success', at: daysAgo(days) }],
    },
  });
const scheduled = (days: number, failing = 0) =>
  buildActivity({
    commits: [commit(120)],
    operations: { fetchedAt: now.toISOString(), deployments: [], schedules: [dailyWorkflow(days, failing)] },
  });
const confirmed = (status: Status, days: number) => ({ declared: { status, confirmedAt: daysAgo(days) } });

/** `age` is the age in days of the deciding fact; the answer before, at and after the boundary: [status, rule]. */
const boundaries: readonly (readonly [string, number, (age: number) => Case, string, string, string])[] = [
  [
    'silence asks after 90 days',
    90,
    (age) => ({ currentStatus: 'in_progress', activity: worked(age) }),
    'in_progress active',
    'in_progress active',
    'paused quiet',
  ],
  [
    'silence is stalled after 180 days',
    180,
    (age) => ({ currentStatus: 'in_progress', activity: worked(age) }),
    'paused quiet',
    'paused quiet',
    'stalled stalled',
  ],
  [
    'silence says nothing of a paused project',
    180,
    (age) => ({ currentStatus: 'paused', activity: worked(age) }),
    'paused keep',
    'paused keep',
    'paused keep',
  ],
  [
    'a word that means active asks after 90 days: maintained',
    90,
    (age) => ({ currentStatus: 'maintained', activity: worked(age) }),
    'maintained keep',
    'maintained keep',
    'paused quiet',
  ],
  [
    'maintained is stalled after 180 days',
    180,
    (age) => ({ currentStatus: 'maintained', activity: worked(age), parts: confirmed('maintained', 290) }),
    'paused quiet',
    'paused quiet',
    'stalled stalled',
  ],
  [
    'a word of maturity asks after 180 days',
    180,
    (age) => ({ currentStatus: 'experimental', activity: worked(age) }),
    'experimental keep',
    'experimental keep',
    'paused quiet',
  ],
  [
    'confirmation puts silence off',
    90,
    (age) => ({ currentStatus: 'in_progress', activity: worked(200), parts: confirmed('in_progress', age) }),
    'in_progress keep',
    'in_progress keep',
    'paused quiet',
  ],
  [
    'work after the confirmation starts a plan',
    19,
    (age) => ({ currentStatus: 'planned', activity: worked(18, 19, 20), parts: confirmed('planned', age) }),
    'planned keep',
    'planned keep',
    'in_progress active',
  ],
  [
    'first work is news for 90 days',
    90,
    (age) => ({ currentStatus: 'planned', activity: worked(age, age + 1) }),
    'in_progress active',
    'in_progress active',
    'planned keep',
  ],
  [
    'two commits wake within 14 days',
    14,
    (age) => ({ currentStatus: 'paused', activity: worked(1, age) }),
    'in_progress active',
    'in_progress active',
    'paused keep',
  ],
  [
    'a release counts from the confirmation on',
    20,
    (age) => ({ currentStatus: 'in_progress', activity: released(20), parts: confirmed('in_progress', age) }),
    'in_progress active',
    'in_progress active',
    'maintained released',
  ],
  [
    'a release is asked about until it is silent',
    90,
    (age) => ({ currentStatus: 'in_progress', activity: released(age) }),
    'maintained released',
    'maintained released',
    'paused quiet',
  ],
  [
    'a release over a paused word is asked about for 180 days',
    180,
    (age) => ({ currentStatus: 'paused', activity: released(age) }),
    'maintained released',
    'maintained released',
    'paused keep',
  ],
  [
    'five commits reopen within 30 days',
    30,
    (age) => ({ currentStatus: 'complete', activity: worked(1, 2, 3, 4, age) }),
    'in_progress reopened',
    'in_progress reopened',
    'complete declared-complete',
  ],
  [
    'a deployment lives for 45 days',
    45,
    (age) => ({ currentStatus: 'running', activity: deployed(age) }),
    'running live',
    'running live',
    'running keep',
  ],
  [
    'a daily schedule has stopped after 3 days',
    3,
    (age) => ({ currentStatus: 'running', activity: scheduled(age) }),
    'running live',
    'running live',
    'paused stopped',
  ],
  [
    'a stop counts from the confirmation on',
    17,
    (age) => ({ currentStatus: 'running', activity: scheduled(20), parts: confirmed('running', age) }),
    'running keep',
    'running keep',
    'paused stopped',
  ],
  [
    'facts prove silence for 48 hours',
    2,
    (age) => ({ currentStatus: 'in_progress', activity: { ...worked(200), fetchedAt: daysAgo(age) } }),
    'stalled stalled',
    'stalled stalled',
    'in_progress keep',
  ],
  [
    'history proves silence as far as it reaches',
    200,
    (age) => ({
      currentStatus: 'in_progress',
      activity: { ...worked(), completeSince: daysAgo(age) },
      parts: confirmed('in_progress', 200),
    }),
    'in_progress keep',
    'stalled stalled',
    'stalled stalled',
  ],
];

describe('the boundary of each rule', () => {
  it.each(boundaries)('%s', (_, age, build, before, at, after) => {
    const answer = (days: number) => {
      const { status, rule } = derive(build(days));
      return `${status} ${rule}`;
    };
    expect([answer(age - second), answer(age), answer(age + second)]).toEqual([before, at, after]);
  });

  it('reopens only over two ISO weeks, and asks for maintained where there is a release', () => {
    // 2026-06-01 is a Monday: the five commits before it fall into one week.
    expect(derive({ currentStatus: 'complete', activity: worked(1, 2, 3, 4, 5) }).rule).toBe('declared-complete');
    const activity = { ...worked(0, 1, 2, 3, 4), releases: released(40).releases };
    expect(derive({ currentStatus: 'complete', activity })).toMatchObject({
      status: 'maintained',
      rule: 'reopened',
      basis: 'doubt',
      confidence: 'guess',
      evidence: 'Declared complete, but 5 work commits within 30 days, the last on 2026-06-01.',
    });
  });

  it('leaves a scaffold with the fourth commit or the first source file', () => {
    const young = { createdAt: daysAgo(20), completeSince: daysAgo(20), languages: [] as string[] };
    const answer = (parts: Partial<Activity>) =>
      derive({
        currentStatus: 'planned',
        activity: buildActivity({ ...young, ...parts }),
        parts: confirmed('planned', 30),
      }).rule;
    expect(answer({ commits: [3, 4, 5].map((day) => commit(day)) })).toBe('scaffold');
    expect(answer({ commits: [3, 3.01, 3.02, 3.03].map((day) => commit(day)) })).toBe('keep');
    expect(answer({ commits: [3, 4, 5, 6].map((day) => commit(day)) })).toBe('active');
    expect(answer({ commits: [commit(3), commit(4)], languages: ['Go'] })).toBe('active');
    expect(answer({ commits: [3, 4, 5].map((day) => commit(day)).concat(commit(6, 'bot')) })).toBe('scaffold');
  });

  it('does not count upstream commits in a fork', () => {
    const fork = buildActivity({ isFork: true, commits: [commit(1, 'upstream'), commit(2, 'upstream')] });
    for (const currentStatus of ['planned', 'paused', 'in_progress', 'complete', 'maintained'] as const) {
      expect(derive({ currentStatus, activity: fork })).toMatchObject({
        status: currentStatus,
        rule: 'fork',
        basis: 'none',
      });
    }
    const own = buildActivity({ isFork: true, commits: [commit(1), commit(2, 'upstream')] });
    expect(derive({ currentStatus: 'in_progress', activity: own }).rule).toBe('active');
    const runs = { ...scheduled(5), isFork: true, commits: [commit(1, 'upstream')] };
    expect(derive({ currentStatus: 'running', activity: runs }).rule).toBe('stopped');
  });

  it('stops at a name that leads to another repository', () => {
    const obstacle = { code: 'REPLACED', message: 'ada/engine is now a different repository.' };
    expect(derive({ currentStatus: 'running', activity: null, parts: { obstacle } })).toMatchObject({
      status: 'running',
      rule: 'identity',
      basis: 'doubt',
      audience: 'owner',
    });
  });

  it.each(presetNames)('moves the quiet and the stalled threshold with the preset %s', (preset) => {
    const chosen = readThresholds({ preset });
    for (const [days, before, after] of [
      [chosen.quietDays, 'active', 'quiet'],
      [chosen.stalledDays, 'quiet', 'stalled'],
    ] as const) {
      const answer = (age: number) =>
        derive(
          {
            currentStatus: 'in_progress',
            activity: { ...worked(age), completeSince: daysAgo(500), createdAt: daysAgo(500) },
            parts: confirmed('in_progress', 480),
          },
          now,
          chosen,
        ).rule;
      expect([answer(days), answer(days + second)]).toEqual([before, after]);
    }
  });
});

const touched = (status: Status, typed: number, touches: readonly number[]) => ({
  declared: { status, confirmedAt: daysAgo(typed), typedAt: daysAgo(typed), touches: touches.map(daysAgo) },
});

describe('a commit to the document that leaves the row as it was', () => {
  const asked = (touches: readonly number[], age: number) =>
    derive({ currentStatus: 'in_progress', activity: worked(age), parts: touched('in_progress', 280, touches) }).rule;

  it('puts the question about silence off by one threshold from the first one after the last work', () => {
    // Last work 170 days ago, touched 90 days later: asked at 80 + 90 days.
    expect([asked([90 - second], 100), asked([90], 100), asked([90 + second], 100)]).toEqual(['keep', 'keep', 'quiet']);
  });

  it('never puts it off beyond twice the threshold, and a second one changes nothing', () => {
    expect(asked([120, 60, 30, 1], 200)).toBe('quiet');
    expect(asked([90 + second, 89, 50, 1], 179)).toBe('quiet');
    expect(asked([95, 94, 1], 180)).toBe('quiet');
  });

  it('changes nothing once the question was due', () => {
    expect([asked([60 + second], 150), asked([60 - second], 150)]).toEqual(['keep', 'quiet']);
    expect(asked([1], 91)).toBe('quiet');
    expect(asked([10], 99)).toBe('keep');
  });

  it('counts only after the last work', () => {
    expect(asked([101], 100)).toBe('quiet');
  });

  it('counts fully against everything else', () => {
    const parts = {
      declared: { status: 'running', confirmedAt: daysAgo(1), typedAt: daysAgo(200), touches: [daysAgo(1)] },
    };
    expect(
      derive({ currentStatus: 'running', activity: scheduled(20), parts: parts as Partial<ProjectFacts> }).rule,
    ).toBe('keep');
  });

  it('without work in sight, proves silence only as far as the history is known', () => {
    const activity = { ...worked(), completeSince: daysAgo(100) };
    const at = (typed: number) =>
      derive({ currentStatus: 'in_progress', activity, parts: touched('in_progress', typed, [5]) }).rule;
    expect(at(200)).toBe('quiet');
    const shallow = { ...worked(), completeSince: daysAgo(80) };
    expect(
      derive({ currentStatus: 'in_progress', activity: shallow, parts: touched('in_progress', 200, [120]) }).rule,
    ).toBe('keep');
  });
});

describe('a plan over a repository that was there before', () => {
  const at = (typed: number, parts: Partial<Activity>) =>
    derive({ currentStatus: 'planned', activity: buildActivity(parts), parts: confirmed('planned', typed) });
  const young = { createdAt: daysAgo(20), completeSince: daysAgo(20), commits: [commit(3), commit(5)] };

  it('starts by itself where the repository came after the word', () => {
    expect(at(20 + second, young)).toMatchObject({ status: 'in_progress', basis: 'fact', confidence: 'sure' });
  });

  it('starts by itself where it was empty when the word was typed', () => {
    expect(at(10, young)).toMatchObject({ status: 'in_progress', basis: 'fact' });
  });

  it.each([
    ['there was work in it', { ...young, commits: [commit(3), commit(5), commit(12)] }],
    ['there was a readme in it', { ...young, commits: [commit(3), commit(5), commit(12, 'docs')] }],
    ['not all of its history is known', { ...young, createdAt: daysAgo(40) }],
  ])('asks where %s', (_, parts) => {
    expect(at(10, parts)).toMatchObject({ status: 'in_progress', basis: 'doubt', confidence: 'guess' });
  });

  it('asks where nobody knows when the word was typed', () => {
    const parts = { declared: { status: 'planned', confirmedAt: null } } as const;
    expect(derive({ currentStatus: 'planned', activity: buildActivity(young), parts })).toMatchObject({
      basis: 'doubt',
    });
  });

  it('takes work on two days', () => {
    expect(at(10, { ...young, commits: [commit(3), commit(3.1)] })).toMatchObject({ rule: 'keep', basis: 'none' });
  });
});

describe('the sign of life that the configuration names', () => {
  const both = (parts: Partial<ProjectFacts>, workflow = dailyWorkflow(9), environment = 'staging', days = 2) =>
    derive({
      currentStatus: 'running',
      activity: buildActivity({
        operations: {
          fetchedAt: now.toISOString(),
          schedules: [{ ...workflow, path: '.github/workflows/report.yml' }],
          deployments: [{ environment, state: 'success', at: daysAgo(days) }],
        },
      }),
      parts,
    }).rule;

  it('is the only one that counts, by the file of a workflow, its name, or an environment', () => {
    expect(both({})).toBe('stopped');
    for (const heartbeat of ['report.yml', 'Report.YML', 'Daily Report']) expect(both({ heartbeat })).toBe('stopped');
    expect(both({ heartbeat: 'Staging' })).toBe('live');
    expect(both({ heartbeat: 'staging' }, undefined, undefined, 46)).toBe('keep');
    expect(both({ heartbeat: 'other.yml' })).toBe('keep');
    expect(both({ heartbeat: 'report.yml' }, dailyWorkflow(9), 'production')).toBe('stopped');
  });

  it('is missed by nobody where it is none', () => {
    expect(both({ heartbeat: 'none' })).toBe('keep');
    expect(both({ heartbeat: 'none' }, dailyWorkflow(0.5))).toBe('keep');
  });
});

describe('a word that earlier versions wrote for silence', () => {
  const replaced = { status: 'in_progress', text: '🟢 Active', at: daysAgo(30) } as const;
  const currentStatus = (activity: Activity, parts: Partial<ProjectFacts> = {}) =>
    derive({ currentStatus: 'paused', activity, parts: { ...confirmed('in_progress', 150), replaced, ...parts } });

  it('ends at the first work, and the owner’s own comes back as it was typed', () => {
    expect(currentStatus(worked(30 - second, 140))).toMatchObject({
      status: 'in_progress',
      rule: 'woke',
      basis: 'fact',
      text: '🟢 Active',
    });
    expect(currentStatus(worked(30, 140)).rule).toBe('keep');
    expect(currentStatus(buildActivity({ commits: [commit(2, 'docs'), commit(2, 'bot'), commit(140)] })).rule).toBe(
      'keep',
    );
  });

  it('ends at the first work after a commit that left it as it was', () => {
    const touch = confirmed('paused', 20);
    expect(currentStatus(worked(21, 140), touch).rule).toBe('keep');
    expect(currentStatus(worked(19, 140), touch).rule).toBe('woke');
  });
});

// ---- whatever the facts ------------------------------------------------------------------------------------------

const days = fc.double({ min: 0, max: 290, noNaN: true });
const kinds = fc.constantFrom<CommitKind>('work', 'work', 'work', 'docs', 'bot', 'merge', 'upstream');
const standings = fc.constantFrom<Status>(...statuses.filter((one) => one !== 'unknown'));
const activities = fc
  .record({
    commits: fc.array(fc.tuple(days, kinds), { maxLength: 12 }),
    release: fc.option(days),
    deployment: fc.option(days),
    schedule: fc.option(fc.tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.integer({ min: 0, max: 10 }))),
    isFork: fc.boolean(),
    isArchived: fc.constantFrom(false, false, false, true),
    hasSource: fc.boolean(),
    completeSince: fc.constantFrom(50, 300, 300),
  })
  .map((made) =>
    buildActivity({
      commits: made.commits.map(([day, kind]) => commit(day, kind)),
      releases:
        made.release === null ? [] : [{ tag: 'v1.0.0', publishedAt: daysAgo(made.release), isPrerelease: false }],
      operations: {
        fetchedAt: now.toISOString(),
        deployments:
          made.deployment === null
            ? []
            : [{ environment: 'production', state: 'success', at: daysAgo(made.deployment) }],
        schedules: made.schedule === null ? [] : [dailyWorkflow(...made.schedule)],
      },
      isFork: made.isFork,
      isArchived: made.isArchived,
      languages: made.hasSource ? ['Python'] : [],
      completeSince: daysAgo(made.completeSince),
    }),
  );
const confirmations = fc.option(days.map(daysAgo));
const situations = fc.tuple(standings, activities, confirmations).map(
  ([currentStatus, activity, confirmedAt]): Case => ({
    currentStatus,
    activity,
    parts: { declared: { status: currentStatus, confirmedAt } },
  }),
);

/** The same facts, found unchanged by a later look. */
function lookedAtAgain({ currentStatus, activity, parts = {} }: Case, at: Date): Case {
  const fetchedAt = at.toISOString();
  const operations = activity?.operations ?? null;
  return {
    currentStatus,
    parts,
    activity: activity && { ...activity, fetchedAt, operations: operations && { ...operations, fetchedAt } },
  };
}

const liveliness: Record<Status, number> = {
  archived: 0,
  planned: 0,
  stalled: 1,
  paused: 2,
  complete: 3,
  unknown: 3,
  maintained: 4,
  experimental: 4,
  in_progress: 4,
  running: 5,
};

/** Long silence is shown with the paused word, so going from one to the other changes nothing that anyone reads. */
function shownWord(status: Status): Status {
  return status === 'stalled' ? 'paused' : status;
}

describe('whatever the facts', () => {
  it('an answer holds until a second before its reviewAt', () => {
    fc.assert(
      fc.property(situations, fc.double({ min: 0, max: 1, noNaN: true }), (situation, part) => {
        const today = derive(situation);
        const end = today.reviewAt === null ? now.getTime() + 3000 * 86_400_000 : Date.parse(today.reviewAt) - 1000;
        fc.pre(end > now.getTime());
        for (const time of [end, now.getTime() + part * (end - now.getTime())]) {
          const then = new Date(time);
          const later = derive(lookedAtAgain(situation, then), then);
          expect([later.status, later.rule, later.reviewAt]).toEqual([today.status, today.rule, today.reviewAt]);
        }
      }),
      { numRuns: 4000 },
    );
  });

  it('one truth is one change: what was published stays until something happens', () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const today = derive(situation);
        fc.pre(!['doubt', 'silence'].includes(today.basis) && today.rule !== 'archived');
        const next = derive({ ...situation, currentStatus: today.status });
        // What only asks leaves the word as it is.
        const isAsked = next.basis === 'doubt' || next.basis === 'silence';
        expect(shownWord(isAsked ? today.status : next.status)).toBe(shownWord(today.status));
      }),
      { numRuns: 4000 },
    );
  });

  it('time alone never wakes a project', () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 1, max: 2000 }), (situation, later) => {
        // What was derived becomes what the cell says; a complete project that is asked about is not woken yet.
        const today = derive(situation);
        fc.pre(!['doubt', 'silence'].includes(today.basis) && today.rule !== 'archived');
        const then = new Date(now.getTime() + later * 86_400_000);
        const published: Case = { ...situation, currentStatus: today.status };
        const future = derive(lookedAtAgain(published, then), then);
        expect(liveliness[future.status]).toBeLessThanOrEqual(liveliness[today.status]);
      }),
      { numRuns: 4000 },
    );
  });

  it('less knowledge never makes a status worse', () => {
    fc.assert(
      fc.property(situations, days, (situation, known) => {
        const { activity } = situation;
        if (activity === null) return;
        const whole = derive(situation);
        const since = daysAgo(known);
        const partial: Activity = {
          ...activity,
          operations: null,
          completeSince: since > activity.completeSince ? since : activity.completeSince,
        };
        const ignorant = derive({ ...situation, activity: partial });
        const typed = situation.currentStatus;
        if (liveliness[ignorant.status] >= liveliness[typed]) return;
        // Worse than typed without the signs of life: only where they do not speak for more.
        expect(['fact', 'silence', 'doubt']).toContain(ignorant.basis);
        if (whole.rule !== 'live') expect(liveliness[ignorant.status]).toBeGreaterThanOrEqual(liveliness[whole.status]);
      }),
      { numRuns: 4000 },
    );
  });

  it('no fetch at all keeps every word', () => {
    fc.assert(
      fc.property(
        situations,
        fc.constantFrom('NOT_VISIBLE', 'FORBIDDEN', 'THROTTLED', 'FAILED', 'REPLACED'),
        (situation, code) => {
          const blind = derive({
            ...situation,
            activity: null,
            parts: { ...situation.parts, obstacle: { code, message: 'Not seen.' } },
          });
          expect([blind.status, blind.confidence]).toEqual([situation.currentStatus, 'guess']);
        },
      ),
    );
  });
});
