import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  archivedTwice,
  deliver,
  expectOneCell,
  openScenario,
  type Scenario,
  webhookSecret,
} from '../support/sample-scenario.ts';
import { type Running, spawnStatusfolio } from '../support/spawn-statusfolio.ts';
import { waitUntil } from '../support/wait-until.ts';

describe('statusfolio serve with a file on this machine', () => {
  let scenario: Scenario;
  let server: Running;
  let path: string;

  beforeEach(async () => {
    scenario = await openScenario();
    const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    path = join(folder, 'README.md');
    writeFileSync(path, scenario.document);
    const match = 'projects: [{ match: dl-symbolic-perception, repo: naaas94/dl-symbolic-perception }]\n';
    writeFileSync(
      join(folder, 'statusfolio.yml'),
      `documents: [{ file: README.md }]\nwords: { archived: "⚪ Archived" }\n${match}`,
    );
    const environment = {
      GITHUB_TOKEN: scenario.github.token,
      GITHUB_API_URL: scenario.apiUrl,
      GITHUB_WEBHOOK_SECRET: webhookSecret,
      PORT: '0',
    };
    server = spawnStatusfolio(['serve'], environment, folder);
  });
  afterEach(async () => {
    server.process.kill('SIGKILL');
    await scenario.close();
  });

  it('rewrites one cell of it when a repository is archived', async () => {
    const { url }: { url: string } = JSON.parse(await server.line(0));
    await scenario.waitForSilence();
    expect(readFileSync(path).equals(scenario.document)).toBe(true);
    const mapper = scenario.repository('embedding-mapper');
    mapper.addHook({ url: `${url}/webhooks/github`, secret: webhookSecret, events: ['repository'] });
    mapper.archive(new Date());
    await deliver(scenario, [202]);
    await waitUntil('the file to change', () => !readFileSync(path).equals(scenario.document));
    expectOneCell(scenario.document, readFileSync(path), archivedTwice);
    expect(scenario.commits()).toBe(1);
  });
});
