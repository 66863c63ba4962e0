// Looks for every canary in every sink.

import { type CanaryCase, cases, findCanaries } from './cases.ts';
import { readSinks } from './read-sinks.ts';

export interface CanaryOutcome {
  readonly case: string;
  readonly sink: string;
  /** What was found where nothing may be found. */
  readonly leaks: readonly string[];
  /** A public case that the sink does not tell: then it proves nothing about the others. */
  readonly isMute: boolean;
}

export async function playCanaries(wanted: readonly CanaryCase[] = cases): Promise<CanaryOutcome[]> {
  const outcomes: CanaryOutcome[] = [];
  for (const canary of wanted) {
    for (const { name, text, isDocument = false, tells = false } of await readSinks(canary)) {
      const found = findCanaries(text, isDocument ? canary.typed : []);
      const leaks = canary.isPublic ? [] : found;
      outcomes.push({ case: canary.name, sink: name, leaks, isMute: canary.isPublic && tells && found.length === 0 });
    }
  }
  return outcomes;
}
