// Finds the columns of activity of a document: what each directive holds for, every row and list item with the bytes that
// its mark stands in, and what the readers of statuses must leave alone.

import { decodeMojibake, decodeText, isEncodedTwice } from '../document/markup/encoding.ts';
import type { Definitions } from '../document/markup/hidden-regions.ts';
import { type Cell, readText } from '../document/markup/inline.ts';
import { findLastBefore, type Piece, slicePiece } from '../document/markup/lines.ts';
import { readInline } from '../document/markup/read-inline.ts';
import type { Table } from '../document/rows/columns.ts';
import { type Entry, leaveOutCheckbox, readSeen } from '../document/rows/read-entry.ts';
import { findDirective } from '../document/words/status-cell.ts';
import type { Row, Span } from '../model.ts';
import { findDayOrder } from './cell-date.ts';
import { findSubject } from './find-subject.ts';
import type { ActivityColumn, ActivityEntry, ActivityReading, ActivityRule } from './model.ts';
import { type DirectiveReading, parseDirective } from './parse-directive.ts';
import { compareLegend, readLegend } from './read-legend.ts';
import { createMarkFinder, readLeadingMark, readMarkCell } from './read-marks.ts';

/** A document as its blocks were found, whichever markup it is written in. */
export interface ColumnSource {
  readonly bytes: Uint8Array;
  readonly scan: string;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
  readonly definitions: Definitions;
  /** Lines on which a comment is one. */
  readonly comments: readonly (Piece & { readonly number: number })[];
  readonly headings: readonly { readonly start: number; readonly level: number }[];
  readonly tables: readonly Table[];
  readonly items: readonly Entry[];
  /** Why nothing on a line may be edited; by its number minus one. */
  readonly hiding: readonly (string | null)[];
  /** Generated blocks, which have rules of their own. */
  readonly blocks: readonly Span[];
}

export interface FoundColumns {
  /** null: there is no directive. */
  readonly reading: ActivityReading | null;
  /** Whether a row that was read as a status belongs to such a column, or stands where a directive is in doubt. */
  readonly isClaimed: (row: Row) => boolean;
}

interface Scope {
  readonly start: number;
  readonly end: number;
  /** null: what the directive says is not understood. */
  readonly rule: ActivityRule | null;
  readonly line: number;
  readonly column: number;
}

type Problem = ActivityReading['problems'][number];

const opening = /<!--[ \t]*statusfolio:[ \t]+activity/;

/** Where the directive begins and ends on its line; null: there is none, 'broken': not on one line of its own. */
function cutDirective(text: string): { readonly from: number; readonly to: number } | 'broken' | null {
  const found = text.includes('statusfolio:') ? opening.exec(text) : null;
  if (found === null) return null;
  const from = found.index + found[0].length - 'activity'.length;
  if (/[\w-]/.test(text.charAt(from + 'activity'.length))) return null;
  const to = text.indexOf('-->', from);
  const isAlone = to !== -1 && text.slice(0, found.index).trim() === '' && text.slice(to + 3).trim() === '';
  return isAlone ? { from, to } : 'broken';
}

/** `configured`: the directive of the configuration. `given` is asked only where there is a directive: most have none. */
export function findActivityColumns(scan: string, configured: string | null, given: () => ColumnSource): FoundColumns {
  if (configured === null && !opening.test(scan)) return nothing;
  const source = given();
  return readColumns({ ...source, mojibake: isEncodedTwice(source.bytes) }, configured);
}

/** `mojibake`: whether what is new is encoded twice, like the rest of the text. */
type Source = ColumnSource & { readonly mojibake: boolean };

function readColumns(source: Source, configured: string | null): FoundColumns {
  const problems: Problem[] = [];
  const scopes = findScopes(source, problems);
  const whole = configured === null ? null : parseDirective(configured);
  if (scopes.length === 0 && whole?.kind !== 'read') return nothing;
  const everywhere: Scope | null =
    whole?.kind === 'read' ? { start: 0, end: Number.POSITIVE_INFINITY, rule: whole.rule, line: 1, column: 1 } : null;
  const scopeAt = (offset: number): Scope | null => {
    const scope = findLastBefore(scopes, offset, ({ start }) => start);
    return scope !== undefined && offset < scope.end ? scope : everywhere;
  };

  const isGenerated = (offset: number) => source.blocks.some(({ start, end }) => start <= offset && offset < end);
  const columns: ActivityColumn[] = [];
  const claimedSpans: Span[] = [];
  const claimedLines = new Set<number>();
  const used = new Set<Scope>();
  for (const table of source.tables) {
    const scope = scopeAt(table.start);
    if (scope?.rule == null || isGenerated(table.start)) continue;
    const index = findColumn(table, scope.rule, source);
    if (index === null) continue;
    used.add(scope);
    const entries = readTable(table, index, scope.rule, source);
    claimedSpans.push(...table.rows.flatMap(({ cells }) => cells[index] ?? []));
    columns.push({ rule: scope.rule, line: table.rows[0]?.number ?? 1, entries });
  }
  const lists = Map.groupBy(
    source.items.filter(([first]) => !isGenerated(first.start)),
    ([first]) => scopeAt(first.start),
  );
  for (const [scope, items] of lists) {
    const rule = scope?.rule ?? null;
    // A column is named, or dates are written: that concerns tables.
    if (scope === null || rule === null || rule.column !== null || rule.as !== null) continue;
    const entries = readItems(items, rule, source);
    if (entries.length === 0) continue;
    used.add(scope);
    for (const line of items.flat()) claimedLines.add(line.number);
    columns.push({ rule, line: entries[0]?.line ?? 1, entries });
  }
  for (const scope of scopes) {
    if (scope.rule === null || used.has(scope)) continue;
    const { line, column } = scope;
    const named = scope.rule.column === null ? 'a column with its marks' : `a column "${scope.rule.column}"`;
    const list =
      scope.rule.column === null && scope.rule.as === null ? ', and no list item with a link begins with one' : '';
    problems.push({ line, column, message: `No table below has ${named}${list}.` });
  }
  const legend = readLegend(decode(source.bytes, { start: 0, text: source.scan }));
  const rules = new Set(columns.map(({ rule }) => rule));
  if (legend !== null) for (const rule of rules) problems.push(...compareLegend(legend, rule));
  const doubtful = scopes.filter(({ rule }) => rule === null);
  const spans = claimedSpans.sort((a, b) => a.start - b.start);
  return {
    reading: { columns: columns.sort((a, b) => a.line - b.line), problems },
    isClaimed: ({ line, statusSpan }) => {
      if (claimedLines.has(line)) return true;
      if (statusSpan === null) return false;
      const cell = findLastBefore(spans, statusSpan.start, ({ start }) => start);
      if (cell !== undefined && statusSpan.end <= cell.end) return true;
      return doubtful.some(({ start, end }) => start <= statusSpan.start && statusSpan.start < end);
    },
  };
}

const nothing: FoundColumns = { reading: null, isClaimed: () => false };

/** Each directive up to the next one, or to the next heading of the level that it stands under. */
function findScopes({ bytes, comments, headings }: ColumnSource, problems: Problem[]): Scope[] {
  const found = comments.filter(({ text }) => cutDirective(text) !== null);
  return found.map((comment, index): Scope => {
    const above = findLastBefore(headings, comment.start, ({ start }) => start);
    const end = Math.min(
      found[index + 1]?.start ?? Number.POSITIVE_INFINITY,
      headings.find(({ start, level }) => start > comment.start && above !== undefined && level <= above.level)
        ?.start ?? Number.POSITIVE_INFINITY,
    );
    const place = { start: comment.start, end, line: comment.number };
    const cut = cutDirective(comment.text);
    const isCut = cut !== null && cut !== 'broken';
    const text = isCut ? decode(bytes, slicePiece(comment, cut.from, cut.to)).trimEnd() : '';
    const reading: DirectiveReading = isCut
      ? parseDirective(text)
      : { kind: 'invalid', at: 0, message: 'The directive must be on a line of its own.' };
    if (reading.kind === 'read') return { ...place, rule: reading.rule, column: 1 };
    const from = isCut ? cut.from : comment.text.indexOf('<!--');
    // In characters, as an editor counts them: the bytes are more.
    const column = [...decode(bytes, slicePiece(comment, 0, from)), ...text.slice(0, reading.at)].length + 1;
    const message = `${reading.message} Until it is fixed, the rows below are left alone.`;
    problems.push({ line: comment.number, column, message });
    return { ...place, rule: null, column };
  });
}

function decode(bytes: Uint8Array, { start, text }: Piece): string {
  const decoded = decodeText(bytes.subarray(start, start + text.length));
  return decodeMojibake(decoded) ?? decoded;
}

/** The column that is named; else the one in which most of what stands is a mark or a date of the rule. */
function findColumn(table: Table, rule: ActivityRule, source: Source): number | null {
  const headings = table.headings.map((heading) => readText(source.bytes, heading).toLowerCase());
  if (rule.column !== null) {
    const index = headings.indexOf(rule.column.toLowerCase());
    return index === -1 ? null : index;
  }
  const counts = headings.map((_, index) => {
    const read = readCells(table, index, rule, source).filter(({ typed }) => typed.kind !== 'nothing');
    const known = read.filter(({ typed }) => typed.kind === 'mark' || typed.kind === 'date').length;
    return known * 2 > read.length ? known : 0;
  });
  const most = Math.max(0, ...counts);
  return most === 0 ? null : counts.indexOf(most);
}

function readCells(table: Table, index: number, rule: ActivityRule, { bytes, scan, mojibake }: Source) {
  const cells = table.rows.flatMap(({ cells }) => cells[index] ?? []);
  const order = rule.as === null ? null : findDayOrder(cells.map((cell) => readText(bytes, cell)));
  const context = { bytes, scan, rule, findMark: createMarkFinder(rule), markup: table.markup, order, mojibake };
  return table.rows.flatMap((row) => {
    const cell = row.cells[index];
    return cell === undefined ? [] : [{ row, cell, ...readMarkCell(cell, context) }];
  });
}

function readTable(table: Table, index: number, rule: ActivityRule, source: Source): ActivityEntry[] {
  return readCells(table, index, rule, source).flatMap(({ row, cell, ...typed }): ActivityEntry[] => {
    // A line of one cell across the table is a heading inside it.
    const others = row.cells.filter((other, at) => at !== index && other.start !== cell.start);
    const subject = findSubject(others.map(({ text }) => text).join('\n'), source);
    if (subject === null) return [];
    const skip = row.doubt ?? source.hiding[row.number - 1] ?? null;
    const name = findName(others, source);
    const directive = findDirective(row.cells);
    return [{ name, line: row.number, subject, ...typed, markup: table.markup, directive, skip }];
  });
}

function findName(cells: readonly Cell[], { bytes, definitions }: Source): string {
  for (const cell of cells) {
    const name = readSeen(bytes, cell, definitions);
    if (/[\p{L}\p{N}]/u.test(name)) return name;
  }
  return '';
}

function readItems(items: readonly Entry[], rule: ActivityRule, source: Source): ActivityEntry[] {
  const findMark = createMarkFinder(rule);
  const inside = new Set<number>();
  return items.flatMap((item): ActivityEntry[] => {
    const [first] = item;
    const lead = leaveOutCheckbox({ start: first.start, text: first.text });
    const found = readLeadingMark(lead, findMark);
    const subject = findSubject(item.map(({ text }) => text).join('\n'), source);
    // What stands under an item says more about it.
    if (subject === null || (found === null && (!rule.insertsAtStart || inside.has(first.outer)))) return [];
    inside.add(first.container);
    const blanks = /^[ \t]*/.exec(lead.text)?.[0].length ?? 0;
    const { start, text } = found?.piece ?? slicePiece(lead, blanks, blanks);
    return [
      {
        name: nameItem(lead, found?.piece ?? null, source),
        line: first.number,
        subject,
        span: { start, end: start + text.length },
        before: '',
        after: found === null ? ' ' : '',
        typed: found === null ? { kind: 'nothing', text: '' } : { kind: 'mark', text: found.mark },
        markup: 'markdown',
        mojibake: found?.mojibake ?? source.mojibake,
        directive: findDirective(item),
        skip: source.hiding[first.number - 1] ?? null,
      },
    ];
  });
}

/** In bytes. */
const longestName = 100;

/** The label of its first link; else what it begins with. The mark is no part of the name. */
function nameItem(lead: Piece, mark: Piece | null, { bytes, definitions }: Source): string {
  const from = mark === null ? lead.start : mark.start + mark.text.length;
  const read = ({ start, text }: Piece) => {
    const cut = Math.max(0, Math.min(text.length, from - start));
    return readSeen(bytes, slicePiece({ start, text }, cut), definitions);
  };
  const labels = readInline(lead.text, definitions).labels.toSorted((a, b) => a.start - b.start);
  const named = labels.map(({ start, end }) => read(slicePiece(lead, start, end)));
  return named.find((name) => /[\p{L}\p{N}]/u.test(name)) ?? read(slicePiece(lead, 0, longestName));
}
