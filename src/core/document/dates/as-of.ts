// A date of ours behind the owner's word, `🟡 In Progress (as of 2025-07)`: how each language writes it
// (config/date-words.json), and how it is known again without any state.

import data from '../../../../config/date-words.json' with { type: 'json' };
import type { AsOf, Language, Row, WrittenDate } from '../../model.ts';
import { decodeMojibake, decodeText, encodeScan } from '../markup/encoding.ts';
import { type Piece, slicePiece } from '../markup/lines.ts';
import { formatColumnDate } from './last-work.ts';

export type DateKind = WrittenDate['kind'];

const forms: Readonly<Record<Language, { readonly asOf: string; readonly lastRun: string }>> = data.languages;
const month = /(?:19|20)\d\d-(?:0[1-9]|1[0-2])/;
const place = '{month}';

/** What stands between the brackets, and whether it says more than the month. */
const kinds = new Map<string, { readonly kind: DateKind; readonly isBare: boolean }>([
  [place, { kind: 'as-of', isBare: true }],
]);
for (const { asOf, lastRun } of Object.values(forms)) {
  kinds.set(asOf, { kind: 'as-of', isBare: false });
  kinds.set(lastRun, { kind: 'last-run', isBare: false });
}

/** `(as of 2025-07)`; in no language, `(2025-07)`, where it is not sure which one the column is written in. */
export function formatDate(written: string, kind: DateKind, language: Language | null): string {
  const form = language === null ? place : forms[language][kind === 'as-of' ? 'asOf' : 'lastRun'];
  return `(${form.replace(place, written)})`;
}

/** What a remark in brackets says, if it is one that we write, to the letter; null for all others. */
export function readDate(
  text: string,
): { readonly month: string; readonly kind: DateKind; readonly isBare: boolean } | null {
  const found = /^\((.{7,60})\)$/u.exec(text)?.[1] ?? '';
  const written = month.exec(found)?.[0];
  const known = written === undefined ? undefined : kinds.get(found.replace(written, place));
  return written === undefined || known === undefined ? null : { month: written, ...known };
}

/** In bytes; no date is longer, doubly encoded ones included. */
const maxLength = 160;

export interface Dated {
  /** The piece without the date and the blank before it. */
  readonly rest: Piece;
  readonly date: WrittenDate;
  /** Whether it is the month alone, which others write, too. */
  readonly isBare: boolean;
}

/** A date of ours at the end of a piece, one blank behind something else; two of them are none of ours. */
export function splitDate(piece: Piece): Dated | null {
  if (!piece.text.endsWith(')')) return null;
  const open = piece.text.lastIndexOf(' (');
  if (open < 1 || piece.text.length - open > maxLength || /[ \t\r\n]/.test(piece.text.charAt(open - 1))) return null;
  const raw = decodeText(encodeScan(piece.text.slice(open + 1)));
  const text = decodeMojibake(raw) ?? raw;
  const read = readDate(text);
  const rest = slicePiece(piece, 0, open);
  if (read === null || splitDate(rest) !== null) return null;
  const span = { start: piece.start + open, end: piece.start + piece.text.length };
  return { rest, date: { span, month: read.month, kind: read.kind, text }, isBare: read.isBare };
}

/** The text of a cell, as a person reads it, without a date of ours. */
export function withoutDate(text: string): string {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1;
  return open < 1 || readDate(text.slice(open + 1)) === null ? text : text.slice(0, open);
}

/**
 * The row's date for a month, in its column's language, and what has to be done for it; null where no date may stand:
 * pictures, glyphs without a word, other people's remarks, rows that are only read. A generated table says in a column
 * when work was last seen, `lastWork`, where anybody knows.
 */
export function proposeDate(
  row: Row,
  written: string,
  kind: DateKind = 'as-of',
  lastWork: string | null = null,
): AsOf | null {
  if (row.skip !== null || row.dateSlot === undefined) return null;
  const { form, language, inColumn } = row.dateSlot;
  if (inColumn && language !== null && kind === 'as-of' && lastWork !== null) {
    const text = formatColumnDate(lastWork, language);
    return { month: lastWork, text, action: row.asOf?.text === text ? 'keep' : 'add' };
  }
  // A key says one thing: since when nothing confirms the status.
  if (form !== undefined && kind !== 'as-of') return null;
  const text = form === undefined ? formatDate(written, kind, language) : written;
  return { month: written, text, action: row.asOf?.text === text ? 'keep' : 'add' };
}

/** Takes the row's date away; null where there is none of ours. */
export function removeDate({ asOf, skip }: Row): AsOf | null {
  return asOf === undefined || skip !== null ? null : { month: asOf.month, text: asOf.text, action: 'remove' };
}
