// The part of the store contract that is about what a refresh learnt: saved whole, given back exactly, cheap on D1.

import { expect, it } from 'vitest';
import type { Database } from '../../src/ports/store.ts';
import { createStore } from '../../src/store/store.ts';
import { buildActivity } from '../support/build-activity.ts';
import { at, buildDelivery, buildDocument, buildProject, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

export function describeRefreshes(opened: () => StoreUnderTest): void {
  it('gives back what a refresh saved', async () => {
    const { store } = opened();
    const activity = buildActivity({ nodeId: 'R_engine' });
    const repositories = [{ name: 'ada/engine', activity, lastEventAt: null, problem: null }];
    const record = buildRefresh({ repositories });
    await store.saveRefresh(record);
    await store.saveRefresh(record);
    expect(await store.readDocument(documentKey)).toEqual(record.document);
    expect(await store.listDocuments()).toEqual([record.document]);
    expect(await store.readRepositories(['ada/engine', 'ada/none'])).toEqual(repositories);
    expect(await store.readProjects(['R_engine', 'none'])).toEqual(record.projects);
    expect(await store.listProjects()).toEqual(record.projects);
    expect(await store.listChanges(10)).toEqual(record.changes);
  });

  it('replaces the rows of a document that became shorter', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    await store.saveRefresh(buildRefresh({ document: buildDocument({ rows: [] }) }));
    expect((await store.readDocument(documentKey))?.rows).toEqual([]);
  });

  it('saves a refresh whole or not at all', async () => {
    const { store } = opened();
    const broken = buildRefresh({
      document: buildDocument({ tables: 9 }),
      projects: [buildProject({ name: undefined as never })],
    });
    await expect(store.saveRefresh(broken)).rejects.toThrow();
    expect((await store.readDocument(documentKey))?.tables).toBe(0);
  });

  it('counts commits, not changes', async () => {
    const { store } = opened();
    const [change] = buildRefresh().changes;
    if (change === undefined) throw new Error('the record must have a change');
    await store.saveRefresh(buildRefresh({ changes: [change, { ...change, projectKey: 'R_other' }] }));
    expect(await store.countCommitsSince(documentKey, at(0))).toBe(1);
    expect(await store.countCommitsSince(documentKey, at(2))).toBe(0);
    expect(await store.countCommitsSince('ada/none:x@', at(0))).toBe(0);
  });

  it('saves nothing of a refresh when its last part is what fails', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh({ changes: [] }));
    const [change] = buildRefresh().changes;
    if (change === undefined) throw new Error('the record must have a change');
    const broken = buildRefresh({
      document: buildDocument({ rows: [], tables: 9 }),
      repositories: [{ name: 'ada/engine', activity: null, lastEventAt: null, problem: null }],
      projects: [buildProject({ name: 'renamed' })],
      changes: [{ ...change, oid: null as never }],
    });
    await expect(store.saveRefresh(broken)).rejects.toThrow();
    expect(await store.readDocument(documentKey)).toEqual(buildDocument());
    expect(await store.listProjects()).toEqual([buildProject()]);
    expect(await store.readRepositories(['ada/engine'])).toEqual([]);
    expect(await store.listChanges(10)).toEqual([]);
  });

  it('saves a document that nobody announced, as a single run does', async () => {
    const { store } = opened();
    const document = buildDocument({ key: 'ada/me:other.md@', checkedAt: at(2) });
    await store.saveRefresh(buildRefresh({ document }));
    expect(await store.readDocument(document.key)).toEqual(document);
  });

  it('replaces the problem of a repository, and its activity, with what is known now', async () => {
    const { store } = opened();
    const problem = { code: 'NOT_VISIBLE', where: 'ada/engine', message: 'Gone.', hint: 'Look.' };
    const activity = buildActivity({ nodeId: 'R_engine' });
    const save = (record: { activity: typeof activity | null; problem: typeof problem | null }) =>
      store.saveRefresh(buildRefresh({ repositories: [{ name: 'ada/engine', lastEventAt: null, ...record }] }));
    await save({ activity, problem: null });
    await save({ activity, problem });
    expect(await store.readRepositories(['ada/engine'])).toEqual([
      { name: 'ada/engine', activity, lastEventAt: null, problem },
    ]);
    await save({ activity: null, problem: null });
    expect(await store.readRepositories(['ada/engine'])).toEqual([
      { name: 'ada/engine', activity: null, lastEventAt: null, problem: null },
    ]);
    expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/renamed' })).toEqual([]);
  });

  it('lists changes newest first, each of one commit', async () => {
    const { store } = opened();
    const [change] = buildRefresh().changes;
    if (change === undefined) throw new Error('the record must have a change');
    const changes = [1, 3, 2].map((minute) => ({ ...change, at: at(minute), oid: String(minute).repeat(40) }));
    await store.saveRefresh(buildRefresh({ changes: [...changes, { ...change, projectKey: 'R_a' }] }));
    const found = await store.listChanges(10);
    expect(found.map((entry) => [entry.at, entry.projectKey])).toEqual([
      [at(3), 'R_engine'],
      [at(2), 'R_engine'],
      [at(1), 'R_a'],
      [at(1), 'R_engine'],
    ]);
    expect(await store.listChanges(1)).toHaveLength(1);
    expect(await store.countCommitsSince(documentKey, at(1))).toBe(4);
    expect(await store.countCommitsSince(documentKey, at(3))).toBe(1);
  });

  it('gives back every character, also those that only a broken encoding makes', async () => {
    const { store } = opened();
    const text = 'ðŸŸ¢ Running 🟢 \u0000 \u008f \u00a0 \u2028 \ud83d "quoted" \\| \'; DROP TABLE rows; --';
    const [row] = buildDocument().rows;
    if (row === undefined) throw new Error('the document must have a row');
    const rows = [{ ...row, row: { ...row.row, name: text, typed: { text, status: 'running' as const } } }];
    const document = buildDocument({ rows, vocabulary: { running: text } });
    await store.saveRefresh(buildRefresh({ document, projects: [buildProject({ key: 'R', name: 'N' })] }));
    expect(await store.readDocument(documentKey)).toEqual(document);
  });

  it('saves a thousand projects in few statements, because a Worker may send only so many', async () => {
    const { database } = opened();
    let statements = 0;
    const counting: Database = {
      ...database,
      all: (statement) => {
        statements += 1;
        return database.all(statement);
      },
      batch: (list) => {
        statements += list.length;
        return database.batch(list);
      },
    };
    const store = createStore(counting, 'ada');
    const [row] = buildDocument().rows;
    if (row === undefined) throw new Error('the document must have a row');
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    // About 3 MB: more than D1 takes as one value.
    const hint = 'x'.repeat(2000);
    const record = buildRefresh({
      document: buildDocument({
        rows: numbers.map((position) => ({
          ...row,
          position,
          repo: `Ada/R${position}`,
          projectKey: `R_${position}`,
        })),
      }),
      repositories: numbers.map((number) => ({
        name: `ada/r${number}`,
        activity: null,
        lastEventAt: null,
        problem: { code: 'NOT_VISIBLE', where: `line ${number}`, message: 'Gone 🟢.', hint },
      })),
      projects: numbers.map((number) => buildProject({ key: `R_${number}`, name: `r${number}` })),
    });
    await store.saveRefresh(record);
    await store.recordDeliveries(numbers.slice(0, 50).map((number) => buildDelivery(String(number))));
    expect(statements).toBeLessThanOrEqual(20);

    expect(await store.readDocument(documentKey)).toEqual(record.document);
    const repositories = await store.readRepositories(record.repositories.map(({ name }) => name));
    expect(repositories).toHaveLength(1000);
    expect(repositories.find(({ name }) => name === 'ada/r999')).toEqual(record.repositories[999]);
    expect(await store.readProjects(record.projects.map(({ key }) => key))).toHaveLength(1000);
    expect(await store.documentsAbout({ id: null, name: 'ada/r777' })).toEqual([documentKey]);
  });
}
