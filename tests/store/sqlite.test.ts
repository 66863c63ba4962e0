import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/store.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { buildDelivery } from '../support/build-records.ts';
import { newDatabasePath } from './new-database-path.ts';

const open = (path: string) => openSqliteDatabase(path, { withGitignore: true });
const read = (database: Database, sql: string) => database.all({ sql, params: [] });

describe('openSqliteDatabase', () => {
  it('asks for full durability on every open, not only on the first', async () => {
    const path = newDatabasePath();
    for (let round = 0; round < 3; round += 1) {
      const database = open(path);
      expect(await read(database, 'PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
      expect(await read(database, 'PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
      expect(await read(database, 'PRAGMA foreign_keys')).toEqual([{ foreign_keys: 1 }]);
      expect(await read(database, 'PRAGMA busy_timeout')).toEqual([{ timeout: 5000 }]);
      await database.close();
    }
  });

  it('keeps what was recorded from one open to the next', async () => {
    const path = newDatabasePath();
    const first = open(path);
    await createStore(first, 'ada').recordDeliveries([buildDelivery('1')]);
    await first.close();
    const second = open(path);
    expect(await createStore(second, 'ada').waitingDeliveries(10)).toEqual([buildDelivery('1')]);
    expect(await createStore(second, 'ada').recordDeliveries([buildDelivery('1')])).toEqual([false]);
    await second.close();
  });

  it('keeps the database, and the files beside it, to its owner', async () => {
    const path = newDatabasePath();
    const database = open(path);
    await createStore(database, 'ada').recordDeliveries([buildDelivery('1')]);
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    await database.close();

    chmodSync(path, 0o644);
    await open(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('puts a .gitignore beside the database only when asked, and leaves one that is there', async () => {
    const path = newDatabasePath();
    const gitignore = join(dirname(path), '.gitignore');
    await openSqliteDatabase(path, { withGitignore: false }).close();
    expect(existsSync(gitignore)).toBe(false);
    await open(path).close();
    expect(readFileSync(gitignore, 'utf8')).toBe('*\n');
    writeFileSync(gitignore, '*.db\n');
    await open(path).close();
    expect(readFileSync(gitignore, 'utf8')).toBe('*.db\n');
  });

  it('refuses a database of a newer version, and leaves it as it is', async () => {
    const path = newDatabasePath();
    await open(path).close();
    const driver = new SqliteDriver(path);
    driver.exec("INSERT INTO d1_migrations (name) VALUES ('9999_future.sql')");
    driver.close();
    const before = readFileSync(path);
    expect(() => open(path)).toThrow(
      expect.objectContaining({ code: 'STORE_UNSAFE', message: expect.stringContaining('9999_future.sql') }),
    );
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('refuses the database of another program, and leaves it as it is', () => {
    const path = newDatabasePath();
    mkdirSync(dirname(path));
    const driver = new SqliteDriver(path);
    driver.exec("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('https://example.org')");
    driver.close();
    const before = { bytes: readFileSync(path), mode: statSync(path).mode };
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'STORE_UNSAFE' }));
    expect(readFileSync(path).equals(before.bytes)).toBe(true);
    expect(statSync(path).mode).toBe(before.mode);
  });

  it('refuses what is no database, and a folder, and a path through a file', () => {
    const path = newDatabasePath();
    mkdirSync(dirname(path));
    const text = 'these are notes, not a database, and they must stay as they are'.repeat(50);
    writeFileSync(path, text);
    const protectionRejection = expect.objectContaining({ code: 'STORE_UNAVAILABLE', retryable: false, where: path });
    expect(() => open(path)).toThrow(protectionRejection);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(() => open(dirname(path))).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
    expect(() => open(join(path, 'statusfolio.db'))).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
  });
});

describe('the database on SQLite', () => {
  it('undoes a batch of which one statement fails', async () => {
    const database = open(':memory:');
    const insert = (key: string | null) => ({
      sql: "INSERT INTO deliveries (owner_id, key, received_at, data) VALUES ('ada', ?, '', '')",
      params: [key],
    });
    await expect(database.batch([insert('1'), insert(null), insert('2')])).rejects.toThrow('NOT NULL');
    expect(await read(database, 'SELECT key FROM deliveries')).toEqual([]);
    expect(await database.batch([insert('1'), insert('2')])).toEqual([1, 1]);
    expect(await database.batch([])).toEqual([]);
  });

  it('says how many rows a statement changed, also one that gives rows back', async () => {
    const database = open(':memory:');
    const sql =
      "INSERT INTO deliveries (owner_id, key, received_at, data) SELECT 'ada', value, '', '' FROM json_each(?)";
    expect(await database.run({ sql, params: ['["1","2","3"]'] })).toBe(3);
    expect(await database.run({ sql: 'DELETE FROM deliveries RETURNING key', params: [] })).toBe(3);
    expect(await database.run({ sql: 'DELETE FROM deliveries', params: [] })).toBe(0);
  });
});
