// The part of the store contract that is about documents: which are known, which are about a repository, which are due.

import { expect, it } from 'vitest';
import { createDeadLetters } from '../../src/queue/sqlite-queue.ts';
import { buildActivity } from '../support/build-activity.ts';
import { at, buildDocument, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

export function describeDocuments(opened: () => StoreUnderTest): void {
  it('manages exactly the documents of the configuration', async () => {
    const { store } = opened();
    const second = { ...buildDocument(), key: 'ada/me:docs/index.md@' };
    await store.keepDocuments([buildDocument(), second]);
    await store.saveRefresh(buildRefresh());
    await store.keepDocuments([buildDocument(), second]);
    expect((await store.readDocument(documentKey))?.checkedAt).toBe(at(1));
    await store.keepDocuments([second]);
    expect((await store.listDocuments()).map(({ key }) => key)).toEqual([second.key]);
    expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/engine' })).toEqual([]);
  });

  it('keeps the documents that a pattern stands for until it stands for others', async () => {
    const { store } = opened();
    const { ref } = buildDocument();
    const pattern = { key: 'ada/me:*.md@', ref };
    await store.keepDocuments([pattern]);
    await store.saveRefresh(buildRefresh());
    await store.keepDocuments([pattern, { key: 'ada/me:docs/index.md@', ref }]);
    const listKeys = async () => (await store.listDocuments()).map(({ key }) => key).sort();
    expect(await listKeys()).toEqual(['ada/me:*.md@', documentKey, 'ada/me:docs/index.md@'].sort());
    const folder = { key: pattern.key, checkedAt: at(2), nextCheckAt: at(3) };
    await store.keepFolder({ ...folder, documentKeys: [documentKey] });
    expect((await store.listDocuments()).filter(({ checkedAt }) => checkedAt === null)).toMatchObject([
      { key: 'ada/me:docs/index.md@' },
    ]);
    await store.keepFolder({ ...folder, documentKeys: [] });
    expect(await listKeys()).toEqual(['ada/me:*.md@', 'ada/me:docs/index.md@']);
    expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/engine' })).toEqual([]);
  });

  it('keeps the problem of a failed refresh until a good one', async () => {
    const { store } = opened();
    const problem = { code: 'TOKEN_REJECTED', where: 'ada/me', message: 'No.', hint: '' };
    await store.saveFailure(documentKey, problem);
    expect((await store.readDocument(documentKey))?.problems).toEqual([problem]);
    await store.saveRefresh(buildRefresh());
    expect((await store.readDocument(documentKey))?.problems).toEqual(buildDocument().problems);
  });

  it('knows how old the oldest look is, and that one was never taken', async () => {
    const { store } = opened();
    expect((await store.counts()).oldestCheckAt).toBeNull();
    await store.saveRefresh(buildRefresh());
    expect((await store.counts()).oldestCheckAt).toBe(at(1));
    await store.keepDocuments([buildDocument(), { ...buildDocument(), key: 'ada/me:new.md@' }]);
    expect((await store.counts()).oldestCheckAt).toBeNull();
  });

  it('finds the documents about a repository by name, by node id, and by where they live', async () => {
    const { store } = opened();
    const activity = buildActivity({ nodeId: 'R_engine' });
    await store.saveRefresh(
      buildRefresh({ repositories: [{ name: 'ada/engine', activity, lastEventAt: null, problem: null }] }),
    );
    expect(await store.documentsAbout({ id: null, name: 'ADA/engine' })).toEqual([documentKey]);
    expect(await store.documentsAbout({ id: 'R_engine', name: 'ada/renamed' })).toEqual([documentKey]);
    expect(await store.documentsAbout({ id: null, name: 'ada/ME' })).toEqual([documentKey]);
    expect(await store.documentsAbout({ id: 'R_other', name: 'ada/other' })).toEqual([]);
  });

  it('knows which documents are due', async () => {
    const { store } = opened();
    expect(await store.dueDocuments(new Date(at(0)), 10)).toEqual([documentKey]);
    await store.saveRefresh(buildRefresh());
    expect(await store.dueDocuments(new Date(at(29)), 10)).toEqual([]);
    expect(await store.readNextDue()).toBe(at(30));
    expect(await store.dueDocuments(new Date(at(30)), 10)).toEqual([documentKey]);
    expect(await store.dueDocuments(new Date(at(30)), 0)).toEqual([]);
  });

  it('knows whether a request was met by a refresh that began later', async () => {
    const { store } = opened();
    expect(await store.isRefreshRequested(documentKey, at(0))).toBe(true);
    await store.saveRefresh(buildRefresh({ startedAt: at(5) }));
    expect(await store.isRefreshRequested(documentKey, at(4))).toBe(false);
    expect(await store.isRefreshRequested(documentKey, at(5))).toBe(true);
    expect(await store.isRefreshRequested(documentKey, at(6))).toBe(true);
    expect(await store.isRefreshRequested('ada/none:x@', at(6))).toBe(false);
  });

  it('forgets jobs that failed for good once their document is not managed any more', async () => {
    const { store, database } = opened();
    const job = { kind: 'refresh', documentKey, requestedAt: at(1) } as const;
    await database.run(createDeadLetters(database, 'ada').deadLetter(job, 'TOKEN_REJECTED', 1, new Date(at(2))));
    await store.keepDocuments([buildDocument()]);
    expect((await store.counts()).jobsDead).toBe(1);
    await store.keepDocuments([]);
    expect((await store.counts()).jobsDead).toBe(0);
    expect(await store.listDocuments()).toEqual([]);
  });

  it('takes where a document is from the configuration, and keeps what was learnt of it', async () => {
    const { store } = opened();
    const ref = { kind: 'github', repo: 'Ada/me', path: 'README.md', branch: 'main' } as const;
    await store.saveRefresh(buildRefresh());
    await store.keepDocuments([{ key: documentKey, ref }]);
    expect(await store.readDocument(documentKey)).toEqual(buildDocument({ ref }));
  });

  it('manages local files, which live in no repository', async () => {
    const { store } = opened();
    const file = {
      key: 'file:/home/ada/README.md',
      ref: { kind: 'file', path: '/home/ada/README.md' },
    } as const;
    await store.keepDocuments([file]);
    expect(await store.readDocument(file.key)).toMatchObject({ ref: file.ref, checkedAt: null, rows: [] });
    expect(await store.dueDocuments(new Date(at(0)), 10)).toEqual([file.key]);
  });

  it('takes a document to be about the repository that it lives in, renamed or spelled otherwise', async () => {
    const { store } = opened();
    const ref = { kind: 'github', repo: 'Naaas94/me', path: 'README.md', branch: null } as const;
    const key = 'naaas94/me:README.md@';
    await store.keepDocuments([{ key, ref }]);
    expect(await store.documentsAbout({ id: 'R_me', name: 'naaas94/me' })).toEqual([key]);
    expect(await store.documentsAbout({ id: null, name: 'naaas94/ME' })).toEqual([key]);
    expect(await store.documentsAbout({ id: 'R_me', name: 'naaas94/renamed' })).toEqual([]);

    const activity = buildActivity({ nodeId: 'R_me' });
    await store.saveRefresh(
      buildRefresh({
        document: buildDocument({ key, ref, rows: [] }),
        repositories: [{ name: 'naaas94/me', activity, lastEventAt: null, problem: null }],
      }),
    );
    expect(await store.documentsAbout({ id: 'R_me', name: 'naaas94/renamed' })).toEqual([key]);
  });

  it('finds a document once, however many of its rows are about the repository', async () => {
    const { store } = opened();
    const [row] = buildDocument().rows;
    if (row === undefined) throw new Error('the document must have a row');
    const rows = [row, { ...row, position: 1 }, { ...row, position: 2, repo: null }];
    await store.saveRefresh(buildRefresh({ document: buildDocument({ rows }) }));
    expect(await store.documentsAbout({ id: 'R_engine', name: 'ADA/ENGINE' })).toEqual([documentKey]);
  });

  it('gives out documents in the order in which they became due', async () => {
    const { store } = opened();
    const look = (key: string, nextCheckAt: string | null) =>
      store.saveRefresh(buildRefresh({ document: buildDocument({ key, nextCheckAt }), startedAt: at(1) }));
    const keys = ['never', 'at 10', 'at 20', 'requested at 15', 'requested at 5, due at 12', 'at 40', 'no date'];
    await store.keepDocuments(keys.map((key) => ({ key, ref: buildDocument().ref })));
    await look('at 10', at(10));
    await look('at 20', at(20));
    await look('requested at 15', at(50));
    await look('requested at 5, due at 12', at(12));
    await look('at 40', at(40));
    await look('no date', null);
    await store.markProcessed({
      keys: [],
      stale: [],
      requested: [
        { documentKey: 'requested at 15', at: at(15) },
        { documentKey: 'requested at 5, due at 12', at: at(5) },
        { documentKey: 'at 40', at: at(0) },
        { documentKey: 'nobody knows it', at: at(15) },
      ],
      note: '',
    });
    const due = ['never', 'requested at 5, due at 12', 'at 10', 'requested at 15', 'at 20'];
    expect(await store.dueDocuments(new Date(at(30)), 10)).toEqual(due);
    expect(await store.dueDocuments(new Date(at(30)), 2)).toEqual(due.slice(0, 2));
  });

  it('takes a document to be due until a refresh begins after the request, not until one ends', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh({ startedAt: at(1) }));
    await store.markProcessed({ keys: [], stale: [], requested: [{ documentKey, at: at(5) }], note: '' });
    await store.saveRefresh(buildRefresh({ startedAt: at(4) }));
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([documentKey]);
    await store.saveRefresh(buildRefresh({ startedAt: at(6) }));
    expect(await store.dueDocuments(new Date(at(6)), 10)).toEqual([]);
  });
}
