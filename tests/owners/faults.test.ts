// What fails beside or under many owners: an installation of ten thousand repositories, a database that fails at any
// statement, before it or after, and tokens that GitHub refuses, to one owner or to the App. Nothing is lost, and nobody else
// is late.

import { beforeEach, describe, expect, it } from 'vitest';
import { formatInstallation } from '../../demo/github/installations.ts';
import { createOwnersWorld, type OwnersWorld, type SimulatedOwner } from '../../scripts/owners/world.ts';
import { readInstallation } from '../../src/core/activity/parse-installation.ts';
import type { Log } from '../../src/ports/queue.ts';
import type { Database } from '../../src/ports/store.ts';
import { type Fleet, openFleet } from '../../src/runtimes/many-owners.ts';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';
import { ownerTables } from '../../src/store/owner-rows.ts';
import { readHead } from '../../src/web/webhook/route.ts';
import { projectDelivery } from '../../src/web/webhook/to-delivery.ts';
import { createDice } from '../support/dice.ts';

const minuteMs = 60_000;
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

let nowMs: number;
let world: OwnersWorld;
let database: Database;
const clock = {
  now: () => {
    nowMs += 1;
    return new Date(nowMs);
  },
};

function start(parts: { readonly fetch?: typeof world.github.fetch; readonly database?: Database } = {}): Fleet {
  return openFleet({
    settings: { apiUrl: 'https://api.github.com', publicUrl: null, site: 'https://github.com' },
    app: world.app,
    sessionSecret: 'a secret of thirty-two characters',
    database,
    budget: { now: () => nowMs, sleep: async () => {} },
    clock,
    log,
    fetch: world.github.fetch,
    ...parts,
  });
}

const idOf = ({ installation }: SimulatedOwner) => String(installation.accountId);
const readme = ({ home }: SimulatedOwner) => new TextDecoder().decode(home.read('README.md') ?? undefined);
const ownerAt = (index: number): SimulatedOwner => {
  const owner = world.owners[index];
  if (owner === undefined) throw new RangeError(`there is no owner ${index}`);
  return owner;
};

async function open(owners: number): Promise<void> {
  nowMs = Date.parse('2026-05-01T00:00:00Z');
  world = createOwnersWorld({ owners, repos: 3, seed: 1, broken: 0, now: () => new Date(nowMs) });
  database = openMemoryDatabase();
}

async function install(fleet: Fleet): Promise<void> {
  for (const { installation } of world.owners) {
    const snapshot = readInstallation(formatInstallation(world.github, installation));
    if (snapshot === null) throw new TypeError('an installation could not be read');
    await fleet.directory.put(snapshot, clock.now());
  }
}

let lastId = 0;
/** What GitHub has to tell, as far as a webhook is read. */
function receive() {
  return world.github.pending.splice(0).flatMap(({ event, payload }) => {
    lastId += 1;
    const headers = new Headers({ 'x-github-delivery': `d${lastId}`, 'x-github-hook-id': '1' });
    return projectDelivery(event, readHead(headers, clock.now()), payload) ?? [];
  });
}

describe('an installation of ten thousand repositories', () => {
  const total = 10_000;
  const page = /\/installation\/repositories\?.*page=(\d+)$/;
  let pages: number;

  /** The repositories of this one are all named before its home, of which the list therefore does not get to tell. */
  function listMany(big: SimulatedOwner): typeof world.github.fetch {
    return async (url, init) => {
      const asked = page.exec(String(url))?.[1];
      const credential = new Headers(init?.headers).get('authorization') ?? '';
      if (asked === undefined || !credential.includes(`ghs_simulated${big.installation.id}x`))
        return await world.github.fetch(url, init);
      pages += 1;
      const repositories = Array.from({ length: 100 }, (_, index) => {
        const id = (Number(asked) - 1) * 100 + index + 1;
        return { id, full_name: `${big.login}/a-${id}`, private: false };
      });
      return Response.json({ total_count: total, repositories });
    };
  }

  beforeEach(async () => {
    pages = 0;
    await open(3);
  });

  it('is listed in a few requests, found its configuration in, and served, by a webhook that lists none of them', async () => {
    const big = ownerAt(1);
    big.projects[1]?.archive(clock.now());
    const fleet = start({ fetch: listMany(big) });
    for (const { payload } of world.github.pending)
      if ('repositories' in payload) Object.assign(payload, { repositories: undefined });
    await fleet.route(receive());
    const startedAt = world.github.requests.length;
    expect(await fleet.takeTurn(idOf(big))).toBe('done');
    expect(pages).toBe(10);
    expect(world.github.requests.length - startedAt).toBeLessThan(20);
    expect(readme(big)).toContain('⚪ Archived');
    const opened = await fleet.openOwner(idOf(big));
    await fleet.takeTurn(idOf(big));
    expect(pages).toBe(10);
    expect(opened?.calls()).toBeLessThanOrEqual(400);
  });

  it('keeps no other owner waiting, who is due at the same time', async () => {
    const fleet = start({ fetch: listMany(ownerAt(1)) });
    await install(fleet);
    for (const ownerId of await fleet.claimTurns(minuteMs)) await fleet.takeTurn(ownerId);
    for (const owner of world.owners) {
      const opened = await fleet.openOwner(idOf(owner));
      expect(await opened?.store.listDocuments()).toHaveLength(1);
    }
  });
});

describe('a database that fails at any of its statements', () => {
  /** Before the statement, or after it, when only its answer is lost. */
  function failing(chance: () => boolean): Database {
    const fail = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
      if (chance()) throw new Error('D1 DB is overloaded. Too many requests queued.');
      const answer = await work();
      if (chance()) throw new Error('D1 DB storage operation exceeded timeout which caused object to be reset.');
      return answer;
    };
    return {
      ...database,
      all: (statement) => fail(() => database.all(statement)),
      run: (statement) => fail(() => database.run(statement)),
      batch: (statements) => fail(() => database.batch(statements)),
    };
  }

  it.each([1, 2, 3, 4, 5, 6])('delays what was pushed, and loses none of it (seed %i)', async (seed) => {
    await open(3);
    let share = 0.04;
    const dice = createDice(seed);
    const fleet = start({ database: failing(() => dice.chance(share)) });
    for (const owner of world.owners) owner.projects[1]?.archive(clock.now());
    let left = receive();
    for (let minute = 0; minute < 90; minute += 1) {
      // It is well again after an hour, and in half an hour more everybody has what they were waiting for.
      if (minute === 60) share = 0;
      nowMs += minuteMs;
      const routed = await fleet.route([...left, ...receive()]);
      left = [...routed.failed];
      const claimed = await fleet.claimTurns(minuteMs).catch(() => []);
      for (const ownerId of new Set([...routed.woken, ...claimed])) await fleet.takeTurn(ownerId).catch(() => {});
    }
    expect(left).toEqual([]);
    for (const owner of world.owners) expect(readme(owner), owner.login).toMatch(/project-1 \| ⚪ Archived/);
  });

  it('delays erasing an owner, and leaves no row in the end, and all of the others', async () => {
    await open(3);
    const gone = idOf(ownerAt(1));
    const fleet = start();
    await install(fleet);
    for (const owner of world.owners) await fleet.takeTurn(idOf(owner));
    await fleet.directory.setState(ownerAt(1).installation.id, 'removed', clock.now().toISOString(), clock.now());
    const count = async (ownerId: string) => {
      let rows = 0;
      for (const table of ownerTables) {
        const sql = `SELECT owner_id FROM ${table} WHERE owner_id = ?`;
        rows += (await database.all({ sql, params: [ownerId] })).length;
      }
      return rows;
    };
    const before = await count(idOf(ownerAt(0)));
    expect(await count(gone)).toBeGreaterThan(0);
    const dice = createDice(8);
    const failingFleet = start({ database: failing(() => dice.chance(0.2)) });
    for (let minute = 0; (await fleet.directory.findById(gone)) !== null; minute += 1) {
      expect(minute).toBeLessThan(60);
      nowMs += minuteMs;
      await failingFleet.tidy();
    }
    expect(await count(gone)).toBe(0);
    expect(await count(idOf(ownerAt(0)))).toBe(before);
    expect((await fleet.directory.listAudit(gone, 9)).map(({ action }) => action)).toEqual(['erased']);
  });

  it('gives those their turn whom it could claim, although it fails to claim the others', async () => {
    await open(2);
    const fleet = start();
    await install(fleet);
    await fleet.takeTurn(idOf(ownerAt(0)));
    await fleet.directory.wake([idOf(ownerAt(0))], clock.now().toISOString());
    let claims = 0;
    const second: Database = {
      ...database,
      all: (statement) => {
        if (/UPDATE owners SET due_at/.test(statement.sql)) claims += 1;
        return claims === 2 ? Promise.reject(new Error('overloaded')) : database.all(statement);
      },
    };
    const other = start({ database: second });
    expect(await other.claimTurns(minuteMs)).toEqual([idOf(ownerAt(0))]);
    expect(await other.claimTurns(minuteMs)).toEqual([idOf(ownerAt(1))]);
  });
});

describe('a token that GitHub refuses', () => {
  const tokenPath = /\/app\/installations\/(\d+)\/access_tokens$/;
  let refusal: (installationId: number) => Response | null;
  let asked: number[];
  const refusing: typeof world.github.fetch = async (url, init) => {
    const id = Number(tokenPath.exec(String(url))?.[1] ?? Number.NaN);
    if (Number.isNaN(id)) return await world.github.fetch(url, init);
    asked.push(id);
    return refusal(id) ?? (await world.github.fetch(url, init));
  };
  const answer = (status: number, message: string, headers: Record<string, string> = {}) =>
    Response.json({ message }, { status, headers });
  const throttled = () => answer(429, 'You have exceeded a secondary rate limit.', { 'retry-after': '600' });
  const dueInMinutes = async (fleet: Fleet, owner: SimulatedOwner) =>
    Math.round((Date.parse((await fleet.directory.findById(idOf(owner)))?.dueAt ?? '') - nowMs) / minuteMs);
  /** The turns of all that are due, as the clock brings them. */
  async function pass(fleet: Fleet, minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute += 1) {
      nowMs += minuteMs;
      for (const ownerId of await fleet.claimTurns(minuteMs)) await fleet.takeTurn(ownerId);
    }
  }

  beforeEach(async () => {
    asked = [];
    await open(20);
  });

  it.each([
    ['for good', () => answer(403, 'This installation may not do that.'), 360],
    ['for a while', throttled, 10],
  ])('to one owner %s keeps that one waiting, and nobody else', async (_, refuse, minutes) => {
    const [refused] = world.owners;
    const fleet = start({ fetch: refusing });
    await install(fleet);
    refusal = (id) => (id === refused?.installation.id ? refuse() : null);
    await pass(fleet, 1);
    expect(await dueInMinutes(fleet, ownerAt(0))).toBe(minutes);
    for (const owner of world.owners.slice(1)) {
      const opened = await fleet.openOwner(idOf(owner));
      expect(await opened?.store.listDocuments(), owner.login).toHaveLength(1);
    }
  });

  it.each([
    ['limited', throttled],
    ['not accepted', () => answer(401, 'A JSON web token could not be decoded')],
  ])(
    'to the App as a whole, which is %s, is asked for no more than a few times, and by all again afterwards',
    async (_, refuse) => {
      const fleet = start({ fetch: refusing });
      await install(fleet);
      let isOver = false;
      refusal = () => (isOver ? null : refuse());
      await pass(fleet, 9);
      expect(asked.length).toBeLessThanOrEqual(6);
      isOver = true;
      await pass(fleet, 4);
      for (const owner of world.owners) {
        const opened = await fleet.openOwner(idOf(owner));
        expect(await opened?.store.listDocuments(), owner.login).toHaveLength(1);
      }
    },
  );
});
