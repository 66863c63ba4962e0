// Reads one status cell: the directive in its comment, and the span and text of the word itself, inside emphasis, tags
// and links.

import type { CellDirective, Span, Status, StatusMarkup } from '../model.ts';
import { readStatusWord } from '../status/vocabulary.ts';
import { decodeMojibake, decodeText } from './bytes.ts';
import { splitEmphasis } from './split-emphasis.ts';
import { splitRemark } from './split-remark.ts';
import { readAlternative, readBadge } from './status-badge.ts';
import { type Piece, slicePiece, trimPiece } from './trim-span.ts';

export interface StatusCell {
  readonly span: Span;
  readonly typed: { readonly text: string; readonly status: Status };
  readonly markup: StatusMarkup;
  readonly mojibake: boolean;
  readonly directive: CellDirective | null;
  /** Why the cell cannot be edited; null when it can. */
  readonly skip: string | null;
  /** What the owner says besides the word; absent: nothing. */
  readonly remark?: string;
}

export function readStatusCell(bytes: Uint8Array, cell: Piece, markup: 'markdown' | 'html'): StatusCell {
  const { piece, directive, skip } = leaveOutComments(trimPiece(cell));
  const word = leaveOutNoBreaks(bytes, takeFirstLine(bytes, unwrap(piece)));
  const span = { start: word.start, end: word.start + word.text.length };
  const badge = readBadge(word.text);
  if (badge !== null) {
    const typed = { text: badge.text, status: readStatusWord(badge.text) };
    return { span, typed, markup: 'badge', mojibake: false, directive, skip: skip ?? badge.doubt };
  }
  const alternative = readAlternative(word.text);
  if (alternative !== null) {
    const typed = { text: alternative, status: readStatusWord(alternative) };
    return { span, typed, markup, mojibake: false, directive, skip: skip ?? 'The status is a picture.' };
  }
  const { text, isTwice } = readWord(bytes, word);
  const hasMarkup = !isPlain(text);
  const divided = hasMarkup || isTwice || readStatusWord(text) !== 'unknown' ? null : splitRemark(word);
  if (divided !== null) {
    const { start } = divided.word;
    const own = readWord(bytes, divided.word).text;
    return {
      span: { start, end: start + divided.word.text.length },
      typed: { text: own, status: readStatusWord(own) },
      markup,
      mojibake: false,
      directive,
      skip,
      remark: divided.remark,
    };
  }
  const typed = { text, status: hasMarkup ? 'unknown' : readStatusWord(text) };
  const reason = hasMarkup ? 'The status is more than plain text.' : null;
  return { span, typed, markup, mojibake: isTwice, directive, skip: skip ?? reason };
}

/** Without markup that a new word could break. */
export function isPlain(text: string): boolean {
  return !/[[\]<>!`|\\]|&#?\w+;/.test(text);
}

/** The text of a piece as a person reads it, and whether its bytes are doubly encoded. */
export function readWord(
  bytes: Uint8Array,
  { start, text }: Piece,
): { readonly text: string; readonly isTwice: boolean } {
  const raw = decodeText(bytes.subarray(start, start + text.length));
  const repaired = decodeMojibake(raw);
  const { glyph, word } = splitEmphasis(repaired ?? raw);
  return { text: `${glyph}${word}`.trim(), isTwice: repaired !== null };
}

/** Comments at the edges belong to the owner; a directive among them is read. */
function leaveOutComments(cell: Piece): { piece: Piece; directive: CellDirective | null; skip: string | null } {
  let piece = cell;
  let directive: CellDirective | null = null;
  for (let open = piece.text.indexOf('<!--'); open !== -1; open = piece.text.indexOf('<!--')) {
    const close = piece.text.indexOf('-->', open);
    if (close === -1) break;
    directive = readDirective(piece.text.slice(open + 4, close)) ?? directive;
    const before = trimPiece(slicePiece(piece, 0, open));
    const after = trimPiece(slicePiece(piece, close + 3));
    if (before.text !== '' && after.text !== '') {
      return { piece, directive, skip: 'A comment stands in the middle of the status.' };
    }
    piece = before.text === '' ? after : before;
  }
  return { piece, directive, skip: null };
}

const marks = ['**', '__', '~~', '*', '_', '`'];
const tagged =
  /^(<(strong|b|em|i|u|code|kbd|sub|sup|small|mark|span|font|center|div|p|ins)(?:\s[^<>]*)?>)[\s\S]*<\/\2>$/i;
const linked = /^\[([^[\]]+|!\[[^[\]]*\]\([^()\s]*\))\](?:\([^()\s]*\)|\[[^[\]]*\])$/;

/** Longer than any status with its markup; unwrapping takes time with the square of the length. */
const maxLength = 2000;

/** Leaves out emphasis, code marks, inline tags and a link, layer by layer. */
export function unwrap(cell: Piece): Piece {
  let piece = cell;
  if (piece.text.length > maxLength) return piece;
  for (let inner = unwrapOnce(piece); inner !== null; inner = unwrapOnce(piece)) piece = trimPiece(inner);
  return piece;
}

function unwrapOnce(piece: Piece): Piece | null {
  const { text } = piece;
  const mark = marks.find((each) => text.length > 2 * each.length && text.startsWith(each) && text.endsWith(each));
  if (mark !== undefined) return slicePiece(piece, mark.length, -mark.length);
  const [, open, tag] = (text.startsWith('<') ? tagged.exec(text) : null) ?? [];
  if (open !== undefined && tag !== undefined) {
    const closing = `</${tag.toLowerCase()}>`;
    const isWhole = text.toLowerCase().indexOf(closing) === text.length - closing.length;
    return isWhole ? slicePiece(piece, open.length, -closing.length) : null;
  }
  const inner = text.startsWith('[') ? linked.exec(text)?.[1] : undefined;
  return inner === undefined ? null : slicePiece(piece, 1, 1 + inner.length);
}

/** `Live<br><sub>since May</sub>` is a status and a remark. */
function takeFirstLine(bytes: Uint8Array, piece: Piece): Piece {
  const end = piece.text.includes('<') ? piece.text.search(/<br\s*\/?>/i) : -1;
  if (end === -1) return piece;
  const first = unwrap(trimPiece(slicePiece(piece, 0, end)));
  return readStatusWord(readWord(bytes, first).text) === 'unknown' ? piece : first;
}

/** No-break spaces for padding stay; in doubly encoded text the same bytes may end a letter. */
function leaveOutNoBreaks(bytes: Uint8Array, piece: Piece): Piece {
  const noBreak = '\u00c2\u00a0';
  if (!piece.text.startsWith(noBreak) && !piece.text.endsWith(noBreak)) return piece;
  if (readWord(bytes, piece).isTwice) return piece;
  let [from, to] = [0, piece.text.length];
  while (piece.text.startsWith(noBreak, from)) from += noBreak.length;
  while (to > from && piece.text.slice(0, to).endsWith(noBreak)) to -= noBreak.length;
  return trimPiece(slicePiece(piece, from, to));
}

/** The first directive in the comments of a row. */
export function findDirective(pieces: readonly Pick<Piece, 'text'>[]): CellDirective | null {
  for (const { text } of pieces) {
    const open = text.indexOf('<!--');
    const close = open === -1 ? -1 : text.indexOf('-->', open + 4);
    const directive = close === -1 ? null : readDirective(text.slice(open + 4, close));
    if (directive !== null) return directive;
  }
  return null;
}

/** null for other comments. */
function readDirective(comment: string): CellDirective | null {
  const words = comment.trim().split(/\s+/);
  if (words[0]?.toLowerCase() !== 'statusfolio:') return null;
  if (words[1] === 'ignore') return { kind: 'ignore' };
  if (words[1] !== 'pin') return null;
  const day = words[2] === 'until' ? words[3] : undefined;
  return { kind: 'pin', until: day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null };
}
