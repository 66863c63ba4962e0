import { describe, expect, it } from 'vitest';
import { backoffMs, maxAttempts } from '../../src/queue/sqlite-queue.ts';

describe('backoffMs', () => {
  it('tries at least eight times over at least 24 hours', () => {
    const delays = Array.from({ length: maxAttempts - 1 }, (_, index) => backoffMs(index + 1, 0));
    expect(delays.length).toBeGreaterThanOrEqual(8);
    expect(delays.reduce((total, delay) => total + delay, 0)).toBeGreaterThanOrEqual(24 * 3_600_000);
  });

  it('grows, stays within Cloudflare’s longest delay, and spreads by at most a quarter', () => {
    for (let attempts = 1; attempts < maxAttempts; attempts += 1) {
      expect(backoffMs(attempts + 1, 0)).toBeGreaterThanOrEqual(backoffMs(attempts, 0));
      expect(backoffMs(attempts, 0.999)).toBeLessThanOrEqual(backoffMs(attempts, 0) * 1.25);
      expect(backoffMs(attempts, 1)).toBeLessThan(12 * 3_600_000);
    }
  });
});
