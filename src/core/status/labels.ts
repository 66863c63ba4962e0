// Proposes how a document would spell every status: its own words first, and for those that it has no word for yet one
// in its language, in its capitals, with a glyph of its kind where it uses glyphs. For `init`, which writes them out for
// the owner to edit; what is sure enough to be written without asking: `derive-labels.ts`.

import labelData from '../../../config/default-words.json' with { type: 'json' };
import data from '../../../config/status-words.json' with { type: 'json' };
import type { Language, Vocabulary } from '../model.ts';
import { type LabelledStatus, labelledStatuses, statusTable } from './statuses.ts';
import { findLanguage } from './vocabulary.ts';
import { bareWord } from './word-lists.ts';

/** The default label of each status in each language. */
export const defaultLabels: Readonly<Record<Language, Readonly<Record<LabelledStatus, string>>>> = labelData.languages;

const leadingGlyph = /^[^\p{L}\p{N}]+/u;
const circle = /^[🔴🟠🟡🟢🔵🟣🟤⚫⚪⭕]/u;

/** `language`: that of the document, where its headings say it; else that of the words decides. */
export function proposeLabels(vocabulary: Vocabulary, language?: Language): Record<LabelledStatus, string> {
  const spellings = Object.values(vocabulary);
  const words = defaultLabels[language ?? findLanguage(spellings)];
  const style = readStyle(spellings);
  const propose = (status: LabelledStatus): string => {
    const known = vocabulary[status];
    if (known !== undefined) return known;
    const word = setCase(words[status], spellings);
    if (style === 'words') return word;
    const glyph = style === 'circles' ? statusTable[status].glyph : pickGlyph(status, spellings);
    return style === 'glyphs' ? glyph : `${glyph} ${word}`;
  };
  const proposed = labelledStatuses.map((status) => [status, propose(status)] as const);
  return Object.fromEntries(proposed) as Record<LabelledStatus, string>;
}

/** `glyphs`: nothing but them; `circles` and `pictures`: before the words; `words`: none. */
function readStyle(spellings: readonly string[]): 'words' | 'circles' | 'pictures' | 'glyphs' {
  if (spellings.length === 0) return 'circles';
  if (spellings.every((text) => bareWord(text) === '')) return 'glyphs';
  const own = spellings.flatMap((text) => leadingGlyph.exec(text)?.[0].trim() ?? []).filter((glyph) => glyph !== '');
  if (own.length === 0) return 'words';
  return own.some((glyph) => circle.test(glyph)) ? 'circles' : 'pictures';
}

/** The first one that the document has no other meaning for. */
function pickGlyph(status: LabelledStatus, spellings: readonly string[]): string {
  const taken = new Set(spellings.map((text) => leadingGlyph.exec(text)?.[0].trim()));
  const known = data.glyphs[status];
  // The lists begin with circles.
  return known.find((glyph) => !taken.has(glyph) && !circle.test(glyph)) ?? statusTable[status].glyph;
}

/** Capitals of these say nothing about how a document writes its words. */
export const acronyms = new Set(['wip', 'tbd', 'tba', 'mvp', 'poc', 'todo', 'eol', 'ga', 'lts', 'rc', 'n/a']);

/** As the document's own words are written; an acronym says nothing about that. */
function setCase(word: string, spellings: readonly string[]): string {
  const bare = spellings.map(bareWord).filter((text) => text !== '' && !acronyms.has(text.toLowerCase()));
  const isCased = bare.some((text) => text.toLowerCase() !== text.toUpperCase());
  if (!isCased) return word;
  if (bare.every((text) => text === text.toLowerCase())) return word.toLowerCase();
  if (bare.every((text) => text === text.toUpperCase())) return word.toUpperCase();
  const several = bare.filter((text) => /\p{L}[ -]\p{L}/u.test(text));
  const isSentence = several.length > 0 && several.every((text) => text.slice(1) === text.slice(1).toLowerCase());
  return isSentence ? `${word.slice(0, 1)}${word.slice(1).toLowerCase()}` : word;
}
