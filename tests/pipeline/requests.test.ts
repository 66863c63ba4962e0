// What looking costs in requests, counted by the simulated GitHub: the promises of the benchmark, kept by a test.

import { describe, expect, it } from 'vitest';
import {
  countDays,
  countRowsWritten,
  countWebhooks,
  openCountingSqlite,
  openPortfolioOf,
} from '../../bench/requests.ts';

describe('requests', () => {
  it('are at most 60 a day for eight quiet projects, close fetches included', async () => {
    const { first, next, day, nextDay } = await countDays(openPortfolioOf(8));
    expect(first.graphql).toEqual({ DocumentOnDefaultBranch: 1, CoreByNames: 1, OperationsByIds: 1 });
    expect(next).toMatchObject({ total: 1, graphql: { DocumentAndLite: 1 } });
    expect(day.total).toBeLessThanOrEqual(60);
    expect(nextDay.graphql['CoreByIds']).toBeGreaterThan(0);
    expect(nextDay.total).toBeLessThanOrEqual(60);
  });

  it('are at most 8 for a first check of 100 projects, and none or two for a webhook', async () => {
    const portfolio = openPortfolioOf(100);
    expect((await portfolio.tick(true)).total).toBeLessThanOrEqual(8);
    const { quiet, change } = await countWebhooks(portfolio);
    expect(quiet.total).toBe(0);
    expect(change.graphql).toEqual({ DocumentAndLite: 1, CommitOnBranch: 1 });
    expect(change.total).toBe(2);
  });

  it('are at most 10 for an unchanged check of 1,000 projects, and the daily close fetches come apart', async () => {
    const portfolio = openPortfolioOf(1000);
    await portfolio.tick(true);
    portfolio.pass(30);
    const { graphql, total } = await portfolio.tick();
    expect(graphql).toEqual({ DocumentAndLite: 1, LiteByIds: 9 });
    expect(total).toBeLessThanOrEqual(10);
    portfolio.pass(24 * 60);
    expect((await portfolio.tick()).graphql).toMatchObject({ CoreByIds: 2, OperationsByIds: 1 });
  });

  it('write at most five rows for an unchanged refresh of ten repositories', async () => {
    const { database, written } = openCountingSqlite();
    const rows = await countRowsWritten(10, database, written);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThanOrEqual(5);
  });
});
