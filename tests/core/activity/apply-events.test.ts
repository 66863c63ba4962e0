// Webhooks applied to what is known must come to what a fetch shows, in any order and however often each comes. The
// looks are the adapter's own, at the simulated GitHub that sent the webhooks.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { createSimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { applyEvents } from '../../../src/core/activity/apply-events.ts';
import { type EventFacts, readEventFacts } from '../../../src/core/activity/parse-event.ts';
import type { Activity } from '../../../src/core/model.ts';
import { createGitHub } from '../../../src/github/create-github.ts';

const start = Date.UTC(2026, 5, 1, 12);
const hour = 3_600_000;
const bots = ['nightly-publisher'];
const token = 'ghp_invented';

type Doing = (repository: SimulatedRepository, at: Date, index: number) => void;
const person = (login: string | null, name: string) => ({ login, name, email: `${name}@example.org` });

/** Everything that happens to a repository and that its webhooks tell whole. */
const doings: Record<string, Doing> = {
  work: (repository, at, index) =>
    repository.commit({ at, message: `Add part ${index}`, files: { [`part${index}.py`]: 'pass\n' } }),
  readme: (repository, at, index) =>
    repository.commit({ at, message: `Explain part ${index}`, files: { 'README.md': `${index}\n` } }),
  docsInCode: (repository, at, index) =>
    repository.commit({ at, message: 'docs: comment the parser', files: { 'parser.py': `# ${index}\n` } }),
  bot: (repository, at, index) =>
    repository.commit({
      at,
      message: 'Bump lodash',
      files: { 'package.json': `${index}` },
      author: person('dependabot[bot]', 'dependabot[bot]'),
    }),
  listedBot: (repository, at, index) =>
    repository.commit({
      at,
      message: 'Refresh data',
      files: { 'data.csv': `${index}` },
      author: person('nightly-publisher', 'Nightly'),
    }),
  own: (repository, at, index) =>
    repository.commit({
      at,
      message: 'docs: engine is now running\n\nStatusfolio: ada/me:README.md@',
      files: { 'README.md': `own ${index}\n` },
    }),
  merge: (repository, at) => repository.commit({ at, message: 'Merge branch "next"', isMerge: true }),
  sideBranch: (repository, at, index) =>
    repository.commit({ at, message: 'Try something', files: { 'try.py': `${index}` }, branch: 'next' }),
  release: (repository, at, index) => repository.release(`v1.${index}.0`, at),
  prerelease: (repository, at, index) => repository.release(`v2.0.0-rc${index}`, at, true),
  tag: (repository, at, index) => repository.tag(`0.${index}.0`, at),
  run: (repository, at, index) => {
    const [workflow] = repository.state.workflows;
    if (workflow !== undefined) repository.run(workflow, at, index % 3 === 0 ? 'failure' : 'success');
  },
  skippedRun: (repository, at) => {
    const [workflow] = repository.state.workflows;
    if (workflow !== undefined) repository.run(workflow, at, 'cancelled');
  },
  testRun: (repository, at) => {
    const [workflow] = repository.state.workflows;
    if (workflow !== undefined) repository.run(workflow, at, 'failure', 'push');
  },
  deploy: (repository, at) => repository.deploy('production', at),
  failedDeploy: (repository, at) => repository.deploy('production', at, 'FAILURE'),
  archive: (repository, at) => repository.archive(at),
  unarchive: (repository) => repository.unarchive(),
  rename: (repository, _, index) => repository.rename(`engine-${index}`),
};

/** A world after these doings: what was known before, what was told, and what a fetch shows now. */
async function live(names: readonly string[], languages = ['Python']) {
  let now = new Date(start);
  const world = createSimulatedGitHub({ now: () => now, token, viewer: 'ada' });
  const github = createGitHub({ token, apiUrl: 'https://api.github.com', fetch: world.fetch, now: () => now, bots });
  const look = async (known: Activity | null): Promise<Activity> => {
    const request = { repo: 'ada/engine', known, stale: known !== null, heartbeat: true };
    const [found] = await github.readActivities([request], now);
    expect(world.unexpected).toEqual([]);
    if (found?.kind !== 'ok') throw new Error(`expected a good look, got ${JSON.stringify(found)}`);
    return found.activity;
  };

  const createdAt = new Date(start - 900 * hour);
  const repository = world.addRepository({ owner: 'ada', name: 'engine', createdAt, languages });
  repository.commit({ at: new Date(start - 800 * hour), message: 'Begin', files: { 'parser.py': 'pass\n' } });
  const workflow = repository.addWorkflow('Nightly', '.github/workflows/nightly.yml', createdAt);
  repository.run(workflow, new Date(start - 24 * hour));
  world.pending.length = 0;
  const known = await look(null);

  repository.addHook({ url: 'http://127.0.0.1:9', secret: 'x'.repeat(32), events: ['*'] });
  names.forEach((name, index) => {
    now = new Date(start + (index + 1) * hour);
    doings[name]?.(repository, now, index);
  });
  now = new Date(start + (names.length + 2) * hour);
  const events = world.pending.map(({ event, payload }) => readEventFacts(event, payload, 'Statusfolio'));
  expect(events).not.toContain(null);
  return { known, events: events.filter((facts) => facts !== null), look };
}

/** What a fetch cannot say: when it was, at which commit a workflow's file was read last, and what only webhooks tell. */
function compare({ fetchedAt, lastEventAppliedAt, flagsAt, operations, ...facts }: Activity) {
  void [fetchedAt, lastEventAppliedAt, flagsAt];
  const schedules = operations?.schedules?.map(({ read, ...schedule }) => ({ ...schedule, blob: read?.blob }));
  return { ...facts, deployments: operations?.deployments, schedules };
}

const anyDoings = fc.array(fc.constantFrom(...Object.keys(doings)), { minLength: 1, maxLength: 14 });

/** The events in an order of its own, some of them more than once. */
const shuffle = (events: readonly EventFacts[], keys: readonly number[]) =>
  [...events, ...events.filter((_, index) => (keys[index] ?? 0) % 3 === 0)]
    .map((facts, index) => ({ facts, key: keys[index] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(({ facts }) => facts);

describe('foldEvents', () => {
  it('comes to what a fetch shows, in 1,000 and more orders, repetitions included', async () => {
    let orders = 0;
    await fc.assert(
      fc.asyncProperty(
        anyDoings,
        fc.array(fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), { minLength: 30, maxLength: 30 }),
        async (names, keys) => {
          const { known, events, look } = await live(names);
          const inOrder = applyEvents(known, events, bots);
          expect(inOrder.isExact).toBe(true);
          expect(compare(inOrder.activity)).toEqual(compare(await look(inOrder.activity)));
          for (const key of keys) {
            orders += 1;
            expect(applyEvents(known, shuffle(events, key), bots)).toEqual(inOrder);
          }
        },
      ),
      { numRuns: 50 },
    );
    expect(orders).toBeGreaterThanOrEqual(1000);
  });

  it('says of parts that came in any order either the same or that a fetch is needed', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyDoings,
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        fc.nat(20),
        async (names, keys, cut) => {
          const { known, events } = await live(names);
          const shuffled = shuffle(events, keys);
          const first = applyEvents(known, shuffled.slice(0, cut), bots);
          const second = applyEvents(first.activity, shuffled.slice(cut), bots);
          if (first.isExact && second.isExact) expect(second).toEqual(applyEvents(known, events, bots));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('changes nothing when everything comes again after a fetch', async () => {
    await fc.assert(
      fc.asyncProperty(anyDoings, async (names) => {
        const { events, look } = await live(names);
        const looked = await look(null);
        const again = applyEvents(looked, events, bots);
        const { flagsAt: _, pushedAt: __, ...facts } = again.activity;
        expect(looked).toMatchObject({ ...facts });
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what the files of a commit taught when a fetch tells it by its headline', async () => {
    const { known, events, look } = await live(['readme', 'docsInCode']);
    const applied = applyEvents(known, events, bots).activity;
    expect(applied.commits.slice(0, 2).map(({ kind }) => kind)).toEqual(['work', 'docs']);
    expect((await look(known)).commits.slice(0, 2).map(({ kind }) => kind)).toEqual(['docs', 'work']);
    expect((await look(applied)).commits.slice(0, 2).map(({ kind }) => kind)).toEqual(['work', 'docs']);
  });

  it.each([
    [
      'a gap between pushes',
      ['work', 'work', 'work'],
      (facts: EventFacts[]) => facts.filter((_, index) => index !== 1),
    ],
    [
      'a branch that was rewritten',
      ['work'],
      (facts: EventFacts[]) => facts.map((fact) => (fact.kind === 'push' ? { ...fact, isRewrite: true } : fact)),
    ],
    [
      'a push that does not list its commits',
      ['work'],
      (facts: EventFacts[]) => facts.map((fact) => (fact.kind === 'push' ? { ...fact, commits: [] } : fact)),
    ],
    [
      'a commit from before the known history',
      ['work'],
      (facts: EventFacts[]) =>
        facts.map((fact) =>
          fact.kind === 'push'
            ? { ...fact, commits: fact.commits.map((commit) => ({ ...commit, at: '2020-01-01T00:00:00.000Z' })) }
            : fact,
        ),
    ],
    [
      'a release that the look should have seen',
      ['release'],
      (facts: EventFacts[]) =>
        facts.map((fact) =>
          fact.kind === 'release'
            ? { ...fact, release: { ...fact.release, publishedAt: '2026-05-01T00:00:00.000Z' } }
            : fact,
        ),
    ],
    [
      'a workflow that is not known',
      ['run'],
      (facts: EventFacts[]) => facts.map((fact) => (fact.kind === 'run' ? { ...fact, workflow: 'Weekly' } : fact)),
    ],
    [
      'a stable tag without its date',
      ['work'],
      (facts: EventFacts[]) => [...facts, { kind: 'tag', name: 'v1.0.0', at: null, isGone: false } as const],
    ],
    [
      'a known tag that is gone',
      ['tag'],
      (facts: EventFacts[]) => [...facts, { kind: 'tag', name: '0.0.0', at: null, isGone: true } as const],
    ],
    [
      'repositories that came into reach',
      ['work'],
      (facts: EventFacts[]) => [...facts, { kind: 'access', names: ['ada/engine'] } as const],
    ],
    [
      'a repository that became private',
      ['archive'],
      (facts: EventFacts[]) =>
        facts.map((fact) => (fact.kind === 'flags' ? ({ ...fact, visibility: 'private' } as const) : fact)),
    ],
    [
      'another default branch',
      ['archive'],
      (facts: EventFacts[]) => facts.map((fact) => (fact.kind === 'flags' ? { ...fact, defaultBranch: 'next' } : fact)),
    ],
  ])('asks for a look after %s', async (_, names, tamper) => {
    const { known, events } = await live(names);
    expect(applyEvents(known, tamper(events), bots).isExact).toBe(false);
  });

  it('asks for a fetch when the first source file is pushed, which may end a scaffold', async () => {
    const { known, events } = await live(['work'], []);
    expect(applyEvents(known, events, bots).isExact).toBe(false);
  });

  it('never lets an event older than the last check, or than a newer event, change a flag', async () => {
    const { known, events } = await live(['archive', 'unarchive']);
    const [archived, unarchived] = events;
    if (archived === undefined || unarchived === undefined) throw new Error('expected two events');
    expect(applyEvents(known, [unarchived, archived], bots).activity.isArchived).toBe(false);
    const newer = applyEvents(known, [unarchived], bots).activity;
    expect(applyEvents(newer, [archived], bots).activity.isArchived).toBe(false);
    const later = { ...known, fetchedAt: new Date(start + 9 * hour).toISOString() };
    expect(applyEvents(later, [archived], bots)).toEqual({ activity: later, isExact: true });
  });

  it('asks for a fetch where an event and a fetch happened within a minute of each other and disagree', async () => {
    const { known, events } = await live(['archive']);
    const [archived] = events;
    if (archived?.kind !== 'flags') throw new Error('expected flags');
    const lookedAfter = (milliseconds: number): Activity => ({
      ...known,
      fetchedAt: new Date(Date.parse(archived.at) + milliseconds).toISOString(),
    });
    expect(applyEvents(lookedAfter(-1), [archived], bots)).toMatchObject({
      isExact: true,
      activity: { isArchived: true },
    });
    for (const close of [0, 900, 60_000]) expect(applyEvents(lookedAfter(close), [archived], bots).isExact).toBe(false);
    const longAfter = lookedAfter(60_001);
    expect(applyEvents(longAfter, [archived], bots)).toEqual({ activity: longAfter, isExact: true });
    const agreeing = { ...lookedAfter(0), isArchived: true, archivedAt: archived.at };
    expect(applyEvents(agreeing, [archived], bots)).toEqual({ activity: agreeing, isExact: true });
  });
});
