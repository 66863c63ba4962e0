import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runOwners } from '../../scripts/owners/run-owners.ts';

it('keeps to every limit through half a day of many owners, learns nothing private, and leaves nobody behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'owners-'));
  const figures = await runOwners({ owners: 16, repos: 10, hours: 6, seed: 7, broken: 0.5, burst: 120, folder });
  expect(figures).toMatchObject({ limitHits: 0, foreignPrivate: 0, late: 0, unexpected: [] });
  expect(figures.graphqlPerUnchanged).toBeLessThanOrEqual(1.1);
  expect(figures.lag.most).toBeLessThanOrEqual(120_000);
  expect(figures.mostCalls).toBeLessThanOrEqual(400);
  expect(figures.commits).toBeGreaterThan(0);
}, 60_000);
