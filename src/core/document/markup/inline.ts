// Splits a line of a pipe table into cells, as cmark-gfm does: a pipe directly after a backslash does not split, one
// inside a code span does.

import type { Span } from '../../model.ts';
import { decodeMojibake, decodeText } from './encoding.ts';
import type { Piece } from './lines.ts';
import { decodeReferences } from './references.ts';

export interface Cell extends Span {
  /** The cell without its padding, one character per byte. */
  readonly text: string;
}

/** The part of a document that holds one row. */
export interface LineText {
  readonly start: number;
  readonly text: string;
}

/** The cells of one row; outer pipes are optional. */
export function splitCells(line: LineText): Cell[] {
  const { text } = line;
  const cells: Cell[] = [];
  let from = 0;
  while (isBlank(text, from)) from += 1;
  // A pipe before the first cell.
  if (text.charCodeAt(from) === pipe) from += 1;
  for (let at = text.indexOf('|', from); at !== -1; at = text.indexOf('|', at + 1)) {
    if (text.charCodeAt(at - 1) === backslash) continue;
    cells.push(trimCell(line, from, at));
    from = at + 1;
  }
  const last = trimCell(line, from, text.length);
  // What follows a closing pipe is not a cell.
  if (cells.length === 0 || last.text !== '' || !text.trimEnd().endsWith('|')) cells.push(last);
  return cells;
}

/** Number of columns of a delimiter row such as `| --- | :-: |`; null for any other line. */
export function readDelimiters(text: string): number | null {
  if (!/^[|:\- \t]+$/.test(text) || !text.includes('-')) return null;
  const cells = splitCells({ start: 0, text });
  return cells.every((cell) => /^:?-+:?$/.test(cell.text)) ? cells.length : null;
}

function trimCell({ start: offset, text }: LineText, from: number, to: number): Cell {
  let start = from;
  let end = to;
  while (start < end && isBlank(text, start)) start += 1;
  while (end > start && isBlank(text, end - 1)) end -= 1;
  return { start: offset + start, end: offset + end, text: text.slice(start, end) };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === blank || code === tab;
}

const [blank, tab, pipe, backslash] = [0x20, 0x09, 0x7c, 0x5c];

// Statuses whose word alone is emphasised, such as `🟢 **Running**` and `🟢 <b>Running</b>`: the glyph stands outside.

export interface Emphasised {
  /** The glyph with the blanks behind it. */
  readonly glyph: string;
  /** The emphasis before the word; empty where there is none. */
  readonly open: string;
  /** The emphasis behind it. */
  readonly close: string;
  readonly word: string;
}

const marked = /^([^\p{L}\p{N}*_~`<]*)([*_~`]{1,3})([^*_~`]+)\2$/u;
const tagged = /^([^\p{L}\p{N}*_~`<]+)(<(b|strong|em|i|code|kbd|mark|small|sub)>)([^<>]+)<\/\3>$/iu;

export function splitEmphasis(text: string): Emphasised {
  const [, glyph = '', mark = '', word] = marked.exec(text) ?? [];
  if (word !== undefined) return { glyph, open: mark, close: mark, word };
  const [, before = '', open = '', tag = '', inner] = text.endsWith('>') ? (tagged.exec(text) ?? []) : [];
  if (inner === undefined) return { glyph: '', open: '', close: '', word: text };
  return { glyph: before, open, close: `</${tag}>`, word: inner };
}

const emphasised = /(?<![\p{L}\p{N}\\])(\*{1,3}|_{1,3}|~~)(?=[^\s*_~])([^*_~]*)(?<!\s)\1(?![\p{L}\p{N}])/gu;

/** `**approved**, to be built` without its marks: those that stand around whole words. */
export function leaveOutEmphasis(text: string): string {
  return /[*_~]/.test(text) ? text.replaceAll(emphasised, '$2') : text;
}

/** `text` with the emphasis that `before` has. `write`: how the markup around it wants text written. */
export function emphasiseLike(before: string, text: string, write = (part: string) => part): string {
  const { open, close } = splitEmphasis(before);
  if (open === '') return write(text);
  const [, glyph = '', word = ''] = /^([^\p{L}\p{N}]*)(.*)$/su.exec(text) ?? [];
  return `${write(glyph)}${open}${write(word)}${close}`;
}

// What a person reads of a piece of a document: decoded, repaired where it is doubly encoded, without markup.

export function readText(bytes: Uint8Array, { start, text }: Piece): string {
  // Long tables have many cells, and most are plain ASCII.
  if (!/[^\0-\x7f]/.test(text)) return plainText(text);
  const decoded = decodeText(bytes.subarray(start, start + text.length));
  return plainText(decodeMojibake(decoded) ?? decoded);
}

const bracketed = /!?\[([^[\]]*)\](\([^()]*\)|\[[^[\]]*\])?/g;

/** Link and image texts without addresses, no emphasis, no tags. */
function plainText(markdown: string): string {
  let text = markdown;
  if (text.includes('<')) text = text.replace(/<[^<>]*>/g, ' ');
  // Twice, because a link may hold a picture or brackets.
  for (let times = 0; times < 2 && text.includes('['); times += 1) text = text.replace(bracketed, '$1');
  if (text.includes('_')) text = text.replace(/(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '');
  if (/[*`~]/.test(text)) text = text.replace(/[*`~]/g, '');
  if (text.includes('\\')) text = text.replace(/\\([\\|`*_~[\]])/g, '$1');
  text = decodeReferences(text);
  return /\s\s|[\t\r\n]/.test(text) ? text.split(/\s+/).join(' ').trim() : text.trim();
}
