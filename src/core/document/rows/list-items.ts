// Finds projects outside tables: list items and bold-led paragraphs with a status word of their own, and "Status: X"
// lines, which speak of the heading above them.

import type { OwnPlace, Row } from '../../model.ts';
import { isHeading } from '../../status/vocabulary.ts';
import { bareWord } from '../../status/word-lists.ts';
import { findDateAfter } from '../dates/date-after.ts';
import type { Line } from '../markup/blocks.ts';
import { findInside, type Inside, readFolder } from '../markup/find-inside.ts';
import { type Definitions, resolveReferences } from '../markup/hidden-regions.ts';
import { readText } from '../markup/inline.ts';
import { type Piece, slicePiece, trimPiece } from '../markup/lines.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import type { Section } from '../markup/sections.ts';
import { findDirective, readWord } from '../words/status-cell.ts';
import { divideText, findStatusWords, type StatusWord } from '../words/status-words.ts';
import { findTrailingWord, type TrailingWord } from '../words/trailing-words.ts';
import { type Entry, findEntries, isHidden, leaveOutCheckbox, readSeen, seeEntry } from './read-entry.ts';
import { linksOnlyItems, partOnly } from './repository-links.ts';

export interface ListContext {
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
  /** Where the document stands on GitHub; null where nobody knows. */
  readonly own: OwnPlace | null;
}

const labelOfLink = 'The status is the label of a link.';
const unlinked = 'It links no repository, and nothing else says that it is a project.';
/** In bytes. */
const maxLead = 300;
const several = 'Several words here could be the status.';

export function findListItems(sections: readonly Section[], context: ListContext): Row[] {
  return sections.flatMap((section) => {
    const entries = findEntries(section.lines);
    const items = entries.flatMap((entry) => readItem(entry, section, context));
    const around = outline(entries);
    const labelled = entries.flatMap((entry) => readLabels(entry, section, context, around));
    return [...items, ...tellApart(labelled)];
  });
}

function readItem(entry: Entry, section: Section, context: ListContext): Row[] {
  const [first] = entry;
  const { lines, isLabel, firstTarget } = seeEntry(entry, context.definitions);
  const lead = leaveOutCheckbox(lines[0] ?? { start: first.start, text: '' });
  const isLed = /^(\*\*|__|\[|`|<(b|strong|a)[\s\0>])/i.test(lead.text.trimStart());
  const trailing = first.isItem ? findTrailingWord(context.bytes, lead) : null;
  if ((!first.isItem && !isLed) || lines.some((line) => readLabel(line, context.bytes) !== null)) return [];
  const found = lines.flatMap((line, index) => findStatusWords(context.bytes, index === 0 ? lead : line));
  const words = found.filter((word) => (!word.isLead || hasGlyph(word)) && !isLabel(word.piece));
  if (words.length === 0 && trailing !== null && !isLabel(trailing.word.piece)) {
    return buildTrailing(trailing, { entry, section, context });
  }
  const [word] = words;
  if (word === undefined) return [];
  const every = findLinks(entry, context);
  const links = every.filter(({ isPart }) => !isPart);
  // Without a repository a word in a sentence's brackets, in a legend of glyphs or behind a box to tick is no project.
  const isTold = !word.isLead && (hasGlyph(word) || (isLed && word.isAfterDash));
  const isDirect = first.isItem && isDirectlyBehindLink(lead, word);
  if (isDirect && every.length === 0) {
    const name = readName(lead, words, context);
    return name === '' ? [] : [buildRow({ name, entry, word, links: [], section, context, skip: unlinked })];
  }
  if (every.length === 0 && (!isTold || lead.start > first.start)) return [];
  const name = readName(lead, words, context);
  if (name === '') return [];
  // What is led by an issue is about it; so is what links nothing else.
  const isPart = every.length > 0 && (links.length === 0 || linksOnlyItems(findRepositoryLinks(firstTarget)));
  const skip = words.length > 1 ? several : isPart ? partOnly : null;
  return [buildRow({ name, entry, word, links: isPart ? [] : links, section, context, skip })];
}

/** `[Quill](https://quill.example) (discontinued)` */
function isDirectlyBehindLink(lead: Piece, { piece }: StatusWord): boolean {
  const before = lead.text.slice(0, piece.start - lead.start);
  return before.length <= maxLead && /^[*_ ]*\[[^[\]]*\](?:\(\0*\)|\[\0*\])?[*_]* ?\([*_]*$/.test(before);
}

function buildTrailing(
  { word, before }: TrailingWord,
  { entry, section, context }: Pick<Found, 'entry' | 'section' | 'context'>,
): Row[] {
  const every = findLinks(entry, context);
  const links = every.filter(({ isPart }) => !isPart);
  const isPart = every.length > 0 && links.length === 0;
  const name = readName(before, [word], context);
  if (name === '' || (every.length === 0 && word.typed.status !== 'planned')) return [];
  const skip = isPart ? partOnly : every.length === 0 ? unlinked : null;
  return [buildRow({ name, entry, word, links, section, context, skip })];
}

function hasGlyph({ typed }: StatusWord): boolean {
  return /^[^\p{L}\p{N}]/u.test(typed.text);
}

/** What a label speaks of: the list item that it stands in, else the heading. */
interface Subject {
  readonly name: string;
  readonly links: readonly RepositoryLink[];
  /** Inside the document's own repository; null where nothing leads there. */
  readonly inside: Inside | null;
}

export interface Outline {
  /** Each list item by its container. */
  readonly items: ReadonlyMap<number, Entry>;
  /** The entries directly inside each list item. */
  readonly inside: ReadonlyMap<number, readonly Entry[]>;
}

export function outline(entries: readonly Entry[]): Outline {
  const items = entries.filter(([first]) => first.isItem).map((entry) => [entry[0].container, entry] as const);
  return { items: new Map(items), inside: Map.groupBy(entries, ([first]) => first.outer) };
}

/** `Status: In progress` in a list item or under a heading. An unknown word counts where a repository is linked. */
function readLabels(entry: Entry, section: Section, context: ListContext, around: Outline): LabelledRow[] {
  const { lines, isLabel } = seeEntry(entry, context.definitions);
  const [first] = entry;
  const parts = lines.flatMap((line, index) => splitAtBars(line).map((part) => ({ part, index })));
  return parts.flatMap(({ part: line, index }) => {
    const label = readLabel(line, context.bytes);
    const whole = entry[index];
    if (label === null || whole === undefined) return [];
    const own = {
      ...whole,
      ...slicePiece(whole, line.start - whole.start, line.start + line.text.length - whole.start),
    };
    const item = index > 0 && first.isItem ? entry : around.items.get(first.outer);
    const subject = item === undefined ? readHeading(section, context) : readItemSubject(item, context, around);
    if (subject === null) return [];
    const known = findStatusWords(context.bytes, line).find((word) => {
      const { start, text } = word.piece;
      // A remark in brackets is part of what the owner said, unless it is a date of ours.
      const hasRemark = /^[*_~`]*[ \t]*\(/.test(line.text.slice(start + text.length - line.start));
      return word.isLabelled && (!hasRemark || findDateAfter(own, word) !== null);
    });
    const piece = trimPiece(slicePiece(own, label), ' \t*_`~');
    const { text, isTwice } = readWord(context.bytes, piece);
    const isUnclear = known === undefined && (subject.links.length === 0 || isWeak(slicePiece(own, 0, label), context));
    if (subject.name === '' || text === '' || isUnclear) return [];
    const word = known ?? { piece, typed: { text, status: 'unknown' as const }, mojibake: isTwice };
    const skip = isLabel(word.piece) ? labelOfLink : null;
    const row = buildRow({ ...subject, entry: [own], word, section, context, skip });
    return [{ row, about: item?.[0].number ?? 0 }];
  });
}

/** `Stars: 3 | Status: Done`; a bar or a dot between blanks. */
function splitAtBars(line: Piece): Piece[] {
  const parts: Piece[] = [];
  let from = 0;
  for (const { index, 0: bar } of line.text.matchAll(/[ \t](?:\||\u00c2\u00b7|\u00e2\u0080\u00a2)[ \t]/g)) {
    parts.push(slicePiece(line, from, index));
    from = index + bar.length;
  }
  return [...parts, slicePiece(line, from)];
}

interface LabelledRow {
  readonly row: Row;
  /** Line of the list item that it speaks of; 0 for the heading. */
  readonly about: number;
}

/** Where two labels speak of the same thing, it is not sure which of them is its status. */
function tellApart(labelled: readonly LabelledRow[]): Row[] {
  const counts = Map.groupBy(labelled, ({ about }) => about);
  return labelled.map(({ row, about }) => ((counts.get(about)?.length ?? 0) > 1 ? { ...row, skip: several } : row));
}

/** "State: [a library]" stands in many lists of tools. */
function isWeak(label: Piece, { bytes }: ListContext): boolean {
  return isHeading('weak', readText(bytes, label));
}

function readHeading({ heading, lines }: Section, context: ListContext): Subject | null {
  if (heading === null) return null;
  const name = readSeen(context.bytes, heading, context.definitions);
  const links = findLinks(lines, context, heading).filter(({ isPart }) => !isPart);
  return { name, links, inside: findInside(heading.text, context.definitions, context.own) };
}

function readItemSubject(item: Entry, context: ListContext, { inside }: Outline): Subject {
  const { lines } = seeEntry(item, context.definitions);
  const lead = leaveOutCheckbox(lines[0] ?? { start: 0, text: '' });
  const own = [item, ...(inside.get(item[0].container) ?? [])].flat();
  const links = findLinks(own, context).filter(({ isPart }) => !isPart);
  const linked = lines[0] === undefined ? null : findInside(item[0].text, context.definitions, context.own);
  return { name: readName(lead, [], context), links, inside: linked ?? findDirectory(own, context) };
}

/** `Directory: /quill` */
function findDirectory(lines: readonly Line[], { own }: ListContext): Inside | null {
  for (const { text } of lines) {
    const colon = text.slice(0, maxLabelLength).indexOf(':');
    const [label, path] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)].map(bareWord);
    if (label === undefined || path === undefined || !isHeading('folder', label)) continue;
    if (/^[\w.][\w./-]*$/.test(path)) return readFolder(`${path}/`, own);
  }
  return null;
}

/** Length of `**Status:** ` up to the colon and with it; null for a line that does not begin with such a label. */
function readLabel(line: Piece, bytes: Uint8Array): number | null {
  const colon = /:|\u00ef\u00bc\u009a/.exec(line.text.slice(0, maxLabelLength));
  if (colon === null) return null;
  const label = trimPiece(slicePiece(line, 0, colon.index), ' \t*_');
  if (label.text.includes('[')) return null;
  return isHeading('status', readWord(bytes, label).text) ? colon.index + colon[0].length : null;
}

/** In bytes; longer than any label with its marks. */
const maxLabelLength = 80;

interface Found {
  readonly name: string;
  readonly entry: Entry;
  readonly word: Pick<StatusWord, 'piece' | 'typed' | 'mojibake'>;
  readonly links: readonly RepositoryLink[];
  readonly section: Section;
  readonly context: ListContext;
  readonly skip: string | null;
  readonly inside?: Inside | null;
}

function buildRow({ name, entry, word, links, section, context, skip, inside = null }: Found): Row {
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const path = links.length === 0 ? inside : null;
  const link = repos.size === 1 ? links[0] : path?.place;
  const { start, text } = word.piece;
  const own = entry.findLast((line) => line.start <= start) ?? entry[0];
  const dated = findDateAfter(own, word);
  return {
    name,
    line: own.number,
    section: section.heading === null ? null : readText(context.bytes, section.heading),
    table: null,
    repo: link?.repo ?? null,
    folder: link?.folder ?? null,
    ...(path !== null && { inside: path.path }),
    statusSpan: { start, end: start + text.length },
    statusMarkup: 'markdown',
    typed: word.typed,
    mojibake: word.mojibake,
    directive: findDirective(entry),
    ...(dated !== null && { dateSlot: { at: dated.at, language: null } }),
    ...(dated !== null && dated.date !== null && { asOf: dated.date }),
    skip: repos.size > 1 ? 'It links several repositories.' : skip,
  };
}

/** What stands first, without markup; the status itself is no name. */
export function readName(lead: Piece, words: readonly StatusWord[], { bytes, definitions }: ListContext): string {
  for (const { piece } of divideText(lead)) {
    if (isHidden(piece) || words.some((word) => word.piece.start === piece.start)) continue;
    const name = piece.text.length > 100 ? '' : readSeen(bytes, piece, definitions);
    return /[\p{L}\p{N}]/u.test(name) ? name : '';
  }
  return '';
}

export function findLinks(lines: readonly Line[], { definitions }: ListContext, heading?: Piece): RepositoryLink[] {
  const text = [heading?.text ?? '', ...lines.map((line) => line.text)].join('\n');
  return findRepositoryLinks([text, ...resolveReferences(text, definitions)].join('\n'));
}
