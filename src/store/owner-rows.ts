// The rows of one owner, in every table: deleted when the owner is gone for good, and moved along when the account has
// another login, because keys begin with it.

import type { Database, Statement } from '../ports/store.ts';
import { statement } from './sql.ts';

/** What is remembered of documents, wherever it is kept; the rest of an owner's rows belong to servers. */
export const keptTables = [
  'documents',
  'rows',
  'links',
  'repositories',
  'projects',
  'changes',
  'commits',
  'pins',
  'repository_states',
] as const;

/** Every table in which an owner has rows, the directory's own excepted. A test holds it against the schema. */
export const ownerTables = [
  ...keptTables,
  'received_deliveries',
  'deliveries',
  'jobs',
  'dead_jobs',
  'turns',
  'versions',
  'task_runs',
  'write_budgets',
  'spent',
] as const;

/** Deletes all that is remembered of an owner, in one batch. Again, it does nothing. */
export async function eraseOwnerRows(database: Database, ownerId: string): Promise<void> {
  await database.batch(ownerTables.map((table) => statement(`DELETE FROM ${table} WHERE owner_id = ?`, ownerId)));
}

/** A document's key, as SQL, with the login in place of the account that it names. */
const move = (key: string) => `? || substr(${key}, instr(${key}, '/'))`;
const isOther = (key: string) => `lower(substr(${key}, 1, instr(${key}, '/') - 1)) <> lower(?)`;

/** The same of a project that has no repository: its key is `row:`, that of its document, and its name. */
const moveRow = (key: string) => `'row:' || ? || substr(${key}, instr(${key}, '/'))`;
const isOtherRow = (key: string) =>
  `substr(${key}, 1, 4) = 'row:' AND lower(substr(${key}, 5, instr(${key}, '/') - 5)) <> lower(?)`;

/** What is renamed in which table, and in the record beside it. */
const moves = [
  `UPDATE OR IGNORE documents SET key = ${move('key')}, repo = lower(${move('repo')}),
    ref = json_set(ref, '$.repo', ${move("json_extract(ref, '$.repo')")}) WHERE owner_id = ? AND ${isOther('key')}`,
  ...['rows', 'links', 'commits'].map(
    (table) =>
      `UPDATE OR IGNORE ${table} SET document_key = ${move('document_key')} WHERE owner_id = ? AND ${isOther('document_key')}`,
  ),
  `UPDATE OR IGNORE changes SET document_key = ${move('document_key')},
    data = json_set(data, '$.documentKey', ${move('document_key')}) WHERE owner_id = ? AND ${isOther('document_key')}`,
  `UPDATE OR IGNORE repository_states SET key = lower(${move('key')}),
    data = json_set(data, '$.key', lower(${move('key')})) WHERE owner_id = ? AND ${isOther('key')}`,
  `UPDATE OR IGNORE projects SET key = ${moveRow('key')}, data = json_set(data, '$.key', ${moveRow('key')})
    WHERE owner_id = ? AND ${isOtherRow('key')}`,
  ...['rows', 'changes', 'pins'].map(
    (table) =>
      `UPDATE OR IGNORE ${table} SET project_key = ${moveRow('project_key')},
        data = json_set(data, '$.projectKey', ${moveRow('project_key')}) WHERE owner_id = ? AND ${isOtherRow('project_key')}`,
  ),
  // They are about what is called otherwise now; whatever is due is queued again.
  `DELETE FROM jobs WHERE owner_id = ? AND ${isOther('key')}`,
  `DELETE FROM dead_jobs WHERE owner_id = ? AND ${isOther('key')}`,
] as const;

const countUp = `INSERT INTO versions (owner_id, version) VALUES (?, 1)
  ON CONFLICT (owner_id) DO UPDATE SET version = version + 1`;

/** All documents of this owner are of the account `login`, whatever it was called before. Again, it does nothing. */
export async function moveOwnerRows(database: Database, ownerId: string, login: string): Promise<void> {
  const toStatement = (text: string): Statement => {
    const [before = ''] = text.split('owner_id = ?');
    const logins = Array.from({ length: before.split('?').length - 1 }, () => login);
    return statement(text, ...logins, ownerId, login);
  };
  await database.batch([...moves.map(toStatement), statement(countUp, ownerId)]);
}
