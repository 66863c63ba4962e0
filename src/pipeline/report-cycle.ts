// Tells a monitor outside that a slot of the schedule has ended well, so that it can raise the alarm when nothing comes. Asked
// often, by any timer: the database says which slot was used last, whether everything that was due has been looked at, and
// which slot was told last, so that each is told once by however many processes.

import { toInstant } from '../core/dates.ts';
import type { CallMonitor } from '../ports/monitor.ts';
import type { Owner, Owners } from '../ports/owners.ts';
import type { Clock, Log } from '../ports/queue.ts';

export interface CyclePorts {
  readonly owners: Owners;
  readonly callMonitor: CallMonitor;
  readonly clock: Clock;
  readonly log: Log;
}

/** Returns a function that tells of a slot which has ended well, and says whether it did. It never throws. */
export function createCycleReport({ owners, callMonitor, clock, log }: CyclePorts): () => Promise<boolean> {
  async function report(): Promise<boolean> {
    const now = clock.now();
    const slot = await findLastSlot(owners.all);
    if (slot === null || !(await isAllWell(owners.all, now))) return false;
    const before = toInstant(Date.parse(slot) - 1);
    if (!(await owners.deployment.claimTaskRun('heartbeat', slot, before))) return false;
    const failure = await callMonitor();
    if (failure !== null) log.warn('heartbeat.failed', { reason: failure });
    return failure === null;
  }

  return () =>
    report().catch((error: unknown) => {
      log.warn('heartbeat.failed', { reason: error instanceof Error ? error.message : 'unknown' });
      return false;
    });
}

/** The newest slot that every owner has used; null: there is none yet. */
async function findLastSlot(owners: readonly Owner[]): Promise<string | null> {
  const slots = await Promise.all(
    owners.map(async ({ store }) => (await store.listTaskRuns()).find(({ name }) => name === 'slot')?.at),
  );
  const used = slots.filter((at) => at !== undefined).toSorted();
  return used.length === slots.length ? (used[0] ?? null) : null;
}

/** Nothing is due, nothing was given up, and no document is one of whose repositories none could be looked at. */
async function isAllWell(owners: readonly Owner[], now: Date): Promise<boolean> {
  for (const { store } of owners) {
    if ((await store.dueDocuments(now, 1)).length > 0) return false;
    if ((await store.counts()).jobsDead > 0) return false;
    for (const { rows } of await store.listDocuments()) {
      const names = [...new Set(rows.flatMap(({ repo }) => (repo === null ? [] : [repo.toLowerCase()])))];
      const repositories = await store.readRepositories(names);
      if (repositories.length > 0 && repositories.every(({ problem }) => problem !== null)) return false;
    }
  }
  return true;
}
