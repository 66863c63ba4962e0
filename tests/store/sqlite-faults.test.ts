// What can go wrong under the store: a full disk, a lock that stays, a file that cannot be written, other processes,
// and a process that is killed. Nothing that was acknowledged may be lost, and what passes must pass by itself.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import SqliteDriver from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import type { Database } from '../../src/ports/store.ts';
import { createReceivedDeliveries } from '../../src/store/received-deliveries.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { buildDelivery } from '../support/build-records.ts';
import { newDatabasePath } from './new-database-path.ts';

const open = (path: string) => openSqliteDatabase(path, { withGitignore: false });
const set = (database: Database, pragma: string) => database.run({ sql: `PRAGMA ${pragma}`, params: [] });
const checkIntegrity = (database: Database) => database.all({ sql: 'PRAGMA integrity_check', params: [] });
const mayPass = expect.objectContaining({ code: 'STORE_UNAVAILABLE', retryable: true });

describe('the store on SQLite when the disk is full', () => {
  it('refuses, keeps what it acknowledged, still reads, and recovers by itself', async () => {
    const database = open(newDatabasePath());
    const store = createStore(database, 'ada');
    const inbox = createReceivedDeliveries(database, 'ada');
    await set(database, 'max_page_count = 70');
    const acknowledged: string[] = [];
    let protectionRejection: unknown = null;
    for (let id = 0; protectionRejection === null && id < 10_000; id += 1) {
      const delivery = buildDelivery(String(id));
      await inbox.accept([delivery]).then(
        () => acknowledged.push(delivery.key),
        (error: unknown) => {
          protectionRejection = error;
        },
      );
    }
    expect(protectionRejection).toEqual(mayPass);
    expect(protectionRejection).toMatchObject({ message: expect.stringContaining('SQLITE_FULL') });
    expect(acknowledged.length).toBeGreaterThan(50);
    await set(database, 'max_page_count = 100000');
    await inbox.drain();
    expect(new Set((await store.waitingDeliveries(10_000)).map(({ key }) => key))).toEqual(new Set(acknowledged));

    await inbox.accept([buildDelivery('after')]);
    expect(await checkIntegrity(database)).toEqual([{ integrity_check: 'ok' }]);
    await database.close();
  });
});

describe('the store on SQLite when it cannot write', () => {
  it('says that it may pass, and goes on once it has passed', async () => {
    const database = open(newDatabasePath());
    const store = createStore(database, 'ada');
    await set(database, 'query_only = ON');
    await expect(store.recordDeliveries([buildDelivery('1')])).rejects.toEqual(mayPass);
    expect(await store.waitingDeliveries(10)).toEqual([]);
    await set(database, 'query_only = OFF');
    expect(await store.recordDeliveries([buildDelivery('1')])).toEqual([true]);
    await database.close();
  });

  it('waits for the lock of another process, and says so when that stays', async () => {
    const path = newDatabasePath();
    const database = open(path);
    const store = createStore(database, 'ada');
    await set(database, 'busy_timeout = 20');
    const other = new SqliteDriver(path);
    other.exec('BEGIN IMMEDIATE');
    await expect(store.recordDeliveries([buildDelivery('1')])).rejects.toEqual(mayPass);
    await expect(store.keepDocuments([])).rejects.toEqual(mayPass);
    // A batch takes the lock before it reads, because one that reads first could not wait for it any more.
    await expect(database.batch([{ sql: 'SELECT 1', params: [] }])).rejects.toEqual(mayPass);
    expect(await store.waitingDeliveries(10)).toEqual([]);
    other.exec('ROLLBACK');
    other.close();
    expect(await store.recordDeliveries([buildDelivery('1')])).toEqual([true]);
    await database.close();
  });

  it('refuses work after it was closed, and may be closed twice', async () => {
    const database = open(newDatabasePath());
    await database.close();
    await database.close();
    await expect(createStore(database, 'ada').recordDeliveries([buildDelivery('1')])).rejects.toEqual(mayPass);
  });

  it('does not take a fault of ours for something that may pass', async () => {
    const database = open(':memory:');
    const failure = await database.all({ sql: 'SELECT nonsense', params: [] }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(StatusfolioError);
  });
});

describe('the store on SQLite in several processes', () => {
  /** Records until it kills itself, or earlier: after `maxAcknowledged` acknowledgements it is killed from here. */
  async function record(path: string, maxAcknowledged: number) {
    const script = join(import.meta.dirname, '..', 'support', 'record-until-killed.ts');
    const child = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'pipe'] });
    const acknowledged: string[] = [];
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    createInterface(child.stdout).on('line', (line) => {
      acknowledged.push(line);
      if (acknowledged.length === maxAcknowledged) child.kill('SIGKILL');
    });
    const [, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { acknowledged, signal, errors };
  }

  async function expectKept(path: string, acknowledged: readonly string[]) {
    const database = open(path);
    await createReceivedDeliveries(database, 'owner').drain();
    const waiting = await createStore(database, 'owner').waitingDeliveries(100_000);
    const known = new Set(waiting.map(({ deliveryId }) => `ok ${deliveryId}`));
    expect(acknowledged.filter((line) => !known.has(line))).toEqual([]);
    expect(await checkIntegrity(database)).toEqual([{ integrity_check: 'ok' }]);
    await database.close();
  }

  it('loses nothing that was acknowledged, whenever a process is killed', async () => {
    const path = newDatabasePath();
    for (const maxAcknowledged of [1, 7, 40, 150, 100_000]) {
      const { acknowledged, signal, errors } = await record(path, maxAcknowledged);
      expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
      expect(acknowledged.length).toBeGreaterThanOrEqual(Math.min(maxAcknowledged, 300));
      await expectKept(path, acknowledged);
    }
  });

  it('lets several of them open a new database and write at once, none of them in vain', async () => {
    const path = newDatabasePath();
    const runs = await Promise.all([1, 2, 3].map(() => record(path, 100_000)));
    for (const { acknowledged, signal, errors } of runs) {
      // One that met a lock would have ended with an error instead.
      expect({ signal, errors }).toEqual({ signal: 'SIGKILL', errors: '' });
      await expectKept(path, acknowledged);
    }
    const database = open(path);
    const applied = await database.all<{ name: string }>({ sql: 'SELECT name FROM d1_migrations', params: [] });
    expect(applied.map(({ name }) => name)).toEqual(readdirSync('db/migrations').sort());
    await database.close();
  });
});
