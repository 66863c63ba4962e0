// npm run simulate:owners -- --owners 1000 --repos 10 --hours 24 [--seed 1] [--broken 0.01]: a day of many owners, in figures.
// --prices: what an owner needs in a day, and what so many cost on Cloudflare.
// --paired: with broken owners and without, the healthy ones compared. --growth: several sizes (--sizes 10,100), and how cost grows.
// --runtime worker --owners 20: whole lives of owners in workerd, with D1 and Queues.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareBroken } from './owners/compare-broken.ts';
import { type Size, tellGrowth } from './owners/growth.ts';
import { liveOnWorker } from './owners/live-on-worker.ts';
import { findLimits, tellPrices, toUsage } from './owners/prices.ts';
import { type OwnersFigures, runOwners } from './owners/run-owners.ts';

const { values } = parseArgs({
  options: {
    owners: { type: 'string', default: '100' },
    repos: { type: 'string', default: '10' },
    hours: { type: 'string' },
    seed: { type: 'string', default: '1' },
    broken: { type: 'string', default: '0.01' },
    burst: { type: 'string', default: '1000' },
    quiet: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    paired: { type: 'boolean', default: false },
    runtime: { type: 'string', default: 'node' },
    growth: { type: 'boolean', default: false },
    prices: { type: 'boolean', default: false },
    sizes: { type: 'string', default: '10,100,1000,3000' },
  },
});

if (values.runtime === 'worker') await live();
else if (values.growth) grow(values.sizes.split(',').map(Number));
else if (values.prices) tellUsage();
else if (values.paired) await pair();
else {
  const figures = await run(Number(values.broken));
  if (values.json) console.log(JSON.stringify({ ...figures, owners: undefined }));
  else print(figures);
}

async function run(broken: number): Promise<OwnersFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-owners-'));
  try {
    return await runOwners({
      owners: Number(values.owners),
      repos: Number(values.repos),
      hours: Number(values.hours ?? 24),
      seed: Number(values.seed),
      broken,
      burst: Number(values.burst),
      folder,
      ...(!values.quiet && { onHour: (text: string) => console.error(text) }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All but two go through every step. */
async function live(): Promise<void> {
  const owners = Number(values.owners);
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  const figures = await liveOnWorker({
    owners,
    repos: Number(values.repos),
    seed: Number(values.seed),
    lives: Math.max(1, owners - 2),
    onStep: (text) => console.error(`${text}: after ${seconds()} s`),
  });
  const left = Object.values(figures.left).reduce((sum, count) => sum + count, 0);
  const rows: readonly (readonly [string, string | number, boolean])[] = [
    [`rows left in ${figures.tables} tables of owners that were uninstalled (goal 0)`, left, left === 0],
    ['calls of the database a turn, most (goal 400)', figures.mostCalls, figures.mostCalls <= 400],
    ['and in one invocation, most (D1 allows 1000)', figures.mostCallsAtOnce, figures.mostCallsAtOnce < 1000],
    [
      'requests for owners that were suspended or gone (goal 0)',
      figures.uncalledFor.length,
      figures.uncalledFor.length === 0,
    ],
    ['limit hits (goal 0)', figures.limitHits, figures.limitHits === 0],
    ['what the simulation does not know (goal 0)', figures.unexpected.length, figures.unexpected.length === 0],
  ];
  for (const [name, value, isGood] of rows) console.log(`${isGood ? ' ok' : 'BAD'}  ${name}: ${value}`);
  console.log(`     turns, requests: ${figures.turns}, ${figures.requests}`);
  for (const [table, count] of Object.entries(figures.left)) console.log(`     left in ${table}: ${count}`);
  if (rows.some(([, , isGood]) => !isGood)) process.exitCode = 1;
}

/** The same day twice. */
async function pair(): Promise<void> {
  const share = Number(values.broken);
  const without = await run(0);
  const broken = Math.round(Number(values.owners) * share);
  const { rows, isUnchanged } = compareBroken(without, await run(share), broken);
  console.log(
    `seed ${values.seed}: ${Number(values.owners) - broken} healthy owners, without and with ${broken} broken`,
  );
  for (const [name, one, other, isSame] of rows) console.log(`${isSame ? ' ok' : 'BAD'}  ${name}: ${one}, ${other}`);
  console.log(isUnchanged ? 'unchanged' : 'changed');
  if (!isUnchanged) process.exitCode = 1;
}

/** Each size in a process of its own, so that none finds the other's memory. */
function grow(sizes: readonly number[]): void {
  const hours = Number(values.hours ?? 6);
  const found = sizes.map((owners): Size => ({ owners, figures: runApart(owners, hours) }));
  const { table, tooFast } = tellGrowth(found);
  console.log(`${hours} hours of owners with ${values.repos} repositories, seed ${values.seed}\n\n${table}\n`);
  for (const name of tooFast) console.log(`BAD  ${name} grows faster than the number of owners`);
  if (tooFast.length > 0) process.exitCode = 1;
}

/** In a process of its own. */
function runApart(owners: number, hours: number): Size['figures'] {
  const { repos, seed, broken } = values;
  const options = Object.entries({ owners, repos, hours, seed, broken, burst: 0 });
  const given = options.flatMap(([name, value]) => [`--${name}`, String(value)]);
  const startedAt = performance.now();
  const [script = ''] = process.argv.slice(1);
  const shown = execFileSync(process.execPath, [...process.execArgv, script, ...given, '--json', '--quiet'], {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  console.error(`${owners} owners, ${hours} hours: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  return JSON.parse(shown);
}

/** Of the day that follows the first six hours, in which everybody is looked at for the first time. */
function tellUsage(): void {
  const owners = Number(values.owners);
  const usage = toUsage(runApart(owners, 6), runApart(owners, 30), owners);
  console.log(`an owner and day, of ${owners} owners, seed ${values.seed}: ${JSON.stringify(usage)}\n`);
  console.log(tellPrices(usage));
  const { database, app } = findLimits(usage);
  console.log(`\na second database is due from ${database} owners on, another App from ${app}`);
}

function print(figures: OwnersFigures): void {
  const { latency, lag } = figures;
  const round = (value: number, digits = 1) => Number(value.toFixed(digits));
  const rows: readonly (readonly [string, string | number, boolean | null])[] = [
    ['limit hits (goal 0)', figures.limitHits, figures.limitHits === 0],
    [
      'points an owner and day, webhooks on all repositories (goal 15)',
      round(figures.pointsCovered),
      figures.pointsCovered <= 15,
    ],
    ['points an owner and day, without (goal 30)', round(figures.pointsUncovered), figures.pointsUncovered <= 30],
    ['of these, the App on the portfolio alone', round(figures.pointsAlone), null],
    [
      'GraphQL requests of an unchanged look (goal 1.1)',
      round(figures.graphqlPerUnchanged, 2),
      figures.graphqlPerUnchanged <= 1.1,
    ],
    [
      "webhook to commit without GitHub's time, ms: p50, p99, most (goal p99 3000)",
      `${round(latency.p50)}, ${round(latency.p99)}, ${round(latency.most)}`,
      latency.p99 <= 3000,
    ],
    [
      'turn after it was due, s: p50, p99, most (goal p99 120)',
      [lag.p50, lag.p99, lag.most].map((ms) => round(ms / 1000)).join(', '),
      lag.p99 <= 120_000,
    ],
    ['private repositories of others learnt (goal 0)', figures.foreignPrivate, figures.foreignPrivate === 0],
    ['healthy owners that were looked at late (goal 0)', figures.late, figures.late === 0],
    ['heap, MB an hour after the second (goal 1)', round(figures.heapSlope, 2), figures.heapSlope <= 1],
    ['what the simulation does not know (goal 0)', figures.unexpected.length, figures.unexpected.length === 0],
    ['requests, points, tokens', `${figures.requests}, ${figures.points}, ${figures.tokens}`, null],
    [
      'calls of the database a turn: mean, most (goal 400)',
      `${round(figures.callsPerTurn)}, ${figures.mostCalls}`,
      figures.mostCalls <= 400,
    ],
    ['deliveries, turns, commits', `${figures.deliveries}, ${figures.turns}, ${figures.commits}`, null],
    [
      'CPU s, wall s, database MB',
      `${round(figures.cpuSeconds)}, ${round(figures.seconds)}, ${round(figures.databaseMegabytes)}`,
      null,
    ],
  ];
  for (const [name, value, isGood] of rows)
    console.log(`${isGood === null ? '   ' : isGood ? ' ok' : 'BAD'}  ${name}: ${value}`);
  for (const [event, count] of Object.entries(figures.failures)) console.log(`     ${event}: ${count}`);
  for (const line of figures.unexpected.slice(0, 5)) console.log(`     unknown: ${line}`);
  if (rows.some(([, , isGood]) => isGood === false)) process.exitCode = 1;
}
