// When to try again: soon at first, then every two hours or so for more than a day, which outlasts GitHub's longest
// outages of recent years without making anybody wait long after one. Pure: chance is handed in.

const firstDelayMs = 30_000;

/** Also what a document waits at most once GitHub is back, because a new wish does not cut a wait short. */
const maxDelayMs = 2 * 3_600_000;

/** Tries before a job is given up: the delays between them add up to more than 24 hours. */
export const maxAttempts = 17;

/**
 * Milliseconds to wait after the `attempts`-th try failed; `random` is in [0, 1) and makes the wait up to a quarter
 * longer, so that many jobs that failed together do not come back together.
 */
export function backoffMs(attempts: number, random: number): number {
  const delay = Math.min(maxDelayMs, firstDelayMs * 4 ** (attempts - 1));
  return Math.round(delay * (1 + random / 4));
}
