// Many owners on Cloudflare Workers, in real workerd with D1 and Queues: installed, looked at, and pushed to.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signDelivery } from '../../demo/github/sign-delivery.ts';
import { createOwnersWorld, type OwnersWorld, type SimulatedOwner } from '../../scripts/owners/world.ts';
import { type RunningWorker, startWorker } from '../support/start-worker.ts';
import { waitUntil } from '../support/wait-until.ts';

const secret = 'what the App signs its webhooks with';

describe('the Worker for many owners', () => {
  let world: OwnersWorld;
  let github: Awaited<ReturnType<OwnersWorld['github']['listen']>>;
  let worker: RunningWorker;

  beforeAll(async () => {
    world = createOwnersWorld({ owners: 3, repos: 3, seed: 5, broken: 0, now: () => new Date() });
    github = await world.github.listen();
    worker = await startWorker({
      STATUSFOLIO_OWNERS: 'many',
      STATUSFOLIO_PUBLIC_URL: 'https://status.example.org',
      STATUSFOLIO_SESSION_SECRET: 'a secret of thirty-two characters',
      STATUSFOLIO_ADMIN_TOKEN: 'the-token-of-the-operator',
      GITHUB_API_URL: github.url,
      GITHUB_WEBHOOK_SECRET: secret,
      GITHUB_APP_ID: world.app.id,
      GITHUB_APP_PRIVATE_KEY: world.app.privateKey.replaceAll('\n', '\\n'),
      GITHUB_APP_CLIENT_ID: 'Iv1.0123456789abcdef',
      GITHUB_APP_CLIENT_SECRET: 'a client secret of forty characters or so',
    });
  });
  afterAll(async () => {
    worker?.stop();
    await github?.close();
  });

  const readme = ({ home }: SimulatedOwner) => new TextDecoder().decode(home.read('README.md') ?? undefined);
  const ownerAt = (index: number): SimulatedOwner => {
    const owner = world.owners[index];
    if (owner === undefined) throw new RangeError(`there is no owner ${index}`);
    return owner;
  };
  async function deliver(): Promise<void> {
    for (const { event, payload } of world.github.pending.splice(0)) {
      const { body, headers } = signDelivery({ secret, event, payload, targetType: 'integration' });
      const { status } = await fetch(`${worker.url}/webhooks/github`, { method: 'POST', body, headers });
      expect(status).toBe(202);
    }
  }
  const archive = (owner: SimulatedOwner, number: number) => owner.projects[number]?.archive(new Date());

  it('looks at whoever installed it, and commits what was pushed, for each with its own token', async () => {
    for (const owner of world.owners) archive(owner, 2);
    await deliver();
    for (const owner of world.owners)
      await waitUntil('the first commit', () => /project-2 \| ⚪ Archived/.test(readme(owner)));
    archive(ownerAt(1), 1);
    await deliver();
    await waitUntil('the second commit', () => /project-1 \| ⚪ Archived/.test(readme(ownerAt(1))));
    expect(world.github.limits.hits).toEqual([]);
    expect(world.github.unexpected).toEqual([]);
  });
});
