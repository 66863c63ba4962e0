// A backup of a server under load, and the drill: the copy in the place of a database that is gone, and the server goes
// on as if nothing had been. And two servers on one database: the second says what to do.

import { copyFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Scenario, webhookSecret } from '../support/sample-scenario.ts';
import { openServing, type Serving } from '../support/serve-scenario.ts';
import { type Running, runStatusfolio } from '../support/spawn-statusfolio.ts';
import { prepareDelivery, readOfficialPush } from '../torture/support/deliveries.ts';
import { loadAtFullSpeed } from '../torture/support/load.ts';
import { readAftermath } from '../torture/support/read-database.ts';

describe('backup', () => {
  let serving: Serving;
  let scenario: Scenario;
  let folder: string;

  beforeEach(async () => {
    serving = await openServing();
    ({ scenario, folder } = serving);
  });
  afterEach(() => serving.close());

  const database = () => join(folder, 'data', 'statusfolio.db');

  async function serve(): Promise<{ port: number; server: Running }> {
    const { url, server } = await serving.serve();
    return { port: Number(new URL(url).port), server };
  }

  it('holds everything that was acknowledged before it began, and a server goes on from it', async () => {
    const { port, server } = await serve();
    await scenario.waitForSilence();
    const delivery = prepareDelivery({ event: 'push', body: readOfficialPush(), secret: webhookSecret });
    let isOver = false;
    const before: string[] = [];
    const first = await loadAtFullSpeed({ port, delivery, connections: 8, prefix: 'a', isOver: (sent) => sent >= 300 });
    before.push(...first.acknowledged);
    const load = loadAtFullSpeed({ port, delivery, connections: 8, prefix: 'b', isOver: () => isOver });
    const copy = join(folder, 'copy.db');
    const { code, out } = await runStatusfolio(['backup', copy, '--json'], serving.environment(), folder);
    isOver = true;
    const { acknowledged, statuses } = await load;
    expect([code, JSON.parse(out)]).toMatchObject([0, { path: copy }]);
    // Nobody was refused meanwhile.
    expect([...statuses.keys()]).toEqual([202]);
    expect(readAftermath(copy, before)).toEqual({ integrity: 'ok', lost: [], twice: 0 });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(acknowledged.length).toBeGreaterThan(0);

    // The drill: the machine is gone, and all that is left is the copy.
    server.process.kill('SIGKILL');
    await server.finished;
    rmSync(join(folder, 'data'), { recursive: true });
    mkdirSync(join(folder, 'data'));
    copyFileSync(copy, database());
    const commits = scenario.commits();
    const restored = await serve();
    await scenario.waitForSilence();
    expect(scenario.commits()).toBe(commits);
    restored.server.process.kill('SIGTERM');
    await restored.server.finished;
    expect(readAftermath(database(), before)).toEqual({ integrity: 'ok', lost: [], twice: 0 });
    const documents = new SqliteDriver(database(), { readonly: true })
      .prepare('SELECT count(*) FROM rows')
      .pluck()
      .get();
    expect(documents).toBe(8);
  });

  it('is not needed for a second server: that one is told to stay away, until the first is gone however it went', async () => {
    const { server } = await serve();
    const second = await runStatusfolio(['serve'], serving.environment(), folder);
    expect([second.code, second.out]).toEqual([2, '']);
    expect(second.err).toContain('Another Statusfolio server already uses');
    expect(second.err).toContain('--database FILE');
    server.process.kill('SIGKILL');
    await server.finished;
    expect(existsSync(`${database()}.lock`)).toBe(true);
    await serve();
  });
});
