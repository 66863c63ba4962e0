// Character references, such as `&#x1F7E2;`, `&#128994;` and `&check;`, as the characters that a reader sees.

import { encodeText, toScanText } from './encoding.ts';
import { type Piece, slicePiece } from './lines.ts';

/** The names that people write beside a status; HTML knows two thousand. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  ndash: '–',
  mdash: '—',
  horbar: '―',
  hellip: '…',
  middot: '·',
  bull: '•',
  larr: '←',
  rarr: '→',
  check: '✓',
  checkmark: '✓',
  cross: '✗',
  star: '☆',
  starf: '★',
  bigstar: '★',
  cir: '○',
  xcirc: '◯',
  bigcirc: '◯',
  squ: '□',
  square: '□',
  squf: '▪',
  squarf: '▪',
  loz: '◊',
  lozf: '⧫',
  hearts: '♥',
  phone: '☎',
};

const reference = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]\w{1,31}));/g;

/** As it stands where it stands for no character, or for one that is not known here. */
export function decodeReferences(text: string): string {
  return replace(text, decode);
}

/** The same, but what would be read as emphasis stays: a reference never is. */
export function decodeWordReferences(text: string): string {
  return replace(text, decodeInWord);
}

function replace(text: string, toCharacter: typeof decode): string {
  return text.includes('&') ? text.replace(reference, (whole, ...parts) => toCharacter(parts) ?? whole) : text;
}

/** null for what stands for no character, and for controls. */
function decode([decimal, hex, name]: readonly (string | undefined)[]): string | null {
  if (name !== undefined) return Object.hasOwn(named, name) ? (named[name] ?? null) : null;
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code >= 0x20 && code <= 0x10ffff && !(code >= 0x7f && code < 0xa0) && (code & ~0x7ff) !== 0xd800;
  return isCharacter ? String.fromCodePoint(code) : null;
}

function decodeInWord(parts: readonly (string | undefined)[]): string | null {
  const character = decode(parts);
  return character === null || /[*_~`]/.test(character) ? null : character;
}

/** Stands for a reference that is not decoded: it may be a letter, and it divides nothing. */
export const unknownCharacter = '\ufffd';

export interface Dereferenced {
  /** One character per byte of UTF-8, from 0. */
  readonly piece: Piece;
  /** The part of the document that a part of `piece` stands for. */
  toSource(part: Piece): Piece;
}

/** A piece with characters in place of its references, and the way back; null where it has none. */
export function dereference(source: Piece): Dereferenced | null {
  const found = source.text.includes('&') ? [...source.text.matchAll(reference)] : [];
  if (found.length === 0) return null;
  let text = '';
  // Where each character begins in the source; the end of the whole is the last.
  const origins: number[] = [];
  let read = 0;
  const copy = (end: number) => {
    text += source.text.slice(read, end);
    for (; read < end; read += 1) origins.push(read);
  };
  for (const { index, 0: whole, 1: decimal, 2: hex, 3: name } of found) {
    copy(index);
    const character = toScanText(encodeText(decodeInWord([decimal, hex, name]) ?? unknownCharacter));
    text += character;
    origins.push(...Array.from(character, () => index));
    read = index + whole.length;
  }
  copy(source.text.length);
  origins.push(source.text.length);
  return {
    piece: { start: 0, text },
    toSource: ({ start, text: part }) => slicePiece(source, origins[start] ?? 0, origins[start + part.length] ?? 0),
  };
}

/** `text` as `before` spells what is not ASCII: with references, or as it is. */
export function referLike(before: string, text: string): string {
  const [first] = /[^\0-\x7f]/.test(before) ? [] : [...before.matchAll(reference)];
  if (first === undefined || !/[^\0-\x7f]/.test(decodeReferences(first[0]))) return text;
  const isHex = first[2] !== undefined;
  return text.replaceAll(/[^\0-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return isHex ? `&#x${code.toString(16).toUpperCase()};` : `&#${code};`;
  });
}
