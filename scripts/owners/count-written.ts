// What a database writes, as D1 bills it: a row that is inserted, changed or deleted, and each entry of an index beside it.
// Of an UPDATE those indexes count that have a column which it sets; of everything else all of them, so that the sum is rather
// too high.

import type { Database, Statement } from '../../src/ports/store.ts';

export interface Written {
  readonly rows: number;
  /** Entries of indexes. */
  readonly entries: number;
}

const target = /^\s*(?:INSERT\s+(?:OR\s+[A-Z]+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)/;

/** What an UPDATE sets. */
const set = /^\s*UPDATE\s.*?\bSET\b(.*?)(?:\b(?:FROM|WHERE|RETURNING)\b|$)/s;

/** `called`: statements so far. */
export async function countWritten(database: Database) {
  const indexes = await listIndexes(database);
  let called = 0;
  let rows = 0;
  let entries = 0;
  const note = ({ sql }: Statement, count: number) => {
    const [, table] = target.exec(sql) ?? [];
    if (table === undefined) return;
    rows += count;
    const [, changes = null] = set.exec(sql) ?? [];
    const isWritten = ({ columns }: Index) =>
      changes === null || columns.some((column) => new RegExp(`\\b${column} =`).test(changes));
    entries += count * (indexes.get(table) ?? []).filter(isWritten).length;
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

interface Index {
  /** Those of expressions left out. */
  readonly columns: readonly string[];
}

/** By table; one that is stored in its key has none for it. */
async function listIndexes(database: Database): Promise<Map<string, Index[]>> {
  const read = <Row>(sql: string) => database.all<Row>({ sql, params: [] });
  const tables = await read<{ name: string; sql: string }>(
    // D1 has a table of its own, of which it tells nothing.
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '@_cf%' ESCAPE '@'",
  );
  const found = new Map<string, Index[]>();
  for (const { name: table, sql } of tables) {
    const indexes: Index[] = [];
    for (const { name, origin } of await read<{ name: string; origin: string }>(`PRAGMA index_list(${table})`)) {
      if (origin === 'pk' && sql.includes('WITHOUT ROWID')) continue;
      const columns = await read<{ name: string | null }>(`PRAGMA index_info(${name})`);
      indexes.push({ columns: columns.flatMap((column) => column.name ?? []) });
    }
    found.set(table, indexes);
  }
  return found;
}
