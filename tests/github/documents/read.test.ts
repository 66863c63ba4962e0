// Reading a document, on the simulated GitHub: exact bytes, an exact version, and who confirmed it last.

import { describe, expect, it } from 'vitest';
import { documentAndLite } from '../../../src/github/queries.ts';
import { daysAgo, openSimulation, whenAsked } from '../open-simulation.ts';
import { json, now, scriptFetch } from '../script-fetch.ts';

const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const table = '| Project | Status |\n| --- | --- |\n| Engine | 🟢 Running |\n';
const robot = { login: null, name: 'robo[bot]', email: '1+robo[bot]@users.noreply.github.com' };

function openWithDocument(content: string | Uint8Array = table, path = 'README.md') {
  const simulation = openSimulation();
  const me = simulation.world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(300) });
  me.commit({ at: daysAgo(40), message: 'Add the portfolio', files: { [path]: content } });
  return { ...simulation, me };
}

describe('a document', () => {
  it('comes with its version, its branch and whether it is public, from one request', async () => {
    const { github, me, world } = openWithDocument();
    const other = me.commit({ at: daysAgo(3), message: 'Add picture', files: { 'a.svg': '<svg/>' } });
    expect(await github.documents.read(ref)).toEqual({
      bytes: new TextEncoder().encode(table),
      version: other.oid,
      isOwnWord: false,
      branch: 'main',
      isPublic: true,
      isReadOnly: false,
      repositoryId: me.state.nodeId,
      confirmedAt: daysAgo(40).toISOString(),
    });
    expect(github.counts()).toEqual({ graphql: 1, rest: 0, writes: 0 });
    expect(world.unexpected).toEqual([]);
  });

  const bytesOf = (...values: number[]) => Uint8Array.from(values);
  const encode = (text: string) => new TextEncoder().encode(text);
  it.each([
    { name: 'plain', content: encode(table), rest: 0 },
    { name: 'without a final newline', content: encode(table.trimEnd()), rest: 0 },
    { name: 'with CRLF', content: encode(table.replaceAll('\n', '\r\n')), rest: 0 },
    { name: 'with mixed line ends', content: encode('a\r\nb\nc\rd\n\r'), rest: 0 },
    { name: 'doubly encoded', content: encode('| Engine | ðŸŸ¢ Running |'), rest: 0 },
    { name: 'empty', content: bytesOf(), rest: 0 },
    { name: 'with a byte order mark', content: encode(`\uFEFF${table}`), rest: 1 },
    { name: 'invalid as UTF-8', content: bytesOf(0x7c, 0xff, 0xfe, 0xe9, 0x7c, 0x0a), rest: 1 },
    { name: 'with a lone surrogate in CESU', content: bytesOf(0xed, 0xa0, 0x80), rest: 1 },
    { name: 'with a NUL', content: bytesOf(0x7c, 0x00, 0x7c), rest: 1 },
    { name: 'long', content: encode(table.repeat(20_000)), rest: 1 },
  ])('is read byte for byte: $name', async ({ content, rest }) => {
    const { github, world } = openWithDocument(content);
    const { bytes } = await github.documents.read(ref);
    expect(Buffer.from(bytes).equals(Buffer.from(content))).toBe(true);
    expect(github.counts().rest).toBe(rest);
    expect(world.unexpected).toEqual([]);
  });

  it('is refused when the bytes are not the ones that GitHub names', async () => {
    const { github, world } = openWithDocument(`\uFEFF${table}`);
    world.fail({ when: ({ path }) => path.includes('/git/blobs/'), answer: new Response('something else') });
    await expect(github.documents.read(ref)).rejects.toMatchObject({
      code: 'DOCUMENT_UNREADABLE',
      where: 'ada/me:README.md',
    });
  });

  it('is read from the branch that is named, or from whatever the default branch is called', async () => {
    const { github, me } = openWithDocument();
    me.commit({ at: daysAgo(3), message: 'Draft', files: { 'README.md': 'draft' }, branch: 'feature/draft' });
    const draft = await github.documents.read({ ...ref, branch: 'feature/draft' });
    expect([new TextDecoder().decode(draft.bytes), draft.branch]).toEqual(['draft', 'feature/draft']);

    me.state.branches.set('trunk', me.state.branches.get('main') ?? []);
    me.state.branches.delete('main');
    me.state.defaultBranch = 'trunk';
    expect((await github.documents.read(ref)).branch).toBe('trunk');
  });

  it('is found after its repository was renamed', async () => {
    const { github, me } = openWithDocument();
    me.rename('portfolio');
    expect((await github.documents.read(ref)).version).toBe(me.head()?.oid);
  });

  it('is not public in a private or internal repository', async () => {
    const { github, me } = openWithDocument();
    me.makePrivate(true);
    expect((await github.documents.read(ref)).isPublic).toBe(false);
    me.state.visibility = 'INTERNAL';
    expect((await github.documents.read(ref)).isPublic).toBe(false);
  });
});

describe('confirmedAt', () => {
  it('is the newest commit to the document by a person', async () => {
    const { github, me } = openWithDocument();
    me.commit({ at: daysAgo(9), message: 'docs: update', files: { 'README.md': 'b' } });
    me.commit({
      at: daysAgo(8),
      message: 'docs: engine is now paused\n\nStatusfolio: ada/me:README.md@',
      files: { 'README.md': 'c' },
    });
    me.commit({ at: daysAgo(7), message: 'Bump', author: robot, files: { 'README.md': 'd' } });
    me.commit({ at: daysAgo(6), message: 'Add parser', files: { 'main.py': 'e' } });
    expect((await github.documents.read(ref)).confirmedAt).toBe(daysAgo(9).toISOString());
  });

  it.each([21, 101, 350])('is found behind %i commits by programs: a window is never all there is', async (count) => {
    const { github, me } = openWithDocument();
    const before = (await github.documents.read(ref)).confirmedAt;
    for (let hour = count; hour > 0; hour -= 1)
      me.commit({ at: daysAgo(5 + hour / 24), message: 'Bump', author: robot, files: { 'README.md': `${hour}` } });
    const file = await github.documents.read(ref);
    expect(before).not.toBeNull();
    expect(file).toMatchObject({ confirmedAt: before });
    expect(file.mayBeConfirmedAt).toBeUndefined();
  });

  it('is said to be unknown up to the oldest commit that was read, where the history goes on', async () => {
    const { github, me } = openWithDocument();
    for (let hour = 1200; hour > 0; hour -= 1)
      me.commit({ at: daysAgo(5 + hour / 240), message: 'Bump', author: robot, files: { 'README.md': `${hour}` } });
    const file = await github.documents.read(ref);
    expect(file.confirmedAt).toBeNull();
    expect(Date.parse(file.mayBeConfirmedAt ?? '')).toBeGreaterThan(daysAgo(5 + 1030 / 240).getTime());
    // At a later look only what is new since then has to be read.
    const knownUntil = daysAgo(5).toISOString();
    const requests = github.counts().graphql;
    await github.documents.read(ref, { nodeIds: [], publicRepositories: false, knownUntil });
    expect(github.counts().graphql - requests).toBeLessThan(5);
  });

  it('is not moved back by a person whose clock was wrong', async () => {
    const { github, me } = openWithDocument();
    me.commit({ at: daysAgo(9), message: 'docs: update', files: { 'README.md': 'b' } });
    me.commit({ at: new Date('1999-01-01T00:00:00Z'), message: 'docs: again', files: { 'README.md': 'c' } });
    expect((await github.documents.read(ref)).confirmedAt).toBe(daysAgo(9).toISOString());
  });

  it('is never in the future', async () => {
    const { github, me } = openWithDocument();
    me.commit({ at: daysAgo(-30), message: 'From a clock that runs ahead', files: { 'README.md': 'b' } });
    expect((await github.documents.read(ref)).confirmedAt).toBe(now.toISOString());
  });
});

describe('a document that cannot be read', () => {
  it.each([
    { what: 'repository', wrong: { repo: 'ada/nowhere' }, says: 'ada/nowhere cannot be seen' },
    { what: 'branch', wrong: { branch: 'nowhere' }, says: 'no branch nowhere' },
    { what: 'path', wrong: { path: 'readme.md' }, says: 'There is no readme.md on ada/me, branch main' },
  ])('is not found: $what', async ({ wrong, says }) => {
    const { github } = openWithDocument();
    await expect(github.documents.read({ ...ref, ...wrong })).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
      message: expect.stringContaining(says),
      hint: expect.stringMatching(/\w/),
    });
  });

  it('is not found in a repository without commits', async () => {
    const { github, world } = openSimulation();
    world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(1) });
    await expect(github.documents.read(ref)).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
      message: 'ada/me has no commits yet.',
    });
  });

  it('is refused when it is a folder', async () => {
    const { github } = openWithDocument(table, 'docs/README.md');
    await expect(github.documents.read({ ...ref, path: 'docs' })).rejects.toMatchObject({
      code: 'DOCUMENT_UNREADABLE',
      message: 'ada/me:docs is a folder, not a file.',
    });
  });

  const answerWith = (file: object) => {
    const target = { oid: 'f'.repeat(40), file, history: { nodes: [] } };
    const { fetch } = scriptFetch(
      json({ data: { repository: { visibility: 'PUBLIC', branch: { name: 'main', target } } } }),
    );
    return openSimulation({ fetch }).github.documents.read(ref);
  };
  const blob = { oid: 'e'.repeat(40), byteSize: 8, text: 'elsewhere' };
  it.each([
    { name: 'a symbolic link', file: { mode: 0o120000, type: 'blob', object: blob }, says: 'is a symbolic link' },
    { name: 'a submodule', file: { mode: 0o160000, type: 'commit', object: null }, says: 'is a submodule' },
    {
      name: 'larger than 5 MB',
      file: { mode: 0o100644, type: 'blob', object: { ...blob, byteSize: 5 * 1024 * 1024 + 1 } },
      says: 'larger than 5 MB',
    },
    {
      name: 'kept in Git LFS',
      file: {
        mode: 0o100644,
        type: 'blob',
        object: { ...blob, text: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' },
      },
      says: 'Git LFS',
    },
  ])('is refused when it is $name', async ({ file, says }) => {
    await expect(answerWith(file)).rejects.toMatchObject({
      code: 'DOCUMENT_UNREADABLE',
      message: expect.stringContaining(says),
    });
  });

  it.each([
    { name: 'not accepted', answer: json({ message: 'Bad credentials' }, 401), code: 'TOKEN_REJECTED' },
    { name: 'throttled', answer: json({ message: 'slow down' }, 429), code: 'GITHUB_THROTTLED' },
    { name: 'unreachable', answer: 'reset' as const, code: 'GITHUB_UNREACHABLE' },
    { name: 'too slow', answer: json({}, 504), code: 'GITHUB_UNREACHABLE' },
    {
      name: 'partial',
      answer: json({
        data: { repository: { visibility: 'PUBLIC', branch: null } },
        errors: [{ path: ['repository', 'branch'], message: 'odd' }],
      }),
      code: 'GITHUB_ANSWER_UNEXPECTED',
    },
    {
      name: 'forbidden',
      answer: json({
        data: { repository: null },
        errors: [{ type: 'FORBIDDEN', path: ['repository'], message: 'SAML' }],
      }),
      code: 'DOCUMENT_UNREADABLE',
    },
  ])('says why: $name', async ({ answer, code }) => {
    const { github, world } = openWithDocument();
    world.fail(whenAsked('DocumentOnDefaultBranch', answer));
    await expect(github.documents.read(ref)).rejects.toMatchObject({ code });
  });

  it.each([
    ['too much at once', json({ data: null, errors: [{ type: 'RESOURCE_LIMITS_EXCEEDED', message: 'Too much.' }] })],
    ['too slow', json({ message: 'Bad gateway' }, 502)],
  ])('comes alone when what was asked for beside it is %s', async (_, answer) => {
    const { github, world, me, addRepository } = openWithDocument();
    const { state } = addRepository('engine');
    world.fail(whenAsked('DocumentAndLite', answer));
    const file = await github.documents.read(ref, { nodeIds: [state.nodeId], publicRepositories: true });
    expect(file.version).toBe(me.head()?.oid);
    expect(file.summaries).toBeUndefined();
    expect(world.requests.map(({ operation }) => operation)).toEqual(['DocumentAndLite', 'DocumentOnDefaultBranch']);
  });

  it('comes although what was asked for beside it is refused', async () => {
    const { github, world, me } = openWithDocument();
    me.release('v1.0.0', daysAgo(2));
    const companions = { nodeIds: [me.state.nodeId, 'R_gone'], publicRepositories: true };
    const whole = await github.documents.read(ref, companions);
    expect([...(whole.summaries?.values() ?? [])]).toMatchObject([
      { isPublic: true, seen: { nameWithOwner: 'ada/me' } },
    ]);
    expect(whole.publicRepositories).toEqual([{ repo: 'ada/me', createdAt: daysAgo(300).toISOString() }]);

    const { data } = (await (
      await world.fetch('https://api.github.com/graphql', {
        method: 'POST',
        headers: { authorization: `bearer ${world.token}` },
        body: JSON.stringify({
          query: documentAndLite,
          variables: { owner: 'ada', name: 'me', path: 'README.md', ids: [me.state.nodeId], publicRepositories: true },
        }),
      })
    ).json()) as { data: object };
    const errors = [
      { type: 'FORBIDDEN', path: ['nodes', 0], message: 'SAML' },
      { type: 'FORBIDDEN', path: ['publicRepositories', 'repositories'], message: 'SAML' },
    ];
    world.fail(
      whenAsked('DocumentAndLite', json({ data: { ...data, nodes: [null], publicRepositories: null }, errors })),
    );
    const refused = await github.documents.read(ref, { nodeIds: [me.state.nodeId], publicRepositories: true });
    expect(refused.bytes).toEqual(whole.bytes);
    expect([refused.summaries, refused.publicRepositories]).toEqual([undefined, undefined]);
  });

  it('is not ours when it is a file on this machine', async () => {
    const { github } = openSimulation();
    await expect(github.documents.read({ kind: 'file', path: 'README.md' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});
