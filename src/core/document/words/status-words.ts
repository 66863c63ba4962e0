// Finds the words for statuses in a line of text: a word counts only where dashes, dots, brackets or a label such as
// "Status:" set it apart from the sentences around it.

import type { Status } from '../../status/statuses.ts';
import { isHeading, needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import { stripEnd } from '../../text.ts';
import { encodeMojibake, encodeText, toScanText } from '../markup/encoding.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { hidden } from '../markup/read-inline.ts';
import { isHidden } from '../rows/read-entry.ts';
import { isPlain, readWord, unwrap } from './status-cell.ts';

export interface StatusWord {
  readonly piece: Piece;
  readonly typed: { readonly text: string; readonly status: Status };
  readonly mojibake: boolean;
  /** Whether the text before it is a label for statuses. */
  readonly isLabelled: boolean;
  /** Whether it stands first, where a name is expected. */
  readonly isLead: boolean;
  /** Whether a dash or a dot divides it from what stands before. */
  readonly isAfterDash: boolean;
}

/** A character as bytes: in UTF-8, and encoded twice in either way. */
const spell = (character: string) =>
  [character, encodeMojibake(character), encodeMojibake(character, 'latin-1')].map((text) =>
    toScanText(encodeText(text)),
  );

const dashesAndDots = [...'—–·•'].flatMap(spell);
const wide = [...'：（）'].flatMap(spell);
const [wideColon] = spell('：');
const dividers = new RegExp(
  `(?<=^|[ \\t])(?:${[...dashesAndDots, '-{1,3}'].join('|')})(?=[ \\t]|$)|:(?!//)|[()[\\]]|<[^<>]*>|${wide.join('|')}`,
  'g',
);

/** In bytes; longer pieces are sentences. */
const maxWordLength = 80;

/** `line`: with what nobody sees blotted out; `isHeaded`: something else announces a status there. */
export function findStatusWords(bytes: Uint8Array, line: Piece, isHeaded = false): StatusWord[] {
  const words: StatusWord[] = [];
  let before: Piece | null = null;
  for (const { piece, divider } of divideText(line)) {
    if (isHidden(piece)) continue;
    const isShort = piece.text.length <= maxWordLength && !piece.text.includes(hidden);
    const { text, isTwice } = isShort ? readWord(bytes, piece) : { text: '', isTwice: false };
    const status = /\p{L}/u.test(text) && isPlain(text) && !/[*~]/.test(text) ? readStatusWord(text) : 'unknown';
    if (status !== 'unknown') {
      const isLabelled = before !== null && isLabel(bytes, before, divider);
      const place = { isLead: before === null, isLabelled, isAfterDash: /^[^:()[\]<]/.test(divider) };
      const isTold = isLabelled || isHeaded || !needsHeading(text);
      if (isTold) words.push({ piece, typed: { text, status }, mojibake: isTwice, ...place });
    }
    before = piece;
  }
  return words;
}

/** `Status`; in front of a colon also behind a description, `Reads tides. **Status`. */
function isLabel(bytes: Uint8Array, piece: Piece, divider: string): boolean {
  const isShort = piece.text.length <= maxWordLength && !piece.text.includes(hidden);
  if (isHeading('status', isShort ? readWord(bytes, piece).text : '')) return true;
  const at = divider === ':' || divider === wideColon ? findTrailingLabel(piece) : null;
  return at !== null && isHeading('status', readWord(bytes, slicePiece(piece, at)).text);
}

/** Where a sentence has ended, or emphasis begins, for the last time; null where that is nowhere near the end. */
export function findTrailingLabel({ text }: Piece): number | null {
  for (let at = text.length - 1; at > Math.max(0, text.length - maxWordLength); at -= 1) {
    const [last, next] = [text.charAt(at - 1), text.charAt(at)];
    // What stands behind a bar is a line of its own.
    if (last === ' ' && '*_'.includes(next)) return text.slice(0, at).trimEnd().endsWith('|') ? null : at;
    if (next === ' ' && '.!?;,'.includes(last)) return at + 1;
  }
  return null;
}

/** The pieces between dashes, dots, colons, brackets and tags, each inside its emphasis, with the divider before it. */
export function divideText(line: Piece): { readonly piece: Piece; readonly divider: string }[] {
  const segments: { piece: Piece; divider: string }[] = [];
  let from = 0;
  let divider = '';
  const push = (to?: number) => segments.push({ piece: leaveOutMarks(slicePiece(line, from, to)), divider });
  for (const { 0: mark, index } of line.text.matchAll(dividers)) {
    push(index);
    divider = mark;
    from = index + mark.length;
  }
  push();
  return segments;
}

/** A divider may cut emphasis in two, as the colon does in `**Status:** Done`: its half is no part of the word. */
function leaveOutMarks(segment: Piece): Piece {
  const piece = trimPiece(segment);
  const opening = /^[*_~`]+/.exec(piece.text)?.[0] ?? '';
  const closing = piece.text.slice(stripEnd(piece.text, '*_~`').length);
  const isHalf = (mark: string, text = piece.text) => mark !== '' && text.split(mark).length % 2 === 0;
  // What ends here may stand before a whole: `** **Done**`.
  const isCut = /^[*_~`]+[ \t]/.test(piece.text);
  if (isCut && isHalf(opening)) return leaveOutMarks(slicePiece(piece, opening.length));
  const from = isHalf(opening) ? opening.length : 0;
  const to = piece.text.length - (isHalf(closing) ? closing.length : 0);
  return unwrap(trimPiece(slicePiece(piece, from, Math.max(from, to))));
}
