// Why a row says what it says, from what is remembered of its last look: the rule that fired and those that did not.
// Asks GitHub nothing, so a page may call it.

import type { Derived } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { explainStatus, type RuleMiss } from '../core/status/derive-status.ts';
import { readThresholds } from '../core/status/status-rules.ts';
import type { PinRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../ports.ts';
import { linkRow, readRowActivity, toPin } from './link-row.ts';

export interface ExplainInput {
  readonly record: RowRecord;
  readonly project: ProjectRecord;
  readonly repository: RepositoryRecord | null;
  readonly pins: readonly PinRecord[];
  readonly portfolio: Portfolio;
  /** When it was looked at: the explanation is of that moment. */
  readonly at: string;
}

export interface Explanation {
  readonly derived: Derived;
  readonly misses: readonly RuleMiss[];
}

/** Problems after which the last activity is kept only to know the repository again. */
const unseen = ['NOT_VISIBLE', 'REPLACED', 'FORBIDDEN'];

export function explainRow({ record, project, repository, pins, portfolio, at }: ExplainInput): Explanation {
  const now = new Date(at);
  const problem = repository?.problem ?? null;
  const isSeen = problem === null || !unseen.includes(problem.code);
  const ours = pins.find(({ projectKey }) => projectKey === record.projectKey);
  const { pin, kind } = linkRow(record.row, portfolio);
  const activity = isSeen ? (repository?.activity ?? null) : null;
  const explanation = explainStatus(
    {
      repo: record.repo,
      activity: activity && readRowActivity(activity, record.row, kind),
      obstacle: problem,
      declared: project.declared,
      standing: record.row.typed.status,
      pin: pin ?? (ours === undefined ? null : toPin(ours)),
      away: portfolio.away ?? null,
      settledAt: project.settled.since,
    },
    readThresholds(portfolio.rules),
    now,
  );
  // What the owner shows besides is not remembered, only what was asked about it.
  return explanation.derived.rule === 'unlinked' ? { ...explanation, derived: project.derived } : explanation;
}
