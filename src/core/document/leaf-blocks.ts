// What begins at a line: a heading, a rule, or a block that hides the following lines (code, comments, raw HTML), as
// CommonMark says how such blocks begin and end.

import { isRule } from './containers.ts';

export type HiddenKind = 'matter' | 'code' | 'comment' | 'raw' | 'html';

/** A block that hides its lines; `place` tells for each next line whether it is still in it. */
export interface HidingBlock {
  readonly kind: HiddenKind;
  readonly place: (text: string) => 'inside' | 'last' | 'after';
}

export interface Opening {
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
export function readOpening(rest: string, indent: number, isAfterParagraph: boolean, isLazy: boolean): Opening {
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

export const frontMatter: HidingBlock = {
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
