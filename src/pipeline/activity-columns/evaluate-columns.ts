// Fetches the repositories of a document's columns of activity, decides every mark, and plans the bytes that follow,
// read back before anybody may write them. Writes nothing.

import type { Portfolio } from '../../config/portfolio.ts';
import {
  decideMark,
  type FetchedSubject,
  type MarkChange,
  type MarkDecision,
  type MarkEvaluation,
  mayHold,
  planMarks,
} from '../../core/activity-columns/decide-mark.ts';
import type { ActivityEntry, ActivityReading, LastActivity } from '../../core/activity-columns/model.ts';
import { toDay } from '../../core/dates.ts';
import { type Audience, audienceOf, disclose } from '../../core/disclosure.ts';
import { applyEdits, planLinks } from '../../core/document/edits.ts';
import { readDocument } from '../../core/document/parse-document.ts';
import { moved, notUtf8, stoodBefore } from '../../core/messages/activity-columns.ts';
import type { DocumentReading, Edit, Problem } from '../../core/model.ts';
import { siteOfDocument } from '../../core/site.ts';
import { retriedLater, StatusfolioError, toProblem } from '../../errors.ts';
import type { GitHub, LastActivityFetch } from '../../ports/github.ts';
import type { MissingRecord } from '../../ports/records.ts';
import type { DocumentUpdate } from '../document-update.ts';
import { countMissing, type Missing } from './missing-repositories.ts';

export interface ActivityPass {
  readonly rows: readonly MarkEvaluation[];
  /** Every repository could be asked about: what is not whole is never published. */
  readonly isWhole: boolean;
  readonly problems: readonly Problem[];
  /** Repositories that could not be seen, this pass included. */
  readonly missing: readonly MissingRecord[];
}

export interface ActivityInput {
  readonly update: Pick<DocumentUpdate, 'target' | 'file'>;
  readonly reading: ActivityReading;
  readonly portfolio: Portfolio;
  readonly github: Pick<GitHub, 'readLastActivities'>;
  readonly missing: readonly MissingRecord[];
  readonly now: Date;
}

/** Never throws for what GitHub does: that is a problem of the pass, which is then not whole. */
export async function evaluateActivity(input: ActivityInput): Promise<ActivityPass> {
  const { update, reading, portfolio, github, now } = input;
  const stood = listUnchanged(update);
  const rows = reading.columns.flatMap((column) => column.entries.map((entry) => ({ column, entry })));
  const asked = rows.filter(({ entry }) => mayChange(entry) && !stood.has(toKey(entry)));
  const repos = new Map(
    asked.flatMap(({ entry: { subject } }) =>
      subject.kind === 'repository' ? [[subject.repo.toLowerCase(), subject.repo]] : [],
    ),
  );
  const by = new Set(asked.map(({ column }) => column.rule.by));
  const problems: Problem[] = [];
  let fetches: LastActivityFetch[] = [];
  try {
    const request = { repos: [...repos.values()], commits: by.has('commit'), releases: by.has('release') };
    fetches = repos.size === 0 ? [] : await github.readLastActivities(request);
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    problems.push({ ...toProblem(error), where: update.target.label });
    fetches = [...repos].map(() => ({ kind: 'stopped' as const, message: error.message }));
  }
  const unread: LastActivityFetch = { kind: 'failed', message: 'It was not checked.' };
  const found = new Map([...repos.keys()].map((repo, index) => [repo, fetches[index] ?? unread] as const));
  const stopped = fetches.filter(({ kind }) => kind === 'stopped').length;
  if (stopped > 0 && problems.length === 0) {
    const message = `${stopped} of ${fetches.length} repositories of its columns of activity were not checked, so no mark is changed.`;
    problems.push({ code: 'ACTIVITY_PARTIAL', where: update.target.label, message, hint: `${retriedLater}.` });
  }
  const missing = await countMissing(found, input.missing, now);
  const evaluated = rows.map(({ column, entry }): MarkEvaluation => {
    const fetched = readFetched(entry, found, missing);
    const activity = fetched?.kind === 'found' ? fetched.activity : null;
    const disclosure = discloseMark({ entry, activity }, audienceOf(update.file), portfolio);
    const decided = decideMark({
      column,
      entry,
      fetched,
      now,
      isPinned: isPinned(entry, portfolio, now),
      mayTell: disclosure.isOpen,
    });
    const isNew = !stood.has(toKey(entry));
    const movedTo = isNew && activity !== null && isMoved(entry, activity) ? disclosure.tellName(activity.name) : null;
    const decision: MarkDecision = isNew
      ? decided
      : { action: 'keep', cause: 'held', text: entry.typed.text, evidence: stoodBefore };
    const told = movedTo === null ? decision : { ...decision, evidence: `${decision.evidence} ${moved(movedTo)}` };
    return { column, entry, activity, movedTo, decision: told };
  });
  return { rows: evaluated, isWhole: stopped === 0, problems, missing: missing.records };
}

/** What is to be told of a row, and to whom. */
export function discloseMark(
  { entry, activity }: Pick<MarkEvaluation, 'entry' | 'activity'>,
  audience: Audience,
  { privateDetails }: Pick<Portfolio, 'privateDetails'>,
) {
  const { subject } = entry;
  const repositories =
    subject.kind === 'repository' && activity !== null
      ? [{ link: subject.repo, name: activity.name, isPublic: activity.isPublic }]
      : [];
  return disclose({ audience, repositories, isWritten: true, evidence: 'public', permitted: privateDetails });
}

function mayChange({ skip, directive }: ActivityEntry): boolean {
  return skip === null && directive?.kind !== 'ignore';
}

/** What stood in the document that a contributor began from: only what they added is checked. */
function listUnchanged({ target }: ActivityInput['update']): ReadonlySet<string> {
  if (target.baseline === undefined) return new Set();
  const before = readDocument(target.baseline, target.ref);
  const columns = before.kind === 'read' ? (before.activity?.columns ?? []) : [];
  return new Set(columns.flatMap(({ entries }) => entries.map(toKey)));
}

const toKey = ({ subject, typed }: ActivityEntry) => JSON.stringify([subject, typed.text]).toLowerCase();

function readFetched(
  { subject }: ActivityEntry,
  found: ReadonlyMap<string, LastActivityFetch>,
  missing: Missing,
): FetchedSubject | null {
  const fetched = subject.kind === 'repository' ? found.get(subject.repo.toLowerCase()) : undefined;
  if (fetched === undefined || subject.kind !== 'repository') return null;
  if (fetched.kind === 'ok') return { kind: 'found', activity: fetched.activity };
  if (fetched.kind === 'not-visible') return { kind: 'not-visible', isGone: missing.isGone(subject.repo) };
  return { kind: 'failed', message: `${subject.repo}: ${fetched.message}` };
}

function isPinned({ name, subject }: ActivityEntry, { projects }: Portfolio, now: Date): boolean {
  const names = [name, subject.kind === 'repository' ? subject.repo : name].map((one) => one.toLowerCase());
  return projects.some(({ match, pin }) => {
    return pin !== undefined && names.includes(match.toLowerCase()) && toDay(now) <= (pin.until ?? '9999-12-31');
  });
}

function isMoved({ subject }: ActivityEntry, { name }: LastActivity): boolean {
  return (
    subject.kind === 'repository' &&
    subject.repo.toLowerCase() !== name.toLowerCase() &&
    /^[\w.-]+\/[\w.-]+$/.test(name)
  );
}

export interface ActivityDraft {
  /** null: every mark is right. */
  readonly bytes: Uint8Array | null;
  readonly edits: readonly Edit[];
  readonly changes: readonly MarkEvaluation[];
  /** Links that follow a repository to its new name, under the same owner. */
  readonly links: readonly MarkEvaluation[];
  /** Why the bytes must not be written; null when they may. */
  readonly fault: Problem | null;
}

/** `bytes` hold the rows as they were read: decided from there, for the bytes as they are now. */
export function draftMarks(
  bytes: Uint8Array,
  { target }: Pick<DocumentUpdate, 'target'>,
  pass: ActivityPass,
  { healLinks }: Pick<Portfolio, 'healLinks'>,
): ActivityDraft {
  const none = { bytes: null, edits: [], changes: [], links: [], fault: null };
  const before = readDocument(bytes, target.ref);
  if (!pass.isWhole || before.kind !== 'read') return none;
  const entries = (before.activity?.columns ?? []).flatMap((column) => column.entries);
  // Another edit of the same pass may have moved them, and adds or removes none.
  const placed = pass.rows.map((row, index) => ({ row, entry: entries[index] }));
  if (placed.some(({ row, entry }) => entry === undefined || toKey(entry) !== toKey(row.entry))) return none;
  const due = placed.flatMap(({ row, entry }): (MarkChange & { row: MarkEvaluation })[] =>
    entry !== undefined && row.decision.action === 'change' ? [{ row, entry, text: row.decision.text }] : [],
  );
  if (!mayHold(bytes, due)) return { ...none, fault: { code: 'NOT_UTF8', where: target.label, ...notUtf8 } };
  const moves = placed.flatMap(({ row: evaluated, entry }) => {
    const { subject } = evaluated.entry;
    const isOwn = subject.kind === 'repository' && ownerOf(subject.repo) === ownerOf(evaluated.movedTo ?? '');
    const isHeld = evaluated.decision.action === 'hold' || evaluated.decision.action === 'skip';
    if (!healLinks || entry === undefined || evaluated.movedTo === null || !isOwn || isHeld) return [];
    return [{ row: entry, from: subject.repo, to: evaluated.movedTo, evaluated }];
  });
  const { edits: linked, updatedLinks } = planLinks(bytes, moves, siteOfDocument(target.ref));
  const edits = [...planMarks(bytes, due), ...linked].sort((a, b) => a.span.start - b.span.start);
  if (edits.length === 0) return none;
  const written = applyEdits(bytes, edits);
  const changes = due.map(({ row }) => row);
  const links = moves.filter((move) => updatedLinks.includes(move)).map(({ evaluated }) => evaluated);
  const isSafe = saysSo(written, before.reading, pass, links, target.ref);
  const fault = isSafe ? null : unsafe(target.label);
  return { bytes: written, edits, changes, links, fault };
}

const ownerOf = (repo: string) => repo.split('/')[0]?.toLowerCase();

/** Reads the new bytes back: exactly the planned marks and links may differ, and no status. */
function saysSo(
  bytes: Uint8Array,
  before: DocumentReading,
  pass: ActivityPass,
  links: readonly MarkEvaluation[],
  ref: DocumentUpdate['target']['ref'],
): boolean {
  const after = readDocument(bytes, ref);
  if (after.kind !== 'read') return false;
  const entries = (after.activity?.columns ?? []).flatMap((column) => column.entries);
  const renamed = new Map(
    links.flatMap(({ entry: { subject }, movedTo }) =>
      subject.kind === 'repository' && movedTo !== null ? [[subject.repo.toLowerCase(), movedTo.toLowerCase()]] : [],
    ),
  );
  const today = (repo: string | null) => renamed.get(repo?.toLowerCase() ?? '') ?? repo?.toLowerCase();
  const isKept = pass.rows.every(({ entry, decision }, index) => {
    const now = entries[index];
    const text = decision.action === 'change' ? decision.text : entry.typed.text;
    return now !== undefined && now.name === entry.name && now.line === entry.line && now.typed.text === text;
  });
  const { rows } = after.reading;
  const areStatusesKept = before.rows.every((row, index) => {
    const now = rows[index];
    return now?.name === row.name && now.typed.text === row.typed.text && today(now.repo) === today(row.repo);
  });
  return isKept && areStatusesKept && entries.length === pass.rows.length && rows.length === before.rows.length;
}

function unsafe(where: string): Problem {
  const message = 'The planned edit would change more than the marks, so nothing was written.';
  return { code: 'UNSAFE_EDIT', where, message, hint: 'Please report it together with the table.' };
}
