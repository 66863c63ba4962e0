// Finds the raw HTML of a Markdown document that may hold tables or cards: each run of it from its first line to where
// its last element closes, with the Markdown between.

import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, parseFragment } from 'parse5';
import type { Dialect } from '../../model.ts';
import type { Line } from './blocks.ts';

export interface HtmlRun {
  readonly start: number;
  /** As long as the run in the document, so that offsets hold; tags in the Markdown between are blotted out. */
  readonly text: string;
}

const opensHolder = /<(table|div|section|article|ul|ol)[\s>]/gi;
const closesHolder = /<\/(table|div|section|article|ul|ol)[\s>]/gi;

export function findHtmlRuns(scan: string, lines: readonly Line[], dialect: Dialect): HtmlRun[] {
  const runs: HtmlRun[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const { kind, container } = lines[index] ?? { kind: 'blank', container: 0 };
    // Pandoc reads the marks of quotes and lists in its own way.
    if (kind !== 'html' || (dialect === 'pandoc' && container !== 0)) continue;
    // For Pandoc a tag in the middle of a paragraph may stand in its code.
    if (dialect === 'pandoc' && (lines[index - 1]?.kind ?? 'blank') !== 'blank') continue;
    const first = index;
    let end = index;
    let open = 0;
    let isHolder = false;
    for (let line = lines[index]; line !== undefined && goesOn(line, open, container); line = lines[index]) {
      if (line.kind === 'html') {
        const opened = line.text.match(opensHolder)?.length ?? 0;
        isHolder ||= opened > 0;
        open = Math.max(0, open + opened - (line.text.match(closesHolder)?.length ?? 0));
        end = index + 1;
        // For Pandoc what follows the last end tag may be code.
        if (dialect === 'pandoc' && isHolder && open === 0) break;
      }
      index += 1;
    }
    index = end - 1;
    const run = lines.slice(first, end);
    const isDoubtful = run.some(holdsCells) || (dialect === 'pandoc' && isOdd(run));
    if (isHolder && !isDoubtful) runs.push(cutRun(scan, run));
  }
  return runs;
}

/** In Markdown between HTML such tags may be code, or not. */
function holdsCells({ kind, text }: Line): boolean {
  return kind !== 'html' && kind !== 'comment' && /<\/?(?:table|thead|tbody|tfoot|tr|td|th)[\s>]/i.test(text);
}

/**
 * For Pandoc some lines begin other blocks; code between backticks, mathematics, brackets and commands of TeX may reach
 * over tags and lines; what follows a stray end tag may be its paragraph; and a line that is indented by a tab, or by four
 * more than the content of its element begins, may be code.
 */
function isOdd(run: readonly Line[]): boolean {
  const indents = [0];
  let [isFirst, isLoose] = [false, false];
  for (const { text } of run) {
    const bare = text.trimStart();
    if (bare === '') continue;
    const indent = text.length - bare.length;
    while (indent < (indents.at(-1) ?? 0)) indents.pop();
    if (isFirst) indents.push(indent);
    const isDeep = indent >= (isLoose ? 4 : (indents.at(-1) ?? 0) + 4);
    if (isDeep || text.startsWith('\t') || /^[-#:~=*+|.\d]|[`$\\]/.test(bare) || !isBalanced(text)) return true;
    isFirst = /^<[a-z][^<>]*>[ \t]*$/i.test(bare);
    isLoose ||= !isFirst && countOpen(bare) > 0;
  }
  return run[0]?.text.startsWith('</') === true;
}

const empty = new Set(['br', 'hr', 'img', 'input', 'wbr']);

/** Elements that begin in a line and do not end in it: for Pandoc, the content of such begins without indent. */
function countOpen(text: string): number {
  const tags = [...text.matchAll(/<(\/?)([a-z]+)/gi)].filter(([, , name = '']) => !empty.has(name.toLowerCase()));
  return tags.reduce((open, [, slash]) => open + (slash === '' ? 1 : -1), 0);
}

function isBalanced(text: string): boolean {
  return text.split('[').length === text.split(']').length;
}

/** Code is never part of a run: what looks like a tag in it is none. */
function goesOn({ kind, container }: Line, open: number, outer: number): boolean {
  if (kind === 'html' || kind === 'blank' || kind === 'comment') return container === outer || kind === 'blank';
  return open > 0 && container === outer && (kind === 'text' || kind === 'heading' || kind === 'rule');
}

/** The document with blanks for the marks of quotes and list items, where HTML stands in any. */
export function leaveOutMarks(scan: string, lines: readonly Line[]): string {
  if (!lines.some(({ kind, container }) => kind === 'html' && container > 0)) return scan;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of lines) {
    parts.push(scan.slice(at, start).replaceAll(/[^\r\n]/g, ' '), scan.slice(start, end));
    at = end;
  }
  return [...parts, scan.slice(at)].join('');
}

function cutRun(scan: string, lines: readonly Line[]): HtmlRun {
  const start = lines[0]?.start ?? 0;
  const parts: string[] = [];
  let at = start;
  for (const line of lines) {
    parts.push(scan.slice(at, line.start));
    parts.push(line.kind === 'html' || line.kind === 'comment' ? line.text : line.text.replaceAll('<', '\u0001'));
    at = line.end;
  }
  return { start, text: parts.join('') };
}

// Parses HTML to elements with the byte span of their content, as a browser reads it. The only file that knows parse5.

export interface HtmlElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly start: number;
  readonly end: number;
  /** Behind the start tag, and before the end tag or where the browser closes the element by itself. */
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly children: readonly (HtmlElement | HtmlText)[];
}

export interface HtmlText {
  readonly tag: null;
  readonly start: number;
  readonly end: number;
}

/** Deeper than any page; parsing time grows with the square of the depth. */
const maxDepth = 200;

/**
 * The elements of `html` that were written, in order; those that a browser adds are left out and their children stand
 * in their place. `offset` is added to all positions. null where it nests too deeply to be a page.
 */
export function parseHtml(html: string, offset: number, isPage: boolean): (HtmlElement | HtmlText)[] | null {
  if (measureDepth(html) > maxDepth) return null;
  const options = { sourceCodeLocationInfo: true } as const;
  const root = isPage ? parse(html, options) : parseFragment(html, options);
  return convert(root, offset);
}

/** All elements below, in document order. */
export function* walk(nodes: readonly (HtmlElement | HtmlText)[]): Generator<HtmlElement> {
  for (const node of nodes) {
    if (node.tag === null) continue;
    yield node;
    yield* walk(node.children);
  }
}

/** The texts below, in document order. */
export function* walkTexts(nodes: readonly (HtmlElement | HtmlText)[]): Generator<HtmlText> {
  for (const node of nodes) {
    if (node.tag === null) yield node;
    else yield* walkTexts(node.children);
  }
}

function convert(parent: DefaultTreeAdapterTypes.ParentNode, offset: number): (HtmlElement | HtmlText)[] {
  return parent.childNodes.flatMap((node): (HtmlElement | HtmlText)[] => {
    const place = node.sourceCodeLocation;
    if (defaultTreeAdapter.isTextNode(node)) {
      return place == null ? [] : [{ tag: null, start: offset + place.startOffset, end: offset + place.endOffset }];
    }
    if (!defaultTreeAdapter.isElementNode(node)) return [];
    const children = convert(node, offset);
    const startTag = node.sourceCodeLocation?.startTag;
    if (node.sourceCodeLocation == null || startTag == null) return children;
    const { startOffset, endOffset, endTag } = node.sourceCodeLocation;
    return [
      {
        tag: node.tagName,
        attributes: new Map(node.attrs.map(({ name, value }) => [name, value])),
        start: offset + startOffset,
        end: offset + endOffset,
        contentStart: offset + startTag.endOffset,
        contentEnd: offset + (endTag?.startOffset ?? endOffset),
        children,
      },
    ];
  });
}

const neverNests = new Set(
  'area base br col embed hr img input link meta source track wbr p li dt dd td th tr thead tbody tfoot option'.split(
    ' ',
  ),
);

/** Most elements open at once, not counting those that a browser closes by itself. */
function measureDepth(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    if (neverNests.has(name.toLowerCase())) continue;
    depth = slash === '/' ? Math.max(0, depth - 1) : depth + 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
