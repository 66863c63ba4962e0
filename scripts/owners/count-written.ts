// What a database writes, as D1 bills it: a row that is inserted, changed or deleted, and each entry of an index beside it.
// Of a changed row every index counts, whether its columns changed or not, so that the sum is rather too high.

import type { Database, Statement } from '../../src/ports/store.ts';

export interface Written {
  readonly rows: number;
  /** Entries of indexes. */
  readonly entries: number;
}

const target = /^\s*(?:INSERT\s+(?:OR\s+[A-Z]+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)/;

/** `called`: statements so far. `onCall` hears of each. */
export async function countWritten(database: Database) {
  const indexes = await countIndexes(database);
  let called = 0;
  let rows = 0;
  let entries = 0;
  const note = ({ sql }: Statement, count: number) => {
    const [, table] = target.exec(sql) ?? [];
    if (table === undefined) return;
    rows += count;
    entries += count * (indexes.get(table) ?? 0);
  };
  const counted: Database = {
    close: () => database.close(),
    async all<Row>(statement: Statement) {
      called += 1;
      const found = await database.all<Row>(statement);
      note(statement, found.length);
      return found;
    },
    async run(statement) {
      called += 1;
      const count = await database.run(statement);
      note(statement, count);
      return count;
    },
    async batch(statements) {
      called += statements.length;
      const counts = await database.batch(statements);
      for (const [index, statement] of statements.entries()) note(statement, counts[index] ?? 0);
      return counts;
    },
  };
  return { counted, called: () => called, written: (): Written => ({ rows, entries }) };
}

/** How many entries a row has in indexes, by table; a table that is stored in its key has none for it. */
async function countIndexes(database: Database): Promise<Map<string, number>> {
  const found = await database.all<{ name: string; count: number }>({
    sql: `SELECT tables.name AS name, (SELECT count(*) FROM pragma_index_list(tables.name) AS list
        WHERE list.origin <> 'pk' OR tables.sql NOT LIKE '%WITHOUT ROWID%') AS count
      FROM sqlite_master AS tables WHERE tables.type = 'table'`,
    params: [],
  });
  return new Map(found.map(({ name, count }) => [name, count]));
}
