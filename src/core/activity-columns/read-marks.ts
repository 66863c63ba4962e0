// What stands in the place of a mark, to the byte: a mark of the rule however it is encoded, a date, nothing, or something
// that is nobody's to replace.

import { decodeText, encodeMojibake, encodeText, toScanText } from '../document/markup/encoding.ts';
import { readText } from '../document/markup/inline.ts';
import { type Piece, slicePiece, trimPiece } from '../document/markup/lines.ts';
import { unwrap } from '../document/words/status-cell.ts';
import { isPlaceholder } from '../status/vocabulary.ts';
import { type DayOrder, readCellDate } from './cell-date.ts';
import type { ActivityEntry, ActivityRule } from './model.ts';
import { plainMark } from './parse-directive.ts';

/** One way in which a mark may stand in the bytes. */
interface Variant {
  readonly mark: string;
  /** One character per byte. */
  readonly scan: string;
  readonly mojibake: boolean;
}

export interface MarkFound {
  readonly piece: Piece;
  readonly mark: string;
  readonly mojibake: boolean;
}

export type MarkFinder = (piece: Piece) => MarkFound | null;

/** Finds the mark that a piece begins with; the longest where one begins another. */
export function createMarkFinder(rule: ActivityRule): MarkFinder {
  const marks = [...rule.levels.map(({ mark }) => mark), rule.archived, rule.unsupported, rule.gone];
  const variants = marks
    .flatMap((mark) => (mark === null ? [] : spell(mark)))
    .sort((a, b) => b.scan.length - a.scan.length);
  return (piece) => {
    const found = variants.find(({ scan }) => piece.text.startsWith(scan) && isEnd(piece.text.slice(scan.length)));
    return found === undefined ? null : { ...found, piece: slicePiece(piece, 0, found.scan.length) };
  };
}

/** With and without the selector for colour, in UTF-8 and encoded twice. */
function spell(mark: string): Variant[] {
  const plain = plainMark(mark);
  const spellings = new Set([mark, plain, `${plain}\ufe0f`]);
  const encoded = [...spellings].flatMap((text): Variant[] => [
    { mark, scan: toScanText(encodeText(text)), mojibake: false },
    { mark, scan: toScanText(encodeText(encodeMojibake(text, 'windows-1252'))), mojibake: true },
    { mark, scan: toScanText(encodeText(encodeMojibake(text, 'latin-1'))), mojibake: true },
  ]);
  const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);
  return encoded.filter(({ scan, mojibake }) => !mojibake || !isAscii(scan));
}

/** Not the beginning of a longer word or of a longer emoji. */
function isEnd(rest: string): boolean {
  return !/^(?:[\w-]|\u00e2\u0080\u008d|\u00ef\u00b8\u008f)/.test(rest);
}

type Typed = Pick<ActivityEntry, 'span' | 'before' | 'after' | 'typed' | 'mojibake'>;

export interface CellContext {
  readonly bytes: Uint8Array;
  readonly scan: string;
  readonly rule: ActivityRule;
  readonly findMark: MarkFinder;
  readonly markup: 'markdown' | 'html';
  readonly order: DayOrder;
  /** Whether what is new is to be encoded twice, like the text around it. */
  readonly mojibake: boolean;
}

/** Reads a cell of the column. Comments at its edges, emphasis and a link around what it says stay. */
export function readMarkCell(cell: Piece, context: CellContext): Typed {
  const { bytes, rule, findMark, order } = context;
  const shown = leaveOutComments(cell);
  const piece = unwrap(shown);
  const found = findMark(piece);
  if (found !== null && /^(?:$|[ \t<(]|\u00c2\u00a0)/.test(piece.text.slice(found.piece.text.length))) {
    return replace(found.piece, { kind: 'mark', text: found.mark }, found.mojibake);
  }
  const text = readText(bytes, piece);
  if (piece.text === '' && shown.text === '') return readEmpty(cell, context);
  if (isPlaceholder(text) || /^(?:[-–—?]|n\/?a|tbd)$/i.test(text)) {
    return replace(piece, { kind: 'nothing', text }, context.mojibake);
  }
  const isDate = rule.as !== null && readCellDate(decodePiece(bytes, piece), order) !== null;
  return replace(piece, { kind: isDate ? 'date' : 'other', text }, false);
}

function decodePiece(bytes: Uint8Array, { start, text }: Piece): string {
  return decodeText(bytes.subarray(start, start + text.length));
}

function replace({ start, text }: Piece, typed: Typed['typed'], mojibake: boolean): Typed {
  return { span: { start, end: start + text.length }, before: '', after: '', typed, mojibake };
}

/** The blanks between the pipes of an empty cell make room for the mark, so that the pipes stay in line. */
function readEmpty(cell: Piece, { scan, markup, mojibake }: CellContext): Typed {
  const typed = { kind: 'nothing', text: '' } as const;
  if (cell.text !== '') return { ...replace({ start: cell.start, text: '' }, typed, mojibake), after: ' ' };
  if (markup === 'html') return replace(cell, typed, mojibake);
  let [start, end] = [cell.start, cell.start];
  while (isBlank(scan, start - 1)) start -= 1;
  while (isBlank(scan, end)) end += 1;
  // A mark is two columns wide, and one blank stands before it.
  const after = scan[end] === '|' ? ' '.repeat(Math.max(1, end - start - 3)) : '';
  return { span: { start, end }, before: ' ', after, typed, mojibake };
}

function isBlank(scan: string, at: number): boolean {
  return scan[at] === ' ' || scan[at] === '\t';
}

function leaveOutComments(cell: Piece): Piece {
  let piece = trimPiece(cell);
  for (let before = ''; before !== piece.text; ) {
    before = piece.text;
    const close = piece.text.startsWith('<!--') ? piece.text.indexOf('-->') : -1;
    if (close !== -1) piece = trimPiece(slicePiece(piece, close + 3));
    const open = piece.text.endsWith('-->') ? piece.text.lastIndexOf('<!--') : -1;
    if (open !== -1) piece = trimPiece(slicePiece(piece, 0, open));
  }
  return piece;
}

/** In front of what a list item says, behind a box to tick; the mark may stand inside the item's emphasis or link. */
export function readLeadingMark(lead: Piece, findMark: MarkFinder): MarkFound | null {
  const blanks = /^[ \t]*/.exec(lead.text)?.[0].length ?? 0;
  const marks = /^[*_[]{0,4}/.exec(lead.text.slice(blanks))?.[0].length ?? 0;
  for (let length = 0; length <= marks; length += 1) {
    const found = findMark(slicePiece(lead, blanks + length));
    if (found !== null) return found;
  }
  return null;
}
