// Decides what a place in a column of activity should say: from what GitHub shows alone. Nobody is asked, and what was not
// seen keeps what stands there.

import { dayMs } from '../dates.ts';
import { encodeMojibake, encodeText, findDetour } from '../document/markup/encoding.ts';
import * as sentences from '../messages/activity-columns.ts';
import type { Action, Edit } from '../model.ts';
import { type DateStyle, findDayOrder, formatCellDate, readCellDate } from './cell-date.ts';
import type { ActivityColumn, ActivityEntry, ActivityRule, LastActivity, LastInstant } from './model.ts';

export type FetchedSubject =
  | { readonly kind: 'found'; readonly activity: LastActivity }
  /** `isGone`: often enough, and for long enough, to be said. */
  | { readonly kind: 'not-visible'; readonly isGone: boolean }
  | { readonly kind: 'failed'; readonly message: string };

/** Why a place says what it should say; the pull request lists changes by it. */
export type MarkCause = 'age' | 'archived' | 'gone' | 'unsupported' | 'account' | 'unseen' | 'other' | 'held';

export interface MarkDecision {
  readonly action: Action;
  readonly cause: MarkCause;
  /** What should stand there, decoded. */
  readonly text: string;
  /** One sentence with absolute dates. */
  readonly evidence: string;
}

/** One row or list item, and what it should say. */
export interface MarkEvaluation {
  readonly column: ActivityColumn;
  readonly entry: ActivityEntry;
  readonly decision: MarkDecision;
  /** What was seen; null: nothing was fetched. */
  readonly activity: LastActivity | null;
  /** `owner/name` of today, where the link still has another; null: the link is right, or not ours to tell. */
  readonly movedTo: string | null;
}

export interface MarkInput {
  readonly column: ActivityColumn;
  readonly entry: ActivityEntry;
  /** null where the link does not lead to a repository on GitHub. */
  readonly fetched: FetchedSubject | null;
  /** Whether a pin of the configuration holds the row. */
  readonly isPinned: boolean;
  /** Whether everybody who reads the document may know what was seen. */
  readonly mayTell: boolean;
  readonly now: Date;
}

export function decideMark({ column, entry, fetched, isPinned, mayTell, now }: MarkInput): MarkDecision {
  const { rule } = column;
  const { typed, subject } = entry;
  const keep = (action: Action, cause: MarkCause, evidence: string) => ({ action, cause, text: typed.text, evidence });
  if (entry.skip !== null) return keep('skip', 'held', entry.skip);
  if (entry.directive?.kind === 'ignore') return keep('skip', 'held', sentences.ignored);
  if (isPinned || isHeld(entry, now)) return keep('hold', 'held', sentences.pinned);
  if (typed.kind === 'other') {
    return keep('skip', 'other', rule.as === null ? sentences.noMark(typed.text) : sentences.noDate(typed.text));
  }
  const say = (text: string | null, cause: MarkCause, evidence: string): MarkDecision =>
    text === null
      ? keep('keep', cause, evidence)
      : { action: text === typed.text ? 'keep' : 'change', cause, text, evidence };
  if (subject.kind === 'account') return say(rule.unsupported, 'account', sentences.account(subject.login));
  if (subject.kind === 'other') return say(rule.unsupported, 'unsupported', sentences.elsewhere(subject.host));
  const { repo } = subject;
  if (fetched === null || fetched.kind === 'failed')
    return keep('keep', 'unseen', fetched?.message ?? sentences.unseen(repo));
  if (fetched.kind === 'not-visible') {
    return fetched.isGone
      ? say(rule.gone, 'gone', sentences.gone(repo))
      : keep('keep', 'unseen', sentences.unseen(repo));
  }
  const { activity } = fetched;
  if (!mayTell) return keep('keep', 'unseen', sentences.notPublic);
  if (activity.isArchived && rule.archived !== null) return say(rule.archived, 'archived', sentences.archived);
  const last = readLast(activity, rule);
  if (last === null || last.at === null) return keep('keep', 'unseen', sentences.never(rule.by));
  const days = countDays(last.at, now);
  const evidence = sentences.last(rule.by, last.at, days, last.isExact);
  if (rule.as !== null) {
    if (!last.isExact) return keep('keep', 'unseen', sentences.hiddenByBots);
    return say(formatCellDate(last.at, rule.as, readStyle(entry, column)), 'age', evidence);
  }
  const level = rule.levels.find(({ underDays }) => underDays === null || days < underDays);
  // What is no later than this may be much older.
  if (level === undefined || (!last.isExact && level.underDays !== null)) {
    return keep('keep', 'unseen', sentences.hiddenByBots);
  }
  return say(level.mark, 'age', evidence);
}

/** A pin holds through its last day, UTC. */
function isHeld({ directive }: ActivityEntry, now: Date): boolean {
  return directive?.kind === 'pin' && (directive.until === null || now.toISOString().slice(0, 10) <= directive.until);
}

function readLast({ pushedAt, commit, release }: LastActivity, { by }: ActivityRule): LastInstant | null {
  if (by === 'push') return { at: pushedAt, isExact: true };
  return by === 'commit' ? commit : release;
}

/** Whole days of UTC: what was done late yesterday is one day old. A clock that runs ahead makes nothing younger than today. */
function countDays(at: string, now: Date): number {
  const dayOf = (ms: number) => Math.floor(ms / dayMs);
  return Math.max(0, dayOf(now.getTime()) - dayOf(Date.parse(at)));
}

/** As the cell writes dates, else as its column does. */
function readStyle({ typed }: ActivityEntry, { entries }: ActivityColumn): DateStyle | null {
  const dates = entries.filter((entry) => entry.typed.kind === 'date').map((entry) => entry.typed.text);
  const order = findDayOrder(dates);
  const read = (text: string | undefined) => readCellDate(text ?? '', order)?.style ?? null;
  return (typed.kind === 'date' ? read(typed.text) : null) ?? read(dates[0]);
}

export interface MarkChange {
  readonly entry: ActivityEntry;
  /** Decoded. */
  readonly text: string;
}

/** Edits in the order of the document. */
export function planMarks(bytes: Uint8Array, changes: readonly MarkChange[]): Edit[] {
  const detour = changes.some(({ entry }) => entry.mojibake) ? findDetour(bytes) : undefined;
  const edits = changes.map(({ entry, text }): Edit => {
    const { span, before, after, mojibake } = entry;
    return { span, bytes: encodeText(`${before}${mojibake ? encodeMojibake(text, detour) : text}${after}`) };
  });
  return edits.sort((a, b) => a.span.start - b.span.start);
}

/** Only a text of UTF-8 has room for a mark that is not ASCII. */
export function mayHold(bytes: Uint8Array, changes: readonly MarkChange[]): boolean {
  if (changes.every(({ text }) => !/[^\0-\x7f]/.test(text))) return true;
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
