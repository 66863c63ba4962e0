-- What the owner says on a page instead of in the document; a counter by which pages notice that something is new; when
-- this program last did what it does by itself.

CREATE TABLE answers (
  owner_id TEXT NOT NULL,
  document_key TEXT NOT NULL,
  project_key TEXT NOT NULL,
  is_pin INTEGER NOT NULL,
  at TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, document_key, project_key, is_pin)
) STRICT;

CREATE TABLE versions (
  owner_id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE marks (
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  at TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, name)
) STRICT;
