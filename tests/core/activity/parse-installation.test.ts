import { describe, expect, it } from 'vitest';
import { readInstallation, readLifeCycle } from '../../../src/core/activity/parse-installation.ts';
import { officialExamples } from '../../support/official-examples.ts';

const receivedAt = '2026-02-03T04:05:06.000Z';
const shown = {
  id: 7,
  account: { id: 500, login: 'ada' },
  target_type: 'Organization',
  repository_selection: 'all',
  permissions: { contents: 'write' },
  updated_at: '2026-01-01T00:00:00Z',
  suspended_at: null,
};
const read = (event: string, payload: object) => readLifeCycle(event, payload, receivedAt);

describe('an installation', () => {
  it('is read as it is shown, with the time of its own last change', () => {
    expect(readInstallation(shown)).toEqual({
      ownerId: '500',
      login: 'ada',
      loginAt: '2026-01-01T00:00:00.000Z',
      kind: 'Organization',
      installationId: 7,
      selection: 'all',
      permissions: { contents: 'write' },
      state: 'active',
      stateAt: '2026-01-01T00:00:00.000Z',
    });
    expect(readInstallation(shown, receivedAt)).toMatchObject({
      loginAt: receivedAt,
      stateAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it('is suspended from then on when it was', () => {
    const suspended = { ...shown, suspended_at: '2026-01-02T00:00:00Z' };
    expect(readInstallation(suspended)).toMatchObject({ state: 'suspended', stateAt: '2026-01-02T00:00:00.000Z' });
  });

  it('takes times in seconds, and an enterprise by its slug', () => {
    const enterprise = {
      ...shown,
      account: { id: 9, slug: 'works' },
      target_type: 'Enterprise',
      updated_at: 1767225600,
    };
    expect(readInstallation(enterprise)).toMatchObject({
      login: 'works',
      kind: 'Enterprise',
      stateAt: '2026-01-01T00:00:00.000Z',
    });
  });

  it.each([
    null,
    5,
    'x',
    [],
    {},
    { ...shown, id: 'seven' },
    { ...shown, account: null },
    { ...shown, updated_at: 'soon' },
  ])('is nothing that GitHub does not show so: %j', (odd) => {
    expect(readInstallation(odd)).toBeNull();
    expect(read('installation', { action: 'created', installation: odd })).toBeNull();
  });
});

describe('what a webhook says of an installation', () => {
  it.each([
    ['created', 'active'],
    ['new_permissions_accepted', 'active'],
    ['suspend', 'suspended'],
    ['unsuspend', 'active'],
    ['deleted', 'removed'],
  ])('%s leaves it %s', (action, state) => {
    const installation = { ...shown, suspended_at: action === 'unsuspend' ? '2025-01-01T00:00:00Z' : null };
    expect(read('installation', { action, installation })).toMatchObject({ installation: { state }, isList: false });
  });

  it('is that other repositories belong to it', () => {
    const payload = { action: 'added', installation: shown, repositories_added: [] };
    expect(read('installation_repositories', payload)).toMatchObject({
      installation: { state: 'active' },
      isList: true,
    });
  });

  it('is that its account has another login, or that a person takes the authorization back', () => {
    const account = { id: 500, login: 'lovelace', updated_at: '2026-01-05T00:00:00Z' };
    expect(read('installation_target', { action: 'renamed', account, installation: { id: 7 } })).toEqual({
      kind: 'renamed',
      ownerId: '500',
      installationId: 7,
      login: 'lovelace',
      at: '2026-01-05T00:00:00.000Z',
    });
    const { updated_at: _, ...timeless } = account;
    expect(
      read('installation_target', { action: 'renamed', account: timeless, installation: { id: 7 } }),
    ).toMatchObject({ at: null });
    const payload = { action: 'revoked', sender: { id: 77 } };
    expect(read('github_app_authorization', payload)).toEqual({ kind: 'revoked', personId: '77', at: receivedAt });
  });

  it('is read of every official example, and of no other event', () => {
    const about = ['installation', 'installation_repositories', 'installation_target', 'github_app_authorization'];
    for (const { event, payload } of officialExamples)
      expect(read(event, payload) !== null, event).toBe(about.includes(event));
  });
});
