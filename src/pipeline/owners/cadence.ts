// When one of many owners is looked at again, should nothing happen meanwhile. Webhooks tell what happens, so a look finds
// what they lost, and what only the clock changes; where they do not reach, looks have to do.

import { hourMs } from '../../core/dates.ts';
import { hashText } from '../../core/text.ts';

export interface Cadence {
  /** Whose document it is: decides the place in the spread, so that not everybody is looked at together. */
  readonly ownerId: string;
  /** Whether the App is installed on every repository that the document lists. */
  readonly isCovered: boolean;
  /** ISO 8601: the newest work in any of them; null: none is known. */
  readonly workedAt: string | null;
  /** When the owner's own `schedule` comes next; null: the owner wrote none. */
  readonly scheduledAt: Date | null;
}

const usualMs = 6 * hourMs;
/** Where somebody works and no webhook tells. */
const closeMs = hourMs;
/** So long after the last work it counts as such. */
const recentMs = 7 * 24 * hourMs;
/** However often a schedule asks. */
const shortestMs = hourMs / 2;
/** Earlier or later by up to this share. */
const spread = 0.1;

/** Milliseconds from a look that ends at `now` to the next. */
export function chooseInterval({ ownerId, isCovered, workedAt, scheduledAt }: Cadence, now: Date): number {
  const isBusy = workedAt !== null && now.getTime() - Date.parse(workedAt) < recentMs;
  const usual = !isCovered && isBusy ? closeMs : usualMs;
  const asked = scheduledAt === null ? usual : Math.max(shortestMs, scheduledAt.getTime() - now.getTime());
  const place = (hashText(ownerId) % 2001) / 1000 - 1;
  return Math.max(shortestMs, Math.round(Math.min(usual, asked) * (1 + spread * place)));
}
