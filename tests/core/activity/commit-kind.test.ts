// Which commits count as life: decided from what a commit says about itself.

import { describe, expect, it } from 'vitest';
import {
  type CommitDescription,
  isStableRelease,
  isUnstableName,
  readCommitKind,
} from '../../../src/core/activity/commit-kind.ts';

const options = { ownTrailer: 'Statusfolio', bots: ['nightly-publisher'] };

function kindOf(parts: Partial<CommitDescription>) {
  const commit = {
    headline: 'Add parser',
    authorName: 'Ada',
    authorEmail: 'ada@example.org',
    authorLogin: 'ada',
    ...parts,
  };
  return readCommitKind(commit, options);
}

describe('readCommitKind', () => {
  it('counts what a person committed as work', () => {
    expect(kindOf({})).toBe('work');
    expect(kindOf({ parents: 1 })).toBe('work');
    expect(kindOf({ parents: 0, headline: 'Initial commit' })).toBe('work');
    expect(kindOf({ authorLogin: null, authorName: null, authorEmail: null })).toBe('work');
  });

  it('knows our own commits by their trailer, whoever made them', () => {
    const message = 'docs: engine is now paused\n\n- engine\n\nStatusfolio: ada/me:README.md@';
    expect(kindOf({ message })).toBe('own');
    expect(kindOf({ message: message.replaceAll('\n', '\r\n') })).toBe('own');
    expect(kindOf({ message, authorEmail: '1+app[bot]@users.noreply.github.com' })).toBe('own');
    expect(kindOf({ message: 'Try Statusfolio: it reads commits' })).toBe('work');
    expect(kindOf({ message: 'Statusfolios: a list' })).toBe('work');
  });

  it.each([
    {
      authorName: 'dependabot[bot]',
      authorEmail: '49699333+dependabot[bot]@users.noreply.github.com',
      authorLogin: null,
    },
    { authorName: 'Some App', authorEmail: '1+some-app[bot]@users.noreply.github.com' },
    { authorName: 'some-app[bot]', authorEmail: 'app@example.org' },
    { authorName: 'Renovate Bot', authorEmail: 'bot@renovateapp.com' },
    { authorName: 'GitHub Action', authorEmail: 'action@github.com' },
    { authorName: 'github-actions', authorEmail: 'github-actions@github.com' },
    { authorName: 'CI', authorEmail: '41898282+github-actions[bot]@users.noreply.github.com' },
    { authorLogin: 'actions-user' },
    { authorLogin: 'Nightly-Publisher' },
    { authorName: 'nightly-publisher[bot]' },
  ])('leaves out the machine $authorName $authorEmail $authorLogin', (author) => {
    expect(kindOf(author)).toBe('bot');
  });

  it('recognises a workflow that commits in the name of its author', () => {
    expect(kindOf({ committerEmail: '41898282+github-actions[bot]@users.noreply.github.com' })).toBe('bot');
    expect(kindOf({ committerEmail: 'noreply@github.com' })).toBe('work');
  });

  it('takes people with the names of machines for people', () => {
    expect(kindOf({ authorName: 'Devin', authorLogin: 'devin-k', authorEmail: 'devin@example.org' })).toBe('work');
    expect(kindOf({ authorName: 'Claude Abbott', authorLogin: 'cabbott' })).toBe('work');
    expect(kindOf({ authorName: 'Robot', authorEmail: 'robot@example.org' })).toBe('work');
  });

  it('counts what an agent wrote only together with a person', () => {
    const agent = {
      authorName: 'Copilot',
      authorEmail: '198982749+Copilot@users.noreply.github.com',
      authorLogin: 'Copilot',
    };
    expect(kindOf(agent)).toBe('bot');
    expect(kindOf({ ...agent, message: 'Add parser\n\nCo-authored-by: ada <1+ada@users.noreply.github.com>' })).toBe(
      'work',
    );
    expect(kindOf({ ...agent, message: 'Add parser\n\nCo-authored-by: x <1+x[bot]@users.noreply.github.com>' })).toBe(
      'bot',
    );
    expect(kindOf({ message: 'Add parser\n\nCo-Authored-By: Claude <noreply@anthropic.com>' })).toBe('work');
  });

  it('leaves out merges: by their parents, or by their headline where the parents are not known', () => {
    expect(kindOf({ parents: 2 })).toBe('merge');
    expect(kindOf({ headline: 'Merge pull request #12 from ada/parser' })).toBe('merge');
    expect(kindOf({ headline: "Merge branch 'main' into parser" })).toBe('merge');
    expect(kindOf({ headline: 'Merge pull request #12 from ada/parser', parents: 1 })).toBe('work');
    expect(kindOf({ headline: 'Merge sort, faster' })).toBe('work');
  });

  it.each([
    'docs: explain the cache',
    'docs(api)!: explain the cache',
    'Update README.md',
    'update readme',
    'Create LICENSE',
    'README',
    'Fix the changelog',
    'Update README with badges',
  ])('takes "%s" for documentation', (headline) => {
    expect(kindOf({ headline })).toBe('docs');
  });

  it.each(['Update README and fix the parser', 'Read documents', 'docsearch: index', 'Add reader', 'Update parser'])(
    'takes "%s" for work',
    (headline) => {
      expect(kindOf({ headline })).toBe('work');
    },
  );

  it('believes the changed files more than the headline', () => {
    expect(kindOf({ headline: 'Polish', paths: ['README.md', 'docs/guide.html', 'CHANGELOG'] })).toBe('docs');
    expect(kindOf({ headline: 'docs: explain', paths: ['src/parser.py', 'README.md'] })).toBe('work');
    expect(kindOf({ headline: 'docs: explain', paths: [] })).toBe('docs');
  });

  it('counts only what the owner of a fork wrote as work in it', () => {
    const inFork = (authorLogin: string | null) =>
      readCommitKind(
        { headline: 'Add parser', authorName: 'Ada', authorEmail: 'ada@example.org', authorLogin },
        { ...options, forkOwner: 'Ada' },
      );
    expect([inFork('ada'), inFork('grace'), inFork(null)]).toEqual(['work', 'upstream', 'upstream']);
  });
});

describe('a release that is stable by its name', () => {
  it.each([
    ...[
      'v2.0.0-rc.1',
      '2.0.0rc1',
      'v1.0.0-RC2',
      '1.0b1',
      '1.0a2',
      '3.0.0.dev4',
      'v3-alpha',
      '1.2.0-beta',
      'v1.0.0-beta.3',
    ],
    ...[
      'nightly',
      'Nightly-2026-05-01',
      'nightly/20260501',
      'latest',
      'continuous',
      'weekly-12',
      'canary',
      'next',
      'edge',
    ],
    ...[
      'tip',
      'unstable',
      '1.0-SNAPSHOT',
      '1.0.0.BUILD-SNAPSHOT',
      '5.0.0-M2',
      'v4.0.0-preview7',
      'dev',
      'main',
      'rolling',
    ],
    ...[
      'release-candidate',
      '2.0-pre',
      '2.0.0-next.3',
      'beta-1.2',
      'app-nightly-2026.05.01',
      'v2.0.0-canary.0',
      'insiders',
    ],
    ...['v1.0.0-experimental', 'autobuild-2026-05-01', 'DevBuild', '1.0.0-ea1', 'v2.0.0-alpha1+build.5'],
  ])('is not one that the flag has forgotten: %s', (tag) => {
    expect(isStableRelease({ tag, isPrerelease: false })).toBe(false);
  });

  it.each([
    ...['v1.0.0', '2.3', '2026-05-01', '2026.05', 'v2026.5.1', 'release-1.4', 'next-auth@4.2.0', '@edge/sdk@1.0.0'],
    ...[
      'edge@1.0.0',
      'test-utils-v1.0.0',
      'stable',
      'v1.0.0-1',
      '1.0.2u',
      'r42',
      'betamax-2.0',
      'Bookworm',
      'v1.0.0+build.7',
    ],
  ])('is one: %s', (tag) => {
    expect(isUnstableName(tag), tag).toBe(false);
  });

  it('is never one that is marked as a prerelease', () => {
    expect(isStableRelease({ tag: 'v1.0.0', isPrerelease: true })).toBe(false);
  });
});
