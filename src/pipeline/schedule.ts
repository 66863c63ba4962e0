// One tick of the clock: whatever the database says is due is queued. The timer only asks; what is due, and catching
// up after sleep or a crash, is decided here, so a missed or repeated tick does no harm.

import type { Schedule } from '../config/schedule.ts';
import { toInstant } from '../core/dates.ts';
import { toOwnerId } from '../core/owner-id.ts';
import { hashText } from '../core/text.ts';
import type { CallMonitor } from '../ports/notices.ts';
import type { Owner, Owners } from '../ports/owners.ts';
import type { Clock, Log, Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';

export interface SchedulePorts {
  readonly store: Pick<Store, 'dueDocuments' | 'listDocuments' | 'makeAllDue' | 'prune' | 'saveTaskRun'>;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

/** Somebody wants these documents refreshed: remembered before it is queued, so that a crash in between loses nothing. */
export async function requestRefreshes(
  documentKeys: readonly string[],
  { store, queue, clock }: Pick<SchedulePorts, 'queue' | 'clock'> & { readonly store: Pick<Store, 'markProcessed'> },
): Promise<void> {
  const at = toInstant(clock.now());
  const requested = [...new Set(documentKeys)].map((documentKey) => ({ documentKey, at }));
  await store.markProcessed({ keys: [], stale: [], requested, note: '' });
  await queue.enqueue(requested.map(({ documentKey }) => ({ kind: 'refresh', documentKey, requestedAt: at })));
}

/** The same for documents of whatever owners. */
export async function requestAll(documentKeys: readonly string[], owners: Owners, clock: Clock): Promise<void> {
  for (const { id, store, queue } of owners.all) {
    const own = documentKeys.filter((key) => toOwnerId(key) === id);
    if (own.length > 0) await requestRefreshes(own, { store, queue, clock });
  }
}

const maxDocuments = 1000;

/** Longer than GitHub redelivers (3 days), so a redelivered event is still known. */
const keepDeliveriesMs = 4 * 24 * 3_600_000;

/** Queues the documents that are due; all of them with `everything` (at start, or when the owner asks). */
export async function scheduleRefreshes(ports: SchedulePorts, everything = false): Promise<number> {
  const now = ports.clock.now();
  if (everything) await ports.store.makeAllDue(now);
  const keys = everything
    ? (await ports.store.listDocuments()).map(({ key }) => key)
    : await ports.store.dueDocuments(now, maxDocuments);
  await ports.queue.enqueue(keys.map((documentKey) => ({ kind: 'refresh', documentKey, requestedAt: toInstant(now) })));
  const pruned = await pruneDeliveries(ports.store, now);
  await ports.store.saveTaskRun({ name: 'tick', at: toInstant(now), figures: { due: keys.length, pruned } });
  ports.log.info('tick.completed', { due: keys.length, pruned });
  return keys.length;
}

/** What nobody delivers again need not be known. Returns how many were forgotten. */
export async function pruneDeliveries(store: Pick<Store, 'prune'>, now: Date): Promise<number> {
  return await store.prune(new Date(now.getTime() - keepDeliveriesMs));
}

/** The same for the documents of every owner. */
export async function scheduleAll(
  owners: Owners,
  ports: Pick<SchedulePorts, 'clock' | 'log'>,
  everything: boolean,
): Promise<void> {
  for (const { store, queue } of owners.all) await scheduleRefreshes({ ...ports, store, queue }, everything);
}

// Whether it is time to refresh: asked often, by any timer, in any number of processes. The database says which slot of the
// owner's schedule was used last, so that each is used once, a machine that slept catches up with one refresh, and a clock
// that was set back neither stops the refreshes nor hides what is received.

export interface TickPorts extends SchedulePorts {
  readonly store: SchedulePorts['store'] & Pick<Store, 'claimTaskRun' | 'forgetFuture'>;
}

/** Refreshes are spread over so much time after a slot: not everybody asks GitHub at the full hour. */
const spreadMs = 120_000;

/** Time synchronisation sets clocks back by less than this in normal operation. */
const toleranceMs = 1000;

/** Returns a function that refreshes when a slot has come, and tells whether it did. `name` decides the place in the spread. */
export function createTick(ports: TickPorts, schedule: Schedule, name: string): () => Promise<boolean> {
  const { store, clock, log } = ports;
  const offsetMs = hashText(name) % spreadMs;
  let used: string | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;

  return async () => {
    const now = clock.now();
    // At the start as well: the clock may have been set back while the program was stopped.
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
    const slot = schedule.findSlot(new Date(now.getTime() - offsetMs));
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
  schedule: Schedule,
  documentKeys: readonly string[],
): () => Promise<void> {
  const { deployment } = owners;
  const ticks = owners.all.map(({ id, store, queue }) => {
    const own = documentKeys.filter((key) => toOwnerId(key) === id);
    return createTick({ store, queue, clock, log }, schedule, own.join());
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
// Tells a monitor outside that a slot of the schedule has ended well, so that it can raise the alarm when nothing comes. Asked
// often, by any timer: the database says which slot was used last, whether everything that was due has been checked, and
// which slot was told last, so that each is told once by however many processes.

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

/** Nothing is due, nothing was given up, and no document is one of whose repositories none could be fetched. */
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
