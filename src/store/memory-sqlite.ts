// SQLite in memory, on what Node brings itself: for runs without a durable home (the Action, one-shot runs on GitHub
// documents). No native package, so that nothing has to be installed beside the program.

import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Database, Statement } from '../ports/store.ts';
import { readMigrations } from './read-migrations.ts';

/** Opens an empty database with today's schema, which is gone when it is closed. */
export function openMemoryDatabase(): Database {
  const { DatabaseSync: Driver } = loadSqlite();
  const driver = new Driver(':memory:');
  driver.exec('PRAGMA foreign_keys = ON');
  for (const { sql } of readMigrations()) driver.exec(sql);
  return createDatabase(driver);
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
