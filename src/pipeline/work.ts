// The loop of one machine: fold what was received, then run the jobs that are due, one after the other, until nothing
// is left. Serial on purpose: GitHub asks for one request at a time per token.

import type { Clock, Job, Log, Outcome } from '../ports.ts';

export interface JobSource<Claimed extends { readonly job: Job }> {
  claim(now: Date, leaseMs: number): Promise<Claimed | null>;
  settle(claimed: Claimed, outcome: Outcome, now: Date): Promise<void>;
}

export interface WorkerParts<Claimed extends { readonly job: Job }> {
  readonly receive: () => Promise<unknown>;
  readonly source: JobSource<Claimed>;
  readonly run: (job: Job) => Promise<Outcome>;
  readonly clock: Clock;
  readonly log: Log;
  /** A job that takes longer is given back to the queue: what hangs must not keep the others waiting. */
  readonly timeoutMs?: number;
}

export interface Worker {
  /** Something may be due. Returns at once; waking a worker that works makes it look once more. */
  wake(): void;
  /** Resolves when nothing is left to do. */
  idle(): Promise<void>;
  /** Takes no more jobs; resolves when the one in hand is settled. */
  stop(): Promise<void>;
}

/** Longer than the slowest refresh; a job of a process that died is claimed again after this time. */
const leaseMs = 5 * 60_000;

const defaultTimeoutMs = 4 * 60_000;

export function createWorker<Claimed extends { readonly job: Job }>(parts: WorkerParts<Claimed>): Worker {
  const { receive, source, clock, log, timeoutMs = defaultTimeoutMs } = parts;
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
        await source.settle(claimed, await run(claimed.job), clock.now());
        await receive();
      }
    }
  }

  /** Never rejects, and always comes to an end. A run that ends after its time is stopped by the compare-and-swap. */
  async function run(job: Job): Promise<Outcome> {
    const late: Outcome = { kind: 'retry', at: null, reason: `it took longer than ${timeoutMs / 1000} s` };
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const timeout = new Promise<Outcome>((resolve) => {
        timer = setTimeout(() => resolve(late), timeoutMs);
      });
      const outcome = await Promise.race([parts.run(job), timeout]);
      if (outcome === late) log.error('job-hangs', { document: job.documentKey, reason: late.reason });
      return outcome;
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'something that is not an error';
      log.error('job-failed', { document: job.documentKey, reason });
      return { kind: 'retry', at: null, reason };
    } finally {
      clearTimeout(timer);
    }
  }

  function wake(): void {
    isWoken = true;
    if (isStopped || running !== null) return;
    running = drain()
      // The store itself failed. Nothing is lost: the next wake finds everything where it was.
      .catch((error: unknown) =>
        log.error('work-interrupted', { reason: error instanceof Error ? error.message : 'unknown' }),
      )
      .finally(() => {
        running = null;
        // Woken between the last look and this moment.
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
