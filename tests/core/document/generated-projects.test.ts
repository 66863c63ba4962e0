// The short form of `npm run fuzz -- documents`: documents as people write them, of which it is known what they say.

import { describe, expect, it } from 'vitest';
import { addOutcomes, fuzzDocuments } from '../../../scripts/fuzz/fuzz-documents.ts';
import { findWrongWrites, forceEdits } from '../../support/documents/force-edits.ts';
import { generateProjects } from '../../support/documents/generate.ts';
import { others } from '../../support/documents/others.ts';
import { scoreDocument } from '../../support/documents/score.ts';

/** Percent of rows that are found, and of all that are understood; name and repository of those that are found. */
const floors: Readonly<Record<string, readonly [found: number, understood: number, name: number, repository: number]>> =
  {
    all: [97, 96, 99, 99],
    'kind: table': [99, 97, 98, 99],
    'kind: HTML table': [99, 98, 99, 99],
    'kind: transposed table': [99, 98, 99, 99],
    'kind: section table': [93, 93, 97, 96],
    'kind: section list': [99, 99, 99, 99],
    'kind: list': [92, 92, 99, 99],
    'kind: paragraph': [90, 90, 99, 99],
    'kind: label below a heading': [99, 98, 99, 99],
    'kind: labels below an item': [99, 95, 99, 99],
    'kind: checkbox': [99, 99, 99, 99],
    'kind: remark in the name cell': [90, 88, 99, 99],
    'kind: card': [92, 92, 99, 99],
    'container: quote': [92, 85, 97, 97],
    'container: list item': [94, 88, 97, 97],
    'container: details': [94, 88, 97, 97],
    'encoding: doubly encoded': [93, 93, 98, 96],
    'encoding: CR': [95, 90, 97, 97],
    'language: ja': [93, 84, 97, 97],
    'language: ko': [93, 84, 97, 97],
    'language: zh-Hans': [93, 84, 97, 97],
    'language: zh-Hant': [93, 84, 97, 97],
    'language: ru': [93, 84, 97, 97],
    'language: pl': [93, 84, 95, 97],
    'language: tr': [93, 84, 97, 97],
    'language: vi': [93, 84, 97, 97],
    'language: de': [93, 84, 97, 97],
    'language: fr': [93, 84, 97, 97],
    'language: es': [93, 84, 97, 97],
    'language: pt': [93, 84, 97, 97],
    'language: it': [93, 84, 97, 97],
  };

const outcome = addOutcomes([await fuzzDocuments(1, 400), await fuzzDocuments(70_000, 400)]);

describe('a generated document that says of projects what is known', () => {
  it('is read as it says, for every shape', () => {
    const percent = (part = 0, whole = 0) => Math.floor((100 * part) / whole);
    const below = Object.entries(floors).flatMap(([tag, wanted]) => {
      const tally = outcome.tallies[tag];
      const [found, all] = [tally?.found ?? 0, tally?.expected ?? 0];
      const shares = [percent(found, all), percent(tally?.understood, all), percent(tally?.named, found)];
      const reached = [...shares, percent(tally?.linked, found)];
      const isReached = all > 15 && wanted.every((floor, index) => (reached[index] ?? 0) >= floor);
      return isReached ? [] : [`${tag} (${all} rows): ${reached.join(', ')} of ${wanted.join(', ')}`];
    });
    expect(below).toEqual([]);
  });

  it('is written nowhere but in the statuses of its projects, as its reader sees it', () => {
    expect(outcome.failures).toEqual([]);
    expect(outcome.writable).toBeGreaterThan(1000);
    expect(outcome.forced).toBeGreaterThan(1000);
  });

  it('holds everything that is no status of a project somewhere', () => {
    const seen = Array.from({ length: 600 }, (_, seed) => generateProjects(seed).others.map(({ what }) => what));
    expect(new Set(seen.flat())).toEqual(new Set(Object.keys(others)));
  });

  it('fails where an edit changes anything else', async () => {
    const page = Array.from({ length: 60 }, (_, seed) => generateProjects(seed)).find(({ path, encoding, rows }) => {
      return path === 'index.html' && encoding === 'UTF-8' && rows.some(({ isEditable }) => isEditable);
    });
    if (page === undefined) throw new Error('no page among them');
    const forced = forceEdits(page, scoreDocument(page).reading.rows);
    expect(await findWrongWrites([forced], null)).toEqual([]);
    const harmed = Buffer.from(forced.written);
    harmed.write('T', harmed.indexOf('Harbour'));
    expect(await findWrongWrites([{ ...forced, written: harmed }], null)).toHaveLength(1);
  });
});
