// Finds projects on cards: HTML elements of class "card" or "project", and list items of HTML pages, with a status word
// in a text of its own.

import type { Row } from '../../model.ts';
import { findDateAfter } from '../dates/date-after.ts';
import { type HtmlElement, type HtmlText, walk, walkTexts } from '../markup/html.ts';
import { readText } from '../markup/inline.ts';
import { type LineSpan, numberLine, type Piece, trimPiece } from '../markup/lines.ts';
import { findRepositoryLinks } from '../markup/links.ts';
import { askAboutRemark } from '../words/split-remark.ts';
import { findDirective } from '../words/status-cell.ts';
import { findStatusWords } from '../words/status-words.ts';
import { type LabelledWord, readLabel, readLabelled } from './labels.ts';
import { seeEntry } from './read-entry.ts';
import { explainParts, linksOnlyParts } from './repository-links.ts';

export interface CardContext {
  readonly bytes: Uint8Array;
  readonly scan: string;
  /** Whose addresses are links to repositories: `https://github.com`. */
  readonly site: string;
  readonly lines: readonly Pick<LineSpan, 'start'>[];
  readonly readSection: (offset: number) => string | null;
}

const titles = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'strong', 'b', 'a', 'summary']);

export function findCards(nodes: readonly (HtmlElement | HtmlText)[], context: CardContext): Row[] {
  const cards = [...walk(nodes)].filter(isCard);
  return cards.filter((card) => ![...walk(card.children)].some(isCard)).flatMap((card) => readCard(card, context));
}

/** The element of one card, not the grid around them nor a part of one. */
export function isCard({ tag, attributes }: HtmlElement): boolean {
  if (tag === 'li') return true;
  const classes = (attributes.get('class') ?? '').toLowerCase().split(/\s+/);
  return classes.some((name) => /^(.*[-_])?(card|project)$/.test(name));
}

interface CardWord extends LabelledWord {
  readonly isAnnounced: boolean;
}

function readClasses({ attributes }: HtmlElement): string[] {
  return (attributes.get('class') ?? '').toLowerCase().split(/\s+/);
}

/** `class="status"`, `class="project-status"`, `class="badge status--live"`: as a label in front of the word. */
function announcesStatus(classes: readonly string[]): boolean {
  return classes.some((name) => /(?:^|[-_])status(?:[-_]|$)/.test(name));
}

/** What else stands in such an element says nothing about a status: a language, a year. */
function isBadge(classes: readonly string[]): boolean {
  return classes.some((name) => /(?:^|[-_])(?:badge|label|pill|chip)(?:[-_]|$)/.test(name));
}

/** A dot that is drawn by its class holds no text. */
function readAnnounced(bytes: Uint8Array, piece: Piece): CardWord[] {
  if (piece.text === '') return [];
  const word = readLabelled(bytes, piece, piece, readLabel(piece, bytes) ?? 0);
  return word.typed.status === 'unknown' && !/\p{L}/u.test(word.typed.text) ? [] : [{ ...word, isAnnounced: true }];
}

function holds(outer: HtmlElement, inner: HtmlElement): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function readCard(card: HtmlElement, { bytes, scan, site, lines, readSection }: CardContext): Row[] {
  const title = [...walk(card.children)].find(({ tag }) => titles.has(tag));
  if (title === undefined) return [];
  const name = readText(bytes, { start: title.contentStart, text: scan.slice(title.contentStart, title.contentEnd) });
  const texts = [...walkTexts(card.children)].filter(({ start }) => start < title.start || start >= title.end);
  const links = [...walk(card.children)].filter((element) => element.tag === 'a' && !holds(element, title));
  const found = texts.flatMap(({ start, end }): CardWord[] => {
    if (links.some((link) => link.start <= start && end <= link.end)) return [];
    const piece = trimPiece({ start, text: scan.slice(start, end) });
    const classes = [...walk(card.children)].filter((one) => one.start <= start && end <= one.end).map(readClasses);
    if (classes.some(announcesStatus)) return readAnnounced(bytes, piece);
    const { lines: seen, isLabel } = seeEntry([piece], new Map(), site);
    const isHeaded = classes.some(isBadge);
    return seen
      .flatMap((line) => findStatusWords(bytes, line, isHeaded))
      .filter((one) => !isLabel(one.piece))
      .map((one) => ({ ...one, remark: null, isAnnounced: false }));
  });
  const announced = found.filter(({ isAnnounced }) => isAnnounced);
  const words = announced.length > 0 ? announced : found;
  const [word] = words;
  if (word === undefined || name === '') return [];

  const hrefs = [...walk([card])].map(({ attributes }) => attributes.get('href') ?? '');
  const every = findRepositoryLinks(hrefs.join(' '), site);
  const code = every.filter(({ isPart }) => !isPart);
  const repos = new Set(code.map(({ repo }) => repo.toLowerCase()));
  const link = repos.size === 1 ? code[0] : undefined;
  let skip = words.length > 1 ? 'Several words here could be the status.' : null;
  if (linksOnlyParts(every)) skip = explainParts(every);
  if (repos.size > 1) skip = 'It links to several repositories.';
  const dated = findDateAfter({ start: card.contentStart, text: scan.slice(card.contentStart, card.contentEnd) }, word);
  return [
    {
      name,
      line: numberLine(lines, word.piece.start),
      section: readSection(card.start),
      table: null,
      repo: link?.repo ?? null,
      folder: link?.folder ?? null,
      statusSpan: { start: word.piece.start, end: word.piece.start + word.piece.text.length },
      statusMarkup: 'html',
      typed: word.typed,
      mojibake: word.mojibake,
      directive: findDirective([{ text: scan.slice(card.contentStart, card.contentEnd) }]),
      ...(word.remark !== null && { asksFirst: askAboutRemark(word.remark) }),
      ...(dated !== null && word.remark === null && { dateSlot: { at: dated.at, language: null } }),
      ...(dated !== null && dated.date !== null && { asOf: dated.date }),
      skip: skip ?? word.doubt ?? null,
    },
  ];
}
