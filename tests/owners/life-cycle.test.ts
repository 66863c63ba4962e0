// What becomes of an owner is the same whatever order its webhooks come in, however often, and whatever was erased meanwhile.

import { beforeEach, describe, expect, it } from 'vitest';
import type { InstallationSnapshot, InstallationState, LifeCycle } from '../../src/core/activity/parse-installation.ts';
import {
  applyLifeCycle,
  eraseRemoved,
  findUnknown,
  type LifeCyclePorts,
  noteInstallation,
  reconcileDaily,
} from '../../src/pipeline/owners/life-cycle.ts';
import type { Directory } from '../../src/ports/directory.ts';
import type { Database } from '../../src/ports/store.ts';
import { createOwnerStates } from '../../src/runtimes/open-owner.ts';
import { createDirectory } from '../../src/store/directory.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { createDice } from '../support/dice.ts';

const start = Date.UTC(2026, 0, 1);
const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString();

/** What GitHub itself knows of an account, and what it told about it, in order. */
interface History {
  truth: InstallationSnapshot | null;
  readonly told: LifeCycle[];
}

function build(changes: Partial<InstallationSnapshot> = {}): InstallationSnapshot {
  const shown = { login: 'ada', kind: 'User', selection: 'all', permissions: { contents: 'read' } } as const;
  return { ownerId: '500', loginAt: at(0), installationId: 7, state: 'active', stateAt: at(0), ...shown, ...changes };
}

function shuffle<Item>(items: readonly Item[], roll: (sides: number) => number): Item[] {
  const shuffled: Item[] = [];
  for (const item of items) shuffled.splice(roll(shuffled.length + 1), 0, item);
  return shuffled;
}

function inventHistory(roll: (sides: number) => number, ownerId: string): History {
  const history: History = { truth: null, told: [] };
  let login = `account-${ownerId}`;
  let minute = 0;
  let id = Number(ownerId) * 100;
  const tell = (state: InstallationState, isList = false) => {
    minute += 1 + roll(5);
    if (history.truth === null) id += 1;
    const before = history.truth ?? build({ ownerId, installationId: id });
    // Being removed is no change of what is removed: GitHub shows it with the time of the change before.
    const stateAt = state === 'removed' ? before.stateAt : at(minute);
    const installation = { ...before, login, loginAt: at(minute), state, stateAt };
    history.told.push({ kind: 'installation', installation, isList });
    history.truth = state === 'removed' ? null : installation;
  };
  tell('active');
  for (let step = roll(8); step > 0; step -= 1) {
    const { truth } = history;
    const what = roll(6);
    if (truth === null) tell('active');
    else if (what === 0) tell('removed');
    else if (what === 1) tell(truth.state === 'suspended' ? 'active' : 'suspended');
    else if (what === 2) tell(truth.state, true);
    else if (what === 3) {
      minute += 1;
      login = `${login}x`;
      const about = { ownerId, installationId: truth.installationId };
      history.told.push({ kind: 'renamed', ...about, login, at: roll(2) === 0 ? null : at(minute) });
      history.truth = { ...truth, login };
    } else {
      history.truth = { ...truth, permissions: { contents: what === 4 ? 'write' : 'read' } };
      tell(truth.state);
    }
  }
  return history;
}

describe('the life of an owner', () => {
  let database: Database;
  let directory: Directory;
  let now: Date;
  let atGitHub: Map<number, InstallationSnapshot>;
  let asked: number[];
  let forgotten: number[];
  let ports: LifeCyclePorts;
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const open = () => {
    database = openSqliteDatabase(':memory:', { withGitignore: false });
    directory = createDirectory(database);
    const states = createOwnerStates({ databases: new Map([['', database]]) });
    const installations = {
      read: async (id: number) => {
        asked.push(id);
        const shown = atGitHub.get(id);
        return shown === undefined ? null : { ...shown, loginAt: now.toISOString() };
      },
      async *list() {
        yield* [...atGitHub.values()].map((shown) => ({ ...shown, loginAt: now.toISOString() }));
      },
      forgetToken: (id: number) => forgotten.push(id),
    };
    ports = { directory, states, installations, clock: { now: () => now }, log };
  };
  beforeEach(() => {
    now = new Date(start + 24 * 3_600_000);
    atGitHub = new Map();
    [asked, forgotten] = [[], []];
    open();
  });
  const countRows = async (ownerId: string) =>
    (
      await database.all<{ count: number }>({
        sql: 'SELECT count(*) AS count FROM documents WHERE owner_id = ?',
        params: [ownerId],
      })
    )[0]?.count;

  it('ends the same in any order, told five times, with erasures in between', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const { below: roll } = createDice(seed);
      const histories = ['1', '2', '3'].map((id) => inventHistory(roll, id));
      atGitHub = new Map(histories.flatMap(({ truth }) => (truth === null ? [] : [[truth.installationId, truth]])));
      open();
      const told = histories.flatMap((history) => history.told);
      for (const one of shuffle([told, told, told, told, told].flat(), roll)) {
        await applyLifeCycle(one, ports);
        if (roll(9) === 0) await eraseRemoved(ports);
      }
      await eraseRemoved(ports);
      const truth = histories.flatMap((history) => history.truth ?? []);
      const owners = (await directory.list(null, 9)).map(({ ownerId, installationId, login, state, permissions }) => {
        return { ownerId, installationId, login, state, permissions };
      });
      const expected = truth.map(({ ownerId, installationId, login, state, permissions }) => {
        return { ownerId, installationId, login, state, permissions };
      });
      expect(owners, `seed ${seed}`).toEqual(expected);
    }
  });

  it('knows nothing of a removed owner within one step, but for one entry of ids', async () => {
    await noteInstallation(build(), ports);
    const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
    await createStore(database, '500').keepDocuments([{ key: 'ada/me:README.md@', ref }]);
    await directory.saveToken('500', 7, { sealed: 'x', until: at(9) });
    expect(await countRows('500')).toBe(1);
    const removed = build({ state: 'removed', stateAt: at(1) });
    await applyLifeCycle({ kind: 'installation', installation: removed, isList: false }, ports);
    expect(forgotten).toEqual([7]);
    expect((await directory.find(7))?.sealedToken).toBeNull();
    expect(await eraseRemoved(ports)).toBe(1);
    expect(await eraseRemoved(ports)).toBe(0);
    expect(await countRows('500')).toBe(0);
    expect(await directory.listAudit('500', 9)).toMatchObject([{ action: 'erased', installationId: 7 }]);
  });

  it('leaves nobody else waiting for an owner whose rows cannot be erased', async () => {
    for (const id of ['1', '2'])
      await noteInstallation(build({ ownerId: id, installationId: Number(id), state: 'removed' }), ports);
    const erase = async (ownerId: string) => {
      if (ownerId === '1') throw new Error('out of order');
      await ports.states.erase(ownerId);
    };
    expect(await eraseRemoved({ ...ports, states: { ...ports.states, erase } })).toBe(1);
    expect((await directory.list(null, 9)).map(({ ownerId }) => ownerId)).toEqual(['1']);
    expect(await eraseRemoved(ports)).toBe(1);
  });

  it('reads the list of repositories again when others belong to it, and is due at once', async () => {
    await noteInstallation(build(), ports);
    await directory.setRepositories('500', [{ id: '1', name: 'ada/me', isPrivate: false }], at(0));
    const { wakeCount = 0 } = (await directory.find(7)) ?? {};
    await applyLifeCycle({ kind: 'installation', installation: build(), isList: true }, ports);
    expect(await directory.find(7)).toMatchObject({ repositoriesAt: null, wakeCount: wakeCount + 1 });
  });

  it('ends the sessions of a person who takes the authorization back, and nothing else', async () => {
    await noteInstallation(build(), ports);
    const before = await directory.find(7);
    await applyLifeCycle({ kind: 'revoked', personId: '500', at: at(3) }, ports);
    expect(await directory.readSessionsEnd('500')).toBe(at(3));
    expect(await directory.find(7)).toEqual(before);
  });

  it('asks about an installation that nobody knows once an hour, and forgives GitHub for not answering', async () => {
    expect(await findUnknown(7, ports)).toBeNull();
    atGitHub.set(7, build());
    expect(await findUnknown(7, ports)).toBeNull();
    expect(asked).toEqual([7]);
    now = new Date(now.getTime() + 3_600_000);
    expect(await findUnknown(7, ports)).toMatchObject({ ownerId: '500' });
    const read = () => Promise.reject(new Error('out of reach'));
    expect(await findUnknown(8, { ...ports, installations: { ...ports.installations, read } })).toBeNull();
  });

  it('finds once a day what no webhook told', async () => {
    const deployment = createStore(database, 'deployment');
    const daily = { ...ports, deployment };
    for (const id of [1, 2, 3]) await noteInstallation(build({ ownerId: `${id}`, installationId: id }), ports);
    atGitHub.set(1, build({ ownerId: '1', installationId: 1, state: 'suspended', stateAt: at(5) }));
    // Removed and installed again.
    atGitHub.set(22, build({ ownerId: '2', installationId: 22, stateAt: at(6) }));
    atGitHub.set(4, build({ ownerId: '4', installationId: 4 }));
    expect(await reconcileDaily(daily)).toBe(true);
    const found = (await directory.list(null, 9)).map(({ ownerId, installationId, state }) => [
      ownerId,
      installationId,
      state,
    ]);
    expect(found).toEqual([
      ['1', 1, 'suspended'],
      ['2', 22, 'active'],
      ['3', 3, 'removed'],
      ['4', 4, 'active'],
    ]);
    // Only what GitHub itself says of the one that is missing.
    expect(asked).toEqual([3]);
    expect(await reconcileDaily(daily)).toBe(false);
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect(await reconcileDaily(daily)).toBe(true);
  });

  it('removes nobody while GitHub does not answer, and tries again within the hour', async () => {
    const deployment = createStore(database, 'deployment');
    await noteInstallation(build(), ports);
    async function* list(): AsyncIterable<InstallationSnapshot> {
      yield build({ ownerId: '9', installationId: 9 });
      throw new Error('out of reach');
    }
    const broken = { ...ports, deployment, installations: { ...ports.installations, list } };
    expect(await reconcileDaily(broken)).toBe(false);
    expect((await directory.find(7))?.state).toBe('active');
    now = new Date(now.getTime() + 3_600_000);
    atGitHub.set(7, build());
    expect(await reconcileDaily({ ...ports, deployment })).toBe(true);
    expect((await directory.find(7))?.state).toBe('active');
  });

  it('erases again what was written while an owner was being erased', async () => {
    const deployment = createStore(database, 'deployment');
    await noteInstallation(build({ state: 'removed' }), ports);
    await eraseRemoved(ports);
    const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
    await createStore(database, '500').keepDocuments([{ key: 'ada/me:README.md@', ref }]);
    await reconcileDaily({ ...ports, deployment });
    expect(await countRows('500')).toBe(0);
  });
});
