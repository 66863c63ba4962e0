// What a store remembers as one text, and back: for runs without a disk. Only what was settled goes into it: not what
// GitHub can tell again, not the time of the last look (it would be a commit for every run), and nothing that only the
// owner may read, because the text may lie in a public repository.

import type { Database } from '../ports.ts';

/** Read again from GitHub, or of no use to a run that hears no webhooks. */
const forgotten = new Set([
  'd1_migrations',
  'repositories',
  'rows',
  'deliveries',
  'inbox',
  'jobs',
  'dead_jobs',
  'sqlite_sequence',
]);

/** Columns that change although nothing happened. */
const volatile = new Set(['looked_at', 'next_look_at', 'wanted_at', 'started_at', 'problems', 'review_at']);

/** More changes than a person scrolls through. */
const maxRows = 500;

const format = 1;

type Row = Record<string, string | number | null>;

export async function exportState(database: Database): Promise<string> {
  const tables: Record<string, Row[]> = {};
  const hidden = await findHiddenProjects(database);
  for (const name of await listTables(database)) {
    // The newest, in an order that does not depend on when they were written.
    const rows = await database.all<Row>({
      sql: `SELECT * FROM ${name} ORDER BY rowid DESC LIMIT ${maxRows}`,
      params: [],
    });
    tables[name] = rows.map((row) => thin(row, hidden)).sort((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
  }
  return `${JSON.stringify({ format, tables }, null, 1)}\n`;
}

/** false: the text is not one of ours, or of another version; then nothing was changed. */
export async function importState(database: Database, text: string): Promise<boolean> {
  const state = parse(text);
  if (state === null) return false;
  const statements = [];
  for (const name of await listTables(database)) {
    const columns = await database.all<{ name: string }>({ sql: `PRAGMA table_info(${name})`, params: [] });
    for (const row of state[name] ?? []) {
      const known = columns.map((column) => column.name).filter((column) => isValue(row[column]));
      const places = known.map(() => '?').join(', ');
      statements.push({
        sql: `INSERT OR REPLACE INTO ${name} (${known.join(', ')}) VALUES (${places})`,
        params: known.map((column) => row[column] ?? null),
      });
    }
  }
  try {
    await database.batch(statements);
    return true;
  } catch {
    // A row that this version's schema does not take: the whole text is of another time.
    return false;
  }
}

/** Names come from the database itself, never from the text. */
async function listTables(database: Database): Promise<string[]> {
  const sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
  const found = await database.all<{ name: string }>({ sql, params: [] });
  return found.map(({ name }) => name).filter((name) => !forgotten.has(name) && /^[a-z_]+$/.test(name));
}

/** Keys of the projects whose evidence only the owner may read. */
async function findHiddenProjects(database: Database): Promise<Set<string>> {
  const rows = await database.all<{ key: string; data: string }>({ sql: 'SELECT key, data FROM projects', params: [] });
  const isHidden = (data: string) => Reflect.get(Object(Reflect.get(Object(JSON.parse(data)), 'derived')), 'audience');
  return new Set(rows.filter(({ data }) => isHidden(data) !== 'public').map(({ key }) => key));
}

function thin(row: Row, hidden: ReadonlySet<string>): Row {
  const key = String(row['project_key'] ?? row['key'] ?? '');
  return Object.fromEntries(
    Object.entries(row)
      .filter(([column]) => !volatile.has(column))
      .map(([column, value]) => [
        column,
        column === 'data' && typeof value === 'string' ? thinData(value, hidden.has(key)) : value,
      ]),
  );
}

function thinData(text: string, isHidden: boolean): string {
  return JSON.stringify(JSON.parse(text), (name, value: unknown) => {
    if (isHidden && name === 'evidence') return '';
    return name === 'reviewAt' ? null : value;
  });
}

function parse(text: string): Record<string, Row[]> | null {
  try {
    const value: unknown = JSON.parse(text);
    const tables: unknown = Reflect.get(Object(value), 'tables');
    const isOurs = Reflect.get(Object(value), 'format') === format && typeof tables === 'object' && tables !== null;
    if (!isOurs || !Object.values(tables).every((rows) => Array.isArray(rows))) return null;
    return tables as Record<string, Row[]>;
  } catch {
    return null;
  }
}

function isValue(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
