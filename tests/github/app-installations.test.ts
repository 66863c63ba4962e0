// The App's own list of its installations, as the simulated GitHub and the webhooks show them.

import { beforeEach, describe, expect, it } from 'vitest';
import { createApp, type SimulatedInstallation } from '../../demo/github/app.ts';
import {
  changeRepositories,
  install,
  renameAccount,
  revokeAuthorization,
  suspend,
  uninstall,
} from '../../demo/github/installations.ts';
import { readLifeCycle } from '../../src/core/activity/parse-installation.ts';
import { openAppInstallations } from '../../src/github/app-installations.ts';
import type { AppInstallations } from '../../src/ports/directory.ts';
import { makeAppKeys } from '../support/app-keys.ts';
import { openPipeline, type Pipeline } from '../support/open-pipeline.ts';

const keys = makeAppKeys();

describe('the installations of the App', () => {
  let pipeline: Pipeline;
  let installations: AppInstallations;
  let fetchOnce: Pipeline['world']['fetch'];
  beforeEach(() => {
    pipeline = openPipeline();
    const app = createApp('4711', keys.publicKey);
    pipeline.world.app = { ...app, hook: { id: 5, url: 'https://status.example.org/webhooks/github', secret: 's' } };
    fetchOnce = pipeline.world.fetch;
    const options = {
      apiUrl: 'https://api.github.com',
      fetch: (...request: Parameters<typeof fetchOnce>) => fetchOnce(...request),
      now: () => pipeline.now(),
    };
    installations = openAppInstallations({ id: '4711', privateKey: keys.pkcs1 }, options, () => {});
  });
  const add = (id: number): SimulatedInstallation =>
    install(pipeline.world, { id, account: `owner${id}`, accountId: 1000 + id, updatedAt: pipeline.daysAgo(1) });
  const lastTold = () => {
    const { event = '', payload } = pipeline.world.pending.at(-1) ?? {};
    return readLifeCycle(event, payload, pipeline.now().toISOString());
  };

  it('are read one by one, and all of them over several pages', async () => {
    for (let id = 1; id <= 205; id += 1) add(id);
    const ids = [];
    for await (const { installationId } of installations.list()) ids.push(installationId);
    expect(ids).toEqual(Array.from({ length: 205 }, (_, index) => index + 1));
    const shown = { ownerId: '1007', login: 'owner7', installationId: 7, state: 'active' };
    expect(await installations.read(7)).toMatchObject({ ...shown, loginAt: pipeline.now().toISOString() });
    expect(await installations.read(999)).toBeNull();
  });

  it('are not taken for fewer where GitHub does not answer as expected', async () => {
    fetchOnce = async () => new Response('{}', { headers: { 'content-type': 'application/json' } });
    const readAll = async () => {
      for await (const _ of installations.list());
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'GITHUB_ANSWER_UNEXPECTED' });
    await expect(installations.read(7)).rejects.toMatchObject({ code: 'GITHUB_ANSWER_UNEXPECTED' });
  });

  it('are shown alike by a webhook and by an answer, through all of their life', async () => {
    const one = add(7);
    const steps = [
      () => suspend(pipeline.world, one),
      () => suspend(pipeline.world, one, false),
      () => changeRepositories(pipeline.world, one, { added: ['engine'] }),
    ];
    for (const step of steps) {
      step();
      const told = lastTold();
      if (told?.kind !== 'installation') throw new Error('it tells of an installation');
      const { loginAt: _, ...shown } = (await installations.read(7)) ?? {};
      expect(told.installation).toMatchObject(shown);
    }
    renameAccount(pipeline.world, one, 'lovelace');
    expect(lastTold()).toMatchObject({ kind: 'renamed', ownerId: '1007', installationId: 7, login: 'lovelace' });
    expect(await installations.read(7)).toMatchObject({ ownerId: '1007', login: 'lovelace' });
    revokeAuthorization(pipeline.world, one);
    expect(lastTold()).toMatchObject({ kind: 'revoked', personId: '1007' });
    uninstall(pipeline.world, one);
    expect(lastTold()).toMatchObject({ installation: { state: 'removed', installationId: 7 } });
    expect(await installations.read(7)).toBeNull();
  });
});
