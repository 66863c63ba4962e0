// Until when the owner may have confirmed a row, where not all of its document's history was read.

import { elapsedMs, latest } from '../dates.ts';
import type { Declared } from '../model.ts';

/** When the owner confirmed the row at the latest: what was not read may be a confirmation. */
export function readLastWord({ confirmedAt, mayBeConfirmedAt }: Declared): string | null {
  return latest(confirmedAt, mayBeConfirmedAt ?? null);
}

/** Whether something unread may be a confirmation that is newer than this instant. */
export function mayBeConfirmedSince({ mayBeConfirmedAt }: Declared, instant: string): boolean {
  return mayBeConfirmedAt !== undefined && elapsedMs(mayBeConfirmedAt, instant) <= 0;
}
