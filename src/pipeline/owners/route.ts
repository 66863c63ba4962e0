// To whom a delivery goes where there are many owners: to the owner of the installation that it came through, whole. One
// about a public repository also wakes those whose tables list it, who are told no more than that something happened there
// and look with a token of their own: events fan out, what they tell does not.

import { toInstant } from '../../core/dates.ts';
import type { OpenOwner, OwnerRecord } from '../../ports/directory.ts';
import type { Owner } from '../../ports/owners.ts';
import type { Delivery } from '../../ports/records.ts';
import { isConversation } from '../deliveries/process-deliveries.ts';
import { applyLifeCycle, findUnknown, type LifeCyclePorts } from './life-cycle.ts';

export interface RoutePorts extends LifeCyclePorts {
  readonly openOwner: OpenOwner;
}

export interface Routed {
  /** Could not be handed on and have to be tried again: one owner's fault keeps nobody else's waiting. */
  readonly failed: readonly Delivery[];
  /** Owners whose turn is due now. */
  readonly woken: readonly string[];
}

/** Watchers look a little later, once for all that happens until then: a busy repository may have thousands of them. */
const watchersWaitMs = 5 * 60_000;

/** Hands deliveries to their owners, durably, and wakes them. Repeated, each owner knows what it has got. */
export async function routeDeliveries(deliveries: readonly Delivery[], ports: RoutePorts): Promise<Routed> {
  const { clock, log, directory } = ports;
  const failed = new Set<Delivery>();
  const attempt = async (about: readonly Delivery[], work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'something that is not an error';
      log.error('delivery.unrouted', { delivery: about[0]?.deliveryId, count: about.length, reason });
      for (const delivery of about) failed.add(delivery);
    }
  };

  for (const delivery of deliveries) {
    const { lifeCycle } = delivery;
    if (lifeCycle !== undefined) await attempt([delivery], () => applyLifeCycle(lifeCycle, ports));
  }
  const woken = new Set<string>();
  const ofOwner = new Map<number, string>();
  const news = deliveries.filter((delivery) => delivery.installationId !== undefined && isNews(delivery));
  for (const [installationId, own] of Map.groupBy(news, (delivery) => delivery.installationId ?? 0)) {
    await attempt(own, async () => {
      const owner = (await directory.find(installationId)) ?? (await findUnknown(installationId, ports));
      if (owner === null) return;
      ofOwner.set(installationId, owner.ownerId);
      if (owner.state !== 'active') return;
      await handOver(own, owner, ports);
      woken.add(owner.ownerId);
    });
  }
  const open = deliveries.filter((delivery) => delivery.isPublic === true && !isConversation(delivery));
  // After everything is durable: whoever is woken finds it.
  await attempt(open, async () => {
    const told = await tellWatchers(open, (id) => ofOwner.get(id), ports);
    await directory.wake(told, toInstant(clock.now().getTime() + watchersWaitMs));
  });
  await attempt(news, () => directory.wake([...woken], toInstant(clock.now())));
  return { failed: deliveries.filter((delivery) => failed.has(delivery)), woken: [...woken] };
}

/** What is said of an account alone is all in the directory. */
function isNews({ lifeCycle, facts }: Delivery): boolean {
  return lifeCycle === undefined || facts?.kind === 'access';
}

async function handOver(own: readonly Delivery[], owner: OwnerRecord, ports: RoutePorts): Promise<void> {
  const { directory, openOwner } = ports;
  const opened = await openOwner(owner.ownerId);
  await opened?.store.recordDeliveries(own);
  const { configuration } = owner;
  if (configuration === null) return;
  // The next turn reads it again.
  const home = configuration.repo.toLowerCase();
  const isTouched = own.some((each) => each.repositoryName?.toLowerCase() === home && touchesConfiguration(each));
  if (isTouched) await directory.saveConfiguration(owner.ownerId, null);
}

/** A push to the default branch that changed the owner's configuration, or may have: a rewritten one does not say. */
function touchesConfiguration({ event, facts = null }: Delivery): boolean {
  if (event !== 'push') return false;
  if (facts === null) return true;
  return facts.kind === 'push' && facts.isDefaultBranch && (facts.isRewrite || facts.touchesConfiguration === true);
}

/** Each watcher once for all of these deliveries. Returns the owners that were told. */
async function tellWatchers(
  open: readonly Delivery[],
  ownerOf: (installationId: number) => string | undefined,
  { directory, openOwner, clock }: RoutePorts,
): Promise<string[]> {
  const at = toInstant(clock.now());
  const about = Map.groupBy(
    open.flatMap((delivery) =>
      [delivery.repositoryName, delivery.previousName].flatMap((name) =>
        name === null ? [] : [{ name: name.toLowerCase(), delivery }],
      ),
    ),
    ({ name }) => name,
  );
  const watchers = await directory.watchersOf([...about.keys()]);
  const told: string[] = [];
  for (const [ownerId, watched] of Map.groupBy(watchers, (watcher) => watcher.ownerId)) {
    // Who was given the whole delivery has heard enough.
    const news = watched.flatMap(({ repo }) => {
      const others = (about.get(repo) ?? []).filter(
        ({ delivery: { installationId } }) => installationId === undefined || ownerOf(installationId) !== ownerId,
      );
      return others.slice(0, 1).map(({ delivery }) => ({ repo, id: delivery.repositoryId }));
    });
    if (news.length === 0) continue;
    const owner = await openOwner(ownerId);
    if (owner === null || owner.record.state !== 'active') continue;
    await hear(news, owner, at);
    told.push(ownerId);
  }
  return told;
}

/** Marks it in the owner's own state: what is known of these repositories is old, and their documents want a refresh. */
async function hear(
  news: readonly { readonly repo: string; readonly id: string | null }[],
  { store, queue }: Owner,
  at: string,
): Promise<void> {
  const keys = new Set<string>();
  for (const { repo, id } of news) for (const key of await store.documentsAbout({ id, name: repo })) keys.add(key);
  const requested = [...keys].map((documentKey) => ({ documentKey, at }));
  const stale = news.map(({ repo }) => ({ name: repo, at }));
  await store.markProcessed({ keys: [], stale, requested, note: '' });
  await queue.enqueue(requested.map(({ documentKey }) => ({ kind: 'refresh', documentKey, requestedAt: at })));
}
