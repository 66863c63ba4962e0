// From evaluated rows to the bytes that a document should have: planned, applied, and read back before anybody may write
// them. Pure but for the digest; writes nothing.

import type { Portfolio } from '../config/portfolio.ts';
import { applyEdits, planEdits, planNewLink } from '../core/document/edits.ts';
import { isGenerated, isUnwritten, planBlocks } from '../core/document/generated-blocks.ts';
import { readDocument } from '../core/document/parse-document.ts';
import type { CommitLine } from '../core/messages/commit-message.ts';
import { type CommitPlace, type CommitStyle, readPerson } from '../core/messages/commit-style.ts';
import { formatStatus, notLinked, linked as sayLink } from '../core/messages/evidence.ts';
import type { AsOf, BlockKind, DocumentReading, Edit, GeneratedBlock, Problem, Row } from '../core/model.ts';
import { type BlockEntry, chooseEntries } from '../core/render/generated-block.ts';
import { siteOfDocument } from '../core/site.ts';
import { readStatusWord } from '../core/status/vocabulary.ts';
import { StatusfolioError } from '../errors.ts';
import type { DocumentFile, FileWrite, GitHub } from '../ports/github.ts';
import { listBadgeImages } from './badge-files.ts';
import { addsDate, explainDate, isDateOnly, withoutDateChange } from './date-rows.ts';
import { discloseRow } from './disclose.ts';
import type { Draft, DraftedUpdate, RowEvaluation } from './document-update.ts';
import { listEntries } from './generated-block/generated-projects.ts';
import { listPlaces } from './match-project.ts';
import type { RefreshTarget } from './target.ts';

export interface DraftInput {
  readonly target: RefreshTarget;
  readonly file: DocumentFile;
  readonly reading: DocumentReading;
  readonly rows: readonly RowEvaluation[];
  readonly portfolio: Portfolio;
}

/** What each block is to show. */
type Shown = ReadonlyMap<GeneratedBlock, readonly BlockEntry[]>;

export function draftChange(input: DraftInput): Draft {
  const draft = draftWith(input, true);
  // The word is written although its link cannot be.
  return draft.fault !== null && input.rows.some(({ link }) => link !== null) ? draftWith(input, false) : draft;
}

function draftWith({ target, file, reading, rows: known, portfolio }: DraftInput, mayLink: boolean): Draft {
  const rows = known.map((row) => withholdDate(row, discloseRow(row, file, portfolio).isOpen));
  const badges = listBadgeImages({ target, file, rows }, portfolio);
  const listed = { reading, rows, file, target };
  const shown = new Map(reading.blocks.map((block) => [block, listEntries(block, listed, portfolio, badges)]));
  const due = rows.filter((evaluated) => evaluated.decision.action === 'change' && isShown(evaluated, reading, shown));
  const typed = due.filter(({ row }) => !isGenerated(row, reading));
  const cells = planEdits(
    file.bytes,
    // A cell without any glyph of its own follows the document it stands in.
    typed.map(({ row, decision }) => ({
      row,
      text: decision.text,
      mojibake: row.mojibake || (reading.mojibake && isAscii(row.typed.text)),
      asOf: decision.asOf ?? null,
    })),
  );
  const links = new Map<Row, Edit>();
  for (const { row, link } of mayLink ? typed : []) {
    if (link !== null && row.linkSlot !== undefined) links.set(row, planNewLink(file.bytes, row.linkSlot, link));
  }
  const changes = due.map((evaluated) => withLinkReason(evaluated, links.has(evaluated.row)));
  const blocks = planBlocks(file.bytes, reading, (block) => shown.get(block) ?? [], siteOfDocument(target.ref));
  const edits = [...cells, ...links.values(), ...blocks].sort((a, b) => a.span.start - b.span.start);
  if (edits.length === 0) return { bytes: null, edits, changes: [], blocks: [], fault: null };
  const bytes = applyEdits(file.bytes, edits);
  const linked = new Map(due.flatMap(({ row, link }) => (link !== null && links.has(row) ? [[row, link]] : [])));
  // The promise of every write: what leaves was read back, and says what was meant. Read once, for both questions.
  const after = readDocument(bytes, target.ref);
  const isSafe =
    after.kind === 'read' &&
    keepsRows(reading, after.reading, changes, linked) &&
    keepsBlocks(reading, after.reading, shown);
  const drafted = blocks.flatMap((edit) => {
    const block = reading.blocks.find(({ span }) => span === edit.span);
    return block === undefined ? [] : [{ kind: block.kind, text: new TextDecoder().decode(edit.bytes) }];
  });
  return { bytes, edits, changes, blocks: drafted, fault: isSafe ? null : formatFault(target, changes) };
}

/** When there was work on a project that not everybody may see is not for the readers of the document. */
function withholdDate(evaluated: RowEvaluation, isOpen: boolean): RowEvaluation {
  return isOpen || !addsDate(evaluated) ? evaluated : withoutDateChange(evaluated);
}

/** What became of the link that the owner accepted, in the sentence that is published. */
function withLinkReason(evaluated: RowEvaluation, isLinked: boolean): RowEvaluation {
  const { link, derived } = evaluated;
  if (link === null) return evaluated;
  return {
    ...evaluated,
    derived: { ...derived, evidence: `${derived.evidence} ${isLinked ? sayLink(link) : notLinked(link)}` },
  };
}

/** A row of a block changes only where a block shows its project: the list may have dropped it. */
function isShown({ row, repo }: RowEvaluation, reading: DocumentReading, shown: Shown): boolean {
  if (!isGenerated(row, reading) && !isUnwritten(row)) return true;
  return [...shown].some(
    ([block, entries]) =>
      block.problem === null &&
      block.kind !== 'summary' &&
      chooseEntries(block, entries).some((entry) => entry.repo === repo),
  );
}

/** Exactly the planned cells may differ, and they must say what was decided and link. */
function keepsRows(
  before: DocumentReading,
  after: DocumentReading,
  changes: readonly RowEvaluation[],
  /** Rows that link this repository from now on. */
  linked: ReadonlyMap<Row, string>,
): boolean {
  const planned = new Map(changes.map(({ row, decision }) => [row, decision.status]));
  const dates = new Map(changes.map(({ row, decision }) => [row, decision.asOf]));
  const own = before.rows.filter((row) => !isGenerated(row, before) && !isUnwritten(row));
  const rows = after.rows.filter((row) => !isGenerated(row, after));
  return (
    rows.length === own.length &&
    rows.every((row, index) => {
      const old = own[index];
      if (old === undefined) return false;
      const status = planned.get(old) ?? old.typed.status;
      return (
        row.name === old.name &&
        nameLinks(row) === (linked.has(old) ? `${linked.get(old)}#` : nameLinks(old)) &&
        row.typed.status === status &&
        row.asOf?.text === findDate(old, dates.get(old))
      );
    })
  );
}

/** What stands behind the word afterwards; undefined: no date of ours. */
function findDate(row: Row, asOf: AsOf | null | undefined): string | undefined {
  if (asOf == null || asOf.action === 'keep') return row.asOf?.text;
  return asOf.action === 'add' ? asOf.text : undefined;
}

const nameLinks = (row: Row) =>
  listPlaces(row.repo, row)
    .map(({ repo, folder }) => `${repo}#${folder ?? ''}`)
    .join(' ');

/** Every block must show its projects in order, each with its status, and the markers must stand where they stood. */
function keepsBlocks(before: DocumentReading, { rows, blocks }: DocumentReading, shown: Shown): boolean {
  if (blocks.length !== before.blocks.length) return false;
  return blocks.every((block, index) => {
    const old = before.blocks[index];
    if (old === undefined || block.kind !== old.kind || block.problem !== old.problem) return false;
    if (block.problem !== null || block.kind === 'summary') return true;
    const { start, end } = block.span;
    const read = rows.filter(
      ({ statusSpan }) => statusSpan !== null && statusSpan.start >= start && statusSpan.end <= end,
    );
    const chosen = chooseEntries(old, shown.get(old) ?? []);
    // What nobody has given a status is no row, unless something else that is said of it reads like one.
    const unsaid = new Set(chosen.filter(({ status }) => status === 'unknown').map(({ repo }) => repo));
    const entries = chosen.filter(({ repo }) => !unsaid.has(repo));
    const told = read.filter(({ repo }) => !unsaid.has(repo));
    return (
      told.length === entries.length &&
      told.every((row, entry) => row.typed.status === entries[entry]?.status && row.repo === entries[entry]?.repo)
    );
  });
}

function formatFault(target: RefreshTarget, changes: readonly RowEvaluation[]): Problem {
  const unread = changes.find(({ decision }) => readStatusWord(decision.text) === 'unknown');
  if (unread !== undefined) {
    const { status, text } = unread.decision;
    return {
      code: 'LABEL_UNREAD',
      where: target.label,
      message: `"${text}" is no word that is read as ${formatStatus(status)}, so nothing was written.`,
      hint: `Use another word for ${status} in "labels:", in any language.`,
    };
  }
  return {
    code: 'UNSAFE_EDIT',
    where: target.label,
    message: 'The planned edit would change more than the status cells, so nothing was written.',
    hint: 'Please report it together with the table.',
  };
}

/** What a commit is about, for its message. */
export function toCommitPlace(due: readonly Pick<DraftedUpdate, 'target'>[]): CommitPlace {
  return { keys: due.map(({ target }) => target.key).join(', '), paths: due.map(({ target }) => target.ref.path) };
}

export function listBlocks(due: readonly DraftedUpdate[]): BlockKind[] {
  return due.flatMap(({ draft }) => draft.blocks.map(({ kind }) => kind));
}

/** Documents first, then what goes with them; each file once. */
export function toFiles(due: readonly DraftedUpdate[]): FileWrite[] {
  const documents = due.flatMap(({ target, file, draft }) =>
    draft.bytes === null ? [] : [{ path: target.ref.path, bytes: draft.bytes, before: file.bytes }],
  );
  const files = new Map(
    [...documents, ...due.flatMap(({ companions }) => companions)].map((file) => [file.path, file]),
  );
  return [...files.values()];
}

/** What commits and pull requests say: of a project that not everybody may see, what its cell says. */
export function listLines(due: readonly DraftedUpdate[], portfolio: Portfolio): CommitLine[] {
  return due.flatMap(({ draft, file }) =>
    draft.changes.map((evaluated) => {
      const { row, decision, derived } = evaluated;
      const why = isDateOnly(evaluated) ? explainDate(evaluated) : derived.evidence;
      const evidence = discloseRow(evaluated, file, portfolio).tell(why);
      const { text: to, asOf = null, isNewLabel = false } = decision;
      return { name: row.name, from: row.typed.text, to, evidence, asOf, isNewLabel };
    }),
  );
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character < '\u0080');
}

/** SHA-256 of everything outside the edited cells, before and after: equal, or something else moved. */
export async function hashSurroundings(before: Uint8Array, after: Uint8Array, edits: readonly Edit[]) {
  let shift = 0;
  const moved = edits.map(({ span, bytes }) => {
    const start = span.start + shift;
    shift += bytes.length - (span.end - span.start);
    return { start, end: start + bytes.length };
  });
  const spans = edits.map(({ span }) => span);
  return { before: await hashWithout(before, spans), after: await hashWithout(after, moved) };
}

async function hashWithout(
  bytes: Uint8Array,
  spans: readonly { readonly start: number; readonly end: number }[],
): Promise<string> {
  const kept = applyEdits(
    bytes,
    spans.map((span) => ({ span, bytes: new Uint8Array() })),
  );
  return await hashText(kept);
}

export async function hashText(text: string | Uint8Array): Promise<string> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * null or a local file: nothing is committed. In a working tree somebody else commits, who signs off for themselves. Throws
 * WRITE_REJECTED where GitHub does not say who we are.
 */
export async function readCommitStyle(
  target: Pick<RefreshTarget, 'ref' | 'isWorkingTree'> | null,
  { commit: { message, signOff, author } }: Pick<Portfolio, 'commit'>,
  github: Pick<GitHub, 'readIdentity'>,
): Promise<CommitStyle> {
  const coAuthor = author === undefined ? null : readPerson(author);
  const style = { message, coAuthor, signedBy: typeof signOff === 'string' ? readPerson(signOff) : null };
  const ref = target?.ref;
  if (signOff !== true || ref?.kind !== 'github' || target?.isWorkingTree === true) return style;
  const signedBy = (await github.readIdentity?.(ref.repo)) ?? null;
  if (signedBy !== null) return { ...style, signedBy };
  throw new StatusfolioError('WRITE_REJECTED', 'GitHub does not say who would sign off the commit.', {
    where: ref.repo,
    hint: 'Name yourself in the configuration: commit: { signOff: "Your Name <you@example.org>" }. Nothing was written.',
  });
}
