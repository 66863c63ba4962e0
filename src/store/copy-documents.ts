// Takes over what another state remembers of documents, into a database that does not know them yet.

import type { Database } from '../ports/store.ts';
import { keptTables } from './owner-rows.ts';
import { statement, toJsonLists } from './sql.ts';

type Found = Readonly<Record<string, unknown>>;

/** `keys`: of each document the key in `from` and the one in `to`. What `to` holds already stays as it is. */
export async function copyDocuments(
  from: Database,
  to: Database,
  ownerId: string,
  keys: ReadonlyMap<string, string>,
): Promise<void> {
  const statements = [];
  for (const table of keptTables) {
    const column = table === 'documents' ? 'key' : 'document_key';
    const all = await from.all<Found>(statement(`SELECT * FROM ${table} WHERE owner_id = ?`, ownerId));
    const rows = all.flatMap((row) => {
      const key = row[column];
      // Projects, repositories and pins belong to all documents of their owner.
      if (key === undefined) return [row];
      const renamed = keys.get(String(key));
      return renamed === undefined ? [] : [{ ...row, [column]: renamed }];
    });
    const names = Object.keys(rows[0] ?? {}).filter((name) => name !== 'owner_id');
    const values = names.map((name) => `json_extract(value, '$.${name}')`);
    const insert = `INSERT INTO ${table} (owner_id, ${names.join(', ')}) SELECT ?, ${values.join(', ')}
      FROM json_each(?) WHERE true ON CONFLICT DO NOTHING`;
    if (rows.length > 0) statements.push(...toJsonLists(rows).map((list) => statement(insert, ownerId, list)));
  }
  await to.batch(statements);
}
