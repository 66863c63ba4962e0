// What one answer of GitHub says about a repository, and how far back it is known.

import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../src/core/model.ts';
import { buildActivity, hasChanged, historySince } from '../../../src/github/activity/build.ts';
import { coreSchema, liteSchema } from '../../../src/github/schemas.ts';
import { now } from '../script-fetch.ts';

const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();

function rawCommit(days: number, parts: object = {}) {
  const author = { name: 'Ada', email: 'ada@example.org', user: { login: 'ada' } };
  const committer = { email: 'ada@example.org' };
  return {
    oid: `c${days}`,
    committedDate: daysAgo(days),
    message: 'Add parser',
    parents: { totalCount: 1 },
    author,
    committer,
    ...parts,
  };
}

interface RawHistory {
  readonly hasNextPage?: boolean;
  readonly nodes: readonly unknown[];
}

function rawCore(history: RawHistory | null, parts: object = {}) {
  const target = history && {
    oid: 'c1',
    committedDate: daysAgo(history.nodes.length === 0 ? 500 : 1),
    history: { pageInfo: { hasNextPage: history.hasNextPage ?? false }, nodes: history.nodes },
  };
  return {
    id: 'R_1',
    nameWithOwner: 'ada/engine',
    visibility: 'PUBLIC',
    isArchived: false,
    archivedAt: null,
    isEmpty: history === null,
    isFork: false,
    createdAt: daysAgo(1000),
    pushedAt: daysAgo(1),
    languages: { nodes: [{ name: 'Python' }] },
    latestRelease: null,
    releases: { nodes: [] },
    tags: { nodes: [] },
    defaultBranchRef: target && { name: 'main', target },
    ...parts,
  };
}

const build = (raw: unknown, bots: readonly string[] = []) => buildActivity(coreSchema.parse(raw), bots, now);

describe('completeSince', () => {
  it('is the start of the window for an older repository', () => {
    expect(build(rawCore({ nodes: [rawCommit(1), rawCommit(20)] })).completeSince).toBe(historySince(now));
    expect(build(rawCore({ nodes: [] })).completeSince).toBe(historySince(now));
  });

  it('is the creation of a younger one', () => {
    const createdAt = daysAgo(30);
    expect(build(rawCore({ nodes: [rawCommit(1)] }, { createdAt })).completeSince).toBe(createdAt);
    expect(build(rawCore(null, { createdAt })).completeSince).toBe(createdAt);
  });

  it('is never later than the oldest commit: commits may be older than their repository', () => {
    const activity = build(rawCore({ nodes: [rawCommit(1), rawCommit(90)] }, { createdAt: daysAgo(30) }));
    expect(activity.completeSince).toBe(daysAgo(90));
  });

  it('is the oldest commit where there are more than were read', () => {
    expect(build(rawCore({ nodes: [rawCommit(1), rawCommit(20)], hasNextPage: true })).completeSince).toBe(daysAgo(20));
  });

  it('is the last readable commit where one cannot be read', () => {
    const activity = build(rawCore({ nodes: [rawCommit(1), rawCommit(5), { oid: 'broken' }, rawCommit(20)] }));
    expect(activity.commits.map(({ oid }) => oid)).toEqual(['c1', 'c5']);
    expect(activity.completeSince).toBe(daysAgo(5));
  });

  it('is now where a branch is missing although the repository is not empty', () => {
    const activity = build({ ...rawCore({ nodes: [] }), defaultBranchRef: null });
    expect(activity.completeSince).toBe(now.toISOString());
  });

  it('is now where the head itself is missing from its history', () => {
    const raw = rawCore({ nodes: [] });
    const target = { ...raw.defaultBranchRef?.target, committedDate: daysAgo(2) };
    expect(build({ ...raw, defaultBranchRef: { name: 'main', target } }).completeSince).toBe(now.toISOString());
  });
});

describe('an answer that is none', () => {
  it.each([
    { name: 'a history without its head', history: { nodes: [rawCommit(9)] } },
    { name: 'a history of which nothing can be read', history: { nodes: [null] } },
    { name: 'a history of which nothing came', history: { nodes: [], hasNextPage: true } },
  ])('is refused: $name', ({ history }) => {
    expect(coreSchema.safeParse(rawCore(history)).success).toBe(false);
  });
});

describe('commits', () => {
  it('carry their kind', () => {
    const bot = { name: 'dependabot[bot]', email: '1+dependabot[bot]@users.noreply.github.com', user: null };
    const nodes = [
      rawCommit(1),
      rawCommit(2, { message: 'docs: engine is now paused\n\n- engine\n\nStatusfolio: ada/me:README.md@' }),
      rawCommit(3, { author: bot }),
      rawCommit(4, { parents: { totalCount: 2 } }),
      rawCommit(5, { message: 'Update README.md' }),
      rawCommit(6, { author: null, committer: null }),
      rawCommit(7, { author: { name: 'Robo', email: 'r@example.org', user: { login: 'Nightly' } } }),
    ];
    expect(build(rawCore({ nodes }), ['nightly']).commits.map(({ kind }) => kind)).toEqual([
      'work',
      'own',
      'bot',
      'merge',
      'docs',
      'work',
      'bot',
    ]);
  });

  it('from a clock that runs ahead are dated by their push', () => {
    const activity = build(rawCore({ nodes: [rawCommit(-30, { oid: 'c1' }), rawCommit(2)] }, { pushedAt: daysAgo(1) }));
    expect(activity.commits.map(({ at }) => at)).toEqual([daysAgo(1), daysAgo(2)]);
  });

  it('keep one time zone', () => {
    const [commit] = build(rawCore({ nodes: [rawCommit(1, { committedDate: '2026-05-31T14:00:00+02:00' })] })).commits;
    expect(commit?.at).toBe('2026-05-31T12:00:00.000Z');
  });
});

describe('releases and tags', () => {
  it('leave drafts out, keep prereleases, and list the newest first', () => {
    const release = (tagName: string, publishedAt: string | null, parts: object = {}) => ({
      tagName,
      publishedAt,
      isDraft: false,
      isPrerelease: false,
      ...parts,
    });
    const activity = build(
      rawCore(
        { nodes: [] },
        {
          releases: {
            nodes: [
              release('v3-draft', null, { isDraft: true }),
              release('v1', daysAgo(50)),
              null,
              release('v2-rc', daysAgo(5), { isPrerelease: true }),
            ],
          },
          latestRelease: release('v0.9', daysAgo(90)),
        },
      ),
    );
    expect(activity.releases).toEqual([
      { tag: 'v2-rc', publishedAt: daysAgo(5), isPrerelease: true },
      { tag: 'v1', publishedAt: daysAgo(50), isPrerelease: false },
      { tag: 'v0.9', publishedAt: daysAgo(90), isPrerelease: false },
    ]);
  });

  it('date a tag by its commit, or by the tagger', () => {
    const nodes = [
      { name: 'light', target: { committedDate: daysAgo(3) } },
      { name: 'annotated', target: { tagger: { date: daysAgo(4) }, target: { committedDate: daysAgo(5) } } },
      { name: 'without tagger', target: { tagger: null, target: { committedDate: daysAgo(6) } } },
      { name: 'of a tree', target: {} },
    ];
    expect(build(rawCore({ nodes: [] }, { tags: { nodes } })).tags).toEqual([
      { name: 'light', at: daysAgo(3) },
      { name: 'annotated', at: daysAgo(4) },
      { name: 'without tagger', at: daysAgo(6) },
    ]);
  });
});

describe('hasChanged', () => {
  const stable = { tag: 'v1', publishedAt: daysAgo(50), isPrerelease: false };
  const known: Activity = {
    ...build(rawCore({ nodes: [rawCommit(1)] })),
    headOid: 'head',
    releases: [stable],
    operations: null,
  };
  const latest = { tagName: 'v1', publishedAt: daysAgo(50), isDraft: false, isPrerelease: false };
  const raw = {
    id: 'R_1',
    nameWithOwner: 'ada/engine',
    visibility: 'PUBLIC',
    isArchived: false,
    isEmpty: false,
    pushedAt: daysAgo(1),
    defaultBranchRef: { name: 'main', target: { oid: 'head' } },
    latestRelease: latest,
  };
  const changes = (parts: object) => hasChanged(known, liteSchema.parse({ ...raw, ...parts }));

  it('is false for the same repository', () => {
    expect(changes({})).toBe(false);
    expect(hasChanged({ ...known, releases: [] }, liteSchema.parse({ ...raw, latestRelease: null }))).toBe(false);
  });

  it.each([
    { nameWithOwner: 'ada/motor' },
    { visibility: 'PRIVATE' },
    { isArchived: true },
    { isEmpty: true },
    { pushedAt: daysAgo(0) },
    { pushedAt: null },
    { defaultBranchRef: null },
    { defaultBranchRef: { name: 'trunk', target: { oid: 'head' } } },
    { defaultBranchRef: { name: 'main', target: { oid: 'other' } } },
    { latestRelease: null },
    { latestRelease: { ...latest, tagName: 'v2' } },
    { latestRelease: { ...latest, publishedAt: daysAgo(1) } },
  ])('sees %o', (parts) => {
    expect(changes(parts)).toBe(true);
  });
});
