// Brings a SQLite file to the schema of db/migrations, each migration whole or not at all, noted in wrangler's own
// table so that the file can move to D1 and back. Never touches a file that belongs to another program or version.

import type { Database as SqliteConnection } from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';
import { type Migration, readMigrations } from './read-migrations.ts';

/** Throws STORE_UNSAFE when the file holds something else than an older or equal schema of ours. Reads only. */
export function refuseForeignDatabase(driver: SqliteConnection, folder: string): void {
  const tables = driver.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
  if (tables.length === 0) return;
  if (!tables.includes('d1_migrations')) {
    throw new StatusfolioError('STORE_UNSAFE', `${driver.name} is the database of another program.`, {
      where: driver.name,
      hint: 'Name another database: --database FILE or STATUSFOLIO_DATABASE.',
    });
  }
  const known = readMigrations(folder).map(({ name }) => name);
  const applied = driver.prepare('SELECT name FROM d1_migrations').pluck().all().map(String);
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new StatusfolioError(
      'STORE_UNSAFE',
      `${driver.name} was written by a newer Statusfolio (${unknown.join(', ')}).`,
      { where: driver.name, hint: 'Update Statusfolio, or name another database.' },
    );
  }
}

/** Applies what is missing in the order of the names; `folder` holds the `.sql` files. */
export function migrateSqlite(driver: SqliteConnection, folder: string): void {
  const apply = driver.transaction(({ name, sql }: Migration) => {
    driver.exec(
      'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
    );
    // Asked inside the transaction: another process may have been faster.
    if (driver.prepare('SELECT 1 FROM d1_migrations WHERE name = ?').get(name) !== undefined) return;
    driver.exec(sql);
    driver.prepare('INSERT INTO d1_migrations (name) VALUES (?)').run(name);
  });
  for (const migration of readMigrations(folder)) apply.immediate(migration);
}
