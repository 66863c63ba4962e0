-- What is remembered of the repositories that documents of ours live in, and of every commit of ours.

CREATE TABLE homes (
  owner_id TEXT NOT NULL,
  key TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, key)
) STRICT;

CREATE TABLE commits (
  owner_id TEXT NOT NULL,
  document_key TEXT NOT NULL,
  oid TEXT NOT NULL,
  at TEXT NOT NULL,
  is_derived INTEGER NOT NULL,
  PRIMARY KEY (owner_id, document_key, oid)
) STRICT;
CREATE INDEX commits_by_oid ON commits (owner_id, oid);
