// Finds projects outside tables: list items and bold-led paragraphs with a status word of their own, and "Status: X"
// lines, which speak of the heading above them.

import type { Row } from '../model.ts';
import { isHeading } from '../status/vocabulary.ts';
import type { Line } from './find-blocks.ts';
import { type Definitions, resolveReferences } from './find-definitions.ts';
import type { Section } from './find-sections.ts';
import { divideText, findStatusWords, type StatusWord } from './find-status-words.ts';
import { findRepositoryLinks, type RepositoryLink } from './read-link.ts';
import { findDirective, readWord } from './read-status-cell.ts';
import { readText } from './read-text.ts';
import { type Piece, slicePiece, trimPiece } from './trim-span.ts';

export interface ListContext {
  readonly bytes: Uint8Array;
  readonly definitions: Definitions;
}

const several = 'Several words here could be the status.';

export function findListItems(sections: readonly Section[], context: ListContext): Row[] {
  return sections.flatMap((section) => {
    const items = findEntries(section.lines).flatMap((entry) => readItem(entry, section, context));
    const headed = section.lines.flatMap((line) => readHeadedStatus(line, section, context));
    return [...items, ...headed.map((row) => (headed.length > 1 ? { ...row, skip: several } : row))];
  });
}

/** The lines of one list item or paragraph. */
type Entry = readonly [Line, ...Line[]];

function findEntries(lines: readonly Line[]): Entry[] {
  const entries: [Line, ...Line[]][] = [];
  let open: [Line, ...Line[]] | null = null;
  for (const line of lines) {
    if (line.kind !== 'text') open = null;
    else if (open !== null && !line.isItem && line.container === open[0].container) open.push(line);
    else {
      open = [line];
      entries.push(open);
    }
  }
  return entries;
}

function readItem(entry: Entry, section: Section, context: ListContext): Row[] {
  const [first] = entry;
  const lead = leaveOutCheckbox(first);
  const isLed = /^(\*\*|__|\[|`|<(b|strong|a)[\s>])/i.test(lead.text.trimStart());
  if ((!first.isItem && !isLed) || entry.some((line) => readLabel(line, context.bytes) !== null)) return [];
  const found = entry.flatMap((line) => findStatusWords(context.bytes, line === first ? lead : line));
  const words = found.filter((word) => !word.isLead || hasGlyph(word));
  const [word] = words;
  if (word === undefined) return [];
  const links = findLinks(entry, context);
  // Without a repository a word in a sentence's brackets, or in a legend of glyphs, is no project.
  if (links.length === 0 && (word.isLead || !(hasGlyph(word) || (isLed && word.isAfterDash)))) return [];
  const name = readName(lead, words, context);
  if (name === '') return [];
  return [buildRow({ name, entry, word, links, section, context, skip: words.length > 1 ? several : null })];
}

function hasGlyph({ typed }: StatusWord): boolean {
  return /^[^\p{L}\p{N}]/u.test(typed.text);
}

/** `Status: In progress` under a heading. An unknown word counts where the section links a repository. */
function readHeadedStatus(line: Line, section: Section, context: ListContext): Row[] {
  const label = readLabel(line, context.bytes);
  if (label === null || section.heading === null) return [];
  const name = readText(context.bytes, section.heading);
  const known = findStatusWords(context.bytes, line).find(({ isLabelled, piece: { start, text } }) => {
    // A remark in brackets is part of what the owner said.
    return isLabelled && !/^[*_~`]*[ \t]*\(/.test(line.text.slice(start + text.length - line.start));
  });
  const links = findLinks(section.lines, context, section.heading);
  const piece = trimPiece(slicePiece(line, label), ' \t*_`~');
  const { text, isTwice } = readWord(context.bytes, piece);
  if (name === '' || text === '' || (known === undefined && links.length === 0)) return [];
  const word = known ?? { piece, typed: { text, status: 'unknown' }, mojibake: isTwice };
  return [buildRow({ name, entry: [line], word, links, section, context, skip: null })];
}

/** Length of `**Status:** ` up to the colon and with it; null for a line that does not begin with such a label. */
function readLabel(line: Line, bytes: Uint8Array): number | null {
  if (line.kind !== 'text') return null;
  const colon = /:|\u00ef\u00bc\u009a/.exec(line.text.slice(0, maxLabelLength));
  if (colon === null) return null;
  const label = trimPiece(slicePiece(line, 0, colon.index), ' \t*_');
  if (label.text.includes('[')) return null;
  return isHeading('status', readWord(bytes, label).text) ? colon.index + colon[0].length : null;
}

/** In bytes; longer than any label with its marks. */
const maxLabelLength = 80;

interface Found {
  readonly name: string;
  readonly entry: Entry;
  readonly word: Pick<StatusWord, 'piece' | 'typed' | 'mojibake'>;
  readonly links: readonly RepositoryLink[];
  readonly section: Section;
  readonly context: ListContext;
  readonly skip: string | null;
}

function buildRow({ name, entry, word, links, section, context, skip }: Found): Row {
  const repos = new Set(links.map(({ repo }) => repo.toLowerCase()));
  const link = repos.size === 1 ? links[0] : undefined;
  const { start, text } = word.piece;
  return {
    name,
    line: entry.findLast((line) => line.start <= start)?.number ?? entry[0].number,
    section: section.heading === null ? null : readText(context.bytes, section.heading),
    table: null,
    repo: link?.repo ?? null,
    folder: link?.folder ?? null,
    statusSpan: { start, end: start + text.length },
    statusMarkup: 'markdown',
    typed: word.typed,
    mojibake: word.mojibake,
    directive: findDirective(entry),
    skip: repos.size > 1 ? 'It links several repositories.' : skip,
  };
}

function leaveOutCheckbox(line: Line): Piece {
  const box = /^[ \t]*\[[ xX]\][ \t]+/.exec(line.text)?.[0] ?? '';
  return slicePiece(line, box.length);
}

/** What stands first, without markup; the status itself is no name. */
function readName(lead: Piece, words: readonly StatusWord[], { bytes }: ListContext): string {
  for (const { piece } of divideText(lead)) {
    if (piece.text === '' || words.some((word) => word.piece.start === piece.start)) continue;
    return piece.text.length > 100 ? '' : readText(bytes, piece);
  }
  return '';
}

function findLinks(lines: readonly Line[], { definitions }: ListContext, heading?: Piece): RepositoryLink[] {
  const text = [heading?.text ?? '', ...lines.map((line) => line.text)].join('\n');
  return findRepositoryLinks([text, ...resolveReferences(text, definitions)].join('\n'));
}
