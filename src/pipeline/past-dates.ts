// Before a date is written for the first time the document's own history is searched for it: an owner who took it away has
// refused it, although the memory of it may be lost.

import { isColumnDate } from '../core/document/dates/last-work.ts';
import { readDocument } from '../core/document/parse-document.ts';
import { sayDated } from '../core/messages/commit-message.ts';
import type { DocumentRef } from '../core/model.ts';
import type { DocumentFile, Documents, PastDocument } from '../ports/github.ts';
import { addsDate, withoutDateChange } from './date-rows.ts';
import type { RowEvaluation } from './document-update.ts';

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
