// A day of many owners in one process: the simulated GitHub with its limits, SQLite, the product's own directory, turns and
// dispatch, and a clock that goes in steps of five seconds. What is measured in real time is what this program itself takes.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Directory } from '../../src/ports/directory.ts';
import type { Log } from '../../src/ports/queue.ts';
import type { Database } from '../../src/ports/store.ts';
import { openFleet } from '../../src/runtimes/many-owners.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { readHead } from '../../src/web/webhook/route.ts';
import { projectDelivery } from '../../src/web/webhook/to-delivery.ts';
import { countWritten, type Written } from './count-written.ts';
import { breakOwner, createOwnersWorld, type OwnersWorld, type SimulatedOwner, type WorldOptions } from './world.ts';

export interface OwnersOptions extends Omit<WorldOptions, 'now'> {
  readonly hours: number;
  /** Where the database lies. */
  readonly folder: string;
  /** Pushes of one owner within one minute. */
  readonly burst?: number;
  readonly onHour?: (text: string) => void;
}

/** Milliseconds, if not named otherwise. */
export interface OwnersFigures {
  readonly requests: number;
  readonly points: number;
  readonly limitHits: number;
  readonly tokens: number;
  readonly deliveries: number;
  readonly turns: number;
  readonly commits: number;
  readonly latency: Quantiles;
  /** Simulated: from when a turn was due to when it began, after the first hour. */
  readonly lag: Quantiles;
  /** Points of an owner and day, by whether webhooks tell of all repositories; broken owners left out. */
  readonly pointsCovered: number;
  readonly pointsUncovered: number;
  /** Of these, where the App is on the portfolio alone. */
  readonly pointsAlone: number;
  /** GraphQL requests of a turn in which a document was looked at and nothing had changed. */
  readonly graphqlPerUnchanged: number;
  readonly callsPerTurn: number;
  readonly mostCalls: number;
  /** Repositories of others that are private, and of which anything is known. */
  readonly foreignPrivate: number;
  /** Healthy owners whose documents were not looked at within twice their cadence. */
  readonly late: number;
  /** Megabytes an hour, after the first. */
  readonly heapSlope: number;
  /** Megabytes that the run has added to the heap in the end, what the simulated GitHub remembers included. */
  readonly heapMegabytes: number;
  readonly written: Written;
  /** Without the simulated GitHub's own. */
  readonly ownCpuSeconds: number;
  readonly cpuSeconds: number;
  readonly seconds: number;
  readonly databaseMegabytes: number;
  readonly unexpected: readonly string[];
  readonly failures: Readonly<Record<string, number>>;
  /** In the order of the world. */
  readonly owners: readonly OwnerFigures[];
}

/** Milliseconds, if not named otherwise. */
export interface OwnerFigures {
  readonly points: number;
  commits: number;
  readonly latencies: number[];
  readonly lags: number[];
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

const stepMs = 5000;
const hourMs = 3_600_000;

export async function runOwners(options: OwnersOptions): Promise<OwnersFigures> {
  const begun = Date.parse('2026-03-02T00:00:00Z');
  let nowMs = begun;
  // What comes later is later, be it within one step.
  const clock = {
    now: () => {
      nowMs += 1;
      return new Date(nowMs);
    },
  };
  const world = createOwnersWorld({ ...options, now: clock.now });
  const { github } = world;
  const failures: Record<string, number> = {};
  const note = (event: string) => {
    failures[event] = (failures[event] ?? 0) + 1;
  };
  const log: Log = {
    info: () => {},
    warn: (event, fields) => note(`${event} ${fields?.['code'] ?? ''}`.trim()),
    error: (event, fields) => note(`${event} ${fields?.['code'] ?? ''}`.trim()),
  };
  const path = join(options.folder, 'owners.db');
  const opened = await countWritten(openSqliteDatabase(path, { withGitignore: false }));
  const { counted: database, called } = opened;
  let githubMs = 0;
  let githubCpu = 0;
  const fleet = openFleet({
    settings: { apiUrl: 'https://api.github.com', publicUrl: null, site: 'https://github.com' },
    app: world.app,
    sessionSecret: 'a secret of thirty-two characters',
    database,
    budget: { now: () => clock.now().getTime(), sleep: async () => {} },
    clock,
    log,
    fetch: async (url, init) => {
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      try {
        return await github.fetch(url, init);
      } finally {
        githubMs += performance.now() - startedAt;
        githubCpu += toSeconds(process.cpuUsage(cpu));
      }
    },
  });
  const due = watchDue(fleet.directory, begun);

  const each = world.owners.map(() => ({ commits: 0, latencies: [] as number[], lags: [] as number[] }));
  const of = (ownerId: string) => each[toIndex(ownerId)];
  const calls: number[] = [];
  const unchanged: number[] = [];
  /** Owners with something new since their last turn. */
  const touched = new Set<SimulatedOwner | undefined>();
  const heap: number[] = [];
  const counts = { deliveries: 0, turns: 0, requests: 0 };
  let lastId = 0;

  /** Real time since an instant, without what the simulated GitHub took. */
  const mark = () => ({ at: performance.now(), githubMs });
  const since = (from: ReturnType<typeof mark>) => performance.now() - from.at - (githubMs - from.githubMs);

  async function takeTurn(ownerId: string, heardAt: ReturnType<typeof mark> | null): Promise<void> {
    const owner = world.owners[toIndex(ownerId)];
    const head = owner?.home.head()?.oid;
    const before = countGraphql(github.requests);
    const isFirst = !due.seen.has(ownerId);
    counts.turns += 1;
    const calledBefore = called();
    await fleet.takeTurn(ownerId);
    calls.push(called() - calledBefore);
    const asked = countGraphql(github.requests) - before;
    // A turn that had to wait for a token was none.
    if (asked > 0) due.seen.add(ownerId);
    const isChanged = owner?.home.head()?.oid !== head;
    const own = of(ownerId);
    if (isChanged && own !== undefined) own.commits += 1;
    if (isChanged && heardAt !== null) own?.latencies.push(since(heardAt));
    const isTouched = touched.delete(owner);
    if (!isChanged && !isFirst && !isTouched && asked > 0 && owner?.fault === null) unchanged.push(asked);
  }

  async function deliver(): Promise<void> {
    const sent = github.pending.splice(0);
    if (sent.length === 0) return;
    counts.deliveries += sent.length;
    const heardAt = mark();
    const deliveries = sent.flatMap(({ event, payload }) => {
      lastId += 1;
      const headers = new Headers({ 'x-github-delivery': `d${lastId}`, 'x-github-hook-id': '1' });
      return projectDelivery(event, readHead(headers, clock.now()), payload) ?? [];
    });
    const { failed, woken } = await fleet.route(deliveries);
    if (failed.length > 0) throw new Error(`${failed.length} deliveries could not be handed on`);
    for (const ownerId of woken) await takeTurn(ownerId, heardAt);
  }

  const collect = openCollector();
  const heapBefore = collect();
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const steps = (options.hours * hourMs) / stepMs;
  const burstAt = Math.floor(steps / 2);
  for (let step = 0; step <= steps; step += 1) {
    nowMs = Math.max(nowMs, begun + step * stepMs);
    if (step > 0) happen(world, stepMs, clock, touched);
    if (step === Math.floor(steps / 8))
      for (const owner of world.owners) if (owner.fault !== null) breakOwner(world, owner);
    if (step >= burstAt && step < burstAt + 12) burst(world, (options.burst ?? 1000) / 12, clock);
    await deliver();
    await fleet.tidy();
    for (const ownerId of await fleet.claimTurns(stepMs)) {
      const wasDue = due.at.get(ownerId) ?? nowMs;
      if (step * stepMs >= hourMs) of(ownerId)?.lags.push(nowMs - wasDue);
      await takeTurn(ownerId, null);
      // Our own commits come back as webhooks.
      await deliver();
    }
    counts.requests += github.requests.splice(0).length;
    if ((step * stepMs) % hourMs === 0) {
      heap.push(collect());
      const seconds = Math.round((performance.now() - startedAt) / 1000);
      const { requests, turns } = counts;
      const commits = sum(each.map((one) => one.commits));
      options.onHour?.(
        `hour ${(step * stepMs) / hourMs}: ${requests} requests, ${turns} turns, ${commits} commits, ${seconds} s`,
      );
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const cpuSeconds = toSeconds(process.cpuUsage(cpu));
  const written = opened.written();

  const foreign = await database.all<{ owner_id: string; name: string }>({
    sql: "SELECT owner_id, name FROM repositories WHERE name LIKE '%/secret' AND activity IS NOT NULL",
    params: [],
  });
  const late = await countLate(world, database, clock.now());
  await database.close();
  const { totals } = github.limits;
  const owners = world.owners.map(({ installation: { id } }, index) => ({
    points: totals.get(`installation ${id}`)?.points ?? 0,
    ...(each[index] ?? { commits: 0, latencies: [], lags: [] }),
  }));
  const pointsOf = (isMeant: (owner: SimulatedOwner) => boolean) => {
    const isSuch = (owner: SimulatedOwner) => owner.fault === null && isMeant(owner);
    const own = world.owners.flatMap((owner, index) => (isSuch(owner) ? [owners[index]?.points ?? 0] : []));
    return (sum(own) / Math.max(1, own.length) / options.hours) * 24;
  };
  return {
    requests: counts.requests,
    points: sum([...totals.values()].map(({ points }) => points)),
    limitHits: github.limits.hits.length,
    tokens: fleet.tokens.made(),
    deliveries: counts.deliveries,
    turns: counts.turns,
    commits: sum(owners.map(({ commits }) => commits)),
    latency: quantiles(owners.flatMap(({ latencies }) => latencies)),
    lag: quantiles(owners.flatMap(({ lags }) => lags)),
    pointsCovered: pointsOf(({ isUncovered }) => !isUncovered),
    pointsUncovered: pointsOf(({ isUncovered }) => isUncovered),
    pointsAlone: pointsOf(({ isAlone }) => isAlone),
    graphqlPerUnchanged: sum(unchanged) / Math.max(1, unchanged.length),
    callsPerTurn: sum(calls) / Math.max(1, calls.length),
    mostCalls: Math.max(0, ...calls),
    foreignPrivate: foreign.length,
    late,
    heapSlope: slope(heap.slice(2)),
    heapMegabytes: (heap.at(-1) ?? 0) - heapBefore,
    written,
    cpuSeconds,
    ownCpuSeconds: cpuSeconds - githubCpu,
    seconds,
    databaseMegabytes: statSync(path).size / 1e6,
    unexpected: github.unexpected,
    failures,
    owners,
  };
}

/** Whoever is due, as the directory was told. */
function watchDue(directory: Directory, begun: number) {
  const at = new Map<string, number>();
  const seen = new Set<string>();
  const { release, wake } = directory;
  Object.assign(directory, {
    release: async (lease: Parameters<Directory['release']>[0], dueAt: string | null) => {
      at.set(lease.ownerId, dueAt === null ? Number.POSITIVE_INFINITY : Date.parse(dueAt));
      return await release(lease, dueAt);
    },
    wake: async (ownerIds: readonly string[], when: string) => {
      for (const id of ownerIds) at.set(id, Math.min(at.get(id) ?? begun, Date.parse(when)));
      await wake(ownerIds, when);
    },
  } satisfies Partial<Directory>);
  return { at, seen };
}

/** What people do within a step: nine and a half webhooks an owner and day, and now and then one that changes a status. */
function happen(
  { owners, dice }: OwnersWorld,
  ms: number,
  clock: { now(): Date },
  touched: Set<SimulatedOwner | undefined>,
): void {
  const expected = (owners.length * 9.5 * ms) / (24 * hourMs);
  const events = Math.floor(expected) + (dice.chance(expected % 1) ? 1 : 0);
  for (let count = 0; count < events; count += 1) {
    const owner = dice.pick(owners);
    const project = dice.pick(owner.projects);
    // Whoever has it in a table, too.
    touched.add(owner).add(owners[(owners.indexOf(owner) + owners.length - 1) % owners.length]);
    if (project.state.archivedAt !== null) project.unarchive();
    else if (dice.chance(0.04)) project.archive(clock.now());
    else project.commit({ at: clock.now(), message: 'Add a step', files: { 'main.go': `${dice.below(1e6)}` } });
  }
}

function burst({ owners }: OwnersWorld, pushes: number, clock: { now(): Date }): void {
  const [project] = owners.at(-1)?.projects ?? [];
  for (let count = 0; count < pushes; count += 1)
    project?.commit({ at: clock.now(), message: 'Add a step', files: { 'main.go': `${count}` } });
}

async function countLate({ owners }: OwnersWorld, database: Database, now: Date): Promise<number> {
  const checked = await database.all<{ owner_id: string; at: string | null }>({
    sql: 'SELECT owner_id, min(checked_at) AS at FROM documents GROUP BY owner_id',
    params: [],
  });
  const at = new Map(checked.map((row) => [row.owner_id, row.at]));
  const isLate = ({ fault, isUncovered, installation }: SimulatedOwner) => {
    const last = Date.parse(at.get(String(installation.accountId)) ?? '');
    // Whoever has no webhooks and no work either is looked at as seldom as the others.
    return fault === null && !(now.getTime() - last <= 2 * (isUncovered ? 6 : 6) * 1.1 * hourMs);
  };
  return owners.filter(isLate).length;
}

const countGraphql = (requests: readonly { readonly operation: string | null }[]) =>
  requests.filter(({ operation }) => operation !== null).length;

/** An account's place in the world. */
const toIndex = (ownerId: string) => Number(ownerId) - 1_000_000;

const toSeconds = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1e6;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

export function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99), most: sorted.at(-1) ?? 0 };
}

/** By least squares, in units of one step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = sum(values) / Math.max(1, values.length);
  const top = sum(values.map((value, index) => (index - middle) * (value - mean)));
  const bottom = sum(values.map((_, index) => (index - middle) ** 2));
  return bottom === 0 ? 0 : top / bottom;
}

/** Megabytes in use after everything that is free was collected. */
function openCollector(): () => number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  return () => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
}
