// Many owners on Cloudflare Workers, in real workerd with D1 and Queues.

import { expect, it } from 'vitest';
import { liveOnWorker } from '../../scripts/owners/live-on-worker.ts';

it('serves an owner of many from the installation to the end, and keeps nothing of it then', async () => {
  const figures = await liveOnWorker({ owners: 3, repos: 5, seed: 5, lives: 1 });
  expect(figures).toMatchObject({ left: {}, uncalledFor: [], limitHits: 0, unexpected: [] });
  expect(figures.tables).toBeGreaterThan(15);
  expect(figures.turns).toBeGreaterThan(5);
  expect(figures.mostCalls).toBeGreaterThan(20);
  expect(figures.mostCalls).toBeLessThanOrEqual(400);
  expect(figures.mostCallsAtOnce).toBeLessThan(1000);
  for (const count of figures.kept) expect(count).toBeGreaterThan(10);
});
