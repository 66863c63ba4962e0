// When a person last confirmed a document, from the newest part of its history. What was not read is never taken for
// nothing: then it is said until when somebody may have confirmed it.

import { earliest, latest } from '../dates.ts';
import { type CommitDescription, type CommitKindOptions, isConfirmation } from './commit-kind.ts';

/** A commit that changed the document. */
export interface DatedCommit extends CommitDescription {
  readonly at: string;
}

export interface Confirmation {
  /** Newest commit by a person that is known, which confirms every row as it stands; null: none is known. */
  readonly confirmedAt: string | null;
  /** Not everything was read: until then somebody may have confirmed it. Absent: everything that counts was read. */
  readonly mayBeConfirmedAt?: string;
}

export interface HistoryPart {
  /** Newest first, from the newest one on without a gap. */
  readonly commits: readonly DatedCommit[];
  /** When the newest of what was not read was made, at the latest; null: everything was read. */
  readonly unreadUntil: string | null;
  readonly now: string;
  /** When it was there for certain, where that is known: what was made with a clock that runs ahead was made by then. */
  readonly seenAt: string | null;
}

export function readConfirmation(
  { commits, unreadUntil, now, seenAt }: HistoryPart,
  options: CommitKindOptions,
): Confirmation {
  const index = commits.findIndex((commit) => isConfirmation(commit, options));
  // A commit is later than all that it was made upon, even where its author's clock was slow.
  const clamp = (at: string | null) => (at === null || Date.parse(at) <= Date.parse(now) ? at : earliest(seenAt, now));
  const confirmedAt = index === -1 ? null : clamp(latest(...commits.slice(index).map(({ at }) => at)));
  const unread = clamp(unreadUntil);
  const isBeyond = unread !== null && (confirmedAt === null || Date.parse(unread) > Date.parse(confirmedAt));
  return isBeyond ? { confirmedAt, mayBeConfirmedAt: unread } : { confirmedAt };
}

/** The commits next to the end of a history that was not read to its end: none of the unread ones is later than all. */
const nearEnd = 20;

/** Until when something unread may have been made, where a history goes on after these commits. */
export function boundUnread(commits: readonly { readonly at: string }[], now: string): string {
  return latest(...commits.slice(-nearEnd).map(({ at }) => at)) ?? now;
}
