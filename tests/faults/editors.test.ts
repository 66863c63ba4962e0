// A short form of `npm run editors`.

import { expect, it } from 'vitest';
import { playEditors } from './play-editors.ts';

it('no edit of a person is lost, whatever gap it lands in, and nothing is forced', async () => {
  const report = await playEditors(60, 20261121);
  expect(report.lost).toEqual([]);
  expect(report.forcedPushes).toBe(0);
  expect(report.gaps).toBeGreaterThan(40);
  expect(report.ownCommits).toBeGreaterThan(20);
});
