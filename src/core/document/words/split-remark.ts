// A status with a remark of the owner's: `Live on GCP`, `Abandoned (2025-03-06)`, `v4.0 Live`, `Active / Beta`, `✅ 100 %`.
// The word is read, and the remark stays as it is.

import { needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import { decodeText, encodeScan, encodeText, toScanText } from '../markup/encoding.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { dereference, unknownCharacter } from '../markup/references.ts';

export interface Remarked {
  /** Without marks of emphasis. */
  readonly word: Piece;
  readonly remark: string;
}

/** In bytes; longer texts are sentences. */
const maxLength = 200;

/** As bytes of UTF-8. */
const spell = (text: string) => toScanText(encodeText(text));
const among = (texts: string) =>
  texts
    .split(' ')
    .map((text) => spell(text).replace(/[|+&=.]/g, '\\$&'))
    .join('|');

/** Words that begin a remark, in the languages that put them there. */
const prepositions = among(
  'on in at to since until till from for by as with via but due because after before and ' +
    'seit ab bis auf mit wegen im am bei für und depuis sur avec pour dès jusque chez et desde hasta en por con para sobre ' +
    'hasta até no na com dal da su fino con per presso od na do w dla z с до на из для по от в и y e ed ve i và từ trên đến cho với vì',
);

/** What stands between a word and its remark. */
const dividers = new RegExp(
  [
    ` ?\\(| ?${spell('（')}| (?=\\[|!\\[|<)`,
    ` (?:-{1,2}|${among('– — · • | + & = | ⋅')}) `,
    ' ?/ ?',
    `[,;:.!] |${among('， 、 ： ； 。 ・ ／ ｜')}`,
    ` (?=(?:${prepositions}|v)[ \\d]|[\\d~#@])`,
  ].join('|'),
  'gi',
);

/** `v4.0 Live`, `2026 planned`, `Q3 2026 Planned`; a part of a whole says how far it is, and not what it is. */
const number = /^(?:q[1-4][ /-]?)?v?\d+(?:[.-]\w+)*\+? (?!%)/i;

/** null where no remark stands beside a word that is a known status, or where it contradicts the word. */
export function splitRemark(cell: Piece): Remarked | null {
  if (cell.text.length > maxLength) return null;
  const seen = dereference(cell);
  const piece = seen?.piece ?? cell;
  const found = findWord(piece) ?? findGlyph(piece);
  if (found === null || isPart(found)) return null;
  return seen === null ? found : { ...found, word: seen.toSource(found.word) };
}

/** Why a status beside a remark is never changed without asking. */
export function askAboutRemark(remark: string): string {
  return `The owner's remark "${remark}" would end up beside another status.`;
}

function findWord(cell: Piece): Remarked | null {
  const counted = number.exec(cell.text)?.[0] ?? '';
  const rest = slicePiece(cell, counted.length);
  if (counted !== '' && isKnown(rest)) return divide(cell, rest);
  // The longest word that stands first counts: `In progress - in testing (28/31)`; else the first one behind a divider.
  const cuts = [...rest.text.matchAll(dividers)].filter(({ index }) => index > 0);
  const ends = cuts.filter(({ index }) => !isPurpose(rest, index));
  const first = ends.map(({ index }) => leaveOutMarks(slicePiece(rest, 0, index))).findLast(isKnown);
  const later = cuts.flatMap(({ index, 0: mark }, at) => {
    // What begins with a preposition or a number is no word of its own.
    if (mark === ' ') return [];
    const from = index + mark.length;
    return [cuts[at + 1]?.index, undefined].map((to) => leaveOutMarks(slicePiece(rest, from, to)));
  });
  const others = later.filter((piece) => isKnown(piece) && !needsHeading(read(piece)));
  const isMaturity = (piece: Piece | undefined) => piece !== undefined && readStatus(piece) === 'experimental';
  // `Beta / Active`: how mature it is says less than what becomes of it.
  const word = isMaturity(first) ? (others.find((one) => !isMaturity(one)) ?? first) : (first ?? others[0]);
  return word === undefined ? null : divide(cell, word);
}

/** `Ready to start`, `Available for hire` say something else. */
function isPurpose(rest: Piece, index: number): boolean {
  return purpose.test(rest.text.slice(index)) && needsHeading(read(leaveOutMarks(slicePiece(rest, 0, index))));
}

const purpose = new RegExp(`^ (?:${among('to for para pour für per для cho')}) `, 'i');

/** A glyph with nothing behind it but how far it is, which version, or when. */
function findGlyph(cell: Piece): Remarked | null {
  const text = read(cell);
  const end = text.indexOf(' ');
  if (end === -1 || /[\p{L}<>[\]`|\\]/u.test(text) || !/\d ?%|\d[./-]\d/.test(text.slice(end))) return null;
  const glyph = text.slice(0, end);
  if (readStatusWord(glyph) === 'unknown') return null;
  return divide(cell, slicePiece(cell, 0, spell(glyph).length));
}

/** `Done (80 %)` */
function isPart({ word, remark }: Remarked): boolean {
  return readStatus(word) === 'complete' && /(?<!\d)\d{1,2}(?:[.,]\d+)? ?%/.test(remark);
}

function divide(cell: Piece, word: Piece): Remarked {
  const at = word.start - cell.start;
  const sides = [slicePiece(cell, 0, at), slicePiece(cell, at + word.text.length)];
  return {
    word,
    remark: sides
      .map((side) => read(leaveOutEdges(side)))
      .join(' ')
      .trim(),
  };
}

/** Without the marks of emphasis that the word has, and dividers that nothing follows. */
function leaveOutEdges(side: Piece): Piece {
  return trimPiece(side, ' \t*_~`');
}

/** `**Active** — looking for help` */
function leaveOutMarks(piece: Piece): Piece {
  const { text } = trimPiece(piece);
  const marks = /^[*_~`]+/.exec(text)?.[0] ?? '';
  return marks !== '' && text.endsWith(marks) ? trimPiece(trimPiece(piece), '*_~`') : trimPiece(piece);
}

const notPlain = new RegExp(`[*_~\`[\\]<>|\\\\!${unknownCharacter}]`);

function isKnown(piece: Piece): boolean {
  const text = read(piece);
  return /\p{L}/u.test(text) && !notPlain.test(text) && readStatusWord(text) !== 'unknown';
}

function readStatus(piece: Piece) {
  return readStatusWord(read(piece));
}

function read({ text }: Piece): string {
  return decodeText(encodeScan(text));
}
