// What a reader of the rendered page sees of a piece of Markdown: addresses, titles and pictures are no text there, and the
// label of a link names where it leads. Offsets stay as they are, so that what is found can be written.

import type { Span } from '../../model.ts';
import { bareWord } from '../../status/word-lists.ts';
import { decodeText, encodeScan } from './encoding.ts';
import { type Definitions, isDefined, resolveReferences } from './hidden-regions.ts';

export interface Inline {
  /** As long as the text; `hidden` stands for each byte that nobody sees. */
  readonly text: string;
  /** What stands between the brackets of each link, or in its `<a>`; in the order in which they end. */
  readonly labels: readonly Label[];
}

export interface Label extends Span {
  /** Where the link leads, with the marks around it. */
  readonly target: string;
}

/** No text holds it: a document with a zero byte is refused, or its zero bytes stand far down and are no text either. */
export const hidden = '\0';

interface Opener {
  readonly at: number;
  readonly isPicture: boolean;
}

/** `text` holds one character per byte: one paragraph, cell or list item. */
export function readInline(text: string, definitions: Definitions): Inline {
  if (!/[[<]|:\/\/|www\./.test(text)) return { text, labels: [] };
  const hiding: Span[] = [];
  const labels: Label[] = [];
  const runtime: Opener[] = [];
  let anchor: Omit<Label, 'end'> | null = null;
  const marks = /\\[^\n]|`+|!?\[|\]|<|(?:https?:\/\/|www\.)[^ \t\r\n<>|\0]*/gi;
  const fences = findFences(text);
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const [mark] = found;
    const at = found.index;
    if (mark.startsWith('\\')) continue;
    if (mark.startsWith('`')) marks.lastIndex = fences.get(at) ?? marks.lastIndex;
    else if (mark.endsWith('[')) runtime.push({ at, isPicture: mark.startsWith('!') });
    else if (mark === '<') {
      const end = findTagEnd(text, at);
      if (end === null) continue;
      const tag = text.slice(at, end);
      if (/^<\/a[\s>]/i.test(tag) && anchor !== null) labels.push({ ...anchor, end: at });
      if (/^<\/?a[\s>]/i.test(tag)) anchor = tag.startsWith('</') ? null : { start: end, target: tag };
      // A tag on one line separates the texts on its sides, and shows nothing itself.
      const isWhole = /^<img[\s/>]/i.test(tag) || tag.includes('\n') || isAddress(tag);
      hiding.push(isWhole ? { start: at, end } : { start: at + 1, end: end - 1 });
      marks.lastIndex = end;
    } else if (mark !== ']') {
      const end = at + trimAddress(mark).length;
      hiding.push({ start: at, end });
      marks.lastIndex = end;
    } else {
      const opener = runtime.pop();
      const end = opener === undefined ? null : findTarget(text, opener, at, definitions);
      if (opener === undefined || end === null) continue;
      if (opener.isPicture) hiding.push({ start: opener.at, end });
      else {
        const target = end > at + 1 && text[at + 1] === '(' ? text.slice(at + 1, end) : '';
        const reference = [...resolveReferences(text.slice(opener.at, end), definitions)].at(-1);
        labels.push({ start: opener.at + 1, end: at, target: target === '' ? (reference ?? '') : target });
        // The brackets around the address still divide the label from what follows.
        if (end > at + 1) hiding.push({ start: at + 2, end: end - 1 });
      }
      marks.lastIndex = end;
    }
  }
  return { text: hide(text, hiding), labels };
}

/** In bytes; no tag that a person writes is longer. */
const maxTagLength = 2000;

/** Behind a comment, a tag or an address in angle brackets; null where none begins. Quotes may hold angle brackets. */
function findTagEnd(text: string, at: number): number | null {
  if (text.startsWith('<!--', at)) {
    const end = text.slice(at, at + maxTagLength).indexOf('-->');
    return end === -1 ? null : at + end + 3;
  }
  if (!/[a-z/]/i.test(text.charAt(at + 1))) return null;
  let quote = '';
  for (let end = at + 1; end < Math.min(text.length, at + maxTagLength); end += 1) {
    const character = text.charAt(end);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '<') return null;
    else if (character === '>') return end + 1;
  }
  return null;
}

function isAddress(tag: string): boolean {
  return /^<[a-z][a-z\d+.-]*:/i.test(tag);
}

/** Where code ends that begins at an offset: at the next run of as many backticks. */
function findFences(text: string): Map<number, number> {
  const ends = new Map<number, number>();
  if (!text.includes('`')) return ends;
  const next = new Map<number, number>();
  for (const { 0: run, index } of [...text.matchAll(/`+/g)].reverse()) {
    const end = next.get(run.length);
    if (end !== undefined) ends.set(index, end);
    next.set(run.length, index + run.length);
  }
  return ends;
}

/** Behind `](address "title")`, `][label]`, `][]`, or the bracket itself where its label is defined; null for no link. */
function findTarget(text: string, opener: Opener, at: number, definitions: Definitions): number | null {
  if (text[at + 1] === '(') {
    const end = findClosing(text, at + 2);
    if (end !== null) return end;
  }
  const label = text.slice(opener.at + (opener.isPicture ? 2 : 1), at);
  if (definitions.size === 0) return null;
  const close = text[at + 1] === '[' ? text.indexOf(']', at + 2) : -1;
  if (close !== -1) {
    const reference = text.slice(at + 2, close);
    if (isDefined(reference.trim() === '' ? label : reference, definitions)) return close + 1;
  }
  return isDefined(label, definitions) ? at + 1 : null;
}

/** Behind the bracket that ends an address. An address holds no link of its own, so no text is checked twice. */
function findClosing(text: string, from: number): number | null {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '[') return null;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return null;
}

/** A full stop or a bracket behind an address belongs to the sentence. */
function trimAddress(mark: string): string {
  let end = mark.length;
  let closing = mark.split(')').length - mark.split('(').length;
  for (; end > 0; end -= 1) {
    const last = mark.charAt(end - 1);
    if (last === ')' && closing > 0) closing -= 1;
    else if (!'.,;:!?*_~\'"'.includes(last)) break;
  }
  return mark.slice(0, end);
}

function hide(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= from) continue;
    parts.push(text.slice(from, Math.max(from, start)), hidden.repeat(end - Math.max(from, start)));
    from = end;
  }
  return parts.join('') + text.slice(from);
}

/** Whether all its words are labels of links or stand on pictures, so that nothing else says anything. */
export function saysOnlyLinks(text: string, definitions: Definitions): boolean {
  const { text: seen, labels } = readInline(text, definitions);
  if (labels.length === 0 && !seen.includes(hidden)) return false;
  const rest = hide(seen, labels).replace(/<[^<>]*>/g, '');
  return bareWord(decodeText(encodeScan(rest))) === '';
}
