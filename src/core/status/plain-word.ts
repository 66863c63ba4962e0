// Whether a text from a file of ours, or from a configuration, is a status word and nothing else. What is written into a
// document as a status must not be able to become a link, a picture, markup, another cell or another line.

import type { Vocabulary } from '../model.ts';
import { type Status, statuses } from './statuses.ts';
import { readStatusWord } from './vocabulary.ts';

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
