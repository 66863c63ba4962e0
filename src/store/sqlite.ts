// SQLite on this machine: opened safely or not at all. Full durability is set and read back on every open, because a
// database that is opened again falls back to NORMAL, which loses acknowledged rows in a power cut.

import { chmodSync, existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports.ts';
import { lockDatabase } from './lock-database.ts';
import { migrateSqlite, refuseForeignDatabase } from './migrate-sqlite.ts';
import { migrationsFolder } from './read-migrations.ts';
import { findUnsafeFileSystem, isSafeSqliteVersion, oldestSqliteVersion } from './sqlite-safety.ts';

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
      `${folder} is on ${fileSystem}, where SQLite cannot keep its promises.`,
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
  throw new StatusfolioError('STORE_UNSAFE', 'SQLite refuses full durability.', {
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
