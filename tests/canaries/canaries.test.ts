// A short form of `npm run canaries`: every sink, and the cases that differ most.

import { describe, expect, it } from 'vitest';
import { cases } from './cases.ts';
import { playCanaries } from './play-canaries.ts';

const quick = [
  'of a private portfolio',
  'public',
  'renamed while private',
  'listed only in the configuration',
  'in several documents, one of them private',
];

describe('what is not public', () => {
  for (const name of quick) {
    it(`reaches nothing that others can read: ${name}`, async () => {
      const outcomes = await playCanaries(cases.filter((one) => one.name === name));
      expect(outcomes.length).toBeGreaterThanOrEqual(35);
      expect(outcomes.filter(({ leaks, isMute }) => leaks.length > 0 || isMute)).toEqual([]);
    });
  }
});
