// Writing a document, on the simulated GitHub: exact bytes, only on top of what was read, and never twice.

import { describe, expect, it } from 'vitest';
import type { DocumentFile } from '../../../src/ports/github.ts';
import { replaceDocument } from '../../support/replace-document.ts';
import { daysAgo, openSimulation, whenAsked } from '../open-simulation.ts';
import { json } from '../script-fetch.ts';

const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const headline = 'docs: engine is now paused';
const body = '- engine: Running -> Paused\n\nStatusfolio: ada/me:README.md@';
const newBytes = Uint8Array.of(0xef, 0xbb, 0xbf, 0x7c, 0xff, 0x00, 0x0d, 0x0a);

async function openWithDocument() {
  const simulation = openSimulation();
  const me = simulation.world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(300) });
  me.commit({ at: daysAgo(40), message: 'Add the portfolio', files: { 'README.md': 'old', 'other.txt': 'kept' } });
  const { documents } = simulation.github;
  const file = await documents.read(ref);
  const write = (bytes = newBytes, from: DocumentFile = file) =>
    documents.write(replaceDocument(ref, from, bytes, { headline, body }));
  const edit = () => me.commit({ at: daysAgo(0), message: 'By hand', files: { 'README.md': 'by hand' } });
  return { ...simulation, me, file, write, edit };
}

describe('a commit', () => {
  it('holds exactly the new bytes, and touches nothing else', async () => {
    const { me, file, write, github } = await openWithDocument();
    const result = await write();
    const head = me.head();
    expect(result).toEqual({ kind: 'written', oid: head?.oid, url: `https://github.com/ada/me/commit/${head?.oid}` });
    expect(head).toMatchObject({
      parents: [file.version],
      message: `${headline}\n\n${body}`,
      changed: { added: [], modified: ['README.md'], removed: [] },
    });
    expect(Buffer.from(me.read('README.md') ?? []).equals(Buffer.from(newBytes))).toBe(true);
    expect(github.counts()).toEqual({ graphql: 1, rest: 0, writes: 1 });
  });

  it('carries a large document whole', async () => {
    const { me, write } = await openWithDocument();
    const large = Uint8Array.from({ length: 1_500_001 }, (_, index) => index % 251);
    expect((await write(large)).kind).toBe('written');
    expect(Buffer.from(me.read('README.md') ?? []).equals(Buffer.from(large))).toBe(true);
  });

  it('goes to the branch that was read', async () => {
    const { me, github } = await openWithDocument();
    me.commit({ at: daysAgo(3), message: 'Draft', files: { 'README.md': 'draft' }, branch: 'feature/draft' });
    const draft = { ...ref, branch: 'feature/draft' };
    const file = await github.documents.read(draft);
    expect((await github.documents.write(replaceDocument(draft, file, newBytes, { headline, body }))).kind).toBe(
      'written',
    );
    expect([me.head('feature/draft')?.message.split('\n')[0], me.head()?.message]).toEqual([
      headline,
      'Add the portfolio',
    ]);
  });

  it('is not ours when the document is a file on this machine', async () => {
    const { github, file } = await openWithDocument();
    const local = { kind: 'file', path: 'README.md' } as const;
    await expect(github.documents.write(replaceDocument(local, file, newBytes))).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});

describe('a conflict', () => {
  it('is a branch that moved, even if another file changed', async () => {
    const { me, write } = await openWithDocument();
    me.commit({ at: daysAgo(0), message: 'Elsewhere', files: { 'other.txt': 'changed' } });
    expect(await write()).toEqual({ kind: 'conflict' });
    expect(me.head()?.message).toBe('Elsewhere');
  });

  it('is a branch that was renamed since it was read', async () => {
    const { me, write } = await openWithDocument();
    me.state.branches.set('trunk', me.state.branches.get('main') ?? []);
    me.state.branches.delete('main');
    me.state.defaultBranch = 'trunk';
    expect(await write()).toEqual({ kind: 'conflict' });
  });
});

describe('a refusal', () => {
  const refuse = (type: string, message: string) =>
    json({ data: { createCommitOnBranch: null }, errors: [{ type, path: ['createCommitOnBranch'], message }] });

  it.each([
    {
      code: 'PROTECTED',
      type: 'FORBIDDEN',
      message: 'Repository rule violations found\n\n3 of 3 required status checks are expected.',
    },
    {
      code: 'PROTECTED',
      type: 'FORBIDDEN',
      message: 'Repository rule violations found\n\nChanges must be made through a pull request.',
    },
    {
      code: 'PROTECTED',
      type: 'BRANCH_PROTECTION_RULE_VIOLATION',
      message: "protected branch 'main' check failed:\n  Changes must be made through a pull request.",
    },
    { code: 'ARCHIVED', type: 'FORBIDDEN', message: 'Repository was archived so is read-only.' },
    { code: 'WRITE_FORBIDDEN', type: 'FORBIDDEN', message: 'Resource not accessible by personal access token' },
    {
      code: 'WRITE_FORBIDDEN',
      type: 'NOT_FOUND',
      message: "Could not resolve to a Repository with the name 'ada/me'.",
    },
    { code: 'WRITE_REJECTED', type: 'UNPROCESSABLE', message: 'A path was invalid' },
  ])('is a problem that says what to do: $code $type', async ({ code, type, message }) => {
    const { world, write } = await openWithDocument();
    world.fail(whenAsked('CommitOnBranch', refuse(type, message)));
    const result = await write();
    expect(result).toMatchObject({
      kind: 'rejected',
      problem: { code, where: 'ada/me:README.md', hint: expect.stringMatching(/\w/) },
    });
    expect(result.kind === 'rejected' && result.problem.message).not.toContain('\n');
  });

  it('comes from the repository itself', async () => {
    const { me, write } = await openWithDocument();
    me.state.protection = "protected branch 'main' check failed:\n  Changes must be made through a pull request.";
    expect(await write()).toMatchObject({ kind: 'rejected', problem: { code: 'PROTECTED' } });
    me.archive(daysAgo(0));
    expect(await write()).toMatchObject({ kind: 'rejected', problem: { code: 'ARCHIVED' } });
  });

  it('is thrown when it is about the token or the rate limit', async () => {
    const { world, write } = await openWithDocument();
    world.fail(whenAsked('CommitOnBranch', json({ message: 'Bad credentials' }, 401)));
    await expect(write()).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
    world.fail(whenAsked('CommitOnBranch', json({ message: 'slow down' }, 403, { 'retry-after': '60' })));
    await expect(write()).rejects.toMatchObject({ code: 'GITHUB_THROTTLED' });
    world.fail(whenAsked('CommitOnBranch', refuse('RATE_LIMITED', 'API rate limit exceeded')));
    await expect(write()).rejects.toMatchObject({ code: 'GITHUB_THROTTLED' });
    expect(world.requests.filter(({ operation }) => operation === 'CommitOnBranch').length).toBe(3);
  });
});

describe('a write whose outcome is not known', () => {
  const unclear = [
    { name: 'connection reset', answer: 'reset' as const },
    { name: 'no answer in time', answer: json({}, 504) },
    { name: 'bad gateway', answer: new Response('<html>', { status: 502 }) },
    {
      name: 'something went wrong',
      answer: json({ data: null, errors: [{ message: 'Something went wrong while executing your query.' }] }),
    },
    { name: 'an unreadable answer', answer: new Response('<html>') },
    { name: 'an answer without an outcome', answer: json({ data: { createCommitOnBranch: { commit: null } } }) },
  ];

  it.each(unclear)('was written after all: $name', async ({ answer }) => {
    const { me, world, write, file } = await openWithDocument();
    world.fail(whenAsked('CommitOnBranch', answer, { effect: 'after' }));
    const result = await write();
    expect(result).toEqual({
      kind: 'written',
      oid: me.head()?.oid,
      url: `https://github.com/ada/me/commit/${me.head()?.oid}`,
    });
    expect(me.head()?.parents).toEqual([file.version]);
    expect(me.history().length).toBe(2);
    expect(world.unexpected).toEqual([]);
  });

  it.each(unclear)('was not written, and may be tried again: $name', async ({ answer }) => {
    const { me, world, write } = await openWithDocument();
    world.fail(whenAsked('CommitOnBranch', answer));
    await expect(write()).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });
    expect(me.history().length).toBe(1);
  });

  it.each(['before', 'after'] as const)('is a conflict when somebody else wrote as well: %s', async (effect) => {
    const { world, write, edit } = await openWithDocument();
    world.fail(whenAsked('CommitOnBranch', 'reset', { effect }));
    // Not a fault: the moment at which the edit arrives.
    const when = ({ operation }: { operation: string | null }) => {
      if (operation === 'BranchHead') edit();
      return false;
    };
    world.fail({ when, answer: 'reset' });
    expect(await write()).toEqual({ kind: 'conflict' });
  });

  it('is not claimed for another commit with the same headline', async () => {
    const { me, world, write } = await openWithDocument();
    me.commit({ at: daysAgo(0), message: `${headline}\n\n${body}`, files: { 'README.md': 'something else' } });
    world.fail(whenAsked('CommitOnBranch', 'reset'));
    expect(await write()).toEqual({ kind: 'conflict' });
  });

  it('is not claimed for the same commit on top of something else', async () => {
    const { me, world, write, edit } = await openWithDocument();
    edit();
    me.commit({ at: daysAgo(0), message: `${headline}\n\n${body}`, files: { 'README.md': newBytes } });
    world.fail(whenAsked('CommitOnBranch', 'reset'));
    expect(await write()).toEqual({ kind: 'conflict' });
  });

  it('stays unknown, and may be tried again, when looking fails as well', async () => {
    const { world, write } = await openWithDocument();
    for (const operation of ['CommitOnBranch', 'BranchHead']) world.fail(whenAsked(operation, 'reset'));
    await expect(write()).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });
  });

  it('stays unknown when the branch is gone', async () => {
    const { me, world, write } = await openWithDocument();
    me.state.branches.delete('main');
    world.fail(whenAsked('CommitOnBranch', 'reset'));
    await expect(write()).rejects.toMatchObject({ retryable: true });
  });
});

describe('many writers', () => {
  it('never lose an edit that somebody made in between', async () => {
    const { me, github } = await openWithDocument();
    const requested: string[] = [];
    for (let round = 0; round < 40; round += 1) {
      const file = await github.documents.read(ref);
      const isInterrupted = round % 3 === 0;
      if (isInterrupted) me.commit({ at: daysAgo(0), message: `Hand ${round}`, files: { [`hand-${round}`]: 'x' } });
      const bytes = new TextEncoder().encode(`${new TextDecoder().decode(file.bytes)}\n${round}`);
      const result = await github.documents.write(replaceDocument(ref, file, bytes, { headline, body }));
      expect(result.kind).toBe(isInterrupted ? 'conflict' : 'written');
      if (!isInterrupted) requested.push(String(round));
    }
    expect(new TextDecoder().decode(me.read('README.md') ?? new Uint8Array())).toBe(['old', ...requested].join('\n'));
    expect([...(me.head()?.files.keys() ?? [])].filter((path) => path.startsWith('hand-')).length).toBe(14);
  });
});
