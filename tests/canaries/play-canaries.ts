// Looks for every canary in every sink.

import { type CanaryCase, cases, findCanaries } from './cases.ts';
import { readSinks } from './read-sinks.ts';

export interface CanaryOutcome {
  readonly case: string;
  readonly sink: string;
  /** What was found where nothing may be found. */
  readonly leaks: readonly string[];
  /** What may be told is not: then the sink proves nothing about the others. */
  readonly isMute: boolean;
}

export async function playCanaries(requested: readonly CanaryCase[] = cases): Promise<CanaryOutcome[]> {
  const outcomes: CanaryOutcome[] = [];
  for (const canary of requested) {
    for (const sink of await readSinks(canary)) {
      const { name, text, isDocument = false, tells = false, isServer = false, isOwners = false } = sink;
      const found = findCanaries(text, isDocument ? canary.typed : []);
      // The audience follows the place: what lies in a private repository is its owner's, a page is everybody's.
      const mayTell = canary.told === 'everywhere' || (canary.told === 'in the repository' && !isServer);
      const leaks = mayTell || isOwners ? [] : found;
      outcomes.push({ case: canary.name, sink: name, leaks, isMute: mayTell && tells && found.length === 0 });
    }
  }
  return outcomes;
}
