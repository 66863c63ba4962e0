// The receiver side by side with what others use, in one run on one machine: all servers stay up, and every round
// loads one after the other in a new order. Only ratios mean anything; the rivals keep nothing of what they accept.

import { prepareDelivery, readOfficialPush } from './deliveries.ts';
import { loadAtFullSpeed, wordFailures } from './load.ts';
import { openSimulation } from './open-simulation.ts';
import { publishProgram } from './publish-program.ts';
import { newFolder, type ServerProcess, startProcess, startServe } from './server-process.ts';
import { pause, percentile, type TortureRun } from './torture.ts';

/** Parses and keeps nothing: what Node itself allows. */
const ceiling = 'bare node:http + HMAC';

const rivals = new URL('../rivals/', import.meta.url).pathname;
const connections = 64;

interface Measured {
  readonly perSecond: number;
  readonly p99Ms: number;
  /** Processor time for one delivery: hardly touched by whatever else the machine does. */
  readonly cpuUs: number;
}

export async function compareReceivers(run: TortureRun): Promise<void> {
  const simulation = await openSimulation();
  const folder = newFolder();
  simulation.configure(folder);
  const servers = new Map<string, ServerProcess>();
  const results = new Map<string, Measured[]>();
  const start = async (name: string, starting: Promise<ServerProcess>) => {
    servers.set(name, await starting);
    results.set(name, []);
  };
  const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
  // Many short rounds: the machine's own speed drifts, and only what ran side by side is compared.
  const roundMs = run.choose(200, 800, 1200);

  try {
    await start('Statusfolio', startServe({ folder, program: publishProgram(run), ...simulation.credentials }));
    await start('@octokit/webhooks', startProcess([`${rivals}octokit-middleware.ts`], folder));
    await start('probot', startProcess([`${rivals}probot-middleware.ts`], folder));
    await start(ceiling, startProcess([`${rivals}bare-server.ts`], folder));
    for (let round = 0; round <= run.choose(1, 11, 25); round += 1) {
      const order = [...servers].toSorted(() => run.random() - 0.5);
      for (const [name, { port, cpuMs }] of order) {
        const until = performance.now() + roundMs;
        const isOver = () => performance.now() > until;
        const cpuBefore = cpuMs();
        const load = await loadAtFullSpeed({ port, delivery, connections, prefix: `${name[0]}${round}`, isOver });
        if (wordFailures(load) !== '') throw new Error(`${name}: ${wordFailures(load)}`);
        // What was put off is work too, and must not be in the way of whoever comes next.
        await waitUntilIdle(cpuMs);
        // The first round only warms up.
        const measured = {
          perSecond: load.latenciesMs.length / load.seconds,
          p99Ms: percentile(load.latenciesMs, 0.99),
          cpuUs: ((cpuMs() - cpuBefore) * 1000) / load.latenciesMs.length,
        };
        if (round > 0) results.get(name)?.push(measured);
      }
    }
  } finally {
    for (const server of servers.values()) await server.kill();
    await simulation.close();
  }

  const ours = results.get('Statusfolio') ?? [];
  for (const [name, theirs] of results) {
    const rate = median(theirs.map(({ perSecond }) => perSecond));
    const p99Ms = median(theirs.map(({ p99Ms: one }) => one));
    const cpuUs = Math.round(median(theirs.map((one) => one.cpuUs)));
    const words = `${Math.round(rate)}, ${p99Ms.toFixed(1)}, ${cpuUs}`;
    run.figure(`${name}: deliveries/s, p99 ms, processor µs for each (medians)`, words);
    if (name === 'Statusfolio') continue;
    const ratios = ours.map(({ perSecond }, index) => perSecond / (theirs[index]?.perSecond ?? 1));
    const p99Ratios = ours.map(({ p99Ms: one }, index) => one / (theirs[index]?.p99Ms ?? 1));
    run.figure(`throughput against ${name} (min / median / max)`, wordRange(ratios));
    const cpuRatios = ours.map((one, index) => one.cpuUs / (theirs[index]?.cpuUs ?? 1));
    run.figure(`processor time against ${name} (min / median / max)`, wordRange(cpuRatios));
    run.figure(`p99 against ${name} (min / median / max)`, wordRange(p99Ratios));
  }
  const probot = results.get('probot') ?? [];
  const ceilingRatios = (results.get(ceiling) ?? []).map(({ p99Ms }, index) => p99Ms / (probot[index]?.p99Ms ?? 1));
  run.figure(`p99 of ${ceiling} against probot, so of what is possible (min / median / max)`, wordRange(ceilingRatios));
}

async function waitUntilIdle(cpuMs: () => number): Promise<void> {
  for (let before = -1; cpuMs() - before > 10; ) {
    before = cpuMs();
    await pause(200);
  }
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function wordRange(values: readonly number[]): string {
  return [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(2)).join(' / ');
}
