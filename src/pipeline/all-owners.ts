// What health, metrics and the operations page say about all owners together: sums, ages and lists. What is remembered of
// a project or a repository is never read here, because it is one owner's.

import type { OwnerState } from '../ports/owners.ts';
import type { Backlog, DeliveryRecord, StoreCounts, TaskRun } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

export type AllOwners = Pick<
  Store,
  'counts' | 'readBacklog' | 'listTaskRuns' | 'listDeliveries' | 'readVersion' | 'isSpent' | 'spend'
>;

/** `deployment` is left out where everything is one owner's. */
export function joinOwners(owners: readonly OwnerState[], deployment?: Store): AllOwners {
  const stores = owners.map(({ store }) => store);
  const all = deployment === undefined || stores.includes(deployment) ? stores : [deployment, ...stores];
  const [first, another] = all;
  // Login links are the operator's, so they are kept with the deployment.
  const common = deployment ?? first;
  if (common === undefined) throw new TypeError('there is at least one memory');
  if (another === undefined) return common;
  return {
    async counts() {
      const counts = await Promise.all(all.map((store) => store.counts()));
      const own = deployment === undefined ? counts : counts.slice(all.length - stores.length);
      const checks = own.map(({ oldestCheckAt }) => oldestCheckAt);
      return counts.reduce(
        (sum, each): StoreCounts => ({
          deliveriesWaiting: sum.deliveriesWaiting + each.deliveriesWaiting,
          deliveriesDone: sum.deliveriesDone + each.deliveriesDone,
          jobsDead: sum.jobsDead + each.jobsDead,
          noticesDead: sum.noticesDead + each.noticesDead,
          oldestCheckAt: sum.oldestCheckAt,
        }),
        {
          deliveriesWaiting: 0,
          deliveriesDone: 0,
          jobsDead: 0,
          noticesDead: 0,
          oldestCheckAt: checks.includes(null) ? null : (findOldest(checks) ?? null),
        },
      );
    },
    async readBacklog() {
      const backlogs = await Promise.all(all.map((store) => store.readBacklog()));
      return {
        oldestDeliveryAt: findOldest(backlogs.map(({ oldestDeliveryAt }) => oldestDeliveryAt)),
        jobs: backlogs.reduce((sum, { jobs }) => sum + jobs, 0),
        oldestJobAt: findOldest(backlogs.map(({ oldestJobAt }) => oldestJobAt)),
      } satisfies Backlog;
    },
    async listTaskRuns() {
      const taskRuns = (await Promise.all(all.map((store) => store.listTaskRuns()))).flat();
      return [...Map.groupBy(taskRuns, ({ name }) => name).values()].map(joinTaskRuns);
    },
    async listDeliveries(limit) {
      const lists = await Promise.all(all.map((store) => store.listDeliveries(limit)));
      const found = new Map<string, DeliveryRecord>();
      // The copy in an owner's store has that owner's outcome, so it replaces the deployment's.
      for (const delivery of lists.flat()) found.set(delivery.key, delivery);
      return [...found.values()].sort((one, other) => (one.receivedAt > other.receivedAt ? -1 : 1)).slice(0, limit);
    },
    isSpent: common.isSpent,
    spend: common.spend,
    async readVersion() {
      return (await Promise.all(all.map((store) => store.readVersion()))).join('-');
    },
  };
}

/** The oldest, so that an owner whose task stopped is not hidden behind one whose task runs. */
function joinTaskRuns(taskRuns: readonly TaskRun[]): TaskRun {
  const [oldest, ...rest] = taskRuns.toSorted((one, other) => (one.at < other.at ? -1 : 1));
  if (oldest === undefined) throw new TypeError('a group has members');
  return { ...oldest, figures: Object.assign({}, ...rest.map(({ figures }) => figures), oldest.figures) };
}

function findOldest(instants: readonly (string | null)[]): string | null {
  return instants.flatMap((at) => at ?? []).sort()[0] ?? null;
}
