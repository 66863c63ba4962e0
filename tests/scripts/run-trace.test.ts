// ARCHITECTURE.md tells three walks through the sources. Each is played, and has to go the way that is told.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type JourneyName, traceJourney } from '../../scripts/run-trace.ts';

const walks: readonly [JourneyName, string][] = [
  ['webhook', 'A webhook that ends in a commit'],
  ['tick', 'A tick of the clock'],
  ['check', '`check README.md`'],
];

/** The files that a numbered list of ARCHITECTURE.md names. */
function readWalk(heading: string): string[] {
  const [, text = ''] = readFileSync('ARCHITECTURE.md', 'utf8').split(`\n### ${heading}\n`);
  const [section = ''] = text.split(/^#/m);
  const items = section.split('\n').filter((line) => /^\d+\. /.test(line));
  return items.flatMap((line) => [...line.matchAll(/`(src\/[^`]+)`/g)].map(([, path = '']) => path));
}

describe('ARCHITECTURE.md', () => {
  it.each(walks)('tells the walk of the journey "%s" in the order in which it is gone', async (name, heading) => {
    const walk = readWalk(heading);
    expect(walk.length).toBeGreaterThan(5);
    const entered = await traceJourney(name);
    expect(entered.filter((path) => walk.includes(path))).toEqual(walk);
  });
});
