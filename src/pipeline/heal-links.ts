// Lets the links of rows follow repositories that were renamed: an edit of its own, in a commit of its own, made only
// when nothing else is due. Followed without asking only where it is certain: the same repository by node id, the same
// owner. Everything else is said, never written.

import { applyEdits } from '../core/document/apply-edits.ts';
import { type LinkMove, planLinks } from '../core/document/plan-links.ts';
import { readDocument } from '../core/document/read-document.ts';
import type { Problem, Row } from '../core/model.ts';
import { wordLinkCommit } from '../core/word-link-commit.ts';
import { isJudged } from './collect.ts';
import type { JudgedRow } from './judge.ts';
import type { DocumentLook, Publication, Published, PublishInput } from './publish.ts';

/** After `publish`: what it wrote stays as it is. 'conflict': read again and plan again. */
export async function healLinks(
  input: PublishInput,
  published: Published | 'conflict',
): Promise<Published | 'conflict'> {
  if (published === 'conflict') return published;
  const isIdle = published.publications.every(({ kind }) => kind === 'nothing');
  const publications: Publication[] = [...published.publications];
  const problems: Problem[] = [...published.problems];
  for (const [index, look] of input.looks.entries()) {
    const moved = look.rows.filter(isMoved);
    const certain = input.portfolio.healLinks ? moved.filter(isCertain) : [];
    const draft = draftLinks(look, certain);
    const unhealed = moved.filter(({ row }) => !draft.healed.some((move) => move.row === row));
    problems.push(...unhealed.map((judged) => wordMoved(judged, look)));
    if (draft.bytes === null || look.target.publish !== 'commit') {
      problems.push(...draft.healed.map((move) => wordMoved({ row: move.row, to: move.to }, look)));
      continue;
    }
    // Several documents of one branch would conflict with each other: one at a time, the next at the next look.
    if (!isIdle || publications.some(({ kind }) => kind === 'published')) continue;
    const outcome = await input.ports.documents.write({
      ref: look.target.ref,
      file: look.file,
      bytes: draft.bytes,
      beside: [],
      ...wordLinkCommit(
        draft.healed.map(({ row, to }) => ({ name: row.name, to })),
        look.target.key,
      ),
    });
    if (outcome.kind === 'conflict') return 'conflict';
    if (outcome.kind === 'rejected') problems.push(outcome.problem);
    else publications[index] = { kind: 'published', bytes: draft.bytes, oid: outcome.oid, url: outcome.url };
  }
  return { ...published, publications, problems };
}

/** The name that GitHub spells today where it is another than the link's; null where the link is right. */
function readNewName({ row, facts }: Pick<JudgedRow, 'row' | 'facts'>): string | null {
  const name = facts.activity?.name ?? null;
  if (name === null || row.repo === null || name.toLowerCase() === row.repo.toLowerCase()) return null;
  return /^[\w.-]+\/[\w.-]+$/.test(name) ? name : null;
}

function isMoved(judged: JudgedRow): boolean {
  return isJudged(judged.row) && readNewName(judged) !== null;
}

/** Known before under this node id, and still of the same owner. */
function isCertain({ row, facts, before }: JudgedRow): boolean {
  const [from, to] = [row.repo ?? '', facts.activity?.name ?? ''].map((name) => name.split('/')[0]?.toLowerCase());
  return before !== null && from === to;
}

function draftLinks({ file, reading, target }: DocumentLook, judged: readonly JudgedRow[]) {
  const moves = judged.flatMap((one): LinkMove[] => {
    const to = readNewName(one);
    return to === null ? [] : [{ row: one.row, to }];
  });
  const { edits, healed } = planLinks(file.bytes, moves);
  if (edits.length === 0) return { bytes: null, healed: [] };
  const bytes = applyEdits(file.bytes, edits);
  return keepsRows(reading.rows, bytes, target.ref.path, healed) ? { bytes, healed } : { bytes: null, healed: [] };
}

/** Reads the new bytes back: only the healed links may differ. */
function keepsRows(before: readonly Row[], bytes: Uint8Array, path: string, healed: readonly LinkMove[]): boolean {
  const after = readDocument(bytes, path);
  if (after.kind !== 'read') return false;
  const own = before.filter(({ statusSpan, skip }) => statusSpan !== null || skip !== null);
  const { rows } = after.reading;
  return (
    rows.length === own.length &&
    rows.every((row, index) => {
      const old = own[index];
      if (old === undefined) return false;
      // Rows on one line share their links.
      const move = healed.find((one) => one.row === old);
      const isSameRepo = move === undefined ? row.repo === old.repo : row.repo === move.to;
      return isSameRepo && row.name === old.name && row.folder === old.folder && row.typed.text === old.typed.text;
    })
  );
}

function wordMoved(judged: JudgedRow | { readonly row: Row; readonly to: string }, { target }: DocumentLook): Problem {
  const to = 'to' in judged ? judged.to : readNewName(judged);
  return {
    code: 'LINK_MOVED',
    where: `${target.label}:${judged.row.line}`,
    message: `${judged.row.repo} is ${to} now.`,
    hint: 'Correct the link; its evidence is read under the new name meanwhile.',
  };
}
