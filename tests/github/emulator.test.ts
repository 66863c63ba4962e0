// The same scenarios against a GitHub that nobody here wrote: `emulate`. It speaks REST alone, so documents go over
// the contents API; its App signs in with a real key, and its webhooks are really delivered and really signed.

import { createServer } from 'node:net';
import { serve } from '@hono/node-server';
import { createEmulator, type Emulator } from 'emulate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import type { Activity } from '../../src/core/model.ts';
import { createAppGitHub } from '../../src/github/app.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { openInstallations } from '../../src/github/installations.ts';
import { refreshTogether } from '../../src/pipeline/refresh.ts';
import { keyDocument } from '../../src/pipeline/target.ts';
import type { GitHub } from '../../src/ports/github.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { createApp } from '../../src/web/app.ts';
import { receiveEach } from '../../src/web/webhook/receive.ts';
import { row, table, toPortfolio, words } from '../support/open-pipeline.ts';
import { quietPorts } from '../web/quiet-ports.ts';
import { activityOf } from './open-simulation.ts';

const secret = 'a-secret-for-tests-0123456789-abcdef';
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;
const key = keyDocument(ref);
const text = `\ufeff${table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress'))}\r\nno end`;

let emulator: Emulator;
let store: Store;
let github: GitHub;
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
  const installations = openInstallations({ id: '12345', privateKey }, { apiUrl: emulator.url });
  const app = createAppGitHub({ installations, home: 'ada/me', apiUrl: emulator.url });
  github = app.as?.('ada/me') ?? app;
});

afterEach(async () => {
  await emulator.close();
  receiver.close();
  await store.close();
});

async function look(publish: 'commit' | 'pull-request') {
  const target = { key, ref, label: 'ada/me/README.md', publish };
  const ports = { memory: store, github, files: openLocalDocuments(), clock: { now: () => new Date() } };
  const [refreshed] = await refreshTogether([target], toPortfolio(words), ports);
  if (refreshed?.kind === 'done') return refreshed.result;
  throw refreshed?.error;
}

describe('a commit over the contents API', () => {
  it('changes exactly one cell, byte for byte, and is made once', async () => {
    const { publication } = await look('commit');
    expect(publication.kind).toBe('published');
    expect(await read()).toBe(text.replace(row('engine', '🟡 In Progress'), row('engine', '⚪ Archived')));
    expect((await look('commit')).publication.kind).toBe('nothing');
    const commits = (await send('GET', '/commits?path=README.md')) as unknown as { commit: { message: string } }[];
    const own = commits.filter(({ commit }) => commit.message.includes('\nStatusfolio: ada/me:README.md@'));
    expect(own).toHaveLength(1);
  });

  it('is refused on top of an edit, and planned again from the new bytes', async () => {
    const { documents } = github;
    let isFirst = true;
    const racing: GitHub = {
      ...github,
      documents: {
        read: documents.read,
        write: async (change) => {
          if (isFirst) await write(`A note.\n\n${await read()}`);
          isFirst = false;
          return await documents.write(change);
        },
      },
    };
    github = racing;
    expect((await look('commit')).publication.kind).toBe('published');
    expect(await read()).toContain('A note.');
    expect(await read()).toContain(row('engine', '⚪ Archived'));
  });
});

describe('a pull request', () => {
  const list = async () =>
    (await send('GET', '/pulls?state=all')) as unknown as { number: number; state: string; title: string }[];

  it('is opened, updated in place, and rebuilt on a base that moved', async () => {
    expect((await look('pull-request')).publication).toMatchObject({ kind: 'proposed' });
    expect(await read('statusfolio/main')).toContain(row('engine', '⚪ Archived'));
    expect(await read()).toBe(text);
    expect(await list()).toMatchObject([{ state: 'open', title: 'docs: mark engine as ⚪ Archived' }]);

    await archive('other');
    await write(`A note.\n\n${await read()}`);
    expect((await look('pull-request')).publication).toMatchObject({ kind: 'proposed' });
    expect(await list()).toMatchObject([{ state: 'open', title: 'docs: update 2 project statuses' }]);
    const proposed = await read('statusfolio/main');
    expect(proposed).toContain('A note.');
    expect(proposed).toContain(row('other', '⚪ Archived'));
  });

  it('is over when it is merged', async () => {
    await look('pull-request');
    const [request] = await list();
    await send('PUT', `/pulls/${request?.number}/merge`, {});
    expect(await read()).toContain(row('engine', '⚪ Archived'));
    expect((await look('pull-request')).publication.kind).toBe('nothing');
    expect(await list()).toHaveLength(1);
    expect(await store.listChanges(9)).toMatchObject([{ name: 'engine', to: '⚪ Archived' }]);
  });

  it('is not opened again when the owner closed it', async () => {
    await look('pull-request');
    const [request] = await list();
    await send('PATCH', `/pulls/${request?.number}`, { state: 'closed' });
    expect((await look('pull-request')).problems).toMatchObject([{ code: 'DECLINED' }]);
    expect(await list()).toHaveLength(1);
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

describe('activity over REST', () => {
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
    const request = { repo: 'ada/other', known: null, stale: false, heartbeat: true };
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
        schedules: operations?.schedules,
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

  it('is the same as over GraphQL: tags with their dates, and what the repository says of itself', async () => {
    const now = new Date();
    const [head] = (await send('GET', '/commits', undefined, 'other')) as unknown as {
      sha: string;
      commit: { committer: { date: string } };
    }[];
    const committedAt = head?.commit.committer.date ?? '';
    const taggedAt = new Date(Date.parse(committedAt) + 5000).toISOString().replace(/\.\d+Z$/, 'Z');
    const tagger = { name: 'Ada', email: 'ada@example.org', date: taggedAt };
    const object = { tag: 'v1.1.0', message: 'One', object: head?.sha, type: 'commit', tagger };
    const { sha } = await send('POST', '/git/tags', object, 'other');
    await send('POST', '/git/refs', { ref: 'refs/tags/v1.1.0', sha }, 'other');
    await send('POST', '/git/refs', { ref: 'refs/tags/v1.0.0', sha: head?.sha }, 'other');
    const world = createSimulatedGitHub({ now: () => now, token: 'tok', viewer: 'ada' });
    const twin = world.addRepository({ owner: 'ada', name: 'other', createdAt: new Date(committedAt) });
    twin.tag('v1.0.0', new Date(committedAt));
    twin.tag('v1.1.0', new Date(taggedAt));
    const overGraphql = createGitHub({ token: 'tok', apiUrl: 'https://api.github.com', fetch: world.fetch });
    const facts = async (from: GitHub, known: Activity | null = null) => {
      const [found] = await from.readActivities([{ repo: 'ada/other', known, stale: true, heartbeat: true }], now);
      const { tags, unread, operations } = activityOf(found);
      const { deployments, schedules, declared } = operations ?? {};
      return { tags, unread, deployments, schedules, declared };
    };
    const nothingSaid = await facts(github);
    expect(nothingSaid.tags.map(({ name }) => name)).toEqual(['v1.1.0', 'v1.0.0']);
    expect(nothingSaid).toEqual(await facts(overGraphql));

    const readme =
      '# other\n\n[![Project Status: WIP](https://www.repostatus.org/badges/latest/wip.svg)](https://www.repostatus.org)\n';
    const before = await send('GET', '/contents/README.md', undefined, 'other');
    const content = Buffer.from(readme).toString('base64');
    await send('PUT', '/contents/README.md', { message: 'Say it', content, sha: before['sha'] }, 'other');
    twin.commit({ at: now, message: 'Say it', files: { 'README.md': readme } });
    const inReadme = await facts(github);
    expect(inReadme.declared).toMatchObject({ status: 'in_progress', source: 'badge' });
    expect(inReadme.declared).toEqual((await facts(overGraphql)).declared);
    await send('PUT', '/topics', { names: ['status-paused'] }, 'other');
    twin.state.topics.push('status-paused');
    const inTopic = await facts(github);
    expect(inTopic.declared).toMatchObject({ status: 'paused', source: 'topic' });
    expect(inTopic.declared).toEqual((await facts(overGraphql)).declared);
    expect(world.unexpected).toEqual([]);
  });

  it('asks for one thing while nothing has happened, and sees a push and a name that was used again', async () => {
    const now = new Date();
    const look = async (known: Activity | null) => {
      const before = github.counts().rest;
      const [found] = await github.readActivities([{ repo: 'ada/other', known, stale: false, heartbeat: false }], now);
      return { found, requests: github.counts().rest - before };
    };
    const first = await look(null);
    const known = activityOf(first.found);
    // The repository, commits, releases, tags, README, deployments.
    expect(first.requests).toBe(6);
    expect(await look(known)).toEqual({ found: { kind: 'ok', repo: 'ada/other', activity: known }, requests: 1 });
    await send('PUT', '/contents/new.py', { message: 'Add new', content: 'eA==' }, 'other');
    const pushed = activityOf((await look({ ...known, pushedAt: '2020-01-01T00:00:00.000Z' })).found);
    expect(pushed.commits).toHaveLength(known.commits.length + 1);
    expect((await look({ ...known, nodeId: 'R_other' })).found).toEqual({ kind: 'replaced', repo: 'ada/other' });
  });

  it('names what cannot be seen', async () => {
    const request = { repo: 'ada/none', known: null, stale: false, heartbeat: false };
    expect(await github.readActivities([request], new Date())).toEqual([{ kind: 'not-visible', repo: 'ada/none' }]);
  });
});
