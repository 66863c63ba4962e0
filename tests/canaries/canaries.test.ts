// A short form of `npm run canaries`: every sink, and the cases that differ most.

import { describe, expect, it } from 'vitest';
import { cases, findCanaries } from './cases.ts';
import { playCanaries } from './play-canaries.ts';
import { readChannels } from './read-channels.ts';
import { listTargets } from './read-sinks.ts';

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

  it('reaches the channels of its owner', async () => {
    const canary = cases.find(({ name }) => name === 'private') ?? expect.fail('there is such a case');
    const owners = (await readChannels(canary, listTargets)).filter(({ isOwners }) => isOwners === true);
    expect(owners.map(({ text }) => findCanaries(text).length > 0)).toEqual([true, true, true]);
  });
});
