// Proposes how a document would spell every status: its own words first, and for those that it has no word for yet one
// in its language, with a glyph where it uses glyphs. For `init`, which writes them out for the owner to edit.

import data from '../../../config/default-words.json' with { type: 'json' };
import type { Status, Vocabulary } from '../model.ts';
import { bareWord } from './vocabulary.ts';

/** In the order of the lists in config/default-words.json. */
const worded = ['running', 'complete', 'maintained', 'in_progress', 'paused', 'planned', 'archived'] as const;
type WordedStatus = (typeof worded)[number];

const leadingGlyph = /^[^\p{L}\p{N}]+/u;

export function proposeWords(vocabulary: Vocabulary): Record<WordedStatus, string> {
  const spellings = Object.values(vocabulary);
  const words = data.languages[findLanguage(spellings)];
  const hasGlyphs = spellings.length === 0 || spellings.some((text) => leadingGlyph.test(text));
  const bare = spellings.map(bareWord).filter((text) => text !== '');
  const isLower = bare.length > 0 && bare.every((text) => text === text.toLowerCase());
  const isUpper = !isLower && bare.length > 0 && bare.every((text) => text === text.toUpperCase());
  const propose = (status: WordedStatus, index: number): string => {
    const known = vocabulary[status];
    if (known !== undefined) return known;
    const word = words[index] ?? '';
    const cased = isLower ? word.toLowerCase() : isUpper ? word.toUpperCase() : word;
    return hasGlyphs ? `${data.glyphs[status]} ${cased}` : cased;
  };
  const proposed = worded.map((status, index) => [status, propose(status, index)] as const);
  return Object.fromEntries(proposed) as Record<WordedStatus, string>;
}

type Language = keyof typeof data.languages;

/** The language that most of the document's words belong to; English where none does. */
function findLanguage(spellings: readonly (string | undefined)[]): Language {
  const typed = new Set(spellings.map((text) => bareWord(text ?? '').toLowerCase()));
  let best: Language = 'en';
  let most = 0;
  for (const [language, words] of Object.entries(data.languages) as [Language, string[]][]) {
    const found = words.filter((word) => typed.has(word.toLowerCase())).length;
    if (found > most) [best, most] = [language, found];
  }
  return most === 0 ? guessByScript(spellings.join(' ')) : best;
}

function guessByScript(text: string): Language {
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}

export const statusesWithWords: readonly Status[] = worded;
