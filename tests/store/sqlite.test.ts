import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../src/ports/store.ts';
import {
  findUnsafeFileSystem,
  isSafeSqliteVersion,
  migrateSqlite,
  openSqliteDatabase,
  refuseForeignDatabase,
} from '../../src/store/sqlite.ts';
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

describe('findUnsafeFileSystem', () => {
  it('knows the file systems on which locks do not hold', () => {
    const types = [0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546];
    expect(types.map(findUnsafeFileSystem)).toEqual(['NFS', 'SMB', 'CIFS', 'SMB2', '9p', 'FUSE']);
  });

  it('knows them when their number is reported with a sign', () => {
    expect(findUnsafeFileSystem(0xff534d42 | 0)).toBe('CIFS');
  });

  it('lets local file systems be', () => {
    const [ext4, xfs, btrfs, tmpfs, overlay, zfs] = [
      0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1,
    ];
    expect([ext4, xfs, btrfs, tmpfs, overlay, zfs].map(findUnsafeFileSystem)).toEqual(Array(6).fill(null));
    expect(findUnsafeFileSystem(statfsSync('/proc').type)).toBeNull();
  });
});

describe('isSafeSqliteVersion', () => {
  it('refuses what is older than the mended version, and nothing else', () => {
    const versions = ['3.51.2', '3.50.9', '3.7.17', '2.99.99', '3.51'];
    expect(versions.filter(isSafeSqliteVersion)).toEqual([]);
    const safe = ['3.51.3', '3.51.10', '3.52.0', '3.54.1', '4.0.0', '3.100.0'];
    expect(safe.filter(isSafeSqliteVersion)).toEqual(safe);
  });
});
