// What the owner feels first: how long after GitHub's webhook the commit that it causes is there. The real `serve` process
// in front of a simulated GitHub, once as quick as it is, once with every answer held back as long as a slow query of
// the real one takes. Each time is a portfolio and a server of their own, which have taken their first check.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { beginWork, deliver, openScenario, webhookSecret } from '../tests/support/sample-scenario.ts';
import { configuration } from '../tests/torture/support/open-simulation.ts';
import { publishProgram } from '../tests/torture/support/publish-program.ts';
import { newFolder, startServe, writeConfiguration } from '../tests/torture/support/server-process.ts';
import { percentile } from '../tests/torture/support/torture.ts';

const times = 10;

export async function benchCommit(): Promise<void> {
  const program = publishProgram({ size: 'full' });
  for (const holdMs of [0, 500]) {
    const found: { ms: number; requests: number }[] = [];
    for (let count = 0; count < times; count += 1) found.push(await timeCommit(program, holdMs));
    const [p50, most] = [0.5, 1].map((share) =>
      Math.round(
        percentile(
          found.map(({ ms }) => ms),
          share,
        ),
      ),
    );
    const requests = percentile(
      found.map((one) => one.requests),
      0.5,
    );
    console.log(
      `every answer held back ${holdMs} ms: webhook to commit, ms: p50 ${p50}, at most ${most} (of ${times}); ${requests} requests to GitHub`,
    );
  }
}

async function timeCommit(program: string | undefined, holdMs: number) {
  const scenario = await openScenario();
  const line = await openSlowLine(Number(new URL(scenario.apiUrl).port), holdMs);
  const folder = newFolder();
  writeConfiguration(folder, configuration);
  const environment = { GITHUB_WEBHOOK_SECRET: webhookSecret };
  const apiUrl = `http://127.0.0.1:${line.port}`;
  const server = await startServe({ folder, program, apiUrl, token: scenario.github.token, environment });
  try {
    await scenario.waitForSilence();
    const url = `http://127.0.0.1:${server.port}/webhooks/github`;
    scenario.perception.addHook({ url, secret: webhookSecret, events: ['push'] });
    beginWork(scenario);
    const before = scenario.github.requests.length;
    const startedAt = performance.now();
    await deliver(scenario, [202]);
    await scenario.waitForCommits(2);
    return { ms: performance.now() - startedAt, requests: scenario.github.requests.length - before };
  } finally {
    await server.kill();
    line.close();
    await scenario.close();
  }
}

/** A way to `port` on which every answer takes so much longer. */
async function openSlowLine(port: number, holdMs: number): Promise<{ port: number; close(): void }> {
  const line = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far);
    far.on('data', (bytes) => setTimeout(() => near.write(bytes), holdMs));
    for (const socket of [near, far]) {
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
      });
    }
  });
  line.listen(0, '127.0.0.1');
  await once(line, 'listening');
  return { port: (line.address() as AddressInfo).port, close: () => void line.close() };
}
