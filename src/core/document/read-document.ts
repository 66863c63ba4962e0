// Reads a document's bytes to the rows of its project tables, each with the span of the bytes that may change. Never
// changes anything, and refuses what it could not edit safely.

import type { CellDirective, Dialect, DocumentReading, Row } from '../model.ts';
import { isHeading, isPlaceholder, learnVocabulary } from '../status/vocabulary.ts';
import { decodeMojibake, decodeText, toScanText } from './bytes.ts';
import { readDialect } from './dialects.ts';
import { findLines } from './find-blocks.ts';
import { type Definitions, findDefinitions, resolveReferences } from './find-definitions.ts';
import { findDisagreement } from './find-disagreement.ts';
import { type Cell, findTables, type Table, type TableRow } from './find-tables.ts';
import { findRepositoryLinks } from './read-link.ts';
import { readDirective, readStatusCell } from './read-status-cell.ts';

export type DocumentOutcome =
  | { readonly kind: 'read'; readonly reading: DocumentReading }
  | { readonly kind: 'refused'; readonly reason: string };

const maxBytes = 5 * 1024 * 1024;

/** `path` decides the dialect. */
export function readDocument(bytes: Uint8Array, path: string): DocumentOutcome {
  const reason = findRefusal(bytes);
  if (reason !== null) return { kind: 'refused', reason };
  const dialect = readDialect(path);
  const lines = dialect === 'html' ? [] : findLines(toScanText(bytes));
  const tables = findTables(lines, dialect);
  const definitions = findDefinitions(lines);
  const read = tables.map((table) => readTable(bytes, table, { dialect, definitions })).filter((rows) => rows !== null);
  const rows = read.flatMap((tableRows, table) => tableRows.map((row): Row => ({ ...row, table })));
  const vocabulary = learnVocabulary(rows.filter(({ skip }) => skip === null).map(({ typed }) => typed));
  const mojibake = rows.some((row) => row.mojibake);
  return { kind: 'read', reading: { dialect, mojibake, tables: read.length, rows, vocabulary } };
}

function findRefusal(bytes: Uint8Array): string | null {
  if (bytes.length > maxBytes) return 'it is larger than 5 MB.';
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16) return 'it is encoded in UTF-16.';
  if (bytes.subarray(0, 8192).includes(0)) return 'it is not text.';
  if (decodeText(bytes.subarray(0, 60)).startsWith('version https://git-lfs.github.com/spec/')) {
    return 'it is a Git LFS pointer, not the document itself.';
  }
  return null;
}

/** The rows of a project table; null for any other table. */
function readTable(bytes: Uint8Array, table: Table, around: Surroundings): Omit<Row, 'table'>[] | null {
  const headings = table.header.cells.map((cell) => readText(bytes, cell));
  const statusColumn = headings.findIndex((text) => isHeading('status', text));
  if (statusColumn === -1) return null;
  const repositoryColumn = headings.findIndex((text, index) => index !== statusColumn && isHeading('repository', text));
  const nameColumn = headings.findIndex((_, index) => index !== statusColumn && index !== repositoryColumn);
  const section = table.heading === null ? null : plainText(repair(table.heading));
  const rows = table.rows.map((row) =>
    readRow(bytes, row, { ...around, statusColumn, repositoryColumn, nameColumn, section, table }),
  );
  const isProjects = rows.some(
    ({ row, hasPlaceholder }) => row.repo !== null || hasPlaceholder || row.typed.status !== 'unknown',
  );
  return isProjects ? rows.map(({ row }) => row) : null;
}

/** What the rest of the document says about how a table is read. */
interface Surroundings {
  readonly dialect: Dialect;
  readonly definitions: Definitions;
}

/** What a row is read by. */
interface Columns extends Surroundings {
  readonly statusColumn: number;
  readonly repositoryColumn: number;
  readonly nameColumn: number;
  readonly section: string | null;
  readonly table: Table;
}

function readRow(
  bytes: Uint8Array,
  tableRow: TableRow,
  columns: Columns,
): { row: Omit<Row, 'table'>; hasPlaceholder: boolean } {
  const { line, cells } = tableRow;
  const text = (index: number) => {
    const cell = cells[index];
    return cell === undefined ? '' : decodeText(bytes.subarray(cell.start, cell.end));
  };
  const findLinks = (index: number) => {
    const addresses = resolveReferences(cells[index]?.text ?? '', columns.definitions);
    return findRepositoryLinks([text(index), ...addresses].join(' '));
  };
  const ownLinks = findLinks(columns.repositoryColumn);
  const links = ownLinks.length > 0 ? ownLinks : cells.flatMap((_, index) => findLinks(index));
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const cell = cells[columns.statusColumn];
  const status = cell === undefined ? null : readStatusCell(bytes, cell);
  const directive = status?.directive ?? findDirective(cells);

  let skip = status?.skip ?? null;
  if (status === null) skip = 'The row is too short: it has no status cell.';
  skip = findDisagreement(columns.table, tableRow, columns.dialect) ?? skip;
  if (repos.size > 1) skip = 'The row links several repositories.';
  const [link] = links;
  return {
    hasPlaceholder: isPlaceholder(text(columns.repositoryColumn)),
    row: {
      name: plainText(repair(text(columns.nameColumn))),
      line: line.number,
      section: columns.section,
      repo: repos.size > 1 ? null : (link?.repo ?? null),
      folder: repos.size > 1 ? null : (link?.folder ?? null),
      statusSpan: status?.span ?? null,
      typed: status?.typed ?? { text: '', status: 'unknown' },
      mojibake: status?.mojibake ?? false,
      directive,
      skip,
    },
  };
}

function findDirective(cells: readonly Cell[]): CellDirective | null {
  for (const { text } of cells) {
    const open = text.indexOf('<!--');
    const close = text.indexOf('-->', open + 4);
    if (open === -1 || close === -1) continue;
    const directive = readDirective(text.slice(open + 4, close));
    if (directive !== null) return directive;
  }
  return null;
}

function readText(bytes: Uint8Array, cell: Cell): string {
  return plainText(repair(decodeText(bytes.subarray(cell.start, cell.end))));
}

function repair(text: string): string {
  return decodeMojibake(text) ?? text;
}

/** What a person reads of inline Markdown: link and image texts without addresses, no emphasis, no tags. */
function plainText(markdown: string): string {
  return markdown
    .replace(/<[^<>]*>/g, '')
    .replace(/!?\[([^[\]]*)\](\([^()]*\)|\[[^[\]]*\])?/g, '$1')
    .replace(/[*`~]|(?<![\p{L}\p{N}])_+|_+(?![\p{L}\p{N}])/gu, '')
    .replace(/\\([\\|`*_~[\]])/g, '$1')
    .trim();
}
