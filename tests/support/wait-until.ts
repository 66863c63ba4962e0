// Waits for what a test is about, never for time: looks until it is so. Who waits for long can say for what.

/** Longer than anything takes on the slowest machine, and shorter than a test may take: so that it is this that speaks. */
const patienceMs = 240_000;

const pauseMs = 20;

const waits = new Map<symbol, string>();

/** Throws when it waited in vain. */
export async function waitUntil(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const wait = Symbol(what);
  waits.set(wait, what);
  try {
    const deadline = Date.now() + patienceMs;
    while (!(await isTrue())) {
      if (Date.now() > deadline) throw new Error(`waited ${patienceMs / 1000} s in vain for ${what}`);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  } finally {
    waits.delete(wait);
  }
}

/** What is being waited for at this moment. */
export function listWaits(): string[] {
  return [...waits.values()];
}
