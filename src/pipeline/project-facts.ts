// What is known of the project that a row is about: of its repository, or of several that are one project. As long as one
// of them cannot be read, nothing is known of the project, because that one may be where the work is.

import { mergeActivities, narrowToFolder } from '../core/activity/combine.ts';
import { type ProjectKind, readAsKind } from '../core/activity/commit-kind.ts';
import { elapsedMs } from '../core/dates.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import { notChecked, saysAnswered } from '../core/messages/evidence.ts';
import type { Activity, Declared, Derived, RepositoryPlace, Row } from '../core/model.ts';
import type { ProjectFacts } from '../core/status/situation.ts';
import type { Status } from '../core/status/statuses.ts';
import { readStatusWord } from '../core/status/vocabulary.ts';
import type { Change, ProjectRecord } from '../ports/records.ts';
import type { Memory } from '../ports/store.ts';
import type { EvaluateInput } from './document-update.ts';
import type { FetchedActivity } from './fetch-activity.ts';

/** What was done to the project: in its folders, read as what it is. */
export function readProject(
  places: readonly RepositoryPlace[],
  kind: ProjectKind | null,
  find: (name: string) => FetchedActivity | undefined,
): Pick<ProjectFacts, 'activity' | 'parts' | 'obstacle'> {
  const fetches = places.map((place) => ({ place, fetched: find(place.repo.toLowerCase()) }));
  const parts = fetches.flatMap(({ place, fetched }) => {
    const activity = fetched?.isUsable === true ? fetched.record.activity : null;
    return activity === null ? [] : [readAsKind(narrowToFolder(activity, place.folder), kind)];
  });
  const [first, ...rest] = parts;
  if (first !== undefined && parts.length === places.length) {
    const obstacle = fetches.find(({ fetched }) => fetched?.record.problem != null)?.fetched?.record.problem ?? null;
    return { activity: mergeActivities([first, ...rest]), obstacle, ...(rest.length > 0 && { parts }) };
  }
  const unread = fetches.filter(({ fetched }) => fetched?.isUsable !== true || fetched.record.activity === null);
  const problems = unread.flatMap(({ fetched }) => fetched?.record.problem ?? []);
  const replaced = problems.find(({ code }) => code === 'REPLACED');
  const [missing] = unread.filter(({ fetched }) => fetched === undefined);
  const unasked = missing === undefined ? null : { code: 'FAILED', message: notChecked(missing.place.repo) };
  return { activity: null, obstacle: replaced ?? problems[0] ?? unasked };
}

/** The activities behind a project's facts, one for each repository that was read. */
export function listParts({ activity, parts }: Pick<ProjectFacts, 'activity' | 'parts'>): readonly Activity[] {
  return parts ?? (activity === null ? [] : [activity]);
}

// What the owner last meant with a row, from the document's history and from what is remembered.

/** The first one after the last work is what counts. */
const touchesKept = 50;

/**
 * What the owner last meant. A newer commit by a person typed or confirmed the row as it stands. A cell that differs
 * from what was last seen or written was typed by the owner too, although no newer commit shows it: a merged branch
 * brings commits that are older than it, and a file outside git has none.
 */
export function readDeclared(
  row: Row,
  { file, knownUntil, written, now }: Pick<EvaluateInput, 'file' | 'knownUntil' | 'written' | 'now'>,
  before: ProjectRecord | null,
): Declared {
  if (isUnsaid(row, file, before)) {
    return { status: row.typed.status, confirmedAt: null, unsaid: row.typed.text };
  }
  const { mayBeConfirmedAt } = file;
  const unread = mayBeConfirmedAt === undefined ? {} : { mayBeConfirmedAt };
  const typed = { status: row.typed.status, confirmedAt: file.confirmedAt, ...unread };
  if (before === null) return recallTyping(row, typed);
  // The answer is in no commit yet, so the document's history cannot confirm it.
  if (isUnwritten(row)) return before.declared;
  const { confirmedAt, typedAt = confirmedAt, touches = [], affirmedAt } = before.declared;
  const isNewer = file.confirmedAt !== null && (confirmedAt === null || elapsedMs(confirmedAt, file.confirmedAt) > 0);
  if (isNewer) {
    // A commit that leaves the word as it was confirms it, and is no new word.
    const isTouch = row.typed.status === before.declared.status && row.typed.status === before.decision.status;
    const at = file.confirmedAt;
    return isTouch && typedAt !== null && at !== null
      ? {
          ...typed,
          typedAt,
          touches: [...touches, at].slice(-touchesKept),
          ...(affirmedAt !== undefined && { affirmedAt }),
        }
      : typed;
  }
  // Where the newest commit is ours, the cell says what we wrote, although nobody got to remember it. The same where it was
  // written for somebody else to commit, who did, or did not.
  const ours = written?.get(before.key);
  const isWritten = ours !== undefined && [ours.from, ours.to].includes(row.typed.text);
  const isTyped = row.typed.status !== before.decision.status && file.isOwnWord !== true && !isWritten;
  if (isTyped) return { status: row.typed.status, confirmedAt: now.toISOString() };
  // What was not read now may have been read before; what is remembered is never replaced by less.
  const isGap =
    mayBeConfirmedAt !== undefined && (knownUntil === undefined || elapsedMs(knownUntil, mayBeConfirmedAt) > 0);
  return isGap ? { ...before.declared, mayBeConfirmedAt } : before.declared;
}

/** Without a memory, a date of ours says that the word behind which it stands was typed by then. */
function recallTyping({ asOf }: Row, typed: Declared): Declared {
  const { confirmedAt } = typed;
  if (asOf?.kind !== 'as-of' || confirmedAt === null || confirmedAt.slice(0, 7) <= asOf.month) return typed;
  return { ...typed, typedAt: `${asOf.month}-28T00:00:00.000Z`, touches: [confirmedAt] };
}

/** Whether nobody has given the project a status: what a generated block says of it came from facts, and still stands so. */
function isUnsaid(row: Row, { isOwnWord }: Pick<EvaluateInput['file'], 'isOwnWord'>, before: ProjectRecord | null) {
  if (row.isGenerated !== true || before?.answer != null) return false;
  if (isUnwritten(row)) return true;
  const shown = before?.declared.unsaid;
  return shown !== undefined && (row.typed.text === shown || isOwnWord === true);
}

// What is remembered of a project that the rules have to know: when we last decided its word, which release was asked
// about, and which word of the owner's we replaced for silence alone.

/** Facts from the state of one project. */
export function recallFacts(before: ProjectRecord | null): Pick<ProjectFacts, 'decidedAt' | 'released' | 'openRule'> {
  const version = before?.released ?? null;
  const isOpen = before?.question?.rule === 'released';
  return {
    decidedAt: before?.decision.since ?? null,
    openRule: before?.question?.rule ?? null,
    released: version === null ? null : { version, isOpen },
  };
}

/** Whether the rules say what the owner refused; what a project is that nobody has given a status is one question. */
export function repeatsRefused(
  refused: NonNullable<ProjectRecord['refused']>,
  { status, rule }: Pick<Derived, 'status' | 'rule'>,
): boolean {
  return refused.rule === rule && (refused.status === status || status === 'unknown');
}

/** Changes older than these are not looked for. */
const changesRead = 1000;

interface KeyedRow {
  readonly row: Row;
  readonly key: string;
}

interface Input {
  readonly target: { readonly key: string };
  readonly memory: Pick<Memory, 'listChanges'>;
}

/**
 * The owner's words that we replaced for silence and for nothing else, while the cells still say what we wrote. Asks the
 * memory only where there can be one.
 */
export async function findReplaced(
  rows: readonly KeyedRow[],
  known: ReadonlyMap<string, ProjectRecord>,
  { target, memory }: Input,
): Promise<Map<Row, { status: Status; text: string; at: string }>> {
  const found = new Map<Row, { status: Status; text: string; at: string }>();
  const ours = rows.filter(({ row, key }) => isDecidedQuiet(row, known.get(key)));
  if (ours.length === 0) return found;
  const changes = await memory.listChanges(changesRead);
  for (const { row, key } of ours) {
    const last = changes.find(({ projectKey, documentKey }) => projectKey === key && documentKey === target.key);
    const status = last === undefined ? 'unknown' : readStatusWord(last.from);
    const isOurs = last !== undefined && isForSilence(last, row) && known.get(key)?.decision.since === last.at;
    if (isOurs && status !== 'unknown' && status !== row.typed.status) {
      found.set(row, { status, text: last.from, at: last.at });
    }
  }
  return found;
}

function isDecidedQuiet({ typed }: Row, before: ProjectRecord | undefined): boolean {
  return (typed.status === 'paused' || typed.status === 'stalled') && (before?.changedAt.length ?? 0) > 0;
}

/** What the owner accepted is the owner's word; where the evidence is not known, it may have been. */
function isForSilence({ rule, to, evidence }: Change, { typed }: Row): boolean {
  return (rule === 'quiet' || rule === 'stalled') && to === typed.text && evidence !== '' && !saysAnswered(evidence);
}
