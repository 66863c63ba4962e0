// Load on the receiver: official signed deliveries from the same machine, steadily and in a burst, the largest payloads
// at once, slow senders beside good ones, and the same load on what others use.

import { connect, type Socket } from 'node:net';
import { compareReceivers } from './support/compare-receivers.ts';
import { openConnection } from './support/connection.ts';
import { type PreparedDelivery, prepareDelivery, readOfficialPush } from './support/deliveries.ts';
import { type LoadResult, loadSteadily, wordFailures } from './support/load.ts';
import { openSimulation } from './support/open-simulation.ts';
import { publishProgram } from './support/publish-program.ts';
import { readAftermath } from './support/read-database.ts';
import { databaseIn, newFolder, type ServerProcess, startServe } from './support/server-process.ts';
import { pause, percentile, type TortureRun } from './support/torture.ts';

const mebibyte = 1024 * 1024;
const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });

export async function load(run: TortureRun): Promise<void> {
  const acknowledged: string[] = [];
  const simulation = await openSimulation();
  const folder = newFolder();
  simulation.configure(folder);
  const server = await startServe({ folder, program: publishProgram(run), ...simulation.credentials });
  try {
    await loadForLong(run, server, acknowledged);
    await burst(run, server, acknowledged);
    await slowSenders(run, server, acknowledged);
    await largestPayloads(run, server, acknowledged);
    // A graceful stop under the eyes of a full inbox.
    const stoppedAt = performance.now();
    const code = await server.kill('SIGTERM');
    const stopMs = Math.round(performance.now() - stoppedAt);
    run.figure('graceful stop, ms', stopMs, {
      isKept: code === 0 && (!run.isTimed || stopMs <= 10_000),
      goal: 'at most 10,000',
    });
  } finally {
    await server.kill();
    await simulation.close();
  }
  const { integrity, lost } = readAftermath(databaseIn(folder), acknowledged);
  const isKept = lost.length === 0 && integrity === 'ok';
  run.figure('acknowledged and lost', `${lost.length} of ${acknowledged.length}`, { isKept, goal: '0' });
  if (run.size !== 'short') await compareReceivers(run);
}

async function loadForLong(run: TortureRun, server: ServerProcess, acknowledged: string[]): Promise<void> {
  const perSecond = run.choose(300, 2000, 2000);
  const seconds = run.choose(0.5, 15, 600);
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(server.megabytes()), 500);
  const { port } = server;
  const result = await loadSteadily({ port, delivery, connections: 64, prefix: 'steady', perSecond, seconds });
  clearInterval(watch);
  for (const id of result.acknowledged) acknowledged.push(id);
  const rate = Math.round(result.acknowledged.length / result.seconds);
  run.figure(`steadily for ${seconds} s: acknowledged per second`, rate, {
    isKept: wordFailures(result) === '' && (!run.isTimed || rate >= perSecond * 0.98),
    goal: `${perSecond}, all of them${wordFailures(result) && `; but ${wordFailures(result)}`}`,
  });
  const p99Ms = figureLatency(run, 'steadily', result);
  run.figure('steadily: p99 within 100 ms', p99Ms <= 100 ? 'yes' : 'no', {
    isKept: !run.isTimed || p99Ms <= 100,
    goal: 'yes',
  });
  const peak = Math.round(Math.max(0, ...memory));
  run.figure('resident memory, MB: in the middle, at most', `${Math.round(percentile(memory, 0.5))}, ${peak}`, {
    isKept: peak <= 300,
    goal: 'at most 300',
  });
}

async function burst(run: TortureRun, server: ServerProcess, acknowledged: string[]): Promise<void> {
  const [perSecond, seconds] = run.choose([1000, 0.3], [4000, 5], [4000, 5]);
  const { port } = server;
  const result = await loadSteadily({ port, delivery, connections: 64, prefix: 'burst', perSecond, seconds });
  for (const id of result.acknowledged) acknowledged.push(id);
  const count = result.acknowledged.length;
  run.figure(`${Math.round(perSecond * seconds)} in ${seconds} s: acknowledged`, count, {
    isKept: count === Math.round(perSecond * seconds),
    goal: `all${wordFailures(result) && `; but ${wordFailures(result)}`}`,
  });
  figureLatency(run, 'burst', result);
}

async function slowSenders(run: TortureRun, server: ServerProcess, acknowledged: string[]): Promise<void> {
  const { port } = server;
  const sockets: Socket[] = [];
  let closed = 0;
  const [head, body] = delivery.request('slow');
  const bytes = Buffer.concat([Buffer.from(head), body]);
  for (let index = 0; index < run.choose(20, 500, 500); index += 1) {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => {
      closed += 1;
    });
    socket.resume();
    sockets.push(socket);
  }
  let at = 0;
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write(bytes.subarray(at, at + 1));
    at += 1;
  }, 1000);
  const [perSecond, seconds] = run.choose([200, 0.5], [200, 10], [200, 30]);
  const result = await loadSteadily({ port, delivery, connections: 32, prefix: 'beside', perSecond, seconds });
  for (const id of result.acknowledged) acknowledged.push(id);
  run.figure(`${sockets.length} slow senders: good ones beside them acknowledged`, result.acknowledged.length, {
    isKept: result.acknowledged.length === perSecond * seconds,
    goal: 'all',
  });
  const p99Ms = figureLatency(run, 'beside slow senders', result);
  run.figure('beside slow senders: p99 within 200 ms', p99Ms <= 200 ? 'yes' : 'no', {
    isKept: !run.isTimed || p99Ms <= 200,
    goal: 'yes',
  });
  if (run.size !== 'short') {
    await pause(Math.max(0, 16_000 - seconds * 1000));
    run.figure('slow senders that were cut off', closed, {
      isKept: closed === sockets.length,
      goal: 'all within 15 s',
    });
  }
  clearInterval(drip);
  for (const socket of sockets) socket.destroy();
}

const large = [
  { count: 8, goalMb: 600 },
  { count: 40, goalMb: 700 },
];

async function largestPayloads(run: TortureRun, server: ServerProcess, acknowledged: string[]): Promise<void> {
  const official = JSON.parse(Buffer.from(readOfficialPush()).toString()) as object;
  const grow = (bytes: number) => {
    const empty = JSON.stringify({ ...official, note: '' }).length;
    return Buffer.from(JSON.stringify({ ...official, note: 'x'.repeat(bytes - empty) }));
  };
  const largest = prepareDelivery({ event: 'push', body: grow(25 * mebibyte) });
  // However many come, few are in memory.
  for (const { count, goalMb } of run.choose([{ count: 1, goalMb: 600 }], large, large)) {
    const { answers, peakMb } = await sendAtOnce(server, largest, count);
    for (const { id, status } of answers) if (status === 202) acknowledged.push(id);
    const slowest = Math.round(Math.max(...answers.map(({ ms }) => ms)));
    run.figure(`${count} × 25 MiB at once: slowest, ms`, slowest, {
      isKept: answers.every(({ status, ms }) => status === 202 && (!run.isTimed || ms <= 10_000)),
      goal: "all acknowledged within GitHub's 10,000",
    });
    run.figure('resident memory meanwhile, MB at most', peakMb, {
      isKept: peakMb <= goalMb,
      goal: `at most ${goalMb}`,
    });
  }
  const tooLarge = prepareDelivery({ event: 'push', body: grow(25 * mebibyte + 1) });
  const connection = openConnection(server.port);
  const status = await connection.send(...tooLarge.request('too-large'));
  connection.close();
  run.figure('one byte more', status, { isKept: status === 413, goal: '413' });
}

/** `ms`: from the first moment until the answer. `peakMb`: of the server, meanwhile. */
async function sendAtOnce(server: ServerProcess, one: PreparedDelivery, count: number) {
  let peakMb = 0;
  const watch = setInterval(() => {
    peakMb = Math.max(peakMb, Math.round(server.megabytes()));
  }, 20);
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const id = `large-${count}-${index}`;
      const connection = openConnection(server.port);
      const status = await connection.send(...one.request(id));
      connection.close();
      return { id, status, ms: performance.now() - startedAt };
    }),
  );
  clearInterval(watch);
  return { answers, peakMb };
}

/** Returns the 99th percentile. */
function figureLatency(run: TortureRun, name: string, { latenciesMs }: LoadResult): number {
  const [p50, p99, max] = [0.5, 0.99, 1].map((share) => percentile(latenciesMs, share));
  run.figure(`${name}: acknowledged after ms (p50, p99, max)`, [p50, p99, max].map((ms) => ms?.toFixed(1)).join(', '));
  return p99 ?? 0;
}
