// SQLite on this machine: opened safely or not at all. Full durability is set and read back on every open, because a
// database that is opened again falls back to NORMAL, which loses acknowledged rows in a power cut.

import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database as SqliteConnection } from 'better-sqlite3';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports/store.ts';
import { type Migration, migrationsFolder, readMigrations } from './read-migrations.ts';

export interface SqliteOptions {
  /** Puts a `.gitignore` of `*` beside the database: it is nobody's business but the owner's. */
  readonly withGitignore: boolean;
  /** Refuses to open what another process has opened in this way. */
  readonly isAlone?: boolean;
}

/** How long a write waits for another process's; the event loop waits too. */
const busyTimeoutMs = 5000;

/** `PRAGMA synchronous` reads back as a number; this one is FULL. */
const synchronousFull = 2;

/**
 * Opens or creates the database and brings its schema up to date; `:memory:` is one that forgets. Throws STORE_UNSAFE
 * where it could not keep its promises, and STORE_UNAVAILABLE when the file cannot be used.
 */
export function openSqliteDatabase(path: string, options: SqliteOptions): Database {
  const isFile = path !== ':memory:';
  try {
    if (isFile) prepareFolder(path, options);
    const unlock = isFile && options.isAlone === true ? lockDatabase(path) : () => {};
    const driver = new SqliteDriver(path, { timeout: busyTimeoutMs });
    try {
      refuseOldSqlite(driver);
      refuseForeignDatabase(driver, migrationsFolder);
      // SQLite gives the files beside it (-wal, -shm) the same mode.
      if (isFile) chmodSync(path, 0o600);
      makeDurable(driver, isFile ? 'wal' : 'memory');
      migrateSqlite(driver, migrationsFolder);
    } catch (error) {
      driver.close();
      unlock();
      throw error;
    }
    return createDatabase(driver, unlock);
  } catch (error) {
    throw translate(error, path);
  }
}

function prepareFolder(path: string, { withGitignore }: SqliteOptions): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const fileSystem = findUnsafeFileSystem(statfsSync(folder).type);
  if (fileSystem !== null) {
    throw new StatusfolioError(
      'STORE_UNSAFE',
      `${folder} is on ${fileSystem}, where SQLite cannot guarantee durable writes.`,
      {
        where: path,
        hint: 'Put the database on a local disk: --database FILE or STATUSFOLIO_DATABASE.',
      },
    );
  }
  const gitignore = join(folder, '.gitignore');
  if (withGitignore && !existsSync(gitignore)) writeFileSync(gitignore, '*\n');
}

function refuseOldSqlite(driver: SqliteDriver.Database): void {
  const version = String(driver.prepare('SELECT sqlite_version()').pluck().get());
  if (isSafeSqliteVersion(version)) return;
  throw new StatusfolioError('STORE_UNSAFE', `SQLite ${version} is older than ${oldestSqliteVersion}.`, {
    where: driver.name,
    hint: 'Install the version of better-sqlite3 that Statusfolio names.',
  });
}

function makeDurable(driver: SqliteDriver.Database, journalMode: 'wal' | 'memory'): void {
  driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.pragma('foreign_keys = ON');
  const read = (name: string): unknown => driver.pragma(name, { simple: true });
  const isPatient = read('busy_timeout') === busyTimeoutMs;
  if (read('journal_mode') === journalMode && read('synchronous') === synchronousFull && isPatient) return;
  throw new StatusfolioError('STORE_UNSAFE', 'SQLite does not offer full durability here.', {
    where: driver.name,
    hint: 'Put the database on a local disk: --database FILE or STATUSFOLIO_DATABASE.',
  });
}

function createDatabase(driver: SqliteDriver.Database, unlock: () => void): Database {
  const prepared = new Map<string, SqliteDriver.Statement>();
  const prepare = (text: string) => {
    const statement = prepared.get(text) ?? driver.prepare(text);
    prepared.set(text, statement);
    return statement;
  };
  const change = ({ sql, params }: Statement): number => {
    const statement = prepare(sql);
    return statement.reader ? statement.all(...params).length : statement.run(...params).changes;
  };
  // Immediate: a transaction that begins by reading is refused at once, without waiting, when it comes to write.
  const batch = driver.transaction((statements: readonly Statement[]) => statements.map(change)).immediate;
  const guard = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work();
    } catch (error) {
      throw driver.open ? translate(error, driver.name) : unavailable(driver.name, 'closed', true, error);
    }
  };
  return {
    all: ({ sql, params }) => guard(() => prepare(sql).all(...params) as never[]),
    run: (statement) => guard(() => change(statement)),
    batch: (statements) => guard(() => (statements.length === 0 ? [] : batch(statements))),
    close: async () => {
      driver.close();
      unlock();
    },
  };
}

/** A full disk, a lock that stays, or a read-only file may pass; anything else from the driver is a fault of ours. */
function translate(error: unknown, path: string): unknown {
  const code = String(Reflect.get(Object(error), 'code'));
  if (/^SQLITE_(FULL|BUSY|LOCKED|PROTOCOL|READONLY|IOERR|CANTOPEN)|^(ENOSPC|EDQUOT)$/.test(code)) {
    return unavailable(path, code, true, error);
  }
  if (/^SQLITE_(NOTADB|CORRUPT)|^E(ACCES|PERM|ROFS|NOTDIR|EXIST|ISDIR|LOOP|NAMETOOLONG)$/.test(code)) {
    return unavailable(path, code, false, error);
  }
  return error;
}

function unavailable(path: string, reason: string, retryable: boolean, cause: unknown): StatusfolioError {
  return new StatusfolioError('STORE_UNAVAILABLE', `The database ${path} cannot be used (${reason}).`, {
    where: path,
    hint: 'Check the path, its permissions, and the free space.',
    retryable,
    cause,
  });
}

// One server for one database: a lock on a file beside it, which the system itself lets go when the process ends, however
// it ends. It spares requests and confusion; correctness does not rest on it.

/** Returns the way to let go. Throws STORE_UNAVAILABLE when another server has the database. */
function lockDatabase(path: string): () => void {
  const file = `${path}.lock`;
  // No waiting: the process that holds the lock keeps it for as long as it runs.
  const driver = new SqliteDriver(file, { timeout: 0 });
  try {
    chmodSync(file, 0o600);
    driver.exec('BEGIN EXCLUSIVE');
    return () => driver.close();
  } catch (cause) {
    driver.close();
    if (!String(Reflect.get(Object(cause), 'code')).startsWith('SQLITE_BUSY')) throw cause;
    throw new StatusfolioError('STORE_UNAVAILABLE', `Another Statusfolio server already uses ${path}.`, {
      where: path,
      hint: 'Stop it first, or give this one a database of its own: --database FILE or STATUSFOLIO_DATABASE.',
      cause,
    });
  }
}

// Brings a SQLite file to the schema of db/migrations, each migration whole or not at all, noted in wrangler's own
// table so that the file can move to D1 and back. Never touches a file that belongs to another program or version.

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

// What a database may not stand on: file systems whose locks do not hold, and versions of SQLite that can lose data.
// Pure: it only evaluates what it is told.

/** Magic numbers of statfs(2) on Linux, from linux/magic.h. Every kind of FUSE has one: shared folders of Docker too. */
const unsafeFileSystems = new Map([
  [0x00006969, 'NFS'],
  [0x0000517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x786f4256, 'a VirtualBox shared folder'],
]);

/** A WAL database can be corrupted when it is reset by anything older: https://sqlite.org/wal.html#walresetbug */
const oldestSqliteVersion = '3.51.3';

/** The name of a file system on which SQLite cannot keep its promises; null when it is none that is known to be so. */
export function findUnsafeFileSystem(type: number): string | null {
  // The same number may be reported with a sign.
  return unsafeFileSystems.get(type >>> 0) ?? null;
}

export function isSafeSqliteVersion(version: string): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, oldest] of oldestSqliteVersion.split('.').map(Number).entries()) {
    const difference = (parts[index] ?? 0) - oldest;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
