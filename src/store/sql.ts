// Every SQL text of the store, shared by SQLite and D1. Placeholders are anonymous. Lists go in as JSON, one statement for
// all of them: D1 binds at most 100 values and counts every statement of a batch against a Worker's limit.

import type { Statement } from '../ports/store.ts';

export function statement(sql: string, ...params: (string | number | null)[]): Statement {
  return { sql, params };
}

/** D1 takes texts of up to 2 MB, and one character may be three bytes. */
const maxJsonLength = 500_000;

/** The items as JSON arrays, each short enough to be bound as one value; none for no items. */
export function toJsonLists(items: readonly unknown[]): string[] {
  const lists: string[][] = [];
  let length = maxJsonLength;
  for (const item of items) {
    const json = JSON.stringify(item);
    length += json.length + 1;
    if (length > maxJsonLength) {
      lists.push([]);
      length = json.length;
    }
    lists.at(-1)?.push(json);
  }
  return lists.map((list) => `[${list.join()}]`);
}

/** What the owner says of a project, and when. */
const saidFields = ['declared', 'question', 'answer', 'refused', 'undo', 'answeredAt'];

/** The record of one table with what the owner said by the other's. */
function keepSaid(record: string, said: string): string {
  const fields = saidFields.map((field) => `'$.${field}', json_extract(${said}.data, '$.${field}')`);
  return `json_set(${record}.data, ${fields.join(', ')})`;
}

const learntOrSaid = `CASE WHEN json_extract(projects.data, '$.answeredAt') IS json_extract(excluded.data, '$.answeredAt')
        THEN excluded.data ELSE ${keepSaid('excluded', 'projects')} END`;

/** An eighth of the 48 hours after which facts count as old (`freshHours` of the thresholds). */
const restampedAfterSeconds = 6 * 3600;

/** A project's key is the node id of its repository, with the folder behind a hash; of several with commas between. */
function isOfAny(projectKey: string, ids: string): string {
  return `EXISTS (SELECT 1 FROM json_each(${ids}) AS id
      WHERE instr(replace(',' || ${projectKey} || ',', '#', ','), ',' || id.value || ','))`;
}

/** A part of a repository's state whose records list changes that wait for a merge or a commit: without their evidence. */
function purgeWaiting(part: string, list: string): string {
  const purged = `CASE WHEN ${isOfAny("json_extract(change.value, '$.projectKey')", 'asked.ids')}
          THEN json_set(change.value, '$.evidence', '') ELSE change.value END`;
  return `(SELECT json_group_object(record.key, json_set(record.value, '$.${list}',
        json((SELECT json_group_array(json(${purged})) FROM json_each(record.value, '$.${list}') AS change))))
      FROM json_each(data, '$.${part}') AS record)`;
}

export const sql = {
  // Not INSERT OR IGNORE: that drops a row which breaks any constraint, and it would be acknowledged as a duplicate.
  insertDeliveries: `INSERT INTO deliveries (owner_id, key, received_at, data)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.receivedAt'), value FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, key) DO NOTHING RETURNING key`,
  findKnownDeliveries: 'SELECT key FROM deliveries WHERE owner_id = ? AND key IN (SELECT value FROM json_each(?))',
  waitingDeliveries:
    'SELECT data FROM deliveries WHERE owner_id = ? AND processed_at IS NULL ORDER BY received_at, key LIMIT ?',
  markProcessed: `UPDATE deliveries SET processed_at = coalesce(?, received_at), note = ?
    WHERE owner_id = ? AND processed_at IS NULL AND key IN (SELECT value FROM json_each(?))`,
  // Nothing is applied before it was received, and by when it was applied they are found without a check of all of them.
  pruneDeliveries: 'DELETE FROM deliveries WHERE owner_id = ? AND processed_at < ?',
  // Deliveries come in any order: what was received last, and requested last, stays.
  hearRepositories: `INSERT INTO repositories (owner_id, name, last_event_at)
    SELECT ?, json_extract(value, '$.name'), json_extract(value, '$.at') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, name) DO UPDATE SET last_event_at = max(coalesce(last_event_at, ''), excluded.last_event_at)`,
  // What was applied while a fetch was under way is part of that fetch already, or is found by the next one.
  updateActivities: `UPDATE repositories SET activity = json_extract(updated.value, '$.activity')
    FROM (SELECT value FROM json_each(?)) AS updated
    WHERE repositories.owner_id = ? AND repositories.name = json_extract(updated.value, '$.name')
      AND json_extract(repositories.activity, '$.fetchedAt') = json_extract(updated.value, '$.activity.fetchedAt')
      AND coalesce(json_extract(repositories.activity, '$.lastEventAppliedAt'), '') <= json_extract(updated.value, '$.activity.lastEventAppliedAt')`,
  requestDocuments: `UPDATE documents SET requested_at = max(coalesce(requested_at, ''), requests.at)
    FROM (SELECT json_extract(value, '$.documentKey') AS key, max(json_extract(value, '$.at')) AS at
      FROM json_each(?) GROUP BY 1) AS requests
    WHERE documents.owner_id = ? AND documents.key = requests.key`,

  keepDocuments: `INSERT INTO documents (owner_id, key, ref, repo)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.ref'), lower(json_extract(value, '$.ref.repo'))
    FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, key) DO UPDATE SET ref = excluded.ref, repo = excluded.repo`,
  listKeys: 'SELECT key FROM documents WHERE owner_id = ?',
  checkFolder: `UPDATE documents SET problems = '[]', checked_at = ?, next_check_at = ?, started_at = ?
    WHERE owner_id = ? AND key = ?`,
  dropDocuments: 'DELETE FROM documents WHERE owner_id = ? AND key NOT IN (SELECT value FROM json_each(?))',
  dropRows: 'DELETE FROM rows WHERE owner_id = ? AND document_key NOT IN (SELECT value FROM json_each(?))',
  dropLinks: 'DELETE FROM links WHERE owner_id = ? AND document_key NOT IN (SELECT value FROM json_each(?))',
  // A job that failed for good would be counted forever: no later refresh can succeed.
  dropDeadJobs: `DELETE FROM dead_jobs WHERE owner_id = ?
    AND coalesce(json_extract(data, '$.notice.documentKey'), key) NOT IN (SELECT value FROM json_each(?))`,
  // Each notice is a job of its own, which no later one takes away.
  pruneDeadNotices: "DELETE FROM dead_jobs WHERE owner_id = ? AND at < ? AND json_extract(data, '$.kind') = 'notice'",
  forgetFiles: 'DELETE FROM documents WHERE owner_id = ? AND key IN (SELECT value FROM json_each(?))',
  forgetFileRows: 'DELETE FROM rows WHERE owner_id = ? AND document_key IN (SELECT value FROM json_each(?))',
  forgetFileLinks: 'DELETE FROM links WHERE owner_id = ? AND document_key IN (SELECT value FROM json_each(?))',
  forgetChanges: 'DELETE FROM changes WHERE owner_id = ? AND document_key IN (SELECT value FROM json_each(?))',
  forgetCommits: 'DELETE FROM commits WHERE owner_id = ? AND document_key IN (SELECT value FROM json_each(?))',
  listDocuments: 'SELECT * FROM documents WHERE owner_id = ? ORDER BY rowid',
  readDocument: 'SELECT * FROM documents WHERE owner_id = ? AND key = ?',
  listRows: 'SELECT document_key, data FROM rows WHERE owner_id = ? ORDER BY document_key, position',
  readRows: 'SELECT document_key, data FROM rows WHERE owner_id = ? AND document_key = ? ORDER BY position',
  // CROSS JOIN keeps the order of the tables: the few names first, then their rows by index.
  documentsAbout: `WITH about AS (SELECT ? AS owner_id, ? AS name, ? AS node_id),
    names AS (SELECT owner_id, name FROM about
      UNION SELECT owner_id, repositories.name FROM about JOIN repositories USING (owner_id, node_id))
    SELECT document_key AS key FROM names CROSS JOIN rows ON rows.owner_id = names.owner_id AND rows.repo = names.name
    UNION SELECT document_key FROM names CROSS JOIN links ON links.owner_id = names.owner_id AND links.repo = names.name
    UNION SELECT key FROM names CROSS JOIN documents ON documents.owner_id = names.owner_id AND documents.repo = names.name
    ORDER BY 1`,
  // Ordered by the instant since when each is due.
  dueDocuments: `WITH asked AS (SELECT ? AS owner_id, ? AS now),
    due AS (SELECT key, '' AS since FROM documents JOIN asked USING (owner_id)
        WHERE checked_at IS NULL AND coalesce(next_check_at, '') <= asked.now
      UNION ALL SELECT key, next_check_at FROM documents JOIN asked USING (owner_id) WHERE next_check_at <= asked.now
      UNION ALL SELECT key, requested_at FROM documents JOIN asked USING (owner_id)
        WHERE requested_at >= coalesce(started_at, ''))
    SELECT key FROM due GROUP BY key ORDER BY min(since), key LIMIT ?`,
  // A document whose job waits is due with its job.
  readNextDue: `WITH asked AS (SELECT ? AS owner_id),
    due AS (SELECT max(run_at, coalesce(leased_until, '')) AS at FROM jobs JOIN asked USING (owner_id)
      UNION ALL SELECT CASE WHEN requested_at >= coalesce(started_at, '') THEN requested_at
          ELSE coalesce(next_check_at, '') END
        FROM documents JOIN asked USING (owner_id) WHERE NOT EXISTS
          (SELECT 1 FROM jobs WHERE jobs.owner_id = documents.owner_id AND jobs.key = documents.key))
    SELECT min(at) AS at FROM due`,
  makeAllDue: 'UPDATE documents SET next_check_at = min(coalesce(next_check_at, ?), ?) WHERE owner_id = ?',
  isRefreshRequested: `SELECT 1 AS wanted FROM documents WHERE owner_id = ? AND key = ? AND coalesce(started_at, '') <= ?`,

  readRepositories: 'SELECT * FROM repositories WHERE owner_id = ? AND name IN (SELECT value FROM json_each(?))',
  readProjects: 'SELECT data FROM projects WHERE owner_id = ? AND key IN (SELECT value FROM json_each(?))',
  listProjects: 'SELECT data FROM projects WHERE owner_id = ? ORDER BY name, key',

  // Where it lies is kept by keepDocuments: naming an indexed column here would write its index each time.
  saveDocument: `INSERT INTO documents (owner_id, key, ref, repo, mojibake, tables, vocabulary, is_public, replaced, problems,
      checked_at, next_check_at, started_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (owner_id, key) DO UPDATE SET mojibake = excluded.mojibake, tables = excluded.tables,
      vocabulary = excluded.vocabulary, is_public = excluded.is_public, replaced = excluded.replaced, problems = excluded.problems,
      checked_at = excluded.checked_at, next_check_at = excluded.next_check_at, started_at = excluded.started_at`,
  saveFailure: `UPDATE documents SET problems = ?, next_check_at = coalesce(?, next_check_at),
    started_at = coalesce(?, started_at) WHERE owner_id = ? AND key = ?`,
  dropRowsFrom: 'DELETE FROM rows WHERE owner_id = ? AND document_key = ? AND position >= ?',
  saveRows: `INSERT INTO rows (owner_id, document_key, position, project_key, repo, data)
    SELECT ?, ?, json_extract(value, '$.position'), json_extract(value, '$.projectKey'),
      lower(json_extract(value, '$.repo')), value FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, document_key, position) DO UPDATE
      SET project_key = excluded.project_key, repo = excluded.repo, data = excluded.data WHERE rows.data <> excluded.data`,
  dropOtherLinks: `DELETE FROM links WHERE owner_id = ? AND document_key = ? AND repo NOT IN (SELECT value FROM json_each(?))`,
  saveLinks: `INSERT INTO links (owner_id, document_key, repo) SELECT ?, ?, value FROM json_each(?) WHERE true
    ON CONFLICT DO NOTHING`,
  // What was received while the fetch was under way must not be forgotten, so last_event_at is left alone. An activity that
  // is as it was keeps its old instant for a while, unless an event came since: on D1 every row that is written costs.
  saveRepositories: `INSERT INTO repositories (owner_id, name, node_id, activity, problem)
    SELECT ?, json_extract(value, '$.name'), json_extract(value, '$.activity.nodeId'),
      json_extract(value, '$.activity'), json_extract(value, '$.problem') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, name) DO UPDATE SET node_id = excluded.node_id, activity = excluded.activity, problem = excluded.problem
    WHERE problem IS NOT excluded.problem
      OR json_remove(activity, '$.fetchedAt') IS NOT json_remove(excluded.activity, '$.fetchedAt')
      OR coalesce(last_event_at, '') >= json_extract(activity, '$.fetchedAt')
      OR unixepoch(json_extract(excluded.activity, '$.fetchedAt')) - unixepoch(json_extract(activity, '$.fetchedAt'))
        NOT BETWEEN 0 AND ${restampedAfterSeconds}`,
  // Somebody answered while the refresh was under way: what was said stays, the rest is what was learnt.
  saveProjects: `INSERT INTO projects (owner_id, key, name, repo, data, review_at)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.name'), json_extract(value, '$.repo'), value,
      json_extract(value, '$.reviewAt') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, key) DO UPDATE SET name = excluded.name, repo = excluded.repo, review_at = excluded.review_at,
      data = ${learntOrSaid}
    WHERE projects.data <> ${learntOrSaid} OR projects.name <> excluded.name OR projects.repo IS NOT excluded.repo`,
  saveSaid: `INSERT INTO projects (owner_id, key, name, repo, data, review_at)
    SELECT ?, json_extract(value, '$.key'), json_extract(value, '$.name'), json_extract(value, '$.repo'), value,
      json_extract(value, '$.reviewAt') FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, key) DO UPDATE SET data = ${keepSaid('projects', 'excluded')}`,
  deriveProjects: `UPDATE projects SET review_at = json_extract(told.value, '$.reviewAt'),
      data = json_set(data, '$.derived', json_extract(told.value, '$.derived'), '$.reviewAt', json_extract(told.value, '$.reviewAt'))
    FROM (SELECT value FROM json_each(?)) AS told
    WHERE projects.owner_id = ? AND projects.key = json_extract(told.value, '$.key')`,
  saveChanges: `INSERT INTO changes (owner_id, document_key, oid, project_key, at, data)
    SELECT ?, json_extract(value, '$.documentKey'), json_extract(value, '$.oid'), json_extract(value, '$.projectKey'),
      json_extract(value, '$.at'), value FROM json_each(?) WHERE true
    ON CONFLICT (owner_id, document_key, oid, project_key) DO NOTHING`,
  listChanges: 'SELECT data FROM changes WHERE owner_id = ? ORDER BY at DESC, project_key LIMIT ?',

  savePin: `INSERT INTO pins (owner_id, project_key, until, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner_id, project_key) DO UPDATE SET until = excluded.until, data = excluded.data`,
  removePin: 'DELETE FROM pins WHERE owner_id = ? AND project_key = ?',
  listPins: 'SELECT data FROM pins WHERE owner_id = ?',
  // Whoever can sign a delivery can name repositories in it: those that nothing was ever read of are forgotten again.
  pruneUnfetched:
    'DELETE FROM repositories WHERE owner_id = ? AND activity IS NULL AND node_id IS NULL AND problem IS NULL AND last_event_at < ?',
  prunePins: 'DELETE FROM pins WHERE owner_id = ? AND until < ?',
  countUp: `INSERT INTO versions (owner_id, version) VALUES (?, 1)
    ON CONFLICT (owner_id) DO UPDATE SET version = version + 1`,
  // By the index that finds what waits: an index by time alone would slow every delivery down.
  listWaiting: `SELECT data, NULL AS processed_at, note FROM deliveries WHERE owner_id = ? AND processed_at IS NULL
    ORDER BY received_at DESC, key DESC LIMIT ?`,
  listProcessed: `SELECT data, processed_at, note FROM deliveries WHERE owner_id = ? AND processed_at IS NOT NULL
    ORDER BY processed_at DESC, received_at DESC, key DESC LIMIT ?`,
  saveTaskRun: `INSERT INTO task_runs (owner_id, name, at, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner_id, name) DO UPDATE SET at = excluded.at, data = excluded.data`,
  // Two processes may ask at the same time; the condition lets only one of them move it.
  claimTaskRun: `INSERT INTO task_runs (owner_id, name, at, data) VALUES (?, ?, ?, ?)
    ON CONFLICT (owner_id, name) DO UPDATE SET at = excluded.at WHERE task_runs.at <= ?`,
  // A claim moves the mark alone; of other tasks the data says when they last ended.
  listTaskRuns: `SELECT CASE name WHEN 'slot' THEN json_set(data, '$.at', at) ELSE data END AS data
    FROM task_runs WHERE owner_id = ?`,
  // Jobs are dead-lettered and replayed by the queue, which knows nothing of pages.
  readVersion: `WITH owner AS (SELECT ? AS id) SELECT
    coalesce((SELECT version FROM versions WHERE owner_id = owner.id), 0) AS version,
    (SELECT count(*) FROM dead_jobs WHERE owner_id = owner.id) AS dead FROM owner`,
  // Changes as well: they were there before commits were kept by themselves.
  countCommits: `WITH asked AS (SELECT ? AS owner_id, ? AS document_key, ? AS at)
    SELECT count(*) AS count FROM (
      SELECT oid FROM asked JOIN changes USING (owner_id, document_key) WHERE changes.at >= asked.at
      UNION SELECT oid FROM asked JOIN commits USING (owner_id, document_key) WHERE commits.at >= asked.at)`,
  countDerivedCommits:
    'SELECT count(*) AS count FROM commits WHERE owner_id = ? AND document_key = ? AND at >= ? AND is_derived = 1',
  saveCommit: `INSERT INTO commits (owner_id, document_key, oid, at, is_derived) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (owner_id, document_key, oid) DO NOTHING`,
  findOwnCommits: `SELECT DISTINCT oid FROM commits WHERE owner_id = ? AND oid IN (SELECT value FROM json_each(?))`,
  readRepositoryState: 'SELECT data FROM repository_states WHERE owner_id = ? AND key = ?',
  saveRepositoryState: `INSERT INTO repository_states (owner_id, key, data) VALUES (?, ?, ?)
    ON CONFLICT (owner_id, key) DO UPDATE SET data = excluded.data WHERE repository_states.data <> excluded.data`,
  purgeChanges: `UPDATE changes SET data = json_set(data, '$.evidence', '')
    WHERE owner_id = ? AND ${isOfAny('project_key', '?')}`,
  purgeProjects: `UPDATE projects SET data = json_replace(data, '$.derived.evidence', '', '$.derived.audience', 'owner', '$.question.evidence', '')
    WHERE owner_id = ? AND ${isOfAny('projects.key', '?')}`,
  purgeRows: `UPDATE rows SET data = json_replace(data, '$.decision.question.evidence', '')
    WHERE owner_id = ? AND ${isOfAny('project_key', '?')}`,
  purgeActivities: `UPDATE repositories SET activity = json_replace(activity, '$.visibility', 'private', '$.commits', json('[]'),
      '$.releases', json('[]'), '$.tags', json('[]'), '$.languages', json('[]'), '$.operations', json('null'))
    WHERE owner_id = ? AND activity IS NOT NULL AND node_id IN (SELECT value FROM json_each(?))`,
  purgeStates: `UPDATE repository_states SET data = json_replace(data,
      '$.branches', json(${purgeWaiting('branches', 'pendingChanges')}),
      '$.workingTree', json(${purgeWaiting('workingTree', 'pending')}))
    FROM (SELECT ? AS owner_id, ? AS ids) AS asked WHERE repository_states.owner_id = asked.owner_id`,

  spend: 'INSERT INTO spent (owner_id, name, until) VALUES (?, ?, ?) ON CONFLICT (owner_id, name) DO NOTHING',
  findSpent: 'SELECT 1 AS found FROM spent WHERE owner_id = ? AND name = ? AND until >= ?',
  pruneSpent: 'DELETE FROM spent WHERE owner_id = ? AND until < ?',

  // Each with the instant that counts as now, and how far ahead a note may be.
  forgetTaskRuns: 'UPDATE task_runs SET at = ? WHERE owner_id = ? AND at > ?',
  forgetDocuments: `UPDATE documents SET checked_at = min(checked_at, asked.now), requested_at = min(requested_at, asked.now),
      started_at = min(started_at, asked.now), next_check_at = min(next_check_at, asked.now)
    FROM (SELECT ? AS now, ? AS owner_id, ? AS latest, ? AS latest_check) AS asked
    WHERE documents.owner_id = asked.owner_id AND (checked_at > asked.latest OR requested_at > asked.latest
      OR started_at > asked.latest OR next_check_at > asked.latest_check)`,
  // When it was really checked is not known any more: long ago, so that whatever is received counts as news.
  forgetEvents: `UPDATE repositories SET last_event_at = asked.now, activity = CASE
      WHEN json_extract(activity, '$.fetchedAt') > asked.latest
      THEN json_remove(json_set(activity, '$.fetchedAt', asked.long_ago), '$.lastEventAppliedAt') ELSE activity END
    FROM (SELECT ? AS now, ? AS owner_id, ? AS latest, ? AS long_ago) AS asked
    WHERE repositories.owner_id = asked.owner_id
      AND (last_event_at > asked.latest OR json_extract(activity, '$.fetchedAt') > asked.latest)`,
  forgetJobs: `UPDATE jobs SET run_at = asked.now, requested_at = min(requested_at, asked.now), leased_until = NULL
    FROM (SELECT ? AS now, ? AS owner_id, ? AS latest) AS asked WHERE jobs.owner_id = asked.owner_id
      AND (run_at > asked.latest OR requested_at > asked.latest OR leased_until > asked.latest)`,
  readBacklog: `WITH owner AS (SELECT ? AS id) SELECT
    (SELECT min(received_at) FROM deliveries WHERE owner_id = owner.id AND processed_at IS NULL) AS oldestDeliveryAt,
    (SELECT count(*) FROM jobs WHERE owner_id = owner.id) AS jobs,
    (SELECT min(run_at) FROM jobs WHERE owner_id = owner.id) AS oldestJobAt
    FROM owner`,
  counts: `WITH owner AS (SELECT ? AS id) SELECT
    (SELECT count(*) FROM deliveries WHERE owner_id = owner.id AND processed_at IS NULL) AS waiting,
    (SELECT count(*) FROM deliveries WHERE owner_id = owner.id AND processed_at IS NOT NULL) AS done,
    (SELECT count(*) FROM dead_jobs WHERE owner_id = owner.id AND json_extract(data, '$.kind') IS NOT 'notice') AS dead,
    (SELECT count(*) FROM dead_jobs WHERE owner_id = owner.id AND json_extract(data, '$.kind') = 'notice') AS deadNotices,
    (SELECT nullif(min(coalesce(checked_at, '')), '') FROM documents WHERE owner_id = owner.id) AS oldest
    FROM owner`,
} as const;
