// Reads one table to the rows of its projects; other tables are none of ours.

import type { Dialect, Language, OwnPlace, Row, Span } from '../../model.ts';
import { isHeading, isPlaceholder } from '../../status/vocabulary.ts';
import { withoutDate } from '../dates/as-of.ts';
import { findColumnLanguage } from '../dates/column-language.ts';
import { isLastWorkHeading, readMonth } from '../dates/last-work.ts';
import type { Line } from '../markup/blocks.ts';
import { findInside, type Inside, readFolder, readRepositoryText } from '../markup/find-inside.ts';
import { type Definitions, resolveReferences } from '../markup/hidden-regions.ts';
import { type Cell, type LineText, readText, splitCells } from '../markup/inline.ts';
import { findRepositoryLinks, type RepositoryLink } from '../markup/links.ts';
import { saysOnlyLinks } from '../markup/read-inline.ts';
import { askAboutRemark } from '../words/split-remark.ts';
import { findDirective, leaveOutDate, readStatusCell, type StatusCell } from '../words/status-cell.ts';
import { type Columns, findColumns, type Table, type TableRow } from './columns.ts';
import { findOtherSubject, namesSeveral } from './find-other-subject.ts';
import type { StatusSection } from './heading-rows.ts';
import { readTitle } from './read-entry.ts';
import {
  choosePlaces,
  explainParts,
  findForeign,
  findLinkForm,
  findLinkSlot,
  linksOnlyItems,
  linksOnlyParts,
  type Places,
} from './repository-links.ts';

export interface TableContext {
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
  readonly section: string | null;
  /** Where the document stands on GitHub; null where nobody knows. */
  readonly own: OwnPlace | null;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
  /** Number of project tables before this one. */
  readonly index: number;
  /** What the headings above it say of its projects; undefined where there are none. */
  readonly stated: StatusSection | undefined;
}

/** null for a table without statuses or projects. */
export function readTable(table: Table, context: TableContext): Row[] | null {
  const text = (cell: Cell | undefined) => (cell === undefined ? '' : readText(context.bytes, cell));
  const headings = table.headings.map(text);
  const columns = findColumns({
    headings,
    rowCount: table.rows.length,
    readCell: (row, column) => withoutDate(text(table.rows[row]?.cells[column])),
    isLinked: (row, column) => {
      const cell = table.rows[row]?.cells[column];
      if (cell === undefined) return false;
      return saysOnlyLinks(leaveOutDate(context.bytes, cell, table.markup).text, context.definitions);
    },
    hasRepository: () => table.rows.some(({ cells }) => cells.some((cell) => findLinks(cell, context).length > 0)),
  });
  if (columns === null) return null;

  const own = table.rows.filter(hasOwnCells);
  const readStatus = rememberCells(context, table);
  const statuses = own.map(({ cells }) => readStatus(cells[columns.status]));
  const rowContext: RowContext = {
    ...context,
    columns,
    markup: table.markup,
    form: rememberFirst(() => findLinkForm(table, columns, context.site)),
    language: findColumnLanguage(statuses, headings),
    written: rememberFirst(() => findWrittenColumn(table, columns, { ...context, read: text })),
    lastWork: headings.findIndex(isLastWorkHeading),
  };
  const rows = own.map((row, index) => readRow(row, statuses[index] ?? null, rowContext));
  const isProject = rows.some(({ repo, typed }) => repo !== null || typed.status !== 'unknown');
  const hasPlaceholder = () => table.rows.some(({ cells }) => isPlaceholder(text(cells[columns.repository ?? -1])));
  if (!isProject && !hasPlaceholder()) {
    // A status that is not understood is said to be so, where there is any.
    const about = { heading: headings[columns.name] ?? '', section: context.section, rows };
    const other = findOtherSubject(about);
    if (other !== null) return rows.map((row) => ({ ...row, skip: row.skip ?? other }));
    const isOther = isHeading('weak', headings[columns.status] ?? '') && !isHeading('name', about.heading);
    if (isOther) return null;
    const hasText = rows.some(({ typed }) => typed.text.trim() !== '');
    const named = hasText ? rows : rows.filter(({ name }) => name !== '');
    return named.length === 0 ? null : named.map((row) => ({ ...row, skip: row.skip ?? (hasText ? unread : empty) }));
  }
  const heading = headings[columns.name] ?? '';
  const other = findOtherSubject({ heading, section: context.section, rows });
  if (other !== null) return rows.map((row) => ({ ...row, skip: row.skip ?? other }));
  if (rows.some(({ typed }) => typed.status !== 'unknown')) return rows;

  const cells = table.rows.flatMap(({ cells }) => cells[columns.status] ?? []).filter((cell) => cell.text !== '');
  const foreign = findForeign(cells.map((cell) => ({ markup: cell.text, text: text(cell) })));
  return foreign === null ? rows : rows.map((row) => ({ ...row, skip: foreign }));
}

/** A line of one cell across the table is a heading inside it. */
export function hasOwnCells({ cells }: TableRow): boolean {
  return cells.length < 2 || cells.some(({ start }) => start !== cells[0]?.start);
}

/** Found out once, and only where a row asks for it. */
function rememberFirst<T>(find: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => {
    known ??= { value: find() };
    return known.value;
  };
}

/** Long tables say the same few things over and over: each is read once. */
function rememberCells({ bytes }: TableContext, { markup }: Table): (cell: Cell | undefined) => StatusCell | null {
  const known = new Map<string, { readonly start: number; readonly status: StatusCell }>();
  return (cell) => {
    if (cell === undefined) return null;
    const before = known.get(cell.text);
    if (before === undefined) {
      const status = readStatusCell(bytes, cell, markup);
      known.set(cell.text, { start: cell.start, status });
      return status;
    }
    const { span, asOf, dateAt } = before.status;
    const moved = cell.start - before.start;
    const move = ({ start, end }: Span): Span => ({ start: start + moved, end: end + moved });
    const status: Writable<StatusCell> = { ...before.status, span: move(span) };
    if (asOf !== undefined) status.asOf = { ...asOf, span: move(asOf.span) };
    if (dateAt !== undefined) status.dateAt = dateAt + moved;
    return status;
  };
}

/** Long tables have many rows, and each is built in place: a copy for every part that a row may lack takes longer. */
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

interface RowContext extends TableContext {
  readonly columns: Columns;
  readonly markup: Table['markup'];
  /** How its repository column writes links. */
  readonly form: () => string;
  /** Of its words; null where it is not sure. */
  readonly language: Language | null;
  /** The column that holds `owner/name` as text; null for none. */
  readonly written: () => WrittenColumn | null;
  /** The column "Last work"; -1: there is none. */
  readonly lastWork: number;
}

/** `status`: its cell; null where it has none. */
function readRow({ number, cells, doubt }: TableRow, status: StatusCell | null, context: RowContext): Row {
  const { columns } = context;
  const { repo, folder, also, doubt: linkDoubt, inside } = findRowPlaces(cells, columns, context);
  const name = cells[columns.name];

  let skip = status === null ? 'The row is too short: it has no status cell.' : status.skip;
  skip = linkDoubt ?? doubt ?? skip;
  const title = name === undefined ? '' : readTitle(context.bytes, name, context.definitions);
  if (repo === null && skip === null && name !== undefined && namesSeveral(name.text)) skip = several;
  const isPlan = repo === null && skip === null && status?.typed.status === 'planned';
  const linkSlot = isPlan
    ? findLinkSlot(cells, columns, context.markup, { form: context.form(), site: context.site }, (one) =>
        readText(context.bytes, one),
      )
    : null;
  const row: Writable<Row> = {
    name: title,
    line: number,
    section: context.section,
    table: context.index,
    repo,
    folder,
    statusSpan: status?.span ?? null,
    statusMarkup: status?.markup ?? context.markup,
    typed: status?.typed ?? { text: '', status: 'unknown' },
    mojibake: status?.mojibake ?? false,
    directive: status?.directive ?? findDirective(cells),
    skip,
  };
  if (inside !== undefined) row.inside = inside;
  if (also.length > 0) row.also = also;
  if (linkSlot !== null) row.linkSlot = linkSlot;
  if (status !== null) tellDate(row, status, context.language);
  if (context.lastWork !== -1) Object.assign(row, readMonth(cells[context.lastWork]));
  return row;
}

/** What a row takes over of its cell's remark and date. */
function tellDate(row: Writable<Row>, { remark, asOf, dateAt }: StatusCell, language: Language | null): void {
  if (remark !== undefined) {
    row.remark = remark;
    row.asksFirst = askAboutRemark(remark);
  }
  if (asOf !== undefined) row.asOf = asOf;
  if (dateAt !== undefined) row.dateSlot = { at: dateAt, language };
}

const unread = 'Its column has a status heading, but no label in it is known, and no row links to a repository.';
const empty = 'Its column has a status heading but is empty, and no row links to a repository.';
const several = 'The row names several projects.';

export interface RowPlaces extends Places {
  /** The relative link that it was found by; absent: there is none. */
  readonly inside?: string;
}

type PlaceContext = Pick<TableContext, 'bytes' | 'definitions' | 'own' | 'site'> & {
  readonly written?: () => WrittenColumn | null;
};

/** What the row is about, inside the document's own repository, too. */
export function findRowPlaces(cells: readonly Cell[], columns: Columns, context: PlaceContext): RowPlaces {
  const linked = findPlaces(cells, columns, context);
  const inside = linked.repo === null && linked.doubt === null ? findInsideRow(cells, columns, context) : null;
  return inside === null ? linked : { ...linked, ...inside.place, inside: inside.path };
}

/** The repository column's links; where it has none those of the name, else of the whole row. */
function findPlaces(cells: readonly Cell[], { repository, name }: Columns, context: PlaceContext): Places {
  // A row that is named by an issue is about it, wherever its repository stands.
  const aboutPart = (links: readonly RepositoryLink[]) => {
    return { repo: null, folder: null, also: [], doubt: explainParts(links) };
  };
  const named = findLinks(cells[name], context);
  if (linksOnlyItems(named)) return aboutPart(named);
  const parts: RepositoryLink[] = [];
  for (const column of [repository, name]) {
    const cell = column === null ? undefined : cells[column];
    const links = findLinks(cell, context);
    if (linksOnlyParts(links)) parts.push(...links);
    else if (cell !== undefined && links.length > 0) return choosePlaces(links, cell, context);
  }
  if (parts.length > 0) return aboutPart(parts);
  const links = cells.flatMap((cell) => findLinks(cell, context));
  const written = links.length > 0 ? null : readWritten(cells, context);
  if (written !== null) return { repo: written, folder: null, also: [], doubt: null };
  return choosePlaces(links, null, context);
}

/** A column whose cells say `owner/name` as text. */
interface WrittenColumn {
  readonly column: number;
  /** In small letters: whose repositories are meant; null: anybody's. */
  readonly owners: ReadonlySet<string> | null;
}

function readWritten(cells: readonly Cell[], { bytes, written, site }: PlaceContext): string | null {
  const { column, owners } = written?.() ?? { column: -1, owners: null };
  const cell = cells[column];
  const repo = cell === undefined ? null : readRepositoryText(readText(bytes, cell), site);
  return repo === null || owners?.has(readOwner(repo)) === false ? null : repo;
}

function readOwner(repo: string): string {
  return repo.slice(0, repo.indexOf('/')).toLowerCase();
}

/**
 * Of the column that is headed as one of repositories at least half are, of one of names all. Among links `docs/quill` may
 * be a path: there the text has to name an owner whose repositories are linked.
 */
function findWrittenColumn(
  { rows }: Table,
  { repository, name }: Columns,
  {
    read,
    ...context
  }: Pick<TableContext, 'definitions' | 'site'> & {
    readonly read: (cell: Cell | undefined) => string;
  },
): WrittenColumn | null {
  const column = repository ?? name;
  const texts = rows.map(({ cells }) => read(cells[column])).filter((text) => text !== '' && !isPlaceholder(text));
  const found = texts.filter((text) => readRepositoryText(text, context.site) !== null).length;
  const isEnough = repository === null ? found > 1 && found === texts.length : found * 2 >= texts.length;
  if (found > 0 && isEnough) return { column, owners: null };
  if (repository === null || found === 0) return null;
  const links = rows.flatMap(({ cells }) => findLinks(cells[column], context));
  return { column, owners: new Set(links.map(({ repo }) => readOwner(repo))) };
}

/** A relative link of the repository column, else of the name, else of a column of links. */
function findInsideRow(cells: readonly Cell[], { repository, name }: Columns, context: PlaceContext): Inside | null {
  for (const column of [repository, name]) {
    const cell = column === null ? undefined : cells[column];
    const inside = cell === undefined ? null : findInside(cell.text, context.definitions, context.own);
    if (inside !== null) return inside;
  }
  // `tools/ink/` is a folder without a link to it.
  const title = cells[name];
  return title === undefined ? null : readFolder(readText(context.bytes, title), context.own);
}

export function findLinks(
  cell: Cell | undefined,
  { definitions, site }: Pick<TableContext, 'definitions' | 'site'>,
): RepositoryLink[] {
  if (cell === undefined) return [];
  if (definitions.size === 0) return findRepositoryLinks(cell.text, site);
  return findRepositoryLinks([cell.text, ...resolveReferences(cell.text, definitions)].join(' '), site);
}

// Finds the pipe tables of a Markdown document. Of a Pandoc document those are in doubt that Pandoc may not read as GitHub
// does: those in quotes and lists, and those that touch other blocks.

export function findTables(lines: readonly Line[], dialect: Dialect): Table[] {
  const tables: Table[] = [];
  for (const [index, header] of lines.entries()) {
    if (header.kind !== 'header') continue;
    const end = findEnd(lines, index);
    const body = lines.slice(index + 2, end);
    const headings = splitCells(header);
    const isApart = dialect === 'gfm' || standsApart(lines, index, end);
    const doubts = findDisagreements(body, dialect);
    const rows = body.map((line, row) => ({
      number: line.number,
      cells: cutCells(splitCells(line), headings.length),
      doubt: isApart ? (doubts[row] ?? null) : touching,
    }));
    tables.push({ markup: 'markdown', start: header.start, headings, rows });
  }
  return tables;
}

function cutCells(cells: Cell[], most: number): Cell[] {
  return cells.length > most ? cells.slice(0, most) : cells;
}

const touching =
  'Pandoc and GitHub may disagree about this table: it touches another block, is inside one, or has an unusual header.';

/** To Pandoc there may be no table where anything stands directly above or below, or the header begins with a tag. */
function standsApart(lines: readonly Line[], first: number, end: number): boolean {
  const [header, delimiter] = [lines[first], lines[first + 1]];
  if (header === undefined || delimiter === undefined || header.container !== 0) return false;
  if (!isBlank(lines[first - 1]) || !isBlank(lines[end]) || /^[ \t]*[<:]/.test(header.text)) return false;
  return isWholeRow(header) && isWholeRow(delimiter);
}

/** Index of the line after the last row. */
function findEnd(lines: readonly Line[], header: number): number {
  let end = header + 2;
  // The end of a note of Docusaurus is no row of the table that it closes.
  while (lines[end]?.kind === 'row' && !/^[ \t]*:{3,}[ \t]*$/.test(lines[end]?.text ?? '')) end += 1;
  return end;
}

function isBlank(line: Line | undefined): boolean {
  // The mark of a list item stands alone on its line, too.
  return line === undefined || (line.kind === 'blank' && !line.isItem) || line.kind === 'matter';
}

// Says which rows must not be edited although they could be read: readers of Markdown disagree about where their cells
// begin and end.

/** For each row of one table the reason; null where all readers of the dialect agree. */
function findDisagreements(rows: readonly LineText[], dialect: Dialect): (string | null)[] {
  const isWhole = dialect === 'gfm' || rows.every(isWholeRow);
  return rows.map(({ text }) => {
    if (text.includes('\\\\|')) {
      return 'Readers of Markdown disagree about the cells of this row (two backslashes before a pipe).';
    }
    if (text.includes('<') && /<\/?(table|thead|tbody|tfoot|tr|td|th)[\s>]/i.test(text))
      return 'The row contains the tags of another table.';
    if (dialect === 'gfm') return null;
    if (text.includes('\\|')) return 'Pandoc and GitHub disagree about the cells of this row (an escaped pipe).';
    return isWhole
      ? null
      : 'Pandoc and GitHub disagree about the cells of this table (a pipe in code, or something that may go on in the next cell).';
  });
}

/** What ends before the next pipe: code, comments, tags. */
const closed = [/`(?:[^`|]|\\\|)+`/g, /<!--[^<|-]*(?:-[^<|-]+)*-->/g, /<\/?[a-z](?:[^<>|"']|"[^"<|]*"|'[^'<|]*')*>/gi];

/** For Pandoc a row is one by its pipes, which count for nothing in some things that may even go on in the next row. */
function isWholeRow(row: LineText): boolean {
  const isSplit = row.text.trimStart().startsWith('|') || splitCells(row).length > 1;
  const isPlain = !/\\[a-z`]/i.test(row.text) && !/\S\$(?:\D|$)/.test(row.text);
  const open = closed.reduce((text, pattern) => text.replaceAll(pattern, ''), row.text);
  return isSplit && isPlain && !/`|<[a-z/!?]/i.test(open);
}
