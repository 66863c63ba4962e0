// Reads how long a project has been silent: since the newest of work, release and the owner's confirmation, not
// counting the days on which the owner was away. Says when the owner should be asked.

import { addDays, latest, toInstant } from '../instants.ts';
import type { Declared, Status } from '../model.ts';
import type { Work } from './read-work.ts';
import type { Thresholds } from './status-rules.ts';

/** First and last day on which silence does not count, inclusive, UTC. */
export interface Away {
  readonly from: string;
  readonly until: string;
}

export interface Silence {
  readonly since: string;
  /** From this instant on the project is quiet. */
  readonly quietAt: string;
  /** From this instant on it is stalled. */
  readonly stalledAt: string;
}

/** Statuses that silence contradicts, or that its length describes. */
const contradicted = new Set<Status>(['in_progress', 'maintained', 'experimental', 'paused', 'stalled']);

/** null for a status that silence does not contradict. */
export function readSilence(
  standing: Status,
  work: Work,
  declared: Declared,
  away: Away | null,
  thresholds: Thresholds,
): Silence | null {
  if (!contradicted.has(standing)) return null;
  const { quietDays, maintainedDays } = thresholds;
  // Maturity claims nothing about work, so only long silence makes one ask.
  const isSlow = standing === 'maintained' || standing === 'experimental';
  const days = isSlow ? Math.max(maintainedDays, quietDays) : quietDays;
  // A maintained project is allowed that much silence more before it is stalled, too.
  const stalledDays = Math.max(thresholds.stalledDays, quietDays) + days - quietDays;
  const since =
    latest(
      work.lastAt,
      declared.confirmedAt,
      declared.mayBeConfirmedAt ?? null,
      work.lastStableRelease?.publishedAt ?? null,
      work.mayHaveReleasedAt,
    ) ?? work.completeSince;
  const extend = (at: string) => extendByAway(since, at, away);
  return { since, quietAt: extend(addDays(since, days)), stalledAt: extend(addDays(since, stalledDays)) };
}

/** Days away that begin before the project would be quiet put that moment off by their length. */
function extendByAway(since: string, quietAt: string, away: Away | null): string {
  if (away === null) return quietAt;
  const start = Math.max(Date.parse(`${away.from}T00:00:00Z`), Date.parse(since));
  const end = Date.parse(addDays(`${away.until}T00:00:00Z`, 1));
  if (end <= start || start >= Date.parse(quietAt)) return quietAt;
  return toInstant(Date.parse(quietAt) + end - start);
}
