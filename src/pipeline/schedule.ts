// One tick of the clock: whatever the database says is due is queued. The timer only asks; what is due, and catching
// up after sleep or a crash, is decided here, so a missed or repeated tick does no harm.

import { toInstant } from '../core/dates.ts';
import { toOwnerId } from '../core/owner-id.ts';
import type { Owners } from '../ports/owners.ts';
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
