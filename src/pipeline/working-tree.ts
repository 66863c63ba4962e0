// What becomes of changes that were written into a working tree: they count once the branch says them. Until then it is
// remembered what we wrote, so that neither the commit that brings it nor one that never comes is taken for the owner's word.

import { toInstant } from '../core/dates.ts';
import type { Row } from '../core/model.ts';
import type { DocumentWrite, WriteResult } from '../ports/github.ts';
import type { Change, RepositoryState, WorkingTreeRecord } from '../ports/records.ts';
import { withDate } from './date-rows.ts';
import type { DocumentUpdate, Publication } from './document-update.ts';
import { listChanges } from './save-refresh.ts';
import type { RefreshTarget } from './target.ts';

/** What was written as a publication: with the files and a message for whoever commits them, where nobody has yet. */
export function toPublished(
  bytes: Uint8Array,
  { oid, url, uncommitted }: Extract<WriteResult, { kind: 'written' }>,
  { headline, body }: Pick<DocumentWrite, 'headline' | 'body'>,
): Publication {
  const published = { kind: 'published', bytes, oid, url } as const;
  if (uncommitted === undefined) return published;
  return { ...published, uncommitted: { ...uncommitted, message: `${headline}\n\n${body}` } };
}

export function readWritten(state: RepositoryState | null, { ref }: Pick<RefreshTarget, 'ref'>) {
  return ref.kind === 'github' ? state?.workingTree?.[ref.path] : undefined;
}

/** What was written earlier and stands on the branch now. */
export function listLanded(state: RepositoryState | null, updates: readonly DocumentUpdate[], now: Date): Change[] {
  return updates.flatMap((update) => {
    const { target, file } = update;
    if (file.isDirty === true) return [];
    return (readWritten(state, target)?.pending ?? [])
      .filter((change) => says(update, change))
      .map((change) => ({ ...change, at: toInstant(now), oid: file.ownCommit ?? file.version }));
  });
}

/** As many commits and versions are told apart from the owner's. */
const commitsKept = 20;
const blobsKept = 8;

/** The state with what was written now, and without what is on the branch. */
export function rememberWritten(
  state: RepositoryState | null,
  updates: readonly DocumentUpdate[],
  publications: readonly Publication[],
  now: Date,
): RepositoryState | null {
  if (state === null) return null;
  let { workingTree = {} } = state;
  for (const [index, update] of updates.entries()) {
    const { target, file, rows } = update;
    const publication = publications[index];
    const before = readWritten(state, target);
    const uncommitted = publication?.kind === 'published' ? publication.uncommitted : undefined;
    if (target.ref.kind !== 'github' || (before === undefined && uncommitted === undefined)) continue;
    const { pending = [], commits = [], blobs = [] } = before ?? {};
    // Somebody may have discarded what was written: then it is planned again.
    const waiting = file.isDirty === true ? pending.filter((change) => says(update, change)) : [];
    const written =
      publication?.kind === 'published' && uncommitted !== undefined
        ? listChanges(
            target,
            rows.filter(({ decision }) => decision.action === 'change'),
            publication,
            now,
          )
        : [];
    const record: WorkingTreeRecord = {
      blobs: [...new Set([...(uncommitted?.blobs ?? []), ...blobs])].slice(0, blobsKept),
      commits: [...new Set([...(file.ownCommit === undefined ? [] : [file.ownCommit]), ...commits])].slice(
        0,
        commitsKept,
      ),
      pending: [
        ...written,
        ...waiting.filter(({ projectKey }) => !written.some((one) => one.projectKey === projectKey)),
      ],
    };
    workingTree = { ...workingTree, [target.ref.path]: record };
  }
  const isSame = JSON.stringify(workingTree) === JSON.stringify(state.workingTree ?? {});
  return isSame ? state : { ...state, workingTree };
}

/** Whether a row of the project reads as it was changed to, with its date or without. */
function says({ rows }: DocumentUpdate, { projectKey, to }: Change): boolean {
  const reads = ({ typed, asOf }: Row) => [typed.text, withDate(typed.text, asOf?.text)].includes(to);
  return rows.some((evaluated) => evaluated.projectKey === projectKey && reads(evaluated.row));
}
