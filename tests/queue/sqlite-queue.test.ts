import { beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../src/ports/queue.ts';
import { backoffMs, createSqliteQueue, maxAttempts, type SqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { newDatabasePath } from '../store/new-database-path.ts';

const at = (minutes: number) => new Date(Date.UTC(2026, 5, 1, 12, minutes));
const job = (documentKey: string, minutes = 0): Job => ({
  kind: 'refresh',
  documentKey,
  requestedAt: at(minutes).toISOString(),
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

  it('makes one job of ten thousand requests for one document', async () => {
    await queue.enqueue(Array.from({ length: 10_000 }, (_, index) => job('a', index / 10_000)));
    await queue.complete(await claim(1), { kind: 'done' }, at(1));
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
    await queue.complete(first, { kind: 'done' }, at(2));
    const second = await claim(2);
    expect(second).toMatchObject({ attempts: 1, job: { requestedAt: at(2).toISOString() } });
    await queue.complete(second, { kind: 'done' }, at(2));
    expect(await queue.claim(at(60), leaseMs)).toBeNull();
  });

  it('gives a job again when its lease ran out or its process is gone, and counts that as no failure of the job', async () => {
    await queue.enqueue([job('a')]);
    expect(await claim(1)).toMatchObject({ attempts: 1, starts: 1 });
    expect(await claim(2)).toMatchObject({ attempts: 1, starts: 2 });
    await queue.reclaim();
    const third = await claim(2);
    expect(third).toMatchObject({ attempts: 1, starts: 3 });
    await queue.complete(third, failed, at(2));
    expect(await claim(3)).toMatchObject({ attempts: 2, starts: 1 });
  });

  it('is late by no more than the kills lasted, however often the process was killed over a job', async () => {
    for (const kills of [1, 3, 10, 25, 100]) {
      const key = `killed ${kills} times`;
      await queue.enqueue([job(key)]);
      const begin = at(1).getTime();
      let now = begin;
      for (let kill = 0; kill < kills; kill += 1) {
        await queue.claim(new Date(now), leaseMs);
        now += 400;
        await queue.reclaim();
      }
      const lasted = now - begin;
      const latest = new Date(now + Math.max(lasted, 1000));
      const claimed = await queue.claim(latest, leaseMs);
      expect(claimed?.job.documentKey).toBe(key);
      // And its own first failure waits as long as any first failure.
      if (claimed !== null) await queue.complete(claimed, failed, latest);
      const again = await queue.claim(new Date(latest.getTime() + 40_000), leaseMs);
      expect(again).toMatchObject({ job: { documentKey: key }, attempts: 2 });
      if (again !== null) await queue.complete(again, { kind: 'done' }, latest);
      expect(await queue.dead()).toEqual([]);
    }
  });

  it('waits as long as a retry says, whatever is asked meanwhile', async () => {
    await queue.enqueue([job('a')]);
    await queue.complete(await claim(1), { kind: 'retry', at: at(30), reason: 'throttled' }, at(1));
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
      if (claimed !== null) await queue.complete(claimed, failed, now);
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
    for (let minutes = 1; minutes < 60 * 60; minutes += 90) {
      const claimed = await queue.claim(at(minutes), leaseMs);
      if (claimed === null) break;
      seen.push(claimed.job.documentKey);
      if (claimed.job.documentKey === 'good') await queue.complete(claimed, { kind: 'done' }, at(minutes));
    }
    expect(seen.filter((key) => key === 'poison')).toHaveLength(maxAttempts);
    expect(seen).toContain('good');
    expect(await queue.dead()).toMatchObject([{ job: { documentKey: 'poison' }, reason: 'it never finished' }]);
  });

  it('gives what killed the process to the end one more try every two hours, until it succeeds or is replayed', async () => {
    await queue.enqueue([job('poison')]);
    let minutes = 0;
    const die = async () => {
      while ((await queue.claim(at(minutes), leaseMs)) !== null) minutes += 90;
    };
    await die();
    const givenUpAt = minutes;
    await queue.enqueue([job('poison', minutes), job('good', minutes)]);
    const good = await claim(minutes);
    expect(good.job.documentKey).toBe('good');
    await queue.complete(good, { kind: 'done' }, at(minutes));
    expect(await queue.claim(at(givenUpAt + 119), leaseMs)).toBeNull();
    minutes = givenUpAt + 120;
    expect((await claim(minutes)).starts).toBe(maxAttempts);
    // It died once more, and waits again.
    minutes += 2;
    await die();
    await queue.enqueue([job('poison', minutes)]);
    expect(await queue.claim(at(minutes + 119), leaseMs)).toBeNull();
    expect(await queue.replay('poison', at(minutes + 60))).toBe(true);
    expect((await queue.claim(at(minutes + 121), leaseMs))?.job.documentKey).toBe('poison');
  });

  it('buries at once what cannot succeed, and forgets it when a later refresh does', async () => {
    await queue.enqueue([job('a')]);
    await queue.complete(await claim(1), { kind: 'dead', reason: 'TOKEN_REJECTED' }, at(1));
    expect(await queue.dead()).toHaveLength(1);
    await queue.enqueue([job('a', 2)]);
    await queue.complete(await claim(3), { kind: 'done' }, at(3));
    expect(await queue.dead()).toEqual([]);
  });

  it('keeps the newest of the requests, although an older one comes later', async () => {
    await queue.enqueue([job('a', 3)]);
    await queue.enqueue([job('a', 2)]);
    expect((await claim(4)).job).toEqual(job('a', 3));
  });

  it('takes the word of a claim only as long as nobody else has claimed the job', async () => {
    for (const outcome of [{ kind: 'done' }, failed, { kind: 'dead', reason: 'TOKEN_REJECTED' }] as const) {
      await queue.enqueue([job(outcome.kind)]);
      const stale = await claim(1);
      const fresh = await claim(2);
      await queue.complete(stale, outcome, at(2));
      expect(await queue.claim(at(2), leaseMs)).toBeNull();
      expect(await queue.dead()).toEqual([]);
      await queue.complete(fresh, { kind: 'done' }, at(2));
      expect(await queue.claim(at(59), leaseMs)).toBeNull();
    }
  });

  it('lets fresh jobs go before one over which the process dies again and again', async () => {
    await queue.enqueue([job('poison')]);
    for (const [round, key] of ['a', 'b', 'c'].entries()) {
      expect((await claim(10 + round)).job.documentKey).toBe('poison');
      // The process dies and starts again; meanwhile something else was wished.
      await queue.reclaim();
      await queue.enqueue([job(key, 5)]);
      const next = await claim(10 + round);
      expect(next.job.documentKey).toBe(key);
      await queue.complete(next, { kind: 'done' }, at(10 + round));
    }
  });

  it('runs what was asked while the last try failed, with a count of its own', async () => {
    await queue.enqueue([job('a')]);
    const claimed = await claim(1);
    await queue.enqueue([job('a', 2)]);
    await queue.complete(claimed, { kind: 'dead', reason: 'TOKEN_REJECTED' }, at(2));
    expect(await queue.dead()).toHaveLength(1);
    expect(await claim(2)).toMatchObject({ job: job('a', 2), attempts: 1 });
  });

  it('spreads what failed together', async () => {
    const chances = [0, 0.999];
    const spread = createSqliteQueue(openSqliteDatabase(':memory:', { withGitignore: false }), 'ada', {
      random: () => chances.shift() ?? 0,
    });
    await spread.enqueue([job('a'), job('b')]);
    for (const claimed of [await spread.claim(at(0), leaseMs), await spread.claim(at(0), leaseMs)]) {
      if (claimed !== null) await spread.complete(claimed, failed, at(0));
    }
    const soon = new Date(at(0).getTime() + 30_000);
    expect((await spread.claim(soon, leaseMs))?.job.documentKey).toBe('a');
    expect(await spread.claim(soon, leaseMs)).toBeNull();
  });

  it('keeps the jobs of one owner from another', async () => {
    const database = openSqliteDatabase(':memory:', { withGitignore: false });
    const [ada, grace] = ['ada', 'grace'].map((owner) => createSqliteQueue(database, owner, { random: () => 0 }));
    await ada?.enqueue([job('a')]);
    await grace?.enqueue([job('a', 1)]);
    expect((await ada?.claim(at(9), leaseMs))?.job).toEqual(job('a'));
    expect((await grace?.claim(at(9), leaseMs))?.job).toEqual(job('a', 1));
    await ada?.reclaim();
    expect(await grace?.claim(at(9), leaseMs)).toBeNull();
  });

  it('keeps jobs, attempts and dead letters when the process ends', async () => {
    const path = newDatabasePath();
    const openQueue = () => {
      const database = openSqliteDatabase(path, { withGitignore: false });
      return { database, queue: createSqliteQueue(database, 'ada', { random: () => 0 }) };
    };
    const first = openQueue();
    await first.queue.enqueue([job('a'), job('b', 1)]);
    await first.queue.claim(at(2), leaseMs);
    const second = await first.queue.claim(at(2), leaseMs);
    if (second !== null) await first.queue.complete(second, { kind: 'dead', reason: 'TOKEN_REJECTED' }, at(2));
    await first.database.close();

    const again = openQueue();
    expect(await again.queue.claim(at(2), leaseMs)).toBeNull();
    await again.queue.reclaim();
    expect(await again.queue.claim(at(2), leaseMs)).toMatchObject({ job: job('a'), attempts: 1, starts: 2 });
    expect(await again.queue.dead()).toMatchObject([{ job: job('b', 1), reason: 'TOKEN_REJECTED' }]);
    await again.database.close();
  });
});

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
