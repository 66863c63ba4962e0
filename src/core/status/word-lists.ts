// The words that people type for statuses, as data: one list per language (config/status-words/), and how one is looked up.

import de from '../../../config/status-words/de.json' with { type: 'json' };
import en from '../../../config/status-words/en.json' with { type: 'json' };
import es from '../../../config/status-words/es.json' with { type: 'json' };
import fr from '../../../config/status-words/fr.json' with { type: 'json' };
import it from '../../../config/status-words/it.json' with { type: 'json' };
import ja from '../../../config/status-words/ja.json' with { type: 'json' };
import ko from '../../../config/status-words/ko.json' with { type: 'json' };
import pl from '../../../config/status-words/pl.json' with { type: 'json' };
import pt from '../../../config/status-words/pt.json' with { type: 'json' };
import ru from '../../../config/status-words/ru.json' with { type: 'json' };
import tr from '../../../config/status-words/tr.json' with { type: 'json' };
import vi from '../../../config/status-words/vi.json' with { type: 'json' };
import zhHans from '../../../config/status-words/zh-Hans.json' with { type: 'json' };
import zhHant from '../../../config/status-words/zh-Hant.json' with { type: 'json' };
import type { Language } from '../model.ts';
import type { Status } from './statuses.ts';

/** A status without any word cannot be typed, so the compiler asks for English ones; other languages may have none. */
type Words = Readonly<Partial<Record<Exclude<Status, 'unknown'>, readonly string[]>>>;

interface WordList {
  /** Statuses wherever they stand. */
  readonly anywhere: Words;
  /** Statuses only where a heading or a label announces one; elsewhere they say something else as often as not. */
  readonly headed: Words;
  /** What people put around a word without changing what it says: "currently", "… phase". */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

// In this order: where two have a word, the first one decides its spelling.
export const wordLists: Readonly<Record<Language, WordList> & { en: { anywhere: Required<Words> } }> = {
  en,
  es,
  pt,
  fr,
  de,
  it,
  ru,
  'zh-Hans': zhHans,
  'zh-Hant': zhHant,
  ja,
  ko,
  pl,
  tr,
  vi,
};

export interface ListedWord {
  readonly status: Status;
  readonly languages: readonly Language[];
  readonly isHeaded: boolean;
}

/** From the first letter or digit to the last one. */
export function bareWord(text: string): string {
  return /^.*[\p{L}\p{N}]/su.exec(text.replace(/^[^\p{L}\p{N}]+/u, ''))?.[0] ?? '';
}

/** The names of emoji at the edges of a text, `:white_check_mark: Done`, with the blanks between, and what is left. */
export function splitShortcodes(text: string): {
  readonly before: string;
  readonly rest: string;
  readonly after: string;
} {
  const before = text.startsWith(':') ? (/^:[\w+-]+:\s*/.exec(text)?.[0] ?? '') : '';
  const rest = text.slice(before.length);
  const after = rest.endsWith(':') ? (/\s:[\w+-]+:$/.exec(rest)?.[0] ?? '') : '';
  return { before, rest: rest.slice(0, rest.length - after.length), after };
}

/** As words are compared: lower case, without glyphs, emphasis and punctuation around it. */
export function normaliseWord(text: string): string {
  const small = text.toLowerCase();
  // Most words need nothing more; long tables have many, and the lists thousands.
  if (/^[a-z]+(?: [a-z]+)*$/.test(small)) return small;
  const known = normalised.get(small);
  if (known !== undefined) return known;
  const word = normaliseSmall(small);
  if (normalised.size >= mostNormalised) normalised.clear();
  if (small.length <= longestNormalised) normalised.set(small, word);
  return word;
}

/** The cells of a status column repeat a few texts, glyphs included. */
const normalised = new Map<string, string>();
const mostNormalised = 1000;
const longestNormalised = 60;

function normaliseSmall(small: string): string {
  // A Turkish İ leaves its dot behind when it becomes small.
  const lower = small.normalize('NFC').replaceAll('\u0307', '');
  if (/^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*$/u.test(lower)) return lower;
  return bareWord(splitShortcodes(lower).rest).replaceAll(/[\s_-]+/g, ' ');
}

/** `word`: normalised. null for one of the owner's own. */
export function findListedWord(word: string): ListedWord | null {
  return listed.get(word) ?? findInside(word);
}

/** "Temporarily on hold", "Design phase"; a language's words are taken away from that language's words alone. */
function findInside(word: string): ListedWord | null {
  for (const { languages, text, isBefore } of findAround(word)) {
    const rest = isBefore ? word.slice(text.length) : word.slice(0, -text.length);
    const found = listed.get(rest.trim());
    if (found?.languages.some((one) => languages.includes(one))) return found;
  }
  return null;
}

interface Around {
  readonly text: string;
  readonly isBefore: boolean;
  readonly languages: Language[];
}

function findAround(word: string): Around[] {
  const isAscii = !/[^\0-\x7f]/.test(word);
  // What stands around such a word has a blank between.
  if (isAscii && !word.includes(' ')) return [];
  const first = !isAscii && unspaced.test(word.charAt(0)) ? word.charAt(0) : (word.split(' ', 1)[0] ?? '');
  const last = !isAscii && unspaced.test(word.slice(-1)) ? word.slice(-1) : (word.split(' ').at(-1) ?? '');
  const before = (beginnings.get(first) ?? []).filter(({ text }) => word.startsWith(text));
  return [...before, ...(endings.get(last) ?? []).filter(({ text }) => word.endsWith(text))];
}

/** Scripts that write words without spaces between them, or endings at the words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

const listed = new Map<string, ListedWord & { languages: Language[] }>();
const beginnings = new Map<string, Around[]>();
const endings = new Map<string, Around[]>();

for (const [language, { anywhere, headed, before, after }] of Object.entries(wordLists) as [Language, WordList][]) {
  addWords(anywhere, language, false);
  addWords(headed, language, true);
  for (const text of before) addAround(beginnings, normaliseWord(text), language, true);
  for (const text of after) addAround(endings, normaliseWord(text), language, false);
}

function addWords(words: Words, language: Language, isHeaded: boolean): void {
  for (const [status, texts] of Object.entries(words) as [Status, readonly string[]][]) {
    for (const text of texts) {
      const key = normaliseWord(text);
      const known = listed.get(key);
      if (known === undefined) listed.set(key, { status, languages: [language], isHeaded });
      else if (!known.languages.includes(language)) known.languages.push(language);
    }
  }
}

function addAround(known: Map<string, Around[]>, word: string, language: Language, isBefore: boolean): void {
  const edge = isBefore ? word.charAt(0) : word.slice(-1);
  const isSpaced = !unspaced.test(edge);
  const text = !isSpaced ? word : isBefore ? `${word} ` : ` ${word}`;
  const key = isSpaced ? (word.split(' ').at(isBefore ? 0 : -1) ?? '') : edge;
  const others = known.get(key) ?? [];
  const same = others.find((each) => each.text === text);
  if (same === undefined) known.set(key, [...others, { text, isBefore, languages: [language] }]);
  else same.languages.push(language);
}
