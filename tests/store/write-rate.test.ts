import { describe, expect, it } from 'vitest';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createWriteBudget } from '../../src/store/write-rate.ts';
import { newDatabasePath } from './new-database-path.ts';

/** Two processes with one credential: each its own connection, one clock. */
function open() {
  const path = newDatabasePath();
  let nowMs = Date.UTC(2026, 5, 1);
  const turns: number[] = [];
  const openOne = (credential = 'GITHUB_TOKEN') =>
    createWriteBudget(openSqliteDatabase(path, { withGitignore: false }), 'owner', credential, {
      now: () => nowMs,
      sleep: async (ms) => void turns.push(nowMs + ms),
    });
  const write = async (budget: ReturnType<typeof openOne>) => {
    const before = turns.length;
    try {
      await budget.wait();
      if (turns.length === before) turns.push(nowMs);
      return null;
    } catch (error) {
      return String(Reflect.get(Object(error), 'retryAt'));
    }
  };
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { openOne, write, turns, now: () => nowMs, pass };
}

describe('createWriteBudget', () => {
  it('gives every write of two processes a second of its own, and says when the next is free', async () => {
    const { openOne, write, turns, now } = open();
    const rivals = [openOne(), openOne()] as const;
    const refused: string[] = [];
    for (let count = 0; count < 30; count += 1) {
      const retryAt = await write(rivals[count % 2 === 0 ? 0 : 1]);
      if (retryAt !== null) refused.push(retryAt);
    }
    expect(turns).toEqual(Array.from({ length: 10 }, (_, index) => now() + index * 1000));
    expect(refused).toHaveLength(20);
    expect(refused[0]).toBe(new Date(now() + 6000).toISOString());
  });

  it('grants the App no more than 150 tokens in a minute, and no fewer than two a second for long', async () => {
    let nowMs = Date.UTC(2026, 5, 1);
    const path = newDatabasePath();
    const openOne = () =>
      createWriteBudget(openSqliteDatabase(path, { withGitignore: false }), 'deployment', 'tokens', {
        now: () => nowMs,
        makesTokens: true,
      });
    const rivals = [openOne(), openOne()] as const;
    const granted: number[] = [];
    for (let step = 0; step < 1200; step += 1) {
      const isGranted = await rivals[step % 2 === 0 ? 0 : 1].wait().then(
        () => true,
        () => false,
      );
      if (isGranted) granted.push(nowMs);
      nowMs += 200;
    }
    const within = granted.map((from) => granted.filter((at) => at >= from && at < from + 60_000).length);
    expect(Math.max(...within)).toBeLessThanOrEqual(150);
    expect(granted.length).toBeGreaterThanOrEqual(480);
  });

  it('never grants more than 20 in a minute and 300 in an hour, whatever is asked', async () => {
    const { openOne, write, turns, pass } = open();
    const rivals = [openOne(), openOne()] as const;
    for (let step = 0; step < 2 * 3600; step += 1) {
      await write(rivals[step % 2 === 0 ? 0 : 1]);
      pass(1000);
    }
    const most = (withinMs: number) =>
      Math.max(...turns.map((from) => turns.filter((at) => at >= from && at < from + withinMs).length));
    expect(most(1000)).toBe(1);
    expect(most(60_000)).toBeLessThanOrEqual(20);
    expect(most(3_600_000)).toBeLessThanOrEqual(300);
    expect(turns.length).toBeGreaterThan(400);
  });

  it('keeps credentials apart, and outlives the process', async () => {
    const { openOne, write } = open();
    for (let count = 0; count < 10; count += 1) await write(openOne());
    expect(await write(openOne())).not.toBeNull();
    expect(await write(openOne('GITHUB_WRITE_TOKEN'))).toBeNull();
  });

  it('does not wait for a day that a wrong clock made up', async () => {
    const { openOne, write, pass } = open();
    const budget = openOne();
    pass(86_400_000);
    for (let count = 0; count < 25; count += 1) await write(budget);
    pass(-86_400_000);
    await write(budget);
    expect(await write(budget)).toBeNull();
  });

  it('keeps what makes no content a second apart and no more, however many there are', async () => {
    let nowMs = Date.UTC(2026, 5, 1);
    const turns: number[] = [];
    const sleep = async (ms: number) => {
      nowMs += ms;
    };
    const budget = createWriteBudget(openMemoryDatabase(), 'owner', 'redeliveries', {
      now: () => nowMs,
      sleep,
      makesContent: false,
    });
    for (let count = 0; count < 400; count += 1) {
      await budget.wait();
      turns.push(nowMs);
    }
    expect(turns).toEqual(turns.map((_, index) => (turns[0] ?? 0) + index * 1000));
  });

  it('lets a run that has no queue wait for its share, and keeps to the limits', async () => {
    let nowMs = Date.UTC(2026, 5, 1);
    const turns: number[] = [];
    const sleep = async (ms: number) => {
      nowMs += ms;
    };
    const options = { now: () => nowMs, sleep, patienceMs: 60_000 };
    const budget = createWriteBudget(openMemoryDatabase(), 'owner', 'GITHUB_TOKEN', options);
    for (let count = 0; count < 60; count += 1) {
      await budget.wait();
      turns.push(nowMs);
    }
    for (const [index, at] of turns.entries())
      expect((turns[index + 20] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(60_000);
  });
});
