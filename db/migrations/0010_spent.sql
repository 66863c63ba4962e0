-- What may be used once and was, or was ended before its time: login links and sessions, until they would have ended anyway.

CREATE TABLE spent (
  owner_id TEXT NOT NULL,
  name TEXT NOT NULL,
  until TEXT NOT NULL,
  PRIMARY KEY (owner_id, name)
) STRICT;
