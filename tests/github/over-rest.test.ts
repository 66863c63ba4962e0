// A server without GraphQL: documents are read and written over REST with the same promises.

import { describe, expect, it } from 'vitest';
import type { Activity } from '../../src/core/model.ts';
import type { GitHub } from '../../src/ports/github.ts';
import { activityOf, daysAgo, openSimulation } from './open-simulation.ts';
import { json, now } from './script-fetch.ts';

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
    const companions = [{ path: 'badges/a.svg', bytes: new TextEncoder().encode('<svg/>'), before: null }];
    const change = {
      ref,
      file,
      bytes: new Uint8Array([1, 2, 255]),
      companions,
      headline: 'docs: x',
      body: 'Statusfolio: y',
    };
    expect(await documents.write(change)).toMatchObject({ kind: 'written', oid: me.head()?.oid });
    expect([...(me.head()?.files.get(ref.path) ?? [])]).toEqual([1, 2, 255]);
    expect([...(me.head()?.files.keys() ?? [])]).toContain('badges/a.svg');
    expect(await documents.write(change)).toEqual({ kind: 'conflict' });
    me.state.protection = 'Changes must be made through a pull request.';
    expect(await documents.write({ ...change, file: await documents.read(ref), companions: [] })).toMatchObject({
      kind: 'rejected',
      problem: { code: 'PROTECTED' },
    });
  });

  it.each([
    [409, 'README.md does not match 0123456789abcdef0123456789abcdef01234567', 'conflict'],
    [409, 'is at 0123456 but expected 89abcde', 'conflict'],
    [422, 'Invalid request.\n\n"sha" wasn\'t supplied.', 'conflict'],
    [404, 'Branch main not found', 'conflict'],
    [409, 'Repository rule violations found\n\nChanges must be made through a pull request.', 'rejected'],
    [409, 'Cannot update this protected branch: changes must be made through the merge queue', 'rejected'],
    [409, 'Could not create file: Required status check "branch" is expected.', 'rejected'],
    [409, 'Repository rule violations found\n\nCommits must have verified signatures on branch main.', 'rejected'],
    [422, 'Could not update file: the branch main is locked.', 'rejected'],
    [422, 'Path is longer than what a branch may hold.', 'rejected'],
    [403, 'Resource not accessible by integration for this branch', 'rejected'],
  ])(
    'is another one’s edit only by what GitHub says of it, never by a status code: %i %s',
    async (status, message, kind) => {
      const { documents, ref, world } = openWithoutGraphql();
      const file = await documents.read(ref);
      world.fail({ when: ({ method }) => method === 'PUT', answer: json({ message }, status), times: 9 });
      const change = { ref, file, bytes: new Uint8Array([1]), headline: 'docs: x', body: 'Statusfolio: y' };
      expect((await documents.write(change)).kind).toBe(kind);
    },
  );

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

describe('activity over REST', () => {
  const look = async (github: GitHub, at = now, known: Activity | null = null, heartbeat = true) => {
    const before = github.counts().rest;
    const [found] = await github.readActivities([{ repo: 'ada/job', known, stale: true, heartbeat }], at);
    return { activity: activityOf(found), requests: github.counts().rest - before };
  };

  function openJob() {
    const simulation = openWithoutGraphql();
    const job = simulation.world.addRepository({
      owner: 'ada',
      name: 'job',
      createdAt: daysAgo(300),
      languages: ['Python'],
    });
    job.commit({
      at: daysAgo(20),
      message: 'Initial commit',
      files: { 'main.py': '1', 'README.md': '# job\n\n**Status:** 🟡 Paused\n' },
    });
    return { ...simulation, job };
  }

  it('is the same as over GraphQL: deployments, tags, what it says of itself, schedules, its homepage', async () => {
    const { world, github, job } = openJob();
    for (const [name, days] of [
      ['v1.2.0', 9],
      ['v1.10.0', 4],
    ] as const)
      job.tag(name, daysAgo(days));
    job.deploy('production', daysAgo(8));
    const workflow = job.addWorkflow('Nightly', '.github/workflows/nightly.yml', daysAgo(200));
    for (const days of [3, 2, 1]) job.run(workflow, daysAgo(days));
    job.disableWorkflow(workflow, 'disabled_inactivity', daysAgo(1));
    const overRest = await look(github);
    expect(overRest.activity.operations?.declared).toMatchObject({ status: 'paused', source: 'README' });
    expect(overRest.activity.operations?.deployments).toMatchObject([{ environment: 'production', state: 'success' }]);
    expect(overRest.activity.tags.map(({ name }) => name)).toEqual(['v1.10.0', 'v1.2.0']);
    expect(overRest.activity.unread).toBeUndefined();
    // The repository, commits, releases, tags with two dates, README, deployments with a state, workflows, runs.
    expect(overRest.requests).toBe(11);
    // The dates of tags are known from then on.
    expect((await look(github, now, overRest.activity)).requests).toBe(9);
    world.recover();
    expect(overRest.activity).toEqual((await look(github)).activity);
    expect(world.unexpected).toEqual([]);
  });

  it('notices what the repository begins to say of itself, in a topic too', async () => {
    const { github, job } = openJob();
    const { activity } = await look(github);
    expect(activity.operations?.declared).toMatchObject({ since: null });
    job.state.topics.push('status-complete');
    const later = new Date(now.getTime() + 3_600_000);
    const next = await look(github, later, activity);
    expect(next.activity.operations?.declared).toMatchObject({
      status: 'complete',
      source: 'topic',
      since: later.toISOString(),
    });
  });

  it('says which tags it did not follow to their dates', async () => {
    const { github, job } = openJob();
    for (let minor = 1; minor <= 5; minor += 1) job.tag(`v1.${minor}.0`, daysAgo(100 - minor));
    const { activity } = await look(github, now, null, false);
    expect(activity.tags.map(({ name }) => name)).toEqual(['v1.5.0', 'v1.4.0', 'v1.3.0']);
    expect(activity.unread).toEqual(['tags']);
    job.release('v2.0.0', daysAgo(1));
    expect((await look(github, now, null, false)).activity.unread).toBeUndefined();
  });

  it('keeps what was known of its operations when they cannot be read, and loses nothing else', async () => {
    const { world, github, job } = openJob();
    job.deploy('production', daysAgo(8));
    const { activity } = await look(github);
    world.fail({
      when: ({ path }) => path.endsWith('/deployments'),
      answer: new Response('{}', { status: 502 }),
      times: 9,
    });
    job.commit({ at: daysAgo(1), message: 'Add', files: { 'b.py': '1' } });
    const later = new Date(now.getTime() + 7_200_000);
    const next = (await look(github, later, activity)).activity;
    expect(next.operations).toEqual(activity.operations);
    expect(next.commits).toHaveLength(2);
    expect((await look(github, later)).activity.operations).toBeNull();
  });
});
