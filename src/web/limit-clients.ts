// How often one client may do something within a while. Each has a count of its own, so that a stranger uses up only
// theirs; and it is counted before anything is waited for, so that many at once are counted, too.

import type { Clock } from '../ports/queue.ts';

export interface ClientLimit {
  /** Counts one more, and says whether it is still within the limit. */
  take(client: string): boolean;
  /** It was none of those that are limited. */
  giveBack(client: string): void;
}

interface Count {
  readonly startedAt: number;
  count: number;
}

/** What is remembered is bounded; whoever is forgotten first has been counted longest. */
const maxClients = 10_000;

export function limitClients(
  { most, windowMs }: { readonly most: number; readonly windowMs: number },
  clock: Clock,
): ClientLimit {
  const counts = new Map<string, Count>();

  function open(client: string, nowMs: number): Count {
    const known = counts.get(client);
    if (known !== undefined && nowMs - known.startedAt < windowMs) return known;
    counts.delete(client);
    const [oldest] = counts.keys();
    if (counts.size >= maxClients && oldest !== undefined) counts.delete(oldest);
    const fresh = { startedAt: nowMs, count: 0 };
    counts.set(client, fresh);
    return fresh;
  }

  return {
    take(client) {
      const known = open(client, clock.now().getTime());
      known.count += 1;
      return known.count <= most;
    },
    giveBack(client) {
      const known = counts.get(client);
      if (known !== undefined && known.count > 0) known.count -= 1;
    },
  };
}
