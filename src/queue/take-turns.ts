// Jobs in an order in which accounts take turns, so that nobody waits for all of somebody else's documents.

import type { Job } from '../ports/queue.ts';

/** Each account's jobs keep their order. */
export function takeTurns<Waiting extends { readonly job: Job }>(jobs: readonly Waiting[]): Waiting[] {
  const served = new Map<string, number>();
  return jobs
    .map((waiting) => {
      const account = waiting.job.documentKey.split('/')[0]?.toLowerCase() ?? '';
      const turn = served.get(account) ?? 0;
      served.set(account, turn + 1);
      return { waiting, turn };
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ waiting }) => waiting);
}
