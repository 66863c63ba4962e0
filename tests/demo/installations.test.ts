// The simulated GitHub with an App on many accounts: what its tokens reach, what it is told, and what it may not do.

import { beforeEach, describe, expect, it } from 'vitest';
import { createApp, type SimulatedInstallation } from '../../demo/github/app.ts';
import {
  acceptPermissions,
  changeRepositories,
  install,
  renameAccount,
  revokeAuthorization,
  suspend,
  uninstall,
  usualPermissions,
} from '../../demo/github/installations.ts';
import { createLimits } from '../../demo/github/limits.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { signAsApp } from '../../src/github/app-key.ts';
import { makeAppKeys } from '../support/app-keys.ts';

const keys = makeAppKeys();
const api = 'https://api.github.com';

let now: Date;
let world: SimulatedGitHub;
let ada: SimulatedInstallation;
let berta: SimulatedInstallation;

beforeEach(() => {
  now = new Date('2026-05-01T00:00:00Z');
  world = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'statusfolio[bot]' });
  for (const name of ['ada/me', 'ada/secret', 'berta/me', 'berta/secret']) {
    const [owner = '', repository = ''] = name.split('/');
    const added = world.addRepository({ owner, name: repository, createdAt: now });
    if (repository === 'secret') added.state.visibility = 'PRIVATE';
  }
  world.app = { ...createApp('4711', keys.publicKey), hook: { id: 1, url: 'http://unused.example', secret: 's' } };
  ada = install(world, { account: 'ada' });
  berta = install(world, { account: 'berta', repositories: ['me'] });
});

interface Answer {
  readonly token: string;
  readonly repository_selection: string;
}

async function ask(method: string, path: string, bearer: string, body?: object) {
  const headers = { authorization: `bearer ${bearer}` };
  const response = await world.fetch(`${api}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return {
    status: response.status,
    headers: response.headers,
    body: response.status === 204 ? null : ((await response.json()) as Answer),
  };
}
const asApp = async (method: string, path: string, body?: object) =>
  ask(method, path, await signAsApp({ id: '4711', privateKey: keys.pkcs8 }, now), body);
async function tokenOf({ id }: SimulatedInstallation, body: object = {}): Promise<string> {
  const { status, body: made } = await asApp('POST', `/app/installations/${id}/access_tokens`, body);
  expect(status).toBe(201);
  return made?.token ?? '';
}
const told = () => world.pending.splice(0).map(({ event, payload }) => `${event}.${payload['action'] ?? ''}`);

describe('an App on many accounts', () => {
  it('lists its installations by pages, shows one, and may remove it', async () => {
    const first = await asApp('GET', '/app/installations?per_page=1');
    expect(first.body).toMatchObject([{ id: ada.id, account: { login: 'ada' }, suspended_at: null }]);
    expect(first.headers.get('link')).toContain('page=2');
    expect((await asApp('GET', `/app/installations/${berta.id}`)).body?.repository_selection).toBe('selected');
    expect((await asApp('DELETE', `/app/installations/${berta.id}`)).status).toBe(204);
    expect((await asApp('GET', `/app/installations/${berta.id}`)).status).toBe(404);
    expect((await asApp('GET', '/app/installations')).body).toHaveLength(1);
  });

  it('shows a token private repositories of its own installation alone', async () => {
    const [adas, bertas] = [await tokenOf(ada), await tokenOf(berta)];
    const see = async (token: string) => {
      const names = ['ada/me', 'ada/secret', 'berta/me', 'berta/secret'];
      return Promise.all(names.map(async (name) => (await ask('GET', `/repos/${name}`, token)).status));
    };
    expect(await see(adas)).toEqual([200, 200, 200, 404]);
    expect(await see(bertas)).toEqual([200, 404, 200, 404]);
    const covered = await ask('GET', '/installation/repositories', bertas);
    expect(covered.body).toMatchObject({ total_count: 1, repositories: [{ full_name: 'berta/me' }] });
  });

  it('narrows a token to repositories and permissions, and refuses what was not granted', async () => {
    const narrow = await tokenOf(ada, { repositories: ['me'], permissions: { contents: 'read' } });
    expect((await ask('GET', '/repos/ada/secret', narrow)).status).toBe(404);
    expect((await ask('POST', '/repos/ada/me/git/refs', narrow, {})).status).toBe(403);
    const path = `/app/installations/${berta.id}/access_tokens`;
    expect((await asApp('POST', path, { repositories: ['secret'] })).status).toBe(422);
    expect((await asApp('POST', path, { permissions: { administration: 'write' } })).status).toBe(422);
  });

  it('answers 403 for one that is suspended, its tokens included, until it is unsuspended', async () => {
    const token = await tokenOf(ada);
    suspend(world, ada);
    expect((await ask('GET', '/repos/ada/me', token)).status).toBe(403);
    expect((await asApp('POST', `/app/installations/${ada.id}/access_tokens`)).status).toBe(403);
    suspend(world, ada, false);
    expect((await ask('GET', '/repos/ada/me', token)).status).toBe(200);
  });

  it('tells the App of every change of an installation, and of its repositories unless it is suspended', async () => {
    expect(told()).toEqual(['installation.created', 'installation.created']);
    acceptPermissions(world, ada, { ...usualPermissions, checks: 'read' });
    changeRepositories(world, berta, { added: ['secret'] });
    changeRepositories(world, berta, { removed: ['secret'] });
    renameAccount(world, berta, 'bert');
    revokeAuthorization(world, berta);
    expect(told()).toEqual([
      'installation.new_permissions_accepted',
      'installation_repositories.added',
      'installation_repositories.removed',
      'installation_target.renamed',
      'github_app_authorization.revoked',
    ]);
    world.find('bert', 'me', false)?.commit({ at: now, message: 'Work' });
    expect(world.pending.splice(0)).toMatchObject([{ event: 'push', payload: { installation: { id: berta.id } } }]);
    suspend(world, berta);
    world.find('bert', 'me', false)?.commit({ at: now, message: 'Work' });
    uninstall(world, berta);
    expect(told()).toEqual(['installation.suspend', 'installation.deleted']);
  });

  it('shows a person the installations on their account', async () => {
    world.tokens.set('person', 'ada');
    expect((await ask('GET', '/user/installations', 'person')).body).toMatchObject({ total_count: 1 });
  });
});

describe('the limits', () => {
  it('refuse the 181st token within a minute, and nobody else anything', async () => {
    world.limits = createLimits(() => now);
    const token = await tokenOf(ada);
    for (let count = 1; count < 180; count += 1) await tokenOf(berta);
    const refused = await asApp('POST', `/app/installations/${ada.id}/access_tokens`);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([403, '60']);
    expect((await ask('GET', '/repos/ada/me', token)).status).toBe(200);
    expect(world.limits.hits).toMatchObject([{ who: 'app', limit: 'minute' }]);
    now = new Date(now.getTime() + 60_000);
    await tokenOf(ada);
  });

  it.each([
    ['hour', { isGraphql: true, isWrite: false }, 5000, 1000],
    ['minute', { isGraphql: false, isWrite: false }, 900, 0],
    ['minute', { isGraphql: true, isWrite: false }, 2000, 0],
    ['writes-a-minute', { isGraphql: true, isWrite: true }, 80, 0],
    ['writes-an-hour', { isGraphql: false, isWrite: true }, 500, 1000],
  ] as const)('allow what GitHub allows: %s', (limit, kind, most, stepMs) => {
    const limits = createLimits(() => now);
    let granted = 0;
    while (limits.refuse({ who: 'one', ...kind }) === null) {
      granted += 1;
      now = new Date(now.getTime() + stepMs / (limit === 'hour' ? 2 : 1));
    }
    expect([granted, limits.hits[0]?.limit]).toEqual([most, limit]);
    expect(limits.refuse({ who: 'another', ...kind })).toBeNull();
  });
});
