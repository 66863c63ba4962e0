// When to try again: eight delays over more than 24 hours, each up to a quarter longer by chance, so that many jobs
// that failed together do not come back together. Longer than GitHub's longest outages of recent years.

const firstDelayMs = 30_000;
const maxDelayMs = 8 * 3_600_000;

/** Tries before a job is given up. */
export const maxAttempts = 9;

/** Milliseconds to wait after the `attempts`-th try failed; `random` is in [0, 1). */
export function backoffMs(attempts: number, random: number): number {
  const delay = Math.min(maxDelayMs, firstDelayMs * 4 ** (attempts - 1));
  return Math.round(delay * (1 + random / 4));
}
