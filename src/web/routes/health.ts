// GET /healthz: do we still check GitHub? GET /readyz: does the store answer? For probes, so without credentials and
// without details.

import type { Hono } from 'hono';
import { elapsedMs, hourMs, toInstant } from '../../core/dates.ts';
import type { StoreCounts } from '../../ports/records.ts';
import type { RoutePorts } from '../types.ts';

/** Older than this, the last good check of some document means that the statuses shown are no longer watched. */
const maxCheckAgeMs = 48 * hourMs;

type Ports = Pick<RoutePorts, 'all' | 'clock' | 'log'>;

export function addHealthRoutes(app: Hono, ports: Ports): void {
  // A server that has not fetched anything yet is given as long as one that has.
  const startedAt = toInstant(ports.clock.now());

  app.get('/healthz', async (c) => {
    const counts = await readCounts(ports);
    const oldestCheckAt = counts?.oldestCheckAt ?? null;
    const isOk = counts !== null && elapsedMs(oldestCheckAt ?? startedAt, ports.clock.now()) <= maxCheckAgeMs;
    // When the documents were checked, the owner reads on the operations page: here it would tell of private ones.
    return c.json({ ok: isOk }, isOk ? 200 : 503);
  });

  app.get('/readyz', async (c) => {
    const isReady = (await readCounts(ports)) !== null;
    return c.json({ ready: isReady }, isReady ? 200 : 503);
  });
}

async function readCounts({ all, log }: Ports): Promise<StoreCounts | null> {
  try {
    return await all.counts();
  } catch (error) {
    log.error('store.failed', { reason: error instanceof Error ? error.message : 'unknown' });
    return null;
  }
}
