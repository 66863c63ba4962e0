// The server for many owners on one machine, as GitHub meets it: signed webhooks in, commits out, and nothing left of whoever
// is gone.

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, suspend, uninstall } from '../../demo/github/installations.ts';
import { signDelivery } from '../../demo/github/sign-delivery.ts';
import { createOwnersWorld, type OwnersWorld, type SimulatedOwner } from '../../scripts/owners/world.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { Log } from '../../src/ports/queue.ts';
import { type ManyServer, startManyServer } from '../../src/runtimes/many-server.ts';
import { ownerTables } from '../../src/store/owner-rows.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { waitUntil } from '../support/wait-until.ts';

const secret = 'what the App signs its webhooks with';
const adminToken = 'the-token-of-the-operator';
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

let world: OwnersWorld;
let server: ManyServer;
let database: string;

async function start(): Promise<void> {
  const settings = readSettings({
    STATUSFOLIO_OWNERS: 'many',
    STATUSFOLIO_DATABASE: database,
    STATUSFOLIO_PUBLIC_URL: 'http://127.0.0.1:1',
    STATUSFOLIO_SESSION_SECRET: 'a secret of thirty-two characters',
    STATUSFOLIO_ADMIN_TOKEN: adminToken,
    GITHUB_WEBHOOK_SECRET: secret,
    GITHUB_APP_ID: world.app.id,
    GITHUB_APP_PRIVATE_KEY: world.app.privateKey,
    GITHUB_APP_CLIENT_ID: 'Iv1.0123456789abcdef',
    GITHUB_APP_CLIENT_SECRET: 'a client secret of forty characters or so',
    PORT: '0',
  });
  const clock = { now: () => new Date() };
  server = await startManyServer({ settings, clock, log, pollMs: 200, fetch: world.github.fetch });
}

/** As GitHub delivers what has happened. Returns the statuses. */
async function deliver(): Promise<number[]> {
  const statuses: number[] = [];
  for (const { event, payload } of world.github.pending.splice(0)) {
    const { body, headers } = signDelivery({ secret, event, payload, targetType: 'integration' });
    const response = await fetch(`${server.url}/webhooks/github`, { method: 'POST', body, headers });
    statuses.push(response.status);
  }
  return statuses;
}

const readme = ({ home }: SimulatedOwner) => new TextDecoder().decode(home.read('README.md') ?? undefined);
const only = (): SimulatedOwner => {
  const [owner] = world.owners;
  if (owner === undefined) throw new TypeError('there is an owner');
  return owner;
};

beforeEach(async () => {
  database = join(mkdtempSync(join(tmpdir(), 'many-')), 'statusfolio.db');
  world = createOwnersWorld({ owners: 2, repos: 3, seed: 3, broken: 0, now: () => new Date() });
  await start();
});
afterEach(() => server.stop());

describe('the server for many owners', () => {
  it('takes an owner from installing to the first commit, a push, a suspension, and leaves no row behind', async () => {
    const owner = only();
    const [, second, third] = owner.projects;
    second?.archive(new Date());
    expect(await deliver()).toEqual([202, 202, 202]);
    await waitUntil('the first commit', () => /project-1 \| ⚪ Archived/.test(readme(owner)));

    third?.archive(new Date());
    expect(await deliver()).toContain(202);
    await waitUntil('the second commit', () => /project-2 \| ⚪ Archived/.test(readme(owner)));

    suspend(world.github, owner.installation);
    second?.unarchive();
    await deliver();
    await server.idle();
    world.github.requests.length = 0;
    await server.idle();
    const own = world.github.requests.filter(({ credential }) => credential?.includes(`${owner.installation.id}x`));
    expect(own).toEqual([]);

    uninstall(world.github, owner.installation);
    await deliver();
    await server.idle();
    await server.stop();
    await start();
    await server.idle();
    const reader = openSqliteDatabase(database, { withGitignore: false });
    const left: unknown[] = [];
    for (const table of ownerTables) {
      const params = [String(owner.installation.accountId)];
      left.push(...(await reader.all({ sql: `SELECT owner_id FROM ${table} WHERE owner_id = ?`, params })));
    }
    await reader.close();
    expect(left).toEqual([]);
    expect(world.github.unexpected).toEqual([]);
  });

  it('serves webhooks, probes, metrics to the operator, a page, and nothing else', async () => {
    const get = (path: string, headers = {}) => fetch(`${server.url}${path}`, { headers });
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect((await get('/metrics')).status).toBe(401);
    const metrics = await get('/metrics', { authorization: `Bearer ${adminToken}` });
    expect([metrics.status, (await metrics.text()).includes('deliveries_waiting')]).toEqual([200, true]);
    expect(await (await get('/')).text()).toContain('Statusfolio');
    for (const path of ['/operations', '/projects/a/b', '/api/status.json', '/feed.atom'])
      expect((await get(path)).status).toBe(404);
    const forged = await fetch(`${server.url}/webhooks/github`, { method: 'POST', body: '{}' });
    expect(forged.status).toBe(401);
  });

  it('finds by itself who installed the App while nobody listened', async () => {
    world.github.pending.length = 0;
    install(world.github, { account: 'late', accountId: 77 });
    world.github.pending.length = 0;
    await server.stop();
    database = join(mkdtempSync(join(tmpdir(), 'many-')), 'statusfolio.db');
    await start();
    await server.idle();
    const reader = openSqliteDatabase(database, { withGitignore: false });
    const known = await reader.all({ sql: 'SELECT login FROM owners ORDER BY login', params: [] });
    await reader.close();
    expect(known).toEqual([{ login: 'late' }, { login: 'owner0000' }, { login: 'owner0001' }]);
  });
});
