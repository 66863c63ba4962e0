import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createStore } from '../../src/store/create-store.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { buildDelivery } from '../support/build-records.ts';
import { describeStore } from './store-contract.ts';

const newPath = () => join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'data', 'statusfolio.db');
const open = (path: string) => openSqliteDatabase(path, { withGitignore: true });

describeStore('the store on an SQLite file', async () => open(newPath()));
describeStore('the store on SQLite in memory', async () => open(':memory:'));

describe('openSqliteDatabase', () => {
  it('asks for full durability on every open, not only on the first', async () => {
    const path = newPath();
    for (let round = 0; round < 3; round += 1) {
      const database = open(path);
      expect(await database.all({ sql: 'PRAGMA synchronous', params: [] })).toEqual([{ synchronous: 2 }]);
      expect(await database.all({ sql: 'PRAGMA journal_mode', params: [] })).toEqual([{ journal_mode: 'wal' }]);
      await database.close();
    }
  });

  it('keeps the database to its owner', async () => {
    const path = newPath();
    await open(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(path, '..', '.gitignore'), 'utf8')).toBe('*\n');
  });

  it('refuses a database of a newer version, and what is no database', async () => {
    const path = newPath();
    await open(path).close();
    const driver = new SqliteDriver(path);
    driver.exec("INSERT INTO d1_migrations (name) VALUES ('9999_future.sql')");
    driver.close();
    expect(() => open(path)).toThrow(expect.objectContaining({ code: 'STORE_UNSAFE' }));

    const text = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'notes.db');
    writeFileSync(text, 'these are notes, not a database, and they must stay as they are'.repeat(50));
    expect(() => open(text)).toThrow(expect.objectContaining({ code: 'STORE_UNAVAILABLE' }));
    expect(readFileSync(text, 'utf8')).toContain('these are notes');
  });

  it('loses nothing that was acknowledged when the process is killed', async () => {
    const path = newPath();
    await open(path).close();
    const script = join(import.meta.dirname, '..', 'support', 'record-until-killed.ts');
    const { stdout, signal } = spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
    expect(signal).toBe('SIGKILL');
    const acknowledged = stdout.split('\n').filter((line) => line.startsWith('ok '));
    expect(acknowledged.length).toBeGreaterThan(20);
    const database = open(path);
    const waiting = await createStore(database, 'owner').waitingDeliveries(100_000);
    const known = new Set(waiting.map(({ deliveryId }) => `ok ${deliveryId}`));
    expect(acknowledged.filter((line) => !known.has(line))).toEqual([]);
    await database.close();
  });
});

describe('createGroupCommit', () => {
  it('records what arrives together in one transaction and answers each', async () => {
    const batches: number[] = [];
    const inbox = createGroupCommit({
      recordDeliveries: async (deliveries) => {
        batches.push(deliveries.length);
        return deliveries.map(({ deliveryId }) => deliveryId !== 'b');
      },
    });
    const answers = await Promise.all(['a', 'b', 'c'].map((id) => inbox.accept(buildDelivery(id))));
    expect(answers).toEqual(['new', 'duplicate', 'new']);
    expect(batches).toEqual([3]);
  });

  it('tells everybody in the group when the commit fails, and goes on', async () => {
    let isBroken = true;
    const inbox = createGroupCommit({
      recordDeliveries: async (deliveries) => {
        if (isBroken) throw new Error('disk full');
        return deliveries.map(() => true);
      },
    });
    const answers = await Promise.allSettled(['a', 'b'].map((id) => inbox.accept(buildDelivery(id))));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    isBroken = false;
    expect(await inbox.accept(buildDelivery('a'))).toBe('new');
  });
});
