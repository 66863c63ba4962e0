// A document has one state, whoever kept it before: a server takes over what the terminal and the Action know.

import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../demo/github/sample-world.ts';
import { runAsRunner } from '../../scripts/action/run-as-runner.ts';
import { buildAction } from '../../scripts/build-action.ts';
import { type Running, runStatusfolio, spawnStatusfolio } from '../support/spawn-statusfolio.ts';
import { waitUntil } from '../support/wait-until.ts';

const asOwner = { Authorization: 'Bearer an-admin-token-for-tests' };
/** Its job has not run for a long time, so that it is asked about. */
const name = 'PCC';

describe('a server that checks a document for the first time', () => {
  let world: SampleWorld;
  let environment: Record<string, string>;
  let close: () => Promise<void>;
  const servers: Running[] = [];
  const newFolder = () => mkdtempSync(join(tmpdir(), 'statusfolio-'));

  beforeEach(async () => {
    world = createSampleWorld({ now: () => new Date(), until: new Date('2025-11-03T09:00:00Z') });
    const listening = await world.github.listen();
    close = listening.close;
    environment = {
      GITHUB_TOKEN: world.github.token,
      GITHUB_API_URL: listening.url,
      XDG_STATE_HOME: newFolder(),
      STATUSFOLIO_ADMIN_TOKEN: 'an-admin-token-for-tests',
      PORT: '0',
    };
  });
  afterEach(async () => {
    for (const { process } of servers.splice(0)) process.kill('SIGKILL');
    await close();
  });

  const run = async (directory: string, ...args: readonly string[]) => {
    const { code, err } = await runStatusfolio(args, environment, directory);
    expect([args, code, err]).toEqual([args, 0, expect.anything()]);
  };

  /** What the server says of the row after its first check, and its log once it has ended. */
  async function serve(directory: string, configuration: string) {
    writeFileSync(join(directory, 'statusfolio.yml'), configuration);
    const startedAt = new Date().toISOString();
    const server = spawnStatusfolio(['serve'], environment, directory);
    servers.push(server);
    const { url } = JSON.parse(await server.line(0)) as { url: string };
    let row: { question: unknown } | undefined;
    await waitUntil('the first check', async () => {
      const text = await (await fetch(`${url}/api/status.json`, { headers: asOwner })).text();
      const { documents } = JSON.parse(text);
      row = documents[0]?.projects.find((one: { name: string }) => one.name === name);
      return row !== undefined && (documents[0].checkedAt ?? '') >= startedAt;
    });
    return {
      row,
      async log() {
        server.process.kill('SIGTERM');
        return (await server.finished).err.split('\n').filter((line) => line.includes('"state.'));
      },
    };
  }

  const file = 'documents: [{ file: README.md, publish: commit }]\n';
  const github = 'documents: [{ repo: naaas94/me, publish: commit }]\n';

  it('asks what nobody has answered', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'README.md'), world.document);
    const { row, log } = await serve(folder, file);
    expect(row?.question).not.toBeNull();
    expect(await log()).toEqual([]);
  });

  it('knows what the terminal was answered about a file, and takes it over once', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'README.md'), world.document);
    await run(folder, 'sync', 'README.md', '--yes');
    await run(folder, 'answer', name, 'active', 'README.md');
    const first = await serve(folder, file);
    expect(first.row?.question).toBeNull();
    expect(await first.log()).toEqual([
      expect.stringMatching(/"state\.imported".*README\.md.*statusfolio\/state\.json"/),
    ]);
    const again = await serve(folder, file);
    expect(again.row?.question).toBeNull();
    expect(await again.log()).toEqual([]);
  });

  it('knows what was answered on the state branch, whoever wrote it', async () => {
    await run(newFolder(), 'sync', 'naaas94/me', '--yes');
    await run(newFolder(), 'answer', name, 'active', 'naaas94/me');
    const { row, log } = await serve(newFolder(), github);
    expect(row?.question).toBeNull();
    expect(await log()).toEqual([expect.stringMatching(/"state\.imported".*naaas94\/me@statusfolio-state"/)]);
  });

  it('knows what the Action has asked, and since when', async () => {
    const actionFolder = newFolder();
    await buildAction(join(actionFolder, 'dist'));
    for (const part of ['action.yml', 'package.json']) copyFileSync(part, join(actionFolder, part));
    const ran = await runAsRunner({
      actionFolder,
      workspace: newFolder(),
      temporary: newFolder(),
      apiUrl: environment['GITHUB_API_URL'] ?? '',
      token: world.github.token,
      repository: 'naaas94/me',
      event: { name: 'schedule', payload: { repository: { full_name: 'naaas94/me', fork: false } } },
      inputs: { documents: '[{ repo: naaas94/me }]', publish: 'commit' },
    });
    expect([ran.code, ran.err]).toEqual([0, '']);
    await run(newFolder(), 'answer', name, 'active', 'naaas94/me');
    const { row, log } = await serve(newFolder(), github);
    expect(row?.question).toBeNull();
    expect(await log()).toHaveLength(1);
  });

  it('starts without a state that it cannot read, and says so', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'README.md'), world.document);
    await run(folder, 'sync', 'README.md', '--yes');
    writeFileSync(join(environment['XDG_STATE_HOME'] ?? '', 'statusfolio', 'state.json'), '{');
    const { row, log } = await serve(folder, file);
    expect(row?.question).not.toBeNull();
    expect(await log()).toEqual([expect.stringContaining('"state.unreadable"')]);
  });
});
