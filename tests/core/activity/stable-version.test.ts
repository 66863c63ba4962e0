import { describe, expect, it } from 'vitest';
import { isStableRelease, isUnstableName } from '../../../src/core/activity/commit-kind.ts';

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
