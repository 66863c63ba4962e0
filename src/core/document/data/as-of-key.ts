// Where the date of a status stands in a data file: in an entry of its own behind the status, `statusAsOf: 2025-07`, under
// the key that the configuration names. Written in the way of its neighbours, and taken away without a trace.

import { isMap, isNode, isScalar, type Node, type YAMLMap } from 'yaml';
import type { DateSlot, WrittenDate } from '../../model.ts';
import { encodeText, toScanText } from '../markup/encoding.ts';
import { readString } from './entries.ts';
import type { DataStatus } from './find-objects.ts';
import type { ParsedData } from './parse-data.ts';

export interface KeyDate {
  readonly asOf?: WrittenDate;
  readonly dateSlot?: DateSlot;
}

const month = /^(?:19|20)\d\d-(?:0[1-9]|1[0-2])$/;
const place = '{month}';

/** Empty where no entry may be written, or where the key holds something that we did not write. */
export function findKeyDate(data: ParsedData, map: YAMLMap, { entry, scalar }: DataStatus, key: string): KeyDate {
  // Behind `status: {label: Active}` stands more than one line.
  if (entry.value !== scalar || entry.pair.value !== scalar || !entry.isOwn) return {};
  const index = map.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  const region = index === -1 ? null : findRegion(data, map, index);
  if (index === -1) {
    const found = map.flow === true ? placeBetween(data, map, entry.pair) : placeBelow(data, entry.pair);
    if (found === null) return {};
    return { dateSlot: { at: data.toByte(found.at), language: null, form: toForm(found.form(key)) } };
  }
  const value = map.items[index]?.value;
  const written = isNode(value) ? readString(value) : null;
  if (region === null || written === null || !month.test(written) || !isNode(value)) return {};
  const source = data.text.slice(region.start, region.end);
  const valueAt = startOf(value) - region.start;
  const form = `${source.slice(0, valueAt)}${source.slice(valueAt).replace(written, place)}`;
  const span = { start: data.toByte(region.start), end: data.toByte(region.end) };
  return {
    asOf: { span, month: written, text: written, kind: 'as-of' },
    dateSlot: { at: span.start, language: null, form: toForm(form) },
  };
}

/** One character per byte. */
function toForm(text: string): string {
  return toScanText(encodeText(text));
}

interface Found {
  readonly at: number;
  readonly form: (key: string) => string;
}

const startOf = (node: Node) => node.range?.[0] ?? 0;
const endOf = (node: Node) => node.range?.[1] ?? 0;

interface PairNodes {
  readonly key: Node;
  readonly value: Node;
}

function readPair(pair: { readonly key: unknown; readonly value: unknown } | undefined): PairNodes | null {
  return pair !== undefined && isNode(pair.key) && isNode(pair.value) ? { key: pair.key, value: pair.value } : null;
}

/** On a line of its own below the status, as far in as its key. */
function placeBelow({ text }: ParsedData, pair: { readonly key: unknown; readonly value: unknown }): Found | null {
  const nodes = readPair(pair);
  if (nodes === null) return null;
  const { key, value } = nodes;
  const line = findLine(text, startOf(key));
  const lead = text.slice(line.start, startOf(key));
  const colon = text.slice(endOf(key), startOf(value));
  // Whatever else stands there, an anchor or a tag, is about the status.
  if (!/^[- ]*$/.test(lead) || !/^[ \t]*:[ \t]/.test(colon) || /[\r\n]/.test(text.slice(startOf(key), endOf(value)))) {
    return null;
  }
  const quote = /^["']/.exec(text.slice(startOf(value)))?.[0] ?? '';
  const ending = text.slice(line.end).match(/^\r?\n/)?.[0] ?? /\r?\n/.exec(text)?.[0] ?? '\n';
  const indent = ' '.repeat(lead.length);
  return { at: line.end, form: (name) => `${ending}${indent}${name}: ${quote}${place}${quote}` };
}

/** Behind the status between the brackets of a map, or in JSON. */
function placeBetween(
  { text, dialect }: ParsedData,
  map: YAMLMap,
  pair: { readonly key: unknown; readonly value: unknown },
): Found | null {
  const nodes = readPair(pair);
  if (nodes === null || text.charAt(startOf(map)) !== '{') return null;
  const { key, value } = nodes;
  const colon = text.slice(endOf(key), startOf(value));
  const blank = /^[{,]?([ \t\r\n]*)$/.exec(text.slice(endBefore(map, pair, text), startOf(key)));
  if (blank === null || !/^[ \t]*:[ \t]*$/.test(colon)) return null;
  const other = map.items.map(readPair).find((each) => each !== null && each.key !== key);
  const isFirst = map.items[0] === pair;
  const own = blank[1] ?? '';
  // Behind the opening bracket stand other blanks than behind a comma, unless both begin a line.
  const between = !isFirst || own.includes('\n') || other == null ? own : blanksBefore(text, startOf(other.key));
  const keyQuote = dialect === 'json' ? '"' : (/^["']/.exec(text.slice(startOf(key)))?.[0] ?? '');
  const quote = dialect === 'json' ? '"' : (/^["']/.exec(text.slice(startOf(value)))?.[0] ?? '');
  const gap = isFirst && other == null && !between.includes('\n') ? ' ' : between;
  return { at: endOf(value), form: (name) => `,${gap}${keyQuote}${name}${keyQuote}${colon}${quote}${place}${quote}` };
}

/** Of the comma or bracket before an entry. */
function endBefore(map: YAMLMap, pair: unknown, text: string): number {
  const before = readPair(map.items[map.items.indexOf(pair as YAMLMap['items'][number]) - 1]);
  if (before === null) return startOf(map);
  const comma = text.indexOf(',', endOf(before.value));
  return comma === -1 ? endOf(before.value) : comma;
}

function blanksBefore(text: string, offset: number): string {
  let start = offset;
  while (start > 0 && ' \t\r\n'.includes(text.charAt(start - 1))) start -= 1;
  return text.slice(start, offset);
}

/** What has to go for an entry to be gone; null where something of somebody else's would go with it. */
function findRegion(
  { text }: ParsedData,
  map: YAMLMap,
  index: number,
): { readonly start: number; readonly end: number } | null {
  const nodes = readPair(map.items[index]);
  if (nodes === null || isMap(nodes.value)) return null;
  const [start, end] = [startOf(nodes.key), endOf(nodes.value)];
  if (/[\r\n]/.test(text.slice(start, end))) return null;
  if (map.flow === true) {
    const before = readPair(map.items[index - 1]);
    const after = readPair(map.items[index + 1]);
    if (before !== null)
      return isComma(text.slice(endOf(before.value), start)) ? { start: endOf(before.value), end } : null;
    const next = after === null ? start : startOf(after.key);
    return after !== null && isComma(text.slice(end, next)) ? { start, end: next } : null;
  }
  const line = findLine(text, start);
  if (!/^ *$/.test(text.slice(line.start, start))) return null;
  const rest = text.slice(end, line.end);
  // A comment of the owner's stays where it is.
  if (rest.includes('#')) return { start, end: end + (/^[ \t]*/.exec(rest)?.[0].length ?? 0) };
  if (line.start > 0) return { start: line.start - (text.charAt(line.start - 2) === '\r' ? 2 : 1), end: line.end };
  const next = /^\r?\n/.exec(text.slice(line.end))?.[0].length ?? 0;
  return { start: line.start, end: line.end + next };
}

function isComma(text: string): boolean {
  return /^\s*,\s*$/.test(text);
}

function findLine(text: string, offset: number): { readonly start: number; readonly end: number } {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = /\r?(?:\n|$)/.exec(text.slice(offset))?.index ?? 0;
  return { start, end: offset + end };
}
