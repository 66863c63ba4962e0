// What the rules say about one project at one instant: the first rule that matches decides (design §2, reasons and
// thresholds in config/status-rules.json). Pure. The owner's word is the starting point, and what is not known
// changes nothing.

import { addDays, dayMs, elapsedMs, hourMs, latest } from '../instants.ts';
import type { Activity, Confidence, Declared, Derived, Pin, RuleName, Status } from '../model.ts';
import * as say from '../wording.ts';
import { type Heartbeat, readHeartbeat } from './read-heartbeat.ts';
import { type Away, readSilence, type Silence } from './read-silence.ts';
import { countDays, readWork, type Work, workAfter } from './read-work.ts';
import type { Thresholds } from './status-rules.ts';

/** Everything that is known about a project when it is judged. */
export interface ProjectFacts {
  readonly repo: string | null;
  /** null: the repository could not be looked at, now or ever. */
  readonly activity: Activity | null;
  /** Why there is no usable look, as a sentence; null when there is. */
  readonly obstacle: string | null;
  readonly declared: Declared;
  /** What the cell says today: the declared status, or what was published since. */
  readonly standing: Status;
  readonly pin: Pin | null;
  /** Days on which silence does not count. */
  readonly away: Away | null;
}

/** Why a rule did not match, as a clause for `explain`. */
export interface RuleMiss {
  readonly rule: RuleName;
  readonly because: string;
}

interface Situation {
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

type Verdict = Omit<Derived, 'rule' | 'audience'>;
type Rule = readonly [RuleName, (situation: Situation) => Verdict | string];

/** The first rule that matches, with its evidence. */
export function deriveStatus(facts: ProjectFacts, thresholds: Thresholds, now: Date): Derived {
  return explainStatus(facts, thresholds, now).derived;
}

/** The same, with every rule that was tried before and why it did not match. */
export function explainStatus(
  facts: ProjectFacts,
  thresholds: Thresholds,
  now: Date,
): { readonly derived: Derived; readonly misses: readonly RuleMiss[] } {
  const misses: RuleMiss[] = [];
  const pinned = derivePinned(facts, now);
  if (pinned !== null) return { derived: { ...pinned, rule: 'pin', audience: 'public' }, misses };
  misses.push({ rule: 'pin', because: 'nothing is pinned' });

  if (facts.repo === null) {
    const status = facts.declared.status === 'unknown' ? 'planned' : facts.declared.status;
    const derived = verdict(status, 'sure', say.unlinked(), null, 'none');
    return { derived: { ...derived, rule: 'unlinked', audience: 'public' }, misses };
  }
  misses.push({ rule: 'unlinked', because: `${facts.repo} is linked` });

  if (facts.activity === null) {
    const derived = verdict(facts.standing, 'guess', facts.obstacle ?? say.notLookedAt(facts.repo), null, 'none');
    return { derived: { ...derived, rule: 'keep', audience: 'owner' }, misses };
  }

  const audience = facts.activity.visibility === 'public' ? 'public' : 'owner';
  const work = readWork(facts.activity, now);
  const standing = readStanding(facts, facts.activity);
  const situation: Situation = {
    facts,
    activity: facts.activity,
    work,
    heartbeat: readHeartbeat(facts.activity.operations, thresholds, now),
    silence: readSilence(standing, work, facts.declared, facts.away, thresholds),
    standing,
    thresholds,
    now,
  };
  for (const [rule, judge] of rules) {
    const outcome = judge(situation);
    if (typeof outcome !== 'string') return { derived: { ...outcome, rule, audience }, misses };
    misses.push({ rule, because: outcome });
  }
  return { derived: { ...keep(situation), rule: 'keep', audience }, misses };
}

const rules: readonly Rule[] = [
  ['archived', judgeArchived],
  ['scaffold', judgeScaffold],
  ['stopped', judgeStopped],
  ['live', judgeLive],
  ['declared-complete', judgeDeclaredComplete],
  ['active', judgeActive],
  ['released', judgeReleased],
  ['quiet', judgeQuiet],
];

function derivePinned({ pin }: ProjectFacts, now: Date): Verdict | null {
  if (pin === null) return null;
  // `until` is inclusive: the pin ends when the next UTC day begins.
  const endsAt = pin.until === null ? null : addDays(`${pin.until}T00:00:00Z`, 1);
  if (endsAt !== null && elapsedMs(endsAt, now) >= 0) return null;
  return verdict(pin.status, 'sure', say.pinned(pin), endsAt, 'none');
}

/** An archived word that we wrote gives way to the owner's when the repository is unarchived. */
function readStanding({ standing, declared }: ProjectFacts, activity: Activity): Status {
  return standing === 'archived' && !activity.isArchived ? declared.status : standing;
}

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
    if (recent.length < thresholds.wakeCommits || countDays(recent) < thresholds.wakeDays) {
      return `fewer than ${thresholds.wakeCommits} work commits on ${thresholds.wakeDays} days within ${thresholds.wakeWindowDays} days`;
    }
    return verdict(
      'in_progress',
      'likely',
      say.awake(recent.length, recent[0] ?? ''),
      quietAfter(recent[0] ?? ''),
      'work',
    );
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

function keep({ facts, standing, work, silence, now }: Situation): Verdict {
  const reviewAt = silence !== null && elapsedMs(silence.quietAt, now) <= 0 ? silence.quietAt : null;
  return verdict(
    standing,
    'guess',
    say.kept(work.lastAt, facts.declared.confirmedAt, work.completeSince),
    reviewAt,
    'none',
  );
}

function verdict(
  status: Status,
  confidence: Confidence,
  evidence: string,
  reviewAt: string | null,
  basis: Derived['basis'],
): Verdict {
  return { status, confidence, evidence, reviewAt, basis };
}
