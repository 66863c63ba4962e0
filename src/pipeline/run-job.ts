// Runs one queued job and tells the queue the truth: done, try again (and when), or never. Decides by error code and
// `retryable`, never by message.

import type { Portfolio } from '../core/portfolio.ts';
import { StatusfolioError } from '../errors.ts';
import type { Job, Log, Outcome, Store } from '../ports.ts';
import { type RefreshPorts, type RefreshTarget, refresh } from './refresh.ts';

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
  try {
    if (!(await ports.store.isRefreshWanted(job.documentKey, job.wantedAt))) return { kind: 'done' };
    const { publication, rows, problems } = await refresh(target, portfolio, { ...ports, memory: ports.store });
    ports.log.info('refreshed', {
      document: target.key,
      rows: rows.length,
      changes: rows.filter(({ settled }) => settled.action === 'change').length,
      questions: rows.filter(({ settled }) => settled.action === 'question').length,
      problems: problems.length,
      published: publication.kind,
      oid: publication.kind === 'published' ? publication.oid : null,
    });
    return { kind: 'done' };
  } catch (error) {
    return readOutcome(error, target, ports.log);
  }
}

function readOutcome(error: unknown, target: RefreshTarget, log: Log): Outcome {
  const known = error instanceof StatusfolioError ? error : null;
  const reason =
    known === null
      ? `unexpected: ${error instanceof Error ? error.message : 'not an error'}`
      : `${known.code}: ${known.message}`;
  log.error('refresh-failed', { document: target.key, reason, hint: known?.hint, retryable: known?.retryable ?? true });
  // What is wrong with the token, the document or the configuration is looked at again by the next tick of the clock.
  if (known !== null && !known.retryable) return { kind: 'dead', reason };
  return { kind: 'retry', at: known?.retryAt == null ? null : new Date(known.retryAt), reason };
}
