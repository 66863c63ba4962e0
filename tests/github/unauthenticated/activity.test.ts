// Looking without a token: what is read over REST must lead to the same activity as GraphQL's, within 60 requests.

import { describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../../demo/github/simulated-github.ts';
import { deriveStatus } from '../../../src/core/status/derive-status.ts';
import { readThresholds } from '../../../src/core/status/thresholds.ts';
import { createGitHub } from '../../../src/github/create-github.ts';
import { createAnonymousGitHub } from '../../../src/github/unauthenticated/create.ts';
import type { ActivityFetch, ActivityRequest } from '../../../src/ports/github.ts';
import { replaceDocument } from '../../support/replace-document.ts';
import { activityOf, daysAgo } from '../open-simulation.ts';
import { now, token } from '../script-fetch.ts';

const apiUrl = 'https://api.github.com';
const request = (name: string, heartbeat = false): ActivityRequest => ({
  repo: `ada/${name}`,
  known: null,
  stale: false,
  heartbeat,
});

function open() {
  const world = createSimulatedGitHub({ now: () => now, token, viewer: 'ada' });
  let kept: string | null = null;
  const cache = {
    read: async () => kept,
    write: async (text: string) => {
      kept = text;
    },
  };
  const options = { apiUrl, fetch: world.fetch, now: () => now };
  const add = (name: string) => {
    const repository = world.addRepository({ owner: 'ada', name, createdAt: daysAgo(300), languages: ['Python'] });
    repository.commit({ at: daysAgo(20), message: 'Initial commit', files: { 'main.py': 'print(1)\n' } });
    return repository;
  };
  return {
    world,
    add,
    forget: () => {
      kept = null;
    },
    anonymous: createAnonymousGitHub({ ...options, cache }),
    authorised: createGitHub({ ...options, token }),
  };
}

describe('without a token', () => {
  it('the files that a pattern stands for are the same as with one', async () => {
    const { world, anonymous, authorised } = open();
    const site = world.addRepository({ owner: 'ada', name: 'site', createdAt: daysAgo(300) });
    const files = { 'p/a/index.md': 'a', 'p/b/index.md': 'b', 'p/c.md': 'c', 'p/d/e/index.md': 'e', 'q.md': 'q' };
    site.commit({ at: daysAgo(20), message: 'Pages', files });
    const ref = { kind: 'github', repo: 'ada/site', path: '', branch: null } as const;
    for (const branch of [null, 'main']) {
      for (const [pattern, expected] of [
        ['p/*/index.md', ['p/a/index.md', 'p/b/index.md']],
        ['p/*.md', ['p/c.md']],
        ['*.md', ['q.md']],
        ['r/*.md', []],
      ] as const) {
        const place = { ...ref, branch };
        expect(await authorised.documents.list?.(place, pattern)).toEqual(expected);
        expect(await anonymous.documents.list?.(place, pattern)).toEqual(expected);
      }
    }
    const gone = authorised.documents.list?.({ ...ref, repo: 'ada/gone' }, '*.md');
    await expect(gone).rejects.toMatchObject({ code: 'DOCUMENT_NOT_FOUND' });
  });

  it('the same facts are read as with one', async () => {
    const { world, add, anonymous, authorised } = open();
    const repository = add('tool');
    repository.commit({ at: daysAgo(3), message: 'Add parser', files: { 'parser.py': 'pass\n' } });
    repository.commit({ at: daysAgo(2), message: 'docs: explain', files: { 'README.md': 'x\n' } });
    repository.release('v1.2.0', daysAgo(1));
    const [look] = await anonymous.readActivities([request('tool')], now);
    const [close] = await authorised.readActivities([request('tool')], now);
    if (look?.kind !== 'ok' || close?.kind !== 'ok') throw new Error('both must see it');
    const { commits, releases, completeSince, nodeId, name, headOid, languages, isFork, isEmpty } = look.activity;
    expect({ commits, releases, completeSince, nodeId, name, headOid, languages, isFork, isEmpty }).toEqual({
      commits: close.activity.commits,
      releases: close.activity.releases,
      completeSince: close.activity.completeSince,
      nodeId: close.activity.nodeId,
      name: 'ada/tool',
      headOid: close.activity.headOid,
      languages: ['Python'],
      isFork: false,
      isEmpty: false,
    });
    expect(commits.map(({ kind }) => kind)).toEqual(['docs', 'work', 'work']);
    expect(anonymous.counts()).toEqual({ graphql: 0, rest: 3, writes: 0 });
    expect(world.unexpected).toEqual([]);
  });

  it('a schedule is read from its runs', async () => {
    const { add, anonymous } = open();
    const repository = add('job');
    const workflow = repository.addWorkflow('Nightly', '.github/workflows/nightly.yml', daysAgo(200));
    for (const days of [3, 2, 1]) repository.run(workflow, daysAgo(days));
    const [look] = await anonymous.readActivities([request('job', true)], now);
    expect(look).toMatchObject({
      kind: 'ok',
      activity: {
        operations: { schedules: [{ name: 'Nightly', state: 'active', runs: [{ succeeded: true }, {}, {}] }] },
      },
    });
    expect(anonymous.counts().rest).toBe(3);
  });

  it('what three requests do not reach is unread, and only asks', async () => {
    const { add, anonymous, authorised } = open();
    const repository = add('job');
    const workflow = repository.addWorkflow('Nightly', '.github/workflows/nightly.yml', daysAgo(200));
    for (const days of [13, 12, 11]) repository.run(workflow, daysAgo(days));
    repository.state.topics.push('status-paused');
    const derive = (look: ActivityFetch | undefined, currentStatus: 'running' | 'in_progress', at = now) =>
      deriveStatus(
        {
          repo: 'ada/job',
          activity: activityOf(look),
          obstacle: null,
          declared: { status: currentStatus, confirmedAt: daysAgo(100).toISOString() },
          currentStatus,
          pin: null,
          away: null,
        },
        readThresholds(),
        at,
      );
    const [running] = await anonymous.readActivities([request('job', true)], now);
    expect(running).toMatchObject({
      activity: { unread: ['releases', 'tags', 'deployments'], operations: { declared: { status: 'paused' } } },
    });
    expect(anonymous.counts().rest).toBe(3);
    expect(derive(running, 'running')).toMatchObject({ rule: 'stopped', confidence: 'guess', basis: 'doubt' });
    const [whole] = await authorised.readActivities([request('job', true)], now);
    expect(derive(whole, 'running')).toMatchObject({ rule: 'stopped', confidence: 'guess', basis: 'doubt' });

    // A tag may have come with the newest push, so that silence counts from then on.
    const [quiet] = await anonymous.readActivities([request('job')], now);
    expect(quiet).toMatchObject({ activity: { unread: ['tags', 'deployments'] } });
    const pushedAt = Date.parse(activityOf(quiet).pushedAt ?? '');
    const fresh = (days: number): ActivityFetch => {
      const at = new Date(pushedAt + days * 86_400_000);
      return { kind: 'ok', repo: 'ada/job', activity: { ...activityOf(quiet), fetchedAt: at.toISOString() } };
    };
    const later = (days: number) => derive(fresh(days), 'in_progress', new Date(pushedAt + days * 86_400_000));
    expect(later(89).basis).not.toBe('silence');
    expect(later(91)).toMatchObject({ rule: 'quiet', basis: 'silence' });
    // A release needs no push: where releases are unread, nothing is silence.
    const unread = { ...activityOf(running), fetchedAt: new Date(pushedAt + 91 * 86_400_000).toISOString() };
    const look = { kind: 'ok', repo: 'ada/job', activity: unread } as const;
    expect(derive(look, 'in_progress', new Date(pushedAt + 91 * 86_400_000)).basis).not.toBe('silence');
  });

  it('an empty repository, one that is gone and a private one are told apart from silence', async () => {
    const { world, add, anonymous } = open();
    world.addRepository({ owner: 'ada', name: 'empty', createdAt: daysAgo(5) });
    add('secret').state.visibility = 'PRIVATE';
    const looks = await anonymous.readActivities([request('empty'), request('gone'), request('secret')], now);
    expect(looks).toMatchObject([
      { kind: 'ok', activity: { isEmpty: true, commits: [] } },
      { kind: 'not-visible' },
      { kind: 'not-visible' },
    ]);
  });

  it('what does not fit into 60 requests is named, and what was seen is kept for an hour', async () => {
    const { world, add, anonymous } = open();
    const names = Array.from({ length: 25 }, (_, index) => `project-${index}`);
    for (const name of names) add(name);
    const first = await anonymous.readActivities(
      names.map((name) => request(name)),
      now,
    );
    const seen = first.filter(({ kind }) => kind === 'ok');
    expect(seen.length).toBeGreaterThanOrEqual(18);
    expect(seen.length).toBeLessThanOrEqual(20);
    expect(first.filter(({ kind }) => kind === 'throttled')).toHaveLength(25 - seen.length);
    expect(first.at(-1)).toMatchObject({ kind: 'throttled', retryAt: expect.stringMatching(/Z$/) });
    expect(world.requests.length).toBeLessThanOrEqual(66);

    world.requests.length = 0;
    const second = await anonymous.readActivities(
      names.slice(0, 15).map((name) => request(name)),
      now,
    );
    expect(second.every(({ kind }) => kind === 'ok')).toBe(true);
    expect(world.requests).toEqual([]);
    const later = new Date(now.getTime() + 2 * 3_600_000);
    await anonymous.readActivities([request('project-0')], later);
    expect(world.requests.length).toBeGreaterThan(0);
  });

  it('a GitHub that cannot be reached is one failure, not a table of guesses', async () => {
    const { world, add, anonymous } = open();
    add('tool');
    world.fail({ when: () => true, answer: 'reset', times: 10 });
    await expect(anonymous.readActivities([request('tool')], now)).rejects.toMatchObject({
      code: 'GITHUB_UNREACHABLE',
    });
  });

  it('a repository whose answer cannot be read is a failed look', async () => {
    const { world, add, anonymous } = open();
    add('tool');
    add('other');
    world.fail({
      when: ({ path }) => path === '/repos/ada/tool/commits',
      answer: new Response('{"half":', { headers: { 'content-type': 'application/json' } }),
    });
    const looks = await anonymous.readActivities([request('tool'), request('other')], now);
    expect(looks.map(({ kind }) => kind)).toEqual(['failed', 'ok']);
  });

  it('a document is read, byte for byte, and never written', async () => {
    const { add, anonymous } = open();
    const bytes = Buffer.from('\ufeff| a |\r\n|---|\r\n', 'utf8');
    add('me').commit({ at: daysAgo(1), message: 'Type', files: { 'docs/page.md': bytes } });
    const ref = { kind: 'github', repo: 'ada/me', path: 'docs/page.md', branch: null } as const;
    const file = await anonymous.documents.read(ref);
    expect(Buffer.from(file.bytes).equals(bytes)).toBe(true);
    expect(file).toMatchObject({ branch: 'main', isPublic: true, confirmedAt: daysAgo(1).toISOString() });
    await expect(anonymous.documents.write(replaceDocument(ref, file, file.bytes))).rejects.toMatchObject({
      code: 'TOKEN_MISSING',
    });
    await expect(anonymous.documents.read({ ...ref, path: 'none.md' })).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
    await expect(anonymous.documents.read({ ...ref, repo: 'ada/none' })).rejects.toMatchObject({
      code: 'DOCUMENT_NOT_FOUND',
    });
  });
});
