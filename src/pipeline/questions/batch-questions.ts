// Questions about silence come in batches. The first check of a document asks whatever is due, as one review; after it at
// most five new ones come in a month, about the longest silence first. Questions about facts come at once.

import { addDays, dayMs, earliest, elapsedMs, toDay } from '../../core/dates.ts';
import { nextReview } from '../../core/messages/evidence.ts';
import type { Question } from '../../core/model.ts';
import { readWork } from '../../core/status/signals.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import type { RowEvaluation } from '../document-update.ts';

/** New questions about silence in a month. */
export const questionsPerMonth = 5;
const monthDays = 30;

/** Whether silence is what is asked about. */
export function isAboutSilence(question: Question | null): boolean {
  return question !== null && (question.rule === 'quiet' || question.rule === 'stalled');
}

/** The rows with the questions held back that would be too many. `isFirstCheck`: nobody was asked anything yet. */
export function batchQuestions(
  rows: readonly RowEvaluation[],
  known: ReadonlyMap<string, ProjectRecord>,
  isFirstCheck: boolean,
  now: Date,
): RowEvaluation[] {
  const fresh = rows.filter(isNew);
  if (isFirstCheck || fresh.length === 0) return [...rows];
  const askedAt = [...known.values()]
    .flatMap(({ silenceAskedAt }) => silenceAskedAt ?? [])
    .filter((at) => elapsedMs(at, now) < monthDays * dayMs)
    .toSorted();
  const longest = fresh.toSorted((one, other) => readSilentSince(one, now) - readSilentSince(other, now));
  const keys = [...new Set(longest.map(({ projectKey }) => projectKey))];
  const held = new Set(keys.slice(Math.max(questionsPerMonth - askedAt.length, 0)));
  if (held.size === 0) return [...rows];
  const nextAt = addDays(askedAt[0] ?? now.toISOString(), monthDays);
  return rows.map((evaluated) => {
    if (!isNew(evaluated) || !held.has(evaluated.projectKey)) return evaluated;
    const { row, decision } = evaluated;
    const reviewAt = earliest(decision.reviewAt, nextAt);
    const waits = {
      ...row.typed,
      action: 'hold',
      reason: nextReview(toDay(nextAt)),
      question: null,
      reviewAt,
    } as const;
    return { ...evaluated, decision: waits };
  });
}

/** An answered question is none that is open, and one that is open is not new. */
function isNew({ decision, before }: RowEvaluation): boolean {
  return (
    decision.action === 'question' && isAboutSilence(decision.question) && !isAboutSilence(before?.question ?? null)
  );
}

function readSilentSince({ facts: { activity } }: RowEvaluation, now: Date): number {
  if (activity === null) return now.getTime();
  const { lastAt, completeSince } = readWork(activity, now);
  return Date.parse(lastAt ?? completeSince);
}
