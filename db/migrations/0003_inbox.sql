-- What was acknowledged on one machine and not yet sorted into `deliveries`: a row per group, so that one fsync of a few
-- pages is all that a sender waits for.
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY,
  owner_id TEXT NOT NULL,
  size INTEGER NOT NULL,
  data TEXT NOT NULL
) STRICT;
