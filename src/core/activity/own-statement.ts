// What a README says about its own repository: a badge of a known family, or a line "Status: …" at its top, with the bytes
// that say it; and the edits by which it says something else. Picture, alternative text and link change together.

import { findLines, type Line } from '../document/markup/blocks.ts';
import { decodeText, encodeText, toScanText } from '../document/markup/encoding.ts';
import type { Declaration, Edit, Span } from '../model.ts';
import { proposeLabels } from '../status/labels.ts';
import type { Status } from '../status/statuses.ts';
import { readStatusWord } from '../status/vocabulary.ts';
import {
  type BadgeStatement,
  findBadgeValue,
  listStatuses,
  readStatusBadge,
  rewriteLink,
  rewriteStatusBadge,
  rewriteText,
} from './status-badges.ts';

/** Where one badge stands in the bytes. */
interface BadgePlace {
  readonly address: Span;
  readonly alternative: Span | null;
  readonly title: Span | null;
  readonly link: Span | null;
}

export interface OwnStatement {
  readonly source: 'badge' | 'README';
  /** As it stands there. */
  readonly word: string;
  readonly status: Status;
  /** null: a line of text. */
  readonly badge: BadgeStatement | null;
  /** The same badge may stand in several places; of a line the span of its word. */
  readonly places: readonly BadgePlace[];
}

/** Further down a README describes other things: an API, a build. */
const firstLines = 40;
const maxLineLength = 300;
const statusLine = /^[\s>#*_-]{0,10}(?:project |current )?status[*_]{0,2}\s?[:：](.*)$/i;
const marks = new Set(' \t*_.|');

/** The badge, else the line; null: nothing, or nothing that is understood. */
export function findOwnStatement(readme: Uint8Array): OwnStatement | null {
  const scan = toScanText(readme);
  const lines = findLines(scan);
  const seen = blankHidden(scan, lines);
  return findBadge(readme, seen, lines) ?? findStatusLine(readme, lines);
}

const shown = new Set<Line['kind']>(['text', 'heading', 'html', 'row', 'header']);

/** Code, comments and front matter say nothing to a reader. */
function blankHidden(scan: string, lines: readonly Line[]): string {
  let seen = '';
  for (const { start, end, kind } of lines) {
    seen = seen.padEnd(start, '\n');
    seen += shown.has(kind) ? scan.slice(start, end) : ' '.repeat(end - start);
  }
  return seen
    .padEnd(scan.length, '\n')
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}

interface FoundPicture extends BadgePlace {
  readonly start: number;
}

function findBadge(readme: Uint8Array, seen: string, lines: readonly Line[]): OwnStatement | null {
  const end = lines[firstLines]?.start ?? seen.length;
  const found = [...findInlinePictures(seen), ...findReferencePictures(seen), ...findHtmlPictures(seen)]
    .filter(({ start }) => start < end)
    .sort((a, b) => a.start - b.start)
    .flatMap((place) => {
      const badge = readStatusBadge({
        address: decodeText(readme.subarray(place.address.start, place.address.end)),
        alternative: read(readme, place.alternative),
      });
      return badge === null ? [] : [{ place, badge }];
    });
  const [first] = found;
  if (first === undefined) return null;
  const { family, value, status } = first.badge;
  const same = found.filter(({ badge }) => badge.family === family && badge.value === value);
  return { source: 'badge', word: value, status, badge: first.badge, places: same.map(({ place }) => place) };
}

const inlinePicture = /!\[([^[\]]{0,600})\]\(([^\s()<>]{1,600})([ \t]{1,5}")?/g;

function findInlinePictures(seen: string): FoundPicture[] {
  return [...seen.matchAll(inlinePicture)].flatMap((match) => {
    const [whole, text = '', target = '', opening = ''] = match;
    const alternative = spanAt(match.index + 2, text);
    const address = spanAt(alternative.end + 2, target);
    const from = match.index + whole.length;
    const title = opening === '' ? undefined : { start: from, end: seen.indexOf('"', from) };
    const close = title === undefined ? from : title.end + 1;
    if (seen[close] !== ')' || (title !== undefined && title.end - title.start > 300)) return [];
    return [place(match.index, { alternative, address, title, link: findLinkAround(seen, match.index, close + 1) })];
  });
}

function spanAt(start: number, text: string): Span {
  return { start, end: start + text.length };
}

const referencePicture = /!\[([^[\]]{0,600})\](?:\[([^[\]]{0,200})\])?/g;

function findReferencePictures(seen: string): FoundPicture[] {
  const definitions = findDefinitionSpans(seen);
  if (definitions.size === 0) return [];
  return [...seen.matchAll(referencePicture)].flatMap((match) => {
    const [whole, text = '', label = ''] = match;
    const end = match.index + whole.length;
    const address = definitions.get(foldLabel(label === '' ? text : label));
    if (address === undefined || seen[end] === '(') return [];
    // Where the text is the label, another text would lead elsewhere.
    const alternative = label === '' ? undefined : spanAt(match.index + 2, text);
    return [place(match.index, { alternative, address, link: findLinkAround(seen, match.index, end) })];
  });
}

const definition = /^ {0,3}\[([^\]\r\n\u2028\u2029]{1,200})\]:[ \t]{0,5}<?([^\s<>]{1,600})/gm;

function findDefinitionSpans(seen: string): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (const match of seen.matchAll(definition)) {
    const [whole, text = '', address = ''] = match;
    const label = foldLabel(text);
    if (!spans.has(label)) spans.set(label, spanAt(match.index + whole.length - address.length, address));
  }
  return spans;
}

function foldLabel(label: string): string {
  return label.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}

const htmlPicture = /<img\b[^<>]{1,1500}>/gi;

function findHtmlPictures(seen: string): FoundPicture[] {
  return [...seen.matchAll(htmlPicture)].flatMap((match) => {
    const address = findAttribute(match[0], match.index, 'src');
    if (address === undefined) return [];
    const anchor = /<a\b[^<>]{1,700}>\s{0,20}$/i.exec(seen.slice(Math.max(0, match.index - 800), match.index));
    const start = match.index - (anchor?.[0].length ?? 0);
    const link = anchor === null ? undefined : findAttribute(anchor[0], start, 'href');
    const [alternative, title] = ['alt', 'title'].map((name) => findAttribute(match[0], match.index, name));
    return [place(match.index, { alternative, address, title, link })];
  });
}

function findAttribute(tag: string, start: number, name: string): Span | undefined {
  const attributes = tag.matchAll(/\s([a-z-]{1,20})=(?:"([^"]*)"|'([^']*)')/gi);
  for (const { 0: whole, 1: found = '', 2: double, 3: single, index } of attributes) {
    const value = double ?? single ?? '';
    if (found.toLowerCase() === name) return spanAt(start + index + whole.length - 1 - value.length, value);
  }
  return undefined;
}

/** `[![…](…)](link)` and `[![…](…)][label]`; `end`: behind the picture. */
function findLinkAround(seen: string, start: number, end: number): Span | undefined {
  if (seen[start - 1] !== '[') return undefined;
  const inline = /^\]\(([^\s()<>]{1,600})/.exec(seen.slice(end, end + 610))?.[1];
  if (inline !== undefined) return spanAt(end + 2, inline);
  const label = /^\]\[([^\]]{1,200})\]/.exec(seen.slice(end, end + 210))?.[1];
  return label === undefined ? undefined : findDefinitionSpans(seen).get(foldLabel(label));
}

function place(
  start: number,
  { alternative, address, title, link }: Partial<Record<keyof BadgePlace, Span | undefined>>,
): FoundPicture {
  return {
    start,
    address: address ?? { start, end: start },
    alternative: alternative ?? null,
    title: title ?? null,
    link: link ?? null,
  };
}

function read(readme: Uint8Array, span: Span | null): string {
  return span === null ? '' : decodeText(readme.subarray(span.start, span.end));
}

function findStatusLine(readme: Uint8Array, lines: readonly Line[]): OwnStatement | null {
  for (const { start, end, text, kind } of lines.slice(0, firstLines)) {
    if (!['text', 'heading'].includes(kind) || text.length > maxLineLength) continue;
    const rest = statusLine.exec(text)?.[1];
    if (rest === undefined) continue;
    const span = trimMarks(toScanText(readme.subarray(end - rest.length, end)), end - rest.length);
    const word = read(readme, span);
    const status = word === '' || start > end ? 'unknown' : readStatusWord(word);
    const address = { address: span, alternative: null, title: null, link: null };
    if (status !== 'unknown') return { source: 'README', word, status, badge: null, places: [address] };
  }
  return null;
}

function trimMarks(text: string, offset: number): Span {
  let [start, end] = [0, text.length];
  while (start < end && marks.has(text[start] ?? '')) start += 1;
  while (end > start && marks.has(text[end - 1] ?? '')) end -= 1;
  return { start: offset + start, end: offset + end };
}

/** Whether the statement says this status already. */
export function statesStatus({ badge, status }: OwnStatement, wanted: Status): boolean {
  return badge === null ? status === wanted : listStatuses(badge).includes(wanted);
}

/** How the same family, or the owner's own style, spells another status; null: it has no word for it. */
export function spellStatement(
  { badge, word, status }: Pick<OwnStatement, 'badge' | 'word' | 'status'>,
  wanted: Status,
): string | null {
  if (badge !== null && badge.family !== 'status') return findBadgeValue(badge, wanted);
  const labels = proposeLabels({ [status]: word });
  return Object.hasOwn(labels, wanted) ? (Reflect.get(labels, wanted) ?? null) : null;
}

/** The same of what was read before: the family's own value, or a label like the word; null: there is none. */
export function spellDeclared({ family, word, status }: Declared, wanted: Status): string | null {
  const badge = family === undefined ? null : { family, value: word, status };
  return spellStatement({ badge, word, status }, wanted);
}

type Declared = Pick<Declaration, 'family' | 'word' | 'status'>;

/** Edits in the order of the bytes; `to` as `spellStatement` spelt it. */
export function planStatement(readme: Uint8Array, statement: OwnStatement, to: string): Edit[] {
  const { badge, places } = statement;
  const edits = new Map<number, Edit>();
  const write = (span: Span | null, text: string) => {
    if (span !== null && read(readme, span) !== text) edits.set(span.start, { span, bytes: encodeText(text) });
  };
  for (const { address, alternative, title, link } of places) {
    if (badge === null) {
      write(address, to);
      continue;
    }
    const picture = { address: read(readme, address), alternative: read(readme, alternative) };
    const written = rewriteStatusBadge(picture, badge, to);
    write(address, written.address);
    write(alternative, written.alternative);
    write(title, rewriteText(read(readme, title), badge.family, badge.value, to));
    write(link, rewriteLink(read(readme, link), badge.value, to));
  }
  return [...edits.values()].sort((a, b) => a.span.start - b.span.start);
}
