import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StatusfolioError } from '../../src/errors.ts';
import { openSqliteThread } from '../../src/store/sqlite-thread.ts';
import { newDatabasePath } from './new-database-path.ts';

/** The script of the server: it serves a database beside what it is asked about webhooks. */
const script = new URL('../../src/runtimes/server-thread.ts', import.meta.url);
const open = (path: string) =>
  openSqliteThread(script, { path, options: { withGitignore: false }, ownerId: 'ada', webhookSecrets: [] });
const mayPass = expect.objectContaining({ code: 'STORE_UNAVAILABLE', retryable: true });

describe('openSqliteThread', () => {
  it('refuses what cannot be opened, with the same words', async () => {
    const path = newDatabasePath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'a letter to grandmother, long enough to be no header of a database');
    await expect(open(path)).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryable: false,
    });
    await expect(open('/dev/null/x.db')).rejects.toThrow('/dev/null/x.db');
  });

  it('answers each of many calls at once with its own answer', async () => {
    const database = await open(newDatabasePath());
    const numbers = Array.from({ length: 200 }, (_, index) => index);
    const answers = await Promise.all(
      numbers.map((number) =>
        number % 7 === 0
          ? database.all({ sql: 'SELECT nonsense', params: [] }).catch(() => 'refused')
          : database.all({ sql: 'SELECT ? AS number', params: [number] }),
      ),
    );
    expect(answers).toEqual(numbers.map((number) => (number % 7 === 0 ? 'refused' : [{ number }])));
    await database.close();
  });

  it('tells weather from faults of ours across the thread', async () => {
    const database = await open(newDatabasePath());
    const fault = await database.all({ sql: 'SELECT nonsense', params: [] }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(Error);
    expect(fault).not.toBeInstanceOf(StatusfolioError);
    await database.run({ sql: 'PRAGMA query_only = ON', params: [] });
    await expect(database.run({ sql: 'DELETE FROM received_deliveries', params: [] })).rejects.toEqual(mayPass);
    await database.close();
  });

  it('says that its thread ended by itself, and refuses what waited and what comes after', async () => {
    const endingScript = new URL('./ending-thread.ts', import.meta.url);
    const thread = await openSqliteThread(endingScript, { path: newDatabasePath(), options: { withGitignore: false } });
    await expect(thread.ask('to end', [])).rejects.toEqual(mayPass);
    expect(await thread.ended).toEqual(mayPass);
    await expect(thread.all({ sql: 'SELECT 1', params: [] })).rejects.toEqual(mayPass);
    await thread.close();
  });

  it('refuses work after it was closed, and may be closed twice', async () => {
    const database = await open(newDatabasePath());
    await database.close();
    await database.close();
    await expect(database.all({ sql: 'SELECT 1', params: [] })).rejects.toEqual(mayPass);
  });
});
