-- What the owner says on a page instead of in the document, and a counter by which pages notice that something is new.

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
