// An enterprise server: its GraphQL beside its API, its own pages, no rate limit, and a schema of some years ago.

import { describe, expect, it } from 'vitest';
import { asEnterprise, type EnterpriseOptions } from '../../demo/github/enterprise.ts';
import { openAdmin } from '../../src/github/admin.ts';
import { createGitHubClient } from '../../src/github/client.ts';
import { createGitHub } from '../../src/github/create-github.ts';
import { createGitHubSignIn } from '../../src/github/oauth.ts';
import { replaceDocument } from '../support/replace-document.ts';
import { activityOf, openSimulation, request } from './open-simulation.ts';
import { json, now, scriptFetch, token } from './script-fetch.ts';

const apiUrl = 'https://ghe.example.org/api/v3';
const ref = { kind: 'github', repo: 'ada/me', path: 'README.md', branch: null } as const;

function open(options: EnterpriseOptions = {}) {
  const { world, addRepository } = openSimulation();
  const server = asEnterprise(world, options);
  const github = createGitHub({ token, apiUrl, fetch: server.fetch, now: () => now });
  const operations = () => world.requests.flatMap(({ operation }) => operation ?? []);
  return { world, addRepository, github, server, operations };
}

describe('an enterprise server', () => {
  it('is read and written below its own address', async () => {
    const { github, addRepository, world } = open();
    addRepository('me').commit({ at: now, message: 'Add', files: { 'README.md': 'https://github.com/ada/engine' } });
    const file = await github.documents.read(ref);
    expect(new TextDecoder().decode(file.bytes)).toBe('https://github.com/ada/engine');
    const written = await github.documents.write(replaceDocument(ref, file, new TextEncoder().encode('new')));
    expect(written).toMatchObject({
      kind: 'written',
      url: expect.stringMatching(/^https:\/\/ghe\.example\.org\/ada\/me\/commit\//),
    });
    expect((await github.readActivities([request('ada/me')], now))[0]?.kind).toBe('ok');
    expect(world.unexpected).toEqual([]);
  });

  it('without a rate limit says so, for a person and for a workflow', async () => {
    const { server, world } = open();
    const admin = openAdmin({ token, apiUrl, fetch: server.fetch });
    expect(await admin.readToken()).toMatchObject({ login: 'ada', limit: 0, remaining: 0 });
    world.fail({
      when: ({ path }) => path === '/user',
      answer: json({ message: 'Resource not accessible by integration' }, 403),
    });
    expect(await admin.readToken()).toMatchObject({ login: null, limit: 0 });
  });

  it.each([
    ['https://api.github.com', 'https://github.com'],
    [apiUrl, 'https://ghe.example.org'],
    ['https://ghe.example.org:8443/api/v3', 'https://ghe.example.org:8443'],
    ['https://api.octo.ghe.com', 'https://octo.ghe.com'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001'],
  ])('behind %s signs people in at %s', async (address, site) => {
    const { fetch, sent } = scriptFetch(json({ access_token: 'invented' }), json({ login: 'ada' }));
    const signIn = createGitHubSignIn({
      clientId: 'Iv1.0123456789',
      clientSecret: 'x'.repeat(20),
      apiUrl: address,
      fetch,
    });
    expect(signIn.address('state', 'challenge', 'https://status.example.org/callback')).toMatch(
      new RegExp(`^${site}/login/oauth/authorize\\?`),
    );
    expect(await signIn.identify('code', 'verifier', 'https://status.example.org/callback')).toMatchObject({
      login: 'ada',
    });
    expect(sent.map(({ url }) => url)).toEqual([`${site}/login/oauth/access_token`, `${address}/user`]);
  });

  it.each([
    [apiUrl, 'https://ghe.example.org/api/graphql'],
    ['https://ghe.example.org:8443/api/v3', 'https://ghe.example.org:8443/api/graphql'],
    ['https://api.octo.ghe.com', 'https://api.octo.ghe.com/graphql'],
  ])('behind %s speaks GraphQL at %s', async (address, url) => {
    const { fetch, sent } = scriptFetch(json({ data: { viewer: { login: 'ada' } } }));
    await createGitHubClient({ token, apiUrl: address, fetch }).query('query Q { viewer { login } }', {});
    expect(sent[0]?.url).toBe(url);
  });
});

describe('a field that an older server does not know', () => {
  it.each([
    [['Repository.archivedAt'], { archivedAt: null, visibility: 'public', isArchived: true }],
    [['Repository.visibility'], { archivedAt: expect.any(String), visibility: 'public', isArchived: true }],
    [['Repository.archivedAt', 'Repository.visibility'], { archivedAt: null, visibility: 'public', isArchived: true }],
  ])('is left out, asked for once, and remembered: %s', async (unknownFields, known) => {
    const { github, addRepository, operations } = open({ unknownFields });
    addRepository('engine').archive(now);
    addRepository('pump');
    const [fetched] = await github.readActivities([request('ada/engine')], now);
    expect(activityOf(fetched)).toMatchObject(known);
    expect(operations().filter((operation) => operation === 'refused')).toHaveLength(1);
    // Another text with the same field, and the same text about others.
    await github.readActivities([request('ada/engine', { known: activityOf(fetched) }), request('ada/pump')], now);
    expect(operations().filter((operation) => operation === 'refused')).toHaveLength(1);
    expect(github.counts().graphql).toBe(operations().length);
  });

  it.each(['PRIVATE', 'INTERNAL'] as const)('never makes what is %s public', async (visibility) => {
    const { github, addRepository } = open({ unknownFields: ['Repository.visibility'] });
    const engine = addRepository('engine');
    engine.state.visibility = visibility;
    const me = addRepository('me');
    me.state.visibility = visibility;
    me.commit({ at: now, message: 'Add', files: { 'README.md': 'text' } });
    const [fetched] = await github.readActivities([request('ada/engine')], now);
    expect(activityOf(fetched).visibility).toBe('private');
    expect((await github.documents.read(ref)).isPublic).toBe(false);
    expect(await github.findPublic([engine.state.nodeId])).toEqual(new Set());
    expect(await github.statusIssues.read('ada/me', null, 'mark')).toMatchObject({ kind: 'none', isPublic: false });
  });

  it('leaves what is public public', async () => {
    const { github, addRepository } = open({ unknownFields: ['Repository.visibility'] });
    const engine = addRepository('engine');
    expect(await github.findPublic([engine.state.nodeId])).toEqual(new Set([engine.state.nodeId]));
  });

  it.each(['Repository.isEmpty', 'Repository.languages', 'Commit.parents'])(
    'and that is needed fails by its name, and is never taken for nothing: %s',
    async (field) => {
      const { github, addRepository, operations } = open({ unknownFields: [field, 'Repository.archivedAt'] });
      addRepository('engine');
      const [fetched] = await github.readActivities([request('ada/engine')], now);
      expect(fetched?.kind).toBe('failed');
      expect(JSON.stringify(fetched)).toContain(`ghe.example.org does not support ${field}`);
      expect(operations().filter((operation) => operation === 'refused').length).toBeLessThanOrEqual(2);
    },
  );

  it('is asked for again by none of several requests at once', async () => {
    const { github, addRepository, operations } = open({ unknownFields: ['Repository.archivedAt'] });
    addRepository('engine');
    addRepository('pump');
    const both = await Promise.all(
      ['ada/engine', 'ada/pump'].map((repo) => github.readActivities([request(repo)], now)),
    );
    expect(both.map(([fetched]) => fetched?.kind)).toEqual(['ok', 'ok']);
    expect(operations().filter((operation) => operation === 'refused').length).toBeLessThanOrEqual(2);
  });
});
