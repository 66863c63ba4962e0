// Why a row says what it says, from what is remembered of its last check: the rule that matched, those that did not, and
// what would change it. Asks GitHub nothing, so a page may call it.

import type { Portfolio } from '../config/portfolio.ts';
import type { Derived } from '../core/model.ts';
import { explainStatus, type RuleMiss } from '../core/status/derive-status.ts';
import { type Foresight, foresee } from '../core/status/foresee.ts';
import { readThresholds } from '../core/status/thresholds.ts';
import type { PinRecord, ProjectRecord, RepositoryRecord, RowRecord } from '../ports/records.ts';
import { recall } from './fetch-activity.ts';
import { linkRow, listPlaces, toPin } from './match-project.ts';
import { readProject, recallFacts } from './project-facts.ts';

export interface ExplainInput {
  readonly record: RowRecord;
  readonly project: ProjectRecord;
  /** As far as they are known. */
  readonly repositories: readonly RepositoryRecord[];
  readonly pins: readonly PinRecord[];
  readonly portfolio: Portfolio;
  /** When it was checked: the explanation is of that moment. */
  readonly at: string;
}

export interface Explanation {
  readonly derived: Derived;
  readonly misses: readonly RuleMiss[];
  /** What would change the status, in the order in which it would be seen; empty for a row that is left alone. */
  readonly foresight: readonly Foresight[];
}

export function explainRow({ record, project, repositories, pins, portfolio, at }: ExplainInput): Explanation {
  const now = new Date(at);
  const ours = pins.find(({ projectKey }) => projectKey === record.projectKey);
  const { pin, kind, heartbeat } = linkRow(record.row, portfolio);
  const known = new Map(repositories.map((repository) => [repository.name, recall(repository)]));
  const facts = {
    repo: record.repo,
    ...readProject(listPlaces(record.repo, record.row), kind, (name) => known.get(name)),
    declared: project.declared,
    currentStatus: record.row.typed.status,
    pin: pin ?? (ours === undefined ? null : toPin(ours)),
    away: portfolio.away ?? null,
    kind,
    heartbeat,
    ...recallFacts(project),
  };
  const thresholds = readThresholds(portfolio.rules);
  const { question, action } = record.decision;
  const explanation: Explanation = {
    ...explainStatus(facts, thresholds, now),
    foresight: action === 'skip' ? [] : foresee(facts, question, thresholds, now),
  };
  // What the owner shows besides, or says elsewhere, is not remembered, only what followed from it.
  return explanation.derived.rule === 'unlinked' || project.declared.unsaid !== undefined
    ? { ...explanation, derived: project.derived }
    : explanation;
}
