import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/ports.ts';
import { maxAttempts } from '../../src/queue/backoff.ts';
import { createSqliteQueue, type SqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 5, 1, 12, minutes));
const job = (documentKey: string, minutes = 0): Job => ({
  kind: 'refresh',
  documentKey,
  wantedAt: at(minutes).toISOString(),
});
const leaseMs = 60_000;
const failed = { kind: 'retry', at: null, reason: 'GitHub is down' } as const;

describe('createSqliteQueue', () => {
  let queue: SqliteQueue;
  beforeEach(() => {
    queue = createSqliteQueue(openSqliteDatabase(':memory:', { withGitignore: false }), 'ada', { random: () => 0 });
  });

  async function claim(minutes: number) {
    const claimed = await queue.claim(at(minutes), leaseMs);
    if (claimed === null) throw new Error('a job must be due');
    return claimed;
  }

  it('makes one job of ten thousand wishes for one document', async () => {
    await queue.enqueue(Array.from({ length: 10_000 }, (_, index) => job('a', index / 10_000)));
    await queue.settle(await claim(1), { kind: 'done' }, at(1));
    expect(await queue.claim(at(1), leaseMs)).toBeNull();
  });

  it('gives out what has waited longest, and nothing twice', async () => {
    await queue.enqueue([job('b', 2), job('a', 1), job('c', 9)]);
    expect((await claim(5)).job.documentKey).toBe('a');
    expect((await claim(5)).job.documentKey).toBe('b');
    expect(await queue.claim(at(5), leaseMs)).toBeNull();
  });

  it('runs once more when somebody wished again while the job was running', async () => {
    await queue.enqueue([job('a')]);
    const first = await claim(1);
    await queue.enqueue([job('a', 2)]);
    expect(await queue.claim(at(1), leaseMs / 2)).toBeNull();
    await queue.settle(first, { kind: 'done' }, at(2));
    const second = await claim(2);
    expect(second).toMatchObject({ attempts: 1, job: { wantedAt: at(2).toISOString() } });
    await queue.settle(second, { kind: 'done' }, at(2));
    expect(await queue.claim(at(60), leaseMs)).toBeNull();
  });

  it('gives a job again when its lease ran out or its process is gone, and counts the attempts', async () => {
    await queue.enqueue([job('a')]);
    expect((await claim(1)).attempts).toBe(1);
    expect((await claim(2)).attempts).toBe(2);
    await queue.reclaim();
    expect((await claim(2)).attempts).toBe(3);
  });

  it('waits as long as a retry says, whatever is wished meanwhile', async () => {
    await queue.enqueue([job('a')]);
    await queue.settle(await claim(1), { kind: 'retry', at: at(30), reason: 'throttled' }, at(1));
    await queue.enqueue([job('a', 5)]);
    expect(await queue.claim(at(29), leaseMs)).toBeNull();
    expect((await claim(30)).attempts).toBe(2);
  });

  it('gives a job up after the last attempt, keeps the reason, and replays it', async () => {
    await queue.enqueue([job('a')]);
    let now = at(0);
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const claimed = await queue.claim(now, leaseMs);
      expect(claimed?.attempts).toBe(attempt);
      if (claimed !== null) await queue.settle(claimed, failed, now);
      now = new Date(now.getTime() + 24 * 3_600_000);
    }
    expect(await queue.claim(now, leaseMs)).toBeNull();
    expect(await queue.dead()).toMatchObject([
      { job: { documentKey: 'a' }, reason: 'GitHub is down', attempts: maxAttempts },
    ]);

    expect(await queue.replay('a', now)).toBe(true);
    expect(await queue.replay('a', now)).toBe(false);
    expect(await queue.dead()).toEqual([]);
    expect((await queue.claim(now, leaseMs))?.attempts).toBe(1);
  });

  it('gives up a job over which the process dies again and again, and goes on with the others', async () => {
    await queue.enqueue([job('poison'), job('good', 1)]);
    const seen: string[] = [];
    for (let minutes = 1; minutes < 40; minutes += 2) {
      const claimed = await queue.claim(at(minutes), leaseMs);
      if (claimed === null) break;
      seen.push(claimed.job.documentKey);
      if (claimed.job.documentKey === 'good') await queue.settle(claimed, { kind: 'done' }, at(minutes));
    }
    expect(seen.filter((key) => key === 'poison')).toHaveLength(maxAttempts);
    expect(seen).toContain('good');
    expect(await queue.dead()).toMatchObject([{ job: { documentKey: 'poison' }, reason: 'it never came to an end' }]);
  });

  it('buries at once what cannot succeed, and forgets it when a later refresh does', async () => {
    await queue.enqueue([job('a')]);
    await queue.settle(await claim(1), { kind: 'dead', reason: 'TOKEN_REJECTED' }, at(1));
    expect(await queue.dead()).toHaveLength(1);
    await queue.enqueue([job('a', 2)]);
    await queue.settle(await claim(3), { kind: 'done' }, at(3));
    expect(await queue.dead()).toEqual([]);
  });
});
