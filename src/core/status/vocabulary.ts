// The words that people type for statuses: reading one, and learning how a document spells them. The lists are data
// (config/status-words.json); a word that is not in them is the owner's own and reads as unknown.

import labelData from '../../../config/default-words.json' with { type: 'json' };
import data from '../../../config/status-words.json' with { type: 'json' };
import type { Language, Vocabulary } from '../model.ts';
import { type LabelledStatus, labelledStatuses, type Status, statuses, statusTable } from './statuses.ts';

/** A status without words cannot be typed, so the compiler asks for them. */
const languages: Readonly<Record<Language, Readonly<Record<Exclude<Status, 'unknown'>, readonly string[]>>>> =
  data.languages;
const words = new Map<string, Status>();
const wordLanguages = new Map<string, Language[]>();
for (const [name, language] of Object.entries(languages) as [Language, (typeof languages)[Language]][]) {
  for (const status of statuses) {
    if (status === 'unknown') continue;
    for (const word of language[status]) {
      const key = normalise(word);
      words.set(key, status);
      wordLanguages.set(key, [...(wordLanguages.get(key) ?? []).filter((other) => other !== name), name]);
    }
  }
}
const headedOnly = new Set(data.headedOnly.map(normalise));
const glyphs = new Map<string, Status>();
for (const status of statuses) {
  for (const glyph of Reflect.get(data.glyphs, status) ?? []) glyphs.set(glyph, status);
}

/** Longer than every word in the lists, glyphs and marks around it included. */
const maxWordLength = 100;

/** The status that a cell's text names; a glyph alone decides only where there are no words. */
export function readStatusWord(text: string): Status {
  if (text.length > maxWordLength) return 'unknown';
  const word = normalise(text);
  return (word === '' ? glyphs.get(text.trim()) : words.get(word)) ?? 'unknown';
}

/** Whether a word says something else as often as not where no heading or label announces a status. */
export function needsHeading(text: string): boolean {
  return headedOnly.has(normalise(text));
}

/** Every language whose list has the word. */
export function listWordLanguages(text: string): readonly Language[] {
  return wordLanguages.get(normalise(text)) ?? [];
}

/** As words are compared: without case, glyphs and marks around it. */
export function normaliseWord(text: string): string {
  return normalise(text);
}

/** Lower case, without glyphs, emphasis and punctuation around it. */
function normalise(text: string): string {
  const lower = text.toLowerCase();
  // Most words need nothing more, and long tables have many.
  if (/^[a-z]+(?: [a-z]+)*$/.test(lower)) return lower;
  // A Turkish İ leaves its dot behind when it becomes small.
  return bareWord(lower.normalize('NFC').replaceAll('\u0307', '')).replaceAll(/[\s_-]+/g, ' ');
}

/** From the first letter or digit to the last one. */
export function bareWord(text: string): string {
  return /^.*[\p{L}\p{N}]/su.exec(text.replace(/^[^\p{L}\p{N}]+/u, ''))?.[0] ?? '';
}

/** The commonest spelling of each status, the first one where several are equally common. */
export function learnVocabulary(typed: readonly { readonly text: string; readonly status: Status }[]): Vocabulary {
  const counts = new Map<Status, Map<string, number>>();
  for (const { text, status } of typed) {
    if (status === 'unknown') continue;
    const spellings = counts.get(status) ?? new Map<string, number>();
    counts.set(status, spellings.set(text, (spellings.get(text) ?? 0) + 1));
  }
  const vocabulary: Vocabulary = {};
  for (const [status, spellings] of counts) {
    const [commonest] = [...spellings].sort(([, a], [, b]) => b - a);
    if (commonest !== undefined) vocabulary[status] = commonest[0];
  }
  return vocabulary;
}

/** Whether a column heading announces names, statuses, repositories, or what is no project. */
export function isHeading(kind: keyof typeof headings, text: string): boolean {
  return headings[kind].has(normalise(text));
}

const headings = {
  name: new Set(data.headings.name.map(normalise)),
  status: new Set(data.headings.status.map(normalise)),
  repository: new Set(data.headings.repository.map(normalise)),
  description: new Set(data.headings.description.map(normalise)),
  /** Never projects. */
  part: new Set(data.headings.part.map(normalise)),
  /** Projects where each has a repository of its own. */
  step: new Set(data.headings.step.map(normalise)),
  /** Of a line that names a folder. */
  folder: new Set(data.headings.folder.map(normalise)),
};

/** What people type where a repository is missing: `TBD`, `-`. */
export function isPlaceholder(text: string): boolean {
  return placeholders.has(text.trim().toLowerCase());
}

const placeholders = new Set(data.placeholders);

// Proposes how a document would spell every status: its own words first, and for those that it has no word for yet one
// in its language, with a glyph where it uses glyphs. For `init`, which writes them out for the owner to edit.

const labels: Readonly<Record<string, Readonly<Record<LabelledStatus, string>>>> = labelData.languages;

const leadingGlyph = /^[^\p{L}\p{N}]+/u;

export function proposeLabels(vocabulary: Vocabulary): Record<LabelledStatus, string> {
  const spellings = Object.values(vocabulary);
  const words = labelData.languages[findLanguage(spellings)];
  const hasGlyphs = spellings.length === 0 || spellings.some((text) => leadingGlyph.test(text));
  const bare = spellings.map(bareWord).filter((text) => text !== '');
  const isLower = bare.length > 0 && bare.every((text) => text === text.toLowerCase());
  const isUpper = !isLower && bare.length > 0 && bare.every((text) => text === text.toUpperCase());
  const propose = (status: LabelledStatus): string => {
    const known = vocabulary[status];
    if (known !== undefined) return known;
    const word = words[status];
    const cased = isLower ? word.toLowerCase() : isUpper ? word.toUpperCase() : word;
    return hasGlyphs ? `${statusTable[status].glyph} ${cased}` : cased;
  };
  const proposed = labelledStatuses.map((status) => [status, propose(status)] as const);
  return Object.fromEntries(proposed) as Record<LabelledStatus, string>;
}

type LabelLanguage = keyof typeof labelData.languages;

/** The language that most of the document's words belong to; English where none does. */
function findLanguage(spellings: readonly (string | undefined)[]): LabelLanguage {
  const typed = new Set(spellings.map((text) => bareWord(text ?? '').toLowerCase()));
  let best: LabelLanguage = 'en';
  let most = 0;
  for (const [language, words] of Object.entries(labels) as [
    LabelLanguage,
    Readonly<Record<LabelledStatus, string>>,
  ][]) {
    const found = Object.values(words).filter((word) => typed.has(word.toLowerCase())).length;
    if (found > most) [best, most] = [language, found];
  }
  return most === 0 ? guessByScript(spellings.join(' ')) : best;
}

function guessByScript(text: string): LabelLanguage {
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}
