// The words that people type for statuses: reading one, and learning how a document spells them. The lists are data
// (config/status-words/); a word that is not in them is the owner's own and reads as unknown.

import labelData from '../../../config/default-words.json' with { type: 'json' };
import data from '../../../config/status-words.json' with { type: 'json' };
import type { Language, Vocabulary } from '../model.ts';
import { type Status, statuses } from './statuses.ts';
import { findListedWord, normaliseWord } from './word-lists.ts';

const glyphs = new Map<string, Status>();
for (const status of statuses) {
  for (const glyph of Reflect.get(data.glyphs, status) ?? []) glyphs.set(glyph, status);
}

/** Longer than every word in the lists, glyphs and marks around it included. */
const maxWordLength = 100;

/** The status that a cell's text names; a glyph alone decides only where there are no words. */
export function readStatusWord(text: string): Status {
  if (text.length > maxWordLength) return 'unknown';
  const word = normaliseWord(text);
  return (word === '' ? glyphs.get(text.trim()) : findListedWord(word)?.status) ?? 'unknown';
}

/** Whether a word says something else as often as not where no heading or label announces a status. */
export function needsHeading(text: string): boolean {
  return findListedWord(normaliseWord(text))?.isHeaded === true;
}

/** Every language whose list has the word. */
export function listWordLanguages(text: string): readonly Language[] {
  return findListedWord(normaliseWord(text))?.languages ?? [];
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
  return headings[kind].has(normaliseWord(text));
}

const headings = {
  name: new Set(data.headings.name.map(normaliseWord)),
  status: new Set(data.headings.status.map(normaliseWord)),
  repository: new Set(data.headings.repository.map(normaliseWord)),
  description: new Set(data.headings.description.map(normaliseWord)),
  /** Never projects. */
  part: new Set(data.headings.part.map(normaliseWord)),
  /** Projects where each has a repository of its own. */
  step: new Set(data.headings.step.map(normaliseWord)),
  /** Of a line that names a folder. */
  folder: new Set(data.headings.folder.map(normaliseWord)),
  /** Statuses where their words are; in a list of tools, or of facts, as often something else. */
  weak: new Set(data.headings.weak.map(normaliseWord)),
};

/** What people type where a repository is missing: `TBD`, `-`. */
export function isPlaceholder(text: string): boolean {
  return placeholders.has(text.trim().toLowerCase());
}

const placeholders = new Set(data.placeholders);

/** Why a word that many people type is no status of ours; null for any other. */
export function explainAmbiguous(text: string): string | null {
  return text.length > maxWordLength ? null : (ambiguous.get(normaliseWord(text)) ?? null);
}

const ambiguous = new Map<string, string>();
for (const { reason, words } of Object.values(data.ambiguous)) {
  for (const word of words) ambiguous.set(normaliseWord(word), reason);
}

/**
 * The language that most of the document's words and headings belong to; English where none does. `hasKana` where the
 * page is known: without any, it is not Japanese.
 */
export function findLanguage(
  spellings: readonly string[],
  titles: readonly string[] = [],
  hasKana: boolean | null = null,
): Language {
  const scores = new Map<Language, number>();
  const count = (found: readonly Language[]): void => {
    const possible = found.filter((one) => hasKana === null || hasKana === (one === 'ja') || !isHan(one));
    // A word of one language says more than one of five.
    for (const one of possible) scores.set(one, (scores.get(one) ?? 0) + 1 / possible.length);
  };
  for (const text of spellings) count(listWordLanguages(text));
  for (const title of titles) for (const word of splitTitle(title)) count(languagesOfTitles.get(word) ?? []);
  const best = findBest(scores);
  return best ?? guessByScript([...spellings, ...titles].join(' '));
}

/** The first one where several have as much. */
function findBest(scores: ReadonlyMap<Language, number>): Language | null {
  let found: Language | null = null;
  for (const [language, score] of scores) if (found === null || score > (scores.get(found) ?? 0)) found = language;
  return found;
}

function isHan(language: Language): boolean {
  return language === 'zh-Hans' || language === 'zh-Hant' || language === 'ja';
}

function splitTitle(title: string): string[] {
  const whole = normaliseWord(title);
  if (!whole.includes(' ')) return [whole];
  return [whole, ...whole.split(' ')].filter((word, index, all) => all.indexOf(word) === index);
}

const languagesOfTitles = new Map<string, Language[]>();
for (const [language, titles] of Object.entries(labelData.titles) as [Language, string[]][]) {
  for (const title of titles) {
    const key = normaliseWord(title);
    languagesOfTitles.set(key, [...(languagesOfTitles.get(key) ?? []), language]);
  }
}

function guessByScript(text: string): Language {
  if (/\p{Script=Cyrillic}/u.test(text)) return 'ru';
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  return /\p{Script=Han}/u.test(text) ? 'zh-Hans' : 'en';
}

// Whether a text from a file of ours, or from a configuration, is a status word and nothing else. What is written into a
// document as a status must not be able to become a link, a picture, markup, another cell or another line.

/** Longer than any status that a cell has room for, glyph included. */
export const maxStatusWordLength = 60;

/** Whatever is not seen as a character of its own; the joiner inside an emoji excepted. */
const unseen = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** What begins markup, a template, a mention or an address in Markdown or HTML. */
const markup = /[<>|`[\]{}\\@$]|&[#\w]+;|:\/\/|\bwww\.|#\d|[^\s:]:[^\s:]+\.\w/i;

/** A status as a person types it into a cell, such as `🟢 Running`. */
export function isStatusWord(text: string): boolean {
  return text.trim() !== '' && text.length <= maxStatusWordLength && !unseen.test(text) && !markup.test(text);
}

/** Whether a remembered spelling may be written: one that does not read as its status would say another one. */
export function isVocabularyWord(status: string, word: unknown): word is string {
  return typeof word === 'string' && status !== 'unknown' && isStatusWord(word) && readStatusWord(word) === status;
}

/** What may be written of a remembered vocabulary, wherever it was kept and whoever could write there. */
export function keepWords(remembered: Vocabulary): Vocabulary {
  const kept: Vocabulary = {};
  for (const status of statuses satisfies readonly Status[]) {
    const word = remembered[status];
    if (isVocabularyWord(status, word)) kept[status] = word;
  }
  return kept;
}
