-- Further repositories of rows that are about several, so that each of them finds its documents. Lower case.

CREATE TABLE links (
  owner_id TEXT NOT NULL,
  document_key TEXT NOT NULL,
  repo TEXT NOT NULL,
  PRIMARY KEY (owner_id, document_key, repo)
) STRICT;
CREATE INDEX links_by_repo ON links (owner_id, repo);
