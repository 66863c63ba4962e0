// Reads tables that have no column of statuses: those under a heading that is one, those whose names carry a remark, and
// those whose columns are the projects.

import type { Row } from '../../model.ts';
import { isHeading } from '../../status/vocabulary.ts';
import { addLanguage } from '../dates/column-language.ts';
import { findDateAfter } from '../dates/date-after.ts';
import { type Cell, readText } from '../markup/inline.ts';
import { slicePiece } from '../markup/lines.ts';
import { saysOnlyLinks } from '../markup/read-inline.ts';
import { askAboutRemark } from '../words/split-remark.ts';
import { findDirective, readStatusCell, tellDate } from '../words/status-cell.ts';
import { findStatusWords, type StatusWord } from '../words/status-words.ts';
import { type Columns, findBareColumns, type Table, type TableRow } from './columns.ts';
import { inHeading } from './heading-rows.ts';
import { isWeakLabel, type LabelledWord, readLabel, readLabelled, splitAtBreaks } from './labels.ts';
import { readName } from './list-items.ts';
import { readTitle, seeEntry } from './read-entry.ts';
import { findLinks, findRowPlaces, hasOwnCells, type RowPlaces, type TableContext } from './tables.ts';

const inName = 'Its status is a remark beside its name, which is left to you.';
const several = 'Several words here could be the status.';
const unread = 'The table is under a status heading, but nothing in it is clearly a project.';

/** null for a table without statuses or projects. */
export function readBareTable(table: Table, context: TableContext): Row[] | null {
  const text = (cell: Cell | undefined) => (cell === undefined ? '' : readText(context.bytes, cell));
  const headings = table.headings.map(text);
  if (headings.some((heading) => isHeading('status', heading))) return null;
  const turned = readTurnedTable(table, context, headings);
  if (turned !== null) return turned;
  const columns = findBareColumns({
    headings,
    rowCount: table.rows.length,
    readCell: (row, column) => text(table.rows[row]?.cells[column]),
    isLinked: (row, column) => saysOnlyLinks(table.rows[row]?.cells[column]?.text ?? '', context.definitions),
    hasRepository: () => false,
  });
  const rows = table.rows.filter(hasOwnCells);
  const isNamed = headings.some((heading) => isHeading('name', heading));
  const labelled = rows.flatMap((row) => readLabels(row, columns, { table, isNamed, context }));
  if (labelled.length > 0) return addLanguage(labelled, headings);
  if (isHeading('part', headings[columns.name] ?? '')) return null;
  const remarked = rows.flatMap((row) => readRemark(row, columns, table, context));
  const stated = readUnderHeading(rows, columns, { table, headings, context });
  const lines = new Set(remarked.map(({ line }) => line));
  const all = [...remarked, ...stated.filter(({ line }) => !lines.has(line))];
  return all.length > 0 ? all : null;
}

interface Labelled {
  readonly table: Table;
  /** Whether a column is headed as one of names; in a grid of cards each cell is about something of its own. */
  readonly isNamed: boolean;
  readonly context: TableContext;
}

/** `| [Quill](…) | **Stack:** C<br>**Status:** Live |` */
function readLabels(row: TableRow, columns: Columns, { table, isNamed, context }: Labelled): Row[] {
  const found = row.cells.flatMap((cell) => readLabelsOfCell(cell, context).map((word) => ({ cell, word })));
  return found.flatMap(({ cell, word }): Row[] => {
    const about = isNamed ? row.cells : [cell];
    const place = findRowPlaces(about, isNamed ? columns : { ...columns, repository: null, name: 0 }, context);
    const name = isNamed ? nameRow(row, columns, context) : nameCard(cell, context);
    if (name === '' || (place.repo === null && place.inside === undefined)) return [];
    const isSeveral = found.some((other) => other.word !== word && (isNamed || other.cell === cell));
    const { text, status } = word.typed;
    const built = buildRow(row, { name, place, table, context, text, status, skip: isSeveral ? several : null });
    const { start, text: typed } = word.piece;
    const dated = findDateAfter(cell, word);
    const remark = word.remark === null ? {} : { asksFirst: askAboutRemark(word.remark) };
    const slot = dated === null || word.remark !== null ? {} : { dateSlot: { at: dated.at, language: null } };
    const asOf = dated === null || dated.date === null ? {} : { asOf: dated.date };
    const span = { statusSpan: { start, end: start + typed.length }, mojibake: word.mojibake };
    return [{ ...built, ...span, ...remark, ...slot, ...asOf, skip: built.skip ?? row.doubt ?? word.doubt ?? null }];
  });
}

function readLabelsOfCell(cell: Cell, { bytes, definitions, site }: TableContext): LabelledWord[] {
  if (!cell.text.includes(':') && !cell.text.includes(wideColon)) return [];
  const [seen] = seeEntry([cell], definitions, site).lines;
  if (seen === undefined) return [];
  return splitAtBreaks(cell).flatMap((part) => {
    const label = readLabel(part, bytes);
    if (label === null) return [];
    const from = part.start - cell.start;
    const word = readLabelled(bytes, slicePiece(seen, from, from + part.text.length), part, label);
    return word.typed.status === 'unknown' && isWeakLabel(slicePiece(part, 0, label), bytes) ? [] : [word];
  });
}

/** As bytes of UTF-8. */
const wideColon = '\u00ef\u00bc\u009a';

/** What stands first in a cell. */
function nameCard(cell: Cell, { bytes, definitions }: TableContext): string {
  for (const part of splitAtBreaks(cell)) {
    const name = readTitle(bytes, part, definitions);
    if (/[\p{L}\p{N}]/u.test(name)) return readLabel(part, bytes) === null ? name : '';
  }
  return '';
}

interface UnderHeading {
  readonly table: Table;
  readonly headings: readonly string[];
  readonly context: TableContext;
}

/** `## In progress` and a table of projects below it. */
function readUnderHeading(
  rows: readonly TableRow[],
  columns: Columns,
  { table, headings, context }: UnderHeading,
): Row[] {
  const { stated } = context;
  if (stated === undefined || stated.status === null) return [];
  const { status, about } = stated.status;
  if ([...stated.around, stated.title].some((one) => isHeading('part', one) || isHeading('step', one))) return [];
  const isNamed = columns.repository !== null || isHeading('name', headings[columns.name] ?? '');
  const read = rows.map((row) => ({ row, place: findRowPlaces(row.cells, columns, context) }));
  const linked = read.filter(({ place }) => place.repo !== null || place.inside !== undefined);
  const isOwn = linked.length === read.length || (about !== 'parts' && linked.length * 2 > read.length);
  const isSure = about === 'projects' || (about === 'things' && isNamed) || isOwn;
  const found = isSure ? read : about === 'anything' ? [] : linked;
  const built = found.flatMap(({ row, place }) => {
    const name = nameRow(row, columns, context);
    return name === ''
      ? []
      : [buildRow(row, { name, place, table, context, text: stated.said, status, skip: inHeading })];
  });
  const [first] = rows;
  if (built.length > 0 || about === 'anything' || first === undefined || stated.said !== stated.title) return built;
  const place = { repo: null, folder: null, also: [], doubt: null };
  const [name, text] = [stated.title, stated.said];
  return [buildRow(first, { name, place, table, context, text, status: 'unknown', skip: unread })];
}

/** `| [Quill](…) *(WIP)* | A pen |` */
function readRemark(row: TableRow, columns: Columns, table: Table, context: TableContext): Row[] {
  const cell = row.cells[columns.name];
  if (cell === undefined) return [];
  const words = findRemarks(cell, context);
  const [word] = words;
  if (word === undefined || words.length > 1) return [];
  const place = findRowPlaces(row.cells, columns, context);
  if (place.repo === null && place.inside === undefined) return [];
  const [line] = seeEntry([cell], context.definitions, context.site).lines;
  const name = line === undefined ? '' : readName(line, words, context);
  const { text, status } = word.typed;
  return name === '' ? [] : [buildRow(row, { name, place, table, context, text, status, skip: inName })];
}

function findRemarks(cell: Cell, { bytes, definitions, site }: TableContext): StatusWord[] {
  const { lines, isLabel } = seeEntry([cell], definitions, site);
  return lines
    .flatMap((line) => findStatusWords(bytes, line))
    .filter(({ isLead, piece }) => !isLead && !isLabel(piece));
}

function nameRow(row: TableRow, columns: Columns, context: TableContext): string {
  const cell = row.cells[columns.name];
  return cell === undefined ? '' : readTitle(context.bytes, cell, context.definitions);
}

interface BareRow {
  readonly name: string;
  readonly place: RowPlaces;
  readonly table: Table;
  readonly context: TableContext;
  readonly text: string;
  readonly status: Row['typed']['status'];
  readonly skip: string | null;
}

function buildRow({ number, cells }: TableRow, { name, place, table, context, text, status, skip }: BareRow): Row {
  return {
    name,
    line: number,
    section: context.section,
    table: context.index,
    repo: place.repo,
    folder: place.folder,
    ...(place.inside !== undefined && { inside: place.inside }),
    ...(place.also.length > 0 && { also: place.also }),
    statusSpan: null,
    statusMarkup: table.markup,
    typed: { text, status },
    mojibake: false,
    directive: findDirective(cells),
    skip: place.doubt ?? skip,
  };
}

// Tables whose rows are what is said about the projects: `| Status | Done | WIP |` below `| | [Quill](…) | [Ink](…) |`.

/** null for a table that is none such. */
function readTurnedTable(table: Table, context: TableContext, headings: readonly string[]): Row[] | null {
  const text = (cell: Cell | undefined) => (cell === undefined ? '' : readText(context.bytes, cell));
  const find = (kind: 'status' | 'repository' | 'name') => {
    const found = table.rows.filter(({ cells }) => isHeading(kind, text(cells[0])));
    return found.length === 1 ? found[0] : undefined;
  };
  const status = find('status');
  if (status === undefined) return null;
  const [repository, name] = [find('repository'), find('name')];
  const rows = status.cells.slice(1).flatMap((cell, index): Row[] => {
    const column = index + 1;
    const about = [table.headings[column], repository?.cells[column], name?.cells[column]];
    const links = about.flatMap((each) => findLinks(each, context)).filter(({ isPart }) => !isPart);
    const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
    const [link] = links;
    if (link === undefined || cell.text === '') return [];
    const heading = headings[column] ?? '';
    const isWord = heading === '' || isHeading('description', heading) || isGeneric(heading);
    const title = text(name?.cells[column]) || (isWord ? (context.section ?? '') : heading);
    const read = readStatusCell(context.bytes, cell, table.markup);
    const severalLinks = repos.size > 1 ? 'It links to several repositories.' : null;
    return [
      {
        name: title || link.repo,
        line: status.number,
        section: context.section,
        table: context.index,
        repo: repos.size > 1 ? null : link.repo,
        folder: repos.size > 1 ? null : link.folder,
        statusSpan: read.span,
        statusMarkup: read.markup,
        typed: read.typed,
        mojibake: read.mojibake,
        directive: read.directive,
        ...(read.remark !== undefined && { asksFirst: askAboutRemark(read.remark) }),
        ...tellDate(read),
        skip: severalLinks ?? status.doubt ?? read.skip,
      },
    ];
  });
  return rows.length > 0 ? addLanguage(rows) : null;
}

/** `| Field | Value |` */
function isGeneric(heading: string): boolean {
  return /^(?:value|values|detail|info|information|valor|valeur|wert|valore|значение|wartość|değer|giá trị|值|内容|値|값)$/i.test(
    heading,
  );
}
