// The rules, in order: each looks at one situation and gives a verdict, or says why it does not match. Reasons and
// thresholds: config/status-rules.json. The owner's word is the starting point, and what is not known changes nothing.

import { addDays, dayMs, elapsedMs, hourMs, latest } from '../instants.ts';
import type { Activity, Confidence, Derived, RuleName, Status } from '../model.ts';
import * as say from '../wording.ts';
import type { ProjectFacts } from './derive-status.ts';
import type { Heartbeat } from './read-heartbeat.ts';
import type { Silence } from './read-silence.ts';
import { countDays, type Work, workAfter } from './read-work.ts';
import type { Thresholds } from './status-rules.ts';

/** One project at one instant, read for the rules. */
export interface Situation {
  readonly facts: ProjectFacts;
  readonly activity: Activity;
  readonly work: Work;
  readonly heartbeat: Heartbeat;
  /** null where silence does not contradict the standing word. */
  readonly silence: Silence | null;
  readonly standing: Status;
  readonly thresholds: Thresholds;
  readonly now: Date;
}

export type Verdict = Omit<Derived, 'rule' | 'audience'>;
export type Rule = readonly [RuleName, (situation: Situation) => Verdict | string];

/** The first one that gives a verdict decides. */
export const rules: readonly Rule[] = [
  ['archived', judgeArchived],
  ['scaffold', judgeScaffold],
  ['stopped', judgeStopped],
  ['live', judgeLive],
  ['declared-complete', judgeDeclaredComplete],
  ['active', judgeActive],
  ['released', judgeReleased],
  ['quiet', judgeQuiet],
];

function judgeArchived({ activity, facts }: Situation): Verdict | string {
  if (!activity.isArchived) return 'the repository is not archived';
  // GitHub cannot tell finished from abandoned, so the owner's "complete" outlives archiving.
  const status = facts.declared.status === 'complete' ? 'complete' : 'archived';
  return verdict(status, 'sure', say.archived(activity.archivedAt), null, 'fact');
}

function judgeScaffold(situation: Situation): Verdict | string {
  if (!isScaffold(situation)) return 'there is more than a scaffold';
  if (situation.standing !== 'planned') return 'planned is derived only where the cell already says so';
  return verdict('planned', 'sure', say.scaffold(situation.work.at.length, situation.activity.createdAt), null, 'none');
}

function isScaffold({ activity, work, thresholds }: Situation): boolean {
  if (activity.isEmpty) return true;
  return work.isWhole && activity.languages.length === 0 && work.at.length <= thresholds.scaffoldCommits;
}

function judgeStopped({ heartbeat, standing, facts, work, thresholds, now }: Situation): Verdict | string {
  if (standing !== 'running') return 'it is not said to run';
  if (heartbeat.kind !== 'stopped')
    return heartbeat.kind === 'alive' ? 'a sign of life was seen' : 'no heartbeat was ever seen';
  const { confirmedAt } = facts.declared;
  if (confirmedAt !== null && elapsedMs(confirmedAt, heartbeat.stop.stoppedAt) <= 0) {
    return `it had stopped before the owner confirmed the row on ${confirmedAt.slice(0, 10)}`;
  }
  const isWorkedOn = work.lastAt !== null && elapsedMs(work.lastAt, now) <= thresholds.quietDays * dayMs;
  const status = isWorkedOn ? 'in_progress' : 'paused';
  return verdict(status, 'sure', say.stopped(heartbeat.stop, work.lastAt), null, 'fact');
}

function judgeLive({ heartbeat, facts, standing }: Situation): Verdict | string {
  if (facts.declared.status !== 'running' && standing !== 'running') return 'it is not said to run';
  if (heartbeat.kind !== 'alive') return 'no sign of life on GitHub';
  return verdict('running', 'sure', say.live(heartbeat.sign), heartbeat.until, 'fact');
}

function judgeDeclaredComplete({ facts, standing, work }: Situation): Verdict | string {
  if (facts.declared.status !== 'complete' || standing !== 'complete') return 'it is not declared complete';
  return verdict('complete', 'sure', say.declaredComplete(work.lastAt, work.completeSince), null, 'none');
}

function judgeActive(situation: Situation): Verdict | string {
  const { facts, standing, work, thresholds, now } = situation;
  const { confirmedAt } = facts.declared;
  const quietAfter = (at: string) => addDays(at, thresholds.quietDays);
  const fresh = workAfter(work, confirmedAt);
  const [newest] = fresh;

  if (standing === 'planned') {
    if (newest === undefined || isScaffold(situation)) return 'no real work since the row was last confirmed';
    if (elapsedMs(quietAfter(newest), now) > 0) return 'the work has been quiet for long';
    return verdict(
      'in_progress',
      'sure',
      say.firstWork(fresh.length, fresh.at(-1) ?? newest),
      quietAfter(newest),
      'fact',
    );
  }
  if (standing === 'in_progress') {
    const release = releaseAfter(work, confirmedAt);
    if (release !== null) return `${release.tag} was released`;
    if (work.lastAt === null || elapsedMs(quietAfter(work.lastAt), now) > 0) return 'no recent work';
    const confidence: Confidence = work.at.length >= thresholds.wakeCommits ? 'sure' : 'likely';
    return verdict('in_progress', confidence, say.active(work.lastAt), situation.silence?.quietAt ?? null, 'work');
  }
  if (standing === 'paused' || standing === 'stalled') {
    const windowStart = now.getTime() - thresholds.wakeWindowDays * dayMs;
    const recent = fresh.filter((at) => Date.parse(at) >= windowStart);
    const { wakeCommits, wakeDays, wakeWindowDays } = thresholds;
    // The newest commits that suffice; when the last of them leaves the window, the project sleeps again.
    const enough = recent.findIndex(
      (_, index) => index + 1 >= wakeCommits && countDays(recent.slice(0, index + 1)) >= wakeDays,
    );
    const [latestWork] = recent;
    const deciding = recent[enough];
    if (deciding === undefined || latestWork === undefined) {
      return `fewer than ${wakeCommits} work commits on ${wakeDays} days within ${wakeWindowDays} days`;
    }
    const evidence = say.awake(recent.length, latestWork);
    return verdict('in_progress', 'likely', evidence, addDays(deciding, wakeWindowDays), 'work');
  }
  return `work does not contradict ${standing}`;
}

function judgeReleased({ work, facts, standing, thresholds, now }: Situation): Verdict | string {
  if (!['in_progress', 'paused', 'stalled', 'planned'].includes(standing))
    return `a release does not contradict ${standing}`;
  const release = releaseAfter(work, facts.declared.confirmedAt);
  if (release === null) return 'no stable release since the row was last confirmed';
  const sign = latest(release.publishedAt, work.lastAt) ?? release.publishedAt;
  if (elapsedMs(sign, now) > thresholds.maintainedDays * dayMs) return 'the release and the last work are long ago';
  return verdict('maintained', 'sure', say.released(release), null, 'fact');
}

function releaseAfter(work: Work, instant: string | null) {
  const release = work.lastStableRelease;
  return release !== null && (instant === null || elapsedMs(instant, release.publishedAt) > 0) ? release : null;
}

function judgeQuiet({ activity, work, facts, standing, silence, thresholds, now }: Situation): Verdict | string {
  if (silence === null) return `silence does not contradict ${standing}`;
  if (elapsedMs(activity.fetchedAt, now) > thresholds.freshHours * hourMs)
    return 'the facts are too old to prove silence';
  if (elapsedMs(silence.quietAt, now) <= 0) return `it is not quiet before ${silence.quietAt.slice(0, 10)}`;
  // Silence is proved only as far back as every commit is known.
  if (elapsedMs(work.completeSince, silence.since) < 0) return 'the history is not known far enough back';
  return verdict(
    'paused',
    'likely',
    say.quiet(work.lastAt, facts.declared.confirmedAt, work.completeSince),
    null,
    'silence',
  );
}

/** When no rule matches. */
export function keep({ facts, standing, work, silence, now }: Situation): Verdict {
  const reviewAt = silence !== null && elapsedMs(silence.quietAt, now) <= 0 ? silence.quietAt : null;
  return verdict(
    standing,
    'guess',
    say.kept(work.lastAt, facts.declared.confirmedAt, work.completeSince),
    reviewAt,
    'none',
  );
}

export function verdict(
  status: Status,
  confidence: Confidence,
  evidence: string,
  reviewAt: string | null,
  basis: Derived['basis'],
): Verdict {
  return { status, confidence, evidence, reviewAt, basis };
}
