// Turns one refresh into what is remembered of it, in one transaction, and into its result. A preview remembers
// nothing.

import { addDays, earliest, toInstant } from '../core/instants.ts';
import type { Problem, Vocabulary } from '../core/model.ts';
import { isMet } from '../core/status/apply-answer.ts';
import type { AnswerRecord, Change, DocumentRecord, Memory, ProjectRecord } from '../ports.ts';
import type { Repositories } from './collect.ts';
import { isPinning, type JudgedRow } from './judge.ts';
import type { Publication } from './publish.ts';
import type { RefreshResult, RefreshTarget } from './refresh.ts';

export interface RecordInput extends Pick<RefreshResult, 'target' | 'file' | 'reading' | 'rows' | 'publication'> {
  readonly repositories: Repositories;
  readonly vocabulary: Vocabulary;
  readonly remembered: DocumentRecord | null;
  readonly memory: Pick<Memory, 'saveRefresh'>;
  /** When the refresh began. */
  readonly now: Date;
}

/** A document is looked at again after this time: just under the default schedule, so that every tick finds it due. */
const lookAgainAfterMs = 25 * 60_000;

export async function recordRefresh(input: RecordInput): Promise<RefreshResult> {
  const { target, file, reading, vocabulary, rows, publication, repositories, remembered, memory, now } = input;
  const problems = readProblems(target, publication, repositories);
  const reviewAts = rows
    .map(({ settled }) => settled.reviewAt)
    .filter((at) => at !== null && Date.parse(at) > now.getTime());
  const retryAts = [...repositories.values()].map(({ retryAt }) => retryAt);
  const usual = toInstant(now.getTime() + lookAgainAfterMs);
  const nextLookAt = earliest(usual, ...reviewAts, ...retryAts) ?? usual;

  if (target.publish !== 'preview') {
    const document: DocumentRecord = {
      key: target.key,
      ref: target.ref,
      mojibake: reading.mojibake,
      tables: reading.tables,
      vocabulary,
      isPublic: file.isPublic,
      replaced:
        publication.kind === 'published'
          ? { version: file.version, at: now.toISOString() }
          : (remembered?.replaced ?? null),
      lookedAt: now.toISOString(),
      nextLookAt,
      problems,
      rows: rows.map(({ row, projectKey, repo, settled }, position) => ({ position, projectKey, repo, row, settled })),
    };
    await memory.saveRefresh({
      document,
      repositories: [...repositories.values()].map(({ record }) => record),
      projects: recordProjects(rows, publication, now),
      changes: recordChanges(target, rows, publication, now),
      answersMet: listAnswersMet(rows, publication, now),
      startedAt: now.toISOString(),
    });
  }
  return { target, file, reading, rows, publication, problems, nextLookAt };
}

function readProblems(target: RefreshTarget, publication: Publication, repositories: Repositories): Problem[] {
  const problems = [...repositories.values()].flatMap(({ record }) =>
    record.problem === null
      ? []
      : [{ ...record.problem, where: record.problem.where.replace('line ', `${target.label}:`) }],
  );
  if (publication.kind === 'withheld' && publication.problem !== null) problems.push(publication.problem);
  return problems;
}

function recordProjects(rows: readonly JudgedRow[], publication: Publication, now: Date): ProjectRecord[] {
  const isPublished = publication.kind === 'published';
  const projects = new Map<string, ProjectRecord>();
  for (const { row, projectKey, repo, facts, derived, settled, before } of rows) {
    const isChanged = isPublished && settled.action === 'change';
    // The owner typed another word than the one remembered: it is settled since it was typed.
    const isTyped = before !== null && before.settled.status !== row.typed.status;
    const since = isChanged
      ? now.toISOString()
      : isTyped
        ? facts.declared.confirmedAt
        : (before?.settled.since ?? null);
    const changedAt = (before?.changedAt ?? []).filter((at) => Date.parse(addDays(at, 365)) > now.getTime());
    projects.set(projectKey, {
      key: projectKey,
      name: row.name,
      repo,
      declared: facts.declared,
      derived,
      settled: { status: isChanged ? settled.status : row.typed.status, since },
      question: settled.question,
      changedAt: isChanged ? [...changedAt, now.toISOString()] : changedAt,
      reviewAt: settled.reviewAt,
    });
  }
  return [...projects.values()];
}

function recordChanges(
  target: RefreshTarget,
  rows: readonly JudgedRow[],
  publication: Publication,
  now: Date,
): Change[] {
  if (publication.kind !== 'published') return [];
  const { oid, url } = publication;
  return rows
    .filter(({ settled }) => settled.action === 'change')
    .map(({ row, projectKey, derived, settled }) => ({
      projectKey,
      documentKey: target.key,
      name: row.name,
      from: row.typed.text,
      to: settled.text,
      rule: derived.rule,
      evidence: derived.evidence,
      at: now.toISOString(),
      oid,
      url,
    }));
}

/** A published word is in the document now; what was overruled or has run out says nothing any more. */
function listAnswersMet(rows: readonly JudgedRow[], publication: Publication, now: Date): AnswerRecord[] {
  return rows.flatMap(({ row, derived, settled, answers }) =>
    answers.filter((answer) =>
      answer.kind === 'pin'
        ? !isPinning(answer, now)
        : isMet(row, derived, answer, publication.kind === 'published' && settled.action === 'change'),
    ),
  );
}
