// What `review` walks through: open questions, the longest silence first, then statuses that nobody has touched for long
// and that nothing on GitHub confirms.

import type { Portfolio } from '../../config/portfolio.ts';
import { readOwnStatusKey } from '../../core/activity/repository-status.ts';
import { dayMs, elapsedMs, toDay } from '../../core/dates.ts';
import { dateIsDue, unreviewed } from '../../core/messages/evidence.ts';
import { listAnswers, listUnasked, type OfferedAnswer } from '../../core/status/answers.ts';
import { readWork } from '../../core/status/signals.ts';
import type { Status } from '../../core/status/statuses.ts';
import { readThresholds } from '../../core/status/thresholds.ts';
import type { ProjectRecord } from '../../ports/records.ts';
import { discloseRow } from '../disclose.ts';
import type { RefreshResult, RowEvaluation } from '../document-update.ts';
import { isTracked } from '../match-project.ts';
import { isAsked } from './list-questions.ts';

export interface ReviewItem {
  readonly kind: 'question' | 'old';
  readonly result: RefreshResult;
  readonly evaluated: RowEvaluation;
  /** Of the project that is asked about: the row's, or what its repository says of itself. */
  readonly projectKey: string;
  readonly name: string;
  /** What stands there now. */
  readonly typed: RowEvaluation['row']['typed'];
  readonly answers: readonly OfferedAnswer[];
  /** What is known, one sentence each. */
  readonly evidence: string;
  /** What happens without an answer. */
  readonly unanswered: string;
}

/** These are over, or say themselves that nothing happens. */
const ended = new Set<Status>(['complete', 'archived', 'unknown']);

/** Each project once, for the owner's eyes. */
export function listReview(
  results: readonly RefreshResult[],
  portfolio: Portfolio,
  now: Date,
  remembered: readonly ProjectRecord[] = [],
): ReviewItem[] {
  const { stalledDays, quietDays } = readThresholds(portfolio.rules);
  const items = new Map<string, ReviewItem & { readonly since: string }>(listOwn(results, portfolio, remembered));
  for (const result of results) {
    for (const evaluated of result.rows) {
      const { row, projectKey, facts, derived, decision, dueDate } = evaluated;
      const { question } = decision;
      if (items.has(projectKey) || !isTracked(row)) continue;
      // Only the owner walks here: elsewhere the command refuses to run.
      const { tell } = discloseRow(evaluated, result.file, portfolio, 'owner');
      const work = facts.activity === null ? null : readWork(facts.activity, now).lastAt;
      if (question !== null && isAsked(evaluated)) {
        items.set(projectKey, {
          kind: 'question',
          result,
          evaluated,
          projectKey,
          name: row.name,
          typed: row.typed,
          answers: listAnswers(question, row.typed.status),
          evidence: tell(question.evidence || derived.evidence) ?? '',
          unanswered:
            dueDate === null || decision.asOf ? decision.reason : dateIsDue(dueDate.month, toDay(dueDate.dueAt)),
          since: work ?? question.askedAt,
        });
        continue;
      }
      const { typedAt = facts.declared.confirmedAt } = facts.declared;
      const isPinned = derived.rule === 'pin' || derived.rule === 'live';
      if (ended.has(row.typed.status) || isPinned || decision.action === 'change' || typedAt == null) continue;
      const isOld = (at: string, days: number) => elapsedMs(at, now) >= days * dayMs;
      if (!isOld(typedAt, stalledDays) || (work !== null && !isOld(work, quietDays))) continue;
      items.set(projectKey, {
        kind: 'old',
        result,
        evaluated,
        projectKey,
        name: row.name,
        typed: row.typed,
        answers: listUnasked(row.typed.status),
        evidence: `${unreviewed(toDay(typedAt))} ${tell(derived.evidence) ?? ''}`,
        unanswered: decision.reason,
        since: typedAt,
      });
    }
  }
  const rank = { question: 0, old: 1 };
  return [...items.values()].toSorted(
    (one, other) => rank[one.kind] - rank[other.kind] || Date.parse(one.since) - Date.parse(other.since),
  );
}

/** What was asked about the words by which repositories say their own status: a refresh that only looks does not ask again. */
function listOwn(
  results: readonly RefreshResult[],
  portfolio: Portfolio,
  remembered: readonly ProjectRecord[],
): [string, ReviewItem & { readonly since: string }][] {
  const rows = results.flatMap((result) => result.rows.map((evaluated) => ({ result, evaluated })));
  return remembered.flatMap((project): [string, ReviewItem & { readonly since: string }][] => {
    const { key: projectKey, name, question, decision } = project;
    const about = question === null ? null : readOwnStatusKey(projectKey);
    const found = rows.find(({ evaluated }) => evaluated.projectKey === about);
    if (question === null || found === undefined) return [];
    const { tell } = discloseRow(found.evaluated, found.result.file, portfolio, 'owner');
    const said = found.evaluated.facts.activity?.operations?.declared ?? null;
    const item = {
      kind: 'question',
      ...found,
      projectKey,
      name,
      typed: { text: said?.word ?? decision.status, status: decision.status },
      answers: listAnswers(question, decision.status),
      evidence: tell(question.evidence) ?? '',
      unanswered: '',
      since: question.askedAt,
    } as const;
    return [[projectKey, item]];
  });
}
