// Projects whose status stands in the heading above them: in the items of a list under it, in headings below it. To write
// another status the owner would have to move them, so these rows are only read.

import type { Row } from '../../model.ts';
import { isHeading, readStatusWord } from '../../status/vocabulary.ts';
import type { Line } from '../markup/blocks.ts';
import { findInside, type Inside, isFolder } from '../markup/find-inside.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import { isUsualHeading, readSectionStatus, type SectionStatus } from '../words/section-words.ts';
import { findDirective } from '../words/status-cell.ts';
import { findLinks, type ListContext, type Outline, outline, readName } from './list-items.ts';
import { type Entry, type EntrySection, leaveOutCheckbox } from './read-entry.ts';

export interface HeadingContext extends ListContext {
  /** Whether it is a document of many projects, not the page of one. */
  readonly hasProjects: () => boolean;
}

/** Why a row with such a status is never written. */
export const inHeading =
  'Its status is a heading above it: changing it means moving the project, which is left to you.';
const inCheckbox = 'Its status is a checkbox, which is left to you.';
const unread = 'The list is under a status heading, but nothing in it is clearly a project.';

/** A section with the status that holds for what stands in it. */
export interface StatusSection {
  readonly section: EntrySection;
  readonly title: string;
  readonly status: SectionStatus | null;
  /** The heading that says it; empty where none does. */
  readonly said: string;
  /** The headings around it, the nearest last. */
  readonly around: readonly string[];
}

/** A heading without a status of its own has that of the one around it. */
export function findStatusSections(sections: readonly EntrySection[]): StatusSection[] {
  const open: (StatusSection & { readonly level: number })[] = [];
  return sections.map((section) => {
    while (open.length > 0 && (open.at(-1)?.level ?? 0) >= section.level) open.pop();
    const { title } = section;
    const own = readSectionStatus(title);
    const parent = open.at(-1);
    const status = own ?? parent?.status ?? null;
    const around = open.map((each) => each.title);
    const found = { section, title, status, said: own === null ? (parent?.said ?? '') : title, around };
    open.push({ ...found, level: section.level });
    return found;
  });
}

/** `isTaken`: whether a row with a status of its own was found between two lines, both included. */
export function findHeadingRows(
  sections: readonly StatusSection[],
  context: HeadingContext,
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  return sections.flatMap((each) => {
    if ((each.status === null && !each.section.lines.some(beginsWithBox)) || isAboutParts(each)) return [];
    const { entries } = each.section;
    const items = readItems(entries, outline(entries), context);
    const led = items.filter(({ links }) => links.length > 0).length;
    const listed = items.flatMap((item): Row[] => {
      if (isTaken(item.first, item.last) || item.name === '') return [];
      if (item.box !== null) {
        const isProject = item.isLed || (led > 0 && item.isNamed);
        const status = item.box ? 'complete' : 'planned';
        return isProject ? [buildRow(item, { text: item.box ? '[x]' : '[ ]', status }, inCheckbox, each)] : [];
      }
      if (each.status === null || !isProject(item, each.status, () => led > 0 || context.hasProjects())) return [];
      return [buildRow(item, { text: each.said, status: each.status.status }, inHeading, each)];
    });
    if (listed.length > 0) return listed;
    return [...readOwnHeading(each, context, isTaken), ...listUnread(each, items, isTaken)];
  });
}

function beginsWithBox({ isItem, text }: Line): boolean {
  return isItem && /^[ \t]*\[[ xX]\]/.test(text);
}

/** "Roadmap", "Features": what is done there is a part of something. */
function isAboutParts({ title, around }: StatusSection): boolean {
  return [...around, title].some((heading) => isHeading('part', heading) || isHeading('step', heading));
}

function isProject(item: Item, { about }: SectionStatus, isAmongProjects: () => boolean): boolean {
  if (item.isLed) return true;
  if (about === 'projects') return true;
  return about === 'things' && item.isNamed && (item.links.length > 0 || isAmongProjects());
}

interface Item {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly links: readonly RepositoryLink[];
  readonly inside: Inside | null;
  /** Whether it begins with a link to its repository or folder. */
  readonly isLed: boolean;
  /** Whether it begins with a link, or with what is bold or code. */
  readonly isNamed: boolean;
  /** Whether the box before it is ticked; null where there is none. */
  readonly box: boolean | null;
  readonly lines: Entry;
}

/** The outermost items of each list. */
function readItems(entries: readonly Entry[], around: Outline, context: HeadingContext): Item[] {
  const inner = new Set<number>();
  return entries.flatMap((entry) => {
    const [{ isItem, container, outer }] = entry;
    // What stands in an item is a part of it.
    if (inner.has(outer) || inner.has(container)) {
      inner.add(container);
      return [];
    }
    if (!isItem) return [];
    inner.add(container);
    return [readItem(entry, around.inside.get(container) ?? [], context)];
  });
}

function readItem(entry: Entry, inside: readonly Entry[], context: HeadingContext): Item {
  const [first] = entry;
  const { lines, firstTarget } = context.see(entry);
  const line = lines[0] ?? { start: first.start, text: '' };
  const lead = leaveOutCheckbox(line);
  const own = [entry, ...inside].flat();
  const links = findLinks(own, context).filter(({ isPart, isCode }) => !isPart && isCode);
  const place = links.length > 0 ? null : findInside(first.text, context.definitions, context.own);
  // Glyphs and words of numbering may stand before the link.
  const isLinked = /^[^\w[<]*(?:\[|<a[\s\0>])/i.test(lead.text);
  const isRepository = findRepositoryLinks(firstTarget, context.site).some(({ isCode, isPart }) => isCode && !isPart);
  return {
    name: readName(lead, [], context),
    first: first.number,
    last: own.at(-1)?.number ?? first.number,
    links,
    inside: isLinked ? place : null,
    isLed: isLinked && (isRepository || (place !== null && isFolder(place))),
    isNamed: isLinked || /^[^\w[<*]*(?:\*\*|__|`|<(?:b|strong)[\s\0>])/i.test(lead.text),
    box: lead.start === line.start ? null : /^[ \t]*\[[xX]/.test(line.text),
    lines: entry,
  };
}

function buildRow(
  { name, first, links, inside, lines }: Omit<Item, 'isLed' | 'isNamed' | 'box' | 'last'>,
  typed: Row['typed'],
  skip: string,
  { title }: StatusSection,
): Row {
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const [link] = links;
  const place = repos.size === 1 && link !== undefined ? link : inside?.place;
  return {
    name,
    line: first,
    section: title === '' ? null : title,
    table: null,
    repo: place?.repo ?? null,
    folder: place?.folder ?? null,
    ...(inside !== null && { inside: inside.path }),
    statusSpan: null,
    statusMarkup: 'markdown',
    typed,
    mojibake: false,
    directive: findDirective(lines),
    skip: repos.size > 1 ? `It links to several repositories. ${skip}` : skip,
  };
}

/** `### [Quill](…)` below `## In progress`; a heading without a link where one repository stands below it. */
function readOwnHeading(
  each: StatusSection,
  context: HeadingContext,
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  const { section, title, status, said } = each;
  const { heading, lines, number } = section;
  if (heading === null || status === null || said === title) return [];
  if (isTaken(number, lines.at(-1)?.number ?? number)) return [];
  const code = (links: readonly RepositoryLink[]) => links.filter(({ isCode, isPart }) => isCode && !isPart);
  const own = code(findRepositoryLinks(heading.text, context.site));
  const links = own.length > 0 ? own : code(findLinks(lines, context));
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const isLinked = own.length > 0 || status.about === 'projects' || status.about === 'things';
  if (repos.size !== 1 || !isLinked) return [];
  const name = readName(heading, [], context) || title;
  const line = { ...heading, end: heading.start, number, kind: 'heading' } as const;
  const entry: Entry = [{ ...line, container: 0, outer: 0, isItem: false }];
  const row = { name, first: number, links, inside: null, lines: entry };
  return [buildRow(row, { text: said, status: status.status }, inHeading, each)];
}

/** One line for a list that may hold projects; what is planned for one project stands under such headings, too. */
function listUnread(
  each: StatusSection,
  items: readonly Item[],
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  const { status, said, title } = each;
  const [item] = items;
  const last = items.at(-1);
  if (item === undefined || last === undefined || status === null || said !== title) return [];
  if (isUsualHeading(title) || isTaken(item.first, last.last)) return [];
  return [buildRow({ ...item, name: title, links: [], inside: null }, { text: said, status: 'unknown' }, unread, each)];
}

// Finds projects whose status is a coloured circle in their own heading, with a link to the repository below it:
// `### 🟢 Quill`. A circle alone means too many things to be written, so these rows are only read.

const inGlyph = 'Its status is a circle in its heading, which is left to you.';

/** At either end of the heading, with a blank between; other glyphs decorate headings as often as not. */
const circle = /^([🔴🟠🟡🟢🔵🟣🟤⚫⚪])\s+(\S.*)$|^(.*\S)\s+([🔴🟠🟡🟢🔵🟣🟤⚫⚪])$/u;

/** `isTaken`: whether a row with a status of its own was found between two lines, both included. */
export function findGlyphHeadings(
  sections: readonly StatusSection[],
  context: ListContext,
  isTaken: (first: number, last: number) => boolean,
): Row[] {
  return sections.flatMap(({ section, title, around }): Row[] => {
    const { heading, lines, number } = section;
    const found = heading === null ? null : circle.exec(title);
    if (heading === null || found === null) return [];
    const [, leading, behind, before, trailing] = found;
    const [text = '', name = ''] = leading === undefined ? [trailing, before] : [leading, behind];
    const status = readStatusWord(text);
    // `## 🟢 Active` speaks of what stands under it.
    if (status === 'unknown' || !/\p{L}/u.test(name) || readSectionStatus(name) !== null) return [];
    if (isTaken(number, lines.at(-1)?.number ?? number)) return [];
    const own = findRepositoryLinks(heading.text, context.site);
    const links = (own.length > 0 ? own : findLinks(lines, context)).filter(({ isCode, isPart }) => isCode && !isPart);
    const [link] = links;
    const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
    if (link === undefined || repos.size > 1) return [];
    return [
      {
        name,
        line: number,
        section: around.at(-1) || null,
        table: null,
        repo: link.repo,
        folder: link.folder,
        statusSpan: null,
        statusMarkup: 'markdown',
        typed: { text, status },
        mojibake: false,
        directive: findDirective(lines),
        skip: inGlyph,
      },
    ];
  });
}
