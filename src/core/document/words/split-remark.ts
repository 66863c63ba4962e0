// A status with a remark of the owner's: `Live on GCP`, `Abandoned (2025-03-06)`, `v4.0 Live`. The word is read, and the
// remark stays as it is.

import { readStatusWord } from '../../status/vocabulary.ts';
import { decodeText, encodeScan } from '../markup/encoding.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';

/** In bytes; longer texts are sentences. */
const maxLength = 200;

/** Dashes, brackets and commas as bytes of UTF-8, and words that begin a remark. */
const beginnings =
  / ?\(| ?\u00ef\u00bc\u0088| (?:-|\u00e2\u0080[\u0093\u0094]|\u00c2\u00b7|\/|\||\+|&) |[,;:] | (?=(?:on|in|at|since|until|from|for|by|as of|seit|ab|bis|depuis|desde|dal|od|v)[ \d]|\d)/g;

/** The piece that is a known status, without glyph marks cut off; null where no remark stands beside such a word. */
export function splitRemark(cell: Piece): { readonly word: Piece; readonly remark: string } | null {
  if (cell.text.length > maxLength) return null;
  const version = /^v?\d+(?:\.\w+)*\+? /i.exec(cell.text)?.[0] ?? '';
  const rest = slicePiece(cell, version.length);
  if (version !== '' && isKnown(rest)) return { word: rest, remark: version.trim() };
  let found: { readonly word: Piece; readonly remark: string } | null = null;
  for (const { index } of rest.text.matchAll(beginnings)) {
    const word = trimPiece(slicePiece(rest, 0, index));
    // The longest word counts: `In progress - in testing (28/31)`.
    if (index > 0 && isKnown(word)) found = { word, remark: `${version}${read(trimPiece(slicePiece(rest, index)))}` };
  }
  return found;
}

function isKnown(piece: Piece): boolean {
  const text = read(piece);
  return /\p{L}/u.test(text) && !/[*_~`[\]<>]/.test(text) && readStatusWord(text) !== 'unknown';
}

function read({ text }: Piece): string {
  return decodeText(encodeScan(text));
}
