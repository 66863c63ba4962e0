// Applies recorded deliveries to what is known, and turns the rest into refresh requests: which repositories have to be fetched,
// which documents want a refresh. Asks GitHub nothing; a delivery that changes no answer costs no request at all.

import type { Portfolio } from '../../config/portfolio.ts';
import { toInstant } from '../../core/dates.ts';
import { toAccountId, toOwnerId } from '../../core/owner-id.ts';
import { fingerprint } from '../../core/text.ts';
import { StatusfolioError } from '../../errors.ts';
import type { Owner, Owners } from '../../ports/owners.ts';
import type { Clock, Log, Queue } from '../../ports/queue.ts';
import type { Delivery } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { type ApplyOutcome, type ApplyPorts, applyToRepository, listRepositories } from './apply-deliveries.ts';

export interface ReceivePorts {
  readonly store: Pick<
    Store,
    'waitingDeliveries' | 'markProcessed' | 'findOwnCommits' | 'purgeEvidence' | 'readRepositoryState' | 'listDocuments'
  > &
    ApplyPorts['store'];
  readonly queue: Queue;
  readonly portfolio: Portfolio;
  readonly clock: Clock;
  readonly log: Log;
}

const batchSize = 500;

/** Applies everything that waits. Returns how many deliveries were applied. */
export async function receiveDeliveries(ports: ReceivePorts): Promise<number> {
  let applied = 0;
  for (;;) {
    const deliveries = await ports.store.waitingDeliveries(batchSize);
    if (deliveries.length === 0) return applied;
    await processDeliveries(deliveries, ports).catch((error: unknown) => processEach(deliveries, ports, error));
    applied += deliveries.length;
  }
}

/** Something in a batch cannot be applied: the others must not wait for it, and it must not come back forever. */
async function processEach(deliveries: readonly Delivery[], ports: ReceivePorts, cause: unknown): Promise<void> {
  if (isStoreFailure(cause)) throw cause;
  for (const delivery of deliveries) {
    await processDeliveries([delivery], ports).catch((error: unknown) => quarantine(delivery, ports, error));
  }
}

/** What it would have said is found by a fetch. */
async function quarantine(
  delivery: Delivery,
  { store, queue, clock, log }: ReceivePorts,
  cause: unknown,
): Promise<void> {
  if (isStoreFailure(cause)) throw cause;
  const reason = cause instanceof Error ? cause.message : 'something that is not an error';
  log.error('delivery.failed', { delivery: delivery.deliveryId, reason });
  const at = toInstant(clock.now());
  const name = delivery.repositoryName?.toLowerCase() ?? null;
  const documents = name === null ? [] : await store.documentsAbout({ id: delivery.repositoryId, name });
  const requested = documents.map((documentKey) => ({ documentKey, at }));
  const stale = name === null ? [] : [{ name, at }];
  await store.markProcessed({
    keys: [delivery.key],
    stale,
    requested,
    note: `could not be applied: ${reason.slice(0, 200)}`,
  });
  await queue.enqueue(requested.map(({ documentKey }) => ({ kind: 'refresh', documentKey, requestedAt: at })));
}

function isStoreFailure(error: unknown): boolean {
  return error instanceof StatusfolioError && error.code === 'STORE_UNAVAILABLE';
}

/** What these deliveries say is applied as if it were news; they themselves stay as they are. */
export async function processDeliveries(
  deliveries: readonly Delivery[],
  { store, queue, portfolio, clock, log }: ReceivePorts,
): Promise<void> {
  const now = clock.now();
  const at = toInstant(now);
  const stale = new Set<string>();
  const requested = new Set<string>();
  const own = await findEchoes(deliveries, store);
  const conversations = deliveries.filter(isConversation);
  const activities = deliveries.filter((one) => !isConversation(one));
  const updatedActivities = [];
  const derived = [];
  const outcomes = new Map<Delivery, string>();
  await store.purgeEvidence(listPrivatized(deliveries));
  // What is said in our own issue or pull request concerns the documents that live there, and nobody's activity.
  for (const delivery of conversations) {
    const living = await findLiving(delivery.repositoryName ?? '', portfolio, store);
    if (await isOwnAct(delivery, own, living, store)) continue;
    for (const key of living) requested.add(key);
    outcomes.set(delivery, formatOutcome({ requested: living, updatedActivities: [] }));
  }
  // Who may do what in an account has changed: its documents are checked, whatever kept them from it before.
  for (const { facts } of activities) {
    const account = facts?.kind === 'access' ? (facts.account ?? null) : null;
    if (account === null) continue;
    for (const { key } of await store.listDocuments()) if (toOwnerId(key) === toAccountId(account)) requested.add(key);
  }
  for (const repository of listRepositories(activities)) {
    const outcome = await applyToRepository(repository, own, { store, portfolio }, now);
    for (const name of outcome.stale) stale.add(name);
    for (const key of outcome.requested) requested.add(key);
    for (const { delivery } of repository.events) outcomes.set(delivery, formatOutcome(outcome));
    updatedActivities.push(...outcome.updatedActivities);
    derived.push(...outcome.derived);
  }

  // Saved as refresh requests before they are queued: if the process ends in between, the clock finds them.
  await store.markProcessed({
    keys: deliveries.map(({ key }) => key),
    stale: [...stale].map((name) => ({ name, at })),
    updatedActivities,
    derived,
    requested: [...requested].map((documentKey) => ({ documentKey, at })),
    note: formatOutcome({ requested: [...requested], updatedActivities }),
  });
  await queue.enqueue([...requested].map((documentKey) => ({ kind: 'refresh', documentKey, requestedAt: at })));
  for (const delivery of deliveries) {
    const outcome = outcomes.get(delivery) ?? nothingToDo;
    log.info('delivery.processed', { delivery: delivery.deliveryId, webhook: delivery.event, outcome });
  }
}

const nothingToDo = 'nothing to do';

function formatOutcome({
  requested,
  updatedActivities,
}: Pick<ApplyOutcome, 'requested'> & { readonly updatedActivities: readonly unknown[] }): string {
  if (requested.length > 0) return 'refresh queued';
  return updatedActivities.length > 0 ? 'applied, no status changes' : nothingToDo;
}

/** Heads of pushes that are our own commits: no news to the document that they changed. */
async function findEchoes(
  deliveries: readonly Delivery[],
  store: Pick<Store, 'findOwnCommits'>,
): Promise<ReadonlySet<string>> {
  const heads = deliveries.flatMap(({ after }) => (after === null ? [] : [after]));
  return new Set(heads.length === 0 ? [] : await store.findOwnCommits(heads));
}

/** Documents that are asked about in issues of this repository: those that lie in it, or all where it is the inbox. */
async function findLiving(
  name: string,
  { inbox }: Pick<Portfolio, 'inbox'>,
  store: Pick<Store, 'documentsAbout' | 'listDocuments'>,
): Promise<string[]> {
  if (inbox?.toLowerCase() === name.toLowerCase()) {
    const keys = (await store.listDocuments()).map(({ key }) => key);
    return keys.filter((key) => toOwnerId(key) === toAccountId(name));
  }
  const prefix = `${name.toLowerCase()}:`;
  return (await store.documentsAbout({ id: null, name })).filter((key) => key.toLowerCase().startsWith(prefix));
}

/** The issue as we left it, or a commit of ours on our own branch: we know already. */
async function isOwnAct(
  { event, action, after, facts, repositoryName }: Delivery,
  own: ReadonlySet<string>,
  living: readonly string[],
  store: Pick<Store, 'readRepositoryState'>,
): Promise<boolean> {
  if (event === 'pull_request') return action === 'synchronize' && own.has(after ?? '');
  if (facts?.kind !== 'issue' || action === 'deleted' || action === 'transferred') return false;
  for (const repo of new Set(living.map((key) => key.slice(0, key.indexOf(':')).toLowerCase()))) {
    const statusIssue = (await store.readRepositoryState(repo))?.statusIssue ?? null;
    const isThere = (statusIssue?.repo ?? repo).toLowerCase() === repositoryName?.toLowerCase();
    const isSame = statusIssue?.number === facts.number && statusIssue.state === facts.state;
    if (isThere && isSame && fingerprint(statusIssue.body) === facts.text) return true;
  }
  return false;
}

function listPrivatized(deliveries: readonly Delivery[]): string[] {
  return deliveries.flatMap(({ event, action, repositoryId }) =>
    event === 'repository' && action === 'privatized' && repositoryId !== null ? [repositoryId] : [],
  );
}

/** Said in an issue or a pull request, and nobody's activity. */
export function isConversation({ event }: Delivery): boolean {
  return event === 'issues' || event === 'issue_comment' || event === 'pull_request';
}

// Which owners a delivery is news for. Where there is one, everything is for that one. Where there are several, it goes
// to the account whose repository it is about, whole, and to whoever lists that repository, who is only told that
// something happened there and fetches with a token of its own: events fan out, what they tell does not.

const routedAtOnce = 500;

/**
 * Hands what came in to its owners, durably. A crash in the middle repeats it, and each owner knows what it has got.
 * Returns how many were handed on.
 */
async function routeDeliveries(owners: Owners): Promise<number> {
  // The only owner has them already.
  if (owners.all.length === 1) return 0;
  let routed = 0;
  for (;;) {
    const deliveries = await owners.deployment.waitingDeliveries(routedAtOnce);
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
async function pickDeliveries(
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
