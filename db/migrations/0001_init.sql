-- Plain SQL that SQLite and D1 both accept. db/README.md says in words what each table is for.
-- Instants are ISO 8601 UTC text, so that they sort; nested data is JSON.

CREATE TABLE documents (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  ref TEXT NOT NULL,
  repo TEXT,
  mojibake INTEGER NOT NULL DEFAULT 0,
  tables INTEGER NOT NULL DEFAULT 0,
  vocabulary TEXT NOT NULL DEFAULT '{}',
  is_public INTEGER NOT NULL DEFAULT 0,
  replaced TEXT,
  problems TEXT NOT NULL DEFAULT '[]',
  looked_at TEXT,
  next_look_at TEXT,
  wanted_at TEXT,
  started_at TEXT,
  PRIMARY KEY (owner_id, key)
) STRICT;
CREATE INDEX documents_by_repo ON documents (owner_id, repo);
CREATE INDEX documents_by_next_look ON documents (owner_id, next_look_at);

CREATE TABLE rows (
  owner_id TEXT NOT NULL,
  document_key TEXT NOT NULL,
  position INTEGER NOT NULL,
  project_key TEXT NOT NULL,
  repo TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, document_key, position)
) STRICT;
CREATE INDEX rows_by_repo ON rows (owner_id, repo);

CREATE TABLE repositories (
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  node_id TEXT,
  activity TEXT,
  heard_at TEXT,
  problem TEXT,
  PRIMARY KEY (owner_id, name)
) STRICT;
CREATE INDEX repositories_by_node_id ON repositories (owner_id, node_id);

CREATE TABLE projects (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  repo TEXT,
  data TEXT NOT NULL,
  review_at TEXT,
  PRIMARY KEY (owner_id, key)
) STRICT;

CREATE TABLE changes (
  owner_id TEXT NOT NULL,
  document_key TEXT NOT NULL,
  oid TEXT NOT NULL,
  project_key TEXT NOT NULL,
  at TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, document_key, oid, project_key)
) STRICT;
CREATE INDEX changes_by_time ON changes (owner_id, at DESC, project_key);
CREATE INDEX changes_by_document ON changes (owner_id, document_key, at, oid);

CREATE TABLE deliveries (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  received_at TEXT NOT NULL,
  folded_at TEXT,
  note TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, key)
) STRICT;
CREATE INDEX deliveries_waiting ON deliveries (owner_id, folded_at, received_at, key);

CREATE TABLE jobs (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  data TEXT NOT NULL,
  wanted_at TEXT NOT NULL,
  wishes INTEGER NOT NULL DEFAULT 1,
  run_at TEXT NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  leased_until TEXT,
  PRIMARY KEY (owner_id, key)
) STRICT;
CREATE INDEX jobs_by_time ON jobs (owner_id, run_at);

CREATE TABLE dead_jobs (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  data TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (owner_id, key)
) STRICT;
