// Finds a status that ends an item without a dash or bracket before it, set apart by its emphasis: `Ink 🚀 *coming soon*`.

import type { Span } from '../../model.ts';
import { needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import { splitDate } from '../dates/as-of.ts';
import { decodeText, encodeScan, encodeText } from '../markup/encoding.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { hidden } from '../markup/read-inline.ts';
import { isPlain, readWord } from './status-cell.ts';
import type { StatusWord } from './status-words.ts';

export interface TrailingWord {
  readonly word: StatusWord;
  /** What stands before it. */
  readonly before: Piece;
}

/** In bytes; longer lines are sentences. */
const maxLength = 300;
const marks = ['*', '_', '`'];

/** null where the line ends otherwise. `line`: with what nobody sees blotted out. */
export function findTrailingWord(bytes: Uint8Array, line: Piece): TrailingWord | null {
  if (!marks.some((mark) => line.text.includes(mark))) return null;
  const trimmed = trimPiece(line);
  const whole = splitDate(trimmed)?.rest ?? trimmed;
  const span = whole.text.length > maxLength ? null : findEmphasis(whole.text);
  if (span === null) return null;
  const [lead, tail] = [whole.text.slice(0, span.start), whole.text.slice(span.end)];
  // Glyphs may stand behind the word.
  if (/[\p{L}\p{N}]/u.test(read(tail))) return null;
  const piece = trimPiece(slicePiece(whole, span.start, span.end), ` ${marks.join('')}`);
  const { text, isTwice } = readWord(bytes, piece);
  const status = isPlain(text) && !text.includes(hidden) ? readStatusWord(text) : 'unknown';
  if (status === 'unknown' || needsHeading(text) || !standsApart(lead)) return null;
  const before = leaveOutGlyphs(slicePiece(whole, 0, span.start));
  const place = { isLabelled: false, isLead: false, isAfterDash: false };
  const word = { piece, typed: { text, status }, mojibake: isTwice, ...place };
  return before.text === '' ? null : { word, before };
}

/** The last run of emphasis or code with its marks. */
function findEmphasis(text: string): Span | null {
  const last = Math.max(...marks.map((mark) => text.lastIndexOf(mark)));
  if (last < 1) return null;
  const mark = text.charAt(last);
  let close = last;
  while (text[close - 1] === mark) close -= 1;
  const run = mark.repeat(last + 1 - close);
  const open = close === 0 ? -1 : text.lastIndexOf(run, close - 1 - run.length);
  return open < 1 || /[^ \t)\]\u0080-\u00ff]/.test(text.charAt(open - 1)) ? null : { start: open, end: last + 1 };
}

/** Without what stands between a name and its status. */
function leaveOutGlyphs(piece: Piece): Piece {
  const glyphs: string[] = [];
  for (const character of [...read(piece.text)].reverse()) {
    if (/[\p{L}\p{N})\]*_`\0]/u.test(character)) break;
    glyphs.push(character);
  }
  return slicePiece(piece, 0, piece.text.length - encodeText(glyphs.join('')).length);
}

/** Behind a link, a glyph, the end of a sentence, or no more than a name: in a sentence the word is a part of it. */
function standsApart(before: string): boolean {
  const text = read(before).trimEnd();
  return !/[\p{L}\p{N},;]$/u.test(text) || text.split(/[ \t]+/).length <= 4;
}

function read(scan: string): string {
  return decodeText(encodeScan(scan));
}
