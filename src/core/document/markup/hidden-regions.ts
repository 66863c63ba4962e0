// Says which lines of a document a renderer may not see as we read them, because something above them goes on for the one
// and not for the other: to a browser a comment or a tag, to Pandoc also a fence, a bracket, an environment of TeX, a line
// of dashes.

import type { Line } from './blocks.ts';

/** Elements in which there is no Markdown for Pandoc, or no table for a browser. */
const verbatim =
  'frameset iframe noembed noframes noscript plaintext pre script select style template textarea title xmp'.split(' ');

interface Region {
  /** Indexes of its first and its last line. */
  readonly first: number;
  readonly last: number;
}

/** For each line the reason why nothing in it may be edited; null for a line that both see alike. */
export function findHiding(lines: readonly Line[], dialect: 'gfm' | 'pandoc'): (string | null)[] {
  const hiding = new Array<string | null>(lines.length).fill(null);
  const isPandoc = dialect === 'pandoc';
  const odd = isPandoc ? findOddLine(lines) : -1;
  const reaching = isPandoc ? findReaching(lines, pandocEndings) : findHidden(lines);
  const regions = odd === -1 ? reaching : [{ first: odd, last: lines.length - 1 }, ...reaching];
  const who = isPandoc ? 'Pandoc may not see this as GitHub does' : 'A browser may not see this';
  let next = 0;
  for (const { first, last } of regions.sort((a, b) => a.first - b.first)) {
    const reason = `${who}: what begins on line ${first + 1} may go on to here.`;
    // To Pandoc, what follows the end goes on with its paragraph.
    const goesOn = (index: number) => isPandoc && index < lines.length && !isBlank(lines[index]);
    for (next = Math.max(next, first); next <= last || goesOn(next); next += 1) hiding[next] = reason;
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

type Endings = ReadonlyMap<string, string>;

/** What goes on over blank lines for a browser until it ends, and how it ends. */
const pageEndings: Endings = new Map([...verbatim.map((tag) => [`<${tag}`, `</${tag}`] as const), ['<!--', '-->']]);

/** The same for Pandoc. */
const pandocEndings: Endings = new Map([
  ...pageEndings,
  ['<?', '>'],
  ['="', '"'],
  ['\\begin{', '\\end{'],
  ['[', ']'],
  ['{', '}'],
]);

const marks = /\\(?:begin|end)\{|\\.|<!--|-->|<\?|>|<\/?[a-z]+|["[\]{}]/gi;

/**
 * From where something begins to where it ends, with a blank line between. Without its end it goes on to the end of the page
 * for a browser, and all but some elements are nothing to Pandoc.
 */
function findReaching(lines: readonly Line[], endings: Endings): Region[] {
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
  for (const ending of pageEndings.values()) {
    if (ending === '-->' && endings === pandocEndings) continue;
    const first = open.get(ending)?.[0]?.index;
    if (first !== undefined) regions.push({ first, last: lines.length - 1 });
  }
  return regions;
}

/** Few documents have any of these, so that is checked first. */
function findHidden(lines: readonly Line[]): Region[] {
  if (!lines.some(({ text }) => text.includes('<') && pageBeginnings.test(text))) return [];
  const isRaw = ({ kind }: Line) => kind === 'html' || kind === 'comment' || kind === 'raw';
  // In a paragraph a comment that goes on over a blank line is text.
  const seen = lines.map((line) => (isRaw(line) ? line : { ...line, text: line.text.replaceAll('<!--', '') }));
  return findReaching(seen, pageEndings);
}

const pageBeginnings = new RegExp(`<!--|<(?:${verbatim.join('|')})`, 'i');

function findMarks(text: string): string[] {
  // What ends at once for a browser begins for Pandoc.
  const bare = text.replaceAll(/`[^`]*`/g, '').replaceAll(/<!--?-?>/g, '--><!--');
  const found = [...bare.matchAll(marks)].map(([mark]) => mark.toLowerCase());
  return /<[a-z][^<>"']*="[^"]*$/i.test(bare) ? [...found, '="'] : found;
}

// Finds the link definitions of a document, `[label]: address`, by which a cell such as `[Repo][engine]` links.

/** Labels in lower case with blanks folded, as Markdown compares them, to addresses. The first definition counts. */
export type Definitions = ReadonlyMap<string, string>;

export function findDefinitions(lines: readonly Line[]): Definitions {
  const definitions = new Map<string, string>();
  for (const { text, kind } of lines) {
    const match = kind !== 'text' ? null : definition.exec(text);
    const [, label = '', address = ''] = match ?? [];
    if (match !== null && !definitions.has(normalizeLabel(label))) definitions.set(normalizeLabel(label), address);
  }
  return definitions;
}

const definition = /^ {0,3}\[([^[\]]{1,200})\]:[ \t]*<?([^\s<>]+)/;

export function isDefinition(text: string): boolean {
  return definition.test(text);
}

/** Whether `[label]` is a link. */
export function isDefined(label: string, definitions: Definitions): boolean {
  return label.length <= 200 && definitions.has(normalizeLabel(label));
}

/** The addresses that a cell reaches through `[text][label]`, `[label][]` and `[label]`, in order. */
export function resolveReferences(text: string, definitions: Definitions): string[] {
  if (definitions.size === 0) return [];
  return [...text.matchAll(/\[([^[\]]{1,200})\]/g)].flatMap(
    ([, label = '']) => definitions.get(normalizeLabel(label)) ?? [],
  );
}

function normalizeLabel(label: string): string {
  return label.trim().toLowerCase().split(/\s+/).join(' ');
}
