// What an attack is, and what can come of it. An attack knows the attacked checkout only from outside: its command
// line, its HTTP, its Action. "Could not be tried" is never taken for "held".

import type { Place } from './place.ts';

export type Result = 'got through' | 'held' | 'could not be tried';

export interface Outcome {
  readonly result: Result;
  /** One line: what was seen. */
  readonly evidence: string;
}

export interface Attack {
  /** As the reviews number them: S1 to S21, H (hardening), Q (suspected), A1 to A6, F01 to F20, M1.1 to M1.6. */
  readonly number: string;
  /** What else would belong to it, in a few words. */
  readonly kind: string;
  /** Says what is tried, and is unlike every other name. */
  readonly name: string;
  readonly deadlineMs?: number;
  run(place: Place): Promise<Outcome>;
}

export const gotThrough = (evidence: string): Outcome => ({ result: 'got through', evidence });
export const held = (evidence: string): Outcome => ({ result: 'held', evidence });

/** Thrown where the attack never came to its point. */
export class CouldNotBeTried extends Error {}

/** Ends the attack as "could not be tried" where what must hold for it to mean anything does not. */
export function mustHold(isTrue: boolean, why: string): asserts isTrue {
  if (!isTrue) throw new CouldNotBeTried(why);
}

/** One line of at most 200 characters, without anything that a terminal obeys. */
export function toLine(text: string): string {
  const line = text
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
