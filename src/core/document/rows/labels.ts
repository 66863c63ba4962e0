// `Status: In progress`: a label with the word behind it, in a line of a list, of a paragraph or of a cell.

import { isHeading, readStatusWord } from '../../status/vocabulary.ts';
import { findDateAfter } from '../dates/date-after.ts';
import { decodeText, encodeScan } from '../markup/encoding.ts';
import { readText } from '../markup/inline.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { hidden } from '../markup/read-inline.ts';
import { splitRemark } from '../words/split-remark.ts';
import { readUnknown, readWord } from '../words/status-cell.ts';
import { findStatusWords, type StatusWord } from '../words/status-words.ts';

/** In bytes; longer than any label with its marks. */
const maxLabelLength = 80;

/** A wide one as bytes. */
const colons = /:|\u00ef\u00bc\u009a/;

/** Most lines do not. */
export function mayHoldLabel({ text }: Pick<Piece, 'text'>): boolean {
  return colons.test(text);
}

/** Length of `**Status:** ` up to the colon and with it; null for a line that does not begin with such a label. */
export function readLabel(line: Piece, bytes: Uint8Array): number | null {
  const colon = colons.exec(line.text.slice(0, maxLabelLength));
  if (colon === null) return null;
  const label = trimPiece(slicePiece(line, 0, colon.index), ' \t*_');
  if (label.text.includes('[')) return null;
  return isHeading('status', readWord(bytes, label).text) ? colon.index + colon[0].length : null;
}

/** "State: [a library]" stands in many lists of tools. */
export function isWeakLabel(label: Piece, bytes: Uint8Array): boolean {
  return isHeading('weak', readText(bytes, label));
}

/** `Stars: 3 | Status: Done`; a bar or a dot between blanks. */
export function splitAtBars(line: Piece): Piece[] {
  return splitAt(line, /[ \t](?:\||\u00c2\u00b7|\u00e2\u0080\u00a2)[ \t]/g);
}

/** Lines of a cell, as a reader sees them below each other. */
export function splitAtBreaks(cell: Piece): Piece[] {
  return cell.text.includes('<') ? splitAt(cell, /<\/?(?:br|p|li|ul|div|h[1-6])[^<>]*>|[\r\n]/gi) : [cell];
}

function splitAt(line: Piece, dividers: RegExp): Piece[] {
  const parts: Piece[] = [];
  let from = 0;
  for (const { index, 0: divider } of line.text.matchAll(dividers)) {
    parts.push(slicePiece(line, from, index));
    from = index + divider.length;
  }
  return [...parts, slicePiece(line, from)];
}

export interface LabelledWord extends Pick<StatusWord, 'piece' | 'typed' | 'mojibake'> {
  /** What the owner says besides the word; null: nothing. */
  readonly remark: string | null;
  /** Why what stands there cannot be edited; absent: it can. */
  readonly doubt?: string;
}

/** What stands behind a label. `seen`: the line with what nobody sees blotted out; `own`: as it is written. */
export function readLabelled(bytes: Uint8Array, seen: Piece, own: Piece, label: number): LabelledWord {
  const value = trimPiece(slicePiece(own, label), ' \t*_`~');
  const known = findStatusWords(bytes, seen).find((word) => word.isLabelled);
  const behind = known === undefined ? '' : readBehind(seen, known.piece);
  // A date of ours is no remark.
  const isAlone = known !== undefined && (behind === '' || (findDateAfter(own, known)?.date ?? null) !== null);
  if (known !== undefined && isAlone) return { ...known, remark: null };
  const { text, isTwice } = readWord(bytes, value);
  const whole = { piece: value, typed: { text, status: readStatusWord(text) }, mojibake: isTwice, remark: null };
  if (known === undefined && whole.typed.status !== 'unknown') return whole;
  const divided = splitRemark(value);
  if (divided !== null) {
    const word = readWord(bytes, divided.word);
    const typed = { text: word.text, status: readStatusWord(word.text) };
    return { piece: divided.word, typed, mojibake: word.isTwice, remark: divided.remark };
  }
  if (known !== undefined && !behind.startsWith('(')) return { ...known, remark: behind };
  const { typed, doubt } = readUnknown(text);
  return { ...whole, typed, ...(doubt !== null && { doubt }) };
}

/** What a reader sees behind the word. */
function readBehind(seen: Piece, { start, text }: Piece): string {
  const rest = seen.text.slice(start + text.length - seen.start).replaceAll(hidden, '');
  const visible = decodeText(encodeScan(rest.replace(/<[^<>]*>/g, '').replace(/^[*_~`]+/, ''))).trim();
  return /[\p{L}\p{N}]/u.test(visible) ? visible : '';
}
