// How a page writes lists and cards of its own, so that a generated block reads like its neighbours: those of its own
// section first.

import type { Dialect, GeneratedBlock } from '../model.ts';
import { type PageStyle, plainStyle } from '../render/generated-block.ts';
import { findLines, type Line } from './markup/blocks.ts';
import { decodeMojibake, decodeText, encodeScan, toScanText } from './markup/encoding.ts';
import { findHtmlRuns, type HtmlElement, leaveOutMarks, parseHtml, walk } from './markup/html.ts';
import { findSection, findSections } from './markup/sections.ts';
import { isCard } from './rows/cards.ts';

interface Place {
  readonly block: Pick<GeneratedBlock, 'kind' | 'span'>;
  /** All of the page: nothing in them is its own. */
  readonly blocks: readonly Pick<GeneratedBlock, 'span'>[];
  readonly dialect: Dialect;
}

export function readPageStyle(bytes: Uint8Array, { block, blocks, dialect }: Place): PageStyle {
  if (block.kind !== 'list' && block.kind !== 'cards') return plainStyle;
  const scan = blotOut(toScanText(bytes), blocks);
  if (block.kind === 'cards') return { ...plainStyle, cards: readCards(scan, dialect) };
  return dialect === 'html' ? plainStyle : readList(scan, block.span.start);
}

/** The same offsets, without what we wrote. */
function blotOut(scan: string, blocks: Place['blocks']): string {
  let text = scan;
  for (const { span } of blocks) {
    const blank = text.slice(span.start, span.end).replace(/[^\r\n]/g, ' ');
    text = text.slice(0, span.start) + blank + text.slice(span.end);
  }
  return text;
}

/** `**Name** — text`, `__Name__ – text`: a paragraph, or an item of a list. */
const entry = /^(?:\*\*|__)[^*_].{0,200}?(?:\*\*|__) ([—–]|--?) \S/u;

function readList(scan: string, offset: number): PageStyle {
  const lines = findLines(scan);
  const section = findSection(findSections(lines), offset);
  // The section that the block stands in says most; where it says nothing, the page does.
  return readEntries(section?.lines ?? []) ?? readEntries(lines) ?? plainStyle;
}

/** What most of the entries are; null where there are fewer than two. */
function readEntries(lines: readonly Line[]): PageStyle | null {
  const found = lines.flatMap((line, index) => {
    if (line.kind !== 'text') return [];
    const before = lines[index - 1];
    const isParagraph = !line.isItem && (before === undefined || before.kind === 'blank');
    const raw = decodeText(encodeScan(line.text.slice(0, 400).trimStart()));
    const dash = line.isItem || isParagraph ? entry.exec(decodeMojibake(raw) ?? raw)?.[1] : undefined;
    return dash === undefined ? [] : [{ list: line.isItem ? ('items' as const) : ('paragraphs' as const), dash }];
  });
  if (found.length < 2) return null;
  const isItems = found.filter(({ list }) => list === 'items').length * 2 >= found.length;
  const kept = found.filter(({ list }) => (list === 'items') === isItems);
  return {
    ...plainStyle,
    list: isItems ? 'items' : 'paragraphs',
    dash: commonest(kept.map(({ dash }) => dash)) ?? '—',
  };
}

/** Class names and titles that can stand in an attribute or a tag as they are. */
const plainClasses = /^[\w-]+(?: [\w-]+)*$/;

/** More of them say nothing new. */
const maxCards = 50;

function readCards(scan: string, dialect: Dialect): PageStyle['cards'] {
  const lines = dialect === 'html' ? [] : findLines(scan);
  const unmarked = dialect === 'html' ? scan : leaveOutMarks(scan, lines);
  const runs = dialect === 'html' ? [{ start: 0, text: scan }] : findHtmlRuns(unmarked, lines, dialect);
  const nodes = runs.flatMap(({ start, text }) => parseHtml(text, start, dialect === 'html') ?? []);
  const all = [...walk(nodes)];
  const cards = all.filter((element) => element.tag !== 'li' && isCard(element));
  const own = cards.filter((card) => ![...walk(card.children)].some(isCard)).slice(0, maxCards);
  const grids = own.flatMap((card) => all.findLast(({ children }) => children.includes(card)) ?? []);
  const titles = own.flatMap((card) => [...walk(card.children)].find(({ tag }) => /^h[1-6]$/.test(tag))?.tag ?? []);
  const { cards: plain } = plainStyle;
  return {
    grid: commonest(listClasses(grids)) ?? plain.grid,
    card: commonest(listClasses(own)) ?? plain.card,
    title: commonest(titles) ?? plain.title,
  };
}

function listClasses(elements: readonly HtmlElement[]): string[] {
  const classes = elements.map(({ attributes }) => (attributes.get('class') ?? '').trim().replace(/\s+/g, ' '));
  return classes.filter((text) => plainClasses.test(text));
}

/** The first one where several are equally common. */
function commonest(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
