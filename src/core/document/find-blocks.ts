// Finds the lines of a document on which GitHub would see ordinary text: not front matter, code, comments or raw HTML.
// Follows CommonMark's rules for how such blocks begin and end; works on one character per byte.

export interface Line {
  readonly start: number;
  /** Without the line ending. */
  readonly end: number;
  readonly text: string;
  /** 1-based. */
  readonly number: number;
  /** Whether the line is inside front matter, code, a comment or raw HTML. */
  readonly isOpaque: boolean;
}

/** The lines of a document, with LF, CRLF and CR endings alike. */
export function findLines(scan: string): Line[] {
  const lines: Line[] = [];
  const spans = splitLines(scan);
  let opaque: ((text: string) => 'inside' | 'last' | 'after') | null = null;
  let isParagraph = false;
  for (const [index, { start, end }] of spans.entries()) {
    const text = scan.slice(start, end);
    let isOpaque = false;
    if (opaque !== null) {
      const place = opaque(text);
      isOpaque = place !== 'after';
      if (place !== 'inside') opaque = null;
    }
    if (!isOpaque && opaque === null) {
      const opened = openOpaque(text, index, isParagraph);
      isOpaque = opened !== null;
      opaque = opened === 'one-line' ? null : opened;
    }
    lines.push({ start, end, text, number: index + 1, isOpaque });
    isParagraph =
      !isOpaque && text.trim() !== '' && !/^ {0,3}(#{1,6}([ \t]|$)|([-*_])[ \t]*(\3[ \t]*){2,}$)/.test(text);
  }
  return lines;
}

function splitLines(scan: string): { start: number; end: number }[] {
  const spans: { start: number; end: number }[] = [];
  let start = scan.startsWith('\u00ef\u00bb\u00bf') ? 3 : 0;
  for (let index = start; index < scan.length; index += 1) {
    const character = scan[index];
    if (character !== '\n' && character !== '\r') continue;
    spans.push({ start, end: index });
    if (character === '\r' && scan[index + 1] === '\n') index += 1;
    start = index + 1;
  }
  if (start < scan.length) spans.push({ start, end: scan.length });
  return spans;
}

type Opaque = (text: string) => 'inside' | 'last' | 'after';

/** What a line opens that hides the following lines; `one-line` where it also closes it. */
function openOpaque(text: string, index: number, isParagraph: boolean): Opaque | 'one-line' | null {
  if (index === 0 && /^---[ \t]*$/.test(text)) return (line) => (/^(---|\.\.\.)[ \t]*$/.test(line) ? 'last' : 'inside');

  const fence = /^ {0,3}(`{3,}|~{3,})([^\n]*)$/.exec(text);
  const [, marker = '', info = ''] = fence ?? [];
  if (fence !== null && !(marker.startsWith('`') && info.includes('`'))) {
    return (line) => {
      const closing = line.trim();
      const isClosing =
        /^ {0,3}\S/.test(line) &&
        closing.length >= marker.length &&
        closing === (marker[0] ?? '').repeat(closing.length);
      return isClosing ? 'last' : 'inside';
    };
  }
  if (!isParagraph && /^( {4}| {0,3}\t)/.test(text) && text.trim() !== '') return 'one-line';
  return openHtml(text, isParagraph);
}

const blockTags = new Set(
  (
    'address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt ' +
    'fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link ' +
    'main menu menuitem nav noframes ol optgroup option p param section source summary table tbody td tfoot th thead ' +
    'title tr track ul'
  ).split(' '),
);

/** The seven kinds of HTML blocks of CommonMark: those with an end of their own, and those that end at a blank line. */
function openHtml(text: string, isParagraph: boolean): Opaque | 'one-line' | null {
  const line = text.trimStart();
  if (!line.startsWith('<') || text.length - line.length > 3) return null;
  const closers: readonly (readonly [RegExp, RegExp])[] = [
    [/^<(script|pre|style|textarea)([\s>]|$)/i, /<\/(script|pre|style|textarea)>/i],
    [/^<!--/, /-->/],
    [/^<\?/, /\?>/],
    [/^<!\[CDATA\[/, /\]\]>/],
    [/^<![a-z]/i, />/],
  ];
  for (const [opening, closing] of closers) {
    if (!opening.test(line)) continue;
    return closing.test(line.slice(2)) ? 'one-line' : (next) => (closing.test(next) ? 'last' : 'inside');
  }
  const untilBlank: Opaque = (next) => (next.trim() === '' ? 'after' : 'inside');
  const tag = /^<\/?([a-z][a-z0-9-]*)(?=[\s/>]|$)/i.exec(line)?.[1]?.toLowerCase();
  if (tag !== undefined && blockTags.has(tag)) return untilBlank;
  const isLoneTag = /^<[a-z][^<>]*>\s*$/i.test(line) || /^<\/[a-z][a-z0-9-]*\s*>\s*$/i.test(line);
  return isLoneTag && !isParagraph ? untilBlank : null;
}
