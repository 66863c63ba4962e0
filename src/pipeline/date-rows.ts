// The dates of ours behind the words of a document: which rows get one, which one goes, and which one the owner has taken
// away. All rows of one project are dated alike, each in the language of its column.

import { elapsedMs, toDay } from '../core/dates.ts';
import { proposeDate, removeDate } from '../core/document/dates/as-of.ts';
import { isColumnDate } from '../core/document/dates/last-work.ts';
import { readDocument } from '../core/document/parse-document.ts';
import { sayDated } from '../core/messages/commit-message.ts';
import * as messages from '../core/messages/evidence.ts';
import type { Activity, AsOf, DocumentRef, Row } from '../core/model.ts';
import { decideDate, findDateOver, isDue, readLastSign } from '../core/status/decide-date.ts';
import { readThresholds, type Thresholds } from '../core/status/thresholds.ts';
import { readLastSeen } from '../core/status/unsaid.ts';
import type { DocumentFile, Documents, PastDocument } from '../ports/github.ts';
import type { DateRecord, DateRefusal } from '../ports/records.ts';
import { discloseRow } from './disclose.ts';
import type { EvaluateInput, RowEvaluation } from './document-update.ts';
import { isTracked } from './match-project.ts';

type Input = Pick<EvaluateInput, 'target' | 'file' | 'portfolio' | 'now'>;

/** The rows with what becomes of their dates: a date that comes or goes is a change that leaves the word as it is. */
export function dateRows(rows: readonly RowEvaluation[], input: Input): RowEvaluation[] {
  const thresholds = readThresholds(input.portfolio.rules);
  const projects = Map.groupBy(
    rows.filter(({ row }) => isTracked(row)),
    ({ projectKey }) => projectKey,
  );
  const refusals = new Map([...projects].map(([key, own]) => [key, readRefusal(own, input)]));
  return rows.map((evaluated) => {
    if (!isTracked(evaluated.row)) return evaluated;
    const dateRefused = refusals.get(evaluated.projectKey) ?? null;
    return dateRow({ ...evaluated, dateRefused }, thresholds, input);
  });
}

function dateRow(evaluated: RowEvaluation, thresholds: Thresholds, input: Input): RowEvaluation {
  const { row, facts, decision, dateRefused } = evaluated;
  const { now, portfolio } = input;
  const isWanted = portfolio.onSilence === 'date';
  const dueDate = isWanted ? decideDate(facts, decision.question, thresholds, now) : null;
  const known = { ...evaluated, dueDate };
  if (decision.action === 'skip') return known;
  if (row.asOf !== undefined) {
    const over = isTheirs(row, dateRefused) ? null : findOver(known, thresholds, input);
    return over === null ? setDate(known, keepDate(row)) : change(known, removeDate(row), over);
  }
  if (dueDate === null || decision.action !== 'question') return known;
  if (dateRefused !== null) {
    const reason = messages.dateRefused(toDay(dateRefused.at));
    return { ...known, dueDate: null, decision: { ...decision, reason: `${decision.reason} ${reason}` } };
  }
  // When there was work on a project that not everybody may see is not for the readers of the document.
  const proposed = proposeDate(row, dueDate.month, dueDate.kind, readLastMonth(facts.activity, now));
  if (proposed === null || !discloseRow(known, input.file, portfolio).isOpen) return { ...known, dueDate: null };
  if (!isDue(dueDate, now)) return known;
  return change(known, proposed, messages.dated(dueDate.kind, dueDate.month, toDay(decision.question?.askedAt ?? now)));
}

/** `2025-05`; null: no work was ever seen, or nobody knows. */
export function readLastMonth(activity: Activity | null, now: Date): string | null {
  return activity === null ? null : (readLastSeen(activity, now)?.slice(0, 7) ?? null);
}

/** Why the date that stands there goes; null: it stays. */
function findOver(evaluated: RowEvaluation, thresholds: Thresholds, input: Input): string | null {
  const { row, facts, decision, derived, before, dateRefused } = evaluated;
  const isOurs = before?.dates?.some(({ documentKey, dated }) => documentKey === input.target.key && dated > 0);
  // With dates switched off, a date in our form may be the owner's own.
  if (row.asOf === undefined || (input.portfolio.onSilence !== 'date' && isOurs !== true)) return null;
  if (dateRefused !== null) return messages.dateOver.refused;
  if (derived.rule === 'pin') return messages.dateOver.pinned;
  if (decision.action === 'change' && decision.text !== row.typed.text) return decision.reason;
  // What could not be fetched changes nothing.
  const isHidden = facts.activity !== null && !discloseRow(evaluated, input.file, input.portfolio).isOpen;
  return isHidden ? messages.dateOver.notPublic : findDateOver(row.asOf, facts, thresholds, input.now);
}

function isTheirs({ asOf }: Row, refused: DateRefusal | null): boolean {
  return refused !== null && refused.month !== null && refused.month === asOf?.month;
}

/** The row's date as it stands; null: there is none of ours. */
export function keepDate({ asOf }: Pick<Row, 'asOf'>): AsOf | null {
  return asOf === undefined ? null : { month: asOf.month, text: asOf.text, action: 'keep' };
}

function setDate(evaluated: RowEvaluation, asOf: AsOf | null): RowEvaluation {
  return asOf === null ? evaluated : { ...evaluated, decision: { ...evaluated.decision, asOf } };
}

function change(evaluated: RowEvaluation, asOf: AsOf | null, reason: string): RowEvaluation {
  const { row, decision } = evaluated;
  if (asOf === null || asOf.action === 'keep') return setDate(evaluated, asOf);
  if (decision.action === 'change') return setDate(evaluated, asOf);
  const { status, text } = row.typed;
  return { ...evaluated, decision: { ...decision, status, text, action: 'change', reason, asOf } };
}

/** Whether all that changes is the date: neither flap nor reversal, and no new word. */
export function isDateOnly({ row, decision, link }: Pick<RowEvaluation, 'row' | 'decision' | 'link'>): boolean {
  const { action, asOf = null, text } = decision;
  return action === 'change' && asOf !== null && asOf.action !== 'keep' && text === row.typed.text && link === null;
}

export function addsDate({ decision }: Pick<RowEvaluation, 'decision'>): boolean {
  return decision.action === 'change' && decision.asOf?.action === 'add';
}

/** Why the date comes or goes, for commits and histories. */
export function explainDate({ derived, decision }: Pick<RowEvaluation, 'derived' | 'decision'>): string {
  return decision.asOf?.action === 'add' ? derived.evidence : decision.reason;
}

/** `🟡 In Progress (as of 2025-07)` */
export function withDate(word: string, date: string | undefined): string {
  return date === undefined ? word : `${word} ${date}`;
}

/** The row as if no date came or went, where it has to wait; what is asked goes on being asked. */
export function withoutDateChange(evaluated: RowEvaluation): RowEvaluation {
  const { row, decision } = evaluated;
  const kept = { ...decision, asOf: keepDate(row) };
  if (!isDateOnly(evaluated)) return { ...evaluated, decision: kept };
  return { ...evaluated, decision: { ...kept, action: decision.question === null ? 'keep' : 'question' } };
}

// What became of our dates since we last saw them. A cell that differs from what we left there, with a person's commit
// since, was edited by the owner; so was every file on this machine.

function readRefusal(own: readonly RowEvaluation[], input: Input): DateRefusal | null {
  const [first] = own;
  if (first === undefined) return null;
  const { before, facts } = first;
  const known = before?.dates?.find(({ documentKey }) => documentKey === input.target.key);
  const edited = known === undefined ? undefined : findEdit(own, known, first, input);
  if (edited !== undefined) return { at: input.file.confirmedAt ?? input.now.toISOString(), month: edited };
  const refused = before?.dateRefused ?? null;
  if (refused === null || own.some(({ row }) => isTheirs(row, refused))) return refused;
  const signAt = readLastSign(facts, input.now);
  return signAt !== null && elapsedMs(refused.at, signAt) > 0 ? null : refused;
}

/** The month that the owner wrote, or null where the date was taken away; undefined: neither. */
function findEdit(
  own: readonly RowEvaluation[],
  known: DateRecord,
  { facts: { declared } }: RowEvaluation,
  { target, file }: Input,
): string | null | undefined {
  const isSince = (at: string | null | undefined) => at != null && elapsedMs(known.at, at) > 0;
  const isByHand = target.key.startsWith('file:') || isSince(file.confirmedAt);
  // An owner who typed another word has not refused the date: the silence starts over with the new word.
  if (!isByHand || known.dated === 0 || isSince(declared.typedAt ?? declared.confirmedAt)) return undefined;
  const dates = own.flatMap(({ row }) => row.asOf ?? []);
  const other = dates.find(({ month, kind, inColumn }) => {
    // A column says another month than what stands behind a word of the same project, in a list perhaps.
    const written = inColumn ? (known.lastWork ?? month) : known.month;
    return month !== written || kind !== known.kind;
  });
  if (other !== undefined) return other.month;
  const gone = Math.max(known.rows - own.length, 0);
  return dates.length < known.dated - gone ? null : undefined;
}

export interface DateOutcome {
  readonly documentKey: string;
  /** What was decided stands there now. */
  readonly isPublished: boolean;
  /** Whether the owner wants dates: otherwise what looks like one of ours may be the owner's own. */
  readonly isWanted: boolean;
  readonly now: Date;
}

/** What is to be remembered of our dates in a document; null: nothing. */
export function recordDates(
  own: readonly RowEvaluation[],
  { documentKey, isPublished, isWanted, now }: DateOutcome,
): DateRecord | null {
  const ours = own.filter(({ row, dateRefused }) => !isTheirs(row, dateRefused));
  const written = ours.flatMap(({ row, decision: { asOf = null } }) => {
    const isChanged = isPublished && asOf !== null && asOf.action !== 'keep';
    if (isChanged) return asOf.action === 'add' ? [{ month: asOf.month, inColumn: isColumnDate(asOf.text) }] : [];
    return row.asOf === undefined ? [] : [{ month: row.asOf.month, inColumn: row.asOf.inColumn === true }];
  });
  const [last] = ours.flatMap(({ before }) => before?.dates?.find((date) => date.documentKey === documentKey) ?? []);
  // Where it went, it is remembered: the same month comes back after another silence.
  const lastWork = written.find(({ inColumn }) => inColumn)?.month ?? last?.lastWork;
  const [due] = ours.flatMap(({ dueDate }) => dueDate ?? []);
  const [first] = ours.flatMap(({ row, dueDate }) => dueDate ?? row.asOf ?? []);
  const month = written.find(({ inColumn }) => !inColumn)?.month ?? due?.month ?? last?.month ?? first?.month;
  const kind = first?.kind ?? last?.kind;
  // What was decided and waits to be written was looked up in the history already.
  const isNone = last === undefined && !own.some(addsDate) && (written.length === 0 || !isWanted);
  if (month === undefined || kind === undefined || isNone) return null;
  const counts = { rows: own.length, dated: written.length };
  const record = { documentKey, kind, month, ...counts, ...(lastWork !== undefined && { lastWork }) };
  const isSame = last !== undefined && JSON.stringify({ ...last, at: '' }) === JSON.stringify({ ...record, at: '' });
  return isSame ? last : { ...record, at: now.toISOString() };
}

// Before a date is written for the first time the document's own history is searched for it: an owner who took it away has
// refused it, although the memory of it may be lost.

interface SearchedDocument {
  readonly key: string;
  readonly ref: DocumentRef;
  readonly file: DocumentFile;
}

/** What could not be searched waits. Asks for the history only where a date is due that was never decided before. */
export async function refuseRemovedDates(
  rows: readonly RowEvaluation[],
  { key, ref, file }: SearchedDocument,
  documents: Pick<Documents, 'readPast'>,
  now: Date,
): Promise<RowEvaluation[]> {
  const fresh = rows.filter((row) => addsDate(row) && !isKnown(row, key));
  const [first] = fresh.map(({ decision }) => decision.asOf?.month ?? '').toSorted();
  if (first === undefined || documents.readPast === undefined) return [...rows];
  const past = await documents.readPast(ref, file, `${first}-01T00:00:00.000Z`);
  const refused = new Set(fresh.filter((row) => past !== null && bore(row, ref, past)).map((row) => row.projectKey));
  return rows.map((evaluated) => {
    const { projectKey } = evaluated;
    if (past === null) return fresh.includes(evaluated) ? withoutDateChange(evaluated) : evaluated;
    if (!refused.has(projectKey)) return evaluated;
    return { ...withoutDateChange(evaluated), dateRefused: { at: now.toISOString(), month: null } };
  });
}

function isKnown({ before, decision }: RowEvaluation, key: string): boolean {
  const known = before?.dates?.find(({ documentKey }) => documentKey === key);
  const { month, text } = decision.asOf ?? {};
  return known !== undefined && month === (isColumnDate(text ?? '') ? known.lastWork : known.month);
}

/** Whether this very date stood behind the row once: nothing but its owner can have taken it away, while it holds. */
function bore({ row, decision }: RowEvaluation, ref: DocumentRef, { messages, versions }: PastDocument): boolean {
  const month = decision.asOf?.month ?? '';
  if (sayDated(messages, row.name, month)) return true;
  return versions.some((bytes) => {
    const outcome = readDocument(bytes, ref);
    if (outcome.kind !== 'read') return false;
    return outcome.reading.rows.some(
      (past) => past.asOf?.month === month && past.repo === row.repo && past.name === row.name,
    );
  });
}
