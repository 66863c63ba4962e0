// The state of documents on this machine without a server: one file in the person's own folder, `state.json`, which holds
// the tables of a database as they are. Read into memory by what Node brings itself, so that no native package is
// needed. One writer at a time; a reader sees the file before or after, never half of it.

import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { localOwner } from '../core/owner-id.ts';
import { StatusfolioError } from '../errors.ts';
import type { Database } from '../ports/store.ts';
import { replaceFile } from './local-files.ts';
import { openFilledDatabase, openMemoryDatabase } from './memory-sqlite.ts';
import { keptTables } from './owner-rows.ts';
import { readMigrations } from './read-migrations.ts';

interface StateFile {
  /** The last migration of the schema that the rows fit. */
  readonly schema: string;
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

export interface LocalState {
  readonly database: Database;
  /** Replaces the file; without any document left, removes it. */
  save(): Promise<void>;
  /** Lets the next writer in. */
  close(): Promise<void>;
}

/**
 * null: there is no such file, and it was opened for reading. Throws STORE_UNSAFE for what a newer version wrote or this
 * one cannot read, STORE_UNAVAILABLE where another process keeps writing or the folder cannot be used.
 */
export async function openLocalState(path: string, mode: 'read' | 'write'): Promise<LocalState | null> {
  const unlock = mode === 'write' ? await lock(path) : async () => {};
  try {
    const text = await readText(path);
    if (text === null && mode === 'read') return null;
    const database = fill(text, path);
    return {
      database,
      save: async () => await save(database, path),
      async close() {
        await database.close();
        await unlock();
        // Nothing stays of a state that is gone; a folder that holds anything stays.
        if (mode === 'write') await rmdir(dirname(path)).catch(() => {});
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = String(Reflect.get(Object(error), 'code'));
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unavailable(path, code, error);
  }
}

function fill(text: string | null, path: string): Database {
  if (text === null) return openMemoryDatabase();
  const state = parse(text, path);
  const migrations = readMigrations();
  const known = migrations.findIndex(({ name }) => name === state.schema);
  if (known < 0) throw unsafe(path, 'was written by a newer Statusfolio');
  try {
    return openFilledDatabase(migrations.slice(0, known + 1), (insert, listColumns) => {
      // By the names of its own time.
      for (const [table, rows] of Object.entries(state.tables)) {
        const columns = listColumns(table);
        if (columns.length > 0 && rows.length > 0)
          insert(writeRows(table, columns), [localOwner, JSON.stringify(rows)]);
      }
    });
  } catch (error) {
    throw unsafe(path, 'holds rows that do not fit', error);
  }
}

/** Columns are the table's own, and never taken from the file. */
function writeRows(table: string, columns: readonly string[]): string {
  const others = columns.filter((column) => column !== 'owner_id');
  const values = others.map((column) => `json_extract(value, '$.${column}')`);
  return `INSERT INTO ${table} (owner_id, ${others.join(', ')}) SELECT ?, ${values.join(', ')} FROM json_each(?)`;
}

function parse(text: string, path: string): StateFile {
  try {
    const { schema, tables } = JSON.parse(text);
    if (typeof schema === 'string' && typeof tables === 'object' && tables !== null) return { schema, tables };
  } catch {
    // Said below.
  }
  throw unsafe(path, 'is not as Statusfolio writes it');
}

async function save(database: Database, path: string): Promise<void> {
  const kept: [string, unknown[]][] = [];
  for (const table of keptTables)
    kept.push([table, await database.all({ sql: `SELECT * FROM ${table} WHERE owner_id = ?`, params: [localOwner] })]);
  if (kept[0]?.[1].length === 0) {
    await rm(path, { force: true });
    return;
  }
  const schema = readMigrations().at(-1)?.name ?? '';
  const text = `${JSON.stringify({ schema, tables: Object.fromEntries(kept) })}\n`;
  try {
    await replaceFile(path, new TextEncoder().encode(text), 0o600);
  } catch (error) {
    throw unavailable(path, String(Reflect.get(Object(error), 'code')), error);
  }
}

/** A run that writes documents takes no longer. */
const patienceMs = 20_000;
const pauseMs = 50;
/** No run holds the lock that long, so the one that did was killed. */
const staleMs = 15 * 60_000;

/** Returns the way to let go. */
async function lock(path: string): Promise<() => Promise<void>> {
  const file = `${path}.lock`;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return async () => await rm(file, { force: true });
    } catch (error) {
      const code = String(Reflect.get(Object(error), 'code'));
      if (code !== 'EEXIST') throw unavailable(path, code, error);
      if (await isAbandoned(file)) await rm(file, { force: true });
      else if (waitedMs >= patienceMs) throw unavailable(path, `another run is writing it; see ${file}`, error);
      else await delay(pauseMs);
    }
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(file, 'utf8'));
    if (Date.now() - (await stat(file)).mtimeMs > staleMs) return true;
    if (!Number.isInteger(pid) || pid <= 0) return false;
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return Reflect.get(Object(error), 'code') === 'ESRCH';
  }
}

function unavailable(path: string, reason: string, cause: unknown): StatusfolioError {
  return new StatusfolioError('STORE_UNAVAILABLE', `The state ${path} cannot be used (${reason}).`, {
    where: path,
    hint: 'Check the folder, its permissions, and the free space.',
    cause,
  });
}

function unsafe(path: string, what: string, cause?: unknown): StatusfolioError {
  return new StatusfolioError('STORE_UNSAFE', `${path} ${what}.`, {
    where: path,
    hint: 'Update Statusfolio, or move the file away: questions are asked again, no document is affected.',
    cause,
  });
}
