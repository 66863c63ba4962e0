// Runs one queued job and tells the queue the truth: done, try again (and when), or never. Decides by error code and
// `retryable`, never by message.

import { hourMs, toInstant } from '../core/instants.ts';
import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { Job, Log, Outcome, Store } from '../ports.ts';
import { findNeighbours } from './homes.ts';
import { type Refreshed, type RefreshPorts, type RefreshTarget, refreshTogether } from './refresh.ts';

export interface RunJobPorts extends Omit<RefreshPorts, 'memory'> {
  readonly store: Store;
  readonly log: Log;
}

export async function runJob(
  job: Job,
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RunJobPorts,
): Promise<Outcome> {
  const target = targets.find(({ key }) => key === job.documentKey);
  if (target === undefined) return { kind: 'done' };
  const startedAt = ports.clock.now();
  try {
    if (!(await ports.store.isRefreshWanted(job.documentKey, job.wantedAt))) return { kind: 'done' };
    const group = findNeighbours(target, targets);
    const [own, ...others] = await refreshTogether(group, portfolio, { ...ports, memory: ports.store, look: 'due' });
    await noteBudgets(target, ports);
    for (const other of others) await tell(other, startedAt, ports);
    return own === undefined ? { kind: 'done' } : await tell(own, startedAt, ports);
  } catch (error) {
    return await recordFailure(error, target, startedAt, ports);
  }
}

/** For the operations page: what GitHub still grants this document's account. */
async function noteBudgets({ ref }: RefreshTarget, { github, store, clock }: RunJobPorts): Promise<void> {
  const own = ref.kind === 'github' ? (github.as?.(ref.repo) ?? github) : github;
  const budgets = own.budgets?.() ?? github.budgets?.() ?? [];
  if (budgets.length === 0) return;
  const figures = Object.fromEntries(
    budgets.map(({ resource, remaining, limit, resetAt }) => [resource, `${remaining} of ${limit} until ${resetAt}`]),
  );
  await store.saveMark({ name: 'budget', at: toInstant(clock.now()), figures });
}

async function tell(refreshed: Refreshed, startedAt: Date, ports: RunJobPorts): Promise<Outcome> {
  const { target } = refreshed;
  if (refreshed.kind === 'failed') return await recordFailure(refreshed.error, target, startedAt, ports);
  const { publication, rows, problems } = refreshed.result;
  ports.log.info('refreshed', {
    document: target.key,
    rows: rows.length,
    changes: rows.filter(({ settled }) => settled.action === 'change').length,
    questions: rows.filter(({ settled }) => settled.action === 'question').length,
    problems: problems.length,
    published: publication.kind,
    oid: 'oid' in publication ? publication.oid : null,
  });
  return { kind: 'done' };
}

/**
 * A token that is refused, an App that was removed or suspended: asking on at every tick changes nothing, and GitHub counts
 * it. Who unsuspends or installs it again is heard of by webhook; without one it is noticed after a while.
 */
const restMs = 6 * hourMs;

function restAfter(startedAt: Date) {
  return { startedAt: toInstant(startedAt), nextLookAt: toInstant(startedAt.getTime() + restMs) };
}

async function recordFailure(
  error: unknown,
  { key, label }: RefreshTarget,
  startedAt: Date,
  { store, log }: RunJobPorts,
): Promise<Outcome> {
  const failure =
    error instanceof StatusfolioError
      ? error
      : new StatusfolioError('UNEXPECTED', error instanceof Error ? error.message : 'something that is not an error', {
          hint: 'Please report it. It is tried again.',
          retryable: true,
        });
  const { code, message, hint, retryable, retryAt } = failure;
  log.error('refresh-failed', { document: key, code, reason: message, hint, retryable });
  // The store itself may be what failed; then the log and the queue have to do.
  await store
    .saveFailure(key, { code, where: label, message, hint }, code === 'TOKEN_REJECTED' ? restAfter(startedAt) : null)
    .catch(() => log.error('failure-not-saved', { document: key }));

  const reason = `${code}: ${message}`;
  // What needs a person (a configuration, a document) is looked at again by the next tick of the clock.
  if (!retryable) return { kind: 'dead', reason };
  return { kind: 'retry', at: retryAt === null ? null : new Date(retryAt), reason };
}
