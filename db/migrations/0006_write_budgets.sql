-- What a credential may still write: three counters that run ahead of the clock, advanced together by one statement, so
-- that processes and isolates which share a credential share its budget. Milliseconds since 1970.

CREATE TABLE write_budgets (
  owner_id TEXT NOT NULL,
  credential TEXT NOT NULL,
  turn_at INTEGER NOT NULL,
  minute_at INTEGER NOT NULL,
  hour_at INTEGER NOT NULL,
  PRIMARY KEY (owner_id, credential)
) STRICT;
