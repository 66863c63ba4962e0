// The owner's word about a project, from wherever it comes: a ticked box, a comment, a page, the command line. A new status
// is published by the next refresh; one that stays counts as typed anew. For a day an answer can be replaced or undone.

import { dayMs, elapsedMs, toInstant } from '../../core/dates.ts';
import type { Question } from '../../core/model.ts';
import { type AnswerKind, readSaid } from '../../core/status/answers.ts';
import { StatusfolioError } from '../../errors.ts';
import type { Answer, ProjectRecord, Undo } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';

/** For how long an answer can be undone. */
export const undoMs = dayMs;

type AnswerStore = Pick<Store, 'readProjects' | 'saveProjects' | 'listChanges'>;

/** What the owner says, who it is, and when it was said (not when it was read). */
export interface Said {
  readonly kind: AnswerKind;
  readonly by: string;
  readonly at: string;
}

export interface SaidContext {
  /** The owner may speak although nothing was asked. */
  readonly isUnasked?: boolean;
  /** The word that the last answer replaced in the cell, as the owner had typed it. */
  readonly replacedText?: string | null;
}

/**
 * The project with the answer in place of the question; null where nothing was asked. Of two answers the later one holds:
 * as long as one can be undone, another takes its place.
 */
export function applyAnswer(
  project: ProjectRecord,
  { kind, by, at }: Said,
  { isUnasked = false, replacedText = null }: SaidContext = {},
): ProjectRecord | null {
  const last = project.question === null && isUndoable(project, new Date(at)) ? (project.undo ?? null) : null;
  const question = project.question ?? last?.question ?? null;
  if (question === null && last === null && !isUnasked) return null;

  const current = project.decision.status;
  const before = last ?? { status: current, declared: project.declared, question: question && dropEvidence(question) };
  const said = readSaid(kind, question, before.status);
  const status = said?.status ?? before.status;
  const undo: Undo = {
    at,
    kind,
    by,
    status: before.status,
    ...(replacedText !== null && { text: replacedText }),
    declared: before.declared,
    question: before.question,
  };
  const isHeld = status === before.status && (question?.rule === 'quiet' || question?.rule === 'stalled');
  const affirmedAt = [...(before.declared.affirmedAt ?? []).slice(-1), at];
  const declared = { status, confirmedAt: at, ...(isHeld && { affirmedAt }) };
  const answered = { ...project, declared, question: null, refused: null, undo, answeredAt: at };
  if (status === current && kind !== 'accept') {
    const refused = question === null ? null : { status: question.status, rule: question.rule, at };
    // The answer that this one replaces may be on its way into the cell.
    const answer = last === null ? null : ({ kind, status, rule: 'keep', by, at } as const);
    return { ...answered, answer, refused };
  }
  const link = kind === 'accept' ? project.question?.link : undefined;
  const answer: Answer = {
    kind,
    status,
    rule: said?.rule ?? 'keep',
    by,
    at,
    ...(link !== undefined && { link }),
    // The status comes back as the owner had spelt it.
    ...(status === before.status && replacedText !== null && { text: replacedText }),
  };
  return { ...answered, answer };
}

function dropEvidence({ status, rule, askedAt }: Question | NonNullable<Undo['question']>): Undo['question'] {
  return { status, rule, askedAt };
}

/**
 * Records an answer to the question about one project, or to the last one in place of an answer that can still be undone.
 * Throws USAGE when there is none; request a refresh afterwards.
 */
export async function answerQuestion(
  store: AnswerStore,
  { projectKey, kind, by, now }: { projectKey: string; kind: AnswerKind; by: string; now: Date },
): Promise<ProjectRecord> {
  const [project] = await store.readProjects([projectKey]);
  const said = { kind, by, at: now.toISOString() };
  const answered = project === undefined ? null : applyAnswer(project, said, await readSaidContext(project, store));
  if (answered === null) {
    throw new StatusfolioError('USAGE', 'No open question for this project.', {
      where: project?.name ?? projectKey,
      hint: 'Check the project: it may have been answered already.',
    });
  }
  await store.saveProjects([answered]);
  return answered;
}

/** What applying an answer needs to know of the last one. */
export async function readSaidContext(
  project: ProjectRecord,
  store: Pick<AnswerStore, 'listChanges'>,
): Promise<SaidContext> {
  const { undo = null, decision } = project;
  if (undo === null || undo.status === decision.status) return {};
  return { replacedText: undo.text ?? (await findReplacedText(project.key, undo.at, store)) };
}

/** Whether the last answer can still be undone. */
export function isUndoable({ undo }: Pick<ProjectRecord, 'undo'>, now: Date): boolean {
  return undo != null && elapsedMs(undo.at, now) <= undoMs;
}

/**
 * Undoes the last answer: the question waits again, and a status that was published for it comes back as the owner had
 * typed it. Throws USAGE when there is none, or it is too long ago; request a refresh afterwards.
 */
export async function undoAnswer(
  store: AnswerStore,
  { projectKey, by, now }: { projectKey: string; by: string; now: Date },
): Promise<ProjectRecord> {
  const [project] = await store.readProjects([projectKey]);
  const at = toInstant(now);
  const restored = project === undefined ? null : applyUndo(project, { by, at }, await readSaidContext(project, store));
  if (restored === null) throw explainNoUndo(project ?? null, projectKey, now);
  await store.saveProjects([restored]);
  return restored;
}

/** The project as it was before its last answer; null: there is none that can still be undone. */
export function applyUndo(
  project: ProjectRecord,
  { by, at }: Omit<Said, 'kind'>,
  { replacedText = null }: SaidContext = {},
): ProjectRecord | null {
  const undo = project.undo ?? null;
  if (undo === null || !isUndoable(project, new Date(at))) return null;
  const isWritten = project.decision.status !== undo.status;
  const text = isWritten ? replacedText : null;
  // Where the cell does not say the answer yet, it may be on its way there.
  const answer: Answer = { kind: 'undo', status: undo.status, rule: 'keep', by, at, ...(text !== null && { text }) };
  const question = isWritten || undo.question === null ? null : { ...undo.question, evidence: '' };
  return { ...project, declared: undo.declared, question, answer, refused: null, undo: null, answeredAt: at };
}

function explainNoUndo(project: ProjectRecord | null, projectKey: string, now: Date): StatusfolioError {
  const answeredAt = project?.answeredAt ?? null;
  const isLate = answeredAt !== null && elapsedMs(answeredAt, now) > undoMs;
  const message = isLate ? 'It is too late to undo this answer.' : 'There is no answer to undo.';
  return new StatusfolioError('USAGE', message, {
    where: project?.name ?? projectKey,
    hint: 'An answer can be undone for 24 hours. After that, edit the status in the document: your edit counts.',
  });
}

/** Changes older than these were not made within a day. */
const changesRead = 1000;

async function findReplacedText(
  projectKey: string,
  since: string,
  store: Pick<AnswerStore, 'listChanges'>,
): Promise<string | null> {
  const changes = (await store.listChanges(changesRead)).filter((change) => change.projectKey === projectKey);
  // They come newest first, and the answer led to the first one after it.
  return changes.findLast(({ at }) => elapsedMs(since, at) >= 0)?.from ?? null;
}
