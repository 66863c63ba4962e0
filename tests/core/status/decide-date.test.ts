import { describe, expect, it } from 'vitest';
import type { Activity, Question } from '../../../src/core/model.ts';
import { decideDate, isDue } from '../../../src/core/status/decide-date.ts';
import type { ProjectFacts } from '../../../src/core/status/situation.ts';
import type { Status } from '../../../src/core/status/statuses.ts';
import { presetNames, readThresholds } from '../../../src/core/status/thresholds.ts';
import { buildActivity, commit, daysAgo, now } from '../../support/build-activity.ts';

const second = 1 / 86_400;
const worked = (...days: number[]) => buildActivity({ commits: days.map((day) => commit(day)) });
const asked = (days: number, parts: Partial<Question> = {}): Question => ({
  status: 'paused',
  rule: 'quiet',
  evidence: 'Seen.',
  askedAt: daysAgo(days),
  ...parts,
});

interface Case extends Partial<Pick<ProjectFacts, 'declared' | 'away'>> {
  readonly activity?: Activity | null;
  readonly question?: Question | null;
  readonly currentStatus?: Status;
}

function decide({
  activity = worked(200),
  question = asked(100),
  currentStatus = 'in_progress',
  declared = { status: currentStatus, confirmedAt: daysAgo(250) },
  away = null,
}: Case) {
  return decideDate({ activity, declared, currentStatus, away }, question, readThresholds(), now);
}

const isDueNow = (found: ReturnType<typeof decide>) => found !== null && isDue(found, now);

describe('a date behind the owner’s word', () => {
  it.each([
    ['180 days after the last work', 180, (age: number) => decide({ activity: worked(age) })],
    [
      '180 days after typing, where that is later',
      180,
      (age: number) =>
        decide({ activity: worked(240), declared: { status: 'in_progress', confirmedAt: daysAgo(age) } }),
    ],
    ['when the question is 30 days old', 30, (age: number) => decide({ question: asked(age) })],
    [
      'when the newest commit of a person is 90 days old',
      90,
      (age: number) => decide({ activity: buildActivity({ commits: [commit(age, 'docs'), commit(200)] }) }),
    ],
    [
      'and merges are commits of persons',
      90,
      (age: number) => decide({ activity: buildActivity({ commits: [commit(age, 'merge'), commit(200)] }) }),
    ],
  ] as const)('is due %s', (_, age, build) => {
    expect([age - second, age, age + second].map((days) => isDueNow(build(days)))).toEqual([false, true, true]);
  });

  it('says the month of the newest commit of a person, or of typing where that is later', () => {
    expect(decide({ activity: worked(200) })?.month).toBe(daysAgo(200).slice(0, 7));
    const documented = buildActivity({ commits: [commit(100, 'docs'), commit(1, 'bot'), commit(200)] });
    expect(decide({ activity: documented })?.month).toBe(daysAgo(100).slice(0, 7));
    const declared = {
      status: 'in_progress',
      confirmedAt: daysAgo(5),
      typedAt: daysAgo(190),
      touches: [daysAgo(5)],
    } as const;
    expect(decide({ activity: worked(240), declared })?.month).toBe(daysAgo(190).slice(0, 7));
  });

  it.each([
    ['work', true],
    ['docs', true],
    ['merge', true],
    ['bot', false],
    ['upstream', false],
    ['own', false],
  ] as const)('says the month of a commit of the kind %s only where a person made it: %s', (kind, counts) => {
    const activity = buildActivity({ commits: [{ ...commit(150), kind }, commit(240)] });
    const declared = { status: 'in_progress', confirmedAt: daysAgo(300) } as const;
    expect(decide({ activity, declared })?.month).toBe(daysAgo(counts ? 150 : 240).slice(0, 7));
  });

  it.each(['01T01:00:00+02:00', '01T00:30:00+01:00'])(
    'counts months in UTC: the first at %s is the month before',
    (at) => {
      const month = daysAgo(200).slice(0, 7);
      const activity = buildActivity({ commits: [{ ...commit(200), at: `${month}-${at}` }] });
      const before = new Date(Date.parse(`${month}-01T00:00:00Z`) - 1).toISOString().slice(0, 7);
      expect(decide({ activity, declared: { status: 'in_progress', confirmedAt: daysAgo(300) } })?.month).toBe(before);
    },
  );

  it('is not put off by commits to the document that left the row as it was', () => {
    const declared = {
      status: 'in_progress',
      confirmedAt: daysAgo(1),
      typedAt: daysAgo(250),
      touches: [daysAgo(130)],
    } as const;
    expect(isDueNow(decide({ activity: worked(181), declared }))).toBe(true);
  });

  it('waits as long as the owner was away', () => {
    const away = { from: daysAgo(150).slice(0, 10), until: daysAgo(121).slice(0, 10) };
    expect(isDueNow(decide({ activity: worked(190), away }))).toBe(false);
    expect(isDueNow(decide({ activity: worked(211), away }))).toBe(true);
  });

  it.each([
    ['nothing is asked', { question: null }],
    ['something else is asked', { question: asked(100, { rule: 'released', status: 'maintained' }) }],
    ['the word is one of maturity', { currentStatus: 'experimental' }],
    ['the word does not mean active', { currentStatus: 'running' }],
    ['nothing could be looked at', { activity: null }],
    ['no commit and no word is known', { activity: worked(), declared: { status: 'in_progress', confirmedAt: null } }],
  ] as readonly (readonly [string, Case])[])('there is none where %s', (_, parts) => {
    expect(decide(parts)).toBeNull();
  });

  it.each(presetNames)('comes after twice the threshold with the preset %s', (preset) => {
    const thresholds = readThresholds({ preset });
    const at = (age: number) => {
      const declared = { status: 'in_progress', confirmedAt: daysAgo(480) } as const;
      const activity = { ...worked(age), createdAt: daysAgo(500), completeSince: daysAgo(500) };
      return isDueNow(
        decideDate({ activity, declared, currentStatus: 'in_progress', away: null }, asked(100), thresholds, now),
      );
    };
    const twice = 2 * thresholds.quietDays;
    expect([at(twice - second), at(twice)]).toEqual([false, true]);
  });
});
