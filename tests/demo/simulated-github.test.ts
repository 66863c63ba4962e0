// The simulated GitHub answers as GitHub does, or fails loudly: everything else is tested against it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhooks } from '@octokit/webhooks';
import { Octokit } from 'octokit';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashBlob } from '../../demo/github/git-objects.ts';
import type { SimulatedRepository } from '../../demo/github/repository.ts';
import { createSampleWorld } from '../../demo/github/sample-world.ts';
import { createSimulatedGitHub, type SimulatedGitHub } from '../../demo/github/simulated-github.ts';

const now = new Date('2026-03-01T12:00:00Z');

describe('the simulated GitHub', () => {
  let github: SimulatedGitHub;
  let engine: SimulatedRepository;
  beforeEach(() => {
    github = createSimulatedGitHub({ now: () => now, token: 't', viewer: 'ada' });
    engine = github.addRepository({ owner: 'ada', name: 'engine', createdAt: now, languages: ['Go'] });
    engine.commit({ at: now, message: 'Begin', files: { 'README.md': 'hello\n', 'src/main.go': 'package main\n' } });
  });

  const silent = { debug() {}, info() {}, warn() {}, error() {} };
  const off = { retry: { enabled: false }, throttle: { enabled: false }, log: silent };
  /** In process. */
  const octokit = (token = 't') => new Octokit({ auth: token, ...off, request: { fetch: github.fetch } });
  /** Over real HTTP. */
  const remote = (baseUrl: string) => new Octokit({ auth: 't', baseUrl, ...off });

  const commit = (expectedHeadOid: string, contents = 'bmV3') => ({
    input: {
      branch: { repositoryNameWithOwner: 'ada/engine', branchName: 'main' },
      expectedHeadOid,
      message: { headline: 'Change' },
      fileChanges: { additions: [{ path: 'README.md', contents }] },
    },
  });
  const mutation =
    'mutation Commit($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid url } } }';

  it('names objects as git does', () => {
    const root = mkdtempSync(join(tmpdir(), 'statusfolio-'));
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        env: {
          ...process.env,
          ...Object.fromEntries(
            ['AUTHOR', 'COMMITTER'].flatMap((who) => [
              [`GIT_${who}_NAME`, 'ada'],
              [`GIT_${who}_EMAIL`, 'ada@users.noreply.github.com'],
              [`GIT_${who}_DATE`, '2026-03-01T12:00:00Z'],
            ]),
          ),
        },
      }).trim();
    git('init', '-q');
    git('config', 'core.autocrlf', 'false');
    writeFileSync(join(root, 'README.md'), 'hello\n');
    execFileSync('mkdir', ['src'], { cwd: root });
    writeFileSync(join(root, 'src', 'main.go'), 'package main\n');
    git('add', '.');
    const tree = git('write-tree');
    // `commit-tree` keeps the message without a final newline only when it is told exactly.
    const oid = execFileSync('git', ['hash-object', '-t', 'commit', '--stdin', '-w'], {
      cwd: root,
      input:
        `tree ${tree}\nauthor ada <ada@users.noreply.github.com> 1772366400 +0000\ncommitter ada <ada@users.noreply.github.com> 1772366400 +0000\n\nBegin`.replaceAll(
          '1772366400',
          String(now.getTime() / 1000),
        ),
      encoding: 'utf8',
    }).trim();
    expect(engine.head()?.oid).toBe(oid);
    expect(hashBlob(Buffer.from('hello\n'))).toBe(git('hash-object', 'README.md'));
  });

  it('answers partially, with errors of GitHub\u2019s shape', async () => {
    const text =
      '{ r0: repository(owner: "ada", name: "engine") { nameWithOwner } r1: repository(owner: "ada", name: "none") { id } }';
    await expect(octokit().graphql(text)).rejects.toMatchObject({
      data: { r0: { nameWithOwner: 'ada/engine' }, r1: null },
      errors: [
        { type: 'NOT_FOUND', path: ['r1'], message: "Could not resolve to a Repository with the name 'ada/none'." },
      ],
    });
  });

  it('lets a commit through only where the branch still is', async () => {
    const head = engine.head()?.oid ?? '';
    await octokit().graphql(mutation, commit(head));
    expect(Buffer.from(engine.read('README.md') ?? []).toString()).toBe('new');
    await expect(octokit().graphql(mutation, commit(head, 'b2xk'))).rejects.toMatchObject({
      errors: [{ type: 'STALE_DATA' }],
    });
    expect(Buffer.from(engine.read('README.md') ?? []).toString()).toBe('new');
    engine.archive(now);
    await expect(octokit().graphql(mutation, commit(engine.head()?.oid ?? ''))).rejects.toMatchObject({
      errors: [{ type: 'FORBIDDEN', message: 'Repository was archived so is read-only.' }],
    });
  });

  it('follows renames, hides what the token may not see, and rejects other tokens', async () => {
    engine.rename('motor');
    expect(await octokit().graphql('{ repository(owner: "ada", name: "engine") { name } }')).toEqual({
      repository: { name: 'motor' },
    });
    await expect(
      octokit().request('GET /repos/ada/engine', { request: { redirect: 'manual' } }),
    ).resolves.toMatchObject({ status: 301 });
    engine.makePrivate();
    await expect(octokit().request('GET /repos/ada/motor')).rejects.toMatchObject({ status: 404 });
    await expect(octokit('other').request('GET /rate_limit')).rejects.toMatchObject({ status: 401 });
  });

  it('fails loudly on what it does not know', async () => {
    await expect(octokit().request('GET /repos/ada/engine/stargazers')).rejects.toMatchObject({ status: 501 });
    await expect(
      octokit().graphql('{ repository(owner: "ada", name: "engine") { stargazerCount } }'),
    ).rejects.toMatchObject({ errors: [{}] });
    await expect(
      octokit().graphql('{ repository(owner: "ada", name: "engine") { noSuchField } }'),
    ).rejects.toMatchObject({ errors: [{}] });
    expect(github.unexpected).toEqual([
      'GET /repos/ada/engine/stargazers',
      'GraphQL field Repository.stargazerCount',
      expect.stringContaining('noSuchField'),
    ]);
  });

  it('counts points by the documented formula', async () => {
    const ids = [engine.state.nodeId];
    const text = 'query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { id } } rateLimit { cost } }';
    expect(await octokit().graphql(text, { ids })).toMatchObject({ rateLimit: { cost: 1 } });
    const wide =
      'query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { releases(first: 100) { nodes { tagName } } refs(refPrefix: "refs/tags/", first: 1) { nodes { name } } } } rateLimit { cost } }';
    expect(await octokit().graphql(wide, { ids: Array.from({ length: 100 }, () => ids[0]) })).toMatchObject({
      rateLimit: { cost: 2 },
    });
    await expect(octokit().graphql(text, { ids: Array.from({ length: 101 }, () => ids[0]) })).rejects.toMatchObject({
      errors: [{ type: 'ARGUMENT_LIMIT' }],
    });
  });

  it('has bad days on demand, over real HTTP too', async () => {
    const { url, close } = await github.listen();
    github.fail({ when: () => true, answer: new Response('<html>', { status: 502 }) });
    await expect(remote(url).request('GET /rate_limit')).rejects.toMatchObject({ status: 502 });
    github.fail({ when: () => true, answer: 'reset' });
    await expect(remote(url).request('GET /rate_limit')).rejects.toThrow();
    expect((await remote(url).request('GET /rate_limit')).status).toBe(200);
    github.fail({ when: () => true, answer: 'reset', effect: 'after' });
    await expect(remote(url).graphql(mutation, commit(engine.head()?.oid ?? ''))).rejects.toThrow();
    expect(engine.history()).toHaveLength(2);
    await close();
  });

  it('signs webhooks so that octokit verifies them, and tells what happened', async () => {
    const received: { event: string; body: string; signature: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({
          event: String(request.headers['x-github-event']),
          body: Buffer.concat(chunks).toString(),
          signature: String(request.headers['x-hub-signature-256']),
        });
        response.writeHead(202).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    engine.addHook({ url: `http://127.0.0.1:${port}/`, secret: 'secret', events: ['push', 'repository'] });
    engine.commit({ at: now, message: 'More 🟢', files: { 'src/main.go': null, 'b.go': 'b' } });
    engine.release('v1.0.0', now);
    engine.archive(now);
    expect((await github.deliver()).map(({ event, action, status }) => [event, action, status])).toEqual([
      ['push', null, 202],
      ['push', null, 202],
      ['repository', 'archived', 202],
    ]);
    expect(await github.deliver()).toEqual([]);
    server.close();
    for (const { body, signature } of received)
      expect(await new Webhooks({ secret: 'secret' }).verify(body, signature)).toBe(true);
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      ref: 'refs/heads/main',
      after: engine.head()?.oid,
      commits: [{ added: ['b.go'], removed: ['src/main.go'] }],
      repository: { full_name: 'ada/engine', node_id: engine.state.nodeId },
    });
  });
});

describe('the sample world', () => {
  it('holds the real rhythm of work up to a date, and the document byte for byte', () => {
    const until = new Date('2025-11-01T12:30:00Z');
    const world = createSampleWorld({ now: () => until, until });
    expect(world.repository('simple-model-api').history()).toHaveLength(6);
    expect(world.repository('embedding-mapper').head()?.at.toISOString()).toBe('2025-07-06T20:08:20.000Z');
    for (const name of ['PCC', 'agentic-reviewer', 'quick-capture-snr']) {
      expect(
        world
          .repository(name)
          .history()
          .every(({ at }) => at <= until),
      ).toBe(true);
    }
    expect(world.dailyJob.runs[0]?.at.toISOString()).toBe('2025-11-01T12:00:00.000Z');
    expect(Buffer.from(world.portfolio.read('README.md') ?? []).equals(world.document)).toBe(true);
  });
});
