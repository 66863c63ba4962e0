// Choices that look random and are the same for the same seed.

import { createRandom } from './random.ts';

export interface Dice {
  readonly random: () => number;
  readonly pick: <T>(values: readonly T[]) => T;
  /** By weight. */
  readonly pickWeighted: (weights: Readonly<Record<string, number>>) => string;
  readonly chance: (share: number) => boolean;
  /** A whole number from 0 to `limit` - 1. */
  readonly below: (limit: number) => number;
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(values: readonly T[]): T => {
    const value = values[below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  };
  const pickWeighted = (weights: Readonly<Record<string, number>>) => {
    const entries = Object.entries(weights);
    let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [key, weight] of entries) {
      left -= weight;
      if (left < 0) return key;
    }
    return pick(Object.keys(weights));
  };
  return { random, below, pick, pickWeighted, chance: (share) => random() < share };
}
