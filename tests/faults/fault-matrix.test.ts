// A short form of `npm run faults`: every situation and every fault, at one call site each, moving on each time.

import { describe, expect, it } from 'vitest';
import { faults } from './list-faults.ts';
import { listSites, playFault, situations } from './play-faults.ts';

describe.each(situations)('a bad day in the situation "$name"', (situation) => {
  it('harms nothing and comes right by itself', async () => {
    const sites = await listSites(situation);
    const offset = situations.indexOf(situation);
    const broken: string[] = [];
    for (const [index, fault] of faults.entries()) {
      if (index % 5 !== offset % 5) continue;
      const site = sites[(index * 7 + offset) % sites.length] ?? '';
      const wrong = await playFault(situation, site, fault);
      if (wrong.length > 0) broken.push(`${fault.name} at ${site}: ${wrong.join('; ')}`);
    }
    expect(broken).toEqual([]);
  });
});

it('there are enough faults and call sites', async () => {
  const sites = await Promise.all(situations.map(listSites));
  expect(faults.length).toBeGreaterThanOrEqual(45);
  expect(new Set(sites.flat()).size).toBeGreaterThanOrEqual(25);
});
