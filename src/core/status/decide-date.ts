// Whether the owner's own word is due for a date: the silence is long, the question about it was left unanswered, and
// nobody has committed anything for a while. Says which month; writing it is somebody else's.

import { addDays, elapsedMs, latest } from '../dates.ts';
import type { Activity, CommitKind, Declared, Question } from '../model.ts';
import { readSilence, readWork } from './signals.ts';
import type { ProjectFacts } from './situation.ts';
import type { Status } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';

export interface AsOf {
  /** `2025-07`: one click can confirm it, none can refute it. */
  readonly month: string;
  /** From this instant on. */
  readonly dueAt: string;
}

/** Words that mean active. Maturity is asked about, and never dated. */
const dated = new Set<Status>(['in_progress', 'maintained']);

/** What people do; machines and our own commits confirm nothing. */
const human = new Set<CommitKind>(['work', 'docs', 'merge']);

/** null: there is nothing to date, or not enough is known. `dueAt` may lie ahead. */
export function decideDate(
  facts: Pick<ProjectFacts, 'activity' | 'declared' | 'currentStatus' | 'away'>,
  question: Question | null,
  thresholds: Thresholds,
  now: Date,
): AsOf | null {
  const { activity, declared, currentStatus, away } = facts;
  const isAsked = question !== null && (question.rule === 'quiet' || question.rule === 'stalled');
  if (activity === null || !isAsked || !dated.has(currentStatus)) return null;
  const silence = readSilence(currentStatus, readWork(activity, now), { ...declared, touches: [] }, away, thresholds);
  if (silence === null) return null;
  const typedAt = readTypedAt(declared);
  const humanAt = readLastHumanAt(activity, now);
  const seenAt = latest(humanAt, typedAt);
  // Without a word and without a commit no month would be true.
  if (seenAt === null) return null;
  const { quietDays, answerDays } = thresholds;
  // Days away have put `quietAt` off already, and put off the second half alike.
  const silentAt = addDays(silence.quietAt, quietDays);
  const calmAt = humanAt === null ? null : addDays(humanAt, quietDays);
  const dueAt = latest(silentAt, addDays(question.askedAt, answerDays), calmAt) ?? silentAt;
  return { month: seenAt.slice(0, 7), dueAt };
}

/** Whether the date is due, and not only foreseen. */
export function isDue({ dueAt }: AsOf, now: Date): boolean {
  return elapsedMs(dueAt, now) >= 0;
}

function readTypedAt({ confirmedAt, typedAt = confirmedAt, mayBeConfirmedAt }: Declared): string | null {
  return latest(typedAt, mayBeConfirmedAt ?? null);
}

/** Of any kind, documentation and merges included. */
function readLastHumanAt({ commits }: Activity, now: Date): string | null {
  const past = commits.filter(({ at, kind }) => human.has(kind) && Date.parse(at) <= now.getTime());
  return latest(...past.map(({ at }) => at));
}
