// Gives every account a memory of its own in a database that was written when all documents shared one. What belongs to
// a document goes to that document's account. What several accounts shared (a repository, a project) goes to each of
// them as far as everybody may know it; what only one of them can have read or said stays with the account that owns
// the repository, and where that is nobody's here, it is forgotten: it is read again. Open questions are kept with the
// day they were asked. One batch: all of it, or nothing.

import { deploymentOwner, formerOwner, localOwner, toOwnerId } from '../core/owner-id.ts';
import type { Database, Statement } from '../ports/store.ts';
import { ownerTables } from './owner-rows.ts';
import { statement } from './sql.ts';

/** Tables whose rows name the document that they belong to, and where. */
const byDocument = {
  documents: 'key',
  rows: 'document_key',
  links: 'document_key',
  changes: 'document_key',
  commits: 'document_key',
  jobs: 'key',
  dead_jobs: 'key',
  repository_states: 'key',
} as const;

/** What belongs to all documents together. */
const ofDeployment = ['deliveries', 'received_deliveries', 'task_runs', 'write_budgets', 'spent'] as const;

const former = `'${formerOwner}'`;

/** `toOwnerId` as SQL. */
const ownerOf = (key: string) =>
  `CASE WHEN ${key} LIKE 'file:%' THEN '${localOwner}' ELSE 'account:' || lower(substr(${key}, 1, instr(${key} || '/', '/') - 1)) END`;

const listing = `(SELECT owner_id, repo FROM rows WHERE repo IS NOT NULL UNION SELECT owner_id, repo FROM links)`;
const currentStatus = '(SELECT DISTINCT owner_id, project_key FROM rows)';
const isPublic = `coalesce((SELECT json_extract(activity, '$.visibility') FROM repositories
  WHERE repositories.owner_id = ${former} AND repositories.name = rows.repo), 'public') = 'public'`;
/** Rows of a project that stands in documents of another account too, whose own repository it is, or nobody's here. */
const isBorrowed = `rows.owner_id <> ${former} AND rows.owner_id <> ${ownerOf("coalesce(rows.repo, 'file:')")}
  AND EXISTS (SELECT 1 FROM rows AS other WHERE other.project_key = rows.project_key AND other.owner_id <> rows.owner_id)`;

const texts = {
  /** Before what it checks is gone. */
  copyRepositories: `INSERT INTO repositories (owner_id, name, node_id, activity, last_event_at, problem)
    SELECT listed.owner_id, known.name, known.node_id, known.activity, known.last_event_at, known.problem
    FROM repositories AS known JOIN ${listing} AS listed ON listed.repo = known.name AND listed.owner_id <> ${former}
    WHERE known.owner_id = ${former} AND (listed.owner_id = ${ownerOf('known.name')}
      OR json_extract(known.activity, '$.visibility') = 'public'
      OR (SELECT count(DISTINCT owner_id) FROM ${listing} AS each WHERE each.repo = known.name) = 1)
    ON CONFLICT DO NOTHING`,
  copyProjects: `INSERT INTO projects (owner_id, key, name, repo, data, review_at)
    SELECT stands.owner_id, known.key, known.name, known.repo, known.data, known.review_at
    FROM projects AS known JOIN ${currentStatus} AS stands ON stands.project_key = known.key AND stands.owner_id <> ${former}
    WHERE known.owner_id = ${former} AND (stands.owner_id = ${ownerOf("coalesce(known.repo, 'file:')")}
      OR (SELECT count(*) FROM ${currentStatus} AS each WHERE each.project_key = known.key) = 1)
    ON CONFLICT DO NOTHING`,
  // What the account's own row says, and the question that stood in it.
  rebuildProjects: `INSERT INTO projects (owner_id, key, name, repo, data, review_at)
    SELECT rows.owner_id, known.key, json_extract(rows.data, '$.row.name'), known.repo, json_object(
      'key', known.key, 'name', json_extract(rows.data, '$.row.name'), 'repo', known.repo,
      'declared', json_object('status', json_extract(rows.data, '$.row.typed.status'), 'confirmedAt', NULL),
      'derived', json_object('status', json_extract(rows.data, '$.row.typed.status'), 'rule', 'keep', 'confidence', 'guess',
        'evidence', '', 'reviewAt', NULL, 'basis', 'none', 'audience', 'owner'),
      'decision', json_object('status', json_extract(rows.data, '$.row.typed.status'), 'since', NULL),
      'question', CASE WHEN ${isPublic} THEN json(coalesce(json_extract(rows.data, '$.decision.question'), 'null')) END,
      'changedAt', json('[]'), 'reviewAt', NULL, 'answer', NULL, 'refused', NULL), NULL
    FROM rows JOIN projects AS known ON known.key = rows.project_key AND known.owner_id = ${former}
    WHERE ${isBorrowed} ON CONFLICT DO NOTHING`,
  copyPins: `INSERT INTO pins (owner_id, project_key, until, data)
    SELECT DISTINCT rows.owner_id, known.project_key, known.until, known.data
    FROM pins AS known JOIN rows ON rows.project_key = known.project_key AND rows.owner_id <> ${former}
    WHERE known.owner_id = ${former} AND (NOT (${isBorrowed})
      OR json_extract(known.data, '$.status') = json_extract(rows.data, '$.row.typed.status'))
    ON CONFLICT DO NOTHING`,
  hideEvidence: `UPDATE changes SET data = json_set(data, '$.evidence', '') WHERE EXISTS (SELECT 1 FROM rows
    WHERE rows.owner_id = changes.owner_id AND rows.project_key = changes.project_key AND ${isBorrowed} AND NOT ${isPublic})`,
  resetRows: `UPDATE rows SET data = json_set(data, '$.decision', json_object(
      'status', json_extract(data, '$.row.typed.status'), 'text', json_extract(data, '$.row.typed.text'), 'action', 'keep',
      'reason', '', 'reviewAt', NULL, 'question',
      CASE WHEN ${isPublic} THEN json(coalesce(json_extract(data, '$.decision.question'), 'null')) END))
    WHERE ${isBorrowed}`,
  // What was shared is fetched again for each account, with that account's own token.
  checkAgain: `UPDATE documents SET next_check_at = '1970-01-01T00:00:00.000Z' WHERE owner_id <> ${former}`,
  dropBudget: `DELETE FROM task_runs WHERE owner_id = ${former} AND name = 'budget'`,
  saveVersion: `INSERT INTO versions (owner_id, version)
    SELECT ?, 1 + coalesce((SELECT version FROM versions WHERE owner_id = ${former}), 0) WHERE true ON CONFLICT DO NOTHING`,
} as const;

const move = (table: string, owner: string) =>
  statement(`UPDATE OR IGNORE ${table} SET owner_id = ${owner} WHERE owner_id = ${former}`);
const moveTo = (table: string, ownerId: string) =>
  statement(`UPDATE OR IGNORE ${table} SET owner_id = ? WHERE owner_id = ${former}`, ownerId);

/** Does nothing where every account has its own memory already. `deploymentId`: where what belongs to all of them goes. */
export async function separateOwners(database: Database, deploymentId?: string): Promise<void> {
  const found = await database.all<{ key: string }>(
    statement('SELECT key FROM documents WHERE owner_id = ?', formerOwner),
  );
  const ids = [...new Set(found.map(({ key }) => toOwnerId(key)))];
  const [first, ...others] = ids;
  if (first === undefined) return;
  const common = deploymentId ?? (others.length === 0 ? first : deploymentOwner);
  const moves = others.length === 0 ? keepTogether(first, common) : tearApart(ids, common);
  const rest = ownerTables.map((table) => statement(`DELETE FROM ${table} WHERE owner_id = ${former}`));
  await database.batch([...moves, ...rest]);
}

/** Everything was one account's all along. */
function keepTogether(ownerId: string, common: string): Statement[] {
  return ownerTables.map((table) =>
    moveTo(table, table === 'received_deliveries' || table === 'spent' ? common : ownerId),
  );
}

function tearApart(ids: readonly string[], common: string): Statement[] {
  const steps = [
    texts.copyRepositories,
    texts.copyProjects,
    texts.rebuildProjects,
    texts.copyPins,
    texts.hideEvidence,
    texts.resetRows,
    texts.checkAgain,
    texts.dropBudget,
  ];
  return [
    ...Object.entries(byDocument).map(([table, key]) => move(table, ownerOf(key))),
    ...steps.map((text) => statement(text)),
    ...ofDeployment.map((table) => moveTo(table, common)),
    ...ids.map((id) => statement(texts.saveVersion, id)),
  ];
}
