// Every SQL text of the store, shared by SQLite and D1. Placeholders are anonymous and lists go in as JSON.

import type { Statement } from '../ports.ts';

export function statement(sql: string, ...params: (string | number | null)[]): Statement {
  return { sql, params };
}

export const sql = {
  insertDelivery: 'INSERT OR IGNORE INTO deliveries (owner_id, key, received_at, data) VALUES (?, ?, ?, ?)',
  waitingDeliveries:
    'SELECT data FROM deliveries WHERE owner_id = ? AND folded_at IS NULL ORDER BY received_at, key LIMIT ?',
  foldDeliveries:
    'UPDATE deliveries SET folded_at = ?, note = ? WHERE owner_id = ? AND key IN (SELECT value FROM json_each(?))',
  pruneDeliveries: 'DELETE FROM deliveries WHERE owner_id = ? AND folded_at IS NOT NULL AND received_at < ?',
  hearRepositories: `INSERT INTO repositories (owner_id, name, heard_at)
    SELECT ?, json_extract(value, '$.name'), json_extract(value, '$.at') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, name) DO UPDATE SET heard_at = excluded.heard_at`,
  wantDocuments: `UPDATE documents SET wanted_at = (SELECT json_extract(value, '$.at') FROM json_each(?)
      WHERE json_extract(value, '$.documentKey') = documents.key)
    WHERE owner_id = ? AND key IN (SELECT json_extract(value, '$.documentKey') FROM json_each(?))`,

  keepDocuments: `INSERT INTO documents (owner_id, key, ref, repo)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.ref'), json_extract(value, '$.repo') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, key) DO UPDATE SET ref = excluded.ref, repo = excluded.repo`,
  dropDocuments: 'DELETE FROM documents WHERE owner_id = ? AND key NOT IN (SELECT value FROM json_each(?))',
  dropRows: 'DELETE FROM rows WHERE owner_id = ? AND document_key NOT IN (SELECT value FROM json_each(?))',
  listDocuments: 'SELECT * FROM documents WHERE owner_id = ? ORDER BY rowid',
  readDocument: 'SELECT * FROM documents WHERE owner_id = ? AND key = ?',
  readRows: 'SELECT * FROM rows WHERE owner_id = ? ORDER BY document_key, position',
  documentsAbout: `WITH about AS (SELECT ? AS owner_id, ? AS name, ? AS node_id)
    SELECT rows.document_key AS key FROM rows JOIN about USING (owner_id) WHERE rows.repo = about.name
    UNION SELECT rows.document_key FROM about JOIN repositories USING (owner_id, node_id)
      JOIN rows ON rows.owner_id = repositories.owner_id AND rows.repo = repositories.name
    UNION SELECT documents.key FROM documents JOIN about USING (owner_id) WHERE documents.repo = about.name
    ORDER BY 1`,
  dueDocuments: `SELECT key FROM documents WHERE owner_id = ?
      AND (looked_at IS NULL OR next_look_at <= ? OR wanted_at >= coalesce(started_at, ''))
    ORDER BY coalesce(next_look_at, ''), key LIMIT ?`,
  isRefreshWanted: `SELECT 1 AS wanted FROM documents WHERE owner_id = ? AND key = ? AND coalesce(started_at, '') <= ?`,

  readRepositories: 'SELECT * FROM repositories WHERE owner_id = ? AND name IN (SELECT value FROM json_each(?))',
  readProjects: 'SELECT * FROM projects WHERE owner_id = ? AND key IN (SELECT value FROM json_each(?))',
  listProjects: 'SELECT * FROM projects WHERE owner_id = ? ORDER BY name, key',

  saveDocument: `INSERT INTO documents (owner_id, key, ref, repo, mojibake, tables, vocabulary, is_public, replaced, problems,
      looked_at, next_look_at, started_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (owner_id, key) DO UPDATE SET ref = excluded.ref, repo = excluded.repo, mojibake = excluded.mojibake,
      tables = excluded.tables, vocabulary = excluded.vocabulary, is_public = excluded.is_public, replaced = excluded.replaced, problems = excluded.problems,
      looked_at = excluded.looked_at, next_look_at = excluded.next_look_at, started_at = excluded.started_at`,
  saveFailure: 'UPDATE documents SET problems = ? WHERE owner_id = ? AND key = ?',
  clearRows: 'DELETE FROM rows WHERE owner_id = ? AND document_key = ?',
  saveRow: 'INSERT INTO rows (owner_id, document_key, position, project_key, repo, data) VALUES (?, ?, ?, ?, ?, ?)',
  // What was heard while the look was under way must not be forgotten.
  saveRepository: `INSERT INTO repositories (owner_id, name, node_id, activity, problem) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (owner_id, name) DO UPDATE SET node_id = excluded.node_id, activity = excluded.activity, problem = excluded.problem`,
  saveProject: `INSERT INTO projects (owner_id, key, name, repo, data, review_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (owner_id, key) DO UPDATE SET name = excluded.name, repo = excluded.repo, data = excluded.data,
      review_at = excluded.review_at`,
  saveChange: `INSERT OR IGNORE INTO changes (owner_id, document_key, oid, project_key, at, data) VALUES (?, ?, ?, ?, ?, ?)`,
  listChanges: 'SELECT data FROM changes WHERE owner_id = ? ORDER BY at DESC, project_key LIMIT ?',
  countCommits: 'SELECT count(DISTINCT oid) AS count FROM changes WHERE owner_id = ? AND document_key = ? AND at >= ?',

  counts: `WITH owner AS (SELECT ? AS id) SELECT
    (SELECT count(*) FROM deliveries WHERE owner_id = owner.id AND folded_at IS NULL) AS waiting,
    (SELECT count(*) FROM deliveries WHERE owner_id = owner.id AND folded_at IS NOT NULL) AS done,
    (SELECT count(*) FROM dead_jobs WHERE owner_id = owner.id) AS dead,
    (SELECT nullif(min(coalesce(looked_at, '')), '') FROM documents WHERE owner_id = owner.id) AS oldest
    FROM owner`,
} as const;
