// A short form of `npm run echoes`.

import { expect, it } from 'vitest';
import { playEchoes } from './play-echoes.ts';

it('nothing but a change makes a commit, and a change makes one', async () => {
  for (const { what, commits, allowed } of await playEchoes(20, 1)) expect([what, commits]).toEqual([what, allowed]);
});
