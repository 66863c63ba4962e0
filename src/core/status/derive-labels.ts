// Labels that a table has not used yet, in the table's own style, where that style leaves no doubt: the same set of
// glyphs in the same place, the same capitals, one language. A status without an entry stays a question.

import data from '../../../config/status-words.json' with { type: 'json' };
import type { Language, Vocabulary } from '../model.ts';
import { acronyms, defaultLabels } from './labels.ts';
import { type LabelledStatus, labelledStatuses, type Status, statuses, statusTable, toLabelled } from './statuses.ts';
import { listWordLanguages, readStatusWord } from './vocabulary.ts';
import { bareWord, normaliseWord, splitShortcodes } from './word-lists.ts';

/** A label taken apart: `🟢 Running` has the glyph 🟢 and ` ` before its word. */
interface Spelling {
  readonly status: Status;
  readonly before: string;
  readonly word: string;
  readonly after: string;
}

/** The same few tables are read at every refresh, and their labels hardly ever change. */
const derivedBefore = new Map<string, Vocabulary>();
const mostRemembered = 200;

/**
 * `vocabulary`: how the table spells the statuses that it has; `language`: that of the document, which decides between
 * languages that share all of these words. Left out: what the table has, and what its style does not settle.
 */
export function deriveLabels(vocabulary: Vocabulary, language: Language): Vocabulary {
  const key = JSON.stringify([language, vocabulary]);
  const known = derivedBefore.get(key);
  if (known !== undefined) return known;
  if (derivedBefore.size >= mostRemembered) derivedBefore.clear();
  const derived = derive(vocabulary, language);
  derivedBefore.set(key, derived);
  return derived;
}

function derive(vocabulary: Vocabulary, language: Language): Vocabulary {
  const spellings = statuses.flatMap((status) => {
    const text = vocabulary[status];
    return text === undefined || status === 'unknown' ? [] : { status, ...takeApart(text) };
  });
  const spoken = findSpoken(spellings, language);
  const place = spoken === null ? null : findPlace(spellings);
  if (spoken === null || place === null || isInflected(spellings, spoken)) return {};
  const derived: Vocabulary = {};
  for (const status of labelledStatuses) {
    const glyph = place.pick(status);
    const word = writeLike(defaultLabels[spoken][status], spellings, spoken);
    if (status in vocabulary || glyph === null || word === null) continue;
    const label = place.join(glyph, word);
    if (readStatusWord(label) === status) derived[status] = label;
  }
  return derived;
}

function takeApart(text: string): Omit<Spelling, 'status'> {
  const { before, rest, after } = splitShortcodes(text);
  const word = bareWord(rest);
  const at = word === '' ? rest.length : rest.indexOf(word);
  return { before: before + rest.slice(0, at), word, after: rest.slice(at + word.length) + after };
}

/** The one language that has all the words. */
function findSpoken(spellings: readonly Spelling[], language: Language): Language | null {
  const words = spellings.filter(({ word }) => !isAcronym(word));
  const [first, ...others] = words.map(({ word }) => listWordLanguages(word));
  const shared = (first ?? []).filter((one) => others.every((languages) => languages.includes(one)));
  return shared.includes(language) ? language : shared.length === 1 ? (shared[0] ?? null) : null;
}

function isAcronym(word: string): boolean {
  return acronyms.has(word.toLowerCase());
}

// ---- glyphs ----------------------------------------------------------------------------------------------------------

interface GlyphPlace {
  /** The glyph of a status: `''` where the table has none, null where none fits. */
  readonly pick: (status: LabelledStatus) => string | null;
  readonly join: (glyph: string, word: string) => string;
}

/** Sets in which a colour says what kind of status it is, each in the order of these. */
const colours = ['green', 'yellow', 'red', 'white', 'orange', 'blue', 'large_blue', 'purple', 'brown', 'black'];
const circles: readonly string[] = ['🟢', '🟡', '🔴', '⚪', '🟠', '🔵', '🔵', '🟣', '🟤', '⚫'];
const squares: readonly string[] = ['🟩', '🟨', '🟥', '⬜', '🟧', '🟦', '🟦', '🟪', '🟫', '⬛'];
const colourSets = [circles, squares, colours.map((colour) => `:${colour}_circle:`)];

const pictures = new Set(
  Object.values(data.glyphs)
    .flat()
    .map(bare)
    .filter((glyph) => !colourSets.some((set) => set.includes(glyph))),
);

/** With or without the sign that asks for its picture. */
function bare(glyph: string): string {
  return glyph.replaceAll('\uFE0F', '');
}

/** Where glyphs stand, and which; null where the spellings differ in that, or where there is nothing but a glyph. */
function findPlace(spellings: readonly Spelling[]): GlyphPlace | null {
  const [first] = spellings;
  if (first === undefined || spellings.some(({ word }) => word === '')) return null;
  const isSame = (side: 'before' | 'after') => spellings.every((each) => each[side] === first[side]);
  const hasGlyph = (text: string) => /\p{Extended_Pictographic}|:\w/u.test(text);
  const sides = (['before', 'after'] as const).filter((side) => spellings.some((each) => hasGlyph(each[side])));
  const [side] = sides;
  if (side === undefined) {
    // The same brackets or bullet around every word, or nothing.
    const isFramed = isSame('before') && isSame('after');
    return isFramed ? { pick: () => '', join: (_, word) => `${first.before}${word}${first.after}` } : null;
  }
  const other = side === 'before' ? 'after' : 'before';
  const gaps = new Set(spellings.map((each) => each[side].replace(each[side].trim(), '')));
  const [gap = ''] = gaps;
  if (sides.length > 1 || gaps.size > 1 || spellings.some((each) => each[other] !== '')) return null;
  const glyphs = new Map(spellings.map(({ status, [side]: text }) => [status, bare(text.trim())]));
  const pick = pickFrom(glyphs);
  if (pick === null) return null;
  return {
    pick,
    join: (glyph, word) => (side === 'before' ? `${glyph}${gap}${word}` : `${word}${gap}${glyph}`),
  };
}

/** From the set to which all glyphs of the table belong; null for none that is known. */
function pickFrom(glyphs: ReadonlyMap<Status, string>): GlyphPlace['pick'] | null {
  const used = [...glyphs];
  const set = colourSets.find((set) => used.every(([, glyph]) => set.includes(glyph)));
  if (set !== undefined) {
    const findColour = (status: Status) => set[circles.indexOf(statusTable[toLabelled(status)].glyph)] ?? null;
    return (status) => {
      const glyph = findColour(status);
      // The table may use this colour with another meaning.
      return used.every(([one, own]) => own !== glyph || findColour(one) === glyph) ? glyph : null;
    };
  }
  if (!used.every(([, glyph]) => pictures.has(glyph))) return null;
  const taken = new Set(glyphs.values());
  const isFree = (glyph: string) => pictures.has(bare(glyph)) && !taken.has(bare(glyph));
  return (status) => data.glyphs[status].find(isFree) ?? null;
}

// ---- words -----------------------------------------------------------------------------------------------------------

/** A label with the capitals and joints of the others; null where those differ among themselves. */
function writeLike(label: string, spellings: readonly Spelling[], language: Language): string | null {
  const words = spellings.map(({ word }) => word).filter((word) => !isAcronym(word));
  const several = words.filter((word) => joint.test(word));
  const joints = new Set(several.map((word) => joint.exec(word)?.[1]));
  const isOne = !joint.test(label);
  if (joints.size > 1 && !isOne) return null;
  const joined = label.replaceAll(' ', [...joints][0] ?? ' ');
  if (label.toLowerCase() === label.toUpperCase()) return joined;
  if (words.every(isLower)) return joined.toLocaleLowerCase(language);
  if (words.every((word) => word === word.toUpperCase())) return joined.toLocaleUpperCase(language);
  if (!words.every(isCapitalised)) return null;
  if (isOne || several.length === 0) return joined;
  if (several.every((word) => isLower(word.slice(1)))) return `${joined.charAt(0)}${joined.slice(1).toLowerCase()}`;
  return several.every((word) => word.split(/[ _-]/).every(isCapitalised))
    ? joined.replaceAll(/(?<=^|[ _-])\p{L}/gu, (letter) => letter.toUpperCase())
    : null;
}

const joint = /\p{L}([ _-])\p{L}/u;

function isLower(word: string): boolean {
  return word === word.toLowerCase();
}

function isCapitalised(word: string): boolean {
  return word.charAt(0) === word.charAt(0).toUpperCase();
}

/**
 * Whether a word agrees with a noun that the label would have to agree with, too: "Completada" where the list has
 * "Completado". English words have no such endings.
 */
function isInflected(spellings: readonly Spelling[], language: Language): boolean {
  if (language === 'en') return false;
  const letters = (word: string) => normaliseWord(word).normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('ı', 'i');
  return spellings.some(({ status, word }) => {
    const [own, known] = [word, defaultLabels[language][toLabelled(status)]].map(letters) as [string, string];
    let same = 0;
    while (same < own.length && own[same] === known[same]) same += 1;
    return own !== known && same >= 4 && Math.max(own.length, known.length) - same <= 2;
  });
}
