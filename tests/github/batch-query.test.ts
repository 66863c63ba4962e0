// One question about many repositories: every one gets its own answer, whatever happens to the others.

import { describe, expect, it } from 'vitest';
import { type Found, openSession, type Question } from '../../src/github/batch-query.ts';
import { createGitHubClient } from '../../src/github/client.ts';
import type { Fetch } from '../../src/github/limit-time.ts';
import { idSchema } from '../../src/github/schemas.ts';
import { json, now, token } from './script-fetch.ts';

const question: Question<string, { id: string }> = {
  largestBatch: 25,
  format: (ids) => ({
    text: 'query Q($ids: [ID!]!) { nodes(ids: $ids) { ... on Repository { id } } }',
    variables: { ids },
  }),
  placeOf: (index) => ['nodes', index],
  schema: idSchema,
};

/** A GitHub that answers about a list of ids as the test says, and remembers how many it was asked about at once. */
function openGitHub(answerTo: (ids: readonly string[], attempt: number) => Response | Promise<Response>) {
  const batches: number[] = [];
  const fetch: Fetch = async (_, init) => {
    const { ids } = JSON.parse(String(init?.body)).variables;
    batches.push(ids.length);
    return await answerTo(ids, batches.length);
  };
  const client = createGitHubClient({ token, apiUrl: 'https://api.github.com', fetch, now: () => now });
  return { session: openSession(client), batches };
}

const all = (ids: readonly string[]) => json({ data: { nodes: ids.map((id) => ({ id })) } });
const bad = () => json({ message: 'Bad Gateway' }, 502);
const names = (count: number) => Array.from({ length: count }, (_, index) => `R_${index}`);
const kinds = (answers: Map<string, Found<unknown>>) => [...answers.values()].map(({ kind }) => kind);

describe('ask', () => {
  it('asks for as many as fit, one request after the other', async () => {
    let running = 0;
    const { session, batches } = openGitHub(async (ids) => {
      running += 1;
      expect(running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running -= 1;
      return all(ids);
    });
    const answers = await session.ask(names(60), question);
    expect(batches).toEqual([25, 25, 10]);
    expect([...answers]).toEqual(names(60).map((id) => [id, { kind: 'found', value: { id } }]));
  });

  it('asks nothing about nothing', async () => {
    const { session, batches } = openGitHub(all);
    expect((await session.ask([], question)).size).toBe(0);
    expect(batches).toEqual([]);
  });

  it('halves what is too much, and grows again', async () => {
    const { session, batches } = openGitHub((ids) => (ids.length > 7 ? bad() : all(ids)));
    const answers = await session.ask(names(25), question);
    expect(new Set(kinds(answers))).toEqual(new Set(['found']));
    expect(batches.slice(0, 3)).toEqual([25, 12, 6]);
  });

  it('finds the one repository that is too much alone, and serves the others', async () => {
    const { session, batches } = openGitHub((ids) => (ids.includes('R_9') ? bad() : all(ids)));
    const answers = await session.ask(names(25), question);
    expect(answers.get('R_9')).toMatchObject({ kind: 'failed', message: expect.stringContaining('502') });
    expect(kinds(answers).filter((kind) => kind === 'found').length).toBe(24);
    expect(session.stoppedBy()).toBeNull();
    expect(batches.length).toBeLessThan(25);
  });

  it('finds several of them, as long as others answer in between', async () => {
    const tooMuch = new Set(['R_3', 'R_9', 'R_15', 'R_21']);
    const { session } = openGitHub((ids) => (ids.some((id) => tooMuch.has(id)) ? bad() : all(ids)));
    const answers = await session.ask(names(25), question);
    expect([...answers].filter(([, { kind }]) => kind !== 'found').map(([id]) => id)).toEqual([...tooMuch]);
    expect(session.stoppedBy()).toBeNull();
  });

  it('gives up when nothing at all comes back, after a few tries', async () => {
    const { session, batches } = openGitHub(bad);
    const answers = await session.ask(names(25), question);
    expect(batches).toEqual([25, 12, 6, 3, 1]);
    expect(new Set(kinds(answers))).toEqual(new Set(['failed']));
    expect(session.stoppedBy()).toMatchObject({ code: 'GITHUB_UNREACHABLE' });
  });

  it('gives up when one after the other fails alone', async () => {
    const { session, batches } = openGitHub((ids, attempt) => (attempt === 1 ? all(ids) : bad()));
    const answers = await session.ask(names(60), question);
    expect(kinds(answers).filter((kind) => kind === 'found').length).toBe(25);
    expect(batches.length).toBe(12);
    expect(session.stoppedBy()).toMatchObject({ code: 'GITHUB_UNREACHABLE' });
  });

  it('does not ask in smaller portions where nothing answers the door', async () => {
    const { session, batches } = openGitHub(() => Promise.reject(new TypeError('fetch failed')));
    await session.ask(names(25), question);
    expect(batches).toEqual([25]);
    expect(session.stoppedBy()).toMatchObject({ code: 'GITHUB_UNREACHABLE' });
  });

  it('sorts a partial answer by the path of its errors', async () => {
    const { session } = openGitHub((ids) =>
      json({
        data: { nodes: ids.map((id, index) => (index < 5 ? null : index === 5 ? { surprise: 1 } : { id })) },
        errors: [
          { type: 'NOT_FOUND', path: ['nodes', 0], message: 'Could not resolve to a node' },
          { type: 'FORBIDDEN', path: ['nodes', 1, 'deployments'], message: 'Resource not accessible by integration' },
          { type: 'RATE_LIMITED', path: ['nodes', 2], message: 'API rate limit exceeded' },
          { type: 'UNPROCESSABLE', path: ['nodes', 3], message: 'no idea' },
        ],
      }),
    );
    const answers = await session.ask(names(25), question);
    expect([...answers.values()].slice(0, 7)).toEqual([
      { kind: 'not-visible' },
      { kind: 'forbidden', message: 'Resource not accessible by integration' },
      { kind: 'throttled', retryAt: '2026-06-01T12:01:00.000Z' },
      { kind: 'failed', message: 'no idea' },
      { kind: 'not-visible' },
      { kind: 'failed', message: "GitHub's response was not understood." },
      { kind: 'found', value: { id: 'R_6' } },
    ]);
  });

  it('asks again, for less, about the part that was cut off', async () => {
    const limit = (index: number) => ({
      type: 'RESOURCE_LIMITS_EXCEEDED',
      path: ['nodes', index, 'x'],
      message: 'Resource limits exceeded.',
    });
    const { session, batches } = openGitHub((ids) =>
      ids.length > 4 ? json({ data: { nodes: ids.map((id) => ({ id })) }, errors: [limit(3), limit(4)] }) : all(ids),
    );
    const answers = await session.ask(names(5), question);
    expect(batches).toEqual([5, 2]);
    expect(new Set(kinds(answers))).toEqual(new Set(['found']));
  });

  it('does not take a part for the whole: a missing detail inside a repository is not a missing repository', async () => {
    const { session } = openGitHub((ids) =>
      json({
        data: { nodes: ids.map((id) => ({ id })) },
        errors: [{ type: 'NOT_FOUND', path: ['nodes', 0, 'latestRelease'], message: 'gone' }],
      }),
    );
    expect(kinds(await session.ask(['R_0'], question))).toEqual(['failed']);
  });

  it('takes an error without a path for an error of all', async () => {
    const { session } = openGitHub((ids) =>
      json({ data: { nodes: ids.map((id) => ({ id })) }, errors: [{ message: 'odd' }, null] }),
    );
    expect(new Set(kinds(await session.ask(names(3), question)))).toEqual(new Set(['failed']));
  });

  it('does not take a query that GitHub cannot read for repositories that cannot be seen', async () => {
    const fault = "Field 'archivedAt' doesn't exist on type 'Repository'";
    const { session } = openGitHub(() =>
      json({
        errors: [{ path: ['fragment Core', 'archivedAt'], extensions: { code: 'undefinedField' }, message: fault }],
      }),
    );
    const message =
      'api.github.com does not support Repository.archivedAt, which this version of Statusfolio needs: one of them is too old.';
    expect([...(await session.ask(names(2), question)).values()]).toEqual([
      { kind: 'failed', message },
      { kind: 'failed', message },
    ]);
  });

  it('stops asking once it is throttled, and says when to go on', async () => {
    const { session, batches } = openGitHub((ids, attempt) =>
      attempt === 1 ? all(ids) : json({ message: 'slow down' }, 429, { 'retry-after': '120' }),
    );
    const answers = await session.ask(names(100), question);
    expect(batches).toEqual([25, 25]);
    expect(answers.get('R_99')).toEqual({ kind: 'throttled', retryAt: '2026-06-01T12:02:00.000Z' });
    expect(kinds(await session.ask(['R_7'], question))).toEqual(['throttled']);
    expect(batches.length).toBe(2);
  });
});
