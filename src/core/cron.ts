// The owner's schedule: five cron fields, read in UTC, where no hour is skipped or comes twice. Says which slot was the
// last one to come; whether it was used is the database's business.

import { dayMs } from './dates.ts';

export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Both day fields are given: then either is enough, as cron has always had it. */
  readonly isEitherDay: boolean;
}

export type CronReading =
  | { readonly kind: 'read'; readonly cron: Cron }
  | { readonly kind: 'invalid'; readonly problem: string };

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names for the values from `from` on. */
  readonly names?: readonly string[];
}

const fields = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31 },
  {
    name: 'month',
    from: 1,
    to: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  // 7 is Sunday too.
  { name: 'day of the week', from: 0, to: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
] as const satisfies readonly Field[];

export function readCron(text: string): CronReading {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    const problem = `must be five cron fields (minute hour day month weekday, UTC), for example "*/30 * * * *"; this is ${parts.length}`;
    return { kind: 'invalid', problem };
  }
  const sets: Set<number>[] = [];
  for (const [index, field] of fields.entries()) {
    const part = parts[index] ?? '';
    const values = readField(part.toLowerCase(), field);
    if (typeof values === 'string') return { kind: 'invalid', problem: `${field.name} "${part}": ${values}` };
    sets.push(values);
  }
  const [minutes, hours, days, months, weekdays] = sets as [
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
    Set<number>,
  ];
  if (weekdays.has(7)) weekdays.add(0);
  const isEitherDay = parts[2]?.startsWith('*') === false && parts[4]?.startsWith('*') === false;
  const cron = { minutes, hours, days, months, weekdays, isEitherDay };
  // The thirtieth of February: a leap year's worth of days has every date that there is.
  if (findSlot(cron, new Date('2029-01-01T00:00:00Z')) === null) {
    return { kind: 'invalid', problem: 'names a day that never comes' };
  }
  return { kind: 'read', cron };
}

/** The values of one field; a text says what is wrong with it. */
function readField(text: string, { from, to, names }: Field): Set<number> | string {
  const values = new Set<number>();
  const range = `from ${from} to ${to}`;
  for (const item of text.split(',')) {
    const match = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,4}))?$/.exec(item);
    if (match === null) return 'is neither *, a number, a range such as 1-5, nor a step such as */15';
    const [, first, last, step] = match;
    const start = first === undefined ? from : readValue(first, from, names);
    const isOpen = first === undefined || (last === undefined && step !== undefined);
    const end = isOpen ? to : last === undefined ? start : readValue(last, from, names);
    if (!(start >= from && start <= to && end >= from && end <= to)) return `must be ${range}`;
    if (start > end) return 'begins after its end';
    if (step !== undefined && (Number(step) < 1 || Number(step) > to)) return `has a step that is not from 1 to ${to}`;
    for (let value = start; value <= end; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

function readValue(text: string, from: number, names: readonly string[] = []): number {
  const index = names.indexOf(text);
  return index >= 0 ? index + from : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
}

/** Leap days can be eight years apart. */
const maxDays = 9 * 366;

/** The newest slot that is not after `now`; null when there was none for years. */
export function findSlot(cron: Cron, now: Date): string | null {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  for (let back = 0; back < maxDays; back += 1) {
    const midnight = today - back * dayMs;
    if (!isDay(cron, new Date(midnight))) continue;
    const until = back === 0 ? now.getTime() : midnight + dayMs - 1;
    const slot = findInDay(cron, midnight, until);
    if (slot !== null) return new Date(slot).toISOString();
  }
  return null;
}

function isDay({ days, months, weekdays, isEitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const isMonthday = days.has(date.getUTCDate());
  const isWeekday = weekdays.has(date.getUTCDay());
  return isEitherDay ? isMonthday || isWeekday : isMonthday && isWeekday;
}

function findInDay({ hours, minutes }: Cron, midnight: number, until: number): number | null {
  for (let hour = 23; hour >= 0; hour -= 1) {
    if (!hours.has(hour)) continue;
    for (let minute = 59; minute >= 0; minute -= 1) {
      const slot = midnight + (hour * 60 + minute) * 60_000;
      if (minutes.has(minute) && slot <= until) return slot;
    }
  }
  return null;
}
