// The status of a project that a generated block lists and nobody has given one here. It is never made up: the owner's
// own word in another document, or the repository's own declaration; else facts alone; otherwise nothing but when work
// was last seen, which is a question.

import { addDays, dayMs, elapsedMs, hourMs } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { Activity, Derived } from '../model.ts';
import { readWork } from './signals.ts';
import { type Situation, type Verdict, verdict } from './situation.ts';
import { isLabelled, toLabelled } from './statuses.ts';
import { readStatusWord } from './vocabulary.ts';

/** A release speaks for upkeep for so long (design: "a release within a year"). */
const releaseDays = 365;

/** As the rules do, for a row without a word; `unknown`: nothing speaks for any. */
export function deriveUnsaid(situation: Situation): Omit<Derived, 'audience'> {
  const { facts, activity, heartbeat, work, thresholds, now } = situation;
  const { said = null } = facts;
  const declared = activity.operations?.declared ?? null;
  // GitHub cannot tell finished from abandoned, so the owner's "complete" outlives archiving.
  if (activity.isArchived && said?.status !== 'complete' && declared?.status !== 'complete') {
    return activity.operations?.hasMoved === true
      ? { ...verdict('unknown', 'guess', messages.archivedMoved(activity.archivedAt), null, 'silence'), rule: 'quiet' }
      : { ...verdict('archived', 'sure', messages.archived(activity.archivedAt), null, 'fact'), rule: 'archived' };
  }
  if (said !== null) {
    const { status, text, where } = said;
    return { ...verdict(status, 'sure', messages.saidElsewhere(text, where), null, 'fact'), rule: 'declared', text };
  }
  if (declared !== null) {
    const { status, word } = declared;
    const isWord = !isLabelled(status) && readStatusWord(word) === status;
    const fact = verdict(status, 'sure', messages.declaredByRepository(declared), null, 'fact');
    return { ...fact, rule: 'declared', ...(isWord && { text: capitalise(word) }) };
  }
  if (heartbeat.kind === 'alive') {
    return { ...verdict('running', 'sure', messages.live(heartbeat.sign), heartbeat.until, 'fact'), rule: 'live' };
  }
  if (facts.currentStatus === 'running' && !isFresh(activity.operations?.fetchedAt ?? null, situation)) {
    return { ...verdict('running', 'guess', messages.notChecked(activity.name), null, 'none'), rule: 'keep' };
  }
  if (activity.isEmpty) {
    return { ...verdict('planned', 'sure', messages.scaffold(0, activity.createdAt), null, 'fact'), rule: 'scaffold' };
  }
  const { lastAt, lastStableRelease } = work;
  const quietAt = lastAt === null ? null : addDays(lastAt, thresholds.quietDays);
  if (lastAt !== null && quietAt !== null && elapsedMs(quietAt, now) <= 0) {
    return { ...verdict('in_progress', 'likely', messages.active(lastAt), quietAt, 'work'), rule: 'active' };
  }
  const releasedUntil = lastStableRelease === null ? null : addDays(lastStableRelease.publishedAt, releaseDays);
  const isReleased = facts.kind !== 'service' && facts.kind !== 'site';
  if (isReleased && lastStableRelease !== null && releasedUntil !== null && elapsedMs(releasedUntil, now) <= 0) {
    const evidence = messages.released(lastStableRelease);
    return { ...verdict('maintained', 'likely', evidence, releasedUntil, 'fact'), rule: 'released' };
  }
  return { ...deriveNothing(situation), rule: isProved(situation) ? 'quiet' : 'keep' };
}

function deriveNothing(situation: Situation): Verdict {
  const { activity, work, now } = situation;
  const evidence = messages.unsaid(work.lastAt, readLastSeen(activity, now), work.completeSince);
  return verdict('unknown', 'guess', evidence, null, isProved(situation) ? 'silence' : 'none');
}

/** Whether all that was done in the last weeks is known. */
function isProved(situation: Situation): boolean {
  const { activity, work, thresholds, now } = situation;
  return isFresh(activity.fetchedAt, situation) && elapsedMs(work.completeSince, now) >= thresholds.quietDays * dayMs;
}

function isFresh(at: string | null, { thresholds, now }: Pick<Situation, 'thresholds' | 'now'>): boolean {
  return at !== null && elapsedMs(at, now) <= thresholds.freshHours * hourMs;
}

/**
 * The instant at which work was last seen; where it is older than all commits that were read, the last push. null: none
 * ever was, or nobody knows.
 */
export function readLastSeen(activity: Activity, now: Date): string | null {
  const { lastAt, completeSince } = readWork(activity, now);
  if (lastAt !== null) return lastAt;
  const { pushedAt, isFork, isEmpty } = activity;
  // What was pushed lately and is no work was somebody else's, a program's, or went to another branch.
  const isOlder = pushedAt !== null && elapsedMs(pushedAt, completeSince) > 0;
  return isOlder && !isFork && !isEmpty ? pushedAt : null;
}

/** How a block spells what was derived for such a project; null: nothing that is known to be anybody's word. */
export function spellUnsaid(
  { status, text }: Pick<Derived, 'status' | 'text'>,
  labels: Partial<Record<Derived['status'], string>>,
  proposed: Readonly<Record<ReturnType<typeof toLabelled>, string>>,
): string | null {
  if (status === 'unknown') return null;
  const known = labels[status] ?? text;
  if (known !== undefined) return known;
  return isLabelled(status) || status === 'stalled' ? proposed[toLabelled(status)] : null;
}

function capitalise(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
