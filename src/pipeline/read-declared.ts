// What the owner last meant with a row, from the document's history and from what is remembered.

import { elapsedMs } from '../core/dates.ts';
import { isUnwritten } from '../core/document/generated-blocks.ts';
import type { Declared, Row } from '../core/model.ts';
import type { ProjectRecord } from '../ports/records.ts';
import type { EvaluateInput } from './document-update.ts';

/** The first one after the last work is what counts. */
const touchesKept = 50;

/**
 * What the owner last meant. A newer commit by a person typed or confirmed the row as it stands. A cell that differs
 * from what was last seen or written was typed by the owner too, although no newer commit shows it: a merged branch
 * brings commits that are older than it, and a file outside git has none.
 */
export function readDeclared(
  row: Row,
  { file, knownUntil, now }: Pick<EvaluateInput, 'file' | 'knownUntil' | 'now'>,
  before: ProjectRecord | null,
): Declared {
  if (isUnsaid(row, file, before)) {
    return { status: row.typed.status, confirmedAt: null, unsaid: row.typed.text };
  }
  const { mayBeConfirmedAt } = file;
  const unread = mayBeConfirmedAt === undefined ? {} : { mayBeConfirmedAt };
  const typed = { status: row.typed.status, confirmedAt: file.confirmedAt, ...unread };
  if (before === null) return recallTyping(row, typed);
  // The answer stands nowhere yet.
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
  // Where the newest commit is ours, the cell says what we wrote, although nobody got to remember it.
  const isTyped = row.typed.status !== before.decision.status && file.isOwnWord !== true;
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
