// Where our date stands, or may stand, behind a word outside tables: in a list item, a "Status:" line or a card.

import type { WrittenDate } from '../../model.ts';
import { type Piece, slicePiece } from '../markup/lines.ts';
import type { StatusWord } from '../words/status-words.ts';
import { splitDate } from './as-of.ts';

export interface DateAfter {
  /** Our date; null: none. */
  readonly date: WrittenDate | null;
  /** Behind the word and what closes around it. */
  readonly at: number;
}

/** Marks and inline elements that end directly behind the word; what holds it without emphasis stays around the date. */
const closing = /^(?:[*_~`]+|<\/(?:b|strong|em|i|u|code|kbd|sub|sup|small|mark|ins|a)>)*/i;

const dash = '(?:-{1,3}|\\u00e2\\u0080[\\u0093\\u0094\\u00a2]|\\u00c2\\u00b7|\\u00c3\\u00a2[^ ]+)';
/** Nothing more, a divider, something in a tag, a comment or a link; anything else is a remark or part of a sentence. */
const ending = new RegExp(`^(?:[ \\t\\r\\n]*$|:|[ \\t]+${dash}(?:[ \\t]|$)|[ \\t\\r\\n]*<|[ \\t]+!?\\[)`);

/**
 * `text` is what the word stands in, as it is in the document. null where no date may be: something else is said there,
 * the word stands in brackets, or is a glyph alone.
 */
export function findDateAfter(text: Piece, { piece, typed }: Pick<StatusWord, 'piece' | 'typed'>): DateAfter | null {
  if (typed.status === 'unknown' || !/\p{L}/u.test(typed.text)) return null;
  const end = piece.start + piece.text.length - text.start;
  const behind = text.text.slice(end);
  const at = end + (closing.exec(behind)?.[0].length ?? 0);
  if (isInside(text.text.slice(0, at))) return null;
  const rest = text.text.slice(at);
  if (ending.test(rest)) return { date: null, at: text.start + at };
  const close = rest.startsWith(' (') ? rest.indexOf(')') : -1;
  // One word or mark in front, as in a cell.
  const dated = close === -1 ? null : splitDate(slicePiece(text, at - 1, at + close + 1));
  if (dated === null || dated.rest.text.length !== 1 || !ending.test(rest.slice(close + 1))) return null;
  return { date: dated.date, at: text.start + at };
}

const opened = /<(\/?)(?:b|strong|em|i|u|code|kbd|sub|sup|small|mark|ins|a)(?:\s[^<>]*)?>/gi;

/** Whether emphasis, code or a link goes on behind the text. */
function isInside(text: string): boolean {
  const [bold, ...others] = ['**', '__', '~~', '`'].map((mark) => text.split(mark).length % 2 === 0);
  const single = text.replaceAll('**', '').replace(/(?<=^|[ \t])\*(?=[ \t]|$)|\\\*/g, '');
  const depth = [...text.matchAll(opened)].reduce((open, [, slash]) => open + (slash === '' ? 1 : -1), 0);
  return bold === true || others.includes(true) || single.split('*').length % 2 === 0 || depth > 0;
}
