// Looking at repositories, on the simulated GitHub: what is asked for, what is learnt, and what becomes of each
// repository that cannot be fetched.

import { describe, expect, it } from 'vitest';
import { activityOf, daysAgo, openSimulation, request, whenAsked } from '../open-simulation.ts';
import { json, now } from '../script-fetch.ts';

const hourAgo = (hours: number) => daysAgo(hours / 24).toISOString();

describe('a first check', () => {
  it('learns everything from two requests', async () => {
    const { addRepository, look, sent } = openSimulation();
    const engine = addRepository('engine');
    engine.release('v1.0.0', daysAgo(10));
    engine.deploy('production', daysAgo(3));
    addRepository('me').archive(daysAgo(1));

    const looks = await look('ada/engine', 'Ada/ME');
    expect(sent()).toEqual(['CoreByNames', 'OperationsByIds']);
    expect(looks[0]).toEqual({
      kind: 'ok',
      repo: 'ada/engine',
      activity: {
        nodeId: engine.state.nodeId,
        name: 'ada/engine',
        visibility: 'public',
        isArchived: false,
        archivedAt: null,
        isEmpty: false,
        isFork: false,
        createdAt: daysAgo(300).toISOString(),
        pushedAt: daysAgo(2).toISOString(),
        defaultBranch: 'main',
        headOid: engine.head()?.oid,
        commits: engine.history().map(({ oid, at }) => ({ oid, at: at.toISOString(), kind: 'work' })),
        completeSince: daysAgo(300).toISOString(),
        languages: ['Python'],
        releases: [{ tag: 'v1.0.0', publishedAt: daysAgo(10).toISOString(), isPrerelease: false }],
        tags: [{ name: 'v1.0.0', at: daysAgo(10).toISOString() }],
        operations: {
          declared: null,
          fetchedAt: now.toISOString(),
          deployments: [
            {
              environment: 'production',
              state: 'success',
              at: daysAgo(3).toISOString(),
              createdAt: daysAgo(3).toISOString(),
            },
          ],
          schedules: null,
        },
        fetchedAt: now.toISOString(),
      },
    });
    expect(looks[1]).toMatchObject({
      repo: 'Ada/ME',
      activity: { name: 'ada/me', isArchived: true, archivedAt: daysAgo(1).toISOString() },
    });
  });

  it('asks for 25 at a time', async () => {
    const { addRepository, look, sent, github } = openSimulation();
    const names = Array.from({ length: 30 }, (_, index) => addRepository(`p${index}`).fullName());
    const looks = await look(...names);
    expect(looks.map(({ kind, repo }) => `${kind} ${repo}`)).toEqual(names.map((name) => `ok ${name}`));
    expect(sent()).toEqual(['CoreByNames', 'CoreByNames', 'OperationsByIds']);
    expect(github.counts()).toEqual({ graphql: 3, rest: 0, writes: 0 });
  });

  it('sees an empty repository whole', async () => {
    const { world, look } = openSimulation();
    world.addRepository({ owner: 'ada', name: 'idea', createdAt: daysAgo(5) });
    expect(activityOf((await look('ada/idea'))[0])).toMatchObject({
      isEmpty: true,
      headOid: null,
      defaultBranch: null,
      commits: [],
      pushedAt: null,
      completeSince: daysAgo(5).toISOString(),
    });
  });

  it('knows how far back it saw when there are more than a hundred commits', async () => {
    const { world, look } = openSimulation();
    const busy = world.addRepository({ owner: 'ada', name: 'busy', createdAt: daysAgo(300) });
    for (let day = 120; day > 0; day -= 1) busy.commit({ at: daysAgo(day), message: `Step ${day}` });
    const { commits, completeSince } = activityOf((await look('ada/busy'))[0]);
    expect(commits.length).toBe(100);
    expect(completeSince).toBe(daysAgo(100).toISOString());
  });

  it('follows a renamed repository by its old name', async () => {
    const { addRepository, look } = openSimulation();
    addRepository('engine').rename('motor');
    expect(activityOf((await look('ada/engine'))[0]).name).toBe('ada/motor');
  });

  it('asks nothing about nothing', async () => {
    const { look, sent } = openSimulation();
    expect(await look()).toEqual([]);
    expect(sent()).toEqual([]);
  });
});

describe('a later look', () => {
  it('costs one request when nothing happened', async () => {
    const { addRepository, look, sent } = openSimulation();
    addRepository('engine');
    const known = { ...activityOf((await look('ada/engine'))[0]), fetchedAt: hourAgo(2) };
    const [later] = await look(request('ada/engine', { known }));
    expect(sent()).toEqual(['LiteByIds']);
    expect(activityOf(later)).toEqual({ ...known, fetchedAt: now.toISOString() });
  });

  it('looks closely at what changed, and only at that', async () => {
    const { addRepository, look, sent } = openSimulation();
    const engine = addRepository('engine');
    addRepository('site');
    const known = (await look('ada/engine', 'ada/site')).map(activityOf);
    engine.commit({ at: daysAgo(0.1), message: 'Add lexer' });
    const looks = await look(...known.map((activity) => request(activity.name, { known: activity })));
    expect(sent()).toEqual(['LiteByIds', 'CoreByIds', 'OperationsByIds']);
    expect(activityOf(looks[0]).commits.length).toBe(3);
    expect(activityOf(looks[1])).toEqual(known[1]);
  });

  it.each([
    { name: 'a delivery was received', parts: { stale: true }, age: {} },
    { name: 'the last look is older than a day', parts: {}, age: { fetchedAt: hourAgo(25) } },
  ])('looks closely when $name', async ({ parts, age }) => {
    const { addRepository, look, sent } = openSimulation();
    addRepository('engine');
    const known = { ...activityOf((await look('ada/engine'))[0]), ...age };
    await look(request('ada/engine', { known, ...parts }));
    expect(sent()).toEqual(['LiteByIds', 'CoreByIds', 'OperationsByIds']);
  });

  it('looks closely once a day although cheap fetches came in between', async () => {
    const { addRepository, look, sent } = openSimulation();
    addRepository('engine');
    const first = activityOf((await look('ada/engine'))[0]);
    const known = { ...first, operations: first.operations && { ...first.operations, fetchedAt: hourAgo(25) } };
    await look(request('ada/engine', { known }));
    expect(sent()).toContain('CoreByIds');
  });

  it('spreads the daily close fetches of a long list, oldest first', async () => {
    const { addRepository, look, sent } = openSimulation();
    const names = Array.from({ length: 60 }, (_, index) => addRepository(`p${index}`).fullName());
    const first = (await look(...names)).map(activityOf);
    let known = first.map((activity, index) => {
      const fetchedAt = hourAgo(25 + index / 100);
      return { ...activity, fetchedAt, operations: activity.operations && { ...activity.operations, fetchedAt } };
    });
    const close = new Set<string>();
    for (const [oldest, expected] of [
      ['ada/p59', 25],
      ['ada/p34', 50],
      ['ada/p9', 60],
    ] as const) {
      expect(close.has(oldest)).toBe(false);
      known = (await look(...known.map((activity) => request(activity.name, { known: activity })))).map(activityOf);
      for (const { name, operations } of known) if (operations?.fetchedAt === now.toISOString()) close.add(name);
      expect(close.has(oldest)).toBe(true);
      expect(close.size).toBe(expected);
    }
    await look(...known.map((activity) => request(activity.name, { known: activity })));
    expect(sent()).toEqual(['LiteByIds']);
  });

  it('asks nothing cheap about what was seen together with the document', async () => {
    const { addRepository, look, sent, github } = openSimulation();
    addRepository('me').commit({ at: daysAgo(1), message: 'Begin', files: { 'README.md': '# Work\n' } });
    const engine = addRepository('engine');
    const known = { ...activityOf((await look('ada/engine'))[0]), fetchedAt: hourAgo(2) };
    const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
    const summaryOf = async () =>
      (await github.documents.read(ref, { nodeIds: [known.nodeId, 'R_gone'], publicRepositories: false })).summaries;
    const before = await summaryOf();
    expect([...(before?.keys() ?? [])]).toEqual([known.nodeId]);
    const [quiet] = await look(request('ada/engine', { known, summary: before?.get(known.nodeId) }));
    expect(sent()).toEqual([]);
    expect(activityOf(quiet)).toEqual({ ...known, fetchedAt: now.toISOString() });

    engine.commit({ at: daysAgo(0.1), message: 'Add lexer' });
    const after = (await summaryOf())?.get(known.nodeId);
    await look(request('ada/engine', { known, summary: after }));
    expect(sent()).toEqual(['CoreByIds', 'OperationsByIds']);
  });

  it('finds a renamed repository by its id, and says its new name', async () => {
    const { addRepository, look, sent } = openSimulation();
    const engine = addRepository('engine');
    const known = activityOf((await look('ada/engine'))[0]);
    engine.rename('motor');
    const [renamed] = await look(request('ada/engine', { known }));
    expect(activityOf(renamed)).toMatchObject({ name: 'ada/motor', nodeId: known.nodeId });
    expect(sent()).toEqual(['LiteByIds', 'IdsByNames', 'CoreByIds', 'OperationsByIds']);
  });

  it('sees a renamed default branch', async () => {
    const { addRepository, look } = openSimulation();
    const { state } = addRepository('engine');
    const known = activityOf((await look('ada/engine'))[0]);
    state.branches.set('trunk', state.branches.get('main') ?? []);
    state.branches.delete('main');
    state.defaultBranch = 'trunk';
    expect(activityOf((await look(request('ada/engine', { known })))[0]).defaultBranch).toBe('trunk');
  });

  it('does not follow a name that somebody else uses now, whether the old repository moved or is gone', async () => {
    for (const leave of ['rename', 'delete'] as const) {
      const { addRepository, look } = openSimulation();
      const engine = addRepository('engine');
      const known = activityOf((await look('ada/engine'))[0]);
      if (leave === 'rename') engine.rename('motor');
      else engine.delete();
      addRepository('engine');
      expect(await look(request('ada/engine', { known }))).toEqual([{ kind: 'replaced', repo: 'ada/engine' }]);
    }
  });

  it('keeps a repository whose link leads nowhere, as long as its id is known', async () => {
    const { addRepository, look } = openSimulation();
    addRepository('engine');
    const known = activityOf((await look('ada/engine'))[0]);
    expect(activityOf((await look(request('ada/misspelt', { known })))[0]).name).toBe('ada/engine');
  });
});

describe('a repository that cannot be seen', () => {
  it('is not visible, first and later, and costs the others nothing', async () => {
    const { addRepository, look } = openSimulation();
    addRepository('engine');
    const gone = addRepository('gone');
    const known = activityOf((await look('ada/gone'))[0]);
    gone.makePrivate();
    const looks = await look('ada/nowhere', request('ada/gone', { known }), 'ada/engine', 'without-a-slash');
    expect(looks.map(({ kind }) => kind)).toEqual(['not-visible', 'not-visible', 'ok', 'not-visible']);
  });

  it('is forbidden where GitHub says so', async () => {
    const { addRepository, look, world } = openSimulation();
    addRepository('engine');
    const errors = [
      { type: 'FORBIDDEN', path: ['r0'], message: 'Resource protected by organization SAML enforcement.' },
    ];
    world.fail(whenAsked('CoreByNames', json({ data: { r0: null }, errors })));
    expect(await look('ada/engine')).toEqual([{ kind: 'forbidden', repo: 'ada/engine', message: errors[0]?.message }]);
  });
});

describe('signs of something that runs', () => {
  it('are scheduled workflows, where a status depends on them', async () => {
    const { addRepository, look, sent } = openSimulation();
    const engine = addRepository('engine');
    const nightly = engine.addWorkflow('Nightly', '.github/workflows/nightly.yml', daysAgo(100));
    const weekly = engine.addWorkflow('Weekly', '.github/workflows/weekly.yml', daysAgo(100));
    const tests = engine.addWorkflow('Tests', '.github/workflows/tests.yml', daysAgo(100));
    engine.run(nightly, daysAgo(3));
    engine.run(nightly, daysAgo(2), 'cancelled');
    engine.run(nightly, daysAgo(1), 'failure');
    engine.run(weekly, daysAgo(9));
    engine.run(tests, daysAgo(1), 'success', 'push');
    engine.disableWorkflow(weekly, 'disabled_inactivity', daysAgo(4));

    const [look1] = await look(request('ada/engine', { heartbeat: true }));
    expect(sent()).toEqual([
      'CoreByNames',
      'OperationsByIds',
      '/repos/ada/engine/actions/workflows',
      '/repos/ada/engine/actions/runs',
      'WorkflowsAt',
    ]);
    expect(activityOf(look1).operations).toEqual({
      declared: null,
      fetchedAt: now.toISOString(),
      deployments: [],
      schedules: [
        {
          name: 'Nightly',
          path: '.github/workflows/nightly.yml',
          purpose: 'serves',
          read: { blob: expect.any(String), commit: engine.head()?.oid },
          state: 'active',
          stateChangedAt: null,
          runs: [
            { at: daysAgo(1).toISOString(), succeeded: false },
            { at: daysAgo(3).toISOString(), succeeded: true },
          ],
        },
        {
          name: 'Weekly',
          path: '.github/workflows/weekly.yml',
          purpose: 'serves',
          read: { blob: expect.any(String), commit: engine.head()?.oid },
          state: 'disabled_inactivity',
          stateChangedAt: daysAgo(4).toISOString(),
          runs: [{ at: daysAgo(9).toISOString(), succeeded: true }],
        },
      ],
    });
  });

  it('are checked again after an hour although the repository did not change', async () => {
    const { addRepository, look, sent } = openSimulation();
    addRepository('engine');
    const first = activityOf((await look(request('ada/engine', { heartbeat: true })))[0]);
    await look(request('ada/engine', { heartbeat: true, known: first }));
    expect(sent()).toEqual(['LiteByIds']);
    const known = { ...first, operations: first.operations && { ...first.operations, fetchedAt: hourAgo(2) } };
    const [later] = await look(request('ada/engine', { heartbeat: true, known }));
    expect(sent()).toEqual(['LiteByIds', 'OperationsByIds', '/repos/ada/engine/actions/workflows']);
    expect(activityOf(later).operations?.fetchedAt).toBe(now.toISOString());
  });

  it('are checked when nobody has asked for the schedules before', async () => {
    const { addRepository, look } = openSimulation();
    addRepository('engine');
    const known = activityOf((await look('ada/engine'))[0]);
    expect(known.operations?.schedules).toBeNull();
    expect(
      activityOf((await look(request('ada/engine', { heartbeat: true, known })))[0]).operations?.schedules,
    ).toEqual([]);
  });

  it('cost nothing else when they are refused', async () => {
    const { addRepository, look, world } = openSimulation();
    addRepository('engine').deploy('production', daysAgo(1));
    const errors = [
      {
        type: 'FORBIDDEN',
        path: ['nodes', 0, 'deployments'],
        message: 'Resource not accessible by personal access token',
      },
    ];
    world.fail(whenAsked('OperationsByIds', json({ data: { nodes: [null] }, errors })));
    const refused = json({ message: 'Resource not accessible by personal access token' }, 403);
    world.fail({ when: ({ path }) => path.endsWith('/actions/workflows'), answer: refused });
    const activity = activityOf((await look(request('ada/engine', { heartbeat: true })))[0]);
    expect(activity.commits.length).toBe(2);
    expect(activity.operations).toEqual({ fetchedAt: now.toISOString(), deployments: [], schedules: null });
  });

  it.each([
    { name: 'deployments', fault: whenAsked('OperationsByIds', json({}, 502), { times: 9 }) },
    {
      name: 'workflows',
      fault: { when: ({ path }: { path: string }) => path.endsWith('/workflows'), answer: json({}, 502) },
    },
    { name: 'runs', fault: { when: ({ path }: { path: string }) => path.endsWith('/runs'), answer: 'reset' as const } },
    {
      name: 'workflows in a form of their own',
      fault: { when: ({ path }: { path: string }) => path.endsWith('/workflows'), answer: json({ total: 1 }) },
    },
    {
      name: 'workflows that are throttled',
      fault: { when: ({ path }: { path: string }) => path.endsWith('/workflows'), answer: json({}, 429) },
    },
  ])('stay what they were when GitHub stumbles over them: $name', async ({ fault }) => {
    const { addRepository, look, world } = openSimulation();
    const engine = addRepository('engine');
    engine.run(engine.addWorkflow('Nightly', '.github/workflows/nightly.yml', daysAgo(9)), daysAgo(1));
    const first = activityOf((await look(request('ada/engine', { heartbeat: true })))[0]);
    const known = { ...first, operations: first.operations && { ...first.operations, fetchedAt: hourAgo(3) } };
    world.fail(fault);
    const later = activityOf((await look(request('ada/engine', { heartbeat: true, known, stale: true })))[0]);
    expect(later).toEqual(known);
  });

  it('are not asked for any more once GitHub throttles them', async () => {
    const { addRepository, look, sent, world } = openSimulation();
    const names = ['a', 'b', 'c'].map((name) => addRepository(name).fullName());
    world.fail({ when: ({ path }) => path.endsWith('/workflows'), answer: json({}, 429) });
    const looks = await look(...names.map((name) => request(name, { heartbeat: true })));
    expect(new Set(looks.map(({ kind }) => kind))).toEqual(new Set(['ok']));
    expect(sent()).toEqual(['CoreByNames', 'OperationsByIds', '/repos/ada/a/actions/workflows']);
  });

  it('are not waited for again and again when GitHub does not answer', async () => {
    const { addRepository, look, sent, world } = openSimulation({ timeoutMs: 20 });
    const names = Array.from({ length: 6 }, (_, index) => addRepository(`p${index}`).fullName());
    world.fail({ when: ({ path }) => path.endsWith('/workflows'), answer: 'hang', times: 99 });
    await look(...names.map((name) => request(name, { heartbeat: true })));
    // After two requests in a row without an answer the client sends none for a while.
    expect(sent().filter((path) => path.endsWith('/workflows')).length).toBe(2);
  });

  it('are not known at all when the first check of them fails', async () => {
    const { addRepository, look, world } = openSimulation();
    addRepository('engine');
    world.fail(whenAsked('OperationsByIds', 'reset'));
    expect(activityOf((await look('ada/engine'))[0]).operations).toBeNull();
  });
});

describe('a bad day of GitHub', () => {
  it('is met with smaller portions', async () => {
    const { addRepository, look, sent, world } = openSimulation();
    const names = Array.from({ length: 8 }, (_, index) => addRepository(`p${index}`).fullName());
    world.fail(whenAsked('CoreByNames', new Response('<html>Bad Gateway</html>', { status: 502 })));
    const looks = await look(...names);
    expect(new Set(looks.map(({ kind }) => kind))).toEqual(new Set(['ok']));
    expect(sent()).toEqual(['CoreByNames', 'CoreByNames', 'CoreByNames', 'OperationsByIds']);
  });

  it('leaves what was learnt before it was throttled', async () => {
    const { addRepository, look, world } = openSimulation();
    const names = Array.from({ length: 30 }, (_, index) => addRepository(`p${index}`).fullName());
    let asked = 0;
    const when = ({ operation }: { operation: string | null }) => operation === 'CoreByNames' && ++asked === 2;
    world.fail({ when, answer: json({ message: 'slow down' }, 403, { 'retry-after': '90' }) });
    const looks = await look(...names);
    expect(looks.filter(({ kind }) => kind === 'ok').length).toBe(25);
    expect(looks[29]).toEqual({
      kind: 'throttled',
      repo: 'ada/p29',
      retryAt: new Date(now.getTime() + 90_000).toISOString(),
    });
  });

  it('is an entry for each repository when it is throttled from the start', async () => {
    const { look, world, sent } = openSimulation();
    const errors = [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }];
    world.fail(whenAsked('CoreByNames', json({ errors })));
    expect((await look('ada/a', 'ada/b')).map(({ kind }) => kind)).toEqual(['throttled', 'throttled']);
    expect(sent()).toEqual(['CoreByNames']);
  });

  it('is thrown when the token is not accepted', async () => {
    const { look, addRepository } = openSimulation({ token: 'another' });
    addRepository('engine');
    await expect(look('ada/engine')).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
  });

  it.each([
    { name: 'nothing answers', answer: 'reset' as const },
    { name: 'nothing ever comes', answer: 'hang' as const },
    { name: 'there is nothing but errors', answer: json({}, 503) },
  ])('is thrown when $name', async ({ answer }) => {
    const { look, addRepository, world } = openSimulation({ timeoutMs: 20 });
    addRepository('engine');
    world.fail({ when: () => true, answer, times: 99 });
    await expect(look('ada/engine', 'ada/site')).rejects.toMatchObject({ code: 'GITHUB_UNREACHABLE', retryable: true });
  });

  it('is an entry when only a part was reached', async () => {
    const { look, addRepository, world } = openSimulation();
    addRepository('engine');
    addRepository('site');
    const known = activityOf((await look('ada/engine'))[0]);
    world.fail(whenAsked('CoreByNames', 'reset', { times: 99 }));
    const looks = await look(request('ada/engine', { known }), 'ada/site');
    expect(looks.map(({ kind }) => kind)).toEqual(['ok', 'failed']);
  });
});
