// One owner's whole life beside two others, on the simulated GitHub: installed, suspended, unsuspended, renamed, uninstalled.

import { beforeEach, describe, expect, it } from 'vitest';
import { renameAccount, suspend, uninstall } from '../../demo/github/installations.ts';
import { createOwnersWorld, type OwnersWorld, type SimulatedOwner } from '../../scripts/owners/world.ts';
import { eraseRemoved } from '../../src/pipeline/owners/life-cycle.ts';
import type { Database } from '../../src/ports/store.ts';
import { openFleet } from '../../src/runtimes/many-owners.ts';
import { createOwnerStates } from '../../src/runtimes/open-owner.ts';
import { openOwnerParts } from '../../src/runtimes/open-owners.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { readHead } from '../../src/web/webhook/route.ts';
import { projectDelivery } from '../../src/web/webhook/to-delivery.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };
const hourMs = 3_600_000;

describe('the whole life of an owner among others', () => {
  let nowMs: number;
  let world: OwnersWorld;
  let database: Database;
  let fleet: ReturnType<typeof openFleet>;
  let ada: SimulatedOwner;
  let sent: number;
  // What comes later is later, be it at once.
  const clock = {
    now: () => {
      nowMs += 1;
      return new Date(nowMs);
    },
  };
  beforeEach(() => {
    nowMs = Date.UTC(2026, 5, 1);
    sent = 0;
    world = createOwnersWorld({ owners: 3, repos: 3, seed: 1, broken: 0, now: clock.now });
    database = openSqliteDatabase(':memory:', { withGitignore: false });
    fleet = openFleet({
      settings: { apiUrl: 'https://api.github.com', publicUrl: null, site: 'https://github.com' },
      app: world.app,
      sessionSecret: 's'.repeat(32),
      database,
      fetch: (url, init) => world.github.fetch(url, init),
      budget: { now: () => nowMs, sleep: async () => {} },
      clock,
      log,
    });
    const [, , last] = world.owners;
    if (last === undefined) throw new Error('there are three');
    ada = last;
  });

  async function deliver(): Promise<void> {
    for (;;) {
      const pending = world.github.pending.splice(0);
      if (pending.length === 0) return;
      const deliveries = pending.flatMap(({ event, payload }) => {
        sent += 1;
        const headers = new Headers({ 'x-github-delivery': `d${sent}`, 'x-github-hook-id': '1' });
        return projectDelivery(event, readHead(headers, clock.now()), payload) ?? [];
      });
      await fleet.route(deliveries);
      await takeTurns();
    }
  }
  async function takeTurns(): Promise<void> {
    for (let round = 0; ; round += 1) {
      const due = await fleet.claimTurns(60_000);
      if (due.length === 0) return;
      expect(round).toBeLessThan(20);
      for (const ownerId of due) await fleet.takeTurn(ownerId);
    }
  }
  /** Webhooks, and whatever the clock makes due until then. */
  async function pass(hours: number): Promise<void> {
    for (let hour = 0; hour < hours; hour += 1) {
      nowMs += hourMs;
      await takeTurns();
      await deliver();
    }
  }
  const read = ({ home }: SimulatedOwner) => String(home.read('README.md'));
  const idOf = ({ installation }: SimulatedOwner) => String(installation.accountId);
  /** Requests about an installation since they were last asked for. */
  function takeRequests({ installation: { id } }: SimulatedOwner) {
    return world.github.requests
      .splice(0)
      .filter(
        ({ path, credential }) =>
          path.includes(`/installations/${id}`) || credential?.startsWith(`ghs_simulated${id}x`),
      );
  }
  async function countRows(ownerId: string): Promise<number> {
    const all = {
      sql: `SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%owner_id TEXT%'`,
      params: [],
    };
    let rows = 0;
    for (const { name } of await database.all<{ name: string }>(all)) {
      const sql = `SELECT count(*) AS count FROM ${name} WHERE owner_id = ?`;
      rows += (await database.all<{ count: number }>({ sql, params: [ownerId] }))[0]?.count ?? 0;
    }
    return rows;
  }

  it('is served while it is active, left alone while it is suspended, followed when it is renamed, and forgotten at its end', async () => {
    const [first, second] = ada.projects;
    await deliver();
    await pass(1);
    expect(await fleet.directory.findById(idOf(ada))).toMatchObject({ state: 'active', login: ada.login });
    first?.archive(clock.now());
    await deliver();
    expect(read(ada)).toContain('⚪ Archived');

    suspend(world.github, ada.installation);
    await deliver();
    takeRequests(ada);
    second?.archive(clock.now());
    await deliver();
    await pass(13);
    expect(takeRequests(ada)).toEqual([]);
    expect(read(ada).match(/Archived/g)).toHaveLength(1);

    suspend(world.github, ada.installation, false);
    await deliver();
    await pass(1);
    expect(read(ada).match(/Archived/g)).toHaveLength(2);

    const before = await openOwnerParts(database, idOf(ada)).store.listChanges(99);
    renameAccount(world.github, ada.installation, 'lovelace');
    await deliver();
    const { store } = openOwnerParts(database, idOf(ada));
    expect(await store.listChanges(99)).toHaveLength(before.length);
    for (const { documentKey } of await store.listChanges(99)) expect(documentKey).toMatch(/^lovelace\//);
    expect(await fleet.directory.findByLogin('LOVELACE')).toMatchObject({ ownerId: idOf(ada) });

    uninstall(world.github, ada.installation);
    await deliver();
    takeRequests(ada);
    await pass(13);
    expect(takeRequests(ada)).toEqual([]);
    const states = createOwnerStates({ databases: new Map([['', database]]) });
    const installations = { read: async () => null, async *list() {}, forgetToken: () => {} };
    await eraseRemoved({ directory: fleet.directory, states, installations, clock, log });
    expect(await countRows(idOf(ada))).toBe(0);
    for (const other of world.owners.slice(0, 2)) expect(await countRows(idOf(other))).toBeGreaterThan(10);
  });
});
