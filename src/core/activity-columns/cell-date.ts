// Dates as people write them into tables: read together with the way they are written, so that another one can be written
// in the same way. Absolute dates alone: "3 months ago" would be wrong by itself the day after.

/** How a column orders day and month where both are numbers with a slash or a dash between them. */
export type DayOrder = 'day-first' | 'month-first' | null;

export interface CellDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** null: the month alone. */
  readonly day: number | null;
  readonly style: DateStyle;
}

/** `2025-07-04`, `04.07.2025`, `07/04/2025`, `July 4, 2025`, `4 Jul 2025`, `2025年7月4日`. */
export interface DateStyle {
  readonly order: 'year-first' | 'day-first' | 'month-first' | 'kanji';
  /** Between numbers. */
  readonly separator: string;
  /** Whether the month is a name; null: a number. */
  readonly names: 'short' | 'long' | null;
  /** Whether numbers of one digit have a zero in front. */
  readonly isPadded: boolean;
}

const isoStyle: DateStyle = { order: 'year-first', separator: '-', names: null, isPadded: true };

const months = 'January February March April May June July August September October November December'.split(' ');
const name =
  '(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|january|february|march|april|august|september|october|november|december)\\.?';

const yearFirst = /^(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2}))?$/;
const numbers = /^(?:(\d{1,2})([-/.]))?(\d{1,2})([-/.])(\d{4})$/;
const kanji = /^(\d{4}) ?年 ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?$/;
const named = [
  {
    pattern: new RegExp(`^(?:(\\d{1,2})(?:st|nd|rd|th)? )?${name},? (\\d{4})$`, 'i'),
    order: 'day-first',
    at: [1, 2, 3],
  },
  { pattern: new RegExp(`^${name} (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})$`, 'i'), order: 'month-first', at: [2, 1, 3] },
] as const;

/** null: no date, a relative one, or one whose day and month the column does not tell apart. */
export function readCellDate(text: string, order: DayOrder): CellDate | null {
  const plain = text.trim();
  const first = yearFirst.exec(plain) ?? kanji.exec(plain);
  if (first !== null) {
    const isKanji = plain.includes('年');
    const [month, day] = isKanji ? [first[2], first[3]] : [first[3], first[4]];
    const separator = isKanji ? '' : (first[2] ?? '-');
    return build(first[1], month, day, { order: isKanji ? 'kanji' : 'year-first', separator, names: null });
  }
  const found = numbers.exec(plain);
  if (found !== null) {
    const [, one, separator, other, last, year] = found;
    if (one === undefined)
      return build(year, other, undefined, { order: 'day-first', separator: last ?? '/', names: null });
    if (separator !== last) return null;
    // A dot stands behind the day everywhere.
    const known = separator === '.' ? 'day-first' : order;
    if (known === null || separator === undefined) return null;
    const [day, month] = known === 'day-first' ? [one, other] : [other, one];
    return build(year, month, day, { order: known, separator, names: null });
  }
  for (const { pattern, order: namedOrder, at } of named) {
    const match = pattern.exec(plain);
    if (match === null) continue;
    const [day, word, year] = at.map((group) => match[group]);
    const index = months.findIndex((month) => month.slice(0, 3).toLowerCase() === word?.slice(0, 3).toLowerCase());
    // "May" is its own abbreviation, so it does not tell whether the other months are abbreviated.
    const isLong = (word?.length ?? 0) > 4 || word?.toLowerCase() === 'june' || word?.toLowerCase() === 'july';
    return build(year, String(index + 1), day, { order: namedOrder, separator: ' ', names: isLong ? 'long' : 'short' });
  }
  return null;
}

function build(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  style: Omit<DateStyle, 'isPadded'>,
): CellDate | null {
  const date = { year: Number(year), month: Number(month), day: day === undefined ? null : Number(day) };
  const at = new Date(Date.UTC(date.year, date.month - 1, date.day ?? 1));
  // The thirtieth of February would be the second of March.
  if (at.getUTCMonth() !== date.month - 1 || at.getUTCDate() !== (date.day ?? 1) || date.year < 1970) return null;
  const shown = style.names === null ? [month, day] : [day];
  const isPadded =
    shown.every((part) => part === undefined || part.length === 2) && shown.some((part) => part !== undefined);
  return { ...date, style: { ...style, isPadded } };
}

/** What a column with slashes says about its order: a number above twelve is a day. */
export function findDayOrder(texts: readonly string[]): DayOrder {
  let found: DayOrder = null;
  for (const text of texts) {
    const [, one, , other] = numbers.exec(text.trim()) ?? [];
    if (one === undefined || /\./.test(text)) continue;
    const says = Number(one) > 12 ? 'day-first' : Number(other) > 12 ? 'month-first' : null;
    if (says === null) continue;
    if (found !== null && found !== says) return null;
    found = says;
  }
  return found;
}

/** `at` is an instant, read in UTC. `style: null`: `2025-07-04`. */
export function formatCellDate(at: string, as: 'month' | 'day', style: DateStyle | null): string {
  const { order, separator, names, isPadded } = style ?? isoStyle;
  const date = new Date(at);
  const pad = (value: number) => (isPadded ? String(value).padStart(2, '0') : String(value));
  const [year, month] = [String(date.getUTCFullYear()), date.getUTCMonth()];
  const day = as === 'day' ? pad(date.getUTCDate()) : null;
  if (order === 'kanji') return `${year}年${pad(month + 1)}月${day === null ? '' : `${day}日`}`;
  if (names === null) {
    const number = pad(month + 1);
    const parts = {
      'year-first': [year, number, day],
      'day-first': [day, number, year],
      'month-first': [number, day, year],
    };
    return parts[order].filter((part) => part !== null).join(separator);
  }
  const word = names === 'long' ? (months[month] ?? '') : (months[month] ?? '').slice(0, 3);
  if (day === null) return `${word} ${year}`;
  return order === 'month-first' ? `${word} ${day}, ${year}` : `${day} ${word} ${year}`;
}
