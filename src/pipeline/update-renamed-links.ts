// Lets the links of rows follow repositories that were renamed: an edit of its own, in a commit of its own, made only
// when nothing else is due. Followed without asking only where it is certain: the same repository by node id, the same
// owner. Everything else is said, never written.

import type { Told } from '../core/disclosure.ts';
import { applyEdits, type LinkMove, planLinks } from '../core/document/edits.ts';
import { readDocument } from '../core/document/parse-document.ts';
import { formatLinkCommit } from '../core/messages/commit-message.ts';
import type { DocumentRef, Problem, Row } from '../core/model.ts';
import { siteOfDocument } from '../core/site.ts';
import { confirmVisibility, discloseRow } from './disclose.ts';
import type { DocumentUpdate, Publication, Published, PublishInput, RowEvaluation } from './document-update.ts';
import { isTracked, listPlaces } from './match-project.ts';
import { readCommitStyle, toCommitPlace } from './plan-update.ts';
import { listParts } from './project-facts.ts';
import { toPublished } from './working-tree.ts';

/** After `publish`: what it wrote stays as it is. 'conflict': read again and plan again. */
export async function updateRenamedLinks(
  input: PublishInput,
  published: Published | 'conflict',
): Promise<Published | 'conflict'> {
  if (published === 'conflict') return published;
  const isIdle = published.publications.every(({ kind }) => kind === 'nothing');
  const publications: Publication[] = [...published.publications];
  const problems: Problem[] = [...published.problems];
  for (const [index, update] of input.updates.entries()) {
    const moved = await listMoves(update, input);
    const certain = input.portfolio.healLinks ? moved.filter(({ isCertain, told }) => isCertain && told !== null) : [];
    const draft = draftLinks(update, certain);
    const notUpdated = moved.filter((move) => !draft.updatedLinks.some(isSameMove(move)));
    problems.push(...notUpdated.map((move) => formatMoved(move, update)));
    if (draft.bytes === null || update.target.publish !== 'commit') {
      problems.push(
        ...certain.filter((move) => draft.updatedLinks.some(isSameMove(move))).map((move) => formatMoved(move, update)),
      );
      continue;
    }
    // Several documents of one branch would conflict with each other: one at a time, the next at the next refresh.
    if (!isIdle || publications.some(({ kind }) => kind === 'published')) continue;
    const { ref } = update.target;
    const { branch, version, bytes: before } = update.file;
    const words = formatLinkCommit(
      draft.updatedLinks.flatMap((move) => {
        const told = certain.find(({ row, from }) => row === move.row && from === move.from)?.told ?? null;
        return told === null ? [] : [{ name: move.row.name, to: told }];
      }),
      toCommitPlace([update]),
      await readCommitStyle(update.target, input.portfolio, input.ports.github),
    );
    const files = [{ path: ref.path, bytes: draft.bytes, before }];
    const outcome = await input.ports.documents.write({ ref, branch, version, files, ...words });
    if (outcome.kind === 'conflict') return 'conflict';
    if (outcome.kind === 'rejected') problems.push(outcome.problem);
    else publications[index] = toPublished(draft.bytes, outcome, words);
  }
  return { ...published, publications, problems };
}

const isSameMove = (one: LinkMove) => (other: LinkMove) => one.row === other.row && one.from === other.from;

interface Move extends LinkMove {
  /** Known before under this node id, and still of the same owner. */
  readonly isCertain: boolean;
  /** The name of today, as it may be written into the document; null: not everybody may know it. */
  readonly told: Told | null;
}

/** Links of a document whose repositories GitHub spells another way today, as it may be told at this moment. */
async function listMoves(update: DocumentUpdate, { portfolio, ports }: PublishInput): Promise<Move[]> {
  const moved = update.rows.filter((evaluated) => listRowMoves(evaluated).length > 0);
  const { file, rows } = await confirmVisibility(update, moved, ports.github);
  return rows.flatMap((evaluated) => {
    const disclosure = discloseRow(evaluated, file, portfolio);
    return listRowMoves(evaluated).map((move) => ({ ...move, told: disclosure.tellName(move.to) }));
  });
}

function listRowMoves({ row, facts, before }: RowEvaluation): Omit<Move, 'told'>[] {
  const activities = listParts(facts);
  if (row.repo === null || !isTracked(row)) return [];
  return listPlaces(row.repo, row).flatMap(({ repo: from }, index): Omit<Move, 'told'>[] => {
    const to = activities[index]?.name ?? from;
    if (to.toLowerCase() === from.toLowerCase() || !/^[\w.-]+\/[\w.-]+$/.test(to)) return [];
    const [owner, ownerNow] = [from, to].map((name) => name.split('/')[0]?.toLowerCase());
    return [{ row, from, to, isCertain: before !== null && owner === ownerNow }];
  });
}

function draftLinks({ file, reading, target }: DocumentUpdate, moves: readonly Move[]) {
  const { edits, updatedLinks } = planLinks(file.bytes, moves, siteOfDocument(target.ref));
  if (edits.length === 0) return { bytes: null, updatedLinks: [] };
  const bytes = applyEdits(file.bytes, edits);
  return keepsRows(reading.rows, bytes, target.ref, updatedLinks)
    ? { bytes, updatedLinks }
    : { bytes: null, updatedLinks: [] };
}

/** Reads the new bytes back: only the healed links may differ. */
function keepsRows(
  before: readonly Row[],
  bytes: Uint8Array,
  ref: DocumentRef,
  updatedLinks: readonly LinkMove[],
): boolean {
  const after = readDocument(bytes, ref);
  if (after.kind !== 'read') return false;
  const own = before.filter(({ statusSpan, skip }) => statusSpan !== null || skip !== null);
  const { rows } = after.reading;
  return (
    rows.length === own.length &&
    rows.every((row, index) => {
      const old = own[index];
      if (old === undefined) return false;
      // Rows on one line share their links.
      const expected = listPlaces(old.repo, old).map(({ repo, folder }) => {
        const move = updatedLinks.find((one) => one.row === old && one.from === repo);
        return `${move?.to ?? repo}#${folder}`;
      });
      const links = listPlaces(row.repo, row).map(({ repo, folder }) => `${repo}#${folder}`);
      return links.join() === expected.join() && row.name === old.name && row.typed.text === old.typed.text;
    })
  );
}

function formatMoved({ row, from, to, told }: Move, { target }: DocumentUpdate): Problem {
  const hint =
    told === null
      ? 'The repository is not public, so the link stays: correcting it would publish the new name.'
      : 'Correct the link; until then its evidence is read under the new name.';
  return { code: 'LINK_MOVED', where: `${target.label}:${row.line}`, message: `${from} is ${to} now.`, hint };
}
