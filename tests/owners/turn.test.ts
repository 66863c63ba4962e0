// One owner's turn, on the simulated GitHub with the App on several accounts: who has it, how much it does, when the next one
// is due, and that what is wrong with one owner is nobody else's.

import { beforeEach, describe, expect, it } from 'vitest';
import { formatInstallation } from '../../demo/github/installations.ts';
import { breakOwner, createOwnersWorld, type OwnersWorld, type SimulatedOwner } from '../../scripts/owners/world.ts';
import { readInstallation } from '../../src/core/activity/parse-installation.ts';
import type { Log } from '../../src/ports/queue.ts';
import type { Database } from '../../src/ports/store.ts';
import { type Fleet, openFleet } from '../../src/runtimes/many-owners.ts';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';

const hourMs = 3_600_000;
const log: Log = { info: () => {}, warn: () => {}, error: () => {} };

let nowMs: number;
let world: OwnersWorld;
let database: Database;
let fleet: Fleet;

const clock = {
  now: () => {
    nowMs += 1;
    return new Date(nowMs);
  },
};

/** Another process with the same database. */
function start(fetch = world.github.fetch): Fleet {
  return openFleet({
    settings: { apiUrl: 'https://api.github.com', publicUrl: null, site: 'https://github.com' },
    app: world.app,
    sessionSecret: 'a secret of thirty-two characters',
    database,
    budget: { now: () => nowMs, sleep: async () => {} },
    clock,
    log,
    fetch,
  });
}

const idOf = ({ installation }: SimulatedOwner) => String(installation.accountId);
const ownerAt = (index: number): SimulatedOwner => {
  const owner = world.owners[index];
  if (owner === undefined) throw new RangeError(`there is no owner ${index}`);
  return owner;
};

beforeEach(async () => {
  nowMs = Date.parse('2026-05-01T00:00:00Z');
  world = createOwnersWorld({ owners: 4, repos: 3, seed: 1, broken: 1, now: () => new Date(nowMs) });
  database = openMemoryDatabase();
  fleet = start();
  for (const { installation } of world.owners) {
    const snapshot = readInstallation(formatInstallation(world.github, installation));
    if (snapshot === null) throw new TypeError('an installation could not be read');
    await fleet.directory.put(snapshot, clock.now());
  }
});

const requestsOf = (act: () => Promise<unknown>) => {
  world.github.requests.length = 0;
  return act().then(() => world.github.requests.map(({ path, operation }) => operation ?? path));
};
const dueIn = async (owner: SimulatedOwner) =>
  (Date.parse((await fleet.directory.findById(idOf(owner)))?.dueAt ?? '') - nowMs) / hourMs;

describe('takeTurn', () => {
  it('finds the configuration, looks at the documents, and is due again by the cadence of that owner', async () => {
    const owner = ownerAt(1);
    owner.projects[0]?.archive(clock.now());
    expect(await fleet.takeTurn(idOf(owner))).toBe('done');
    expect(new TextDecoder().decode(owner.home.read('README.md') ?? undefined)).toContain('⚪ Archived');
    expect(await fleet.directory.findById(idOf(owner))).toMatchObject({
      leasedUntil: null,
      configuration: { repo: `${owner.login}/${owner.login}` },
    });
    expect(await dueIn(owner)).toBeGreaterThan(0.4);
    expect(world.github.unexpected).toEqual([]);
  });

  it('asks GitHub one thing where nothing has changed, with the token that the turn before has sealed', async () => {
    const owner = ownerAt(1);
    await fleet.takeTurn(idOf(owner));
    const opened = await fleet.openOwner(idOf(owner));
    await opened?.store.makeAllDue(clock.now());
    expect(await requestsOf(() => start().takeTurn(idOf(owner)))).toEqual(['DocumentAndLite']);
  });

  it.each([
    ['where the App is as well', 6, async () => {}],
    [
      'where the App has gone',
      1,
      () => fleet.directory.setState(ownerAt(2).installation.id, 'removed', clock.now().toISOString(), clock.now()),
    ],
    [
      'which it cannot see',
      6,
      () => {
        Object.assign(ownerAt(2).projects[0]?.state ?? {}, { visibility: 'PRIVATE' });
      },
    ],
  ])('looks at a row of another account, %s, as seldom as webhooks allow', async (_, hours, change) => {
    const owner = ownerAt(1);
    const [mine, other] = [owner.projects[1], ownerAt(2).projects[0]];
    mine?.commit({ at: clock.now(), message: 'Add a step', files: { 'main.go': '1' } });
    const readme = new TextDecoder().decode(owner.home.read('README.md') ?? undefined);
    const listed = readme.replace(owner.projects[0]?.fullName() ?? '', other?.fullName() ?? '');
    owner.home.commit({ at: clock.now(), message: 'Edit by hand', files: { 'README.md': listed } });
    await change();
    await fleet.takeTurn(idOf(owner));
    expect(Math.abs((await dueIn(owner)) - hours)).toBeLessThan(hours / 9);
  });

  it('is one worker alone: whoever comes meanwhile leaves it, and the owner is due at once', async () => {
    const id = idOf(ownerAt(1));
    const others: string[] = [];
    const slow = start(async (url, init) => {
      others.push(await fleet.takeTurn(id));
      return await world.github.fetch(url, init);
    });
    expect(await slow.takeTurn(id)).toBe('done');
    expect(new Set(others)).toEqual(new Set(['busy']));
    expect(Date.parse((await fleet.directory.findById(id))?.dueAt ?? '')).toBeLessThanOrEqual(nowMs);
  });

  it('asks nothing for an owner that nobody knows, or whose App is suspended', async () => {
    const owner = ownerAt(0);
    const { id } = owner.installation;
    await fleet.directory.setState(id, 'suspended', clock.now().toISOString(), clock.now());
    expect(await requestsOf(() => fleet.takeTurn(idOf(owner)))).toEqual([]);
    expect(await fleet.takeTurn(idOf(owner))).toBe('absent');
    expect(await fleet.takeTurn('unknown')).toBe('absent');
  });

  it('looks at everything again once the installation has changed: no webhook told what happened meanwhile', async () => {
    const owner = ownerAt(1);
    const { id } = owner.installation;
    await fleet.takeTurn(idOf(owner));
    await fleet.directory.setState(id, 'suspended', clock.now().toISOString(), clock.now());
    owner.projects[0]?.archive(clock.now());
    await fleet.directory.setState(id, 'active', clock.now().toISOString(), clock.now());
    await fleet.takeTurn(idOf(owner));
    expect(new TextDecoder().decode(owner.home.read('README.md') ?? undefined)).toContain('⚪ Archived');
    expect(await requestsOf(() => fleet.takeTurn(idOf(owner)))).toEqual([]);
  });

  it('rests where GitHub gives no token, and disturbs nobody else', async () => {
    const [suspended, other] = [ownerAt(0), ownerAt(1)];
    breakOwner(world, suspended);
    await fleet.takeTurn(idOf(suspended));
    expect(await dueIn(suspended)).toBeGreaterThan(1);
    await fleet.takeTurn(idOf(other));
    expect((await (await fleet.openOwner(idOf(other)))?.store.listDocuments())?.length).toBe(1);
  });

  it('waits as long as GitHub says where it is throttled, and asks nothing more in that turn', async () => {
    const owner = ownerAt(1);
    await fleet.takeTurn(idOf(owner));
    const opened = await fleet.openOwner(idOf(owner));
    await opened?.store.makeAllDue(clock.now());
    const headers = { 'retry-after': '900' };
    const answer = new Response('{"message":"You have exceeded a secondary rate limit."}', { status: 403, headers });
    world.github.fail({ when: ({ path }) => path === '/graphql', answer });
    expect(await requestsOf(() => fleet.takeTurn(idOf(owner)))).toHaveLength(1);
    expect(await dueIn(owner)).toBeCloseTo(0.25, 2);
  });

  it('stops at what one owner may use up in an hour', async () => {
    const owner = ownerAt(1);
    const used = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '2999' };
    const reset = { 'x-ratelimit-reset': String(Math.floor(nowMs / 1000) + 1800) };
    const greedy = start(async (url, init) => {
      const response = await world.github.fetch(url, init);
      for (const [name, value] of Object.entries({ ...used, ...reset })) response.headers.set(name, value);
      return response;
    });
    const asked = await requestsOf(() => greedy.takeTurn(idOf(owner)));
    expect(asked.filter((path) => !path.includes('access_tokens'))).toHaveLength(1);
    expect(await dueIn(owner)).toBeCloseTo(0.5, 2);
  });

  it.each([
    [4, 'documents: ['],
    [5, null],
  ])('manages nothing of an owner whose configuration is gone, and keeps what it cannot read', async (_, text) => {
    const owner = ownerAt(2);
    await fleet.takeTurn(idOf(owner));
    owner.home.commit({ at: clock.now(), message: 'Edit', files: { '.github/statusfolio.yml': text } });
    nowMs += 25 * hourMs;
    await fleet.takeTurn(idOf(owner));
    const opened = await fleet.openOwner(idOf(owner));
    expect(await opened?.store.listDocuments()).toHaveLength(text === null ? 0 : 1);
    expect(await dueIn(owner)).toBeCloseTo(24, 1);
  });
});

it('reads the configuration again once the directory has been told that somebody changed it', async () => {
  const owner = ownerAt(1);
  await fleet.takeTurn(idOf(owner));
  owner.home.commit({ at: clock.now(), message: 'Edit', files: { '.github/statusfolio.yml': 'documents: []\n' } });
  await fleet.takeTurn(idOf(owner));
  const opened = await fleet.openOwner(idOf(owner));
  expect(await opened?.store.listDocuments()).toHaveLength(1);
  await fleet.directory.saveConfiguration(idOf(owner), null);
  await fleet.takeTurn(idOf(owner));
  expect(await opened?.store.listDocuments()).toEqual([]);
});

describe('claimTurns', () => {
  it('claims each owner once, those longest due first, and again where nothing came of it for ten minutes', async () => {
    expect([...(await fleet.claimTurns(60_000))].sort()).toEqual(world.owners.map(idOf).sort());
    expect(await fleet.claimTurns(60_000)).toEqual([]);
    nowMs += 11 * 60_000;
    expect(await fleet.claimTurns(60_000)).toHaveLength(4);
  });

  it('takes of those who need a token no more than tokens may be made in that time', async () => {
    for (let index = 0; index < 400; index += 1) {
      const at = clock.now().toISOString();
      const login = `more${index}`;
      const more = { ownerId: `${index + 1}`, login, loginAt: at, kind: 'User', installationId: index + 1 } as const;
      const rest = { selection: 'all', permissions: {}, state: 'active', stateAt: at } as const;
      await fleet.directory.put({ ...more, ...rest }, clock.now());
    }
    const first = await fleet.claimTurns(60_000);
    expect(first.length).toBeLessThanOrEqual(150);
    expect(first.length).toBeGreaterThan(100);
    expect((await fleet.claimTurns(5000)).length).toBeLessThanOrEqual(12);
  });
});
