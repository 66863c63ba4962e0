// Finds what GitHub could not deliver, because nobody listened or nobody answered in time: GitHub itself never tries
// again. What was missed counts as heard at once, so that one sweep makes the documents right; then each event is
// delivered again, once. What is older than GitHub remembers is found by the ordinary look at every repository.

import { dayMs, hourMs, toInstant } from '../core/instants.ts';
import { StatusfolioError } from '../errors.ts';
import type { Clock, DeliveryAttempt, HookDeliveries, HookPlace, Log, Queue, Store } from '../ports.ts';

export interface SweepPorts {
  readonly store: Pick<
    Store,
    'listDocuments' | 'documentsAbout' | 'findKnownDeliveries' | 'foldDeliveries' | 'claimMark' | 'saveMark'
  >;
  readonly queue: Queue;
  readonly hooks: HookDeliveries;
  readonly clock: Clock;
  readonly log: Log;
}

export interface SweepOptions {
  /** Although the last sweep was less than an hour ago. */
  readonly atOnce?: boolean;
  /** How many events are delivered again at most; the others wait for the next sweep. */
  readonly limit?: number;
  /** Whether to stop in the middle: the program is about to end. */
  readonly isOver?: () => boolean;
}

/** GitHub delivers nothing again that is older. */
const windowMs = 3 * dayMs;

/** A little less, so that a timer that comes every hour never finds it a moment too early. */
const pauseMs = hourMs - 60_000;

/** Attempts at one event, GitHub's own included: a receiver that refuses it so often does not want it. */
const maxAttempts = 6;

interface Missed {
  readonly place: HookPlace;
  readonly attempt: DeliveryAttempt;
}

/** Returns how many events are on their way again; null: not due yet. */
export async function sweepDeliveries(
  ports: SweepPorts,
  { atOnce = false, limit = 1000, isOver = () => false }: SweepOptions = {},
): Promise<number | null> {
  const { store, hooks, clock, log } = ports;
  const now = clock.now();
  const since = toInstant(now.getTime() - windowMs);
  if (!atOnce && !(await store.claimMark('sweep', toInstant(now), toInstant(now.getTime() - pauseMs)))) return null;

  const figures = { webhooks: 0, hidden: 0, missed: 0, redelivered: 0 };
  const missed: Missed[] = [];
  const sweepOne = async (place: HookPlace) => {
    figures.webhooks += 1;
    const found = await findMissed(place, since, ports);
    figures.missed += found.length;
    missed.push(...found);
    if (found.length > 0 && place.kind === 'repository') await hear(place.repo.toLowerCase(), ports);
  };
  try {
    if (hooks.app !== null) await sweepOne(hooks.app);
    for (const repo of await listRepositories(store)) {
      const places = await hooks.findPlaces(repo).catch((error: unknown) => {
        // The token need not be allowed to see webhooks; then the ordinary look has to do.
        if (!(error instanceof StatusfolioError) || error.code !== 'NOT_VISIBLE') throw error;
        figures.hidden += 1;
        return [];
      });
      for (const place of places) await sweepOne(place);
    }
    // Oldest first, as they would have come.
    missed.sort((one, other) => (one.attempt.deliveredAt < other.attempt.deliveredAt ? -1 : 1));
    for (const { place, attempt } of missed.slice(0, limit)) {
      if (isOver()) return null;
      if (await hooks.redeliver(place, attempt.id)) figures.redelivered += 1;
    }
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    // The next sweep finds what is left.
    log.warn('sweep-interrupted', { code: error.code, reason: error.message, ...figures });
  }
  await store.saveMark({ name: 'sweep', at: toInstant(now), figures });
  log.info('swept', figures);
  return figures.redelivered;
}

/** Repositories that are listed in documents, and those that documents live in. */
async function listRepositories(store: SweepPorts['store']): Promise<string[]> {
  const found = new Map<string, string>();
  for (const { ref, rows } of await store.listDocuments()) {
    const names = rows.map(({ repo }) => repo);
    for (const name of ref.kind === 'github' ? [ref.repo, ...names] : names) {
      if (name !== null) found.set(name.toLowerCase(), name);
    }
  }
  return [...found.values()];
}

/** The newest attempt at every event of which none arrived. */
async function findMissed(place: HookPlace, since: string, { store, hooks }: SweepPorts): Promise<Missed[]> {
  const failures = await hooks.listAttempts(place, since, 'failure');
  if (failures.length === 0) return [];
  // An event may have failed at first and arrived since.
  const attempts = await hooks.listAttempts(place, since, 'all');
  const events = Map.groupBy(attempts, ({ guid }) => guid);
  const lost = [...events.values()].flatMap((tries) => {
    const newest = tries.reduce((best, one) => (one.deliveredAt > best.deliveredAt ? one : best));
    return tries.length >= maxAttempts || tries.some(({ isOk }) => isOk) ? [] : [newest];
  });
  // What was recorded, although GitHub did not hear our answer, is not missed.
  const known = new Set(await store.findKnownDeliveries(lost.map(({ key }) => key)));
  return lost.filter(({ key }) => !known.has(key)).map((attempt) => ({ place, attempt }));
}

/** Wishes for a look at a repository of which something was missed, before it is delivered again. */
async function hear(name: string, { store, queue, clock }: SweepPorts): Promise<void> {
  const at = toInstant(clock.now());
  const wanted = (await store.documentsAbout({ id: null, name })).map((documentKey) => ({ documentKey, at }));
  await store.foldDeliveries({ keys: [], heard: [{ name, at }], wanted, note: '' });
  await queue.enqueue(wanted.map(({ documentKey }) => ({ kind: 'refresh', documentKey, wantedAt: at })));
}
