// Reads a heading that says what becomes of all that stands under it: "🚧 In progress", "Active projects", "What I'm
// working on". The words are those of statuses, with what people put around them (config/status-words.json).

import data from '../../../../config/status-words.json' with { type: 'json' };
import { type Status, statuses } from '../../status/statuses.ts';
import { needsHeading, readStatusWord } from '../../status/vocabulary.ts';
import { bareWord } from '../../status/word-lists.ts';

export interface SectionStatus {
  readonly status: Status;
  /**
   * `projects`: it says that projects stand under it, `things`: projects or something else, `anything`: a word of the
   * development of one project as often as not, `parts`: features, which are projects where each has its own repository.
   */
  readonly about: 'projects' | 'things' | 'anything' | 'parts';
}

/** Longer than any such heading. */
const maxLength = 120;

/** null for a heading that says nothing of the kind, or several things. */
export function readSectionStatus(heading: string): SectionStatus | null {
  if (heading.length > maxLength) return null;
  const text = tidy(heading);
  if (text === '') return null;
  const phrase = phrases.get(text);
  if (phrase !== undefined) return { status: phrase, about: 'projects' };
  const word = readStatusWord(text);
  if (word !== 'unknown') {
    if (weak.has(text)) return { status: word, about: 'anything' };
    // "Architecture", "Testing": such a word heads the pages of a project, not projects.
    return needsHeading(text) ? null : { status: word, about: 'things' };
  }
  const status = readAroundNouns(text, nouns);
  if (status !== 'unknown') return { status, about: 'projects' };
  const ofParts = readAroundNouns(text, parts);
  return ofParts === 'unknown' ? null : { status: ofParts, about: 'parts' };
}

/** The status that is said of what is named. */
function readAroundNouns(text: string, named: Affixes): Status {
  const rest = leaveOutNouns(text, named);
  const isVague = rest === null || (needsHeading(rest) && !weak.has(rest));
  return isVague ? 'unknown' : readStatusWord(rest);
}

/** "Development", "Backlog": such a word heads what is said about one project, and hardly ever a list of them. */
export function isUsualHeading(heading: string): boolean {
  return heading.length <= maxLength && usual.has(tidy(heading));
}

/** Without glyphs, a count in brackets, a colon. */
function tidy(heading: string): string {
  const uncounted = heading.replace(/[([（]\s?\d{1,4}\s?[)\]）]\s*$/u, '');
  const lower = uncounted.toLowerCase();
  // Most headings need nothing more.
  if (/^[a-z]+(?: [a-z]+)*$/.test(lower)) return lower;
  return bareWord(lower.normalize('NFC')).replaceAll('’', "'").replaceAll(/\s+/g, ' ');
}

/** null where it names nothing of the kind. */
function leaveOutNouns(text: string, named: Affixes): string | null {
  let rest = text;
  let isFound = false;
  for (;;) {
    const noun = cutFirst(rest, named);
    const left = noun ?? cutFirst(rest, fillers);
    if (left === null) break;
    isFound ||= noun !== null;
    rest = left;
  }
  return isFound ? leaveOutParticle(rest) : null;
}

/** What stands beside the first of the words that stands at an end of the text; null where none does. */
function cutFirst(text: string, { spaced, joined }: Affixes): string | null {
  if (text.includes(' ')) {
    for (const word of spaced) {
      if (text.endsWith(` ${word}`)) return text.slice(0, -word.length).trim();
      if (text.startsWith(`${word} `)) return text.slice(word.length).trim();
    }
  }
  if (!unspaced.test(text)) return null;
  const found = joined.find((word) => text.endsWith(word) || text.startsWith(word));
  if (found === undefined) return null;
  return (text.endsWith(found) ? text.slice(0, -found.length) : text.slice(found.length)).trim();
}

interface Affixes {
  /** Between blanks. */
  readonly spaced: readonly string[];
  readonly joined: readonly string[];
}

/** Languages that write words without spaces between them, or endings at the words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function leaveOutParticle(text: string): string {
  const particle = data.sections.particles.find((one) => text.length > one.length && text.endsWith(one));
  return particle === undefined ? text : text.slice(0, -particle.length).trim();
}

const phrases = new Map<string, Status>();
for (const status of statuses) {
  for (const phrase of Reflect.get(data.sections.phrases, status) ?? []) phrases.set(tidy(phrase), status);
}
const byLength = (a: string, b: string) => b.length - a.length;
const sortOut = (texts: readonly string[]): Affixes => {
  const words = texts.map(tidy).sort(byLength);
  return { spaced: words.filter((word) => !unspaced.test(word)), joined: words.filter((word) => unspaced.test(word)) };
};
const nouns = sortOut(data.sections.nouns);
const fillers = sortOut(data.sections.fillers);
const parts = sortOut(data.sections.parts);
const weak = new Set(data.sections.weak.map(tidy));
const usual = new Set(data.sections.usual.map(tidy));
