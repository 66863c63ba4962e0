// Tokens of many installations: who makes one, how long it is used, what it reaches, and what it costs the App.

import { beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../demo/github/app.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';
import {
  type InstallationTokens,
  openInstallationTokens,
  type TokenOwner,
} from '../../src/github/installation-tokens.ts';
import { createSealer, type Sealer } from '../../src/github/seal.ts';
import type { OwnerRecord } from '../../src/ports/directory.ts';
import { makeAppKeys } from '../support/app-keys.ts';

const keys = makeAppKeys();
const permissions = { contents: 'write', issues: 'write', metadata: 'read', members: 'read' };
const minuteMs = 60_000;

let now: Date;
let world: SimulatedGitHub;
let saved: Map<string, OwnerRecord['sealedToken']>;
let sealer: Sealer;

/** Another process, with a memory of its own. */
function start(pace?: { wait(): Promise<void> }): InstallationTokens {
  return openInstallationTokens(
    { id: '4711', privateKey: keys.pkcs8 },
    {
      apiUrl: 'https://api.github.com',
      fetch: world.fetch,
      now: () => now,
      sealer,
      directory: { saveToken: async (ownerId, _id, token) => void saved.set(ownerId, token) },
      ...(pace !== undefined && { pace }),
    },
  );
}

const owner = (id: number): TokenOwner => ({
  ownerId: `${id}`,
  login: `account-${id}`,
  installationId: id,
  permissions,
  sealedToken: saved.get(`${id}`) ?? null,
});

const made = () => world.requests.filter(({ path }) => path.endsWith('/access_tokens')).length;

beforeEach(() => {
  now = new Date('2026-05-01T00:00:00Z');
  world = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'statusfolio[bot]' });
  world.app = createApp('4711', keys.publicKey);
  saved = new Map();
  sealer = createSealer('a secret of thirty-two characters', 'tokens');
  for (const id of [1, 2])
    world.app.installations.push({ id, account: `account-${id}`, repositories: null, permissions, isSuspended: false });
});

describe('openInstallationTokens', () => {
  it('makes one token to read for whoever asks at the same time, and keeps it for less than an hour', async () => {
    const tokens = start();
    const all = await Promise.all([1, 2, 3].map(() => tokens.reading(owner(1)).read()));
    expect(new Set(all).size).toBe(1);
    now = new Date(now.getTime() + 54 * minuteMs);
    expect(await tokens.reading(owner(1)).read()).toBe(all[0]);
    expect([made(), tokens.made()]).toEqual([1, 1]);
    now = new Date(now.getTime() + 2 * minuteMs);
    expect(await tokens.reading(owner(1)).read()).not.toBe(all[0]);
    expect(made()).toBe(2);
  });

  it('finds what another process has made, sealed, and only for its own owner', async () => {
    const token = await start().reading(owner(1)).read();
    expect(JSON.stringify([...saved])).not.toContain(token);
    expect(await start().reading(owner(1)).read()).toBe(token);
    expect(made()).toBe(1);
    saved.set('2', saved.get('1') ?? null);
    expect(await start().reading(owner(2)).read()).not.toBe(token);
    expect(made()).toBe(2);
  });

  it('makes another where the secret was changed, or GitHub rejected the one that was kept', async () => {
    const token = await start().reading(owner(1)).read();
    sealer = createSealer('another secret, just as long as it', 'tokens');
    const tokens = start();
    const source = tokens.reading(owner(1));
    const second = await source.read();
    expect(second).not.toBe(token);
    source.forget();
    expect(saved.get('1')).toBeNull();
    expect(await source.read()).not.toBe(second);
  });

  it('asks for no more than reading, and for writing in the repositories that are named alone', async () => {
    const bodies: unknown[] = [];
    const { fetch } = world;
    world.fetch = async (url, init) => {
      bodies.push(JSON.parse(String(init?.body)));
      return await fetch(url, init);
    };
    const tokens = start();
    const reads = await tokens.reading(owner(1)).read();
    const writes = await tokens.writing(owner(1), ['account-1/Me', 'account-1/me', 'account-1/cv']).read();
    expect(writes).not.toBe(reads);
    expect(bodies).toEqual([
      { permissions: { contents: 'read', issues: 'read', metadata: 'read' } },
      { permissions: { contents: 'write', issues: 'write', metadata: 'read' }, repositories: ['cv', 'me'] },
    ]);
    expect(() => tokens.writing(owner(1), [])).toThrow();
  });

  it('fails for one owner alone, and makes a token as soon as GitHub gives one again', async () => {
    const tokens = start();
    const [first] = world.app?.installations ?? [];
    if (first === undefined) throw new TypeError('there are installations');
    first.isSuspended = true;
    await expect(tokens.reading(owner(1)).read()).rejects.toMatchObject({ code: 'TOKEN_REJECTED' });
    expect(await tokens.reading(owner(2)).read()).toMatch(/^ghs_/);
    first.isSuspended = false;
    expect(await tokens.reading(owner(1)).read()).toMatch(/^ghs_/);
  });

  it('asks the pace of the App before each token, and for nothing else', async () => {
    let waits = 0;
    const tokens = start({
      wait: async () => {
        waits += 1;
      },
    });
    for (const id of [1, 2, 1, 2, 1]) await tokens.reading(owner(id)).read();
    expect(waits).toBe(2);
    tokens.forget(1);
    saved.clear();
    for (const id of [1, 2]) await tokens.reading(owner(id)).read();
    expect(waits).toBe(3);
  });
});
