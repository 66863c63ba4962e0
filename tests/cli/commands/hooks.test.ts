// `hooks`: installed once however often it is asked for, refused repositories named, nobody else's webhook touched.

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSampleWorld, type SampleWorld } from '../../../demo/github/sample-world.ts';
import { listHookEvents } from '../../../src/core/activity/webhook-events.ts';
import { listenTo } from '../../support/listen-to.ts';
import { runInProcess } from '../../support/run-in-process.ts';

const now = new Date('2025-11-03T09:00:00Z');
const secret = 'a-secret-for-tests-0123456789-abcdef';
const url = 'https://status.example.org/webhooks/github';

describe('hooks', () => {
  let world: SampleWorld;
  let close: () => Promise<void>;
  let folder: string;
  let environment: Record<string, string>;
  beforeEach(async () => {
    world = createSampleWorld({ now: () => now, until: now });
    folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    writeFileSync(join(folder, 'statusfolio.yml'), 'documents: [{ repo: naaas94/me }]\n');
    ({ environment, close } = await listenTo(world, {
      GITHUB_WEBHOOK_SECRET: secret,
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
    }));
  });
  afterEach(async () => {
    await close();
  });

  const hooks = (args: readonly string[], more: Record<string, string> = {}, answers?: readonly boolean[]) =>
    runInProcess(['hooks', ...args], {
      directory: folder,
      environment: { ...environment, ...more },
      ...(answers && { answers }),
    });
  const all = () => [...world.github.listOf('naaas94')];
  const installed = () => all().flatMap(({ state }) => state.hooks);

  it('installs one for each listed repository and the one of the document, and twice is once', async () => {
    const first = await hooks(['install', '--yes', '--json']);
    expect(first.code).toBe(0);
    const { hooks: lines } = JSON.parse(first.out);
    expect(lines).toHaveLength(8);
    expect(lines.map(({ state }: { state: string }) => state)).toEqual(Array(8).fill('installed'));
    expect(installed()).toHaveLength(8);
    for (const hook of installed()) expect(hook).toMatchObject({ url, secret });
    // The status issue and the pull requests are where the document is, and nowhere else.
    expect(world.portfolio.state.hooks[0]?.events).toEqual(listHookEvents(true));
    expect(world.repository('PCC').state.hooks[0]?.events).toEqual(listHookEvents(false));

    const again = await hooks(['install', '--yes'], { GITHUB_WEBHOOK_SECRET: secret.toUpperCase() });
    expect(again.code).toBe(0);
    expect(again.out.match(/updated/g)).toHaveLength(8);
    expect(installed()).toHaveLength(8);
    for (const hook of installed()) expect(hook.secret).toBe(secret.toUpperCase());
  });

  it('says what permission it needs and does nothing without consent', async () => {
    const { code, err } = await hooks(['install']);
    expect(code).toBe(2);
    expect(err).toContain('Webhooks: read and write');
    expect(err).toContain('naaas94/PCC');
    expect(installed()).toEqual([]);
    expect((await hooks(['install'], {}, [false])).code).toBe(2);
    expect(installed()).toEqual([]);
    expect((await hooks(['install'], {}, [true])).code).toBe(0);
    expect(installed()).toHaveLength(8);
  });

  it('lists them with the answer to the last delivery', async () => {
    await hooks(['install', '--yes', '--quiet']);
    const [hook] = world.repository('PCC').state.hooks;
    if (hook !== undefined) hook.lastStatus = 502;
    const { code, out } = await hooks(['list']);
    expect(code).toBe(0);
    expect(out).toMatch(/naaas94\/PCC +there +https:\/\/status\.example\.org\S+, 8 events, last delivery answered 502/);
    expect(out).toContain('nothing delivered yet');
  });

  it("removes ours, also its twins, and leaves everybody else's alone", async () => {
    const repository = world.repository('PCC');
    repository.addHook({ url: 'https://ci.example.org/', secret: 'x', events: ['push'] });
    repository.addHook({ url, secret: 'x', events: ['push'] });
    repository.addHook({ url, secret: 'x', events: ['release'] });
    await hooks(['install', '--yes', '--quiet']);
    expect(repository.state.hooks.map((hook) => hook.url)).toEqual(['https://ci.example.org/', url]);
    const { code } = await hooks(['remove', '--yes']);
    expect(code).toBe(0);
    expect(installed().map((hook) => hook.url)).toEqual(['https://ci.example.org/']);
    expect((await hooks(['remove', '--yes'])).out.match(/there was none/g)).toHaveLength(8);
  });

  it('goes on when one repository refuses', async () => {
    writeFileSync(
      join(folder, 'README.md'),
      readFileSync('tests/fixtures/seeds/portfolio.md', 'utf8').replace('naaas94/PCC', 'somebody/tool'),
    );
    world.github.addRepository({ owner: 'somebody', name: 'tool', createdAt: now });
    const { code, out, err } = await hooks(['install', 'README.md', '--yes']);
    expect(code).toBe(0);
    expect(out).toMatch(/somebody\/tool +failed/);
    expect(err).toContain('The token needs "Webhooks: read and write" on it.');
    expect(installed()).toHaveLength(6);
  });

  it.each([
    [['install', '--yes', '--url', 'http://127.0.0.1:8787'], {}, /reachable over the public Internet/],
    [['install', '--yes'], { GITHUB_WEBHOOK_SECRET: '' }, /openssl rand -hex 32/],
    [['install', '--yes'], { STATUSFOLIO_PUBLIC_URL: '' }, /--url https:/],
    [['install', '--yes', '--url', 'example.org'], {}, /--url https:/],
    [['list'], { GITHUB_TOKEN: 'wrong' }, /does not accept the token/],
    [['uninstall'], {}, /unknown command 'uninstall'/],
  ])('%o gets one clear message', async (args, more, expected) => {
    const { code, err } = await hooks(args, more as Record<string, string>);
    expect(code).toBe(2);
    expect(err).toMatch(expected);
    expect(installed()).toEqual([]);
  });
});
