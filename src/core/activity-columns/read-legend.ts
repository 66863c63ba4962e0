// Reads the legend of a list, "🟢 < 2 months · 🟡 < 4 months · 🔴 older", on one line or one entry a line: what its marks
// mean to a reader, to compare with the directive and to propose one.

import type { ActivityReading, ActivityRule } from './model.ts';
import { plainMark } from './parse-directive.ts';

interface LegendLevel {
  readonly mark: string;
  /** 1-based. */
  readonly line: number;
  /** As written: `2 months`. */
  readonly words: string;
  /** Days that the words may stand for: a month has 30 or 31. */
  readonly from: number;
  readonly to: number;
}

export interface Legend {
  /** 1-based, of its first mark. */
  readonly line: number;
  readonly levels: readonly LegendLevel[];
  /** The mark of whatever is older. */
  readonly rest: string;
  readonly archived: string | null;
  readonly unsupported: string | null;
  readonly gone: string | null;
}

type Meaning =
  | { readonly kind: 'under'; readonly words: string; readonly from: number; readonly to: number }
  | { readonly kind: 'rest' | 'archived' | 'unsupported' | 'gone' };

interface Entry {
  readonly mark: string;
  readonly line: number;
  readonly meaning: Meaning;
}

const glyph = /(?:\p{Extended_Pictographic}|:[a-z_]{3,40}:)\ufe0f?/gu;
/** Longer explanations are sentences about something else. */
const longestMeaning = 80;
/** A blank line or a line of a table may stand between two entries. */
const maxGap = 2;

/** null: there is none, or it says more than one thing. `text` is the document, decoded. */
export function readLegend(text: string): Legend | null {
  const entries = text.split(/\r\n|\r|\n/).flatMap((line, index) => readEntries(line, index + 1));
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    const before = last?.at(-1)?.line ?? Number.NEGATIVE_INFINITY;
    if (last !== undefined && entry.line - before <= maxGap) last.push(entry);
    else groups.push([entry]);
  }
  const legends = groups.flatMap((group) => build(group) ?? []);
  return legends.length === 1 ? (legends[0] ?? null) : null;
}

function readEntries(line: string, number: number): Entry[] {
  // The directive itself is no legend, and neither is an entry of the list.
  if (line.includes('statusfolio:') || /\]\(|https?:/.test(line)) return [];
  const marks = [...line.matchAll(glyph)];
  return marks.flatMap(({ 0: mark, index }, position): Entry[] => {
    const end = marks[position + 1]?.index ?? line.length;
    const said = line.slice(index + mark.length, end).trim();
    const meaning = said.length > longestMeaning ? null : readMeaning(said.toLowerCase());
    return meaning === null ? [] : [{ mark, line: number, meaning }];
  });
}

const unitDays: Readonly<Record<string, readonly [number, number]>> = {
  day: [1, 1],
  week: [7, 7],
  month: [30, 31],
  year: [360, 366],
};
const under =
  /(?:<|≤|&lt;|less than|under|below|within|up to|newer than|last|past)=? ?(?:the )?(?:last |past )?(?:(\d{1,4}|an?|one) ?)?(day|week|month|year)s?\b/;
const range = /\d{1,4} ?(?:[a-z]{1,8} ?)?(?:–|to|and)? ?(\d{1,4}) ?(day|week|month|year)s?\b/;

function readMeaning(written: string): Meaning | null {
  const said = written.replaceAll(/[ \t*`_-]+/g, ' ');
  const [, count, unit = ''] = under.exec(said) ?? range.exec(said) ?? [];
  const days = unitDays[unit];
  if (days !== undefined) {
    const times = count === undefined || !/^\d/.test(count) ? 1 : Number(count);
    const words = `${times} ${unit}${times === 1 ? '' : 's'}`;
    return times < 1 ? null : { kind: 'under', words, from: times * days[0], to: times * days[1] };
  }
  if (/archiv/.test(said)) return { kind: 'archived' };
  if (/\b(?:older|otherwise|else|everything)\b|(?:>|≥|&gt;|more than|over|longer than)=? ?\d/.test(said))
    return { kind: 'rest' };
  if (/\b(?:gone|dead|deleted|404|not found)\b/.test(said)) return { kind: 'gone' };
  if (/\b(?:unknown|unsupported|not on github|elsewhere|n\/a)\b/.test(said)) return { kind: 'unsupported' };
  return null;
}

function build(entries: readonly Entry[]): Legend | null {
  const levels = entries.flatMap(({ mark, line, meaning }) =>
    meaning.kind === 'under' ? [{ mark, line, ...meaning }] : [],
  );
  const named = (kind: Exclude<Meaning['kind'], 'under'>) => entries.filter(({ meaning }) => meaning.kind === kind);
  const [rest, ...others] = named('rest');
  const [first] = entries;
  const marks = new Set(entries.map(({ mark }) => plainMark(mark)));
  if (rest === undefined || others.length > 0 || first === undefined || levels.length === 0) return null;
  if (marks.size < entries.length) return null;
  const sorted = levels.toSorted((a, b) => a.from - b.from);
  if (sorted.some(({ from }, index) => from === sorted[index - 1]?.from)) return null;
  const markOf = (kind: 'archived' | 'unsupported' | 'gone') => named(kind)[0]?.mark ?? null;
  return {
    line: first.line,
    levels: sorted,
    rest: rest.mark,
    archived: markOf('archived'),
    unsupported: markOf('unsupported'),
    gone: markOf('gone'),
  };
}

/** The rule that says what the legend says; a month is 30 days. */
export function toRule({ levels, rest, archived, unsupported, gone }: Legend): ActivityRule {
  const ages = levels.map(({ mark, words, from }) => ({
    mark,
    underDays: words.includes('year') ? (from / 360) * 365 : from,
  }));
  return {
    by: 'commit',
    as: null,
    column: null,
    insertsAtStart: false,
    levels: [...ages, { mark: rest, underDays: null }],
    archived,
    unsupported,
    gone,
  };
}

/** Where the legend tells readers something else than the directive writes. Empty where they are about different marks. */
export function compareLegend(legend: Legend, rule: ActivityRule): ActivityReading['problems'] {
  const ages = new Map(rule.levels.map(({ mark, underDays }) => [plainMark(mark), underDays]));
  if (!legend.levels.some(({ mark }) => ages.has(plainMark(mark)))) return [];
  const notice = (line: number, message: string) => ({ line, column: 1, message, isNotice: true });
  const levels = legend.levels.flatMap(({ mark, line, words, from, to }) => {
    const days = ages.get(plainMark(mark));
    if (days === undefined)
      return [notice(line, `The legend has ${mark} for less than ${words}; the directive does not have it.`)];
    if (days !== null && days >= from && days <= to) return [];
    const written = days === null ? 'whatever is older' : `less than ${days} days`;
    return [
      notice(line, `The legend says that ${mark} means less than ${words}; the directive writes it for ${written}.`),
    ];
  });
  const others = (['archived', 'unsupported', 'gone'] as const).flatMap((key) => {
    const [said, written] = [legend[key], rule[key]];
    if (said === null || written === null || plainMark(said) === plainMark(written)) return [];
    return [notice(legend.line, `The legend has ${said} for ${key}; the directive writes ${written}.`)];
  });
  return [...levels, ...others];
}
