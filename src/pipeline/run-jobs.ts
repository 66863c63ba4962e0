// Runs one queued job and tells the queue the truth: done, try again (and when), or never. Decides by error code and
// `retryable`, never by message.

import type { Portfolio } from '../config/portfolio.ts';
import { hourMs, toInstant } from '../core/dates.ts';
import type { Problem } from '../core/model.ts';
import { localOwner, toOwnerId } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { Clock, Job, JobResult, Log, NoticeJob, Queue, RefreshJob } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { News, Refreshed, RefreshPorts } from './document-update.ts';
import { findTarget } from './expand-patterns.ts';
import { listFound, queueNotices } from './notices/queue-notices.ts';
import { sendNotice } from './notices/send-notice.ts';
import { findNeighbours } from './pull-request.ts';
import { refreshTogether } from './refresh.ts';
import type { RefreshTarget } from './target.ts';

export interface RunJobPorts extends Omit<RefreshPorts, 'memory' | 'onNews'> {
  readonly store: Store;
  /** Where notices wait; left out where nobody is told. */
  readonly queue?: Queue;
  readonly log: Log;
}

export async function runJob(
  job: Job,
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  ports: RunJobPorts,
): Promise<JobResult> {
  return job.kind === 'notice'
    ? await runNotice(job, portfolio, ports)
    : await runRefresh(job, targets, portfolio, ports);
}

async function runNotice(job: NoticeJob, portfolio: Portfolio, ports: RunJobPorts): Promise<JobResult> {
  const { documentKey } = job.notice;
  const isFile = toOwnerId(documentKey) === localOwner;
  const github = isFile ? ports.github : (ports.github.as?.(documentKey.split(':')[0] ?? '') ?? ports.github);
  try {
    return await sendNotice(job, portfolio, { ...ports, github });
  } catch (error) {
    if (!(error instanceof StatusfolioError)) throw error;
    const { code, message, retryable, retryAt } = error;
    ports.log.warn('notice.failed', { document: documentKey, channel: job.notice.channel, reason: message });
    const reason = `${code}: ${message}`;
    if (!retryable) return { kind: 'dead', reason };
    return { kind: 'retry', at: retryAt === null ? null : new Date(retryAt), reason };
  }
}

async function runRefresh(
  job: RefreshJob,
  targets: readonly RefreshTarget[],
  portfolio: Portfolio,
  given: RunJobPorts,
): Promise<JobResult> {
  const target = findTarget(job.documentKey, targets);
  if (target === undefined) return { kind: 'done' };
  const { queue, log } = given;
  const onNews = async (news: readonly News[]) =>
    queue === undefined ? undefined : await queueNotices(news, portfolio, { queue, log });
  const ports = { ...given, onNews };
  const startedAt = ports.clock.now();
  try {
    if (!(await ports.store.isRefreshRequested(job.documentKey, job.requestedAt))) return { kind: 'done' };
    const group = findNeighbours(target, targets);
    const refreshed = await refreshTogether(group, portfolio, {
      ...ports,
      memory: ports.store,
      others: targets,
      when: 'due',
    });
    await noteBudgets(target, ports);
    // A pattern has no document under its own key: the first of its files stands for the job.
    const own = refreshed.find((one) => one.target.key === job.documentKey) ?? refreshed[0];
    for (const other of refreshed) if (other !== own) await tell(other, startedAt, ports);
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
  const now = clock.now();
  // Once an hour is enough for a page, and every row that is written costs on D1.
  if (!(await store.claimTaskRun('budget', toInstant(now), toInstant(now.getTime() - hourMs)))) return;
  await store.saveTaskRun({ name: 'budget', at: toInstant(now), figures });
}

type TellPorts = RunJobPorts & Required<Pick<RefreshPorts, 'onNews'>>;

async function tell(refreshed: Refreshed, startedAt: Date, ports: TellPorts): Promise<JobResult> {
  const { target } = refreshed;
  if (refreshed.kind === 'failed') return await recordFailure(refreshed.error, target, startedAt, ports);
  const { publication, rows, problems } = refreshed.result;
  ports.log.info('document.refreshed', {
    document: target.key,
    rows: rows.length,
    changes: rows.filter(({ decision }) => decision.action === 'change').length,
    questions: rows.filter(({ decision }) => decision.action === 'question').length,
    problems: problems.length,
    published: publication.kind,
    oid: 'oid' in publication ? publication.oid : null,
  });
  return { kind: 'done' };
}

/**
 * A token that is refused, an App that was removed or suspended: asking on at every tick changes nothing, and GitHub counts
 * it. Who unsuspends or installs it again is told by a webhook; without one it is noticed after a while.
 */
const restMs = 6 * hourMs;

function restAfter(startedAt: Date) {
  return { startedAt: toInstant(startedAt), nextCheckAt: toInstant(startedAt.getTime() + restMs) };
}

async function recordFailure(
  error: unknown,
  { key, label }: RefreshTarget,
  startedAt: Date,
  { store, log, onNews, recheckAfter }: TellPorts,
): Promise<JobResult> {
  const failure =
    error instanceof StatusfolioError
      ? error
      : new StatusfolioError('UNEXPECTED', error instanceof Error ? error.message : 'something that is not an error', {
          hint: 'Please report it. It is tried again.',
          retryable: true,
        });
  const { code, message, hint, retryable, retryAt } = failure;
  log.error('refresh.failed', { document: key, code, reason: message, hint, retryable });
  const problem: Problem = { code, where: label, message, hint };
  try {
    const before = (await store.readDocument(key))?.problems ?? [];
    // Of many owners nobody is asked again and again about what only a person can change.
    const rests = code === 'TOKEN_REJECTED' || (recheckAfter !== undefined && !retryable);
    await store.saveFailure(key, problem, rests ? restAfter(startedAt) : null);
    // What is tried again may pass.
    if (!retryable) await onNews(listFound(key, [problem], before, toInstant(startedAt)));
  } catch {
    // The store itself may be what failed; then the log and the queue have to do.
    log.error('refresh.unrecorded', { document: key });
  }

  const reason = `${code}: ${message}`;
  // What needs a person (a configuration, a document) is checked again by the next tick of the clock.
  if (!retryable) return { kind: 'dead', reason };
  return { kind: 'retry', at: retryAt === null ? null : new Date(retryAt), reason };
}

// The loop of one machine: apply what was received, then run the jobs that are due, one after the other, until nothing
// is left. Serial on purpose: GitHub asks for one request at a time per token.

export interface JobSource<Claimed extends { readonly job: Job }> {
  claim(now: Date, leaseMs: number): Promise<Claimed | null>;
  complete(claimed: Claimed, outcome: JobResult, now: Date): Promise<void>;
}

export interface WorkerParts<Claimed extends { readonly job: Job }> {
  readonly receive: () => Promise<unknown>;
  readonly source: JobSource<Claimed>;
  readonly run: (job: Job) => Promise<JobResult>;
  readonly clock: Clock;
  readonly log: Log;
  /** A job that takes longer is given back to the queue: what hangs must not keep the others waiting. */
  readonly timeoutMs?: number;
}

export interface Worker {
  /** Something may be due. Returns at once; waking a worker that works makes it check once more. */
  wake(): void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Takes no more jobs; resolves when the one in hand is done. */
  stop(): Promise<void>;
}

/** Longer than the slowest refresh; a job of a process that died is claimed again after this time. */
const leaseMs = 5 * 60_000;

const defaultTimeoutMs = 4 * 60_000;

export function createWorker<Claimed extends { readonly job: Job }>(parts: WorkerParts<Claimed>): Worker {
  const { receive, source, clock, log } = parts;
  let isStopped = false;
  let isWoken = false;
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (isWoken && !isStopped) {
      isWoken = false;
      await receive();
      for (;;) {
        if (isStopped) return;
        const claimed = await source.claim(clock.now(), leaseMs);
        if (claimed === null) break;
        await source.complete(claimed, await runInTime(claimed.job, parts), clock.now());
        await receive();
      }
    }
  }

  function wake(): void {
    isWoken = true;
    if (isStopped || running !== null) return;
    running = drain()
      // The store itself failed. Nothing is lost: the next wake finds everything where it was.
      .catch((error: unknown) =>
        log.error('queue.interrupted', { reason: error instanceof Error ? error.message : 'unknown' }),
      )
      .finally(() => {
        running = null;
        // Woken between the last check and this moment.
        if (isWoken) wake();
      });
  }

  return {
    wake,
    idle: async () => {
      while (running !== null) await running;
    },
    stop: async () => {
      isStopped = true;
      await running;
    },
  };
}

/** Never rejects, and always comes to an end. A run that ends after its time is stopped by the compare-and-swap. */
export async function runInTime(
  job: Job,
  { run, log, timeoutMs = defaultTimeoutMs }: Pick<WorkerParts<{ readonly job: Job }>, 'run' | 'log' | 'timeoutMs'>,
): Promise<JobResult> {
  const late: JobResult = { kind: 'retry', at: null, reason: `it took longer than ${timeoutMs / 1000} s` };
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const timeout = new Promise<JobResult>((resolve) => {
      timer = setTimeout(() => resolve(late), timeoutMs);
    });
    const outcome = await Promise.race([run(job), timeout]);
    if (outcome === late) log.error('job.timed_out', { document: job.documentKey, reason: late.reason });
    return outcome;
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'something that is not an error';
    log.error('job.failed', { document: job.documentKey, reason });
    return { kind: 'retry', at: null, reason };
  } finally {
    clearTimeout(timer);
  }
}
