// What every directory of owners must do, whatever it stands on. Run against SQLite on Node and against D1 inside workerd.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstallationSnapshot } from '../../src/core/activity/parse-installation.ts';
import type { Directory } from '../../src/ports/directory.ts';
import type { Database } from '../../src/ports/store.ts';
import { createDirectory, directorySql } from '../../src/store/directory.ts';

/** ISO 8601, so many minutes after the beginning. */
const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1) + minutes * 60_000).toISOString();
const now = (minutes: number) => new Date(at(minutes));

export function buildSnapshot(changes: Partial<InstallationSnapshot> = {}): InstallationSnapshot {
  return {
    ownerId: '500',
    login: 'Ada',
    loginAt: at(0),
    kind: 'User',
    installationId: 7,
    selection: 'all',
    permissions: { contents: 'write', metadata: 'read' },
    state: 'active',
    stateAt: at(0),
    ...changes,
  };
}

export function describeDirectory(name: string, open: () => Promise<Database>): void {
  describe(name, () => {
    let database: Database;
    let directory: Directory;
    beforeEach(async () => {
      database = await open();
      directory = createDirectory(database);
    });
    afterEach(() => database.close());
    const put = (changes: Partial<InstallationSnapshot> = {}, minutes = 0) =>
      directory.put(buildSnapshot(changes), now(minutes));

    it('finds an owner by installation, by id and by login, whatever the case, and nobody else', async () => {
      expect(await put()).toBe(true);
      const owner = await directory.find(7);
      expect(owner).toEqual({
        ...buildSnapshot(),
        database: '',
        dueAt: at(0),
        leasedUntil: null,
        wakeCount: 0,
        repositoriesAt: null,
        consent: null,
        configuration: null,
        limits: {},
        sealedToken: null,
      });
      expect(await directory.findById('500')).toEqual(owner);
      expect(await directory.findByLogin('aDA')).toEqual(owner);
      expect(await directory.find(8)).toBeNull();
      expect(await directory.findById('501')).toBeNull();
      expect(await directory.findByLogin('ad')).toBeNull();
    });

    it('gives a login that two accounts had one after the other to the one that has it now', async () => {
      await put({ ownerId: '1', installationId: 1, login: 'ada', loginAt: at(1) });
      await put({ ownerId: '2', installationId: 2, login: 'ada', loginAt: at(2) });
      expect((await directory.findByLogin('ada'))?.ownerId).toBe('2');
    });

    it('lists every owner once, page by page', async () => {
      for (const id of ['3', '10', '2']) await put({ ownerId: id, installationId: Number(id) });
      const first = await directory.list(null, 2);
      const rest = await directory.list(first.at(-1)?.ownerId ?? '', 2);
      expect([...first, ...rest].map(({ ownerId }) => ownerId).sort()).toEqual(['10', '2', '3']);
    });

    it('takes the newest of what GitHub showed, in whatever order it came', async () => {
      await put({ state: 'suspended', stateAt: at(5) });
      expect(await put({ stateAt: at(4) })).toBe(false);
      expect((await directory.find(7))?.state).toBe('suspended');
      expect(await put({ stateAt: at(6), permissions: { issues: 'write' } })).toBe(true);
      expect(await put({ stateAt: at(6), permissions: { issues: 'write' } })).toBe(false);
      expect(await directory.find(7)).toMatchObject({ state: 'active', permissions: { issues: 'write' } });
    });

    it('lets nothing come back of an installation that was removed, and everything with the next one', async () => {
      await put({ state: 'removed', stateAt: at(1) });
      expect(await put({ stateAt: at(9) })).toBe(false);
      expect((await directory.find(7))?.state).toBe('removed');
      await directory.saveConsent('500', 'commits');
      expect(await put({ installationId: 8, stateAt: at(2) })).toBe(true);
      expect(await put({ state: 'removed', stateAt: at(3) })).toBe(false);
      expect(await directory.find(7)).toBeNull();
      expect(await directory.find(8)).toMatchObject({ ownerId: '500', state: 'active', consent: 'commits' });
    });

    it('counts as suspended what was shown both ways for the same instant', async () => {
      await put({ stateAt: at(1) });
      expect(await directory.setState(7, 'suspended', at(1), now(1))).toBe(true);
      expect(await directory.setState(7, 'active', at(1), now(1))).toBe(false);
      expect(await directory.setState(8, 'active', at(2), now(2))).toBe(false);
      expect((await directory.find(7))?.state).toBe('suspended');
    });

    it('follows the newest login, whatever else was shown when', async () => {
      await put({ login: 'ada', loginAt: at(1), stateAt: at(5) });
      expect(await directory.rename('500', 'lovelace', at(3))).toBe(true);
      expect(await directory.rename('500', 'lovelace', at(4))).toBe(false);
      expect(await directory.rename('500', 'byron', at(2))).toBe(false);
      expect(await directory.rename('501', 'byron', at(9))).toBe(false);
      expect(await put({ login: 'ada', loginAt: at(2), stateAt: at(6) })).toBe(true);
      expect((await directory.find(7))?.login).toBe('lovelace');
      await put({ login: 'king', loginAt: at(7), stateAt: at(6) });
      expect((await directory.find(7))?.login).toBe('king');
    });

    it('keeps a sealed token for the installation that it is for, and forgets it with any news', async () => {
      const token = { sealed: 'v1.nonce.text', until: at(60) };
      await put();
      await directory.saveToken('500', 6, token);
      expect((await directory.find(7))?.sealedToken).toBeNull();
      await directory.saveToken('500', 7, token);
      expect((await directory.find(7))?.sealedToken).toEqual(token);
      await put({ state: 'suspended', stateAt: at(1) });
      await directory.saveToken('500', 7, token);
      expect((await directory.find(7))?.sealedToken).toBeNull();
    });

    it('keeps consent and the configuration that holds', async () => {
      await put();
      await directory.saveConsent('500', 'pull-requests');
      await directory.saveConfiguration('500', { repo: 'ada/me', oid: 'a1' });
      const configuration = { repo: 'ada/me', oid: 'a1' };
      expect(await directory.find(7)).toMatchObject({ consent: 'pull-requests', configuration });
      await directory.saveConfiguration('500', null);
      expect((await directory.find(7))?.configuration).toBeNull();
    });

    it('claims who has been due longest, once, and again after ten minutes', async () => {
      for (const id of ['1', '2', '3', '4']) await put({ ownerId: id, installationId: Number(id) }, Number(id));
      await directory.setState(4, 'suspended', at(5), now(5));
      const claim = async (minutes: number, limit: number) =>
        (await directory.claimDue(now(minutes), limit)).map(({ ownerId }) => ownerId).sort();
      expect(await claim(2, 10)).toEqual(['1', '2']);
      expect(await claim(11, 1)).toEqual(['3']);
      expect(await claim(11, 10)).toEqual([]);
      expect(await claim(12, 10)).toEqual(['1', '2']);
      expect(await claim(30, 10)).toEqual(['1', '2', '3']);
    });

    it('claims those that need a token apart from those that have one for five minutes more', async () => {
      for (const id of ['1', '2', '3']) await put({ ownerId: id, installationId: Number(id) });
      await directory.saveToken('1', 1, { sealed: 'x', until: at(6) });
      await directory.saveToken('2', 2, { sealed: 'x', until: at(5) });
      const claim = async (hasToken: boolean) =>
        (await directory.claimDue(now(0), 10, { hasToken })).map(({ ownerId }) => ownerId).sort();
      expect(await claim(true)).toEqual(['1']);
      expect(await claim(false)).toEqual(['2', '3']);
    });

    it('gives a turn to one worker at a time, and to the next when a lease has run out', async () => {
      await put();
      const first = await directory.lease('500', now(0), 60_000);
      if (first === null) throw new Error('the turn was free');
      expect(first.owner).toMatchObject({ ownerId: '500', leasedUntil: at(1) });
      expect(await directory.lease('500', now(0.5), 60_000)).toBeNull();
      expect(await directory.claimDue(now(0.5), 10)).toEqual([]);
      const second = await directory.lease('500', now(1), 60_000);
      if (second === null) throw new Error('the lease had run out');
      expect(await directory.release(first.lease, at(90))).toBe(false);
      expect(await directory.release(second.lease, at(90))).toBe(true);
      expect(await directory.find(7)).toMatchObject({ leasedUntil: null, dueAt: at(90) });
      await put({ state: 'suspended', stateAt: at(2) });
      expect(await directory.lease('500', now(3), 60_000)).toBeNull();
    });

    it('lets no wake get lost that comes in the middle of a turn', async () => {
      await put();
      await directory.claimDue(now(0), 1);
      await directory.wake(['500', 'nobody'], at(0));
      const turn = await directory.lease('500', now(0), 60_000);
      if (turn === null) throw new Error('the turn was free');
      await directory.wake(['500'], at(0.5));
      await directory.release(turn.lease, at(90));
      expect((await directory.find(7))?.dueAt).toBe(at(0));
      const next = await directory.lease('500', now(1), 60_000);
      if (next === null) throw new Error('the turn was free');
      await directory.release(next.lease, null);
      expect(await directory.find(7)).toMatchObject({ dueAt: null, wakeCount: 2 });
      await directory.wake(['500'], at(7));
      await directory.wake(['500'], at(9));
      expect((await directory.find(7))?.dueAt).toBe(at(7));
    });

    it('keeps what an installation covers, and knows when the list has to be read again', async () => {
      await put();
      const build = (id: string, isPrivate = false) => ({ id, name: `ada/r${id}`, isPrivate });
      await directory.setRepositories('500', [build('1'), build('2', true), build('3')], at(1));
      expect((await directory.find(7))?.repositoriesAt).toBe(at(1));
      expect(await directory.listRepositories('500', null, 2)).toEqual([build('1'), build('2', true)]);
      expect(await directory.listRepositories('500', '2', 2)).toEqual([build('3')]);
      await directory.forgetRepositories('500');
      expect((await directory.find(7))?.repositoriesAt).toBeNull();
      await directory.setRepositories('500', [build('2')], at(2));
      expect(await directory.listRepositories('500', null, 9)).toEqual([build('2')]);
      expect(await directory.listRepositories('501', null, 9)).toEqual([]);
    });

    it('takes an installation of ten thousand repositories', async () => {
      await put();
      const many = Array.from({ length: 10_000 }, (_, id) => ({ id: `${id}`, name: `ada/r${id}`, isPrivate: false }));
      await directory.setRepositories('500', many, at(1));
      await directory.setRepositories('500', many, at(2));
      expect(await directory.listRepositories('500', null, 20_000)).toHaveLength(10_000);
    });

    it('knows who lists a repository, as long as it is listed', async () => {
      await put();
      await put({ ownerId: '600', installationId: 8 });
      await directory.setWatched('500', ['grace/cobol', 'grace/flow']);
      await directory.setWatched('600', ['grace/flow']);
      expect(await directory.watchersOf(['Grace/Flow'])).toEqual([
        { repo: 'grace/flow', ownerId: '500' },
        { repo: 'grace/flow', ownerId: '600' },
      ]);
      await directory.setWatched('500', ['grace/cobol']);
      expect(await directory.watchersOf(['grace/cobol', 'grace/flow'])).toEqual([
        { repo: 'grace/cobol', ownerId: '500' },
        { repo: 'grace/flow', ownerId: '600' },
      ]);
      expect(await directory.watchersOf([])).toEqual([]);
    });

    it('tells of which repositories webhooks come: whoever has the App there, as long as it is active', async () => {
      await put({ login: 'ada', selection: 'all' });
      await put({ ownerId: '600', installationId: 8, login: 'Grace', selection: 'selected' });
      await directory.setRepositories('600', [{ id: '1', name: 'Grace/Flow', isPrivate: false }], at(1));
      const asked = ['ada/engine', 'grace/flow', 'grace/cobol', 'nobody/here'];
      expect((await directory.coveredOf(asked)).toSorted()).toEqual(['ada/engine', 'grace/flow']);
      await put({ login: 'ada', selection: 'all', state: 'suspended', stateAt: at(2) });
      expect(await directory.coveredOf(asked)).toEqual(['grace/flow']);
      expect(await directory.coveredOf([])).toEqual([]);
    });

    it('erases a removed owner but for one entry of ids, and lets nothing older bring it back', async () => {
      await put();
      await directory.setWatched('500', ['grace/flow']);
      await directory.setRepositories('500', [{ id: '1', name: 'ada/me', isPrivate: true }], at(1));
      const entry = { accountId: '500', installationId: 7, at: at(1), action: 'installed', subject: null } as const;
      await directory.audit([entry]);
      expect(await directory.erase('500', now(2))).toBe(false);
      expect(await directory.watchersOf(['grace/flow'])).toHaveLength(1);
      expect(await directory.listAudit('500', 9)).toEqual([entry]);

      const turn = await directory.lease('500', now(2), 60_000);
      await put({ state: 'removed', stateAt: at(3) });
      expect(await directory.listRemoved(now(2.5), 10)).toEqual([]);
      if (turn !== null) await directory.release(turn.lease, null);
      expect((await directory.listRemoved(now(2.5), 10)).map(({ ownerId }) => ownerId)).toEqual(['500']);
      expect(await directory.erase('500', now(4))).toBe(true);
      expect(await directory.erase('500', now(5))).toBe(false);
      expect(await directory.findById('500')).toBeNull();
      expect(await directory.watchersOf(['grace/flow'])).toEqual([]);
      expect(await directory.listRepositories('500', null, 9)).toEqual([]);
      expect(await directory.listAudit('500', 9)).toEqual([
        { accountId: '500', installationId: 7, at: at(4), action: 'erased', subject: null },
      ]);
      expect(await directory.listErased(now(4))).toEqual(['500']);
      expect(await directory.listErased(now(5))).toEqual([]);

      expect(await put({ stateAt: at(9) })).toBe(false);
      expect(await directory.findById('500')).toBeNull();
      expect(await put({ installationId: 8, stateAt: at(9) })).toBe(true);
      expect(await directory.listErased(now(0))).toEqual([]);
      await directory.prune(now(5));
      expect(await directory.listAudit('500', 9)).toEqual([]);
    });

    it('remembers until when the sessions of a person are over, in whatever order it is told', async () => {
      expect(await directory.readSessionsEnd('77')).toBeNull();
      await directory.endSessions('77', at(2));
      await directory.endSessions('77', at(1));
      await directory.endSessions('78', at(5));
      expect(await directory.readSessionsEnd('77')).toBe(at(2));
      await directory.prune(now(3));
      expect(await directory.readSessionsEnd('77')).toBeNull();
      expect(await directory.readSessionsEnd('78')).toBe(at(5));
    });

    it('lets GitHub be asked about an unknown installation once an hour', async () => {
      expect(await directory.claimCheck(9, now(0))).toBe(true);
      expect(await directory.claimCheck(9, now(59))).toBe(false);
      expect(await directory.claimCheck(10, now(59))).toBe(true);
      expect(await directory.claimCheck(9, now(60))).toBe(true);
    });

    it('keeps what an operator switched until it is taken back', async () => {
      await directory.setSwitch('writes', 'off', at(0));
      await directory.setSwitch('writes', 'dry-run', at(1));
      await directory.setSwitch('onboarding', 'off', at(1));
      expect(await directory.readSwitches()).toEqual(
        new Map([
          ['onboarding', 'off'],
          ['writes', 'dry-run'],
        ]),
      );
      await directory.setSwitch('writes', null, at(2));
      expect([...(await directory.readSwitches()).keys()]).toEqual(['onboarding']);
    });

    it.each(Object.entries(directorySql))('finds its rows by an index: %s', async (key, text) => {
      // Once a day, or all of a handful.
      if (/^prune|^readSwitches$/.test(key)) return;
      const params = [...text.matchAll(/\?/g)].map(() => '[]');
      const plan = await database.all<{ detail: string }>({ sql: `EXPLAIN QUERY PLAN ${text}`, params });
      const tables = /^SCAN (owners|owner_repositories|watchers|audit|installation_checks|session_ends|switches)\b/;
      expect(plan.filter(({ detail }) => tables.test(detail))).toEqual([]);
    });
  });
}
