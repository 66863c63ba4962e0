// A state that cannot be read when a server starts is tried again before each refresh of its document, until the document
// has state of its own.

import { beforeEach, expect, it } from 'vitest';
import { toOwnerId } from '../../src/core/owner-id.ts';
import { StatusfolioError } from '../../src/errors.ts';
import { keyDocument, type RefreshTarget } from '../../src/pipeline/target.ts';
import type { Log } from '../../src/ports/queue.ts';
import type { Database } from '../../src/ports/store.ts';
import { adoptStates, type OpenSavedStates } from '../../src/runtimes/adopt-states.ts';
import { keepAllDocuments, openOwnerParts, openOwners } from '../../src/runtimes/open-owners.ts';
import { openMemoryDatabase } from '../../src/store/memory-sqlite.ts';

const ref = { kind: 'github', repo: 'ada/ada', path: 'README.md', branch: null } as const;
const target: RefreshTarget = { key: keyDocument(ref), ref, label: 'ada/ada/README.md', publish: 'commit' };
const pin = { projectKey: 'quill', status: 'paused', until: null, at: '2026-03-01T09:00:00.000Z' } as const;

let database: Database;
let saved: Database;
let isReadable: boolean;
let events: string[];
const log: Log = {
  info: (event) => events.push(event),
  warn: (event) => events.push(event),
  error: (event) => events.push(event),
};
const openSaved: OpenSavedStates = async function* () {
  if (!isReadable) throw new StatusfolioError('GITHUB_UNREACHABLE', 'GitHub is out of reach.');
  yield { where: 'ada/ada@statusfolio-state', database: saved };
};

beforeEach(async () => {
  database = openMemoryDatabase();
  saved = openMemoryDatabase();
  isReadable = false;
  events = [];
  const { store } = openOwnerParts(saved, toOwnerId(target.key));
  await store.keepDocuments([target]);
  await store.savePin(pin);
});

async function start() {
  const owners = openOwners(database, [target.key]);
  const again = await adoptStates(database, owners, [target], openSaved, log);
  await keepAllDocuments(database, owners, [target]);
  const { store } = owners.ofDocument(target.key);
  return { again, store, pins: async () => (await store.listPins()).map(({ projectKey }) => projectKey) };
}

it('is imported by the first refresh that finds it readable, and warned about once', async () => {
  const { again, pins } = await start();
  await again(target.key);
  expect([await pins(), events]).toEqual([[], ['state.unreadable']]);
  isReadable = true;
  await again('ada/other:README.md@');
  expect(await pins()).toEqual([]);
  await again(target.key);
  expect([await pins(), events]).toEqual([['quill'], ['state.unreadable', 'state.imported']]);
  await again(target.key);
  expect(events).toHaveLength(2);
});

it('is not imported once the document has state of its own', async () => {
  const { again, pins } = await start();
  await database.batch([{ sql: 'UPDATE documents SET checked_at = ?', params: ['2026-03-01T09:00:00.000Z'] }]);
  isReadable = true;
  await again(target.key);
  expect([await pins(), events]).toEqual([[], ['state.unreadable']]);
});
