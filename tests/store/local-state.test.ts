import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openLocalState } from '../../src/store/local-state.ts';
import { readMigrations } from '../../src/store/read-migrations.ts';
import { createStore } from '../../src/store/store.ts';

const document = { key: 'file:/home/ada/me/README.md', ref: { kind: 'file', path: '/home/ada/me/README.md' } } as const;
const pin = { projectKey: 'engine', status: 'paused', until: null, at: '2026-03-01T09:00:00.000Z' } as const;

describe('the state file of a person', () => {
  let path: string;
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'statusfolio', 'state.json');
  });

  async function write(change: (store: ReturnType<typeof createStore>) => Promise<void>): Promise<void> {
    const opened = await openLocalState(path, 'write');
    if (opened === null) return expect.unreachable();
    await change(createStore(opened.database, 'local'));
    await opened.save();
    await opened.close();
  }
  async function read() {
    const opened = await openLocalState(path, 'read');
    if (opened === null) return null;
    const store = createStore(opened.database, 'local');
    const found = { keys: (await store.listDocuments()).map(({ key }) => key), pins: await store.listPins() };
    await opened.close();
    return found;
  }

  it('holds what was written, for nobody else to read', async () => {
    expect(await read()).toBeNull();
    await write(async (store) => {
      await store.keepDocuments([document]);
      await store.savePin(pin);
    });
    expect(await read()).toEqual({ keys: [document.key], pins: [pin] });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('goes with its last document, and its folder with it', async () => {
    await write(async (store) => await store.keepDocuments([document]));
    await write(async (store) => await store.keepDocuments([]));
    expect(existsSync(join(path, '..'))).toBe(false);
  });

  it('is written by one after the other, so that nothing is lost', async () => {
    const refs = ['a', 'b', 'c', 'd'].map((name) => ({
      key: `file:/${name}`,
      ref: { kind: 'file', path: `/${name}` } as const,
    }));
    await Promise.all(
      refs.map((one) => write(async (store) => await store.keepDocuments([...(await store.listDocuments()), one]))),
    );
    expect((await read())?.keys.toSorted()).toEqual(['file:/a', 'file:/b', 'file:/c', 'file:/d']);
  });

  it('is not blocked by a run that was killed', async () => {
    await write(async (store) => await store.keepDocuments([document]));
    // No process has this number: Linux ends at 2 to the 22nd.
    writeFileSync(`${path}.lock`, '99999999');
    await write(async (store) => await store.savePin(pin));
    expect((await read())?.pins).toEqual([pin]);
  });

  it('is brought from an older schema to that of today', async () => {
    await write(async (store) => {
      await store.keepDocuments([document]);
      await store.savePin(pin);
    });
    const state = JSON.parse(readFileSync(path, 'utf8'));
    const last = readMigrations().at(-1)?.name;
    expect(state.schema).toBe(last);
    const before = readMigrations().at(-2)?.name ?? '';
    const former = Object.fromEntries(
      Object.entries(state.tables).map(([name, rows]) => [name === 'repository_states' ? 'homes' : name, rows]),
    );
    writeFileSync(path, JSON.stringify({ schema: before, tables: former }));
    expect(await read()).toEqual({ keys: [document.key], pins: [pin] });
  });

  it.each([
    ['is not JSON', 'half of it {', 'is not as Statusfolio writes it'],
    ['is of a newer version', '{"schema":"9999_later.sql","tables":{}}', 'was written by a newer Statusfolio'],
    [
      'has other tables',
      '{"schema":"0012_words.sql","tables":{"documents":[{"key":null}]}}',
      'holds rows that do not fit',
    ],
  ])('that %s is refused with one clear error and left as it is', async (_, text, message) => {
    await write(async (store) => await store.keepDocuments([document]));
    writeFileSync(path, text);
    for (const mode of ['read', 'write'] as const) await expect(openLocalState(path, mode)).rejects.toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(text);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
