// Finds projects outside tables: list items and bold-led paragraphs with a status word of their own, and "Status: X"
// lines, which speak of the heading above them.

import type { OwnPlace, Row } from '../../model.ts';
import { isHeading } from '../../status/vocabulary.ts';
import { bareWord } from '../../status/word-lists.ts';
import { findDateAfter } from '../dates/date-after.ts';
import type { Line } from '../markup/blocks.ts';
import { decodeText, encodeScan } from '../markup/encoding.ts';
import { findInside, type Inside, isFolder, readFolder } from '../markup/find-inside.ts';
import { type Definitions, isDefinition, resolveReferences } from '../markup/hidden-regions.ts';
import { type Piece, slicePiece } from '../markup/lines.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import { nestSections, type Section } from '../markup/sections.ts';
import { askAboutRemark } from '../words/split-remark.ts';
import { findDirective } from '../words/status-cell.ts';
import { divideText, findStatusWords, findTrailingLabel, type StatusWord } from '../words/status-words.ts';
import { findTrailingWord, type TrailingWord } from '../words/trailing-words.ts';
import { isWeakLabel, mayHoldLabel, readLabel, readLabelled, splitAtBars } from './labels.ts';
import { type Entry, type EntrySection, isHidden, leaveOutCheckbox, readSeen, type SeenEntry } from './read-entry.ts';
import { explainParts, linksOnlyItems } from './repository-links.ts';

export interface ListContext {
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
  /** Where the document stands on GitHub; null where nobody knows. */
  readonly own: OwnPlace | null;
  readonly see: (entry: Entry) => SeenEntry;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
}

const labelOfLink = 'The status is the label of a link.';
const unlinked = 'It links to no repository, and nothing else says that it is a project.';
/** In bytes. */
const maxLead = 300;
const several = 'Several words here could be the status.';

export function findListItems(sections: readonly EntrySection[], context: ListContext): Row[] {
  const nested = nestSections(sections);
  return sections.flatMap((section, index) => {
    const { entries } = section;
    const parents = nested[index] ?? [];
    const headed = readStatusHeading(section, parents, context);
    if (headed !== null) return [headed];
    const items = entries.flatMap((entry) => readItem(entry, section, context));
    const labels = entries.filter((entry) => entry.some(mayHoldLabel));
    if (labels.length === 0) return items;
    const around = outline(entries);
    const labelled = labels.flatMap((entry) => readLabels(entry, { section, parents }, context, around));
    return [...items, ...tellApart(labelled)];
  });
}

/** Letters, digits and blanks: there is no glyph, and nothing that could set a status apart from a sentence. */
const sentence = /^[ \t]*[a-z\d][a-z\d ,.'!?]*$/i;

/** Before anything is taken apart: most lines of a page hold no project. */
function mayHoldProject([first, ...others]: Entry): boolean {
  if (!first.isItem && !'*_[`<'.includes(first.text.trimStart().charAt(0))) return false;
  return !sentence.test(first.text) || !others.every(({ text }) => sentence.test(text));
}

function readItem(entry: Entry, section: EntrySection, context: ListContext): Row[] {
  if (!mayHoldProject(entry)) return [];
  const [first] = entry;
  const { lines, isLabel, firstTarget } = context.see(entry);
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
  if (word === undefined) return readWholeLink(lead, found, { entry, section, context });
  const every = findLinks(entry, context);
  const links = every.filter(({ isPart }) => !isPart);
  // Without a repository a word in a sentence's brackets, in a legend of glyphs or behind a box to tick is no project.
  const isTold = !word.isLead && (hasGlyph(word) || (isLed && word.isAfterDash));
  const isDirect = first.isItem && isDirectlyBehindLink(lead, word);
  const linked = every.length === 0 && lead.text.trimStart().startsWith('[') ? readInside(first, context) : null;
  if (linked !== null) {
    const name = readName(lead, words, context);
    const skip = words.length > 1 ? several : null;
    return name === '' ? [] : [buildRow({ name, entry, word, links: [], inside: linked, section, context, skip })];
  }
  if (isDirect && every.length === 0) {
    const name = readName(lead, words, context);
    return name === '' ? [] : [buildRow({ name, entry, word, links: [], section, context, skip: unlinked })];
  }
  if (every.length === 0 && (!isTold || lead.start > first.start)) return [];
  const name = readName(lead, words, context);
  if (name === '') return [];
  // What is led by an issue is about it; so is what links nothing else.
  const isPart =
    every.length > 0 && (links.length === 0 || linksOnlyItems(findRepositoryLinks(firstTarget, context.site)));
  const skip = words.length > 1 ? several : isPart ? explainParts(every) : null;
  return [buildRow({ name, entry, word, links: isPart ? [] : links, section, context, skip })];
}

/** `[nib](packages/nib)`; null where it leads to a page. */
function readInside({ text }: Line, { definitions, own }: ListContext): Inside | null {
  const inside = findInside(text, definitions, own);
  return inside !== null && isFolder(inside) ? inside : null;
}

/** `[Quill: coming soon](https://quill.example)`: other words there say where a link leads as often as not. */
function readWholeLink(
  lead: Piece,
  found: readonly StatusWord[],
  { entry, section, context }: Pick<Found, 'entry' | 'section' | 'context'>,
): Row[] {
  const [word, ...others] = found.filter(({ isLead }) => !isLead);
  const isWhole = /^[*_ ]*\[/.test(lead.text) && word?.typed.status === 'planned' && others.length === 0;
  if (word === undefined || !isWhole || lead.start > entry[0].start) return [];
  const name = readName(lead, [word], context);
  return name === '' ? [] : [buildRow({ name, entry, word, links: [], section, context, skip: labelOfLink })];
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
  const skip = isPart ? explainParts(every) : every.length === 0 ? unlinked : null;
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

/** `### Status` with a word below it, inside `## Quill`; below the title of a page it is that of the page's own project. */
function readStatusHeading(
  { heading, lines, title, entries: [entry] }: EntrySection,
  [parent]: readonly EntrySection[],
  context: ListContext,
): Row | null {
  if (heading === null || parent?.heading === undefined || parent.heading === null || parent.level < 2) return null;
  if (entry === undefined || entry.length > 1 || !isHeading('status', title) || isHeading('weak', title)) return null;
  const [line] = entry;
  const word = readLabelled(context.bytes, { start: line.start, text: '' }, line, 0);
  if (word.typed.status === 'unknown') return null;
  const subject = readHeading({ ...parent, lines: [...parent.lines, ...lines] }, [], context);
  const { remark } = word;
  return subject === null ? null : buildRow({ ...subject, entry, word, section: parent, context, skip: null, remark });
}

interface Place {
  readonly section: EntrySection;
  /** The sections around it, the nearest first. */
  readonly parents: readonly EntrySection[];
}

/** `Status: In progress` in a list item or under a heading. An unknown word counts where a repository is linked. */
function readLabels(entry: Entry, { section, parents }: Place, context: ListContext, around: Outline): LabelledRow[] {
  const { lines, isLabel } = context.see(entry);
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
    const subject =
      item === undefined ? readHeading(section, parents, context) : readItemSubject(item, context, around);
    if (subject === null) return [];
    const word = readLabelled(context.bytes, line, own, label);
    const isWeak = subject.links.length === 0 || isWeakLabel(slicePiece(own, 0, label), context.bytes);
    if (subject.name === '' || word.typed.text === '' || (word.typed.status === 'unknown' && isWeak)) return [];
    const skip = isLabel(word.piece) ? labelOfLink : (word.doubt ?? null);
    const row = buildRow({ ...subject, entry: [own], word, section, context, skip, remark: word.remark });
    return [{ row, about: item?.[0].number ?? 0 }];
  });
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

function readHeading({ heading, lines }: Section, parents: readonly Section[], context: ListContext): Subject | null {
  if (heading === null) return null;
  const links = findLinks(lines, context, heading).filter(({ isPart }) => !isPart);
  const inside = findInside(heading.text, context.definitions, context.own);
  const name = readSeen(context.bytes, heading, context.definitions);
  const isOwn = inside !== null || findRepositoryLinks(heading.text, context.site).length > 0;
  return { name: (isOwn ? null : readParentName(heading, parents, links, context)) ?? name, links, inside };
}

/** `### Tradeoffs` inside `## Quill, a pen`: what links Quill there says nothing about trade-offs. */
function readParentName(
  heading: Piece,
  parents: readonly Section[],
  links: readonly RepositoryLink[],
  context: ListContext,
): string | null {
  const [repo, ...others] = new Set(links.map((link) => link.repo.toLowerCase()));
  const wanted = foldName(repo?.split('/')[1] ?? '');
  if (wanted.length < 3 || others.length > 0) return null;
  const isNamed = (piece: Piece) => foldName(readSeen(context.bytes, piece, context.definitions)).includes(wanted);
  if (isNamed(heading)) return null;
  const named = parents.flatMap((parent) => parent.heading ?? []).find(isNamed);
  const part = named === undefined ? undefined : divideText(named).find(({ piece }) => isNamed(piece));
  return part === undefined ? null : readSeen(context.bytes, part.piece, context.definitions);
}

/** Letters and digits alone. */
function foldName(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function readItemSubject(item: Entry, context: ListContext, { inside }: Outline): Subject {
  const { lines } = context.see(item);
  const lead = leaveOutCheckbox(lines[0] ?? { start: 0, text: '' });
  const own = [item, ...(inside.get(item[0].container) ?? [])].flat();
  const links = findLinks(own, context).filter(({ isPart }) => !isPart);
  const linked = lines[0] === undefined ? null : findInside(item[0].text, context.definitions, context.own);
  return { name: readName(lead, [], context), links, inside: linked ?? findDirectory(own, context) };
}

/** `Directory: /quill` */
function findDirectory(lines: readonly Line[], { own }: ListContext): Inside | null {
  for (const { text } of lines) {
    const colon = text.slice(0, 80).indexOf(':');
    const [label, path] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)].map(bareWord);
    if (label === undefined || path === undefined || !isHeading('folder', label)) continue;
    if (/^[\w.][\w./-]*$/.test(path)) return readFolder(`${path}/`, own);
  }
  return null;
}

interface Found {
  readonly name: string;
  readonly entry: Entry;
  readonly word: Pick<StatusWord, 'piece' | 'typed' | 'mojibake'>;
  readonly links: readonly RepositoryLink[];
  readonly section: EntrySection;
  readonly context: ListContext;
  readonly skip: string | null;
  readonly inside?: Inside | null;
  /** What the owner says besides the word. */
  readonly remark?: string | null;
}

function buildRow({ name, entry, word, links, section, skip, inside = null, remark = null }: Found): Row {
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const path = links.length === 0 ? inside : null;
  const link = repos.size === 1 ? links[0] : path?.place;
  const { start, text } = word.piece;
  const own = entry.findLast((line) => line.start <= start) ?? entry[0];
  const dated = findDateAfter(own, word);
  return {
    name,
    line: own.number,
    section: section.heading === null ? null : section.title,
    table: null,
    repo: link?.repo ?? null,
    folder: link?.folder ?? null,
    ...(path !== null && { inside: path.path }),
    statusSpan: { start, end: start + text.length },
    statusMarkup: 'markdown',
    typed: word.typed,
    mojibake: word.mojibake,
    directive: findDirective(entry),
    ...(remark !== null && { asksFirst: askAboutRemark(remark) }),
    ...(dated !== null && remark === null && { dateSlot: { at: dated.at, language: null } }),
    ...(dated !== null && dated.date !== null && { asOf: dated.date }),
    skip: repos.size > 1 ? 'It links to several repositories.' : skip,
  };
}

/** What stands first, without markup; the status itself is no name. */
export function readName(
  lead: Piece,
  words: readonly StatusWord[],
  { bytes, definitions }: Pick<ListContext, 'bytes' | 'definitions'>,
): string {
  for (const { piece } of divideText(lead)) {
    if (isHidden(piece) || words.some((word) => word.piece.start === piece.start)) continue;
    const title = leaveOutLabel(piece);
    const name = title.text.length > 100 ? '' : readSeen(bytes, title, definitions);
    return /[\p{L}\p{N}]/u.test(name) ? name : '';
  }
  return '';
}

/** `**Tide** reads tides. *Status` is the name of Tide. */
function leaveOutLabel(piece: Piece): Piece {
  const at = /^(?:\*\*|__|`)/.test(piece.text) ? findTrailingLabel(piece) : null;
  const label = at === null ? '' : bareWord(decodeText(encodeScan(piece.text.slice(at))));
  if (at === null || !isHeading('status', label)) return piece;
  const mark = piece.text.startsWith('`') ? '`' : piece.text.slice(0, 2);
  const end = piece.text.indexOf(mark, mark.length);
  return slicePiece(piece, 0, end === -1 ? at : end + mark.length);
}

/** What is defined for references is no link: it leads there where it is used. */
export function findLinks(
  lines: readonly Line[],
  { definitions, site }: Pick<ListContext, 'definitions' | 'site'>,
  heading?: Piece,
): RepositoryLink[] {
  const shown =
    definitions.size === 0 ? lines : lines.filter((line) => line.kind !== 'text' || !isDefinition(line.text));
  const text = [heading?.text ?? '', ...shown.map((line) => line.text)].join('\n');
  return findRepositoryLinks([text, ...resolveReferences(text, definitions)].join('\n'), site);
}
