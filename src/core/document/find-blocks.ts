// Finds what each line of a Markdown document is: the block parser of CommonMark and GFM, as far as tables, headings,
// list items and paragraphs need it. Works on one character per byte; never looks inside a line's text.

import {
  type Container,
  type Cursor,
  continueContainer,
  lineStart,
  measureIndent,
  openContainer,
  skipBlanks,
} from './containers.ts';
import { frontMatter, type HiddenKind, type HidingBlock, readOpening } from './leaf-blocks.ts';
import { readDelimiters, splitCells } from './split-cells.ts';
import { type LineSpan, splitLines } from './split-lines.ts';

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

function readLine(raw: string, offset: number, lines: Line[], state: State): void {
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
  if (tip === 'table') return /^[| \t]*$/.test(text) ? null : 'row';
  if (tip === 'unsure') return null;
  const header = lines.at(-1);
  if (tip === null || header === undefined || header.container !== container || !header.text.includes('|')) return null;
  const width = readDelimiters(text);
  if (width === null || splitCells(header).length !== width) return null;
  promote(lines, 'header');
  return 'delimiter';
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
