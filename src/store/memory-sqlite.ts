// SQLite in memory, on what Node brings itself: for runs without a database on disk (the Action, one-shot runs on GitHub
// documents). No native package, so that nothing has to be installed beside the program.

import { existsSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Database, Statement } from '../ports/store.ts';
import { type Migration, readMigrations } from './read-migrations.ts';

/** Opens an empty database with today's schema, which is gone when it is closed. */
export function openMemoryDatabase(): Database {
  return openFilledDatabase(readMigrations(), () => {});
}

/** Writes one row; columns are named by the caller, never by what is read. */
export type Insert = (sql: string, params: readonly (string | number | null)[]) => void;

/** The same, filled in the schema of `until` and brought to today's then. */
export function openFilledDatabase(
  until: readonly Migration[],
  fill: (insert: Insert, listColumns: (table: string) => string[]) => void,
): Database {
  const { DatabaseSync: Driver } = loadSqlite();
  const driver = new Driver(':memory:');
  try {
    for (const { sql } of until) driver.exec(sql);
    const listColumns = (table: string) =>
      driver
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all(table)
        .map(({ name }) => String(name));
    fill((sql, params) => void driver.prepare(sql).run(...params), listColumns);
    const applied = new Set(until.map(({ name }) => name));
    for (const { name, sql } of readMigrations()) if (!applied.has(name)) driver.exec(sql);
    driver.exec('PRAGMA foreign_keys = ON');
    return createDatabase(driver);
  } catch (error) {
    driver.close();
    throw error;
  }
}

/**
 * A database file of ours, to read and never to write. null: there is none, it is another program's, of another version,
 * or cannot be opened without writing.
 */
export function openDatabaseReader(path: string): Database | null {
  if (!existsSync(path)) return null;
  const { DatabaseSync: Driver } = loadSqlite();
  let driver: DatabaseSync | null = null;
  try {
    driver = new Driver(path, { readOnly: true });
    driver.exec('PRAGMA busy_timeout = 5000');
    const applied = driver
      .prepare('SELECT name FROM d1_migrations ORDER BY name')
      .all()
      .map(({ name }) => String(name));
    const known = readMigrations().map(({ name }) => name);
    if (applied.join() === known.join()) return createDatabase(driver);
  } catch {
    // Not a database, or not one that can be read: nothing is remembered there.
  }
  driver?.close();
  return null;
}

function createDatabase(driver: DatabaseSync): Database {
  const prepared = new Map<string, { readonly statement: StatementSync; readonly isReader: boolean }>();
  const prepare = (text: string) => {
    const known = prepared.get(text);
    if (known !== undefined) return known;
    const statement = driver.prepare(text);
    const made = { statement, isReader: statement.columns().length > 0 };
    prepared.set(text, made);
    return made;
  };
  const change = ({ sql, params }: Statement): number => {
    const { statement, isReader } = prepare(sql);
    return isReader ? statement.all(...params).length : Number(statement.run(...params).changes);
  };
  const batch = (statements: readonly Statement[]): number[] => {
    driver.exec('BEGIN IMMEDIATE');
    try {
      const changed = statements.map(change);
      driver.exec('COMMIT');
      return changed;
    } catch (error) {
      driver.exec('ROLLBACK');
      throw error;
    }
  };
  return {
    all: async ({ sql, params }) => prepare(sql).statement.all(...params) as never[],
    run: async (statement) => change(statement),
    batch: async (statements) => batch(statements),
    close: async () => driver.close(),
  };
}

/**
 * Node calls its SQLite experimental on every first load; a line about that in every log would be read as a fault.
 * Silences this one warning and no other: https://nodejs.org/api/sqlite.html
 */
function loadSqlite(): typeof import('node:sqlite') {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    const text = typeof warning === 'string' ? warning : warning.message;
    if (!text.startsWith('SQLite is an experimental feature')) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emitWarning;
  }
}
