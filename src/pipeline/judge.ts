// Judges every row of a document: what is known of its project, what the rules derive, what is settled. Reads the
// memory, never writes it.

import { elapsedMs, toDay } from '../core/instants.ts';
import type { Activity, Declared, Derived, DocumentReading, Row, Settled, Vocabulary } from '../core/model.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { type Answer, applyAnswer, declareAnswer, pinAnswer } from '../core/status/apply-answer.ts';
import { deriveStatus, type ProjectFacts } from '../core/status/derive-status.ts';
import { settleStatus } from '../core/status/settle-status.ts';
import { readThresholds, type Thresholds } from '../core/status/status-rules.ts';
import { reasons } from '../core/wording.ts';
import type { AnswerRecord, DocumentFile, Memory, ProjectRecord } from '../ports.ts';
import { isJudged, type Repositories } from './collect.ts';
import { linkRow } from './link-row.ts';
import type { RefreshTarget } from './refresh.ts';

export interface JudgedRow {
  readonly row: Row;
  readonly projectKey: string;
  readonly repo: string | null;
  readonly facts: ProjectFacts;
  readonly derived: Derived;
  readonly settled: Settled;
  /** What the owner said on a page about this row. */
  readonly answers: readonly AnswerRecord[];
  /** What was remembered of the project before this look. */
  readonly before: ProjectRecord | null;
}

export interface JudgeInput {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  /** How the owner spells each status in this document, now or earlier. */
  readonly vocabulary: Vocabulary;
  readonly repositories: Repositories;
  readonly portfolio: Portfolio;
  readonly memory: Pick<Memory, 'readProjects' | 'readAnswers'>;
  readonly now: Date;
}

export async function judgeRows(input: JudgeInput): Promise<JudgedRow[]> {
  const { target, reading, repositories, portfolio, memory } = input;
  const keyed = reading.rows.map((row) => {
    const linked = linkRow(row, portfolio);
    const looked = linked.repo === null ? undefined : repositories.get(linked.repo.toLowerCase());
    const activity = looked?.record.activity ?? null;
    return { row, ...linked, looked, activity, key: keyProject(target.key, row, linked.repo, activity) };
  });
  const records = await memory.readProjects([...new Set(keyed.map(({ key }) => key))]);
  const known = new Map(records.map((record) => [record.key, record]));
  const answered = Map.groupBy(await memory.readAnswers(target.key), ({ projectKey }) => projectKey);
  const thresholds = readThresholds(portfolio.rules);

  const judged = keyed.map(({ row, repo, pin, looked, activity, key }): JudgedRow => {
    const before = known.get(key) ?? null;
    const answers = answered.get(key) ?? [];
    const answer = answers.find(({ kind }) => kind !== 'pin') ?? null;
    const facts: ProjectFacts = {
      repo,
      activity: looked?.isUsable === true ? activity : null,
      obstacle: looked?.record.problem?.message ?? null,
      declared: declareAnswer(row, readDeclared(row, input.file, before, input.now), answer),
      standing: row.typed.status,
      pin: pin ?? pinAnswer(answers.find((given) => isPinning(given, input.now)) ?? null),
      away: portfolio.away ?? null,
    };
    const derived = isJudged(row) ? deriveStatus(facts, thresholds, input.now) : leaveAlone(row);
    const settled = settle(row, derived, before, answer, thresholds, input);
    return { row, projectKey: key, repo, facts, derived, settled, answers, before };
  });
  return holdDisagreeing(judged);
}

/** A project is a repository (by node id) and folder; else document and name. */
function keyProject(documentKey: string, row: Row, repo: string | null, activity: Activity | null): string {
  const folder = row.folder === null ? '' : `#${row.folder}`;
  if (activity !== null) return `${activity.nodeId}${folder}`;
  if (repo !== null) return `repo:${repo.toLowerCase()}${folder}`;
  return `row:${documentKey}#${row.name}`;
}

/**
 * What the owner last meant. A newer commit by a person typed or confirmed the row as it stands. A cell that differs
 * from what was last seen or written was typed by the owner too, although no newer commit shows it: a merged branch
 * brings commits that are older than it, and a file outside git has none.
 */
function readDeclared(row: Row, file: DocumentFile, before: ProjectRecord | null, now: Date): Declared {
  const typed = { status: row.typed.status, confirmedAt: file.confirmedAt };
  if (before === null) return typed;
  const { confirmedAt } = before.declared;
  const isNewer = file.confirmedAt !== null && (confirmedAt === null || elapsedMs(confirmedAt, file.confirmedAt) > 0);
  if (isNewer) return typed;
  const isTyped = row.typed.status !== before.settled.status;
  return isTyped ? { status: row.typed.status, confirmedAt: now.toISOString() } : before.declared;
}

function settle(
  row: Row,
  derived: Derived,
  before: ProjectRecord | null,
  answer: Answer | null,
  thresholds: Thresholds,
  input: JudgeInput,
): Settled {
  const vocabulary = { ...input.portfolio.words, ...input.vocabulary };
  const settled = settleStatus({
    row,
    derived,
    before: before && { since: before.settled.since, question: before.question, changedAt: before.changedAt },
    vocabulary,
    silence: input.portfolio.silence,
    thresholds,
    now: input.now,
  });
  return applyAnswer(row, derived, settled, answer, vocabulary);
}

/** `until` is inclusive. */
export function isPinning({ kind, until }: Answer, now: Date): boolean {
  return kind === 'pin' && (until === null || until >= toDay(now));
}

function leaveAlone(row: Row): Derived {
  const evidence = row.skip ?? (row.directive?.kind === 'ignore' ? reasons.ignored : reasons.unknownWord);
  return {
    status: row.typed.status,
    rule: 'keep',
    confidence: 'guess',
    evidence,
    reviewAt: null,
    basis: 'none',
    audience: 'public',
  };
}

/** While the rows of one project disagree, it is not ours to say which one is right. */
function holdDisagreeing(rows: readonly JudgedRow[]): JudgedRow[] {
  const statuses = new Map<string, Set<string>>();
  for (const { projectKey, row } of rows) {
    if (!isJudged(row)) continue;
    const seen = statuses.get(projectKey) ?? new Set();
    statuses.set(projectKey, seen.add(row.typed.status));
  }
  return rows.map((judged) => {
    if (!isJudged(judged.row) || (statuses.get(judged.projectKey)?.size ?? 0) < 2) return judged;
    const { typed } = judged.row;
    const settled = {
      ...judged.settled,
      status: typed.status,
      text: typed.text,
      action: 'hold',
      reason: reasons.disagreeing,
    } as const;
    return { ...judged, settled };
  });
}
