// Plans the one edit that adds a date behind a word, changes it or takes it away. In an aligned column the padding behind
// the word makes room for it and comes back afterwards; everywhere else no padding is touched.

import stringWidth from 'fast-string-width';
import type { AsOf, Edit, Row } from '../../model.ts';
import { type Detour, decodeText, encodeMojibake, encodeScan, encodeText } from '../markup/encoding.ts';
import { readDelimiters } from '../markup/inline.ts';
import type { LineSpan } from '../markup/lines.ts';

export interface DateChange {
  readonly row: Row;
  readonly asOf: AsOf;
  /** By which way the cell's text is encoded twice; null: it is not. */
  readonly detour: Detour | null;
}

/** The document that is edited, one character per byte. */
export interface ScanText {
  readonly scan: string;
  readonly lines: readonly LineSpan[];
}

/** null where the bytes already say it, or where no date may be written. */
export function planDate(document: ScanText, { row, asOf, detour }: DateChange): Edit | null {
  const { asOf: old, dateSlot, skip } = row;
  if (skip !== null || asOf.action === 'keep' || (asOf.action === 'remove' ? old : dateSlot) === undefined) return null;
  if (asOf.action === 'add' && old?.text === asOf.text) return null;
  const start = old?.span.start ?? dateSlot?.at ?? 0;
  const end = old?.span.end ?? start;
  const form = dateSlot?.form?.replace('{month}', asOf.month) ?? null;
  const written = asOf.action === 'remove' ? '' : (form ?? encode(` ${asOf.text}`, detour));
  const before = document.scan.slice(start, end);
  if (before.length === written.length) return { span: { start, end }, bytes: encodeScan(written) };

  const cell = readCell(document, row, start, end);
  const bare = old === undefined ? cell.padding : restorePadding(cell, before);
  const after = asOf.action === 'remove' ? bare : takePadding(cell, written, bare);
  const difference = after - cell.padding;
  const text = difference > 0 ? written + ' '.repeat(difference) : written;
  return { span: { start, end: end - Math.min(0, difference) }, bytes: encodeScan(text) };
}

function encode(text: string, detour: Detour | null): string {
  const bytes = encodeText(detour === null ? text : encodeMojibake(text, detour));
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

/** How people and programs measure the cells of an aligned column. */
const measures: readonly ((scan: string) => number)[] = [
  (scan) => stringWidth(decodeText(encodeScan(scan))),
  (scan) => [...decodeText(encodeScan(scan))].length,
  (scan) => decodeText(encodeScan(scan)).length,
  (scan) => scan.length,
];
type Measure = (typeof measures)[number];

interface CellPlace {
  /** From the pipe before the cell to its date, or to where that may stand. */
  readonly lead: string;
  /** Blanks between the date and the next pipe; 0 where anything else stands there. */
  readonly padding: number;
  /** The same column in the header, and in the line below it. */
  readonly neighbours: readonly string[];
  /** The cells before, or else behind it, each with those above it. */
  readonly others: readonly (readonly string[])[];
}

const nowhere: CellPlace = { lead: '', padding: 0, neighbours: [], others: [] };

/** Only pipe tables have columns with padding. */
function readCell({ scan, lines }: ScanText, row: Row, start: number, end: number): CellPlace {
  const line = lines[row.line - 1];
  if (row.table === null || row.statusMarkup !== 'markdown' || line === undefined) return nowhere;
  const padding = /^ *(?=\|)/.exec(scan.slice(end, line.end))?.[0].length ?? 0;
  const read = (number: number) => {
    const { start: from, end: to } = lines[number] ?? { start: 0, end: 0 };
    return scan.slice(from, to);
  };
  let delimiter = row.line - 2;
  while (delimiter > 0 && readDelimiters(leaveOutMarkers(read(delimiter))) === null) delimiter -= 1;
  const [own, ...above] = [read(row.line - 1), read(delimiter - 1), read(delimiter)].map(cutCells);
  if (padding === 0 || delimiter < 1 || own === undefined || own.length < 2) return { ...nowhere, padding };
  const column = cutCells(scan.slice(line.start, start)).length - 1;
  const lead = cutCells(scan.slice(line.start, start))[column] ?? '';
  const compared = own.flatMap((text, index) => {
    const isCompared = column === 0 ? index > 0 : index < column;
    return isCompared ? [[text, ...above.map((cells) => cells[index] ?? '')]] : [];
  });
  return { lead, padding, neighbours: above.map((cells) => cells[column] ?? ''), others: compared };
}

/** Quotes and list items around a table. */
function leaveOutMarkers(text: string): string {
  return text.replace(/^[ \t>]*(?:[-*+] +)?(?=\|)/, '');
}

/** The cells with their padding; none for a line without a pipe at its beginning. */
function cutCells(text: string): string[] {
  const bare = leaveOutMarkers(text);
  return bare.startsWith('|') ? bare.slice(1).split(/(?<!\\)\|/) : [];
}

/** How many blanks stood there before the date was written, as far as the column says. */
function restorePadding({ lead, padding, neighbours, others }: CellPlace, date: string): number {
  const isAligned = (measure: Measure) =>
    others.every(([own = '', ...above]) => above.some((cell) => measure(cell) === measure(own)));
  const width = (measure: Measure) => measure(`${lead}${date}${' '.repeat(padding)}`);
  const aligned = measures.filter(isAligned);
  const kept = aligned.find((measure) => neighbours.some((cell) => measure(cell) === width(measure)));
  if (kept !== undefined) return padding + kept(date);
  if (padding !== 1) return padding;
  const [header = '', delimiter = ''] = neighbours;
  const full = aligned.find(
    (measure) => others.length > 0 && measure(header) === measure(delimiter) && width(measure) > measure(header),
  );
  return full === undefined ? padding : Math.max(1, full(header) - full(lead));
}

/** How many blanks stay behind a date, so that taking it away gives the same bytes again. */
function takePadding(cell: CellPlace, date: string, bare: number): number {
  const kept = measures.map((measure) => bare - measure(date)).filter((left) => left >= 1);
  const candidates = [...new Set([...kept, Math.min(1, bare)])];
  return candidates.find((padding) => restorePadding({ ...cell, padding }, date) === bare) ?? bare;
}
