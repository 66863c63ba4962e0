// One list item or paragraph, as a reader of the rendered page sees it, line by line.

import { addressStart } from '../../site.ts';
import { bareWord } from '../../status/word-lists.ts';
import type { Line } from '../markup/blocks.ts';
import { decodeText, encodeScan } from '../markup/encoding.ts';
import { type Definitions, isDefinition } from '../markup/hidden-regions.ts';
import { readText } from '../markup/inline.ts';
import { type Piece, slicePiece } from '../markup/lines.ts';
import { findRepositoryLinks } from '../markup/links.ts';
import { hidden, type Label, readInline } from '../markup/read-inline.ts';
import { findSections, type Section } from '../markup/sections.ts';

type TextLine = Pick<Line, 'start' | 'text'>;

/** The lines of one list item or paragraph. */
export type Entry = readonly [Line, ...Line[]];

export interface SeenEntry {
  /** The same lines with addresses and pictures blotted out. */
  readonly lines: readonly Piece[];
  /** Whether a piece names where a link leads, and says nothing else. */
  readonly isLabel: (piece: Piece) => boolean;
  /** Where the first link leads; empty where there is none. */
  readonly firstTarget: string;
}

/** A section with what all its readers ask for. */
export interface EntrySection extends Section {
  /** Its heading as a person reads it; empty where there is none. */
  readonly title: string;
  readonly entries: readonly Entry[];
}

export function readSections(lines: readonly Line[], bytes: Uint8Array, site: string): EntrySection[] {
  return findSections(lines).map((section) => ({
    ...section,
    title: section.heading === null ? '' : readText(bytes, section.heading),
    entries: findEntries(section.lines, site),
  }));
}

/** Sees each entry once. */
export function rememberEntries(definitions: Definitions, site: string): (entry: Entry) => SeenEntry {
  const known = new Map<Entry, SeenEntry>();
  return (entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const seen = seeEntry(entry, definitions, site);
    known.set(entry, seen);
    return seen;
  };
}

/** The entries of some lines in their order; a lazy line goes on with its paragraph. */
export function findEntries(lines: readonly Line[], site: string): Entry[] {
  const address = addressStart(site);
  const entries: [Line, ...Line[]][] = [];
  let open: [Line, ...Line[]] | null = null;
  for (const line of lines) {
    if (line.kind !== 'text') open = null;
    else if (
      open !== null &&
      !line.isItem &&
      !beginsAnew(line, open, address) &&
      (line.container === open[0].container || line.container === -1)
    ) {
      open.push(line);
    } else {
      open = [line];
      entries.push(open);
    }
  }
  return entries;
}

/** Lines of a paragraph that stand below each other for a reader, each with a name and a repository, are one each. */
function beginsAnew({ text }: Line, open: readonly Line[], address: string): boolean {
  const [first, before] = [open[0], open.at(-1)];
  if (first === undefined || first.isItem || !/(?: {2}|\\|<br\s*\/?>[ \t]*)$/i.test(before?.text.slice(-40) ?? ''))
    return false;
  return [first.text, text].every((one) => /^[^\w[<*]*(?:\*\*|__|\[)/.test(one.trimStart()) && one.includes(address));
}

/** Addresses, titles, pictures and definitions are seen by nobody. They may go on from line to line. */
export function seeEntry(entry: readonly TextLine[], definitions: Definitions, site: string): SeenEntry {
  const first = definitions.size === 0 ? 0 : entry.findIndex(({ text }) => !isDefinition(text));
  if (first === -1) return { lines: [], isLabel: () => false, firstTarget: '' };
  const joined = entry.map(({ text }, index) => (index < first ? hidden.repeat(text.length) : text)).join('\n');
  const { text, labels } = readInline(joined, definitions);
  const seen = text.split('\n');
  const lines = entry.map(({ start }, index): Piece => ({ start, text: leaveOutBreak(seen[index] ?? '') }));
  const [nearest] = [...labels].sort((a, b) => a.start - b.start);
  const isLabel = (piece: Piece) => labels.some((label) => namesTarget(piece, label, { joined, entry, site }));
  return { lines, isLabel, firstTarget: nearest?.target ?? '' };
}

/** A backslash at the end of a line breaks it. */
function leaveOutBreak(text: string): string {
  return text.endsWith('\\') ? `${text.slice(0, -1)} ` : text;
}

/** `[Live](…)`, `[Live (demo)](…)`; a word behind a name that leads to its repository says something about it. */
function namesTarget(
  piece: Piece,
  label: Label,
  { joined, entry, site }: { readonly joined: string; readonly entry: readonly TextLine[]; readonly site: string },
): boolean {
  const at = toJoined(piece.start, entry);
  if (at < label.start || at >= label.end) return false;
  const before = bareWord(decodeText(encodeScan(joined.slice(label.start, at))));
  return before === '' || !findRepositoryLinks(label.target, site).some(({ isCode }) => isCode);
}

/** Where an offset of the document stands in the lines, joined by a character each. */
function toJoined(offset: number, entry: readonly TextLine[]): number {
  let length = 0;
  for (const { start, text } of entry) {
    if (offset >= start && offset <= start + text.length) return length + offset - start;
    length += text.length + 1;
  }
  return -1;
}

/** What a person reads of a piece, without pictures where it says anything besides them. */
export function readSeen(bytes: Uint8Array, piece: Piece, definitions: Definitions): string {
  const { text } = readInline(piece.text, definitions);
  if (!text.includes(hidden)) return readText(bytes, piece);
  const seen = text.replaceAll(hidden, '');
  return readText(encodeScan(seen), { start: 0, text: seen }) || readText(bytes, piece);
}

const subtitle = /<br\s?\/?>\s?(?:<(?:sub|sup|small|i|em|code|img)\b|[*_`!])/i;

/** A cell as a name: what is set apart on a line below it, as in `Lantern<br><sub>Reads tides</sub>`, says what it is. */
export function readTitle(bytes: Uint8Array, { start, text }: Piece, definitions: Definitions): string {
  const end = text.includes('<') ? text.search(subtitle) : -1;
  const first = end === -1 ? '' : readSeen(bytes, { start, text: text.slice(0, end) }, definitions);
  return /[\p{L}\p{N}]/u.test(first) ? first : readSeen(bytes, { start, text }, definitions);
}

/** As long as the piece that it is taken from; nobody sees anything of it. */
export function isHidden({ text }: Piece): boolean {
  return /^[\0 \t]*$/.test(text);
}

/** The part of a line behind `[ ] `. */
export function leaveOutCheckbox(line: Piece): Piece {
  const box = /^[ \t]*\[[ xX]\][ \t]+/.exec(line.text)?.[0] ?? '';
  return slicePiece(line, box.length);
}
