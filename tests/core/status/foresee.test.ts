import { describe, expect, it } from 'vitest';
import type { Activity, Question } from '../../../src/core/model.ts';
import { deriveStatus } from '../../../src/core/status/derive-status.ts';
import { foresee } from '../../../src/core/status/foresee.ts';
import type { ProjectFacts } from '../../../src/core/status/situation.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';
import { buildActivity, commit, daysAgo, now } from '../../support/build-activity.ts';

const thresholds = readThresholds();

function describeProject(
  currentStatus: Status,
  activity: Activity | null,
  more: Partial<ProjectFacts> = {},
): ProjectFacts {
  const declared = { status: currentStatus, confirmedAt: daysAgo(200) };
  return { repo: 'ada/mill', activity, obstacle: null, declared, currentStatus, pin: null, away: null, ...more };
}

const facts = (currentStatus: Status, more: Partial<ProjectFacts> = {}, question: Question | null = null) =>
  foresee(
    describeProject(currentStatus, buildActivity({ commits: [commit(10)] }), more),
    question,
    thresholds,
    now,
  ).map(({ fact, outcome }) => `${outcome}: ${fact}`);

describe('what could change a word', () => {
  it.each([
    ['in_progress', 'question: nobody works on it until then'],
    ['in_progress', 'question: a new version is released'],
    ['maintained', 'question: nobody works on it until then'],
    ['experimental', 'question: nobody works on it until then'],
    ['paused', 'question: 2 work commits on 2 days within 14 days'],
    ['complete', 'question: 5 work commits in 2 weeks within 30 days'],
    ['planned', 'change: work on 2 days'],
    ['running', 'question: a scheduled job that was seen to run fails or stops; none has been seen'],
    ['planned', 'change: the repository is archived on GitHub'],
    ['archived', 'change: its topic, its badge or the status line of its README says something else'],
  ] as const)('%s: %s', (status, expected) => {
    expect(facts(status)).toContain(expected);
  });

  it('says of silence the very moment at which the rules ask', () => {
    const project = describeProject('in_progress', buildActivity({ commits: [commit(10)] }));
    const at = foresee(project, null, thresholds, now)[0]?.at ?? '';
    const deriveAt = (ms: number) => {
      const then = new Date(Date.parse(at) + ms);
      const activity = buildActivity({ commits: [commit(10)], fetchedAt: then.toISOString() });
      return deriveStatus({ ...project, activity }, thresholds, then).rule;
    };
    expect([deriveAt(-1000), deriveAt(1000)]).toEqual(['active', 'quiet']);
  });

  it('does not foresee what was asked already, what is pinned, and what nobody could look at', () => {
    const question = { status: 'paused', rule: 'quiet', evidence: '', askedAt: daysAgo(1) } as const;
    expect(facts('in_progress', {}, question)).not.toContain('question: nobody works on it until then');
    const declared = { status: 'planned', confirmedAt: daysAgo(1) } as const;
    expect(facts('planned', { declared })).toContain('question: work on 2 days');
    expect(facts('in_progress', { kind: 'service' })).not.toContain('question: a new version is released');
    expect(facts('running', { heartbeat: 'none' }).filter((fact) => fact.startsWith('question'))).toEqual([]);
    const pin = { status: 'in_progress', until: null, reason: null, source: 'cell' } as const;
    expect(facts('in_progress', { pin })).toEqual([]);
    expect(foresee(describeProject('in_progress', null), null, thresholds, now)).toEqual([]);
  });
});
