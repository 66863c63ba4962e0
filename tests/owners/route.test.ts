// To whom deliveries go: each whole to the owner of its installation, and to watchers of a public repository no more than
// that something happened there.

import { beforeEach, describe, expect, it } from 'vitest';
import type { InstallationSnapshot } from '../../src/core/activity/parse-installation.ts';
import type { LifeCyclePorts } from '../../src/pipeline/owners/life-cycle.ts';
import { type RoutePorts, routeDeliveries } from '../../src/pipeline/owners/route.ts';
import type { Directory } from '../../src/ports/directory.ts';
import type { Delivery } from '../../src/ports/records.ts';
import type { Database } from '../../src/ports/store.ts';
import { createOwnerStates } from '../../src/runtimes/open-owner.ts';
import { openOwnerParts } from '../../src/runtimes/open-owners.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { buildSnapshot } from '../contracts/directory-contract.ts';
import { buildDelivery, buildDocument, buildRefresh, documentKey } from '../support/build-records.ts';
import { createDice } from '../support/dice.ts';

const now = new Date('2027-03-01T00:00:00.000Z');

describe('routing', () => {
  let database: Database;
  let directory: Directory;
  let atGitHub: Map<number, InstallationSnapshot>;
  let asked: number[];
  let ports: RoutePorts;
  const stateOf = (ownerId: string) => openOwnerParts(database, ownerId);
  const whole = (id: string, parts: Partial<Delivery> = {}) =>
    buildDelivery(id, {
      installationId: 7,
      facts: { kind: 'tag', name: 'v1', at: null, isGone: false },
      ...parts,
    });

  beforeEach(async () => {
    database = openSqliteDatabase(':memory:', { withGitignore: false });
    directory = createDirectory(database);
    atGitHub = new Map();
    asked = [];
    const installations: LifeCyclePorts['installations'] = {
      read: async (id) => {
        asked.push(id);
        return atGitHub.get(id) ?? null;
      },
      async *list() {
        yield* atGitHub.values();
      },
      forgetToken: () => {},
    };
    const states = createOwnerStates({ databases: new Map([['', database]]) });
    const openOwner: RoutePorts['openOwner'] = async (ownerId) => {
      const record = await directory.findById(ownerId);
      return record && { ...stateOf(ownerId), record };
    };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    ports = { directory, states, installations, openOwner, clock: { now: () => now }, log };
    // Ada has the engine; Grace lists it, and Mary lists something else.
    for (const [ownerId, installationId, login] of [
      ['500', 7, 'Ada'],
      ['600', 8, 'Grace'],
      ['700', 9, 'Mary'],
    ] as const) {
      await directory.put(buildSnapshot({ ownerId, installationId, login }), now);
      await directory.release((await lease(ownerId)).lease, null);
    }
    await stateOf('600').store.keepDocuments([buildDocument()]);
    await stateOf('600').store.saveRefresh(buildRefresh());
    await directory.setWatched('600', ['ada/engine']);
    await directory.setWatched('700', ['ada/lantern']);
  });
  async function lease(ownerId: string) {
    const held = await directory.lease(ownerId, now, 60_000);
    if (held === null) throw new Error('the turn was free');
    return held;
  }
  const heard = async (ownerId: string) =>
    (await stateOf(ownerId).store.readRepositories(['ada/engine'])).map(({ lastEventAt }) => lastEventAt);
  const dueAt = async (ownerId: string) => (await directory.findById(ownerId))?.dueAt ?? null;

  it('hands a delivery whole to the owner of its installation, once, and wakes nobody else', async () => {
    const delivery = whole('1');
    for (let time = 0; time < 2; time += 1)
      expect(await routeDeliveries([delivery], ports)).toEqual({ failed: [], woken: ['500'] });
    expect(await stateOf('500').store.waitingDeliveries(9)).toEqual([delivery]);
    expect(await dueAt('500')).toBe(now.toISOString());
    for (const id of ['600', '700']) {
      expect(await stateOf(id).store.waitingDeliveries(9)).toEqual([]);
      expect(await dueAt(id)).toBeNull();
    }
    expect(await heard('600')).not.toEqual([now.toISOString()]);
  });

  it('lets those who list a public repository hear that something happened there, and nothing of what', async () => {
    await routeDeliveries([whole('1', { isPublic: true }), whole('2', { isPublic: true })], ports);
    expect(await heard('600')).toEqual([now.toISOString()]);
    expect(await stateOf('600').store.waitingDeliveries(9)).toEqual([]);
    expect(await stateOf('600').store.dueDocuments(now, 9)).toEqual([documentKey]);
    expect(await stateOf('600').queue.claim(now, 60_000)).toMatchObject({ job: { documentKey } });
    // Later, once for all that happens until then.
    expect(await dueAt('600')).toBe(new Date(now.getTime() + 5 * 60_000).toISOString());
    expect(await dueAt('700')).toBeNull();
    const said = await database.all<{ found: number }>({
      sql: `SELECT count(*) AS found FROM deliveries WHERE owner_id <> '500'`,
      params: [],
    });
    expect(said).toEqual([{ found: 0 }]);
  });

  it('tells watchers nothing of conversations', async () => {
    await routeDeliveries([whole('1', { isPublic: true, event: 'issues', action: 'closed' })], ports);
    expect(await dueAt('600')).toBeNull();
  });

  it('gives an owner who is not active nothing, as owner or as watcher', async () => {
    await directory.setState(7, 'suspended', now.toISOString(), now);
    await directory.setState(8, 'removed', now.toISOString(), now);
    await routeDeliveries([whole('1', { isPublic: true })], ports);
    expect(await stateOf('500').store.waitingDeliveries(9)).toEqual([]);
    expect(await heard('600')).not.toEqual([now.toISOString()]);
  });

  it('asks about an installation that nobody knows, once, and serves it from then on', async () => {
    const known = buildSnapshot({ ownerId: '800', installationId: 11, login: 'Emmy' });
    await routeDeliveries([whole('1', { installationId: 10 }), whole('2', { installationId: 10 })], ports);
    atGitHub.set(11, known);
    const delivery = whole('3', { installationId: 11 });
    await routeDeliveries([delivery], ports);
    await routeDeliveries([whole('4', { installationId: 10 })], ports);
    expect(asked).toEqual([10, 11]);
    expect(await stateOf('800').store.waitingDeliveries(9)).toEqual([delivery]);
  });

  it('knows an installation by the webhook that comes with its first deliveries, in whatever order', async () => {
    const installation = buildSnapshot({ ownerId: '800', installationId: 11, login: 'Emmy' });
    const created = whole('2', {
      installationId: 11,
      event: 'installation',
      action: 'created',
      repositoryName: null,
      facts: { kind: 'access', names: [], account: 'Emmy' },
      lifeCycle: { kind: 'installation', installation, isList: false },
    });
    await routeDeliveries([whole('1', { installationId: 11 }), created], ports);
    expect(asked).toEqual([]);
    expect((await stateOf('800').store.waitingDeliveries(9)).map(({ deliveryId }) => deliveryId)).toEqual(['1', '2']);
  });

  it('reads the configuration again after a push that may have changed it', async () => {
    const push = {
      kind: 'push',
      isDefaultBranch: true,
      before: 'a',
      after: 'b',
      isRewrite: false,
      pushedAt: null,
      commits: [],
      documents: [],
    } as const;
    const holds = { repo: 'ada/engine', oid: 'c0ffee' };
    const cases: [Delivery['facts'], boolean][] = [
      [push, false],
      [{ ...push, touchesConfiguration: true }, true],
      [{ ...push, touchesConfiguration: true, isDefaultBranch: false }, false],
      [{ ...push, isRewrite: true }, true],
      [null, true],
    ];
    for (const [index, [facts, isRead]] of cases.entries()) {
      await directory.saveConfiguration('500', holds);
      await routeDeliveries([whole(`${index}`, { facts: facts ?? null })], ports);
      expect((await directory.findById('500'))?.configuration, `${index}`).toEqual(isRead ? null : holds);
    }
    await directory.saveConfiguration('500', { ...holds, repo: 'ada/other' });
    await routeDeliveries([whole('9', { facts: null })], ports);
    expect((await directory.findById('500'))?.configuration).not.toBeNull();
  });

  it('lets the fault of one owner keep nobody else waiting, and says what has to be tried again', async () => {
    const openOwner: RoutePorts['openOwner'] = (id) =>
      id === '500' ? Promise.reject(new Error('out of order')) : ports.openOwner(id);
    const own = whole('1');
    const other = whole('2', { installationId: 9 });
    expect(await routeDeliveries([own, other], { ...ports, openOwner })).toEqual({ failed: [own], woken: ['700'] });
    expect(await stateOf('700').store.waitingDeliveries(9)).toEqual([other]);
    expect(await routeDeliveries([own], ports)).toEqual({ failed: [], woken: ['500'] });
    expect(await stateOf('500').store.waitingDeliveries(9)).toEqual([own]);
  });

  it('loses nothing while the database fails at any of its statements', async () => {
    const deliveries = ['1', '2', '3'].map((id) => whole(id, { isPublic: true, installationId: 7 + (Number(id) % 2) }));
    for (let seed = 1; seed <= 10; seed += 1) {
      const { chance } = createDice(seed);
      const fail = <Answer>(work: () => Promise<Answer>) =>
        chance(0.3) ? Promise.reject(new Error('overloaded')) : work();
      const flaky: Database = {
        ...database,
        all: (statement) => fail(() => database.all(statement)),
        run: (statement) => fail(() => database.run(statement)),
        batch: (statements) => fail(() => database.batch(statements)),
      };
      const broken = createDirectory(flaky);
      const openOwner: RoutePorts['openOwner'] = async (ownerId) => {
        const record = await broken.findById(ownerId);
        return record && { ...openOwnerParts(flaky, ownerId), record };
      };
      const again = deliveries.map((one) => ({
        ...one,
        key: `${seed} ${one.key}`,
        deliveryId: `${seed}-${one.deliveryId}`,
      }));
      let left: readonly Delivery[] = again;
      for (let round = 0; left.length > 0; round += 1) {
        expect(round).toBeLessThan(100);
        left = (await routeDeliveries(left, { ...ports, openOwner, directory: broken })).failed;
      }
      const received = async (ownerId: string) =>
        (await stateOf(ownerId).store.waitingDeliveries(99)).filter(({ key }) => key.startsWith(`${seed} `));
      expect(await received('500')).toEqual(again.filter(({ installationId }) => installationId === 7));
      expect(await received('600')).toEqual(again.filter(({ installationId }) => installationId === 8));
      expect(await heard('600')).toEqual([now.toISOString()]);
      expect(await dueAt('500')).not.toBeNull();
    }
  });
});
