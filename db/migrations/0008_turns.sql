-- Which account's document was worked on how long ago, so that accounts take turns however many documents one of them has.

CREATE TABLE turns (
  owner_id TEXT NOT NULL,
  account TEXT NOT NULL,
  turn INTEGER NOT NULL,
  PRIMARY KEY (owner_id, account)
) STRICT;
