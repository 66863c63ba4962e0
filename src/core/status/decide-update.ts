// From what the rules say to what the cell should say: facts and work publish, silence and doubts ask, a new
// word needs the owner's spelling, nothing flaps. Pure; the store remembers what this returns.

import { addDays, dayMs, earliest, elapsedMs, toDay } from '../dates.ts';
import * as messages from '../messages/evidence.ts';
import type { Decision, Derived, Question, Row, Vocabulary } from '../model.ts';
import { proposeLabels } from './labels.ts';
import { statusTable } from './statuses.ts';
import type { Thresholds } from './thresholds.ts';
import { spellUnsaid } from './unsaid.ts';

/** What is remembered about a project from earlier refreshes; null on the first one. */
export interface DecisionBefore {
  /** When the published status last changed; null when it never did. */
  readonly since: string | null;
  readonly question: Question | null;
  /** Instants of the changes so far, oldest first. */
  readonly changedAt: readonly string[];
}

export interface DecideContext {
  readonly row: Row;
  readonly derived: Derived;
  readonly before: DecisionBefore | null;
  /** The document's own words, then the owner's `labels:`. */
  readonly vocabulary: Vocabulary;
  /** Whether the owner has said what `derived` says, or that the repository is theirs. */
  readonly isAnswered?: boolean;
  /** Whether `derived` is an answer of the owner's. */
  readonly hasAnswer?: boolean;
  /** Of a project that nobody has given a status: what is shown where facts speak for none. Absent: somebody has. */
  readonly unsaid?: string;
  readonly thresholds: Thresholds;
  readonly now: Date;
}

/** Nobody has said anything, so there is no word to contradict: what facts say is shown, or when work was last seen. */
function showFacts({ row, derived, before, vocabulary, unsaid = '', now }: DecideContext): Decision {
  const { typed } = row;
  const { reviewAt } = derived;
  const label = spellUnsaid(derived, vocabulary, proposeLabels(vocabulary));
  if (label !== null) {
    const status = derived.status === 'stalled' ? 'paused' : derived.status;
    const isShown = row.isCounted === true || (typed.text === label && typed.status === status);
    const reason = isShown ? messages.reasons.asFacts : messages.reasons.listed;
    return { status, text: label, action: isShown ? 'keep' : 'change', reason, question: null, reviewAt };
  }
  // Incomplete knowledge changes nothing.
  if (derived.basis === 'none' && typed.text !== '') {
    return { ...typed, action: 'keep', reason: messages.reasons.guess, question: null, reviewAt };
  }
  const isSame = before?.question?.rule === 'quiet' && before.question.status === 'paused';
  const askedAt = isSame ? before.question.askedAt : now.toISOString();
  const question: Question = { status: 'paused', rule: 'quiet', evidence: derived.evidence, askedAt };
  const isShown = row.isCounted === true || typed.text === unsaid;
  return {
    status: 'unknown',
    text: unsaid,
    action: isShown ? 'question' : 'change',
    reason: isShown ? messages.askedWhatItIs(toDay(askedAt)) : messages.reasons.listed,
    question,
    reviewAt,
  };
}

/** Decides what happens to one row's cell, and why. */
export function decideUpdate(context: DecideContext): Decision {
  const { row, derived, before, vocabulary, thresholds, now } = context;
  const typed = row.typed;
  const stay = (
    action: Decision['action'],
    reason: string,
    question: Question | null = null,
    askAt: string | null = null,
  ): Decision => ({
    status: typed.status,
    text: typed.text,
    action,
    reason,
    question,
    reviewAt: earliest(derived.reviewAt, askAt),
  });

  if (row.skip !== null) return stay('skip', row.skip);
  if (row.directive?.kind === 'ignore') return stay('skip', messages.reasons.ignored);
  if (context.unsaid !== undefined) return showFacts(context);
  if (typed.text === '') return stay('skip', messages.reasons.emptyCell);
  if (typed.status === 'unknown') return stay('skip', messages.reasons.unknownWord);
  // A pin in the cell pins what stands there, so only a pin of the configuration can differ from the cell.
  if (derived.rule === 'unlinked' && derived.basis === 'none')
    return stay(typed.status === 'planned' ? 'keep' : 'skip', messages.reasons.noRepository);

  // `stalled` is shown with the paused word, so either word says both.
  const wanted = derived.status === 'stalled' ? 'paused' : derived.status;
  const agrees = wanted === typed.status || (wanted === 'paused' && typed.status === 'stalled');
  const isOtherRepository = derived.rule === 'identity';
  if (agrees && !isOtherRepository) return stay('keep', messages.reasons.agrees);
  if (derived.confidence === 'guess' && derived.basis !== 'doubt') return stay('keep', messages.reasons.guess);

  const link = derived.link === undefined ? null : { link: derived.link };
  const isSame =
    before?.question?.status === wanted &&
    (before.question.rule === 'identity') === isOtherRepository &&
    (before.question.link ?? derived.link) === derived.link;
  // A memory that others may read keeps the question without its evidence.
  const sameQuestion = isSame
    ? { ...before.question, evidence: before.question.evidence || derived.evidence, ...link }
    : null;
  const question: Question = sameQuestion ?? {
    status: wanted,
    rule: derived.rule,
    evidence: derived.evidence,
    askedAt: now.toISOString(),
    ...link,
    ...(derived.version !== undefined && { version: derived.version }),
  };
  const since = before?.since ?? null;
  const isLower = statusTable[wanted].rank < statusTable[typed.status].rank;
  const dwellsUntil = since === null ? null : addDays(since, thresholds.dwellDays);
  const isDwelling = (derived.basis === 'work' || derived.basis === 'silence') && isLower;
  if (isDwelling && since !== null && dwellsUntil !== null && elapsedMs(dwellsUntil, now) < 0) {
    return stay('hold', messages.dwelling(toDay(since), toDay(dwellsUntil)), sameQuestion, dwellsUntil);
  }
  if (derived.basis === 'doubt') return stay('question', messages.doubted(toDay(question.askedAt)), question);
  // A pin and an answer are the owner's own word.
  if (row.asksFirst !== undefined && !context.isAnswered && derived.rule !== 'pin') {
    return stay('question', messages.askedFirst(row.asksFirst, toDay(question.askedAt)), question);
  }
  // In a data file "planned" is as often what comes next as what has not begun.
  if (
    row.keyWords !== undefined &&
    typed.status === 'planned' &&
    derived.rule === 'active' &&
    context.hasAnswer !== true
  ) {
    return stay('question', messages.askedFirst(messages.reasons.plannedInData, toDay(question.askedAt)), question);
  }
  if (derived.basis === 'silence') return stay('question', messages.asked(toDay(question.askedAt)), question);
  const text = derived.text ?? vocabulary[wanted] ?? row.derivedLabels?.[wanted];
  if (text === undefined) return stay('question', messages.formatMissing(wanted, row.keyWords?.proposed), question);

  const flaps = (before?.changedAt ?? []).filter((at) => elapsedMs(at, now) <= thresholds.flapDays * dayMs).length;
  if (flaps > thresholds.flapChanges && derived.rule !== 'pin') {
    return stay('question', messages.flapping(flaps, thresholds.flapDays), question);
  }

  const isNewLabel = derived.text === undefined && vocabulary[wanted] === undefined;
  const reason = messages.changeReason(typed.status, wanted);
  return {
    status: wanted,
    text,
    action: 'change',
    reason: isNewLabel ? `${reason} ${messages.newLabel(text)}` : reason,
    ...(isNewLabel && { isNewLabel }),
    question: null,
    reviewAt: derived.reviewAt,
  };
}
