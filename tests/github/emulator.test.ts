// Against a GitHub that nobody here wrote: `emulate`. It speaks REST alone, so that it covers what is asked over REST: its
// App signs in with a real key, the state is kept on a branch, its webhooks are really delivered and really signed, and
// what is read without a token is what GraphQL says. Documents, commits and pull requests, which need GraphQL, it does not
// cover; the simulated GitHub does.

import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import { openAppAdmin } from '../../src/github/app.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { type Installations, openInstallations } from '../../src/github/installations.ts';
import { openStateBranch } from '../../src/github/state-branch.ts';
import { createAnonymousGitHub } from '../../src/github/unauthenticated/create.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import type { GitHub } from '../../src/ports/github.ts';
import type { Store } from '../../src/ports/store.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { createApp } from '../../src/web/app.ts';
import { receiveEach } from '../../src/web/webhook/receive.ts';
import { row, table, toPortfolio } from '../support/open-pipeline.ts';
import { quietPorts } from '../web/quiet-ports.ts';

const secret = 'a-secret-for-tests-0123456789-abcdef';
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const key = keyDocument(ref);
const text = `\ufeff${table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress'))}\r\nno end`;

let emulator: Emulator;
let store: Store;
let github: GitHub;
let installations: Installations;
let receiver: { readonly url: string; close(): void; readonly statuses: number[] };

async function send(method: string, path: string, body?: object, repo = 'me'): Promise<Record<string, never>> {
  const response = await fetch(`${emulator.url}/repos/ada/${repo}${path}`, {
    method,
    headers: { authorization: 'Bearer tok', 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await response.json()) as Record<string, never>;
}

async function read(branch = 'main'): Promise<string> {
  const response = await fetch(`${emulator.url}/repos/ada/me/contents/README.md?ref=${encodeURIComponent(branch)}`, {
    headers: { accept: 'application/vnd.github.raw+json', authorization: 'Bearer tok' },
  });
  return Buffer.from(await response.arrayBuffer()).toString('utf8');
}

async function write(content: string, message = 'By hand'): Promise<void> {
  const before = await send('GET', '/contents/README.md');
  await send('PUT', '/contents/README.md', {
    message,
    content: Buffer.from(content).toString('base64'),
    sha: before['sha'],
  });
}

async function archive(repo: string): Promise<void> {
  expect(await send('PATCH', '', { archived: true }, repo)).toMatchObject({ archived: true });
}

async function freePort(): Promise<number> {
  return await new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function listen(): Promise<typeof receiver> {
  const statuses: number[] = [];
  const app = createApp(
    {
      portfolio: toPortfolio(''),
      webhookSecrets: [secret],
      adminToken: null,
      hasGitHubSignIn: false,
      sessionSecret: secret,
      audience: 'none',
      allowedHosts: null,
      publicUrl: null,
      isSecure: false,
    },
    {
      receive: receiveEach([secret], { accept: async (deliveries) => void (await store.recordDeliveries(deliveries)) }),
      owners: [{ id: 'owner', store }],
      clock: { now: () => new Date() },
      ...quietPorts,
    },
  );
  return await new Promise((resolve) => {
    const server = serve(
      {
        hostname: '127.0.0.1',
        port: 0,
        fetch: async (request: Request) => {
          const response = await app.fetch(request);
          statuses.push(response.status);
          return response;
        },
      },
      ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, close: () => void server.close(), statuses }),
    );
  });
}

beforeEach(async () => {
  store = createStore(openSqliteDatabase(':memory:', { withGitignore: false }), 'owner');
  receiver = await listen();
  const installation = { installation_id: 100, account: 'ada', repository_selection: 'all' };
  emulator = await createEmulator({
    service: 'github',
    port: await freePort(),
    seed: {
      tokens: { tok: { login: 'ada', scopes: ['repo'] } },
      github: {
        users: [{ login: 'ada' }],
        repos: ['me', 'engine', 'other'].map((name) => ({ owner: 'ada', name, auto_init: true, language: 'Python' })),
        apps: [
          {
            app_id: 12_345,
            slug: 'statusfolio',
            name: 'Statusfolio',
            permissions: { contents: 'write', pull_requests: 'write', metadata: 'read' },
            events: ['push', 'pull_request'],
            webhook_url: `${receiver.url}/webhooks/github`,
            webhook_secret: secret,
            installations: [installation],
          },
        ],
      },
    },
  });
  await write(text, 'Add the portfolio');
  await archive('engine');
  const privateKey = emulator.generatedSecrets.find(({ kind }) => kind === 'github.app_private_key')?.value ?? '';
  installations = openInstallations({ id: '12345', privateKey }, { apiUrl: emulator.url });
  github = createAnonymousGitHub({ apiUrl: emulator.url, cache: { read: async () => null, write: async () => {} } });
});

afterEach(async () => {
  await emulator.close();
  receiver.close();
  await store.close();
});

describe('a GitHub App', () => {
  it('signs in with its key, and keeps the state on a branch of its own', async () => {
    const branch = openStateBranch({ token: installations.tokensOf('ada/me'), apiUrl: emulator.url }, 'ada/me');
    const nothing = await branch.read();
    expect(nothing).toEqual({ text: null, version: null });
    expect(await branch.write('{"version":1}\n', nothing)).toMatchObject({ kind: 'written' });
    expect(await branch.read()).toMatchObject({
      text: '{"version":1}\n',
      version: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(await branch.write('{"version":2}\n', nothing)).toMatchObject({ kind: 'conflict' });
  });

  it('says what it may do where it is installed, and nothing of other accounts', async () => {
    const admin = openAppAdmin(installations, { apiUrl: emulator.url });
    expect(await admin.readToken()).toMatchObject({ login: 'statusfolio[bot]' });
    expect(await admin.readPermission('ada/me')).toBe('write');
    expect(await admin.readPermission('bert/me')).toBeNull();
  });
});

describe('webhooks', () => {
  it('are really delivered, accepted by signature, and become a request for the document', async () => {
    await store.keepDocuments([{ key, ref }]);
    receiver.statuses.length = 0;
    await write(`${await read()}\nmore`);
    for (let wait = 0; wait < 100 && !receiver.statuses.includes(202); wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(receiver.statuses).toContain(202);
    const waiting = await store.waitingDeliveries(10);
    expect(waiting.at(-1)).toMatchObject({ event: 'push', repositoryName: 'ada/me', ref: 'refs/heads/main' });
  });
});

describe('activity without a token', () => {
  const people = {
    ada: { name: 'Ada', email: 'ada@example.org' },
    bot: { name: 'dependabot[bot]', email: '49699333+dependabot[bot]@users.noreply.github.com' },
    workflow: { name: 'github-actions', email: '41898282+github-actions[bot]@users.noreply.github.com' },
  };
  const script = [
    ['2026-01-05T10:00:00Z', 'ada', 'Add parser', 'parser.py'],
    ['2026-01-06T10:00:00Z', 'ada', 'docs: explain the parser', 'README.md'],
    ['2026-01-07T10:00:00Z', 'bot', 'Bump zod from 3 to 4', 'requirements.txt'],
    ['2026-01-08T10:00:00Z', 'workflow', 'Refresh data', 'data.csv'],
    ['2026-01-09T10:00:00Z', 'ada', 'Add pages\n\nStatusfolio: ada/me:README.md@', 'pages.py'],
    ['2026-01-10T10:00:00Z', 'ada', 'Merge branch "next"', 'next.py'],
  ] as const;

  /** The same facts from the emulator over REST and from the simulation over GraphQL. */
  it('is the same as over GraphQL: kinds of commits, releases, flags', async () => {
    const now = new Date();
    const begunAt = (await send('GET', '/commits', undefined, 'other')) as unknown as {
      commit: { committer: { date: string } };
    }[];
    const world = createSimulatedGitHub({ now: () => now, token: 'tok', viewer: 'ada' });
    const createdAt = new Date(begunAt[0]?.commit.committer.date ?? '');
    const twin = world.addRepository({ owner: 'ada', name: 'other', createdAt, languages: ['Python'] });
    twin.commit({ at: createdAt, message: 'Initial commit', files: { 'README.md': '# other\n' } });
    for (const [at, who, message, path] of script) {
      const person = { ...people[who], date: at };
      const before = await send('GET', `/contents/${path}`, undefined, 'other');
      await send(
        'PUT',
        `/contents/${path}`,
        { message, content: Buffer.from(at).toString('base64'), author: person, committer: person, sha: before['sha'] },
        'other',
      );
      twin.commit({ at: new Date(at), message, files: { [path]: at }, author: { ...people[who], login: null } });
    }
    await send('POST', '/releases', { tag_name: 'v1.0.0', name: 'One' }, 'other');
    await send('POST', '/releases', { tag_name: 'v2.0.0-rc.1', name: 'Two', prerelease: true }, 'other');
    twin.release('v1.0.0', now);
    twin.release('v2.0.0-rc.1', now, true);
    await archive('other');
    twin.archive(now);

    const overGraphql = createGitHub({
      token: 'tok',
      apiUrl: 'https://api.github.com',
      fetch: world.fetch,
      now: () => now,
    });
    const request = { repo: 'ada/other', known: null, stale: false, heartbeat: false };
    const facts = async (from: GitHub) => {
      const [found] = await from.readActivities([request], now);
      if (found?.kind !== 'ok') throw new Error(JSON.stringify(found));
      const { commits, releases, name, visibility, isArchived, isEmpty, isFork, defaultBranch, languages } =
        found.activity;
      const { operations, headOid } = found.activity;
      return {
        ...{ name, visibility, isArchived, isEmpty, isFork, defaultBranch, languages },
        isHeadKnown: commits[0]?.oid === headOid,
        isComplete: Date.parse(found.activity.completeSince) <= Date.parse('2026-01-05T10:00:00Z'),
        commits: commits.map(({ at, kind }) => `${at} ${kind}`),
        releases: releases.map(({ tag, isPrerelease }) => `${tag} ${isPrerelease}`).sort(),
        schedules: operations?.schedules ?? null,
      };
    };
    const overRest = await facts(github);
    expect(overRest).toEqual(await facts(overGraphql));
    expect(overRest.commits.map((commit) => commit.split(' ')[1])).toEqual([
      'work',
      'own',
      'bot',
      'bot',
      'docs',
      'work',
      'work',
    ]);
    expect(overRest.releases).toEqual(['v1.0.0 false', 'v2.0.0-rc.1 true']);
  });

  it('names what cannot be seen', async () => {
    const request = { repo: 'ada/none', known: null, stale: false, heartbeat: false };
    expect(await github.readActivities([request], new Date())).toEqual([{ kind: 'not-visible', repo: 'ada/none' }]);
  });
});
