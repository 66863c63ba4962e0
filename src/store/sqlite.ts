// SQLite on this machine: opened safely or not at all. Full durability is set and read back on every open, because a
// database that is opened again falls back to NORMAL, which loses acknowledged rows in a power cut.

import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import SqliteDriver from 'better-sqlite3';
import { StatusfolioError } from '../errors.ts';
import type { Database, Statement } from '../ports.ts';

export interface SqliteOptions {
  /** Puts a `.gitignore` of `*` beside the database: it is nobody's business but the owner's. */
  readonly withGitignore: boolean;
}

const busyTimeoutMs = 5000;
const migrationsFolder = fileURLToPath(new URL('../../db/migrations/', import.meta.url));

/** SQLite before 3.51.3 can corrupt a WAL database when it is reset. */
const oldestVersion = [3, 51, 3] as const;

/** File systems on which SQLite's locks do not hold, by their magic number: NFS, SMB, CIFS, 9p, FUSE. */
const unsafeFileSystems = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
]);

/** Opens or creates the database and brings its schema up to date. Throws STORE_UNSAFE or STORE_UNAVAILABLE. */
export function openSqliteDatabase(path: string, options: SqliteOptions): Database {
  try {
    if (path !== ':memory:') prepareFolder(path, options);
    const driver = new SqliteDriver(path, { timeout: busyTimeoutMs });
    try {
      if (path !== ':memory:') chmodSync(path, 0o600);
      makeDurable(driver, path);
      migrate(driver, path);
    } catch (error) {
      driver.close();
      throw error;
    }
    return createDatabase(driver);
  } catch (error) {
    throw translate(error, path);
  }
}

function prepareFolder(path: string, { withGitignore }: SqliteOptions): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const gitignore = join(folder, '.gitignore');
  if (withGitignore && !existsSync(gitignore)) writeFileSync(gitignore, '*\n');
  const fileSystem = unsafeFileSystems.get(Number(statfsSync(folder).type) >>> 0);
  if (fileSystem !== undefined) {
    throw new StatusfolioError(
      'STORE_UNSAFE',
      `${folder} is on ${fileSystem}, where SQLite cannot keep its promises.`,
      {
        where: path,
        hint: 'Put the database on a local disk: --database FILE or STATUSFOLIO_DATABASE.',
      },
    );
  }
}

function makeDurable(driver: SqliteDriver.Database, path: string): void {
  const version = String(driver.prepare('SELECT sqlite_version()').pluck().get());
  if (compareVersions(version.split('.').map(Number)) < 0) {
    throw new StatusfolioError('STORE_UNSAFE', `SQLite ${version} is older than ${oldestVersion.join('.')}.`, {
      where: path,
    });
  }
  driver.pragma('journal_mode = WAL');
  driver.pragma('synchronous = FULL');
  driver.pragma('foreign_keys = ON');
  if (driver.pragma('synchronous', { simple: true }) !== 2) {
    throw new StatusfolioError('STORE_UNSAFE', 'SQLite refuses full durability.', { where: path });
  }
}

function compareVersions(version: readonly number[]): number {
  for (const [index, oldest] of oldestVersion.entries()) {
    const difference = (version[index] ?? 0) - oldest;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Applies what is missing, each migration in one transaction, noted in the table that wrangler uses too. */
function migrate(driver: SqliteDriver.Database, path: string): void {
  driver.exec(
    'CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)',
  );
  const names = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const isApplied = driver.prepare('SELECT 1 FROM d1_migrations WHERE name = ?');
  const apply = driver.transaction((name: string) => {
    // Read again inside the transaction: another process may have been faster.
    if (isApplied.get(name) !== undefined) return;
    driver.exec(readFileSync(join(migrationsFolder, name), 'utf8'));
    driver.prepare('INSERT INTO d1_migrations (name) VALUES (?)').run(name);
  });
  for (const name of names) apply.immediate(name);

  const applied = driver.prepare('SELECT name FROM d1_migrations').pluck().all();
  const unknown = applied.filter((name) => !names.includes(String(name)));
  if (unknown.length > 0) {
    throw new StatusfolioError('STORE_UNSAFE', `${path} was written by a newer Statusfolio (${unknown.join(', ')}).`, {
      where: path,
      hint: 'Update Statusfolio, or name another database.',
    });
  }
}

function createDatabase(driver: SqliteDriver.Database): Database {
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
  const batch = driver.transaction((statements: readonly Statement[]) => statements.map(change));
  const guard = async <Result>(work: () => Result): Promise<Result> => {
    try {
      return work();
    } catch (error) {
      throw translate(error, driver.name);
    }
  };
  return {
    all: ({ sql, params }) => guard(() => prepare(sql).all(...params) as never[]),
    run: (statement) => guard(() => batch.immediate([statement])[0] ?? 0),
    batch: (statements) => guard(() => (statements.length === 0 ? [] : batch.immediate(statements))),
    close: async () => {
      driver.close();
    },
  };
}

/** A full disk, a lock that stays, or a read-only file may pass; anything else from the driver is a fault of ours. */
function translate(error: unknown, path: string): unknown {
  const code = String(Reflect.get(Object(error), 'code'));
  const isDriver = /^SQLITE_(FULL|BUSY|LOCKED|READONLY|IOERR|CANTOPEN|NOTADB|CORRUPT)/.test(code);
  const isSystem = /^E(ACCES|PERM|ROFS|NOSPC|NOTDIR|EXIST|ISDIR)$/.test(code);
  if (!isDriver && !isSystem) return error;
  return new StatusfolioError('STORE_UNAVAILABLE', `The database ${path} cannot be used (${code}).`, {
    where: path,
    hint: 'Check the path, its permissions, and the free space.',
    retryable: true,
    cause: error,
  });
}
