// Says which lines of a document Pandoc may not see as GitHub does, because something above them goes on for the one and
// not for the other: a fence, a bracket, a comment, a tag, an environment of TeX, a line of dashes.

import type { Line } from './find-blocks.ts';

/** Elements in which there is no Markdown for Pandoc, or no table for a browser. */
const verbatim =
  'frameset iframe noembed noframes noscript plaintext pre script select style template textarea title xmp'.split(' ');

interface Region {
  /** Indexes of its first and its last line. */
  readonly first: number;
  readonly last: number;
}

/** For each line the reason why nothing in it may be edited; null for a line that both see alike. */
export function findHiding(lines: readonly Line[]): (string | null)[] {
  const hiding = new Array<string | null>(lines.length).fill(null);
  const odd = findOddLine(lines);
  const regions = odd === -1 ? findReaching(lines) : [{ first: odd, last: lines.length - 1 }, ...findReaching(lines)];
  let next = 0;
  for (const { first, last } of regions.sort((a, b) => a.first - b.first)) {
    const reason = `Pandoc may not see this as GitHub does: what begins on line ${first + 1} may go on to here.`;
    // What follows the end goes on with its paragraph.
    const isInside = (index: number) => index <= last || (index < lines.length && !isBlank(lines[index]));
    for (next = Math.max(next, first); isInside(next); next += 1) hiding[next] = reason;
  }
  return hiding;
}

/**
 * The first line after which code may be text, and the other way round; -1 for none. Pandoc knows no fence whose words
 * are several or that has no end, and one that touches what stands above may belong to it. A line of dashes that touches
 * what stands below begins a table or metadata, and the mark of a note takes what follows.
 */
function findOddLine(lines: readonly Line[]): number {
  let fence: { readonly index: number; readonly mark: string; readonly container: number } | null = null;
  let ended = -1;
  let isBelowItem = false;
  for (const [index, { kind, text, container }] of lines.entries()) {
    if (fence !== null && (kind !== 'code' || container !== fence.container)) return fence.index;
    isBelowItem = kind !== 'blank' && (isBelowItem || container !== 0);
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text)?.[1];
    if (fence !== null) {
      const isEnd = mark?.startsWith(fence.mark) === true && text.trim() === mark;
      if (isEnd) [fence, ended] = [null, index];
    } else if (mark !== undefined) {
      const above = lines[index - 1];
      const isFree = isBlank(above) || above?.kind === 'matter' || ended === index - 1;
      const isGlued = !isFree || above?.isItem === true;
      const isClear = container === 0 && !isBelowItem && text.startsWith('```');
      if (kind !== 'code' || (isGlued && !isClear) || !hasPlainWords(text)) return index;
      fence = { index, mark, container };
    } else if (kind !== 'code' && container <= 0 && isOdd(lines, index)) return index;
  }
  return fence?.index ?? -1;
}

/** One word names a language. Chunks of Quarto are replaced before Pandoc sees them. */
function hasPlainWords(fence: string): boolean {
  const words = fence
    .trim()
    .replace(/^(?:`+|~+)/, '')
    .trim();
  return !/[\s{}]/.test(words) || (words.startsWith('{') && words.endsWith('}'));
}

function isOdd(lines: readonly Line[], index: number): boolean {
  const { kind, text = '' } = lines[index] ?? {};
  if (kind === 'matter') return false;
  if (!/^ {0,3}-[ \t]*-[- \t]*$/.test(text)) return /^ {0,3}\[[^\]]*\]:[ \t]*$/.test(text);
  if (lines[index - 1]?.kind === 'heading' || isBlank(lines[index + 1])) return false;
  // Metadata end at the next such line, and nothing else does where that one touches nothing below.
  let end = index + 1;
  while (!isBlank(lines[end]) && !/^(?:---|\.\.\.)[ \t]*$/.test(lines[end]?.text ?? '')) end += 1;
  return isBlank(lines[end]) || !isBlank(lines[end + 1]);
}

function isBlank(line: Line | undefined): boolean {
  return line === undefined || line.kind === 'blank';
}

/** What goes on over blank lines for Pandoc until it ends, and how it ends. */
const endings: ReadonlyMap<string, string> = new Map([
  ...verbatim.map((tag) => [`<${tag}`, `</${tag}`] as const),
  ['<!--', '-->'],
  ['<?', '>'],
  ['="', '"'],
  ['\\begin{', '\\end{'],
  ['[', ']'],
  ['{', '}'],
]);

const marks = /\\(?:begin|end)\{|\\.|<!--|-->|<\?|>|<\/?[a-z]+|["[\]{}]/gi;

/** From where something begins to where it ends, with a blank line between; without its end it is nothing to Pandoc. */
function findReaching(lines: readonly Line[]): Region[] {
  const regions: Region[] = [];
  const open = new Map<string, { readonly index: number; readonly part: number }[]>();
  let part = 0;
  for (const [index, { kind, text }] of lines.entries()) {
    if (kind === 'blank') part += 1;
    for (const mark of findMarks(text)) {
      const begun = open.get(mark)?.pop();
      if (begun !== undefined && begun.part !== part) {
        regions.push({ first: open.get(mark)?.[0]?.index ?? begun.index, last: index });
      }
      const ending = endings.get(mark);
      if (ending === undefined || kind === 'code') continue;
      const begins = open.get(ending) ?? [];
      // Of these one does not begin inside another.
      if (begins.length === 0 || !['-->', '>', '"'].includes(ending)) begins.push({ index, part });
      open.set(ending, begins);
    }
  }
  // To a browser these go on to the end of the page.
  for (const tag of verbatim) {
    const first = open.get(`</${tag}`)?.[0]?.index;
    if (first !== undefined) regions.push({ first, last: lines.length - 1 });
  }
  return regions;
}

function findMarks(text: string): string[] {
  // What ends at once for a browser begins for Pandoc.
  const bare = text.replaceAll(/`[^`]*`/g, '').replaceAll(/<!--?-?>/g, '--><!--');
  const found = [...bare.matchAll(marks)].map(([mark]) => mark.toLowerCase());
  return /<[a-z][^<>"']*="[^"]*$/i.test(bare) ? [...found, '="'] : found;
}
