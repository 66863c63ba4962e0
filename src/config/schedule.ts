// The owner's schedule: five cron fields, read in UTC by croner. Says which slot was the last one to come; whether it was
// used is the database's business.

import { Cron } from 'croner';

export interface Schedule {
  /** The newest slot that is not after `now`, as an instant; null when there was none for years. */
  findSlot(now: Date): string | null;
  /** The next slot after `now`. */
  findNext(now: Date): Date | null;
}

export type ScheduleReading =
  | { readonly kind: 'read'; readonly schedule: Schedule }
  | { readonly kind: 'invalid'; readonly problem: string };

const fields = [
  'minute (0 to 59)',
  'hour (0 to 23)',
  'day of the month (1 to 31)',
  'month (1 to 12, or jan to dec)',
  'day of the week (0 to 7, or sun to sat)',
];
const example = 'for example "*/30 * * * *"';

export function readSchedule(text: string): ScheduleReading {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    const problem = `must be five cron fields (minute hour day month weekday, UTC), ${example}; this is ${parts.length}`;
    return { kind: 'invalid', problem };
  }
  const cron = parse(parts.join(' '));
  if (cron === null) {
    // The field that croner refuses when it stands alone: its own messages count months and days from 0.
    const wrong = fields.findIndex(
      (_, index) => parse(fields.map((_field, at) => (at === index ? parts[at] : '*')).join(' ')) === null,
    );
    const problem = `"${parts[wrong] ?? text}" is no ${fields[wrong] ?? 'schedule'}, list, range such as 1-5 or step such as */15`;
    return { kind: 'invalid', problem };
  }
  if (cron.nextRun(new Date('2029-01-01T00:00:00Z')) === null)
    return { kind: 'invalid', problem: 'names a day that never occurs' };
  return { kind: 'read', schedule: { findSlot: (now) => findSlot(cron, now), findNext: (now) => cron.nextRun(now) } };
}

function parse(pattern: string): Cron | null {
  try {
    return new Cron(pattern, { paused: true, timezone: 'UTC', mode: '5-part', sloppyRanges: true });
  } catch {
    return null;
  }
}

function findSlot(cron: Cron, now: Date): string | null {
  // croner reads whole seconds and leaves out the one that is given.
  const after = new Date(Math.floor(now.getTime() / 1000) * 1000 + 1000);
  return cron.previousRuns(1, after)[0]?.toISOString() ?? null;
}
