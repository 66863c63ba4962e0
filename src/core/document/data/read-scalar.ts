// Reads the scalar of one status: what it says, the bytes that a new one takes the place of, and why it may not.

import type { Scalar } from 'yaml';
import type { Row, Span, StatusMarkup } from '../../model.ts';
import { decodeMojibake, encodeText, toScanText } from '../markup/encoding.ts';
import { splitRemark } from '../words/split-remark.ts';
import { readString } from './entries.ts';
import type { DataObject } from './find-objects.ts';
import type { ParsedData } from './parse-data.ts';
import { type DataSchema, readValue } from './spelling.ts';

export interface ScalarStatus {
  readonly span: Span | null;
  readonly markup: StatusMarkup;
  readonly typed: Row['typed'];
  /** Whether its bytes are doubly encoded. */
  readonly mojibake: boolean;
  /** What it says beside the word; null: nothing. */
  readonly remark: string | null;
  readonly skip: string | null;
}

export function readScalar(
  data: ParsedData,
  { status, isShared }: DataObject,
  schema: DataSchema | null,
): ScalarStatus {
  const { scalar, entry } = status;
  const place = findPlace(data, scalar);
  const raw = readString(scalar) ?? '';
  const isAscii = place === null || /^[\0-\x7f]*$/.test(data.text.slice(place.start, place.end));
  const repaired = isAscii ? null : decodeMojibake(raw);
  const text = repaired ?? raw;
  const known = entry.key === schema?.status ? schema : null;
  const typed = { text, status: readValue(text, known) };
  const divided = typed.status === 'unknown' && known === null && repaired === null ? divide(text) : null;
  const own = {
    span: place === null ? null : { start: data.toByte(place.start), end: data.toByte(place.end) },
    markup: data.dialect === 'json' ? 'json' : place?.isLine === true ? 'yaml-line' : 'yaml',
    mojibake: repaired !== null,
  } as const;
  const skip = findReason(status.isShared || isShared, text, place);
  if (divided === null) return { ...own, typed, remark: null, skip };
  return { ...own, ...divided, skip: skip ?? 'The status says more than one word.' };
}

function findReason(isShared: boolean, text: string, place: Place | null): string | null {
  if (isShared) return 'An anchor or a merge repeats this status elsewhere, where it would change, too.';
  if (text === '') return 'There is no status yet.';
  return place === null ? 'The status spans several lines.' : null;
}

/** A known word and what is said beside it: `Archived (2024)`. */
function divide(text: string): Pick<ScalarStatus, 'typed' | 'remark'> | null {
  const divided = splitRemark({ start: 0, text: toScanText(encodeText(text)) });
  if (divided === null) return null;
  const word = text.slice(0, divided.word.text.length);
  const status = readValue(word, null);
  return status === 'unknown' ? null : { typed: { text: word, status }, remark: divided.remark };
}

interface Place {
  readonly start: number;
  readonly end: number;
  /** The one line of a block scalar, which has no quotes. */
  readonly isLine: boolean;
}

/** null: it is empty, or goes on over several lines. */
function findPlace({ text }: ParsedData, { range, type }: Scalar): Place | null {
  const [start, end] = [range?.[0] ?? 0, range?.[1] ?? 0];
  const source = text.slice(start, end);
  if (type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED') {
    const [, head = '', indent = '', line = '', rest = ''] =
      /^([^\n]*\n(?:[ \t]*\r?\n)*)([ \t]*)([^\r\n]*)([\s\S]*)$/.exec(source) ?? [];
    const word = line.trimEnd();
    if (word === '' || rest.trim() !== '') return null;
    const from = start + head.length + indent.length;
    return { start: from, end: from + word.length, isLine: true };
  }
  return start === end || /[\r\n]/.test(source) ? null : { start, end, isLine: false };
}
