// Reads a document's bytes to the rows of its projects, each with the span of the bytes that may change. Never changes
// anything, and refuses what it could not edit safely.

import { type FoundColumns, findActivityColumns } from '../activity-columns/find-columns.ts';
import type { ActivityReading } from '../activity-columns/model.ts';
import type { DocumentReading, DocumentRef, GeneratedBlock, Language, Row, Vocabulary } from '../model.ts';
import { publicSite } from '../site.ts';
import { deriveLabels } from '../status/derive-labels.ts';
import { explainAmbiguous, findLanguage, learnVocabulary } from '../status/vocabulary.ts';
import type { DataDialect } from './data/parse-data.ts';
import { type DataContext, readData, readFrontMatter } from './data/read-data.ts';
import { addLanguage } from './dates/column-language.ts';
import { readLastWorkColumn } from './dates/last-work.ts';
import { findRejection, findUnreadFormat, isData, readDialect } from './dialects.ts';
import { findGenerated, type MarkerLine } from './generated-blocks.ts';
import { findLines, type Line } from './markup/blocks.ts';
import { isEncodedTwice, toScanText } from './markup/encoding.ts';
import { findDefinitions, findHiding } from './markup/hidden-regions.ts';
import { findHtmlRuns, leaveOutMarks, parseHtml, walk } from './markup/html.ts';
import { readText } from './markup/inline.ts';
import { findLastBefore, type LineSpan, numberLine, splitLines } from './markup/lines.ts';
import { holdsProjects } from './markup/links.ts';
import { findSection } from './markup/sections.ts';
import { takeOutTabs } from './markup/tabs.ts';
import { readBareTable } from './rows/bare-tables.ts';
import { findCards } from './rows/cards.ts';
import type { Table } from './rows/columns.ts';
import { findGlyphHeadings, findHeadingRows, findStatusSections, type StatusSection } from './rows/heading-rows.ts';
import { findHtmlTables } from './rows/html-tables.ts';
import { findListItems } from './rows/list-items.ts';
import { findEntries, readSections, rememberEntries } from './rows/read-entry.ts';
import { askAboutOthers } from './rows/repository-links.ts';
import { findTables, readTable, type TableContext } from './rows/tables.ts';
import { findLeadingStatuses } from './words/leading-status.ts';

export type DocumentOutcome =
  /** `activity`: its columns of activity; absent: there is no directive for any. */
  | { readonly kind: 'read'; readonly reading: DocumentReading; readonly activity?: ActivityReading }
  /** `at`: where in the file, 1-based; absent: it is no matter of one place. */
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly at?: { readonly line: number; readonly column: number };
    };

/** `README.md`, or `projects.yml:4:3` where it is refused for what stands at one place. */
export function formatPlace(label: string, outcome: DocumentOutcome): string {
  const at = outcome.kind === 'refused' ? outcome.at : undefined;
  return at === undefined ? label : `${label}:${at.line}:${at.column}`;
}

/** The path decides the dialect; a reference says whose document it is, too. */
export function readDocument(bytes: Uint8Array, source: string | DocumentRef): DocumentOutcome {
  const data = readSource(source);
  const { path, own } = data;
  const configured = typeof source === 'string' ? null : (source.activity ?? null);
  const reason = findRejection(bytes) ?? findUnreadFormat(path);
  if (reason !== null) return { kind: 'refused', reason };
  const dialect = readDialect(path);
  if (isData(dialect)) return readDataDocument(bytes, dialect, data);
  const scan = toScanText(bytes);
  const { tables, blocks, titles, activity, ...read } =
    dialect === 'html'
      ? readPage(bytes, scan, data.site, configured)
      : readMarkdown(bytes, scan, dialect, data, configured);
  const asked = askAboutOthers(read.rows.map(explainWord), own?.repo.split('/')[0] ?? null);
  const teaching = asked.filter(teachesWords);
  const vocabulary = learnVocabulary(teaching.map(({ typed }) => typed));
  const mojibake = readsTwice(bytes, asked);
  const typed = new Set(asked.map((row) => row.typed.text));
  const language = findLanguage([...typed], titles, kana.test(scan));
  const rows = readLastWorkColumn(addLabels(asked, teaching, language), blocks, language);
  const found = activity === undefined ? {} : { activity };
  return { kind: 'read', reading: { dialect, mojibake, tables, rows, blocks, vocabulary, language }, ...found };
}

function readSource(source: string | DocumentRef): DataContext {
  if (typeof source === 'string') return { path: source, own: null, site: publicSite, asOfKey: null };
  const { path, site = publicSite, asOfKey = null } = source;
  return { path, own: source.kind === 'github' ? source : (source.own ?? null), site, asOfKey };
}

function readDataDocument(bytes: Uint8Array, dialect: DataDialect, context: DataContext): DocumentOutcome {
  const read = readData(bytes, dialect, context);
  if (read.kind === 'refused') {
    const { reason, line, column } = read;
    return { kind: 'refused', reason, at: { line, column } };
  }
  const rows = askAboutOthers(read.rows.map(explainWord), context.own?.repo.split('/')[0] ?? null);
  const texts = [...new Set(rows.map(({ typed }) => typed.text))];
  const mojibake = rows.some((row) => row.mojibake);
  const language = findLanguage(texts);
  return {
    kind: 'read',
    reading: { dialect, mojibake, tables: read.lists, rows, blocks: [], vocabulary: read.words, language },
  };
}

/** A word that many people type, and that is no status of ours, says why. */
function explainWord(row: Row): Row {
  return row.typed.status === 'unknown' && row.skip === null ? withSkip(row, explainAmbiguous(row.typed.text)) : row;
}
const withSkip = (row: Row, skip: string | null): Row => (skip === row.skip ? row : { ...row, skip });

/** What stands anywhere else may be a word for anything; the keys of front matter have words of their own. */
function teachesWords({ skip, table, repo, keyWords }: Row): boolean {
  return skip === null && keyWords === undefined && (table !== null || repo !== null);
}

/** To each row, what the style of its own table settles; rows outside tables are one. */
function addLabels(rows: readonly Row[], teaching: readonly Row[], language: Language): Row[] {
  const labels = new Map<Row['table'], Vocabulary>();
  for (const [table, own] of Map.groupBy(teaching, (row) => row.table)) {
    labels.set(table, deriveLabels(learnVocabulary(own.map(({ typed }) => typed)), language));
  }
  return rows.map((row) => {
    const derivedLabels = row.keyWords === undefined ? labels.get(row.table) : undefined;
    return derivedLabels === undefined || Object.keys(derivedLabels).length === 0 ? row : { ...row, derivedLabels };
  });
}

/** The statuses decide; where none of them could tell, the rest of the text does. */
function readsTwice(bytes: Uint8Array, rows: readonly Row[]): boolean {
  if (rows.some((row) => row.mojibake)) return true;
  const isTold = rows.some(({ typed }) => /[^\0-\x7f]/.test(typed.text));
  return !isTold && isEncodedTwice(bytes);
}

/** Letters that only Japanese has, as bytes of UTF-8. */
const kana = { test: (scan: string) => scan.includes('\u00e3') && /\u00e3[\u0081-\u0083]/.test(scan) };

interface Rows {
  /** Headings of the document and of its tables. */
  readonly titles: readonly string[];
  readonly blocks: readonly GeneratedBlock[];
  /** Number of project tables. */
  readonly tables: number;
  readonly rows: readonly Row[];
  readonly activity?: ActivityReading | undefined;
}

/** Rows of columns of activity are none of statuses. */
function leaveOutActivity(rows: Rows, found: FoundColumns): Rows {
  const { reading, isClaimed } = found;
  return reading === null ? rows : { ...rows, rows: rows.rows.filter((row) => !isClaimed(row)), activity: reading };
}

const oneLine = 'Pandoc ignores carriage returns: lines that end in one alone are a single line to it.';

function readMarkdown(
  bytes: Uint8Array,
  scan: string,
  dialect: 'gfm' | 'pandoc',
  data: DataContext,
  configured: string | null,
): Rows {
  const { own, site } = data;
  const lines = findLines(scan);
  const definitions = findDefinitions(lines);
  const markers = lines.filter(({ kind, container }) => kind === 'comment' && container === 0);
  const marked = markers.map((line) => ({ ...line, next: skipEnding(scan, line.end) }));
  const isOneLine = dialect === 'pandoc' && scan.replaceAll('\r\n', '').includes('\r');
  const hiding = isOneLine ? lines.map(() => oneLine) : findHiding(lines, dialect);
  const blocks = findGenerated(marked, false).map((block) => {
    return { ...block, problem: block.problem ?? hiding[block.line - 1] ?? null };
  });
  const { rest, tabs } = dialect === 'gfm' ? takeOutTabs(scan, lines) : { rest: lines, tabs: [] };
  const whole = { first: 0, last: Number.POSITIVE_INFINITY, lines: rest };
  const stated = [...tabs, whole].map((page) => ({ ...page, ...readPart(page.lines, bytes, site) }));
  const sections = stated.at(-1)?.sections ?? [];
  // What stands in a tab is under its title, and nothing behind it is.
  const findPage = (offset: number) => {
    const line = tabs.length === 0 ? 0 : numberLine(lines, offset);
    return stated.find(({ first, last }) => first <= line && line <= last);
  };
  const readSection = (offset: number) => {
    const section = findSection(findPage(offset)?.sections ?? [], offset);
    return section === undefined || section.heading === null ? null : section.title;
  };
  const unmarked = leaveOutMarks(scan, lines);
  const context = { bytes, definitions, own, site, see: rememberEntries(definitions, site) };
  const parts = [...takeApart(rest, blocks), ...tabs.map((tab) => tab.lines)].map((part) => {
    const html = findHtmlRuns(unmarked, part, dialect).flatMap(
      ({ start, text }) => parseHtml(text, start, false) ?? [],
    );
    // A document without generated blocks is one part.
    const known = stated.find((page) => page.lines === part);
    const inside = known ?? readPart(part, bytes, site);
    return {
      tables: [...findTables(part, dialect), ...findHtmlTables(html, unmarked, lines)],
      listed: findListItems(inside.sections, context),
      cards: findCards(html, { bytes, scan: unmarked, site, lines, readSection }),
      stated: inside.stated,
    };
  });
  const tables = parts.flatMap((part) => part.tables);
  const readStatus = (offset: number) =>
    findLastBefore(findPage(offset)?.stated ?? [], offset, ({ section }) => section.start);
  const tabled = readTables(tables, { bytes, definitions, readSection, readStatus, own, site });
  const worded = [...tabled.rows, ...parts.flatMap(({ listed, cards }) => [...listed, ...cards])];
  const isTaken = rememberLines(worded);
  const page = { ...context, hasProjects: rememberFirst(() => holdsProjects(scan, site)) };
  const leading = parts.flatMap((part) =>
    part.stated.flatMap(({ section }) => findLeadingStatuses(section, page, isTaken)),
  );
  const isFound = rememberLines([...worded, ...leading]);
  const circled = parts.flatMap((part) => findGlyphHeadings(part.stated, page, isFound));
  const isSaid = circled.length === 0 ? isFound : rememberLines([...worded, ...leading, ...circled]);
  const headed = [...leading, ...circled, ...parts.flatMap((part) => findHeadingRows(part.stated, page, isSaid))];
  const others = [...worded.slice(tabled.rows.length), ...headed];
  const headings = stated.flatMap((page) => page.stated.map(({ title }) => title));
  const titles = [...headings, ...readTitles(bytes, tables)].slice(0, maxTitles);
  const activity = findActivityColumns(scan, configured, () => ({
    ...{ bytes, scan, site, definitions, comments: markers, tables, hiding },
    headings: sections.filter(({ heading }) => heading !== null),
    items: findEntries(lines, site).filter(([first]) => first.isItem),
    blocks: blocks.map(({ span }) => span),
  }));
  const read = leaveOutActivity(join(tabled, others, { blocks, titles }), activity);
  const findTab = ({ line }: Row) => (tabs.some(({ first, last }) => first <= line && line <= last) ? inTab : null);
  const rows = read.rows.map((row) => withSkip(row, row.skip ?? hiding[row.line - 1] ?? findTab(row)));
  const matter = lines[0]?.kind === 'matter' ? readFrontMatter(bytes, lines, data) : [];
  // A page that lists projects is no page about one, whatever its own state is called.
  const isAbout = matter.some(({ repo }) => repo !== null) || rows.length === 0;
  return { ...read, rows: isAbout ? [...matter, ...rows] : rows };
}

const inTab = 'It is inside a tab or a note of MkDocs, which GitHub shows as code.';

function readPart(lines: readonly Line[], bytes: Uint8Array, site: string) {
  const sections = readSections(lines, bytes, site);
  return { sections, stated: findStatusSections(sections) };
}

/** Found out once, and only where somebody asks. */
function rememberFirst(find: () => boolean): () => boolean {
  let known: boolean | null = null;
  return () => {
    known ??= find();
    return known;
  };
}

/** Whether a row stands between two lines, both included. */
function rememberLines(rows: readonly Row[]): (first: number, last: number) => boolean {
  const numbers = rows.map(({ line }) => line).sort((a, b) => a - b);
  return (first, last) => (findLastBefore(numbers, last, (line) => line) ?? 0) >= first;
}

/** The document without its generated blocks, and each of them: neither says anything about what stands in the other. */
function takeApart(lines: readonly Line[], blocks: readonly GeneratedBlock[]): (readonly Line[])[] {
  const spans = blocks.filter(({ problem }) => problem === null).map(({ span }) => span);
  if (spans.length === 0) return [lines];
  const parts = spans.map((): Line[] => []);
  let next = 0;
  const rest = lines.map((line, index): Line => {
    // Each part begins and ends with its markers, because they touch what stands beside them.
    for (; line.start >= (spans[next]?.end ?? Number.POSITIVE_INFINITY); next += 1) parts[next]?.push(line);
    if (line.start < (spans[next]?.start ?? Number.POSITIVE_INFINITY)) return line;
    if (parts[next]?.length === 0) parts[next]?.push(...lines.slice(index - 1, index));
    parts[next]?.push(line);
    return { ...line, kind: 'blank', text: ' '.repeat(line.text.length) };
  });
  return [rest, ...parts];
}

function readPage(bytes: Uint8Array, scan: string, site: string, configured: string | null): Rows {
  const lines = splitLines(scan);
  const html = parseHtml(scan, 0, true) ?? [];
  const headings = [...walk(html)].filter(({ tag }) => /^h[1-6]$/.test(tag));
  const readSection = (offset: number) => {
    const heading = findLastBefore(headings, offset, ({ end }) => end);
    if (heading === undefined) return null;
    const { contentStart, contentEnd } = heading;
    return readText(bytes, { start: contentStart, text: scan.slice(contentStart, contentEnd) });
  };
  const found = findHtmlTables(html, scan, lines);
  const tables = readTables(found, {
    bytes,
    definitions: new Map(),
    readSection,
    readStatus: () => undefined,
    // What a page links beside itself is a page of the site.
    own: null,
    site,
  });
  const marked = findPageMarkers(scan, lines, html);
  const blocks = findGenerated(marked, true);
  const cards = findCards(html, { bytes, scan, site, lines, readSection });
  const activity = findActivityColumns(scan, configured, () => ({
    ...{ bytes, scan, site, definitions: new Map(), comments: marked, tables: found, items: [], hiding: [] },
    headings: headings.map(({ start, tag }) => ({ start, level: Number(tag?.slice(1)) })),
    blocks: blocks.map(({ span }) => span),
  }));
  return leaveOutActivity(join(tables, cards, { blocks, titles: readTitles(bytes, found) }), activity);
}

/** More say nothing new about a document's language. */
const maxTitles = 200;

function readTitles(bytes: Uint8Array, tables: readonly Table[]): string[] {
  const headings = tables.slice(0, maxTitles).flatMap((table) => table.headings);
  return headings.slice(0, maxTitles).map((heading) => readText(bytes, heading));
}

function findPageMarkers(scan: string, lines: readonly LineSpan[], html: ReturnType<typeof parseHtml>): MarkerLine[] {
  const verbatim = new Set(['pre', 'script', 'style', 'textarea', 'title']);
  const hidden = [...walk(html ?? [])].filter(({ tag }) => verbatim.has(tag));
  const named = lines.flatMap(({ start, end }, index) => {
    const text = scan.slice(start, end);
    return text.includes('statusfolio') ? [{ start, next: skipEnding(scan, end), text, number: index + 1 }] : [];
  });
  // No page has so many blocks, and each line is compared with all that hides.
  return named.slice(0, 200).filter(({ start }) => {
    return !hidden.some((each) => each.start <= start && start < each.end);
  });
}

function skipEnding(scan: string, end: number): number {
  if (end >= scan.length) return end;
  return scan[end] === '\r' && scan[end + 1] === '\n' ? end + 2 : end + 1;
}

type Tables = Pick<Rows, 'tables' | 'rows'>;

function readTables(
  tables: readonly Table[],
  context: Pick<TableContext, 'bytes' | 'definitions' | 'own' | 'site'> & {
    readonly readSection: (offset: number) => string | null;
    readonly readStatus: (offset: number) => StatusSection | undefined;
  },
): Tables {
  const rows: Row[] = [];
  let index = 0;
  for (const table of [...tables].sort((a, b) => a.start - b.start)) {
    const section = context.readSection(table.start);
    const place = { ...context, section, index, stated: context.readStatus(table.start) };
    const own = readTable(table, place) ?? readBareTable(table, place);
    if (own === null) continue;
    for (const row of own) rows.push(row);
    index += 1;
  }
  return { tables: index, rows };
}

/** All rows in the order of the document. Where two claim the same bytes, a table's row stands before a card's. */
function join({ tables, rows }: Tables, others: readonly Row[], rest: Omit<Rows, keyof Tables>): Rows {
  const taken = new Set<number>();
  const own = [...rows, ...addLanguage(others, listSectionWords(others))].filter(({ statusSpan }) => {
    if (statusSpan === null) return true;
    const isFree = !taken.has(statusSpan.start);
    taken.add(statusSpan.start);
    return isFree;
  });
  // A document of one table is in order.
  const isSorted = own.every((row, index) => index === 0 || compareRows(own[index - 1] ?? row, row) <= 0);
  return { ...rest, tables, rows: isSorted ? own : own.sort(compareRows) };
}

/** What stands over list items and cards says more about their language than a word or two. */
function listSectionWords(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(({ section }) => section ?? ''))].flatMap((section) => [
    section,
    ...section.split(/\s+/),
  ]);
}

function compareRows(a: Row, b: Row): number {
  return a.line - b.line || startOf(a) - startOf(b);
}

function startOf({ statusSpan }: Row): number {
  return statusSpan?.start ?? 0;
}
