-- Many owners: the directory of accounts that have the App, what their installations cover, whose tables list which public
-- repository, what was done, and what an operator switched. Empty where there is one owner.

CREATE TABLE owners (
  owner_id TEXT NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  login_at TEXT NOT NULL,
  kind TEXT NOT NULL,
  installation_id INTEGER NOT NULL,
  selection TEXT NOT NULL,
  permissions TEXT NOT NULL,
  state TEXT NOT NULL,
  state_at TEXT NOT NULL,
  database TEXT NOT NULL DEFAULT '',
  due_at TEXT,
  leased_until TEXT,
  wake_count INTEGER NOT NULL DEFAULT 0,
  repositories_at TEXT,
  consent TEXT,
  configuration TEXT,
  limits TEXT NOT NULL DEFAULT '{}',
  token TEXT,
  token_until TEXT
) STRICT;
CREATE INDEX owners_by_installation ON owners (installation_id);
CREATE INDEX owners_by_login ON owners (lower(login));
CREATE INDEX owners_by_due ON owners (state, due_at);

CREATE TABLE owner_repositories (
  owner_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  is_private INTEGER NOT NULL,
  PRIMARY KEY (owner_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE watchers (
  repo TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  PRIMARY KEY (repo, owner_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watchers_by_owner ON watchers (owner_id);

-- By account id and not by owner id: one entry of an owner that was erased is kept for a while.
CREATE TABLE audit (
  account_id TEXT NOT NULL,
  installation_id INTEGER,
  at TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT
) STRICT;
CREATE INDEX audit_by_account ON audit (account_id, at);
CREATE INDEX audit_by_action ON audit (action, at);

-- Installations that nobody knows, and when GitHub was last asked about them.
CREATE TABLE installation_checks (
  installation_id INTEGER NOT NULL PRIMARY KEY,
  checked_at TEXT NOT NULL
) STRICT;

-- Persons who took back what they granted the App: their sessions until then are over.
CREATE TABLE session_ends (
  person_id TEXT NOT NULL PRIMARY KEY,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE switches (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The same index the other way round: it also answers who lists a repository.
DROP INDEX rows_by_repo;
CREATE INDEX rows_by_repo ON rows (repo, owner_id);
-- Of deliveries there is no index by id: every delivery would write one more row, and with an App the whole key follows
-- from the id, so that each owner's is found by the primary key.
