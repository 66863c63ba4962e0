// The answers to a question: which of them fit it, and what each says the project is.

import type { Question, RuleName } from '../model.ts';
import type { Status } from './statuses.ts';

/** `accept` and `keep` say yes and no to any question. */
export const answerKinds = ['paused', 'active', 'finished', 'away', 'released', 'not-yet', 'accept', 'keep'] as const;
export type AnswerKind = (typeof answerKinds)[number];

type Asked = Pick<Question, 'status' | 'rule'>;

/** Statuses that somebody who says "active" need not change. */
const lively = new Set<Status>(['running', 'maintained', 'in_progress', 'experimental']);

/** What the cell should say after an answer; null: what it says. `question` null: the owner speaks unasked. */
export function readSaid(
  kind: AnswerKind,
  question: Asked | null,
  current: Status,
): { readonly status: Status; readonly rule: RuleName } | null {
  if (kind === 'accept') return question === null ? null : { status: question.status, rule: question.rule };
  if (kind === 'finished') return { status: 'complete', rule: 'declared-complete' };
  if (kind === 'paused') return { status: 'paused', rule: 'quiet' };
  if (kind === 'released') return { status: 'maintained', rule: 'released' };
  if (kind === 'active' && !lively.has(current)) {
    const isAsked = question !== null && lively.has(question.status);
    return { status: isAsked ? question.status : 'in_progress', rule: 'active' };
  }
  return null;
}

/** An answer as it is offered. */
export interface OfferedAnswer {
  readonly kind: AnswerKind;
  /** What the cell says then. */
  readonly status: Status;
}

/** The answers that fit a question about a row that says `typed`, the likeliest first. */
export function listAnswers(question: Asked, typed: Status): OfferedAnswer[] {
  return listKinds(question, typed).map((kind) => ({ kind, status: readSaid(kind, question, typed)?.status ?? typed }));
}

/** The same where nothing was asked and the owner reviews an old status. */
export function listUnasked(typed: Status): OfferedAnswer[] {
  const kinds: AnswerKind[] = ['active', 'paused', 'finished', 'released', ...(typed === 'planned' ? notYet : [])];
  return kinds.map((kind) => ({ kind, status: readSaid(kind, null, typed)?.status ?? typed }));
}

const notYet = ['not-yet'] as const;

function listKinds({ status, rule }: Asked, typed: Status): readonly AnswerKind[] {
  switch (rule) {
    case 'quiet':
    case 'stalled':
      return ['paused', 'active', 'finished', 'away'];
    case 'stopped':
      return [...(status === 'paused' ? [] : (['accept'] as const)), 'paused', 'active', 'finished'];
    case 'released':
      return ['released', 'not-yet', 'finished'];
    case 'active':
      return ['active', typed === 'planned' ? 'not-yet' : typed === 'paused' ? 'paused' : 'keep', 'finished'];
    case 'reopened':
      return ['active', 'finished'];
    // These are about the repository behind the row, and say nothing of the work.
    case 'unlinked':
    case 'identity':
      return ['accept', 'keep'];
    default:
      return status === 'complete' ? ['finished', 'keep'] : ['accept', 'keep', 'finished'];
  }
}
