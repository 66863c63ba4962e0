// npm run simulate:owners -- --owners 1000 --repos 10 --hours 24 [--seed 1] [--broken 0.01]: a day of many owners, in figures.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type OwnersFigures, runOwners } from './owners/run-owners.ts';

const { values } = parseArgs({
  options: {
    owners: { type: 'string', default: '100' },
    repos: { type: 'string', default: '10' },
    hours: { type: 'string', default: '24' },
    seed: { type: 'string', default: '1' },
    broken: { type: 'string', default: '0.01' },
    burst: { type: 'string', default: '1000' },
    quiet: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'statusfolio-owners-'));
try {
  const figures = await runOwners({
    owners: Number(values.owners),
    repos: Number(values.repos),
    hours: Number(values.hours),
    seed: Number(values.seed),
    broken: Number(values.broken),
    burst: Number(values.burst),
    folder,
    ...(!values.quiet && { onHour: (text: string) => console.error(text) }),
  });
  print(figures);
} finally {
  rmSync(folder, { recursive: true, force: true });
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
