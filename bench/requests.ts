// What a day costs in requests to GitHub: portfolios of 20, 100 and 1,000 projects on the simulated GitHub, which counts
// every request and every point, checked by the real schedule, queue, store and pipeline every half hour.

import type { D1Database } from '@cloudflare/workers-types';
import { getPlatformProxy } from 'wrangler';
import { createSimulatedGitHub } from '../demo/github/simulated-github.ts';
import type { RecordedRequest } from '../demo/github/world.ts';
import { readPortfolio } from '../src/config/portfolio.ts';
import { createGitHub } from '../src/github/create-github.ts';
import { receiveDeliveries } from '../src/pipeline/deliveries/process-deliveries.ts';
import { createWorker, runJob } from '../src/pipeline/run-jobs.ts';
import { scheduleRefreshes } from '../src/pipeline/schedule.ts';
import { keyDocument, type RefreshTarget } from '../src/pipeline/target.ts';
import type { Log } from '../src/ports/queue.ts';
import type { Database } from '../src/ports/store.ts';
import { createSqliteQueue } from '../src/queue/sqlite-queue.ts';
import { openD1Database } from '../src/store/d1.ts';
import { openLocalDocuments } from '../src/store/local-files.ts';
import { readMigrations } from '../src/store/read-migrations.ts';
import { openSqliteDatabase } from '../src/store/sqlite.ts';
import { createStore } from '../src/store/store.ts';
import { readHead } from '../src/web/webhook/route.ts';
import { projectDelivery } from '../src/web/webhook/to-delivery.ts';
import { countD1 } from '../tests/support/count-d1.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const ticksPerDay = 48;
const configuration = 'labels: { archived: "⚪ Archived", paused: "🟡 Paused", maintained: "🟢 Maintained" }\n';

export interface RequestCount {
  readonly graphql: Readonly<Record<string, number>>;
  readonly rest: number;
  readonly total: number;
  readonly points: number;
}

export type Portfolio = ReturnType<typeof openPortfolioOf>;

export interface PortfolioOptions {
  /** So many of the projects run on a schedule. */
  readonly running?: number;
  /** Where the store keeps its rows; without it SQLite in memory. */
  readonly database?: Database;
}

/** A document with so many quiet projects. */
export function openPortfolioOf(projects: number, { running = 0, database: given }: PortfolioOptions = {}) {
  let now = new Date('2026-03-01T00:00:00Z');
  let lastId = 0;
  const clock = { now: () => now };
  const log: Log = { info: () => {}, warn: () => {}, error: () => {} };
  const world = createSimulatedGitHub({ now: clock.now, token: 't', viewer: 'statusfolio[bot]' });
  const daysAgo = (days: number) => new Date(now.getTime() - days * dayMs);
  const me = world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(400) });
  const names = Array.from({ length: projects }, (_, index) => `project-${index}`);
  const repositories = names.map((name, index) => {
    const repository = world.addRepository({ owner: 'ada', name, createdAt: daysAgo(350), languages: ['Go'] });
    for (const days of [60, 30, 10]) repository.commit({ at: daysAgo(days), message: `Work ${days}` });
    repository.addHook({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), events: ['*'] });
    if (index < running) {
      const nightly = repository.addWorkflow('nightly', '.github/workflows/nightly.yml', daysAgo(100));
      for (const days of [2, 1, 0.1]) repository.run(nightly, daysAgo(days));
    }
    return repository;
  });
  const rows = names.map((name, index) => {
    const status = index < running ? '🟢 Running' : '🟡 In Progress';
    return `| ${name} | ${status} | [code](https://github.com/ada/${name}) |`;
  });
  const text = `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
  world.pending.length = 0;
  me.commit({ at: daysAgo(5), message: 'Edit by hand', files: { 'README.md': text } });

  const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
  const target: RefreshTarget = { key: keyDocument(ref), ref, label: 'ada/me/README.md', publish: 'commit' };
  const reading = readPortfolio(configuration);
  if (reading.kind !== 'read') throw new Error('the configuration of the benchmark is wrong');
  const { portfolio } = reading;
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  const store = createStore(given ?? database, 'owner');
  const queue = createSqliteQueue(database, 'owner', { random: () => 0.5 });
  const github = createGitHub({ token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now: clock.now });
  const worker = createWorker({
    receive: async () => {},
    source: queue,
    run: (job) => runJob(job, [target], portfolio, { store, github, files: openLocalDocuments(), clock, log }),
    clock,
    log,
  });

  const run = async (act: () => Promise<unknown>): Promise<RequestCount> => {
    const from = world.requests.length;
    const points = world.pointsUsed;
    await act();
    worker.wake();
    await worker.idle();
    if (world.unexpected.length > 0) throw new Error(`the simulation does not support ${world.unexpected.join(', ')}`);
    return countRequests(world.requests.slice(from), world.pointsUsed - points);
  };

  return {
    world,
    me,
    repositories,
    pass(minutes: number): void {
      now = new Date(now.getTime() + minutes * minuteMs);
    },
    now: clock.now,
    /** One tick of the schedule; everything at start. */
    tick: (everything = false): Promise<RequestCount> =>
      run(async () => {
        if (everything) await store.keepDocuments([target]);
        await scheduleRefreshes({ store, queue, clock, log }, everything);
      }),
    /** What GitHub has sent since the last time is heard of. */
    hear: (): Promise<RequestCount> =>
      run(async () => {
        const deliveries = world.pending.splice(0).map(({ event, payload }) => {
          lastId += 1;
          const headers = new Headers({ 'x-github-delivery': `delivery-${lastId}` });
          return projectDelivery(event, readHead(headers, now), payload);
        });
        await store.recordDeliveries(deliveries.filter((delivery) => delivery !== null));
        await receiveDeliveries({ store, queue, portfolio, clock, log });
      }),
    async close(): Promise<void> {
      await store.close();
      if (given !== undefined) await database.close();
    },
  };
}

function countRequests(requests: readonly RecordedRequest[], points: number): RequestCount {
  const graphql: Record<string, number> = {};
  for (const { operation } of requests) if (operation !== null) graphql[operation] = (graphql[operation] ?? 0) + 1;
  return {
    graphql,
    rest: requests.filter(({ operation }) => operation === null).length,
    total: requests.length,
    points,
  };
}

export function addUp(counts: readonly RequestCount[]): RequestCount {
  const graphql: Record<string, number> = {};
  for (const count of counts)
    for (const [operation, n] of Object.entries(count.graphql)) graphql[operation] = (graphql[operation] ?? 0) + n;
  const sum = (of: (count: RequestCount) => number) => counts.reduce((total, count) => total + of(count), 0);
  return {
    graphql,
    rest: sum(({ rest }) => rest),
    total: sum(({ total }) => total),
    points: sum(({ points }) => points),
  };
}

/** A first check, and the two quiet days after it; close fetches begin with the second. */
export async function countDays(
  portfolio: Portfolio,
): Promise<{ first: RequestCount; next: RequestCount; day: RequestCount; nextDay: RequestCount }> {
  const first = await portfolio.tick(true);
  const ticks: RequestCount[] = [];
  for (let tick = 0; tick < 2 * ticksPerDay; tick += 1) {
    portfolio.pass(30);
    ticks.push(await portfolio.tick());
  }
  return {
    first,
    next: ticks[0] ?? first,
    day: addUp(ticks.slice(0, ticksPerDay)),
    nextDay: addUp(ticks.slice(ticksPerDay)),
  };
}

/** A push that changes no answer, and one that does. */
export async function countWebhooks(portfolio: Portfolio): Promise<{ quiet: RequestCount; change: RequestCount }> {
  const [, , third, fourth] = portfolio.repositories;
  portfolio.pass(1);
  third?.commit({ at: portfolio.now(), message: 'Add parser', files: { 'parser.go': 'package main\n' } });
  const quiet = await portfolio.hear();
  portfolio.pass(1);
  fourth?.archive(portfolio.now());
  return { quiet, change: await portfolio.hear() };
}

/** How many rows of the store an unchanged refresh writes: the second of its kind, within an hour of the first check. */
export async function countRowsWritten(projects: number, database: Database, written: () => number): Promise<number> {
  const portfolio = openPortfolioOf(projects, { database });
  await portfolio.tick(true);
  portfolio.pass(30);
  await portfolio.tick();
  portfolio.pass(26);
  const before = written();
  await portfolio.tick();
  const rows = written() - before;
  await portfolio.close();
  return rows;
}

/** SQLite as its own driver counts: rows, without the entries of indexes. */
export function openCountingSqlite(): { readonly database: Database; readonly written: () => number } {
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  let rows = 0;
  return {
    database: {
      ...database,
      async run(statement) {
        const changed = await database.run(statement);
        rows += changed;
        return changed;
      },
      async batch(statements) {
        const changed = await database.batch(statements);
        rows += changed.reduce((sum, count) => sum + count, 0);
        return changed;
      },
    },
    written: () => rows,
  };
}

/** D1 as wrangler simulates it on this machine, which counts what is billed: rows and entries of indexes. */
async function openCountingD1() {
  const { env, dispose } = await getPlatformProxy<{ DB: D1Database }>({ persist: false });
  for (const { sql } of readMigrations()) {
    const statements = sql
      .replaceAll(/^--.*$/gm, '')
      .split(/;\s*$/m)
      .map((text) => text.trim());
    await env.DB.batch(statements.filter((text) => text !== '').map((text) => env.DB.prepare(text)));
  }
  const counted = countD1(env.DB);
  return { database: openD1Database(counted.d1), written: counted.written, dispose };
}

export async function benchRequests(): Promise<void> {
  const sqlite = openCountingSqlite();
  const d1 = await openCountingD1();
  try {
    const rows = {
      sqlite: await countRowsWritten(10, sqlite.database, sqlite.written),
      d1: await countRowsWritten(10, d1.database, d1.written),
    };
    console.log(
      'rows written by an unchanged refresh of 10 repositories (goal: at most 5), the tick that began it included:',
    );
    console.log(`  SQLite ${rows.sqlite}; D1 ${rows.d1}, entries of indexes included`);
  } finally {
    await d1.dispose();
  }
  for (const [projects, running] of [
    [8, 0],
    [20, 2],
    [100, 0],
    [100, 10],
    [1000, 100],
  ] as const) {
    const portfolio = openPortfolioOf(projects, { running });
    const { first, next, day, nextDay } = await countDays(portfolio);
    const { quiet, change } = await countWebhooks(portfolio);
    console.log(`${projects} projects, ${running} of them running on a schedule; a look every 30 minutes`);
    print('first look', first);
    print('next, nothing changed', next);
    print('first day, 48 looks', day);
    print('a later day, 48 looks', nextDay);
    print('webhook, no change', quiet);
    print('webhook, one change', change);
    await portfolio.close();
  }
  console.log('goals: first look at 100 projects at most 8; unchanged look at 1,000 at most 10 (cheap looks);');
  console.log('webhook 0 without and at most 2 with a change; 8 quiet projects at most 60 a day.');
  console.log('REST is workflow runs, for running projects only; Core and Operations are the daily close looks.');
}

function print(label: string, { total, points, graphql, rest }: RequestCount): void {
  const parts = Object.entries({ ...graphql, REST: rest }).flatMap(([name, n]) => (n === 0 ? [] : [`${name} ${n}`]));
  console.log(`  ${label.padEnd(22)} ${total} requests, ${points} points: ${parts.join(', ') || 'nothing'}`);
}
