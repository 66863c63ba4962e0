// The directory of owners in SQL that SQLite and D1 share. What GitHub shows of an installation may come twice, late and in
// any order, so that every write says itself whether it is news: a newer installation, `removed`, then the newest instant.

import type { InstallationSnapshot } from '../core/activity/parse-installation.ts';
import type { AuditEntry, Directory, InstalledRepository, Lease, OwnerRecord } from '../ports/directory.ts';
import type { Database } from '../ports/store.ts';
import { statement, toJsonLists } from './sql.ts';

/** A claim that nobody acts on is lost with its message. */
const claimMs = 10 * 60_000;
/** A token that ends in the middle of a turn is of no use. */
const renewedBeforeMs = 5 * 60_000;
const checkedEveryMs = 3_600_000;

/** Whether what is shown (the prefix of its values) replaces what is known. */
const isNews = (shown: string) => `(${shown}installation_id > owners.installation_id
  OR ${shown}installation_id = owners.installation_id AND owners.state <> 'removed' AND (${shown}state = 'removed'
    OR ${shown}state_at > owners.state_at
    OR ${shown}state_at = owners.state_at AND ${shown}state = 'suspended' AND owners.state = 'active'))`;

/** Due as soon as it is active, or as soon as before. */
const dueNow = 'min(coalesce(owners.due_at, asked.now), asked.now)';

export const directorySql = {
  find: 'SELECT * FROM owners WHERE installation_id = ? ORDER BY state_at DESC LIMIT 1',
  findById: 'SELECT * FROM owners WHERE owner_id = ?',
  findByLogin: 'SELECT * FROM owners WHERE lower(login) = lower(?) ORDER BY login_at DESC LIMIT 1',
  list: 'SELECT * FROM owners WHERE owner_id > ? ORDER BY owner_id LIMIT ?',
  add: `INSERT INTO owners (owner_id, login, login_at, kind, installation_id, selection, permissions, state, state_at, due_at)
    SELECT owner_id, login, login_at, kind, installation_id, selection, permissions, state, state_at, now
    FROM (SELECT ? AS owner_id, ? AS login, ? AS login_at, ? AS kind, ? AS installation_id, ? AS selection,
      ? AS permissions, ? AS state, ? AS state_at, ? AS now) AS shown
    WHERE NOT EXISTS (SELECT 1 FROM audit WHERE account_id = shown.owner_id AND action = 'erased'
      AND installation_id >= shown.installation_id)
    ON CONFLICT (owner_id) DO UPDATE SET kind = excluded.kind, selection = excluded.selection,
      permissions = excluded.permissions, state = excluded.state, state_at = excluded.state_at,
      installation_id = excluded.installation_id, due_at = min(coalesce(owners.due_at, excluded.due_at), excluded.due_at),
      token = NULL, token_until = NULL, repositories_at = NULL
    WHERE ${isNews('excluded.')}`,
  setState: `UPDATE owners SET state = asked.state, state_at = asked.state_at, due_at = ${dueNow}, token = NULL,
      token_until = NULL
    FROM (SELECT ? AS installation_id, ? AS state, ? AS state_at, ? AS now) AS asked
    WHERE owners.installation_id = asked.installation_id AND ${isNews('asked.')}`,
  rename: `UPDATE owners SET login = asked.login, login_at = asked.at
    FROM (SELECT ? AS owner_id, ? AS login, ? AS at) AS asked
    WHERE owners.owner_id = asked.owner_id AND owners.login_at < asked.at AND owners.login <> asked.login`,
  saveConsent: 'UPDATE owners SET consent = ? WHERE owner_id = ?',
  saveConfiguration: 'UPDATE owners SET configuration = ? WHERE owner_id = ?',
  saveToken: `UPDATE owners SET token = ?, token_until = ? WHERE owner_id = ? AND installation_id = ? AND state = 'active'`,
  wake: `UPDATE owners SET wake_count = wake_count + 1, due_at = min(coalesce(due_at, ?), ?)
    WHERE owner_id IN (SELECT value FROM json_each(?))`,
  claimDue: `UPDATE owners SET due_at = ? WHERE owner_id IN (SELECT owner_id FROM owners
      WHERE state = 'active' AND due_at <= ? AND coalesce(leased_until, '') <= ?
        AND (? IS NULL OR (coalesce(token_until, '') > ?) = ?) ORDER BY due_at LIMIT ?)
    RETURNING *`,
  lease: `UPDATE owners SET leased_until = ? WHERE owner_id = ? AND state = 'active' AND coalesce(leased_until, '') <= ?
    RETURNING *`,
  release: `UPDATE owners SET leased_until = NULL,
      due_at = CASE WHEN owners.wake_count > asked.wake_count THEN min(coalesce(asked.due_at, owners.due_at), owners.due_at)
        ELSE asked.due_at END
    FROM (SELECT ? AS owner_id, ? AS until, ? AS wake_count, ? AS due_at) AS asked
    WHERE owners.owner_id = asked.owner_id AND owners.leased_until = asked.until`,

  saveRepositories: `INSERT INTO owner_repositories (owner_id, id, name, is_private)
    SELECT ?, json_extract(value, '$.id'), json_extract(value, '$.name'), json_extract(value, '$.isPrivate')
    FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, id) DO UPDATE SET name = excluded.name, is_private = excluded.is_private
    WHERE name <> excluded.name OR is_private <> excluded.is_private`,
  keepRepositories: 'DELETE FROM owner_repositories WHERE owner_id = ? AND id NOT IN (SELECT value FROM json_each(?))',
  markRepositories: 'UPDATE owners SET repositories_at = ? WHERE owner_id = ?',
  listRepositories:
    'SELECT id, name, is_private FROM owner_repositories WHERE owner_id = ? AND id > ? ORDER BY id LIMIT ?',

  coveredOf: `WITH asked AS (SELECT value AS repo, substr(value, 1, instr(value, '/') - 1) AS login FROM json_each(?)),
      holders AS (SELECT owner_id, lower(login) AS login, selection FROM owners
        WHERE lower(login) IN (SELECT login FROM asked) AND state = 'active')
    SELECT repo FROM asked JOIN holders USING (login) WHERE selection = 'all'
    UNION SELECT lower(name) FROM owner_repositories
    WHERE owner_id IN (SELECT owner_id FROM holders WHERE selection <> 'all') AND lower(name) IN (SELECT repo FROM asked)`,

  watchersOf: `SELECT repo, owner_id AS ownerId FROM watchers WHERE repo IN (SELECT value FROM json_each(?))
    ORDER BY repo, owner_id`,
  keepWatched: 'DELETE FROM watchers WHERE owner_id = ? AND repo NOT IN (SELECT value FROM json_each(?))',
  addWatched: `INSERT INTO watchers (owner_id, repo) SELECT ?, value FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`,

  listRemoved: `SELECT * FROM owners WHERE state = 'removed' AND coalesce(leased_until, '') <= ? ORDER BY due_at LIMIT ?`,
  listErased: `SELECT DISTINCT account_id FROM audit WHERE action = 'erased' AND at >= ?
    AND NOT EXISTS (SELECT 1 FROM owners WHERE owner_id = account_id)`,
  noteErased: `INSERT INTO audit (account_id, installation_id, at, action, subject)
    SELECT owner_id, installation_id, ?, 'erased', NULL FROM owners WHERE owner_id = ? AND state = 'removed'`,
  forgetAudit: `DELETE FROM audit WHERE account_id = ? AND (action <> 'erased' OR at < ?)
    AND EXISTS (SELECT 1 FROM owners WHERE owner_id = account_id AND state = 'removed')`,
  eraseRepositories: `DELETE FROM owner_repositories WHERE owner_id = ?
    AND EXISTS (SELECT 1 FROM owners WHERE owners.owner_id = owner_repositories.owner_id AND state = 'removed')`,
  eraseWatched: `DELETE FROM watchers WHERE owner_id = ?
    AND EXISTS (SELECT 1 FROM owners WHERE owners.owner_id = watchers.owner_id AND state = 'removed')`,
  eraseOwner: `DELETE FROM owners WHERE owner_id = ? AND state = 'removed'`,

  audit: `INSERT INTO audit (account_id, installation_id, at, action, subject) SELECT json_extract(value, '$.accountId'),
      json_extract(value, '$.installationId'), json_extract(value, '$.at'), json_extract(value, '$.action'),
      json_extract(value, '$.subject') FROM json_each(?)`,
  listAudit: `SELECT account_id AS accountId, installation_id AS installationId, at, action, subject FROM audit
    WHERE account_id = ? ORDER BY at DESC, rowid DESC LIMIT ?`,
  // Few entries in a month, and once a day.
  pruneAudit: 'DELETE FROM audit WHERE at < ?',
  pruneChecks: 'DELETE FROM installation_checks WHERE checked_at < ?',
  endSessions: `INSERT INTO session_ends (person_id, at) VALUES (?, ?)
    ON CONFLICT (person_id) DO UPDATE SET at = excluded.at WHERE session_ends.at < excluded.at`,
  readSessionsEnd: 'SELECT at FROM session_ends WHERE person_id = ?',
  pruneSessionEnds: 'DELETE FROM session_ends WHERE at < ?',
  claimCheck: `INSERT INTO installation_checks (installation_id, checked_at) VALUES (?, ?)
    ON CONFLICT (installation_id) DO UPDATE SET checked_at = excluded.checked_at
    WHERE installation_checks.checked_at <= ?`,

  readSwitches: 'SELECT name, value FROM switches',
  setSwitch: `INSERT INTO switches (name, value, at) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at`,
  dropSwitch: 'DELETE FROM switches WHERE name = ?',
} as const;

/** The directory in this database. Where owners' stores lie in several, this one lies in the deployment's own. */
export function createDirectory(database: Database): Directory {
  const readOne = async (sql: string, ...params: (string | number)[]) => {
    const [row] = await database.all<OwnerRow>(statement(sql, ...params));
    return row === undefined ? null : toOwner(row);
  };
  const readAll = async (sql: string, ...params: (string | number | null)[]) =>
    (await database.all<OwnerRow>(statement(sql, ...params))).map(toOwner);
  const rename = (ownerId: string, login: string, at: string) => statement(directorySql.rename, ownerId, login, at);
  const saveRepositories = (ownerId: string, repositories: readonly InstalledRepository[]) =>
    toJsonLists(repositories).map((list) => statement(directorySql.saveRepositories, ownerId, list));

  return {
    find: (installationId) => readOne(directorySql.find, installationId),
    findById: (ownerId) => readOne(directorySql.findById, ownerId),
    findByLogin: (login) => readOne(directorySql.findByLogin, login),
    list: (cursor, limit) => readAll(directorySql.list, cursor ?? '', limit),

    async put(shown, now) {
      const [added = 0] = await database.batch([
        statement(directorySql.add, ...listShown(shown), now.toISOString()),
        rename(shown.ownerId, shown.login, shown.loginAt),
      ]);
      return added > 0;
    },
    async setState(installationId, state, stateAt, now) {
      const params = [installationId, state, stateAt, now.toISOString()];
      return (await database.run(statement(directorySql.setState, ...params))) > 0;
    },
    rename: async (ownerId, login, at) => (await database.run(rename(ownerId, login, at))) > 0,
    async saveConsent(ownerId, consent) {
      await database.run(statement(directorySql.saveConsent, consent, ownerId));
    },
    async saveConfiguration(ownerId, configuration) {
      const text = configuration && JSON.stringify(configuration);
      await database.run(statement(directorySql.saveConfiguration, text, ownerId));
    },
    async saveToken(ownerId, installationId, token) {
      const { sealed, until } = token ?? { sealed: null, until: null };
      await database.run(statement(directorySql.saveToken, sealed, until, ownerId, installationId));
    },

    async wake(ownerIds, at) {
      if (ownerIds.length > 0) await database.run(statement(directorySql.wake, at, at, JSON.stringify(ownerIds)));
    },
    async claimDue(now, limit, only) {
      const at = now.toISOString();
      const hasToken = only === undefined ? null : Number(only.hasToken);
      const usable = later(now, renewedBeforeMs);
      const params = [later(now, claimMs), at, at, hasToken, usable, hasToken, limit];
      return await readAll(directorySql.claimDue, ...params);
    },
    async lease(ownerId, now, milliseconds) {
      const until = later(now, milliseconds);
      const owner = await readOne(directorySql.lease, until, ownerId, now.toISOString());
      return owner && { owner, lease: { ownerId, until, wakeCount: owner.wakeCount } };
    },
    async release({ ownerId, until, wakeCount }: Lease, dueAt) {
      return (await database.run(statement(directorySql.release, ownerId, until, wakeCount, dueAt))) > 0;
    },

    async setRepositories(ownerId, repositories, at) {
      const ids = JSON.stringify(repositories.map(({ id }) => id));
      await database.batch([
        statement(directorySql.keepRepositories, ownerId, ids),
        ...saveRepositories(ownerId, repositories),
        statement(directorySql.markRepositories, at, ownerId),
      ]);
    },
    async forgetRepositories(ownerId) {
      await database.run(statement(directorySql.markRepositories, null, ownerId));
    },
    async listRepositories(ownerId, cursor, limit) {
      const params = [ownerId, cursor ?? '', limit];
      const rows = await database.all<{ id: string; name: string; is_private: number }>(
        statement(directorySql.listRepositories, ...params),
      );
      return rows.map(({ is_private: isPrivate, ...row }) => ({ ...row, isPrivate: isPrivate === 1 }));
    },

    async coveredOf(repos) {
      if (repos.length === 0) return [];
      const rows = await database.all<{ repo: string }>(statement(directorySql.coveredOf, JSON.stringify(repos)));
      return rows.map(({ repo }) => repo);
    },
    async watchersOf(repos) {
      if (repos.length === 0) return [];
      const names = JSON.stringify(repos.map((repo) => repo.toLowerCase()));
      return await database.all(statement(directorySql.watchersOf, names));
    },
    async setWatched(ownerId, repos) {
      const names = JSON.stringify(repos);
      await database.batch([
        statement(directorySql.keepWatched, ownerId, names),
        statement(directorySql.addWatched, ownerId, names),
      ]);
    },

    listRemoved: (now, limit) => readAll(directorySql.listRemoved, now.toISOString(), limit),
    async listErased(since) {
      const rows = await database.all<{ account_id: string }>(statement(directorySql.listErased, since.toISOString()));
      return rows.map(({ account_id: id }) => id);
    },
    async erase(ownerId, now) {
      const at = now.toISOString();
      const [noted = 0] = await database.batch([
        statement(directorySql.noteErased, at, ownerId),
        statement(directorySql.forgetAudit, ownerId, at),
        statement(directorySql.eraseRepositories, ownerId),
        statement(directorySql.eraseWatched, ownerId),
        statement(directorySql.eraseOwner, ownerId),
      ]);
      return noted > 0;
    },

    async audit(entries) {
      if (entries.length > 0) await database.run(statement(directorySql.audit, JSON.stringify(entries)));
    },
    listAudit: (accountId, limit) => database.all<AuditEntry>(statement(directorySql.listAudit, accountId, limit)),
    async prune(before) {
      const at = before.toISOString();
      const { pruneAudit, pruneChecks, pruneSessionEnds } = directorySql;
      await database.batch([pruneAudit, pruneChecks, pruneSessionEnds].map((text) => statement(text, at)));
    },
    async endSessions(personId, at) {
      await database.run(statement(directorySql.endSessions, personId, at));
    },
    async readSessionsEnd(personId) {
      const [found] = await database.all<{ at: string }>(statement(directorySql.readSessionsEnd, personId));
      return found?.at ?? null;
    },
    async claimCheck(installationId, now) {
      const params = [installationId, now.toISOString(), later(now, -checkedEveryMs)];
      return (await database.run(statement(directorySql.claimCheck, ...params))) > 0;
    },

    async readSwitches() {
      const rows = await database.all<{ name: string; value: string }>(statement(directorySql.readSwitches));
      return new Map(rows.map(({ name, value }) => [name, value]));
    },
    async setSwitch(name, value, at) {
      await database.run(
        value === null ? statement(directorySql.dropSwitch, name) : statement(directorySql.setSwitch, name, value, at),
      );
    },
  };
}

function later(now: Date, milliseconds: number): string {
  return new Date(now.getTime() + milliseconds).toISOString();
}

function listShown(shown: InstallationSnapshot): (string | number)[] {
  const { ownerId, login, loginAt, kind, installationId, selection, permissions, state, stateAt } = shown;
  return [ownerId, login, loginAt, kind, installationId, selection, JSON.stringify(permissions), state, stateAt];
}

interface OwnerRow {
  readonly owner_id: string;
  readonly login: string;
  readonly login_at: string;
  readonly kind: OwnerRecord['kind'];
  readonly installation_id: number;
  readonly selection: OwnerRecord['selection'];
  readonly permissions: string;
  readonly state: OwnerRecord['state'];
  readonly state_at: string;
  readonly database: string;
  readonly due_at: string | null;
  readonly leased_until: string | null;
  readonly wake_count: number;
  readonly repositories_at: string | null;
  readonly consent: OwnerRecord['consent'];
  readonly configuration: string | null;
  readonly limits: string;
  readonly token: string | null;
  readonly token_until: string | null;
}

function toOwner(row: OwnerRow): OwnerRecord {
  const { token, token_until: until } = row;
  return {
    ownerId: row.owner_id,
    login: row.login,
    loginAt: row.login_at,
    kind: row.kind,
    installationId: row.installation_id,
    selection: row.selection,
    permissions: JSON.parse(row.permissions),
    state: row.state,
    stateAt: row.state_at,
    database: row.database,
    dueAt: row.due_at,
    leasedUntil: row.leased_until,
    wakeCount: row.wake_count,
    repositoriesAt: row.repositories_at,
    consent: row.consent,
    configuration: row.configuration === null ? null : JSON.parse(row.configuration),
    limits: JSON.parse(row.limits),
    sealedToken: token === null || until === null ? null : { sealed: token, until },
  };
}
