// An edit of a data file changes one value for whoever parses it, and no byte beside it. The short form of
// `npm run fuzz -- data`.

import { expect, it } from 'vitest';
import { checkGeneratedData } from '../../../support/check-data.ts';

it('data files of every style are read as they were meant, and one value of them differs after an edit', () => {
  let edited = 0;
  for (let seed = 1; seed <= 200; seed += 1) edited += checkGeneratedData(seed);
  expect(edited).toBeGreaterThan(300);
});
