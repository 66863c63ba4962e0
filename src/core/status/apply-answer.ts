// What the owner said on a page, applied to one row: an answer is the declared word until the document says it, or until
// somebody types another one. Pins are answers too, but run through the rules like every other pin.

import { toDay } from '../instants.ts';
import type { Declared, Derived, Pin, Row, Settled, Status, Vocabulary } from '../model.ts';
import * as say from '../wording.ts';

/** The owner's word, given on a page instead of in the document. */
export interface Answer {
  readonly kind: 'accept' | 'keep' | 'finished' | 'away' | 'pin';
  /** What the cell should say. */
  readonly status: Status;
  /** What it said when the owner answered: typed by hand since then, it is the newer word. */
  readonly typed: Status;
  /** The evidence that was answered, which does not ask again; null for a pin. */
  readonly evidence: string | null;
  /** Of a pin: the last day, inclusive, UTC; null: for ever. */
  readonly until: string | null;
  readonly at: string;
}

/** Typed by hand since the answer, the cell is the newer word. */
export function isStanding(row: Row, answer: Answer): boolean {
  return row.typed.status === answer.typed;
}

/** The answer is what the owner last meant: only what happens from then on can contradict it. */
export function declareAnswer(row: Row, declared: Declared, answer: Answer | null): Declared {
  if (answer === null || !isStanding(row, answer)) return declared;
  return { status: answer.status, confirmedAt: answer.at };
}

export function pinAnswer(answer: Answer | null): Pin | null {
  return answer && { status: answer.status, until: answer.until, reason: null, source: 'answer' };
}

export function applyAnswer(
  row: Row,
  derived: Derived,
  settled: Settled,
  answer: Answer | null,
  vocabulary: Vocabulary,
): Settled {
  // A pin outranks an answer, and a row that is not ours has none.
  if (answer === null || settled.action === 'skip' || derived.rule === 'pin' || !isStanding(row, answer))
    return settled;
  const reason = say.answered(toDay(answer.at), answer.status);
  const { typed } = row;
  const stay = { status: typed.status, text: typed.text, reviewAt: derived.reviewAt };
  if (answer.status === typed.status) {
    const isAnswered = settled.question !== null && derived.evidence === answer.evidence;
    return isAnswered ? { ...stay, action: 'keep', reason, question: null } : settled;
  }
  const text = vocabulary[answer.status];
  if (text === undefined) {
    const question = { status: answer.status, rule: derived.rule, evidence: derived.evidence, askedAt: answer.at };
    return { ...stay, action: 'question', reason: say.wordMissing(answer.status), question };
  }
  return { ...stay, status: answer.status, text, action: 'change', reason, question: null };
}

/** Whether there is nothing left to remember. `isPublished`: this very look has written the word. */
export function isMet(row: Row, derived: Derived, answer: Answer, isPublished: boolean): boolean {
  if (!isStanding(row, answer) || isPublished) return true;
  return answer.status === answer.typed && derived.evidence !== answer.evidence;
}
