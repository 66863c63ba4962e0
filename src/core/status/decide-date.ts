// Whether the owner's own word is due for a date, and whether one that stands there still holds. Says which month; writing
// it is somebody else's. A word of life is dated once its silence is long and the question about it was left unanswered;
// "running" once its heartbeat has stopped.

import { addDays, elapsedMs, latest, toDay } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { CommitFact, CommitKind, Declared, Question, WrittenDate } from '../model.ts';
import { readHeartbeat, readHeartbeats, readSilence, readWork } from './signals.ts';
import type { ProjectFacts } from './situation.ts';
import type { Status } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';
import { readLastSeen } from './unsaid.ts';

export interface DueDate {
  readonly kind: WrittenDate['kind'];
  /** `2025-07`: one click can confirm it, none can refute it. */
  readonly month: string;
  /** From this instant on. */
  readonly dueAt: string;
}

/** Words that mean active. Maturity is asked about, and never dated. */
const dated = new Set<Status>(['in_progress', 'maintained']);

type Facts = Omit<ProjectFacts, 'obstacle' | 'pin' | 'repo'>;

/** null: there is nothing to date, or not enough is known. `dueAt` may lie ahead. */
export function decideDate(facts: Facts, question: Question | null, thresholds: Thresholds, now: Date): DueDate | null {
  const { activity, declared, currentStatus, away } = facts;
  if (activity === null || question === null) return null;
  if (question.rule === 'stopped') return dateStopped(facts, thresholds, now);
  const isAsked = question.rule === 'quiet' || question.rule === 'stalled';
  // Where not all of the document's history was read, nobody knows when the word was typed.
  if (!isAsked || !dated.has(currentStatus) || declared.mayBeConfirmedAt !== undefined) return null;
  const spoken = { ...declared, touches: [], affirmedAt: [] };
  const silence = readSilence(currentStatus, readWork(activity, now), spoken, away, thresholds);
  if (silence === null) return null;
  const humanAt = readLastHumanAt(activity.commits, now);
  const seenAt = latest(humanAt, readTypedAt(declared));
  // Without a word and without a commit no month would be true.
  if (seenAt === null) return null;
  const { quietDays, answerDays } = thresholds;
  // Days away have put `quietAt` off already, and put off the second half alike.
  const silentAt = addDays(silence.quietAt, quietDays);
  const calmAt = humanAt === null ? null : addDays(humanAt, quietDays);
  const dueAt = latest(silentAt, addDays(question.askedAt, answerDays), calmAt) ?? silentAt;
  return { kind: 'as-of', month: toMonth(seenAt), dueAt };
}

/** A heartbeat that stopped is a fact: it is dated as soon as it is asked about. */
function dateStopped(facts: Facts, thresholds: Thresholds, now: Date): DueDate | null {
  const beat = listen(facts, thresholds, now);
  // A homepage answers, and does not run.
  if (beat.kind !== 'stopped' || beat.stop.workflow === null) return null;
  return { kind: 'last-run', month: toMonth(beat.stop.lastSuccessAt), dueAt: beat.stop.stoppedAt };
}

function listen({ activity, parts, heartbeat }: Facts, thresholds: Thresholds, now: Date) {
  return parts === undefined
    ? readHeartbeat(activity?.operations ?? null, thresholds, now, heartbeat)
    : readHeartbeats(parts, thresholds, now, heartbeat);
}

/** Whether the date is due, and not only foreseen. */
export function isDue({ dueAt }: DueDate, now: Date): boolean {
  return elapsedMs(dueAt, now) >= 0;
}

/**
 * Why a date of ours behind the word holds no more, as a sentence; null as long as it does, or as it is not known. What a
 * date once took to be written is not asked for again: it ends with the first commit, word or answer of a later month, and
 * none of the same month can follow it, because it was not written before the newest commit was `quietDays` old.
 */
export function findDateOver(
  { kind, month, inColumn }: Pick<WrittenDate, 'kind' | 'month' | 'inColumn'>,
  facts: Facts,
  thresholds: Thresholds,
  now: Date,
): string | null {
  const { activity, declared, currentStatus } = facts;
  const typedAt = readTypedAt(declared);
  const isLater = (at: string | null) => at !== null && toMonth(at) > month;
  if (kind === 'last-run') {
    if (currentStatus !== 'running') return messages.dateOver.otherWord;
    const beat = activity === null ? { kind: 'unknown' as const } : listen(facts, thresholds, now);
    if (beat.kind === 'alive') return messages.live(beat.sign);
    if (facts.heartbeat === 'none') return messages.dateOver.noHeartbeat;
    if (beat.kind !== 'stopped' || typedAt === null) return null;
    return elapsedMs(beat.stop.stoppedAt, typedAt) >= 0 ? messages.dateSaid(toDay(typedAt)) : null;
  }
  if (!dated.has(currentStatus)) return messages.dateOver.otherWord;
  if (inColumn) return findColumnOver(month, facts, thresholds, now);
  if (isLater(typedAt)) return messages.dateSaid(toDay(typedAt ?? ''));
  const humanAt = activity === null ? null : readLastHumanAt(activity.commits, now);
  return isLater(humanAt) ? messages.dateCommitted(toDay(humanAt ?? '')) : null;
}

/**
 * The month in a column is that of the last work, and says nothing of what the owner said or committed since: before it was
 * written the newest sign was `quietDays` old, so that one of less is newer than the date.
 */
function findColumnOver(month: string, facts: Facts, { quietDays }: Thresholds, now: Date): string | null {
  const { activity, declared } = facts;
  const isFresh = (at: string | null): at is string => at !== null && elapsedMs(addDays(at, quietDays), now) < 0;
  const typedAt = readTypedAt(declared);
  if (isFresh(typedAt)) return messages.dateSaid(toDay(typedAt));
  if (activity === null) return null;
  const humanAt = readLastHumanAt(activity.commits, now);
  const workAt = readLastSeen(activity, now);
  if (isFresh(humanAt)) return messages.dateCommitted(toDay(humanAt));
  return workAt !== null && toMonth(workAt) > month ? messages.dateCommitted(toDay(workAt)) : null;
}

/** When the owner last said anything that ends a silence: typed or answered, or committed to the repository. */
export function readLastSign({ activity, declared }: Pick<Facts, 'activity' | 'declared'>, now: Date): string | null {
  return latest(activity === null ? null : readLastHumanAt(activity.commits, now), readTypedAt(declared));
}

function readTypedAt({ confirmedAt, typedAt = confirmedAt }: Declared): string | null {
  return typedAt;
}

/** What people commit to the default branch, documentation and merges included; machines and we confirm nothing. */
const human: ReadonlySet<CommitKind> = new Set(['work', 'docs', 'merge']);

/** When a person last committed anything before `now`, in any order of the commits; null: not known. */
function readLastHumanAt(commits: readonly Pick<CommitFact, 'at' | 'kind'>[], now: Date): string | null {
  const seen = commits.filter(({ at, kind }) => human.has(kind) && elapsedMs(at, now) >= 0);
  return latest(...seen.map(({ at }) => at));
}

/** `2025-07` of an instant, in UTC. */
function toMonth(at: string): string {
  return toDay(at).slice(0, 7);
}
