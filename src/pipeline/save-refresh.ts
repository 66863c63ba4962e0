// Turns one refresh into what is remembered of it, in one transaction, and into its result. A preview remembers
// nothing.

import { addDays, dayMs, earliest, toDay, toInstant } from '../core/dates.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import { heldForToday } from '../core/messages/evidence.ts';
import type { Decision, Declared, Derived, DocumentReading, Problem, Question, Vocabulary } from '../core/model.ts';
import type { Change, CommitRecord, DocumentRecord, ProjectRecord } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import { addsDate, explainDate, isDateOnly, recordDates, withDate, withoutDateChange } from './date-rows.ts';
import type { Publication, RefreshPorts, RefreshResult, RowEvaluation } from './document-update.ts';
import type { FetchScope, Repositories } from './fetch-activity.ts';
import { listNews } from './notices/queue-notices.ts';
import { repeatsRefused } from './project-facts.ts';
import { isUndoable } from './questions/answers.ts';
import { isAboutSilence } from './questions/batch-questions.ts';
import type { RefreshTarget } from './target.ts';

export interface RecordInput extends Pick<RefreshResult, 'target' | 'file' | 'reading' | 'rows' | 'publication'> {
  readonly repositories: Repositories;
  readonly vocabulary: Vocabulary;
  readonly scope: FetchScope;
  /** `onSilence: date`. */
  readonly wantsDates: boolean;
  readonly remembered: DocumentRecord | null;
  /** Whether its questions belong to the owner's first review. */
  readonly isFirstReview?: boolean;
  /** What a merged pull request has changed. */
  readonly history: readonly Change[];
  /** What else the owner should know of this refresh. */
  readonly notices: readonly Problem[];
  /** What is remembered of the statuses that repositories give themselves. */
  readonly ownStatuses: readonly ProjectRecord[];
  readonly memory: Pick<Memory, 'saveRefresh' | 'readRepositories' | 'readProjects' | 'purgeEvidence'>;
  readonly recheckAfter?: RefreshPorts['recheckAfter'];
  /** When the refresh began. */
  readonly now: Date;
}

/** A document is checked again after this time: just under the default schedule, so that every tick finds it due. */
export const recheckAfterMs = 25 * 60_000;

export async function recordRefresh(input: RecordInput): Promise<RefreshResult> {
  const { target, file, reading, vocabulary, rows, repositories, remembered, history, memory, now } = input;
  const publication = toRecorded(input.publication);
  const unread = file.notice === undefined ? [] : [file.notice];
  const problems = [...readProblems(target, reading, publication, repositories), ...unread, ...input.notices];
  const reviewAts = rows
    .map(({ decision }) => decision.reviewAt)
    .filter((at) => at !== null && Date.parse(at) > now.getTime());
  const retryAts = [...repositories.values()].map(({ retryAt }) => retryAt);
  const activities = [...repositories.values()].map(({ record }) => record);
  const usual =
    (input.scope === 'changed' ? remembered?.nextCheckAt : null) ??
    toInstant(now.getTime() + ((await input.recheckAfter?.(activities, now)) ?? recheckAfterMs));
  const nextCheckAt = earliest(usual, ...reviewAts, ...retryAts) ?? usual;

  const changed = [...history, ...recordChanges(target, rows, publication, now)];
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
      checkedAt: now.toISOString(),
      nextCheckAt,
      problems,
      rows: rows.map(({ row, projectKey, repo, decision }, position) => ({
        position,
        projectKey,
        repo,
        row,
        decision,
      })),
    };
    await memory.purgeEvidence(await listPrivatized(repositories, memory));
    await memory.saveRefresh({
      document,
      repositories: activities,
      projects: [
        ...(await recordDatesOf(recordProjects(rows, publication, input.isFirstReview === true, now), input)),
        ...input.ownStatuses,
      ],
      changes: changed,
      commit: recordCommit(rows, publication, now),
      startedAt: now.toISOString(),
    });
  }
  const problemsBefore = remembered?.problems ?? null;
  const at = now.toISOString();
  const { ownStatuses } = input;
  // A preview leaves nothing behind, and is no news.
  const isNews = target.publish !== 'preview';
  const found = { documentKey: target.key, changed, rows, ownStatuses, problems, problemsBefore, at };
  const news = isNews ? listNews(found) : [];
  return { target, file, reading, rows, publication: input.publication, news, problems, nextCheckAt };
}

/** What stands in a working tree is published once the branch says it. */
function toRecorded(publication: Publication): Publication {
  const isUncommitted = publication.kind === 'published' && publication.uncommitted !== undefined;
  return isUncommitted ? { kind: 'withheld', bytes: publication.bytes, problem: null } : publication;
}

/** Repositories that were public when they were last checked, and are not any more. */
async function listPrivatized(repositories: Repositories, memory: Pick<Memory, 'readRepositories'>): Promise<string[]> {
  const hidden = [...repositories.values()].filter(
    ({ record, isUsable }) => isUsable && record.activity !== null && record.activity.visibility !== 'public',
  );
  if (hidden.length === 0) return [];
  const before = await memory.readRepositories(hidden.map(({ record }) => record.name));
  return before.flatMap(({ activity }) => (activity?.visibility === 'public' ? [activity.nodeId] : []));
}

function readProblems(
  target: RefreshTarget,
  { blocks }: DocumentReading,
  publication: Publication,
  repositories: Repositories,
): Problem[] {
  const markers = blocks.flatMap(({ line, problem }): Problem[] => {
    const hint = 'Until it is fixed, the block is left alone.';
    return problem === null
      ? []
      : [{ code: 'BLOCK_UNREADABLE', where: `${target.label}:${line}`, message: problem, hint }];
  });
  const failures = [...repositories.values()].flatMap(({ record }) =>
    record.problem === null
      ? []
      : [{ ...record.problem, where: record.problem.where.replace('line ', `${target.label}:`) }],
  );
  const problems = [...failures, ...markers];
  if ('problem' in publication && publication.problem !== null) problems.push(publication.problem);
  return problems;
}

/** What is remembered of each project of these rows. */
export function recordProjects(
  rows: readonly RowEvaluation[],
  publication: Publication,
  isFirstReview: boolean,
  now: Date,
): ProjectRecord[] {
  const isPublished = publication.kind === 'published';
  const projects = new Map<string, ProjectRecord>();
  for (const evaluated of rows) {
    const { row, projectKey, repo, places, facts, derived, decision, before, answer } = evaluated;
    // A date that comes or goes leaves the word as it was decided.
    const isChanged = isPublished && decision.action === 'change' && !isDateOnly(evaluated);
    // The owner typed another word than the one remembered: it is decided since it was typed.
    const isTyped = before !== null && before.decision.status !== row.typed.status;
    // A status that comes back as the owner had typed it stands as if it had stood all the time.
    const isUndone = before?.answer?.kind === 'undo' || (isChanged && answer?.text !== undefined);
    const since =
      isChanged && !isUndone
        ? now.toISOString()
        : isTyped || isUndone
          ? facts.declared.confirmedAt
          : (before?.decision.since ?? null);
    const changedAt = (before?.changedAt ?? []).filter((at) => Date.parse(addDays(at, 365)) > now.getTime());
    projects.set(projectKey, {
      key: projectKey,
      name: row.name,
      repo,
      ...(places.length > 1 && { also: places.slice(1).map((place) => place.repo) }),
      declared: isChanged ? recordDeclared(facts.declared, derived, decision) : facts.declared,
      derived,
      decision: { status: isChanged ? decision.status : row.typed.status, since },
      question: decision.question,
      changedAt: isChanged ? [...changedAt, now.toISOString()] : changedAt,
      reviewAt: decision.reviewAt,
      answer: isChanged ? null : answer,
      undo: before !== null && isUndoable(before, now) ? (before.undo ?? null) : null,
      answeredAt: before?.answeredAt ?? null,
      silenceAskedAt: isAskedNow(decision.question, now)
        ? isFirstReview
          ? null
          : now.toISOString()
        : (before?.silenceAskedAt ?? null),
      released: decision.question?.version ?? (isTyped || isChanged ? null : (before?.released ?? null)),
      refused: readRefused(derived, decision.question, before),
    });
  }
  return [...projects.values()];
}

/**
 * With what is remembered of dates. The rows of one project may stand in several documents, which are saved one after the
 * other: what another of them has just saved is kept.
 */
async function recordDatesOf(
  projects: readonly ProjectRecord[],
  { target, rows, publication, wantsDates, memory, now }: RecordInput,
): Promise<ProjectRecord[]> {
  const dated = new Set(rows.filter(concernsDate).map(({ projectKey }) => projectKey));
  if (dated.size === 0) return [...projects];
  const stored = new Map((await memory.readProjects([...dated])).map((record) => [record.key, record]));
  return projects.map((project) => {
    if (!dated.has(project.key)) return project;
    const own = rows.filter(({ projectKey }) => projectKey === project.key);
    const others = (stored.get(project.key)?.dates ?? []).filter(({ documentKey }) => documentKey !== target.key);
    const isPublished = publication.kind === 'published';
    const date = recordDates(own, { documentKey: target.key, isPublished, isWanted: wantsDates, now });
    const isDeclined = publication.kind === 'withheld' && publication.isDeclined === true && own.some(addsDate);
    const declined = isDeclined ? { at: now.toISOString(), month: null } : null;
    const refused = own.find(({ dateRefused }) => dateRefused !== null)?.dateRefused ?? declined;
    const isForgotten = refused === null && own.some(({ before }) => before?.dateRefused != null);
    return {
      ...project,
      dates: date === null ? others : [...others, date],
      dateRefused: isForgotten ? null : (refused ?? stored.get(project.key)?.dateRefused ?? null),
    };
  });
}

function concernsDate({ row, decision, before, dateRefused }: RowEvaluation): boolean {
  return row.asOf !== undefined || decision.asOf != null || before?.dates !== undefined || dateRefused !== null;
}

/** Once it is published. */
function recordDeclared(declared: Declared, { rule }: Derived, { status, text }: Decision): Declared {
  if (declared.unsaid !== undefined) return { ...declared, status, unsaid: text };
  return rule === 'woke' ? { ...declared, status } : declared;
}

function isAskedNow(question: Question | null, now: Date): boolean {
  return isAboutSilence(question) && question?.askedAt === now.toISOString();
}

/** Forgotten once it is asked again. */
function readRefused(
  derived: Derived,
  question: Question | null,
  before: ProjectRecord | null,
): NonNullable<ProjectRecord['refused']> | null {
  const refused = before?.refused ?? null;
  if (refused === null || (question !== null && question.rule === refused.rule)) return null;
  return repeatsRefused(refused, derived) ? refused : { ...refused, isOver: true };
}

function recordChanges(
  target: RefreshTarget,
  rows: readonly RowEvaluation[],
  publication: Publication,
  now: Date,
): Change[] {
  if (publication.kind !== 'published') return [];
  const changed = rows.filter(({ decision }) => decision.action === 'change');
  return listChanges(target, changed, publication, now);
}

export function listChanges(
  target: RefreshTarget,
  changed: readonly RowEvaluation[],
  { oid, url }: { readonly oid: string; readonly url: string | null },
  now: Date,
): Change[] {
  return changed.map((evaluated) => {
    const { row, projectKey, derived, decision } = evaluated;
    const isDate = isDateOnly(evaluated);
    return {
      projectKey,
      documentKey: target.key,
      name: row.name,
      from: isDate ? withDate(row.typed.text, row.asOf?.text) : row.typed.text,
      to: isDate && decision.asOf?.action === 'add' ? withDate(decision.text, decision.asOf.text) : decision.text,
      rule: derived.rule,
      evidence: isDate ? explainDate(evaluated) : derived.evidence,
      at: now.toISOString(),
      oid,
      url,
    };
  });
}

function recordCommit(rows: readonly RowEvaluation[], publication: Publication, now: Date): CommitRecord | null {
  if (publication.kind !== 'published' && publication.kind !== 'proposed') return null;
  return { oid: publication.oid, at: now.toISOString(), isDerived: rows.some(isDerivedChange) };
}

// At most one commit a day to a document for what was derived from work and silence. Facts (archived, released,
// stopped), pins, the owner's own answers and newly listed projects go at once, and take along whatever else is due.

function isDerivedChange(evaluated: RowEvaluation): boolean {
  const { row, decision, derived } = evaluated;
  if (decision.action !== 'change' || isUnwritten(row)) return false;
  // A date that does not hold any more goes at once.
  if (isDateOnly(evaluated) && !addsDate(evaluated)) return false;
  return derived.basis === 'work' || derived.basis === 'silence';
}

export async function holdForToday(
  target: RefreshTarget,
  rows: readonly RowEvaluation[],
  memory: Pick<Memory, 'countCommitsSince'>,
  now: Date,
): Promise<readonly RowEvaluation[]> {
  const isHeld = target.ref.kind === 'github' && target.publish === 'commit' && rows.some(isDerivedChange);
  if (!isHeld || rows.some((row) => row.decision.action === 'change' && !isDerivedChange(row))) return rows;
  const today = `${toDay(now)}T00:00:00.000Z`;
  if ((await memory.countCommitsSince(target.key, today, 'derived')) === 0) return rows;

  const tomorrow = toInstant(Date.parse(today) + dayMs);
  return rows.map((evaluated) => {
    if (!isDerivedChange(evaluated)) return evaluated;
    const { row, decision } = evaluated;
    const { status, text } = row.typed;
    const reason = heldForToday(toDay(tomorrow));
    const unchanged = withoutDateChange(evaluated).decision;
    // What is asked stays asked while its date waits.
    const action = isDateOnly(evaluated) ? unchanged.action : 'hold';
    const held = { ...unchanged, status, text, action, reason };
    return { ...evaluated, decision: { ...held, reviewAt: earliest(decision.reviewAt, tomorrow) } };
  });
}
