// The rules, in order: each checks one situation and gives a verdict, or says why it does not match. Reasons and
// thresholds: config/status-rules.json. The owner's word is the starting point, and what is not known changes nothing.

import { isHeartbeat, readMajor } from '../activity/commit-kind.ts';
import { addDays, earliest, elapsedMs, hourMs, latest, toDay, toIsoWeek } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { Confidence, Declared, RuleName } from '../model.ts';
import { findBurst, workAfter } from './signals.ts';
import { type Rule, type Situation, type Verdict, verdict } from './situation.ts';
import type { Status } from './statuses.ts';

/** The first one that gives a verdict decides. */
export const rules: readonly Rule[] = [
  ['archived', matchArchived],
  ['scaffold', matchScaffold],
  ['fork', matchFork],
  ['stopped', matchStopped],
  ['live', matchLive],
  ['woke', evaluateWoke],
  ['reopened', matchReopened],
  ['declared-complete', matchDeclaredComplete],
  ['active', matchActive],
  ['quiet', matchQuiet],
  ['stalled', matchStalled],
  ['released', matchReleased],
];

function matchArchived({ activity, facts }: Situation): Verdict | string {
  if (!activity.isArchived) return 'the repository is not archived';
  // GitHub cannot tell finished from abandoned, so the owner's "complete" outlives archiving.
  const status = facts.declared.status === 'complete' ? 'complete' : 'archived';
  // Archived because it moved says nothing of the project.
  if (activity.operations?.hasMoved === true) {
    return verdict(status, 'guess', messages.archivedMoved(activity.archivedAt), null, 'doubt');
  }
  return verdict(status, 'sure', messages.archived(activity.archivedAt), null, 'fact');
}

function matchScaffold(situation: Situation): Verdict | string {
  if (!isScaffold(situation)) return 'there is more than a scaffold';
  if (situation.currentStatus !== 'planned') return 'planned is derived only where the cell already says so';
  return verdict(
    'planned',
    'sure',
    messages.scaffold(situation.work.at.length, situation.activity.createdAt),
    null,
    'none',
  );
}

function isScaffold({ activity, work, thresholds }: Situation): boolean {
  if (activity.isEmpty) return true;
  return work.isWhole && activity.languages.length === 0 && work.at.length <= thresholds.scaffoldCommits;
}

/** What upstream does says nothing about its fork; something that runs does. */
function matchFork({ activity, currentStatus, work }: Situation): Verdict | string {
  if (!activity.isFork) return 'it is not a fork';
  if (work.at.length > 0) return 'the fork has commits of its own';
  const { deployments, schedules } = activity.operations ?? { deployments: [], schedules: null };
  if (deployments.length > 0 || (schedules ?? []).some((schedule) => isHeartbeat(schedule)))
    return 'the fork runs something, or did';
  return verdict(currentStatus, 'guess', messages.fork(work.completeSince), null, 'none');
}

function matchStopped(situation: Situation): Verdict | string {
  const { heartbeat, currentStatus, facts, work, thresholds, now } = situation;
  if (currentStatus !== 'running') return 'it is not declared as running';
  if (heartbeat.kind !== 'stopped')
    return heartbeat.kind === 'alive' ? 'a sign of life was seen' : 'no heartbeat was ever seen';
  const { confirmedAt } = facts.declared;
  if (confirmedAt !== null && elapsedMs(confirmedAt, heartbeat.stop.stoppedAt) <= 0) {
    return `it had stopped before the owner confirmed the row on ${confirmedAt.slice(0, 10)}`;
  }
  if (mayBeConfirmedSince(facts.declared, heartbeat.stop.stoppedAt)) return unreadHistory;
  // What it is now, only the owner can say; what the rest of the facts would make of it is proposed.
  const fallback = (status: Status, until: string | null) =>
    verdict(status, 'guess', messages.stopped(heartbeat.stop, work.lastAt), until, 'doubt');
  const release = readCurrentRelease(situation);
  if (release !== null) return fallback('maintained', release.until);
  const quietAt = work.lastAt === null ? null : addDays(work.lastAt, thresholds.quietDays);
  return quietAt !== null && elapsedMs(quietAt, now) <= 0 ? fallback('in_progress', quietAt) : fallback('paused', null);
}

function matchLive({ heartbeat, facts, currentStatus }: Situation): Verdict | string {
  if (facts.declared.status !== 'running' && currentStatus !== 'running') return 'it is not declared as running';
  if (heartbeat.kind !== 'alive') return 'no sign of life on GitHub';
  return verdict('running', 'sure', messages.live(heartbeat.sign), heartbeat.until, 'fact');
}

/** What we wrote for silence alone, as earlier versions did, ends at the first work: the owner's own word comes back. */
function evaluateWoke({ facts, currentStatus, work }: Situation): Verdict | string {
  const { replaced, declared } = facts;
  if (replaced == null || (currentStatus !== 'paused' && currentStatus !== 'stalled'))
    return 'no status was replaced because of silence';
  const fresh = workAfter(work, latest(replaced.at, readLastWord(declared)));
  const [newest] = fresh;
  if (newest === undefined) return `no work since the status was replaced on ${toDay(replaced.at)}`;
  const { status, text } = replaced;
  return { ...verdict(status, 'sure', messages.awake(fresh.length, newest), null, 'fact'), text };
}

/** Complete is the owner's to take back: sustained work since it was said only asks. */
function matchReopened(situation: Situation): Verdict | string {
  const { facts, currentStatus, work, thresholds, now } = situation;
  if (facts.declared.status !== 'complete' || currentStatus !== 'complete') return 'it is not declared complete';
  const { reopenCommits, reopenWeeks } = thresholds;
  const reopenWindowDays = readWindow(situation, 'reopened', thresholds.reopenWindowDays);
  const fresh = workAfter(work, readLastWord(facts.declared));
  const burst = findBurst(
    fresh,
    { commits: reopenCommits, spread: reopenWeeks, windowDays: reopenWindowDays },
    toIsoWeek,
    now,
  );
  if (burst === null) {
    return `fewer than ${reopenCommits} work commits in ${reopenWeeks} weeks within ${reopenWindowDays} days`;
  }
  const status = work.lastStableRelease === null ? 'in_progress' : 'maintained';
  return verdict(status, 'guess', messages.reopened(burst.count, reopenWindowDays, burst.lastAt), burst.until, 'doubt');
}

/** Work that was asked about is no news, and stays evidence until it has been quiet for long. */
function readWindow({ facts, thresholds }: Situation, rule: RuleName, windowDays: number): number {
  return facts.openRule === rule ? Math.max(windowDays, thresholds.quietDays) : windowDays;
}

function matchDeclaredComplete({ facts, currentStatus, work }: Situation): Verdict | string {
  if (facts.declared.status !== 'complete' || currentStatus !== 'complete') return 'it is not declared complete';
  return verdict('complete', 'sure', messages.declaredComplete(work.lastAt, work.completeSince), null, 'none');
}

function matchActive(situation: Situation): Verdict | string {
  const { facts, currentStatus, work, thresholds, now } = situation;
  const confirmedAt = readLastWord(facts.declared);
  const quietAfter = (at: string) => addDays(at, thresholds.quietDays);
  const fresh = workAfter(work, confirmedAt);
  const [newest] = fresh;
  if (currentStatus === 'planned') {
    if (newest === undefined || isScaffold(situation)) return 'no real work since the row was last confirmed';
    if (elapsedMs(quietAfter(newest), now) > 0) return 'there has been no work for a long time';
    if (isOnTooFewDays(fresh, thresholds)) return formatStart(fresh, thresholds);
    const evidence = messages.firstWork(fresh.length, fresh.at(-1) ?? newest);
    if (isBegun(situation)) return verdict('in_progress', 'sure', evidence, quietAfter(newest), 'fact');
    // "Planned" over what was there before means the next version as often as not.
    const release = findAskedRelease(situation);
    if (typeof release !== 'string') return `${release.release.tag} was released`;
    return verdict('in_progress', 'guess', evidence, quietAfter(newest), 'doubt');
  }
  const current = findAskedRelease(situation);
  if (typeof current !== 'string' && currentStatus !== 'complete') return `${current.release.tag} was released`;
  if (currentStatus === 'in_progress') {
    if (work.lastAt === null || elapsedMs(quietAfter(work.lastAt), now) > 0) return 'no recent work';
    const confidence: Confidence = work.at.length >= thresholds.wakeCommits ? 'sure' : 'likely';
    return verdict('in_progress', confidence, messages.active(work.lastAt), quietAfter(work.lastAt), 'work');
  }
  if (currentStatus === 'paused' || currentStatus === 'stalled') {
    const { wakeCommits, wakeDays } = thresholds;
    const wakeWindowDays = readWindow(situation, 'active', thresholds.wakeWindowDays);
    const burst = findBurst(fresh, { commits: wakeCommits, spread: wakeDays, windowDays: wakeWindowDays }, toDay, now);
    if (burst === null)
      return `fewer than ${wakeCommits} work commits on ${wakeDays} days within ${wakeWindowDays} days`;
    // Paused is an intention where the owner said it: owners wrap up after typing it. Ours is taken back by work.
    const isIntended = facts.declared.status === 'paused' || facts.declared.status === 'stalled';
    const evidence = messages.awake(burst.count, burst.lastAt);
    return isIntended
      ? verdict('in_progress', 'guess', evidence, burst.until, 'doubt')
      : verdict('in_progress', 'likely', evidence, burst.until, 'work');
  }
  return `work does not contradict ${currentStatus}`;
}

/** One day may be a try: what is only planned is begun on the second, and not asked about before it. */
function isOnTooFewDays(fresh: readonly string[], { startDays }: Situation['thresholds']): boolean {
  return new Set(fresh.map(toDay)).size < startDays;
}

/** `fresh`: work since the owner said "planned", newest first. */
function formatStart(fresh: readonly string[], { startDays }: Situation['thresholds']): string {
  return messages.starting(new Set(fresh.map(toDay)).size, fresh[0] ?? '', startDays);
}

/** The work on a planned project that is not enough to call it begun; null: there is none. */
function describeStart(situation: Situation): string | null {
  const { facts, currentStatus, work, thresholds, now } = situation;
  if (currentStatus !== 'planned' || isScaffold(situation)) return null;
  const fresh = workAfter(work, readLastWord(facts.declared));
  const [newest] = fresh;
  const isRecent = newest !== undefined && elapsedMs(addDays(newest, thresholds.quietDays), now) <= 0;
  return isRecent && isOnTooFewDays(fresh, thresholds) ? messages.sentence(formatStart(fresh, thresholds)) : null;
}

/** Whether the repository was empty, or not there, when the owner last said "planned". */
export function isBegun({ activity, work, facts }: Pick<Situation, 'activity' | 'work' | 'facts'>): boolean {
  const saidAt = readLastWord(facts.declared);
  if (saidAt === null) return false;
  const isLater = (at: string) => elapsedMs(saidAt, at) > 0;
  return isLater(activity.createdAt) || (work.isWhole && activity.commits.every(({ at }) => isLater(at)));
}

const unreadHistory = 'it is not known whether the owner has confirmed the row since: not all of its history was read';

function matchQuiet(situation: Situation): Verdict | string {
  const { silence, currentStatus, now } = situation;
  const unproved = findUnprovedSilence(situation);
  if (silence === null || unproved !== null) return unproved ?? `silence does not contradict ${currentStatus}`;
  if (elapsedMs(silence.quietAt, now) <= 0) return `it is not quiet before ${toDay(silence.quietAt)}`;
  if (elapsedMs(silence.stalledAt, now) > 0) return `it has been quiet for longer, since ${toDay(silence.quietAt)}`;
  const status = currentStatus === 'stalled' ? 'stalled' : 'paused';
  return verdict(status, 'likely', formatQuiet(situation), silence.stalledAt, readBasis(currentStatus));
}

function matchStalled(situation: Situation): Verdict | string {
  const { silence, currentStatus, now } = situation;
  const unproved = findUnprovedSilence(situation);
  if (silence === null || unproved !== null) return unproved ?? `silence does not contradict ${currentStatus}`;
  if (elapsedMs(silence.stalledAt, now) <= 0) return `it is not stalled before ${toDay(silence.stalledAt)}`;
  return verdict('stalled', 'likely', formatQuiet(situation), null, readBasis(currentStatus));
}

/** A word of maturity is the owner's alone: silence only asks about it. */
const readBasis = (currentStatus: Status) => (currentStatus === 'experimental' ? 'doubt' : 'silence');

/** Why silence cannot be said to be silence; null when it can. */
function findUnprovedSilence({ activity, silence, currentStatus, work, thresholds, now }: Situation): string | null {
  if (silence === null) return `silence does not contradict ${currentStatus}`;
  if (elapsedMs(activity.fetchedAt, now) > thresholds.freshHours * hourMs) {
    return 'the facts are too old to prove silence';
  }
  // Silence is proved only as far back as every commit is known.
  return elapsedMs(work.completeSince, silence.since) < 0 ? 'the history is not known far enough back' : null;
}

function formatQuiet({ work, facts }: Situation): string {
  return messages.quiet(work.lastAt, facts.declared.confirmedAt, work.completeSince);
}

/** When no rule matches. */
export function keep(situation: Situation): Verdict {
  const { facts, currentStatus, work, silence, now } = situation;
  const reviewAts = silence === null ? [] : [silence.quietAt, silence.stalledAt];
  const reviewAt = earliest(...reviewAts.filter((at) => elapsedMs(at, now) <= 0));
  return verdict(
    currentStatus,
    'guess',
    describeStart(situation) ?? messages.kept(work.lastAt, facts.declared.confirmedAt, work.completeSince),
    reviewAt,
    'none',
  );
}

// Whether a release is news: a version since the owner's last word, asked about once for each word that was typed.

/** Most projects go on as what they are called after a release: only the owner knows, and is asked once. */
function matchReleased(situation: Situation): Verdict | string {
  const current = findAskedRelease(situation);
  if (typeof current === 'string') return current;
  const { release, until } = current;
  const { silence, now } = situation;
  // When the silence afterwards is long enough, that is what is asked about.
  const quietAt = silence !== null && elapsedMs(silence.quietAt, now) <= 0 ? silence.quietAt : null;
  const asked = verdict('maintained', 'guess', messages.released(release), earliest(until, quietAt), 'doubt');
  return { ...asked, version: release.tag };
}

/** The release that the owner is to be asked about; else why not. */
function findAskedRelease(situation: Situation) {
  const { currentStatus, facts } = situation;
  if (!['in_progress', 'paused', 'stalled', 'planned'].includes(currentStatus))
    return `a release does not contradict ${currentStatus}`;
  if (facts.kind === 'service' || facts.kind === 'site') return `a ${facts.kind} is not released`;
  const current = readCurrentRelease(situation);
  if (current === null)
    return 'no release since the row was last confirmed, or the release and the last work are long ago';
  const { released = null } = facts;
  if (released === null || released.isOpen) return current;
  const isNews = released.version !== '' && readMajor(current.release.tag) > readMajor(released.version);
  return isNews ? current : 'the owner was asked about a release since the status was typed';
}

/** The version since the owner's last word, and until when it and later work are news. */
function readCurrentRelease({ work, facts, thresholds, now }: Situation) {
  const confirmedAt = readLastWord(facts.declared);
  const release = work.lastVersion;
  if (release === null || (confirmedAt !== null && elapsedMs(confirmedAt, release.publishedAt) <= 0)) return null;
  const until = addDays(latest(release.publishedAt, work.lastAt) ?? release.publishedAt, thresholds.maintainedDays);
  return elapsedMs(until, now) > 0 ? null : { release, until };
}

// Until when the owner may have confirmed a row, where not all of its document's history was read.

/** When the owner confirmed the row at the latest: what was not read may be a confirmation. */
function readLastWord({ confirmedAt, mayBeConfirmedAt }: Declared): string | null {
  return latest(confirmedAt, mayBeConfirmedAt ?? null);
}

/** Whether something unread may be a confirmation that is newer than this instant. */
function mayBeConfirmedSince({ mayBeConfirmedAt }: Declared, instant: string): boolean {
  return mayBeConfirmedAt !== undefined && elapsedMs(mayBeConfirmedAt, instant) <= 0;
}
