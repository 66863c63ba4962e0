// The dashboard of 1,000 projects under 500 requests a second (an open model: requests leave on time, however slow the
// answers are), its first render, and what a page of 50 projects weighs. The server is a process of its own; the load
// comes from this one, on the same cores.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { availableParallelism, loadavg } from 'node:os';
import { adminToken } from '../tests/web/build-app.ts';

const projects = 1000;
const perSecond = 500;
const seconds = 10;

export async function benchDashboard(): Promise<void> {
  const server = fork(new URL('serve-dashboard.ts', import.meta.url), [String(projects)]);
  try {
    const [{ url, renderMs, weights }] = (await once(server, 'message')) as [
      { url: string; renderMs: Record<string, number>; weights: Record<string, number> },
    ];
    console.log(`dashboard of ${projects} projects; ${perSecond} requests/s for ${seconds} s, gzip`);
    // Whatever else runs here is waited for as well: the slowest of a hundred are its, not ours.
    console.log(`${availableParallelism()} cores, load average before: ${loadavg()[0]?.toFixed(1)}`);
    console.log('uncached render, ms (view, HTML, gzip; median of 5):', renderMs);
    console.log('weight of a page of 50 projects, bytes gzip:', weights);
    for (const [who, headers] of [
      ['everybody', {}],
      ['the owner', { authorization: `Bearer ${adminToken}` }],
    ] as const) {
      await load(url, headers, 2);
      const times = await load(url, headers, seconds);
      console.log(
        `${who.padEnd(9)} p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms, max ${at(times, 1)} ms, ${times.length} answers`,
      );
    }
    server.send('count');
    const [{ calls }] = (await once(server, 'message')) as [{ calls: number }];
    console.log(`calls from the server to GitHub or anybody else: ${calls}`);
  } finally {
    server.kill();
  }
}

async function load(url: string, headers: Record<string, string>, forSeconds: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const times: number[] = [];
  const all: Promise<void>[] = [];
  const start = performance.now();
  for (let index = 0; index < perSecond * forSeconds; index += 1) {
    const dueAt = start + (index * 1000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 1) await new Promise((resolve) => setTimeout(resolve, waitMs));
    all.push(ask(url, headers, agent).then(() => void times.push(performance.now() - dueAt)));
  }
  await Promise.all(all);
  agent.destroy();
  return times.sort((one, other) => one - other);
}

async function ask(url: string, headers: Record<string, string>, agent: Agent): Promise<void> {
  const request = get(url, { agent, headers: { ...headers, 'accept-encoding': 'gzip' } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`the dashboard answered ${response.statusCode}`);
  response.resume();
  await once(response, 'end');
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1);
}
