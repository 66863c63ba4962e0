// The sample scenario with real `serve` processes on one folder, and an end to all of them.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuration, openScenario, type Scenario, webhookSecret } from './sample-scenario.ts';
import { type Running, spawnStatusfolio } from './spawn-statusfolio.ts';

export interface Serving {
  readonly scenario: Scenario;
  readonly folder: string;
  /** What a server or a command beside it is given. */
  environment(parts?: Readonly<Record<string, string>>): Record<string, string>;
  /** Starts one more server; resolves when it listens. */
  serve(parts?: Readonly<Record<string, string>>): Promise<{ url: string; server: Running }>;
  close(): Promise<void>;
}

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
    async close() {
      for (const { process } of running) process.kill('SIGKILL');
      await scenario.close();
    },
  };
}
