// Whether it is time to refresh: asked often, by any timer, in any number of processes. The database says which slot of the
// owner's schedule was used last, so that each is used once, a machine that slept catches up with one refresh, and a clock
// that was set back neither stops the refreshes nor hides what is received.

import { type Cron, findSlot } from '../core/cron.ts';
import { toInstant } from '../core/dates.ts';
import { toOwnerId } from '../core/owner-id.ts';
import type { Owners } from '../ports/owners.ts';
import type { Clock, Log } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import { pruneDeliveries, type SchedulePorts, scheduleRefreshes } from './schedule.ts';

export interface TickPorts extends SchedulePorts {
  readonly store: SchedulePorts['store'] & Pick<Store, 'claimTaskRun' | 'forgetFuture'>;
}

/** Refreshes are spread over so much time after a slot: not everybody asks GitHub at the full hour. */
const spreadMs = 120_000;

/** Clocks are corrected by less than this all the time. */
const toleranceMs = 1000;

/** Returns a function that refreshes when a slot has come, and tells whether it did. `name` decides the place in the spread. */
export function createTick(ports: TickPorts, cron: Cron, name: string): () => Promise<boolean> {
  const { store, clock, log } = ports;
  const offsetMs = hash(name) % spreadMs;
  let used: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const now = clock.now();
    // At the start as well: it may have been set back while nobody watched.
    if (now.getTime() < lastMs - toleranceMs || lastMs === Number.NEGATIVE_INFINITY) {
      const healed = await store.forgetFuture(now);
      lastMs = now.getTime();
      used = null;
      if (healed > 0) {
        log.warn('clock.moved_back', { rows: healed });
        // What is remembered may be behind by as much as the clock was wrong.
        await scheduleRefreshes(ports);
        return true;
      }
    }
    lastMs = now.getTime();
    const slot = findSlot(cron, new Date(now.getTime() - offsetMs));
    if (slot === null || slot === used) return false;
    const isClaimed = await store.claimTaskRun('slot', slot, toInstant(Date.parse(slot) - 1));
    used = slot;
    if (isClaimed) await scheduleRefreshes(ports);
    return isClaimed;
  };
}

/** The same for every owner by itself, each in its own place of the spread. */
export function createTicks(
  owners: Owners,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  cron: Cron,
  documentKeys: readonly string[],
): () => Promise<void> {
  const { deployment } = owners;
  const ticks = owners.all.map(({ id, store, queue }) => {
    const own = documentKeys.filter((key) => toOwnerId(key) === id);
    return createTick({ store, queue, clock, log }, cron, own.join());
  });
  const isApart = owners.all.every(({ store }) => store !== deployment);
  let lastMs = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    if (isApart && (now.getTime() < lastMs - toleranceMs || lastMs === Number.NEGATIVE_INFINITY))
      await deployment.forgetFuture(now);
    lastMs = now.getTime();
    let isTicked = false;
    for (const tick of ticks) isTicked = (await tick()) || isTicked;
    if (isTicked && isApart) await pruneDeliveries(deployment, now);
  };
}

/** FNV-1a: the same everywhere, and far apart for names that are alike. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
