-- What the pages need: words that the owner pinned there, a counter by which an open page notices that something is new,
-- and when this program last did what it does by itself.

CREATE TABLE pins (
  owner_id TEXT NOT NULL,
  project_key TEXT NOT NULL,
  until TEXT,
  data TEXT NOT NULL,
  PRIMARY KEY (owner_id, project_key)
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
