// Which language the words of a status column are in, by the lists of config/status-words/ and the headings of its
// table; null where it is not sure.

import data from '../../../../config/date-words.json' with { type: 'json' };
import type { Language, Row } from '../../model.ts';
import { listWordLanguages } from '../../status/vocabulary.ts';
import { normaliseWord } from '../../status/word-lists.ts';

const headingLanguages = new Map<string, Language[]>();
for (const [language, { headings }] of Object.entries(data.languages) as [Language, { headings: string[] }][]) {
  for (const heading of headings) {
    const key = normaliseWord(heading);
    headingLanguages.set(key, [...(headingLanguages.get(key) ?? []), language]);
  }
}

/** That of the dates of one column; null where it has none, or it is not sure. */
export function findColumnLanguage(
  cells: readonly ((Pick<Row, 'typed'> & { readonly dateAt?: number }) | null)[],
  headings: readonly string[],
): Language | null {
  if (!cells.some((cell) => cell?.dateAt !== undefined)) return null;
  const known = new Set<string>();
  for (const cell of cells) if (cell !== null && cell.typed.status !== 'unknown') known.add(cell.typed.text);
  return known.size === 0 ? null : findLanguage([...known], headings);
}

/** The rows of one column, whose dates are written in its language. */
export function addLanguage(rows: readonly Row[], headings: readonly string[] = []): Row[] {
  if (!rows.some(({ dateSlot }) => dateSlot !== undefined)) return [...rows];
  const known = new Set(rows.flatMap(({ typed }) => (typed.status === 'unknown' ? [] : typed.text)));
  const language = known.size === 0 ? null : findLanguage([...known], headings);
  return rows.map((row) => (row.dateSlot === undefined ? row : { ...row, dateSlot: { ...row.dateSlot, language } }));
}

/** `words` are statuses as typed; headings decide between languages that share them, and may contradict. */
export function findLanguage(words: readonly string[], headings: readonly string[] = []): Language | null {
  const typed = count([...new Set(words.map(normaliseWord))].map(listWordLanguages));
  const above = headings.map((heading) => headingLanguages.get(normaliseWord(heading)) ?? []);
  const headed = count(above);
  const [best, ...others] = leaders(leaders([...typed.keys()], typed), headed);
  if (best === undefined || others.length > 0) return null;
  // English words under Spanish headings say nothing about the language of the page; English headings stand anywhere.
  const isContradicted = above.some((languages) => languages.length > 0 && !languages.includes('en'));
  return isContradicted && !headed.has(best) ? null : best;
}

function count(votes: readonly (readonly Language[])[]): ReadonlyMap<Language, number> {
  const counts = new Map<Language, number>();
  for (const languages of votes) {
    for (const language of languages) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return counts;
}

/** Those with most votes. */
function leaders(languages: readonly Language[], votes: ReadonlyMap<Language, number>): readonly Language[] {
  if (languages.length < 2) return languages;
  const most = Math.max(0, ...languages.map((language) => votes.get(language) ?? 0));
  return languages.filter((language) => (votes.get(language) ?? 0) === most);
}
