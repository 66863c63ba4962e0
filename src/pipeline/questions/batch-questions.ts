// Questions about silence come in batches, counted for the owner and not for a document. The owner's first check asks
// whatever is due, as one review; after it at most five new ones come in a month, about the longest silence first.
// Questions about facts come at once.

import { addDays, dayMs, earliest, elapsedMs, toDay } from '../../core/dates.ts';
import { nextReview } from '../../core/messages/evidence.ts';
import type { Question } from '../../core/model.ts';
import { readWork } from '../../core/status/signals.ts';
import type { DocumentRecord, ProjectRecord } from '../../ports/records.ts';
import type { RowEvaluation } from '../document-update.ts';

/** New questions about silence in a month. */
const questionsPerMonth = 5;
const monthDays = 30;

/** Whether silence is what is asked about. */
export function isAboutSilence(question: Question | null): boolean {
  return question !== null && (question.rule === 'quiet' || question.rule === 'stalled');
}

/** The first check of several documents takes no longer than this. */
const reviewMs = dayMs;

interface Read {
  readonly rows: readonly RowEvaluation[];
  /** null: it was never checked. */
  readonly remembered: Pick<DocumentRecord, 'checkedAt'> | null;
}

/**
 * The documents with the questions held back that would be too many. `listKnown`: every project of their owner; read only
 * where something new would be asked. What belongs to the first review says so.
 */
export async function batchQuestions<One extends Read>(
  reads: readonly One[],
  listKnown: () => Promise<readonly ProjectRecord[]>,
  now: Date,
): Promise<(One & { readonly isFirstReview?: boolean })[]> {
  if (!reads.some(({ rows }) => rows.some(isNew))) return [...reads];
  const known = await listKnown();
  const isBefore = (at: string | null | undefined) => at != null && elapsedMs(at, now) > reviewMs;
  const wasAsked = known.some(
    ({ silenceAskedAt, question, answeredAt }) =>
      silenceAskedAt != null || isBefore(question?.askedAt) || isBefore(answeredAt),
  );
  const isFirst = ({ remembered }: Read) => remembered?.checkedAt == null && !wasAsked;
  const askedAt = known
    .flatMap(({ silenceAskedAt }) => silenceAskedAt ?? [])
    .filter((at) => elapsedMs(at, now) < monthDays * dayMs)
    .toSorted();
  const fresh = reads.flatMap((read) => (isFirst(read) ? [] : read.rows.filter(isNew)));
  const longest = fresh.toSorted((one, other) => readSilentSince(one, now) - readSilentSince(other, now));
  const keys = [...new Set(longest.map(({ projectKey }) => projectKey))];
  const held = new Set(keys.slice(Math.max(questionsPerMonth - askedAt.length, 0)));
  const nextAt = addDays(askedAt[0] ?? now.toISOString(), monthDays);
  return reads.map((read) => {
    if (isFirst(read)) return { ...read, isFirstReview: true };
    if (held.size === 0) return read;
    const rows = read.rows.map((row) => (isNew(row) && held.has(row.projectKey) ? hold(row, nextAt) : row));
    return { ...read, rows };
  });
}

function hold(evaluated: RowEvaluation, nextAt: string): RowEvaluation {
  const { row, decision } = evaluated;
  const reviewAt = earliest(decision.reviewAt, nextAt);
  const reason = nextReview(toDay(nextAt));
  return { ...evaluated, decision: { ...row.typed, action: 'hold', reason, question: null, reviewAt } };
}

/** Only a question that is neither answered nor asked already counts as new. */
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
