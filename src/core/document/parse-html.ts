// Parses HTML to elements with the byte span of their content, as a browser reads it. The only file that knows parse5.

import { type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, parseFragment } from 'parse5';

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
