// Finds what GitHub could not deliver, because nobody listened or nobody answered in time: GitHub itself never tries
// again. What was missed counts as received at once, so that one redelivery check makes the documents right; then each event is
// delivered again, once. What is older than GitHub remembers is found by the ordinary check of every repository.

import { dayMs, hourMs, toInstant } from '../../core/dates.ts';
import { StatusfolioError } from '../../errors.ts';
import type { DeliveryAttempt, HookDeliveries, HookPlace } from '../../ports/github-admin.ts';
import type { Owners } from '../../ports/owners.ts';
import type { Clock, Log } from '../../ports/queue.ts';
import type { Store } from '../../ports/store.ts';

export interface RedeliverPorts {
  readonly owners: Owners;
  readonly hooks: HookDeliveries;
  readonly clock: Clock;
  readonly log: Log;
  /** There is something to do. */
  readonly wake?: () => void;
}

export interface RedeliverOptions {
  /** Although the last check was less than an hour ago. */
  readonly atOnce?: boolean;
  /** How many events are delivered again at most; the others wait for the next check. */
  readonly limit?: number;
  /** Whether to stop in the middle: the program is about to end. */
  readonly isOver?: () => boolean;
  /** Reads what was attempted since the last complete check alone: for one long list that always leads here. */
  readonly sinceLast?: boolean;
}

/** GitHub delivers nothing again that is older. */
const windowMs = 3 * dayMs;

/** A little less, so that a timer that comes every hour never finds it a moment too early. */
const pauseMs = hourMs - 60_000;

/** What was attempted just before a check may be listed after it. */
const overlapMs = 10 * 60_000;

/** Attempts at one event, GitHub's own included: a receiver that refuses it so often does not want it. */
const maxAttempts = 6;

interface Figures {
  webhooks: number;
  /** Repositories whose webhooks could not be seen. */
  hidden: number;
  missed: number;
  redelivered: number;
}

/** Returns how many events are on their way again; null: not due yet. */
export async function redeliverMissed(
  ports: RedeliverPorts,
  { atOnce = false, limit = 1000, isOver = () => false, sinceLast = false }: RedeliverOptions = {},
): Promise<number | null> {
  const { owners, clock, log } = ports;
  const { deployment } = owners;
  const now = clock.now();
  const since = toInstant(now.getTime() - windowMs);
  if (!atOnce && !(await deployment.claimTaskRun('redelivery', toInstant(now), toInstant(now.getTime() - pauseMs))))
    return null;

  const figures: Figures = { webhooks: 0, hidden: 0, missed: 0, redelivered: 0 };
  const checkedUntil = sinceLast ? await findLastComplete(deployment, since) : since;
  let isComplete = true;
  try {
    for await (const place of findPlaces(ports, figures)) {
      figures.webhooks += 1;
      const missed = await findMissed(place, since, checkedUntil, ports);
      figures.missed += missed.length;
      if (missed.length > 0 && place.kind === 'repository') await markStale(place.repo.toLowerCase(), ports);
      // At once, oldest first: what goes wrong at another webhook must not keep these waiting.
      for (const { id } of missed) {
        if (isOver()) return null;
        if (figures.redelivered >= limit) {
          isComplete = false;
          break;
        }
        if (await ports.hooks.redeliver(place, id)) figures.redelivered += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    // The next check finds what is left.
    isComplete = false;
    log.warn('redelivery.interrupted', { code: error.code, reason: error.message, ...figures });
  }
  const completeAt = isComplete ? toInstant(now.getTime() - overlapMs) : checkedUntil;
  await deployment.saveTaskRun({
    name: 'redelivery',
    at: toInstant(now),
    figures: { ...figures, ...(sinceLast && { completeAt }) },
  });
  log.info('redelivery.completed', { ...figures });
  return figures.redelivered;
}

/** Until when every attempt was looked at; no earlier than `since`. */
async function findLastComplete(deployment: Pick<Store, 'listTaskRuns'>, since: string): Promise<string> {
  const last = (await deployment.listTaskRuns()).find(({ name }) => name === 'redelivery')?.figures['completeAt'];
  return typeof last === 'string' && last > since ? last : since;
}

/**
 * Whose webhooks lead here. An App has one for all its repositories, and is told of nothing else; the token of a person
 * is asked about each repository that is listed. One that it may not ask about keeps no other from being swept.
 */
async function* findPlaces({ owners, hooks, log }: RedeliverPorts, figures: Figures): AsyncGenerator<HookPlace> {
  if (hooks.app !== null) {
    yield hooks.app;
    return;
  }
  for (const repo of await listRepositories(owners)) {
    try {
      yield* await hooks.findPlaces(repo);
    } catch (error) {
      // An outage of GitHub or of the network would fail for every other webhook, too.
      if (!(error instanceof StatusfolioError) || error.retryable) throw error;
      figures.hidden += 1;
      if (error.code !== 'NOT_VISIBLE') log.warn('webhook_list.failed', { code: error.code, reason: error.message });
    }
  }
}

/** Repositories that are listed in documents, and those that documents live in. */
async function listRepositories(owners: Owners): Promise<string[]> {
  const found = new Map<string, string>();
  const documents = await Promise.all(owners.all.map(({ store }) => store.listDocuments()));
  for (const { ref, rows } of documents.flat()) {
    const names = rows.map(({ repo }) => repo);
    for (const name of ref.kind === 'github' ? [ref.repo, ...names] : names) {
      if (name !== null) found.set(name.toLowerCase(), name);
    }
  }
  return [...found.values()];
}

/** The newest attempt at every event of which none arrived; oldest first, as they would have come. */
async function findMissed(
  place: HookPlace,
  since: string,
  checkedUntil: string,
  { owners, hooks }: RedeliverPorts,
): Promise<DeliveryAttempt[]> {
  const failures = await hooks.listAttempts(place, since, 'failure');
  if (!failures.some(({ deliveredAt }) => deliveredAt >= checkedUntil)) return [];
  // An event may have failed at first and arrived since.
  const recent = await hooks.listAttempts(place, checkedUntil, 'all');
  const tried = new Set(recent.map(({ guid }) => guid));
  const ids = new Set(recent.map(({ id }) => id));
  const earlier = failures.filter(({ guid, id }) => tried.has(guid) && !ids.has(id));
  const events = Map.groupBy([...recent, ...earlier], ({ guid }) => guid);
  const lost = [...events.values()].flatMap((tries) => {
    const newest = tries.reduce((best, one) => (one.deliveredAt > best.deliveredAt ? one : best));
    return tries.length >= maxAttempts || tries.some(({ isOk }) => isOk) ? [] : [newest];
  });
  // What was recorded, although GitHub did not get our answer, is not missed.
  const known = new Set(await owners.deployment.findKnownDeliveries(lost.map(({ key }) => key)));
  return lost.filter(({ key }) => !known.has(key)).sort((one, other) => (one.deliveredAt < other.deliveredAt ? -1 : 1));
}

/** Requests a check of a repository of which something was missed, before it is delivered again. */
async function markStale(name: string, { owners, clock, wake }: RedeliverPorts): Promise<void> {
  const at = toInstant(clock.now());
  for (const { store, queue } of owners.all) {
    const requested = (await store.documentsAbout({ id: null, name })).map((documentKey) => ({ documentKey, at }));
    if (requested.length === 0 && owners.all.length > 1) continue;
    await store.markProcessed({ keys: [], stale: [{ name, at }], requested, note: '' });
    await queue.enqueue(requested.map(({ documentKey }) => ({ kind: 'refresh', documentKey, requestedAt: at })));
  }
  wake?.();
}
