// Changes that are written into a working tree, and what the next refresh makes of whoever commits them, in whatever name
// and words; and of a commit that never comes.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GitHub } from '../../src/ports/github.ts';
import { openWorkingTree } from '../../src/store/working-tree.ts';
import { openPipeline, type Pipeline, row, table, words } from '../support/open-pipeline.ts';

const person = { login: 'ada', name: 'Ada Lovelace', email: 'ada@example.org' };
const bot = {
  login: 'github-actions[bot]',
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};

describe('what is written into a working tree', () => {
  let pipeline: Pipeline;
  let root: string;
  let github: GitHub;
  const target = { isWorkingTree: true, afterPublish: 'pages.yml' };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'statusfolio-tree-'));
    pipeline = openPipeline({ publish: 'commit', target });
    const engine = pipeline.addProject('engine');
    pipeline.addProject('other');
    pipeline.write(table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress')), pipeline.daysAgo(30));
    engine.archive(pipeline.daysAgo(1));
    github = { ...pipeline.github, documents: openWorkingTree(pipeline.github.documents, { root, repo: 'ada/me' }) };
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const checkOut = () => writeFileSync(join(root, 'README.md'), pipeline.read());
  const written = () => readFileSync(join(root, 'README.md'), 'utf8');
  async function sync() {
    checkOut();
    return await pipeline.look(pipeline.store, pipeline.targets, words, github);
  }
  const commitOwn = (message: string, author: typeof person, text = written()) =>
    pipeline.me.commit({ at: pipeline.now(), message, author, files: { 'README.md': text } });

  it('stands in the file alone: nothing is committed, proposed or started', async () => {
    const before = pipeline.me.head()?.oid;
    const { publication } = await sync();
    expect(written()).toBe(pipeline.read().replace('engine | 🟡 In Progress', 'engine | ⚪ Archived'));
    expect(publication).toMatchObject({
      kind: 'published',
      uncommitted: {
        files: ['README.md'],
        message: expect.stringMatching(/^docs: mark engine as ⚪ Archived\n[\s\S]*\nStatusfolio: ada\/me:README\.md@$/),
      },
    });
    expect(await pipeline.store.listChanges(10)).toEqual([]);
    expect(pipeline.me.head()?.oid).toBe(before);
    expect([...pipeline.me.state.branches.keys()]).toEqual(['main']);
    expect([pipeline.me.state.pullRequests, pipeline.me.state.dispatches]).toEqual([[], []]);
  });

  it('is not proposed either where a rule has made direct commits pull requests before', async () => {
    pipeline.me.state.protection = 'Changes must be made through a pull request.';
    const plain = pipeline.targets.map(({ isWorkingTree: _, ...rest }) => rest);
    await pipeline.look(pipeline.store, plain);
    expect(pipeline.me.state.pullRequests).toHaveLength(1);
    await sync();
    expect(written()).toContain('engine | ⚪ Archived');
  });

  it.each([
    ['the message that it was given', person, (message: string) => message],
    ['a message of their own', person, () => 'Bring the statuses up to date'],
    ['the name of a program', bot, () => 'Bring the statuses up to date'],
    ['the message that an action has by itself', person, () => 'Apply automatic changes'],
  ])('is ours once it was committed with %s', async (_, author, toMessage) => {
    const typedAt = pipeline.daysAgo(30).toISOString();
    const first = await sync();
    const message = first.publication.kind === 'published' ? (first.publication.uncommitted?.message ?? '') : '';
    pipeline.passMinutes(5);
    const { oid } = commitOwn(toMessage(message), author);
    pipeline.pass(1);
    const second = await sync();
    expect(second.publication.kind).toBe('nothing');
    const changes = await pipeline.store.listChanges(10);
    expect(changes).toMatchObject([{ name: 'engine', from: '🟡 In Progress', to: '⚪ Archived' }]);
    const confirmed = second.rows.map(({ facts }) => facts.declared.confirmedAt);
    expect(confirmed).toEqual([typedAt, typedAt]);
    // Told once, and still ours when it is not the newest commit any more.
    pipeline.pass(1);
    commitOwn('Update posts', bot, `${pipeline.read()}\nNew post.\n`);
    pipeline.pass(1);
    const third = await sync();
    expect(third.rows.map(({ facts }) => facts.declared.confirmedAt)).toEqual(confirmed);
    expect(await pipeline.store.listChanges(10)).toEqual(changes);
    expect(changes[0]?.oid).toBe(oid);
  });

  it('is written again where nobody committed it, and nobody is taken to have typed anything', async () => {
    await sync();
    for (const days of [1, 1]) {
      pipeline.pass(days);
      const { rows, publication } = await sync();
      expect(publication.kind).toBe('published');
      expect(rows[0]?.facts.declared).toMatchObject({ status: 'in_progress' });
      expect(written()).toContain('engine | ⚪ Archived');
    }
    expect(await pipeline.store.listChanges(10)).toEqual([]);
  });

  it('leaves an edit by a person theirs, before and after', async () => {
    await sync();
    pipeline.passMinutes(5);
    commitOwn('Bring the statuses up to date', person);
    pipeline.pass(1);
    await sync();
    pipeline.pass(1);
    commitOwn('I keep it alive', person, pipeline.read().replace('engine | ⚪ Archived', 'engine | 🟢 Maintained'));
    pipeline.pass(1);
    const { rows } = await sync();
    expect(rows[0]?.facts.declared).toMatchObject({ status: 'maintained' });
    expect(rows[0]?.facts.declared.confirmedAt).toBe(pipeline.daysAgo(1).toISOString());
  });

  it('is signed off by whoever commits it, not by the account that wrote it', async () => {
    checkOut();
    const signed = `${words}commit: { signOff: true, author: "Grace <grace@example.org>" }\n`;
    const { publication } = await pipeline.look(pipeline.store, pipeline.targets, signed, github);
    const message = publication.kind === 'published' ? (publication.uncommitted?.message ?? '') : '';
    expect(message).toMatch(/\nStatusfolio: ada\/me:README\.md@\nCo-authored-by: Grace <grace@example\.org>$/);
  });

  it('counts once, and only where something may be written', async () => {
    await sync();
    commitOwn('Bring the statuses up to date', person);
    pipeline.pass(1);
    const seen = pipeline.targets.map((one) => ({ ...one, publish: 'none' as const }));
    checkOut();
    for (const _ of [1, 2]) await pipeline.look(pipeline.store, seen, words, github);
    expect(await pipeline.store.listChanges(10)).toEqual([]);
    await sync();
    expect(await pipeline.store.listChanges(10)).toHaveLength(1);
  });

  it('is planned on what stands in the file', async () => {
    const { version } = await pipeline.github.documents.read({
      kind: 'github',
      repo: 'ada/me',
      path: 'README.md',
      branch: null,
    });
    const gitFolder = join(root, '.git');
    mkdirSync(gitFolder);
    writeFileSync(join(gitFolder, 'HEAD'), `${version}\n`);
    writeFileSync(join(root, 'README.md'), `${pipeline.read()}\nGenerated just now.\n`);
    await pipeline.look(pipeline.store, pipeline.targets, words, github);
    expect(written()).toMatch(/engine \| ⚪ Archived[\s\S]*Generated just now\.\n$/);
  });

  it('is kept in the state on a branch', async () => {
    await sync();
    const state = await pipeline.store.readRepositoryState('ada/me');
    expect(state?.workingTree?.['README.md']).toMatchObject({
      blobs: [expect.stringMatching(/^[0-9a-f]{40}$/)],
      pending: [{ name: 'engine', to: '⚪ Archived' }],
    });
  });
});
