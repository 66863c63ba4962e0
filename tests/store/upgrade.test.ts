// What version 0 wrote (tests/fixtures/upgrade: its database, its state file and its status issue, of the same days on
// the simulated GitHub) is opened by today's code: nothing is asked or published twice, and nothing is lost.

import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';
import { beforeEach, describe, expect, it } from 'vitest';
import { toOwnerId } from '../../src/core/owner-id.ts';
import { openStateBranch } from '../../src/github/state-branch.ts';
import type { Database, Store } from '../../src/ports/store.ts';
import { openBranchStore } from '../../src/runtimes/node-github.ts';
import { separateOwners } from '../../src/store/separate-owners.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { importState } from '../../src/store/state-file.ts';
import { createStore } from '../../src/store/store.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

/** The account of the document. */
const owner = toOwnerId('ada/me:README.md@');

let pipeline: Pipeline;
/** What the simulated GitHub called the repositories when the fixture was written, and what it calls them now. */
let ids: ReadonlyMap<string, string>;

function fixture(name: string): string {
  const text = readFileSync(join(import.meta.dirname, '../fixtures/upgrade', name), 'utf8');
  return [...ids].reduce((changed, [then, now]) => changed.replaceAll(then, now), text);
}

/** The same days: two repositories at rest, one at work; "anchor" was archived, and "lantern" is asked about. */
beforeEach(async () => {
  pipeline = openPipeline();
  const lantern = pipeline.addProject('lantern', 120);
  const anchor = pipeline.addProject('anchor', 40);
  const harbour = pipeline.addProject('harbour', 3);
  anchor.archive(pipeline.daysAgo(1));
  ids = new Map([
    ['R_kgDOMTAwMg', lantern.state.nodeId],
    ['R_kgDOMTAwMw', anchor.state.nodeId],
    ['R_kgDOMTAwNA', harbour.state.nodeId],
  ]);
  const typed = ['lantern', 'anchor', 'harbour'].map((name) => row(name, '🟡 In Progress'));
  pipeline.write(table(...typed), pipeline.daysAgo(100));
  await pipeline.look(pipeline.openStore());
  const [issue] = pipeline.me.state.issues;
  if (issue === undefined) throw new Error('there must be a status issue');
  pipeline.me.state.issues.splice(0, 1, { ...issue, body: fixture('status-issue.md').trimEnd() });
  expect(pipeline.read()).toBe(fixture('README.after.md'));
});

async function openOldDatabase(): Promise<Database> {
  const path = join(mkdtempSync(join(tmpdir(), 'statusfolio-')), 'old.db');
  const driver = new SqliteDriver(path);
  driver.exec(fixture('database.sql'));
  driver.close();
  const database = openSqliteDatabase(path, { withGitignore: false });
  // All documents shared one memory then.
  await separateOwners(database);
  return database;
}

async function readOldState(): Promise<Database> {
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  expect(await importState(database, owner, fixture('state.json'))).toBeNull();
  return database;
}

const listProjects = (store: Store) => store.readProjects([...ids.values()]);
const findLantern = async (store: Store) => (await listProjects(store)).find(({ name }) => name === 'lantern');

describe.each([
  ['database', openOldDatabase],
  ['state file', readOldState],
])('a %s of version 0', (kind, open) => {
  let store: Store;

  beforeEach(async () => {
    store = createStore(await open(), owner);
  });

  it('keeps every project, what was asked and when, and the status issue', async () => {
    expect((await listProjects(store)).map(({ name }) => name).sort()).toEqual(['anchor', 'harbour', 'lantern']);
    expect(await findLantern(store)).toMatchObject({
      decision: { status: 'in_progress' },
      declared: { status: 'in_progress', confirmedAt: '2025-11-21T12:00:00.000Z' },
      question: { status: 'paused', askedAt: '2026-03-01T12:00:00.000Z' },
    });
    expect(await store.readRepositoryState('ada/me')).toMatchObject({
      areIssuesDisabled: false,
      statusIssue: { number: 1, state: 'open', asked: [{ name: 'lantern', status: 'paused' }] },
    });
    expect(await store.listChanges(10)).toMatchObject([{ name: 'anchor', to: '⚪ Archived' }]);
    // Pins and rows were never in the state file: the one is the configuration's, the other the document's.
    if (kind === 'state file') return;
    expect(await store.listPins()).toMatchObject([{ status: 'in_progress', until: '2026-12-31', reason: 'said so' }]);
    const rows = (await store.listDocuments()).flatMap(({ rows: found }) => found);
    expect(rows.map(({ row: { name } }) => name)).toEqual(['lantern', 'anchor', 'harbour']);
  });

  it('asks nothing twice and writes nothing twice', async () => {
    const commits = pipeline.me.history().length;
    const issue = structuredClone(pipeline.me.state.issues[0]);
    for (let look = 0; look < 3; look += 1) {
      pipeline.passMinutes(30);
      const { publication, problems } = await pipeline.look(store);
      expect([publication.kind, problems]).toEqual(['nothing', []]);
    }
    expect(pipeline.me.history()).toHaveLength(commits);
    expect(pipeline.me.state.issues).toHaveLength(1);
    expect(pipeline.me.state.issues[0]).toMatchObject({ number: 1, comments: [], state: issue?.state });
    expect((await findLantern(store))?.question?.askedAt).toBe('2026-03-01T12:00:00.000Z');
  });

  it('keeps the question open on the day it was asked, however long nobody answers', async () => {
    for (const days of [7, 6, 2, 60]) {
      pipeline.pass(days);
      expect((await pipeline.look(store)).publication.kind).toBe('nothing');
    }
    expect((await findLantern(store))?.question?.askedAt).toBe('2026-03-01T12:00:00.000Z');
    expect(pipeline.read()).not.toContain('Paused');
  });
});

describe('a state branch of version 0', () => {
  it('is saved in today’s form with the first refresh, on top of what was there, and asks nothing twice', async () => {
    const { githubOptions, me } = pipeline;
    const before = fixture('state.json');
    await openStateBranch(githubOptions, 'ada/me').write(before, { text: null, version: null });
    const opened = await openBranchStore(githubOptions, 'ada/me');
    expect(opened.problem).toBeNull();
    pipeline.passMinutes(30);
    expect(await pipeline.look(opened.store)).toMatchObject({ publication: { kind: 'nothing' }, problems: [] });
    expect(await opened.save()).toEqual({ kind: 'saved' });

    const { text } = await openStateBranch(githubOptions, 'ada/me').read();
    expect(me.history('statusfolio-state')).toHaveLength(2);
    expect(JSON.parse(before)).toHaveProperty('homes');
    expect(JSON.parse(text ?? '')).toMatchObject({ repositoryStates: [expect.anything()] });

    const again = await openBranchStore(githubOptions, 'ada/me');
    expect(again.problem).toBeNull();
    expect((await findLantern(again.store))?.question?.askedAt).toBe('2026-03-01T12:00:00.000Z');
    pipeline.passMinutes(30);
    expect(await pipeline.look(again.store)).toMatchObject({ publication: { kind: 'nothing' }, problems: [] });
    expect(me.state.issues).toHaveLength(1);
    expect(me.state.issues[0]?.comments).toEqual([]);
  });
});
