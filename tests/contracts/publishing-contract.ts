// The part of the store contract that publishing rests on: our own commits, what is remembered of a repository that we
// write to, answers, and the forgetting of what became private.

import { expect, it } from 'vitest';
import type { RepositoryState } from '../../src/ports/records.ts';
import { createStore } from '../../src/store/store.ts';
import { buildActivity } from '../support/build-activity.ts';
import { at, buildDocument, buildProject, buildRefresh, documentKey } from '../support/build-records.ts';
import type { StoreUnderTest } from './store-contract.ts';

const home: RepositoryState = {
  key: 'ada/me',
  branches: {
    main: {
      protectionRejection: { at: at(1), message: 'protected' },
      pullRequest: { number: 7, url: 'https://github.example/7', headOid: 'd'.repeat(40), plan: 'p', state: 'open' },
      pendingChanges: [...buildRefresh().changes],
    },
  },
  statusIssue: null,
};

export function describePublishing(opened: () => StoreUnderTest): void {
  it('counts our commits of a document once, those without a change of status too, and derived ones by themselves', async () => {
    const { store } = opened();
    const oid = 'c'.repeat(40);
    await store.saveRefresh(buildRefresh({ commit: { oid, at: at(1), isDerived: true } }));
    await store.saveRefresh(buildRefresh({ commit: { oid, at: at(9), isDerived: true } }));
    const badges = { oid: 'e'.repeat(40), at: at(3), isDerived: false };
    await store.saveRefresh(buildRefresh({ changes: [], commit: badges }));
    expect(await store.countCommitsSince(documentKey, at(0))).toBe(2);
    expect(await store.countCommitsSince(documentKey, at(2))).toBe(1);
    expect(await store.countCommitsSince(documentKey, at(0), 'derived')).toBe(1);
    expect(await store.countCommitsSince(documentKey, at(2), 'derived')).toBe(0);
    expect(await store.findOwnCommits([oid, 'f'.repeat(40), badges.oid])).toEqual([oid, badges.oid]);
  });

  it('remembers a repository that documents live in, and replaces it whole', async () => {
    const { store } = opened();
    expect(await store.readRepositoryState('ada/me')).toBeNull();
    await store.saveRepositoryState(home);
    expect(await store.readRepositoryState('ada/me')).toEqual(home);
    await store.saveRepositoryState({ ...home, branches: {} });
    expect(await store.readRepositoryState('ada/me')).toEqual({ ...home, branches: {} });
  });

  it('saves answers without a refresh', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    const answer = { kind: 'accept', status: 'paused', rule: 'quiet', by: 'ada', at: at(2) } as const;
    const answered = buildProject({ answer, refused: null });
    await store.saveProjects([answered]);
    await store.saveProjects([]);
    expect((await store.readProjects(['R_engine']))[0]).toMatchObject({ answer, refused: null });
  });

  it('keeps an answer that came while a refresh was under way, and what that refresh learnt', async () => {
    const { store } = opened();
    await store.saveRefresh(buildRefresh());
    const answer = { kind: 'paused', status: 'paused', rule: 'quiet', by: 'ada', at: at(2) } as const;
    const [known] = await store.readProjects(['R_engine']);
    if (known === undefined) throw new Error('the project must be known');
    await store.saveProjects([{ ...known, name: 'stale', question: null, answer, answeredAt: at(2) }]);
    const question = { status: 'paused', rule: 'quiet', evidence: 'Silent.', askedAt: at(1) } as const;
    const learnt = { ...known, question, changedAt: [at(3)] };
    await store.saveRefresh({ ...buildRefresh(), projects: [learnt] });
    const [both] = await store.readProjects(['R_engine']);
    expect(both).toMatchObject({ name: known.name, question: null, answer, answeredAt: at(2), changedAt: [at(3)] });
    // The next one knows of it.
    await store.saveRefresh({ ...buildRefresh(), projects: [{ ...learnt, answer: null, answeredAt: at(2) }] });
    expect((await store.readProjects(['R_engine']))[0]).toMatchObject({ question, answer: null });
  });

  it('forgets what it learnt of a repository that became private, but knows it again', async () => {
    const { store } = opened();
    const activity = buildActivity({ nodeId: 'R_engine', name: 'ada/engine' });
    const question = { status: 'paused', rule: 'quiet', evidence: 'Seen.', askedAt: at(1) } as const;
    const [row] = buildDocument().rows;
    if (row === undefined) throw new Error('the document must have a row');
    const rows = [{ ...row, decision: { ...row.decision, question } }];
    const hidden = ['R_engine', 'R_engine#docs', 'R_api,R_engine', 'R_engine#docs,R_web', 'R_api#x,R_engine#y,R_web'];
    const shown = ['R_engine2', 'row:R_engine', 'R_api,R_engine2', 'R_api,R_web#docs'];
    const projects = [...hidden, ...shown].map((key) => buildProject({ key, question }));
    const [change] = buildRefresh().changes;
    const changes = change === undefined ? [] : projects.map(({ key }) => ({ ...change, projectKey: key }));
    const repositories = [{ name: 'ada/engine', activity, lastEventAt: null, problem: null }];
    await store.saveRefresh(buildRefresh({ document: buildDocument({ rows }), repositories, projects, changes }));

    await store.purgeEvidence([]);
    expect((await store.readProjects(['R_engine']))[0]?.question).toEqual(question);
    await store.purgeEvidence(['R_engine']);
    const kept = new Map((await store.listProjects()).map((project) => [project.key, project]));
    for (const key of hidden) {
      expect(kept.get(key)).toMatchObject({
        derived: { evidence: '', audience: 'owner' },
        question: { evidence: '', askedAt: at(1) },
      });
    }
    for (const key of shown) expect(kept.get(key)?.derived.evidence).toBe('Seen.');
    const evidence = (await store.listChanges(99)).map((one) => [one.projectKey, one.evidence]);
    expect(Object.fromEntries(evidence)).toEqual({
      ...Object.fromEntries(hidden.map((key) => [key, ''])),
      ...Object.fromEntries(shown.map((key) => [key, 'Seen.'])),
    });
    expect((await store.readDocument(documentKey))?.rows[0]?.decision.question).toMatchObject({ evidence: '' });
    const [repository] = await store.readRepositories(['ada/engine']);
    expect(repository?.activity).toMatchObject({ nodeId: 'R_engine', visibility: 'private', commits: [], tags: [] });
  });

  it('forgets the evidence of a private repository in changes that wait for a merge or a commit, and nothing else', async () => {
    const { store } = opened();
    const [change] = buildRefresh().changes;
    if (change === undefined) throw new Error('the refresh must have a change');
    const waiting = ['R_engine', 'R_web#docs,R_engine', 'R_engine2'].map((projectKey) => ({ ...change, projectKey }));
    const branch = { protectionRejection: null, pullRequest: null, pendingChanges: waiting };
    const record = { blobs: ['b1'], commits: ['c1'], pending: waiting };
    const state = { ...home, branches: { main: branch, 'gh-pages': { ...branch, pendingChanges: [] } } };
    const whole = { ...state, workingTree: { 'docs/a"b.md': record } };
    await store.saveRepositoryState(whole);
    await store.saveRepositoryState({ ...state, key: 'ada/other' });

    await store.purgeEvidence(['R_engine']);
    const purged = waiting.map((one, index) => (index < 2 ? { ...one, evidence: '' } : one));
    const branches = { ...state.branches, main: { ...branch, pendingChanges: purged } };
    const workingTree = { 'docs/a"b.md': { ...record, pending: purged } };
    expect(await store.readRepositoryState(home.key)).toEqual({ ...whole, branches, workingTree });
    expect(await store.readRepositoryState('ada/other')).toEqual({ ...state, key: 'ada/other', branches });
  });

  it('keeps all of that from another owner', async () => {
    const { store, database } = opened();
    const other = createStore(database, 'grace');
    await store.saveRepositoryState(home);
    await store.saveRefresh(buildRefresh({ commit: { oid: 'c'.repeat(40), at: at(1), isDerived: true } }));
    expect(await other.readRepositoryState('ada/me')).toBeNull();
    expect(await other.findOwnCommits(['c'.repeat(40)])).toEqual([]);
    expect(await other.countCommitsSince(documentKey, at(0), 'derived')).toBe(0);
    await other.purgeEvidence(['R_engine']);
    expect((await store.listProjects())[0]?.derived.evidence).toBe('Seen.');
  });
}
