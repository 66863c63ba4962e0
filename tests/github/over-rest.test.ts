// A server without GraphQL: documents are read and written over REST with the same promises.

import { describe, expect, it } from 'vitest';
import { daysAgo, openSimulation } from './open-simulation.ts';
import { json } from './script-fetch.ts';

function openWithoutGraphql(path = 'docs/notes/README.md', content: string | Uint8Array = '\ufeff| a |\r\nno end') {
  const simulation = openSimulation();
  const { world, github } = simulation;
  const me = world.addRepository({ owner: 'ada', name: 'me', createdAt: daysAgo(300) });
  me.commit({ at: daysAgo(40), message: 'Add', files: { [path]: content, 'other.txt': 'kept' } });
  world.fail({
    when: (request) => request.operation !== null,
    answer: json({ message: 'Not Found' }, 404),
    times: 999,
  });
  const ref = { kind: 'github', repo: 'ada/me', path, branch: null } as const;
  return { ...simulation, me, ref, documents: github.documents };
}

describe('a document over REST', () => {
  it('is the same as over GraphQL', async () => {
    const { documents, ref, me, world } = openWithoutGraphql();
    const overRest = await documents.read(ref);
    world.recover();
    expect(overRest).toEqual(await documents.read(ref));
    expect(overRest.version).toBe(me.head()?.oid);
    expect(world.unexpected).toEqual([]);
  });

  it('may be large, and is proven by its hash', async () => {
    const large = Uint8Array.from({ length: 1_200_000 }, (_, index) => index % 251);
    const { documents, ref } = openWithoutGraphql('README.md', large);
    expect(Buffer.compare((await documents.read(ref)).bytes, large)).toBe(0);
  });

  it.each([
    ['ada/none', 'README.md', null, 'DOCUMENT_NOT_FOUND'],
    ['ada/me', 'missing.md', null, 'DOCUMENT_NOT_FOUND'],
    ['ada/me', 'docs/none/README.md', null, 'DOCUMENT_NOT_FOUND'],
    ['ada/me', 'docs', null, 'DOCUMENT_UNREADABLE'],
    ['ada/me', 'docs/notes/README.md', 'gone', 'DOCUMENT_NOT_FOUND'],
  ])('says what is wrong: %s %s %s', async (repo, path, branch, code) => {
    const { documents } = openWithoutGraphql();
    await expect(documents.read({ kind: 'github', repo, path, branch })).rejects.toMatchObject({ code });
  });

  it('is written on top of what was read, each file once, and refused on top of anything else', async () => {
    const { documents, ref, me } = openWithoutGraphql();
    const file = await documents.read(ref);
    const beside = [{ path: 'badges/a.svg', bytes: new TextEncoder().encode('<svg/>'), before: null }];
    const change = {
      ref,
      file,
      bytes: new Uint8Array([1, 2, 255]),
      beside,
      headline: 'docs: x',
      body: 'Statusfolio: y',
    };
    expect(await documents.write(change)).toMatchObject({ kind: 'written', oid: me.head()?.oid });
    expect([...(me.head()?.files.get(ref.path) ?? [])]).toEqual([1, 2, 255]);
    expect([...(me.head()?.files.keys() ?? [])]).toContain('badges/a.svg');
    expect(await documents.write(change)).toEqual({ kind: 'conflict' });
    me.state.protection = 'Changes must be made through a pull request.';
    expect(await documents.write({ ...change, file: await documents.read(ref), beside: [] })).toMatchObject({
      kind: 'rejected',
      problem: { code: 'PROTECTED' },
    });
  });

  it('is not written twice when the answer is lost', async () => {
    const { documents, ref, me, world } = openWithoutGraphql();
    const file = await documents.read(ref);
    const change = { ref, file, bytes: new Uint8Array([7]), headline: 'docs: x', body: 'Statusfolio: y' };
    world.fail({ when: ({ method }) => method === 'PUT', answer: 'reset', effect: 'after' });
    expect(await documents.write(change)).toMatchObject({ kind: 'written', oid: me.head()?.oid });
    expect(me.history()).toHaveLength(2);
    world.fail({ when: ({ method }) => method === 'PUT', answer: 'reset' });
    const again = { ...change, file: await documents.read(ref), bytes: new Uint8Array([8]) };
    await expect(documents.write(again)).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });
    expect(me.history()).toHaveLength(2);
  });
});
