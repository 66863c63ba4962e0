// What so many owners cost a month on Cloudflare Workers with D1 and Queues, and when one App and one database are not enough
// any more: worked out from what a day of an owner was measured to need and from published prices.

import type { OwnersFigures } from './run-owners.ts';

/** What one owner needs in a day. Printed anew by `npm run simulate:owners -- --prices`. */
export interface Usage {
  readonly webhooks: number;
  readonly turns: number;
  readonly tokens: number;
  /** Rows and entries of indexes. */
  readonly written: number;
  /** Statements. */
  readonly calls: number;
  /** Milliseconds of a processor. */
  readonly cpuMs: number;
}

/** An owner with ten repositories, on the average. */
export const measured: Usage = { webhooks: 9.1, turns: 15.3, tokens: 7.1, written: 524, calls: 527, cpuMs: 123 };

/** Of the day between the ends of two runs of so many owners, of which the longer takes 24 hours more. */
export function toUsage(short: Figures, long: Figures, owners: number): Usage {
  const each = (of: (figures: Figures) => number, digits = 1) =>
    Number(((of(long) - of(short)) / owners).toFixed(digits));
  return {
    webhooks: each(({ deliveries }) => deliveries),
    turns: each(({ turns }) => turns),
    tokens: each(({ tokens }) => tokens),
    written: each(({ written }) => written.rows + written.entries, 0),
    calls: each(({ callsPerTurn, turns }) => callsPerTurn * turns, 0),
    cpuMs: each(({ ownCpuSeconds }) => ownCpuSeconds * 1000, 0),
  };
}

type Figures = Pick<OwnersFigures, 'deliveries' | 'turns' | 'tokens' | 'written' | 'callsPerTurn' | 'ownCpuSeconds'>;

/** Rows that D1 reads in a turn without news, and kilobytes of an owner after some weeks. */
const readPerTurn = 170;
const kilobytes = 150;

/**
 * US dollars a month: Workers Paid with what it includes, and each million (or gigabyte) beyond. From Cloudflare's pages
 * workers/platform/pricing, d1/platform/pricing and queues/platform/pricing, as stored copies had them on 2026-11-21.
 */
const base = 5;
const prices = {
  requests: { included: 10, each: 0.3 },
  cpuMs: { included: 30, each: 0.02 },
  rowsRead: { included: 25_000, each: 0.001 },
  rowsWritten: { included: 50, each: 1 },
  gigabytes: { included: 5, each: 0.75 },
  queueOperations: { included: 1, each: 0.4 },
} as const;
/** Written, read and deleted. */
const operationsOfMessage = 3;

/** One database is due to be two from here on: half of what D1 allows, and what one thread answers with ease. */
const maxGigabytes = 5;
const maxCallsPerSecond = 200;
/** Tokens that are made for turns by the clock; GitHub allows 180. */
const maxTokensPerMinute = 120;

const days = 30;
const million = 1e6;

export interface Cost {
  readonly owners: number;
  readonly dollars: number;
  /** Millions a month. */
  readonly rowsWritten: number;
  readonly gigabytes: number;
  readonly callsPerSecond: number;
  readonly databases: number;
  readonly tokensPerMinute: number;
  readonly apps: number;
  /** Of one machine, with everything evenly spread. */
  readonly processors: number;
}

export function workOut(owners: number, usage: Usage = measured): Cost {
  const monthly = (perDay: number) => (owners * perDay * days) / million;
  const messages = usage.webhooks + usage.turns;
  const gigabytes = (owners * kilobytes) / million;
  const used: Record<keyof typeof prices, number> = {
    requests: monthly(usage.webhooks + messages) + (days * 24 * 60) / million,
    cpuMs: monthly(usage.cpuMs),
    rowsRead: monthly(usage.turns * readPerTurn),
    rowsWritten: monthly(usage.written),
    gigabytes,
    queueOperations: monthly(messages * operationsOfMessage),
  };
  const extra = Object.entries(prices).map(
    ([name, { included, each }]) => Math.max(0, used[name as keyof typeof prices] - included) * each,
  );
  const callsPerSecond = (owners * usage.calls) / 86_400;
  const tokensPerMinute = (owners * usage.tokens) / (24 * 60);
  return {
    owners,
    dollars: extra.reduce((total, dollars) => total + dollars, base),
    rowsWritten: used.rowsWritten,
    gigabytes,
    callsPerSecond,
    databases: Math.max(Math.ceil(gigabytes / maxGigabytes), Math.ceil(callsPerSecond / maxCallsPerSecond)),
    tokensPerMinute,
    apps: Math.ceil(tokensPerMinute / maxTokensPerMinute),
    processors: (owners * usage.cpuMs) / 86_400_000,
  };
}

/** From so many owners on a second database, or a second App's credential, is due. */
export function findLimits(usage: Usage = measured) {
  return {
    database: Math.floor(Math.min((maxGigabytes * million) / kilobytes, (maxCallsPerSecond * 86_400) / usage.calls)),
    app: Math.floor((maxTokensPerMinute * 24 * 60) / usage.tokens),
  };
}

const sizes = [1, 100, 1000, 10_000, 100_000, 1_000_000];

/** A table in Markdown. */
export function tellPrices(usage: Usage = measured): string {
  const number = (value: number, digits = 0) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const short = (value: number) => number(value, value < 10 ? (value < 0.1 ? 3 : 1) : 0);
  const rows = sizes
    .map((owners) => workOut(owners, usage))
    .map((cost) => [
      number(cost.owners),
      number(cost.dollars, cost.dollars < 100 ? 2 : 0),
      short(cost.rowsWritten),
      short(cost.gigabytes),
      short(cost.callsPerSecond),
      number(cost.databases),
      short(cost.tokensPerMinute),
      short(cost.processors),
    ]);
  const head = [
    'owners',
    'USD a month',
    'million rows written a month',
    'GB',
    'D1 calls a second',
    'databases',
    'tokens a minute (of 120)',
    'processors',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
