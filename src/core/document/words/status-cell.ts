// Reads one status cell: the directive in its comment, and the span and text of the word itself, inside emphasis, tags
// and links.

import type { CellDirective, Row, Span, StatusMarkup, WrittenDate } from '../../model.ts';
import { type Status, statusTable } from '../../status/statuses.ts';
import { readStatusWord } from '../../status/vocabulary.ts';
import { splitDate } from '../dates/as-of.ts';
import { decodeMojibake, decodeText, encodeText, toScanText } from '../markup/encoding.ts';
import { leaveOutEmphasis, splitEmphasis } from '../markup/inline.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { decodeWordReferences } from '../markup/references.ts';
import { type Remarked, splitRemark } from './split-remark.ts';

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
  /** Our date behind the word; absent: none. */
  readonly asOf?: WrittenDate;
  /** Where our date stands or may stand; absent: nowhere. */
  readonly dateAt?: number;
}

export function readStatusCell(bytes: Uint8Array, cell: Piece, markup: 'markdown' | 'html'): StatusCell {
  const commented = leaveOutComments(trimPiece(cell));
  const holder = leaveOutNoBreaks(bytes, leaveOutHolders(commented.piece));
  const dated = splitDate(holder);
  if (dated !== null) {
    const { rest, date, isBare } = dated;
    const own = readWithoutDate(bytes, { ...commented, piece: rest }, markup);
    const isDatable = mayBeDated(own, bytes, rest);
    // We write to no cell with another remark, but the owner may add one to a cell of ours.
    const isOurs = isDatable || (!isBare && own.remark !== undefined);
    if (isOurs) return { ...own, asOf: date, ...(isDatable && { dateAt: date.span.start }) };
  }
  const own = readWithoutDate(bytes, commented, markup);
  return mayBeDated(own, bytes, holder) ? { ...own, dateAt: holder.start + holder.text.length } : own;
}

/** What a row takes over of a cell's remark and date. */
export function tellDate({ remark, asOf, dateAt }: StatusCell): Pick<Row, 'remark' | 'asOf' | 'dateSlot'> {
  return {
    ...(remark !== undefined && { remark }),
    ...(asOf !== undefined && { asOf }),
    ...(dateAt !== undefined && { dateSlot: { at: dateAt, language: null } }),
  };
}

/** The cell without a date of ours, for all who ask what it holds. */
export function leaveOutDate<Cell extends Piece>(bytes: Uint8Array, cell: Cell, markup: 'markdown' | 'html'): Cell {
  // Long tables have many cells.
  if (!/\d-\d\d/.test(cell.text) || !/[)）]/.test(cell.text)) return cell;
  const { asOf } = readStatusCell(bytes, cell, markup);
  if (asOf === undefined) return cell;
  const [from, to] = [asOf.span.start - cell.start, asOf.span.end - cell.start];
  return { ...cell, text: cell.text.slice(0, from) + cell.text.slice(to) };
}

/** Only behind a known word with nothing else said. */
function mayBeDated({ typed, markup, skip, remark }: StatusCell, bytes: Uint8Array, holder: Piece): boolean {
  if (typed.status === 'unknown' || !/\p{L}/u.test(typed.text) || markup === 'badge') return false;
  const piece = unwrap(holder);
  return skip === null && remark === undefined && takeFirstLine(bytes, piece) === piece;
}

const holderTags = new Set(['div', 'p', 'center', 'span', 'font']);

/** What hold a cell's whole text without emphasis: what stands behind them stands on a line of its own, or looks otherwise. */
function leaveOutHolders(cell: Piece): Piece {
  let piece = cell;
  if (piece.text.length > maxLength) return piece;
  for (let inner = unwrapTag(piece, holderTags); inner !== null; inner = unwrapTag(piece, holderTags)) {
    piece = trimPiece(inner);
  }
  return piece;
}

function readWithoutDate(
  bytes: Uint8Array,
  { piece, directive, skip }: ReturnType<typeof leaveOutComments>,
  markup: 'markdown' | 'html',
): StatusCell {
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
    return { span, typed, markup, mojibake: false, directive, skip: skip ?? 'The status is an image.' };
  }
  const { text, isTwice } = readWord(bytes, word);
  const status = isPlain(text) ? readStatusWord(text) : 'unknown';
  const isKnown = status !== 'unknown';
  const divided = isKnown ? null : isTwice ? splitTwice(bytes, word) : splitRemark(word);
  if (divided !== null) {
    const { start } = divided.word;
    const own = readWord(bytes, divided.word).text;
    return {
      span: { start, end: start + divided.word.text.length },
      typed: { text: own, status: readStatusWord(own) },
      markup,
      mojibake: isTwice,
      directive,
      skip,
      remark: divided.remark,
    };
  }
  const unknown = isKnown ? { typed: { text, status }, doubt: null } : readUnknown(text);
  return { span, typed: unknown.typed, markup, mojibake: isTwice, directive, skip: skip ?? unknown.doubt };
}

/** A status of which no word is known, as a person reads it, and why it cannot be edited; null when it can. */
export function readUnknown(text: string): { readonly typed: Row['typed']; readonly doubt: string | null } {
  const doubt = isPlain(text) ? null : 'The status is more than plain text.';
  return { typed: { text: doubt === null ? leaveOutEmphasis(text) : text, status: 'unknown' }, doubt };
}

/** The same of text that was encoded twice: each of its characters was one byte before. */
function splitTwice(bytes: Uint8Array, { start, text }: Piece): Remarked | null {
  const raw = decodeText(bytes.subarray(start, start + text.length));
  const divided = splitRemark({ start: 0, text: toScanText(encodeText(decodeMojibake(raw) ?? '')) });
  if (divided === null) return null;
  const [from, to] = [divided.word.start, divided.word.start + divided.word.text.length].map(
    (index) => encodeText(raw.slice(0, index)).length,
  );
  return { ...divided, word: slicePiece({ start, text: text.slice(0, to) }, from ?? 0) };
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
  // Printable ASCII reads as itself; a zero stands for what is blotted out.
  const raw = /[^ -~]/.test(text) ? decodeText(bytes.subarray(start, start + text.length)) : text;
  const repaired = decodeMojibake(raw);
  const { glyph, word } = splitEmphasis(decodeWordReferences(repaired ?? raw));
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
      return { piece, directive, skip: 'There is a comment in the middle of the status.' };
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
  if (text.startsWith('<')) return unwrapTag(piece);
  const inner = text.startsWith('[') ? linked.exec(text)?.[1] : undefined;
  return inner === undefined ? null : slicePiece(piece, 1, 1 + inner.length);
}

/** Inside one of these elements, or any inline one, that holds the whole piece; null for none. */
function unwrapTag(piece: Piece, among?: ReadonlySet<string>): Piece | null {
  const { text } = piece;
  const [, open, name] = (text.startsWith('<') ? tagged.exec(text) : null) ?? [];
  const tag = name?.toLowerCase();
  if (open === undefined || tag === undefined || among?.has(tag) === false) return null;
  const closing = `</${tag}>`;
  const isWhole = text.toLowerCase().indexOf(closing) === text.length - closing.length;
  return isWhole ? slicePiece(piece, open.length, -closing.length) : null;
}

/** `Live<br><sub>since May</sub>` is a status and a remark. */
function takeFirstLine(bytes: Uint8Array, piece: Piece): Piece {
  const end = piece.text.includes('<') ? piece.text.search(/<br\s*\/?>/i) : -1;
  if (end === -1) return piece;
  const first = unwrap(trimPiece(slicePiece(piece, 0, end)));
  return readStatusWord(readWord(bytes, first).text) === 'unknown' ? piece : first;
}

const noBreaksBefore = /^(?:\xc2\xa0|&nbsp;|&#160;|&#x0{0,2}a0;)/i;
const noBreaksBehind = /(?:\xc2\xa0|&nbsp;|&#160;|&#x0{0,2}a0;)$/i;

/** No-break spaces for padding stay; in doubly encoded text the same bytes may end a letter. */
function leaveOutNoBreaks(bytes: Uint8Array, piece: Piece): Piece {
  if (!noBreaksBefore.test(piece.text) && !noBreaksBehind.test(piece.text)) return piece;
  if (readWord(bytes, piece).isTwice) return piece;
  let [from, to] = [0, piece.text.length];
  const inside = () => piece.text.slice(from, to);
  for (let edge = noBreaksBefore.exec(inside()); edge !== null; edge = noBreaksBefore.exec(inside()))
    from += edge[0].length;
  for (let edge = noBreaksBehind.exec(inside()); edge !== null; edge = noBreaksBehind.exec(inside()))
    to -= edge[0].length;
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

// Statuses that are pictures: static badges of shields.io, whose address holds the word and the colour, and whose
// alternative text may repeat the word.

const image = /^(?:!\[[^[\]]{0,200}\]\([^()\s]{1,1000}\)|<img\s[^<>]{1,1000}>)$/i;
const badgePath = /(\/\/img\.shields\.io\/badge\/)([^?\s"'()<>]+?)(\.svg|\.png)?(?=[?\s"'()<>]|$)/i;
/** The older form: label, message and colour stand in the query. */
const badgeQuery = /\/\/img\.shields\.io\/static\/v1(?:\.svg)?\?/i;
/** `?name=value` and `&name=value`; a name may be spelt with escapes. */
const parameters = /([?&;])([^?&;=\s"'()<>]{1,100})=([^&\s"'()<>]*)/g;
/** The colour of the message; that of the label and of the logo have other names. It outranks the one in the path. */
const colourNames = new Set(['color', 'colorB']);
/** What is shown where the picture is not, or beside it. */
const descriptions =
  /^(!\[)([^[\]]*)(\])|(\s(?:alt|title|aria-label)=")([^"]*)(")|(\s(?:alt|title|aria-label)=')([^']*)(')/gi;

function isImage(markup: string): boolean {
  return /^[!<]/.test(markup) && image.test(markup);
}

/** The alternative text of a cell that is one picture and nothing else; null for any other cell. */
function readAlternative(markup: string): string | null {
  if (!isImage(markup)) return null;
  return (
    /^!\[([^[\]]*)\]|\salt="([^"]*)"/i
      .exec(markup)
      ?.slice(1)
      .find((text) => text !== undefined) ?? ''
  );
}

export interface Badge {
  /** The word on it. */
  readonly text: string;
  /** Why another word could not be written without a contradiction; null when it could. */
  readonly doubt: string | null;
}

/** A static badge; null for any other picture. */
export function readBadge(markup: string): Badge | null {
  const message = isImage(markup) ? readMessage(markup) : null;
  if (message === null) return null;
  const says = [...markup.matchAll(descriptions)].map(readDescription);
  const isSaid = says.every((text) => rewriteDescription(text, message, '') !== null);
  const [address = ''] = badgeAddress.exec(markup) ?? [];
  if (characterReference.test(address)) {
    return { text: message, doubt: 'The address of the badge contains character references.' };
  }
  return { text: message, doubt: isSaid ? null : 'The alternative text of the badge says more than its status.' };
}

const badgeAddress = /\/\/img\.shields\.io\/[^\s"'()<>]*/i;
/** A reader of the page sees another address than the bytes spell; `&amp;` alone changes no name and no value. */
const characterReference = /&(?!amp;)#?\w{1,32};/i;

function readMessage(markup: string): string | null {
  if (badgeQuery.test(markup)) {
    const message = [...markup.matchAll(parameters)].find(([, , name = '']) => decodeAddress(name) === 'message');
    return message === undefined ? null : decodeAddress((message[3] ?? '').replaceAll('+', ' '));
  }
  const path = badgePath.exec(markup)?.[2];
  const message = path === undefined || path.startsWith('dynamic/') ? undefined : splitBadge(path).at(-2);
  return message === undefined ? null : decodePart(message);
}

/** The same picture with another word and its colour. What describes it follows where it said the word too. */
export function rewriteBadge(markup: string, text: string): string {
  const word = text.replace(/^[^\p{L}\p{N}]+/u, '');
  const colour = statusTable[readStatusWord(text)].shield;
  const before = readMessage(markup) ?? '';
  return markup
    .replace(badgePath, (_, site: string, path: string, extension = '') => {
      const label = splitBadge(path).slice(0, -2);
      return `${site}${[...label, encodePart(word), colour].join('-')}${extension}`;
    })
    .replaceAll(parameters, (whole, mark: string, written: string) => {
      const name = decodeAddress(written);
      if (colourNames.has(name)) return `${mark}${written}=${colour}`;
      return name === 'message' && badgeQuery.test(markup) ? `${mark}${written}=${encodeURIComponent(word)}` : whole;
    })
    .replaceAll(descriptions, (...match: string[]) => {
      const says = readDescription(match);
      const [open, close] = [match[1] ?? match[4] ?? match[7] ?? '', match[3] ?? match[6] ?? match[9] ?? ''];
      return `${open}${rewriteDescription(says, before, word) ?? says}${close}`;
    });
}

function readDescription(match: readonly (string | undefined)[]): string {
  return match[2] ?? match[5] ?? match[8] ?? '';
}

/** `Active`, `Status: Active`, `status-active`; null where it says something about the status in its own words. */
function rewriteDescription(says: string, message: string, word: string): string | null {
  if (readStatusWord(says) !== 'unknown') return word;
  const at = message === '' ? -1 : says.toLowerCase().lastIndexOf(message.toLowerCase());
  const [head, tail] = at === -1 ? [says, ''] : [says.slice(0, at), says.slice(at + message.length)];
  const others = `${head}|${tail}`.split(/[^\p{L}\p{N}]+/u);
  if (others.some((other) => readStatusWord(other) !== 'unknown')) return null;
  return at === -1 ? says : `${head}${word}${tail}`;
}

/** `label-message-colour`: a single hyphen divides, a double one is a hyphen. */
function splitBadge(path: string): string[] {
  return path.split(/(?<!-)-(?!-)/);
}

function decodePart(part: string): string {
  const text = part
    .replaceAll('--', '-')
    .replace(/(?<!_)_(?!_)/g, ' ')
    .replaceAll('__', '_');
  return decodeAddress(text);
}

/** As it stands where it is no proper address. */
function decodeAddress(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return text;
  }
}

function encodePart(text: string): string {
  return encodeURIComponent(text.replaceAll('-', '--').replaceAll('_', '__').replaceAll(' ', '_'));
}
