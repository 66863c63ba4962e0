// Plans the smallest edits that make status cells say something else: the word inside padding and emphasis, in the
// encoding of its neighbours, and our date behind it. Plans nothing where the bytes already say it.

import type { AsOf, Edit, LinkSlot, Row } from '../model.ts';
import { addressStart } from '../site.ts';
import { usesEscapes, writeJson, writeYaml } from './data/spelling.ts';
import { planDate } from './dates/date-edits.ts';
import {
  type Detour,
  decodeMojibake,
  decodeText,
  encodeMojibake,
  encodeText,
  findDetour,
  toScanText,
} from './markup/encoding.ts';
import { emphasiseLike } from './markup/inline.ts';
import { splitLines } from './markup/lines.ts';
import { decodeReferences, referLike } from './markup/references.ts';
import { rewriteBadge } from './words/status-cell.ts';

export interface CellChange {
  readonly row: Row;
  /** What the cell should say, as a person reads it. */
  readonly text: string;
  /** Whether to write it doubly encoded, like the text around it. */
  readonly mojibake: boolean;
  /** What happens to the date behind the word; absent or null: nothing. */
  readonly asOf?: AsOf | null;
}

/** Edits in the order of the document. Rows without a status cell are left out. */
export function planEdits(bytes: Uint8Array, changes: readonly CellChange[]): Edit[] {
  const edits: Edit[] = [];
  const detour = changes.some(({ mojibake }) => mojibake) ? findDetour(bytes) : undefined;
  for (const { row, text, mojibake } of changes) {
    if (row.statusSpan === null || text === row.typed.text) continue;
    const { start, end } = row.statusSpan;
    const written = writeStatus(row, text, bytes, bytes.subarray(start, end));
    edits.push({ span: row.statusSpan, bytes: encodeText(mojibake ? encodeMojibake(written, detour) : written) });
  }
  return [...edits, ...planDates(bytes, changes, detour)].sort((a, b) => a.span.start - b.span.start);
}

function planDates(bytes: Uint8Array, changes: readonly CellChange[], detour: Detour = 'windows-1252'): Edit[] {
  const dated = changes.flatMap(({ row, asOf, mojibake }) => (asOf == null ? [] : [{ row, asOf, mojibake }]));
  if (dated.length === 0) return [];
  const scan = toScanText(bytes);
  const document = { scan, lines: splitLines(scan) };
  return dated.flatMap(({ row, asOf, mojibake }) => {
    return planDate(document, { row, asOf, detour: mojibake ? detour : null }) ?? [];
  });
}

function writeStatus(row: Row, text: string, bytes: Uint8Array, before: Uint8Array): string {
  const line = text.replaceAll(/[\r\n]+/g, ' ');
  if (row.statusMarkup === 'json') return writeJson(line, usesEscapes(bytes));
  if (row.statusMarkup === 'yaml') return writeYaml(line, decodeText(before));
  if (row.statusMarkup === 'yaml-line') return line;
  if (row.statusMarkup === 'badge') return rewriteBadge(decodeText(before), line);
  const escapeFor = row.statusMarkup === 'html' ? escapeHtml : escapePipes;
  const was = decodeMojibake(decodeText(before)) ?? decodeText(before);
  return emphasiseLike(decodeReferences(was), line, (part) => referLike(was, escapeFor(part)));
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function escapePipes(text: string): string {
  return text.replaceAll('|', '\\|');
}

// Plans the edits that let links follow a repository to its new name: the owner and name inside the address, on the line
// of the row that was read, and nothing else. A link that stands elsewhere (a reference far below) is not touched.

export interface LinkMove {
  readonly row: Row;
  /** As the link spells it. */
  readonly from: string;
  /** `owner/name` today. */
  readonly to: string;
}

/** Edits in the order of the document, and the rows whose link was found on their line. */
export function planLinks<Move extends Omit<LinkMove, 'row'> & { readonly row: Pick<Row, 'line' | 'linkLine'> }>(
  bytes: Uint8Array,
  moves: readonly Move[],
  site: string,
): { edits: Edit[]; updatedLinks: Move[] } {
  const text = toScanText(bytes);
  const lines = splitLines(text);
  const edits = new Map<number, Edit>();
  const updatedLinks = moves.filter(({ row, from, to }) => {
    const line = lines[(row.linkLine ?? row.line) - 1];
    const spans = line === undefined ? [] : findAddresses(text, line, `${addressStart(site)}${from.toLowerCase()}`);
    for (const start of spans) {
      const span = { start: start - from.length, end: start };
      edits.set(start, { span, bytes: new TextEncoder().encode(to) });
    }
    return spans.length > 0;
  });
  return { edits: [...edits.values()].sort((a, b) => a.span.start - b.span.start), updatedLinks };
}

/** The edit that puts a link into a row that has none. */
export function planNewLink(bytes: Uint8Array, { span, form }: LinkSlot, repo: string): Edit {
  const there = toScanText(bytes.subarray(span.start, span.end));
  const isPadded = (offset: number) => bytes[offset] === 0x20;
  const isEmpty = span.start === span.end;
  // Between the pipes of an empty cell stands one blank on either side.
  const own = isEmpty && isPadded(span.start - 1) ? form.trimStart() : form;
  const parts = new Map([
    ['{repo}', repo],
    ['{name}', repo.split('/')[1] ?? ''],
    ['{text}', there],
  ]);
  const text = own.replace(/\{(?:repo|name|text)\}/g, (part) => parts.get(part) ?? part);
  return { span, bytes: Uint8Array.from(text, (character) => character.charCodeAt(0)) };
}

/** Where `owner/name` ends in every address of the line that leads to this repository. */
function findAddresses(text: string, line: { start: number; end: number }, address: string): number[] {
  const within = text.slice(line.start, line.end).toLowerCase();
  const found: number[] = [];
  for (let at = within.indexOf(address); at !== -1; at = within.indexOf(address, at + 1)) {
    const after = within.slice(at + address.length);
    // Not the beginning of a longer name; `.git` belongs to the address.
    if (/^(?:\.git)?(?![\w.-])/.test(after) || /^\.(?:\s|$|[)>"'])/.test(after))
      found.push(line.start + at + address.length);
  }
  return found;
}

// Applies edits to bytes: everything outside their spans is copied as it is.

/** Throws RangeError when edits overlap, are out of order or out of range: such a plan must never be written. */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const length = edits.reduce(
    (total, { span, bytes: inserted }) => total + inserted.length - (span.end - span.start),
    bytes.length,
  );
  const result = new Uint8Array(Math.max(0, length));
  let read = 0;
  let written = 0;
  for (const { span, bytes: inserted } of edits) {
    if (span.start < read || span.end < span.start || span.end > bytes.length) {
      throw new RangeError(`edit ${span.start}–${span.end} overlaps, is out of order, or lies outside the document`);
    }
    result.set(bytes.subarray(read, span.start), written);
    written += span.start - read;
    result.set(inserted, written);
    written += inserted.length;
    read = span.end;
  }
  result.set(bytes.subarray(read), written);
  return result;
}
