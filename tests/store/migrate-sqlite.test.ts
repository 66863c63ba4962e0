import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrateSqlite, refuseForeignDatabase } from '../../src/store/sqlite.ts';

function writeMigrations(migrations: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'statusfolio-'));
  for (const [name, text] of Object.entries(migrations)) writeFileSync(join(folder, name), text);
  return folder;
}

const listTables = (driver: SqliteDriver.Database) =>
  driver
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1")
    .pluck()
    .all();
const listApplied = (driver: SqliteDriver.Database) =>
  driver.prepare('SELECT name FROM d1_migrations ORDER BY id').pluck().all();

const first = 'CREATE TABLE animals (name TEXT) STRICT;\nCREATE INDEX animals_by_name ON animals (name);';

describe('migrateSqlite', () => {
  it('applies each migration once, in the order of the names, and nothing else that lies there', () => {
    const folder = writeMigrations({
      '0002_more.sql': 'ALTER TABLE animals ADD COLUMN legs INTEGER;',
      '0001_init.sql': first,
      'README.md': 'not SQL',
    });
    const driver = new SqliteDriver(':memory:');
    migrateSqlite(driver, folder);
    migrateSqlite(driver, folder);
    expect(listApplied(driver)).toEqual(['0001_init.sql', '0002_more.sql']);
    expect(() => refuseForeignDatabase(driver, folder)).not.toThrow();
  });

  it('keeps what stands in the tables when a later version brings a migration', () => {
    const folder = writeMigrations({ '0001_init.sql': first });
    const driver = new SqliteDriver(':memory:');
    migrateSqlite(driver, folder);
    driver.exec("INSERT INTO animals VALUES ('newt')");
    writeFileSync(join(folder, '0002_more.sql'), 'ALTER TABLE animals ADD COLUMN legs INTEGER DEFAULT 4;');
    migrateSqlite(driver, folder);
    expect(driver.prepare('SELECT * FROM animals').all()).toEqual([{ name: 'newt', legs: 4 }]);
  });

  it('leaves nothing of a migration that fails halfway, and can go on once it is mended', () => {
    const folder = writeMigrations({
      '0001_init.sql': first,
      '0002_broken.sql': 'CREATE TABLE plants (name TEXT);\nINSERT INTO plants VALUES (1);\nCREATE TABLE animals (x);',
    });
    const driver = new SqliteDriver(':memory:');
    expect(() => migrateSqlite(driver, folder)).toThrow('animals already exists');
    expect(listTables(driver)).toEqual(['animals', 'd1_migrations']);
    expect(listApplied(driver)).toEqual(['0001_init.sql']);

    writeFileSync(join(folder, '0002_broken.sql'), 'CREATE TABLE plants (name TEXT);');
    migrateSqlite(driver, folder);
    expect(listTables(driver)).toEqual(['animals', 'd1_migrations', 'plants']);
  });

  it('leaves nothing at all when the very first migration fails', () => {
    const driver = new SqliteDriver(':memory:');
    const folder = writeMigrations({ '0001_init.sql': 'CREATE TABLE animals (name TEXT); nonsense' });
    expect(() => migrateSqlite(driver, folder)).toThrow('nonsense');
    expect(listTables(driver)).toEqual([]);
  });

  it('takes the notes of wrangler, which applied the same migrations', () => {
    const folder = writeMigrations({ '0001_init.sql': first });
    const driver = new SqliteDriver(':memory:');
    driver.exec(`CREATE TABLE d1_migrations(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);
      INSERT INTO d1_migrations (name) VALUES ('0001_init.sql');
      ${first}`);
    refuseForeignDatabase(driver, folder);
    migrateSqlite(driver, folder);
    expect(listApplied(driver)).toEqual(['0001_init.sql']);
  });
});
