// An edit of a data file changes one value for whoever parses it, and no byte beside it. The short form of
// `npm run fuzz -- data`.

import { describe, expect, it } from 'vitest';
import { checkData, oddWords, readRows } from '../../../support/check-data.ts';
import { generateData } from '../../../support/generate-data.ts';

describe('data files of every style', () => {
  it('are read as they were meant, and one value of them differs after an edit', () => {
    let edited = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const { path, bytes, projects } = generateData(seed);
      try {
        const rows = readRows(bytes, path);
        const read = rows.map(({ name, repo, typed, skip }) => ({
          name,
          repo,
          text: typed.text,
          isEditable: skip === null,
        }));
        const meant = projects.map(({ name, repo, text, isEditable }) => ({ name, repo, text, isEditable }));
        const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
        expect(read.sort(byName)).toEqual(meant.sort(byName));
        edited += checkData(bytes, path, (index) => oddWords[(seed + index) % oddWords.length] ?? 'paused');
      } catch (error) {
        throw new Error(`seed ${seed} (${path}): ${error}\n${bytes}`);
      }
    }
    expect(edited).toBeGreaterThan(300);
  });
});
