import { describe, expect, it } from 'vitest';
import { createAnonymousGitHub } from '../../../src/github/unauthenticated/create.ts';
import { daysAgo, openSimulation, whenAsked } from '../open-simulation.ts';
import { json, now } from '../script-fetch.ts';

const everything = { commits: true, releases: true };
const bot = {
  login: 'dependabot[bot]',
  name: 'dependabot[bot]',
  email: '49699333+dependabot[bot]@users.noreply.github.com',
};

function open() {
  const simulation = openSimulation();
  const add = (name: string, human: number, bots = 0) => {
    const repository = simulation.world.addRepository({ owner: 'ada', name, createdAt: daysAgo(900) });
    repository.commit({ at: daysAgo(human), message: 'Fix it', files: { a: '1' } });
    for (let index = 0; index < bots; index += 1) {
      const at = daysAgo(human - 1 - (index * (human - 2)) / bots);
      repository.commit({ at, message: `Bump ${index}`, files: { b: String(index) }, author: bot });
    }
    return repository;
  };
  const read = (...names: string[]) =>
    simulation.github.readLastActivities({ ...everything, repos: names.map((name) => `ada/${name}`) });
  return { ...simulation, add, read };
}

describe('the last activity of many repositories', () => {
  it('is the newest commit of a person, however many bots have been there since', async () => {
    const { add, read, sent } = open();
    add('quiet', 300);
    add('few-bots', 200, 5);
    add('many-bots', 150, 40);
    add('bots-alone', 140, 120);
    const looks = await read('quiet', 'few-bots', 'many-bots', 'bots-alone');
    const commits = looks.map((look) => (look.kind === 'ok' ? look.activity.commit : look));
    expect(commits.slice(0, 3)).toEqual(
      [300, 200, 150].map((days) => ({ at: daysAgo(days).toISOString(), isExact: true })),
    );
    expect(commits[3]).toMatchObject({ isExact: false });
    expect(sent()).toEqual(['LastByNames', 'LastByNames']);
  });

  it('costs four requests for 400 repositories', async () => {
    const { add, read, sent, world } = open();
    const names = Array.from({ length: 400 }, (_, index) => `r${index}`);
    for (const name of names) add(name, 30);
    const looks = await read(...names);
    expect(looks.every(({ kind }) => kind === 'ok')).toBe(true);
    expect(sent()).toHaveLength(4);
    expect(world.unexpected).toEqual([]);
  });

  it('tells renamed, archived and missing repositories, the newest release, and a tag where there is none', async () => {
    const { add, read, world } = open();
    add('moved', 10).rename('elsewhere');
    const tagged = add('tagged', 20);
    tagged.archive(daysAgo(5));
    tagged.tag('v1', daysAgo(18));
    const looks = await read('moved', 'tagged', 'missing');
    expect(looks).toMatchObject([
      { kind: 'ok', activity: { name: 'ada/elsewhere', isPublic: true, release: { at: null, isExact: true } } },
      { kind: 'ok', activity: { isArchived: true, release: { at: daysAgo(18).toISOString() } } },
      { kind: 'not-visible' },
    ]);
    expect(world.unexpected).toEqual([]);
  });

  it('is said to have been stopped where the limit was reached, and thrown where nothing was read', async () => {
    const { add, read, world } = open();
    const names = Array.from({ length: 150 }, (_, index) => `r${index}`);
    for (const name of names) add(name, 30);
    let asked = 0;
    const limited = json({ errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded for user ID 1.' }] });
    world.fail({ when: ({ operation }) => operation === 'LastByNames' && ++asked === 2, answer: limited });
    const kinds = (await read(...names)).map(({ kind }) => kind);
    expect([kinds.slice(0, 100), kinds.slice(100)].map((part) => [...new Set(part)])).toEqual([['ok'], ['stopped']]);
    world.fail(whenAsked('LastByNames', limited));
    await expect(read(...names)).rejects.toMatchObject({ code: 'GITHUB_THROTTLED' });
  });

  it('is refused for more than 50 repositories without a token, before anything is asked', async () => {
    const { add, world } = open();
    add('one', 40);
    const cache = { read: async () => null, write: async () => {} };
    const github = createAnonymousGitHub({
      apiUrl: 'https://api.github.com',
      fetch: world.fetch,
      now: () => now,
      cache,
    });
    const repos = Array.from({ length: 51 }, (_, index) => `ada/r${index}`);
    world.requests.length = 0;
    await expect(github.readLastActivities({ ...everything, repos })).rejects.toMatchObject({
      code: 'TOKEN_MISSING',
      message: expect.stringMatching(/51 repositories/),
    });
    expect(world.requests).toEqual([]);
    expect(await github.readLastActivities({ ...everything, repos: ['ada/one', 'ada/none'] })).toMatchObject([
      { kind: 'ok', activity: { commit: { at: daysAgo(40).toISOString(), isExact: true } } },
      { kind: 'not-visible' },
    ]);
  });
});
