// Two accounts with the App, and a GitHub that shows each of them no more than its own private repositories: a web
// server before the simulated GitHub, which answers one request after the other.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../../demo/github/app.ts';
import type { SimulatedRepository } from '../../../demo/github/repository.ts';
import { makeAppKeys } from '../../support/app-keys.ts';
import type { Place, Variables } from './place.ts';
import { type AttackWorld, openWorld } from './world.ts';

const permissions = { contents: 'write', pull_requests: 'write', issues: 'write', metadata: 'read' };

export interface TwoAccounts {
  readonly world: AttackWorld;
  readonly environment: Variables;
  /** What was asked for with each new installation token. */
  readonly tokenRequests: string[];
  install(account: string, repositories?: readonly string[]): void;
  /** Only this account's installation sees it. */
  hideFromOthers(repository: SimulatedRepository): void;
}

export async function openTwoAccounts(place: Place, document: string, typedDaysAgo = 20): Promise<TwoAccounts> {
  const world = await openWorld(place, { document, typedDaysAgo, viewer: 'statusfolio[bot]' });
  const { github } = world;
  const keys = makeAppKeys();
  const app = createApp('4711', keys.publicKey);
  github.app = app;
  const hidden: SimulatedRepository[] = [];
  const tokenRequests: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  async function answer(request: Request): Promise<Response> {
    const credential = /^(?:token|bearer) (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    const account = app.tokens.get(credential)?.installation.account ?? null;
    for (const { state } of hidden) state.isVisible = state.owner === account;
    if (request.url.endsWith('/access_tokens')) tokenRequests.push(await request.clone().text());
    return await github.fetch(request);
  }

  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers))
        if (typeof value === 'string') headers.set(name, value);
      const body = Buffer.concat(chunks);
      const init = { method: incoming.method ?? 'GET', headers, redirect: 'manual' as const };
      const url = `http://${incoming.headers.host}${incoming.url}`;
      turn = turn
        .then(() => answer(new Request(url, body.length === 0 ? init : { ...init, body })))
        .then(async (given) => {
          const text = Buffer.from(await given.arrayBuffer());
          const sent = [...given.headers].filter(([name]) => name !== 'content-length');
          outgoing.writeHead(given.status, Object.fromEntries(sent)).end(text);
        })
        .catch(() => outgoing.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.onEnd(() => server.close());

  return {
    world,
    environment: {
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_APP_ID: '4711',
      GITHUB_APP_PRIVATE_KEY: keys.pkcs1,
      GITHUB_TOKEN: '',
    },
    tokenRequests,
    install: (account, repositories) => {
      const id = app.installations.length + 1;
      app.installations.push({ id, account, repositories: repositories ?? null, permissions, isSuspended: false });
    },
    hideFromOthers: (repository) => {
      repository.makePrivate(true);
      hidden.push(repository);
    },
  };
}
