// Which owners a delivery is news for. Where there is one, everything is for that one. Where there are several, it goes
// to the account whose repository it is about, whole, and to whoever lists that repository, who is only told that
// something happened there and fetches with a token of its own: events fan out, what they tell does not.

import { toAccountId } from '../../core/owner-id.ts';
import type { Owner, Owners } from '../../ports/owners.ts';
import type { Delivery } from '../../ports/records.ts';
import { isConversation, processDeliveries, type ReceivePorts, receiveDeliveries } from './process-deliveries.ts';

const batchSize = 500;

/**
 * Hands what came in to its owners, durably. A crash in the middle repeats it, and each owner knows what it has got.
 * Returns how many were handed on.
 */
async function routeDeliveries(owners: Owners): Promise<number> {
  // The only owner has them already.
  if (owners.all.length === 1) return 0;
  let routed = 0;
  for (;;) {
    const deliveries = await owners.deployment.waitingDeliveries(batchSize);
    if (deliveries.length === 0) return routed;
    for (const owner of owners.all) {
      const own = await pickDeliveries(deliveries, owner);
      if (own.length > 0) await owner.store.recordDeliveries(own);
    }
    const keys = deliveries.map(({ key }) => key);
    await owners.deployment.markProcessed({ keys, stale: [], requested: [], note: 'handed on' });
    routed += deliveries.length;
  }
}

/** What an owner gets to know of these deliveries. */
export async function pickDeliveries(
  deliveries: readonly Delivery[],
  { id, store }: Pick<Owner, 'id' | 'store'>,
): Promise<Delivery[]> {
  const known = new Map<string, Promise<boolean>>();
  const lists = (repositoryId: string | null, name: string): Promise<boolean> => {
    const key = `${repositoryId} ${name}`;
    const asked = known.get(key) ?? store.documentsAbout({ id: repositoryId, name }).then(({ length }) => length > 0);
    known.set(key, asked);
    return asked;
  };
  const picked: Delivery[] = [];
  for (const delivery of deliveries) {
    const names = [delivery.repositoryName, delivery.previousName].flatMap((name) => name ?? []);
    if (names.some((name) => toAccountId(name) === id)) {
      picked.push(delivery);
      continue;
    }
    // What is said in an issue or a pull request concerns those who live there.
    if (isConversation(delivery)) continue;
    const { facts = null } = delivery;
    if (facts?.kind === 'access') {
      const own: string[] = [];
      for (const name of facts.names) if (toAccountId(name) === id || (await lists(null, name))) own.push(name);
      const isOwn = facts.account != null && toAccountId(facts.account) === id;
      if (own.length > 0 || isOwn) picked.push({ ...delivery, facts: { ...facts, names: own } });
      continue;
    }
    for (const name of names) {
      if (!(await lists(delivery.repositoryId, name))) continue;
      picked.push({ ...delivery, ref: null, after: null, facts: null });
      break;
    }
  }
  return picked;
}

/** Applies everything that waits, for each owner by itself. */
export async function receiveForAll(owners: Owners, ports: Omit<ReceivePorts, 'store' | 'queue'>): Promise<void> {
  await routeDeliveries(owners);
  for (const { store, queue } of owners.all) await receiveDeliveries({ ...ports, store, queue });
}

/** Processes one delivery again, for every owner that it is news for. */
export async function replayForAll(
  delivery: Delivery,
  owners: Pick<Owners, 'all'>,
  ports: Omit<ReceivePorts, 'store' | 'queue'>,
): Promise<void> {
  for (const owner of owners.all) {
    const own = owners.all.length === 1 ? [delivery] : await pickDeliveries([delivery], owner);
    if (own.length > 0) await processDeliveries(own, { ...ports, store: owner.store, queue: owner.queue });
  }
}
