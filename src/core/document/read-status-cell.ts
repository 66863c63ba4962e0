// Reads one status cell: the directive in its comment, and the span and text of the word itself, inside emphasis.

import type { CellDirective, Span, Status } from '../model.ts';
import { readStatusWord } from '../status/vocabulary.ts';
import { decodeMojibake, decodeText } from './bytes.ts';
import type { Cell } from './find-tables.ts';

export interface StatusCell {
  readonly span: Span;
  readonly typed: { readonly text: string; readonly status: Status };
  readonly mojibake: boolean;
  readonly directive: CellDirective | null;
  /** Why the cell cannot be edited; null when it can. */
  readonly skip: string | null;
}

const wrappers = ['**', '__', '~~', '*', '_', '`'];

export function readStatusCell(bytes: Uint8Array, cell: Cell): StatusCell {
  const { span, directive, skip } = unwrap(cell);
  const raw = decodeText(bytes.subarray(span.start, span.end));
  const repaired = decodeMojibake(raw);
  const text = (repaired ?? raw).trim();
  const isPlain = !/[[\]<>!`|]|\\/.test(text);
  return {
    span,
    typed: { text, status: isPlain ? readStatusWord(text) : 'unknown' },
    mojibake: repaired !== null,
    directive,
    skip: skip ?? (isPlain ? null : 'The status is more than plain text.'),
  };
}

/** Leaves out comments at the edges and emphasis around the word. */
function unwrap(cell: Cell): { span: Span; directive: CellDirective | null; skip: string | null } {
  let { start, text } = cell;
  let directive: CellDirective | null = null;
  let skip: string | null = null;
  for (let open = text.indexOf('<!--'); open !== -1; open = text.indexOf('<!--')) {
    const close = text.indexOf('-->', open);
    if (close === -1) break;
    directive = readDirective(text.slice(open + 4, close)) ?? directive;
    const before = text.slice(0, open).trimEnd();
    const after = text.slice(close + 3);
    if (before !== '' && after.trim() !== '') {
      skip = 'A comment stands in the middle of the status.';
      break;
    }
    if (before !== '' || after.trim() === '') text = before;
    else {
      const rest = after.trimStart();
      start += text.length - rest.length;
      text = rest;
    }
  }
  for (const wrapper of wrappers) {
    const isWrapped = text.length > 2 * wrapper.length && text.startsWith(wrapper) && text.endsWith(wrapper);
    if (!isWrapped) continue;
    text = text.slice(wrapper.length, -wrapper.length);
    start += wrapper.length;
  }
  return { span: { start, end: start + text.length }, directive, skip };
}

/** The directive in a comment anywhere in a row; null for other comments. */
export function readDirective(comment: string): CellDirective | null {
  const words = comment.trim().split(/\s+/);
  if (words[0]?.toLowerCase() !== 'statusfolio:') return null;
  if (words[1] === 'ignore') return { kind: 'ignore' };
  if (words[1] !== 'pin') return null;
  const day = words[2] === 'until' ? words[3] : undefined;
  return { kind: 'pin', until: day !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : null };
}
