// Finds what each line of a Markdown document is: the block parser of CommonMark and GFM, as far as tables, headings,
// list items and paragraphs need it. Works on one character per byte; never looks inside a line's text.

import { readDelimiters, splitCells } from './inline.ts';
import { type LineSpan, splitLines } from './lines.ts';

export interface Line {
  /** Offset of `text`: behind the markers of quotes and list items. */
  readonly start: number;
  /** Without the line ending. */
  readonly end: number;
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  /** `raw` is script, style, pre and textarea; `html` all other raw HTML; `header`, `delimiter` and `row` a table. */
  readonly kind: 'blank' | 'text' | 'heading' | 'rule' | 'header' | 'delimiter' | 'row' | HiddenKind;
  /** The quote or list item that the line stands in; 0 for none, -1 where it continues a paragraph without markers. */
  readonly container: number;
  /** The quote or list item around `container`; 0 for none. */
  readonly outer: number;
  /** Whether the line begins a list item. */
  readonly isItem: boolean;
}

/** What the next line may continue. */
interface State {
  containers: readonly Container[];
  block: HidingBlock | null;
  /** `unsure`: perhaps a table, perhaps a paragraph. */
  tip: 'paragraph' | 'table' | 'unsure' | null;
  nextId: number;
}

/** The lines of a document, with LF, CRLF and CR endings alike. */
export function findLines(scan: string): Line[] {
  const lines: Line[] = [];
  const spans = splitLines(scan);
  const state: State = { containers: [], block: null, tip: null, nextId: 1 };
  if (hasFrontMatter(scan, spans)) state.block = frontMatter;
  for (const span of spans) readLine(scan.slice(span.start, span.end), span.start, lines, state);
  return lines;
}

/** The same for lines that stand below line `above`, from where each begins without what stands before it. */
export function findLinesAt(scan: string, spans: readonly LineSpan[], above: number): Line[] {
  const lines: Line[] = [];
  const state: State = { containers: [], block: null, tip: null, nextId: 1 };
  for (const span of spans) readLine(scan.slice(span.start, span.end), span.start, lines, state);
  return lines.map((line) => ({ ...line, number: line.number + above }));
}

function readLine(raw: string, offset: number, lines: Line[], state: State): void {
  // Long tables have many rows, and outside of quotes and lists the first pipe says enough.
  const { tip, block, containers } = state;
  if (tip === 'table' && block === null && containers.length === 0 && raw.startsWith('|') && !isEmptyRow(raw)) {
    const [end, number] = [offset + raw.length, lines.length + 1];
    lines.push({ start: offset, end, text: raw, number, kind: 'row', container: 0, outer: 0, isItem: false });
    return;
  }
  const push = (kind: Line['kind'], { at }: Cursor, container: number, isItem = false): void => {
    const [start, end, number] = [offset + at, offset + raw.length, lines.length + 1];
    const outer = state.containers.at(-2)?.id ?? 0;
    lines.push({ start, end, text: raw.slice(at), number, kind, container, outer, isItem });
  };

  // 1. Which quotes and list items go on.
  let cursor = lineStart;
  let matched = 0;
  for (const container of state.containers) {
    const next = closesItem(raw, container, lines) ? null : continueContainer(raw, cursor, container);
    if (next === null) break;
    cursor = next;
    matched += 1;
  }
  const isContinued = matched === state.containers.length;
  if (!isContinued) state.block = null;

  // 2. A block that hides its lines takes them as they are. The first line of front matter opens it too.
  if (state.block !== null) {
    const { kind, place } = state.block;
    const found = lines.length === 0 ? 'inside' : place(raw.slice(cursor.at));
    if (found !== 'inside') state.block = null;
    if (found !== 'after') {
      state.tip = null;
      push(kind, cursor, state.containers.at(-1)?.id ?? 0);
      return;
    }
  }

  // 3. New quotes and list items.
  const opened: Container[] = [];
  let isItem = false;
  for (;;) {
    const isInterrupting = state.tip === 'paragraph' && isContinued && opened.length === 0;
    const container = openContainer(raw, cursor, isInterrupting);
    if (container === null) break;
    opened.push({ id: state.nextId, indent: container.indent });
    state.nextId += 1;
    isItem = container.indent !== null;
    cursor = container.cursor;
  }

  // 4. What the rest of the line is.
  const isSame = isContinued && opened.length === 0;
  const isLazy = state.tip === 'paragraph' && opened.length === 0;
  const text = raw.slice(skipBlanks(raw, cursor).at);
  const indent = measureIndent(raw, cursor);
  const opening = readOpening(text, indent, isSame && isLazy, isLazy);
  if (opening.kind === 'text' && isLazy && !isContinued) {
    push('text', cursor, -1);
    return;
  }
  if (!isSame) state.containers = [...state.containers.slice(0, matched), ...opened];
  const id = state.containers.at(-1)?.id ?? 0;
  // What is indented by four goes on with its paragraph.
  const isTable = opening.kind === 'text' && indent < 4;
  const table = isTable ? readTableLine(text, id, lines, isSame ? state.tip : null) : null;
  if (opening.kind === 'underline') promote(lines, 'heading');
  push(table ?? (opening.kind === 'underline' ? 'rule' : opening.kind), cursor, id, isItem);
  state.block = opening.block;
  if (table !== null) state.tip = 'table';
  else if (opening.kind !== 'text') state.tip = null;
  else state.tip = isSame && (state.tip === 'table' || state.tip === 'unsure') ? 'unsure' : 'paragraph';
}

/** A delimiter row under a line with as many cells makes a table of both, wherever in its paragraph that line stands. */
function readTableLine(text: string, container: number, lines: Line[], tip: State['tip']): 'delimiter' | 'row' | null {
  // cmark-gfm may end the table at a line of nothing but pipes and blanks; what follows is then not ours to edit.
  if (tip === 'table') return isEmptyRow(text) ? null : 'row';
  if (tip === 'unsure') return null;
  const header = lines.at(-1);
  if (tip === null || header === undefined || header.container !== container || !header.text.includes('|')) return null;
  const width = readDelimiters(text);
  if (width === null || splitCells(header).length !== width) return null;
  promote(lines, 'header');
  return 'delimiter';
}

function isEmptyRow(text: string): boolean {
  return /^[| \t]*$/.test(text);
}

/** What the last line is shows only in the one below it. */
function promote(lines: Line[], kind: 'heading' | 'header'): void {
  const last = lines.pop();
  if (last !== undefined) lines.push({ ...last, kind });
}

/** A list item that begins with an empty line ends at another one. */
function closesItem(raw: string, { id, indent }: Container, lines: readonly Line[]): boolean {
  const last = lines.at(-1);
  if (skipBlanks(raw, lineStart).at < raw.length) return false;
  return indent !== null && last?.isItem === true && last.kind === 'blank' && last.container === id;
}

function hasFrontMatter(scan: string, spans: readonly LineSpan[]): boolean {
  const [first, ...rest] = spans;
  if (first === undefined || !/^---[ \t]*$/.test(scan.slice(first.start, first.end))) return false;
  return rest.some(({ start, end }) => frontMatter.place(scan.slice(start, end)) === 'last');
}

// What begins at a line: a heading, a rule, or a block that hides the following lines (code, comments, raw HTML), as
// CommonMark says how such blocks begin and end.

export type HiddenKind = 'matter' | 'code' | 'comment' | 'raw' | 'html';

/** A block that hides its lines; `place` tells for each next line whether it is still in it. */
interface HidingBlock {
  readonly kind: HiddenKind;
  readonly place: (text: string) => 'inside' | 'last' | 'after';
}

interface Opening {
  readonly kind: 'blank' | 'heading' | 'underline' | 'rule' | 'text' | HiddenKind;
  /** The block that goes on in the next line; null where it ends in this one. */
  readonly block: HidingBlock | null;
}

const text: Opening = { kind: 'text', block: null };
const blank: Opening = { kind: 'blank', block: null };

/**
 * `rest` is the line behind its containers, without indent; `isAfterParagraph`: it would continue a paragraph that
 * stands in the same container, `isLazy`: in any container.
 */
function readOpening(rest: string, indent: number, isAfterParagraph: boolean, isLazy: boolean): Opening {
  if (rest === '') return blank;
  if (indent > 3) return isLazy ? text : { kind: 'code', block: null };
  switch (rest[0]) {
    case '#':
      return /^#{1,6}([ \t]|$)/.test(rest) ? { kind: 'heading', block: null } : text;
    case '`':
    case '~':
      return openFence(rest);
    case '<':
      return openHtml(rest, isAfterParagraph);
    case '=':
    case '-':
    case '_':
    case '*':
      if (isAfterParagraph && /^(=+|-+)[ \t]*$/.test(rest)) return { kind: 'underline', block: null };
      return isRule(rest) ? { kind: 'rule', block: null } : text;
    default:
      return text;
  }
}

const frontMatter: HidingBlock = {
  kind: 'matter',
  place: (line) => (/^(---|\.\.\.)[ \t]*$/.test(line) ? 'last' : 'inside'),
};

function openFence(rest: string): Opening {
  const marker = /^(?:`{3,}|~{3,})/.exec(rest)?.[0];
  if (marker === undefined || (marker.startsWith('`') && rest.includes('`', marker.length))) return text;
  const place = (line: string) => {
    const closing = line.trim();
    const isClosing =
      !/^ {4}|^ {0,3}\t/.test(line) &&
      closing.length >= marker.length &&
      closing === (marker[0] ?? '').repeat(closing.length);
    return isClosing ? 'last' : 'inside';
  };
  return { kind: 'code', block: { kind: 'code', place } };
}

const blockTags = new Set(
  (
    'address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt ' +
    'fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link ' +
    'main menu menuitem nav noframes ol optgroup option p param search section source summary table tbody td tfoot th ' +
    'thead title tr track ul'
  ).split(' '),
);

const htmlBlocks: readonly (readonly [HiddenKind, RegExp, RegExp])[] = [
  ['raw', /^<(script|pre|style|textarea)([\s>]|$)/i, /<\/(script|pre|style|textarea)>/i],
  ['comment', /^<!--/, /-->/],
  ['html', /^<\?/, /\?>/],
  ['html', /^<!\[CDATA\[/, /\]\]>/],
  ['html', /^<![a-z]/i, />/],
];

/** The seven kinds of HTML blocks of CommonMark: those with an end of their own, and those that end at a blank line. */
function openHtml(rest: string, isAfterParagraph: boolean): Opening {
  for (const [kind, opening, closing] of htmlBlocks) {
    if (!opening.test(rest)) continue;
    const place = (line: string) => (closing.test(line) ? 'last' : 'inside');
    return { kind, block: closing.test(rest.slice(2)) ? null : { kind, place } };
  }
  const untilBlank: HidingBlock = { kind: 'html', place: (line) => (/^[ \t]*$/.test(line) ? 'after' : 'inside') };
  const tag = /^<\/?([a-z][a-z0-9-]*)(?=[\s/>]|$)/i.exec(rest)?.[1]?.toLowerCase();
  if (tag !== undefined && blockTags.has(tag)) return { kind: 'html', block: untilBlank };
  const isLoneTag = /^<[a-z][^<>]*>\s*$/i.test(rest) || /^<\/[a-z][a-z0-9-]*\s*>\s*$/i.test(rest);
  return isLoneTag && !isAfterParagraph ? { kind: 'html', block: untilBlank } : text;
}

// Quotes and list items, as CommonMark nests them: whether one goes on in a line, and what a line opens.

/** The quote or list item that lines stand in. */
interface Container {
  readonly id: number;
  /** Columns that the lines of a list item are indented by; null for a quote. */
  readonly indent: number | null;
}

/** A position in a line. Columns count apart from characters, because a tab reaches to the next multiple of four. */
export interface Cursor {
  readonly at: number;
  /** Columns before `at`; less than the tabs before it make where a marker ended in the middle of one. */
  readonly column: number;
}

export const lineStart: Cursor = { at: 0, column: 0 };

/** Columns of blanks from here to the text. */
function measureIndent(line: string, cursor: Cursor): number {
  return skipBlanks(line, cursor).column - cursor.column;
}

function skipBlanks(line: string, { at, column }: Cursor): Cursor {
  let [index, width] = [at, column];
  for (; line[index] === ' ' || line[index] === '\t'; index += 1) {
    width += line[index] === '\t' ? 4 - (width % 4) : 1;
  }
  return { at: index, column: width };
}

/** Where the content of the container starts in this line; null when the line does not belong to it by its markers. */
function continueContainer(line: string, cursor: Cursor, { indent }: Container): Cursor | null {
  const text = skipBlanks(line, cursor);
  if (indent === null)
    return text.column - cursor.column <= 3 && line[text.at] === '>' ? skipMarker(line, text, 1) : null;
  if (text.at === line.length) return text;
  return text.column - cursor.column >= indent ? skipColumns(line, cursor, indent) : null;
}

/** The quote or list item that begins here; `isInterrupting` a paragraph, fewer of them may. */
function openContainer(
  line: string,
  cursor: Cursor,
  isInterrupting: boolean,
): { readonly indent: number | null; readonly cursor: Cursor } | null {
  const text = skipBlanks(line, cursor);
  const before = text.column - cursor.column;
  if (before > 3) return null;
  if (line[text.at] === '>') return { indent: null, cursor: skipMarker(line, text, 1) };

  if (!/[-+*\d]/.test(line.charAt(text.at))) return null;
  const rest = line.slice(text.at);
  const marker = /^(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)/.exec(rest)?.[0];
  if (marker === undefined || isRule(rest)) return null;
  const after = { at: text.at + marker.length, column: text.column + marker.length };
  const content = skipBlanks(line, after);
  const isEmpty = content.at === line.length;
  if (isInterrupting && (isEmpty || (marker.length > 1 && Number.parseInt(marker, 10) !== 1))) return null;
  // Five blanks or more are one blank and indented code.
  const gap = content.column - after.column;
  const width = isEmpty || gap > 4 ? 1 : gap;
  return { indent: before + marker.length + width, cursor: isEmpty ? content : skipColumns(line, after, width) };
}

/** A thematic break: three or more of the same mark, with nothing but blanks between. */
function isRule(text: string): boolean {
  const marks = text.replaceAll(/[ \t]/g, '');
  const [mark = ''] = marks;
  return marks.length >= 3 && '-_*'.includes(mark) && marks === mark.repeat(marks.length);
}

function skipMarker(line: string, { at, column }: Cursor, columns: number): Cursor {
  const after = { at: at + 1, column: column + 1 };
  return measureIndent(line, after) > 0 ? skipColumns(line, after, columns) : after;
}

/** A tab that reaches further than asked stays in the text; its other columns count as indent. */
function skipColumns(line: string, cursor: Cursor, columns: number): Cursor {
  const target = cursor.column + columns;
  let { at, column } = cursor;
  while (column < target) {
    const next = line[at] === '\t' ? column + 4 - (column % 4) : column + 1;
    if (next > target) return { at, column: target };
    column = next;
    at += 1;
  }
  return { at, column };
}
