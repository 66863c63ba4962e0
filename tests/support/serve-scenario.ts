// The sample scenario with real `serve` processes on one folder, and an end to all of them.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuration, openScenario, type Scenario, webhookSecret } from './sample-scenario.ts';
import { type Running, spawnStatusfolio } from './spawn-statusfolio.ts';
import { waitUntil } from './wait-until.ts';

export interface Serving {
  readonly scenario: Scenario;
  readonly folder: string;
  /** What a server or a command beside it is given. */
  environment(parts?: Readonly<Record<string, string>>): Record<string, string>;
  /** Starts one more server; resolves when it listens. */
  serve(parts?: Readonly<Record<string, string>>): Promise<{ url: string; server: Running }>;
  /** Waits until the server says that nothing waits to be done: sooner than GitHub's silence shows it. */
  waitForIdle(url: string): Promise<void>;
  close(): Promise<void>;
}

const adminToken = 'an-admin-token-for-tests';

/** So often in a row: between two of its transactions a server has nothing in either table. */
const idleAnswers = 10;

export async function openServing(): Promise<Serving> {
  const scenario = await openScenario();
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  writeFileSync(join(folder, 'statusfolio.yml'), configuration);
  const running: Running[] = [];
  const environment: Serving['environment'] = (parts = {}) => ({
    GITHUB_TOKEN: scenario.github.token,
    GITHUB_API_URL: scenario.apiUrl,
    GITHUB_WEBHOOK_SECRET: webhookSecret,
    PORT: '0',
    LOG_LEVEL: 'warn',
    STATUSFOLIO_ADMIN_TOKEN: adminToken,
    ...parts,
  });
  return {
    scenario,
    folder,
    environment,
    async serve(parts) {
      const server = spawnStatusfolio(['serve'], environment(parts), folder);
      running.push(server);
      const first = JSON.parse(await server.line(0)) as { event: string; url: string };
      if (first.event !== 'listening') throw new Error(`the first line is ${JSON.stringify(first)}`);
      return { url: first.url, server };
    },
    async waitForIdle(url) {
      let idle = 0;
      await waitUntil('the server to have nothing to do', async () => {
        // What was acknowledged last is gathered for a moment before it is worked on.
        await new Promise((resolve) => setTimeout(resolve, 40));
        const before = scenario.github.requests.length;
        const response = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${adminToken}` } });
        const figures = new Map((await response.text()).split('\n').map((line) => line.split(' ') as [string, string]));
        const waiting = ['statusfolio_jobs', 'statusfolio_deliveries_waiting'].map((name) => figures.get(name));
        const isIdle = waiting.every((count) => count === '0') && scenario.github.requests.length === before;
        idle = isIdle ? idle + 1 : 0;
        return idle >= idleAnswers;
      });
    },
    async close() {
      for (const { process } of running) process.kill('SIGKILL');
      await scenario.close();
    },
  };
}
