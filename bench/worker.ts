// The receiver inside real workerd, with Queues and D1 as `wrangler dev` simulates them on this machine: how long an
// acknowledgement takes at a steady pace, and the processor time of workerd for each delivery, consumer included.
// Cloudflare's own machines are faster or slower. The rows that D1 writes are counted in tests/store/d1.worker.test.ts.

import { readdirSync, readFileSync } from 'node:fs';
import { configuration, openScenario } from '../tests/support/sample-scenario.ts';
import { startWorker } from '../tests/support/start-worker.ts';
import { prepareDelivery, readOfficialPush } from '../tests/torture/support/deliveries.ts';
import { loadSteadily, wordFailures } from '../tests/torture/support/load.ts';
import { torturedSecret } from '../tests/torture/support/secret.ts';
import { pause, percentile } from '../tests/torture/support/torture.ts';

const perSecond = 50;
const seconds = 10;

export async function benchWorker(): Promise<void> {
  const scenario = await openScenario();
  const worker = await startWorker({
    GITHUB_TOKEN: scenario.github.token,
    GITHUB_API_URL: scenario.apiUrl,
    GITHUB_WEBHOOK_SECRET: torturedSecret,
    STATUSFOLIO_CONFIG: configuration,
  });
  try {
    const { port } = worker;
    const delivery = prepareDelivery({ event: 'push', body: readOfficialPush() });
    await loadSteadily({ port, delivery, connections: 16, prefix: 'warm', perSecond, seconds: 2 });
    await pause(3000);
    const before = readCpuMs(worker.pid);
    const load = await loadSteadily({ port, delivery, connections: 16, prefix: 'bench', perSecond, seconds });
    // The consumer takes batches of fifty, a second at most after they came.
    await pause(4000);
    const cpuMs = readCpuMs(worker.pid) - before;
    const count = load.latenciesMs.length;
    console.log(`${count} deliveries of 7 KB, ${perSecond}/s; not acknowledged: ${wordFailures(load) || 'none'}`);
    const [p50, p99] = [0.5, 0.99].map((share) => percentile(load.latenciesMs, share).toFixed(1));
    console.log(`acknowledged after ms: p50 ${p50}, p99 ${p99}`);
    console.log(`processor time of workerd for each, ms: ${(cpuMs / count).toFixed(2)}`);
  } finally {
    worker.stop();
    await scenario.close();
  }
}

/** Of every workerd below this process. */
function readCpuMs(root: number): number {
  const processes = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(') ') + 2).split(' ');
      const command = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
      const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10;
      return [{ pid: Number(name), parent: Number(fields[1]), command, cpuMs }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
  const isBelow = (pid: number): boolean =>
    pid === root || processes.some((one) => one.pid === pid && one.parent > 1 && isBelow(one.parent));
  return processes
    .filter(({ pid, command }) => command.startsWith('workerd') && isBelow(pid))
    .reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}
