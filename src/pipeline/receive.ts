// Turns recorded deliveries into wishes: which repositories were heard of, which documents want a refresh. A delivery
// is only a hint to look again; what is true is read from GitHub, so order and repetition do not matter.

import { toInstant } from '../core/instants.ts';
import type { Clock, Delivery, Log, Queue, Store } from '../ports.ts';

export interface ReceivePorts {
  readonly store: Pick<
    Store,
    'waitingDeliveries' | 'documentsAbout' | 'foldDeliveries' | 'findOwnCommits' | 'purgeEvidence'
  >;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
}

const batchSize = 500;

/** Folds everything that waits. Returns how many deliveries were folded. */
export async function receiveDeliveries(ports: ReceivePorts): Promise<number> {
  let folded = 0;
  for (;;) {
    const deliveries = await ports.store.waitingDeliveries(batchSize);
    if (deliveries.length === 0) return folded;
    await foldBatch(deliveries, ports);
    folded += deliveries.length;
  }
}

/** What these deliveries say is heard as if it were news; they themselves stay as they are. */
export async function foldBatch(deliveries: readonly Delivery[], ports: ReceivePorts): Promise<void> {
  const at = toInstant(ports.clock.now());
  const heard = new Set<string>();
  const wanted = new Set<string>();
  const own = await findEchoes(deliveries, ports);
  const conversations = deliveries.filter(isConversation);
  const activities = deliveries.filter((one) => !isConversation(one) && !own.has(one.after ?? ''));
  await ports.store.purgeEvidence(listPrivatized(deliveries));
  // What is said in our own issue or pull request concerns the documents that live there, and nobody's activity.
  for (const { repositoryName } of conversations) {
    const prefix = `${repositoryName?.toLowerCase()}:`;
    const keys = await ports.store.documentsAbout({ id: null, name: repositoryName ?? '' });
    for (const key of keys) if (key.toLowerCase().startsWith(prefix)) wanted.add(key);
  }
  for (const [, repository] of listRepositories(activities)) {
    for (const name of repository.names) heard.add(name.toLowerCase());
    for (const name of repository.names) {
      for (const key of await ports.store.documentsAbout({ id: repository.id, name })) wanted.add(key);
    }
  }

  // Saved as wishes before they are queued: if the process ends in between, the clock finds them.
  await ports.store.foldDeliveries({
    keys: deliveries.map(({ key }) => key),
    heard: [...heard].map((name) => ({ name, at })),
    wanted: [...wanted].map((documentKey) => ({ documentKey, at })),
    note: wanted.size === 0 ? 'no document lists this repository' : 'refresh wanted',
  });
  await ports.queue.enqueue([...wanted].map((documentKey) => ({ kind: 'refresh', documentKey, wantedAt: at })));
  ports.log.info('deliveries-folded', {
    deliveries: deliveries.length,
    repositories: heard.size,
    documents: wanted.size,
  });
}

/** Pushes of our own commits are no news to anybody. */
async function findEchoes(deliveries: readonly Delivery[], { store }: ReceivePorts): Promise<ReadonlySet<string>> {
  const heads = deliveries.flatMap(({ event, after }) => (event === 'push' && after !== null ? [after] : []));
  return new Set(heads.length === 0 ? [] : await store.findOwnCommits(heads));
}

function listPrivatized(deliveries: readonly Delivery[]): string[] {
  return deliveries.flatMap(({ event, action, repositoryId }) =>
    event === 'repository' && action === 'privatized' && repositoryId !== null ? [repositoryId] : [],
  );
}

function isConversation({ event }: Delivery): boolean {
  return event === 'issues' || event === 'issue_comment' || event === 'pull_request';
}

/** Each repository once, however many deliveries speak of it; under its old name too. */
function listRepositories(deliveries: readonly Delivery[]) {
  const repositories = new Map<string, { id: string | null; names: Set<string> }>();
  for (const { repositoryId, repositoryName, previousName } of deliveries) {
    const key = repositoryId ?? repositoryName?.toLowerCase();
    if (key === undefined) continue;
    const entry = repositories.get(key) ?? { id: repositoryId, names: new Set<string>() };
    for (const name of [repositoryName, previousName]) if (name !== null) entry.names.add(name);
    repositories.set(key, entry);
  }
  return repositories;
}
