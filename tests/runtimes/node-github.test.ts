// A memory that lives on a branch: looks that share nothing else behave as if they had a database.

import { describe, expect, it } from 'vitest';
import { closeIssue } from '../../demo/github/issues.ts';
import { closePullRequest } from '../../demo/github/pull-requests.ts';
import { openBranchStore } from '../../src/runtimes/node-github.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const branch = 'statusfolio-state';

async function run(pipeline: Pipeline) {
  const { world, now } = pipeline;
  const options = { token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now };
  const { store, save } = await openBranchStore(options, 'ada/me');
  const result = await pipeline.look(store);
  const saved = await save();
  await store.close();
  return { result, saved };
}

const readState = ({ me }: Pipeline) => Buffer.from(me.head(branch)?.files.get('state.json') ?? []).toString('utf8');

function openQuiet(options: Parameters<typeof openPipeline>[0] = {}) {
  const pipeline = openPipeline(options);
  const quiet = pipeline.addProject('quiet', 120);
  pipeline.write(table(row('quiet', '🟡 In Progress')), pipeline.daysAgo(100));
  return { pipeline, quiet };
}

describe('a memory on a branch', () => {
  it('begins on a branch without history, holds one file, and is not part of the document', async () => {
    const { pipeline } = openQuiet();
    expect((await run(pipeline)).saved).toEqual({ kind: 'saved' });
    expect(pipeline.me.head(branch)).toMatchObject({ parents: [] });
    expect([...(pipeline.me.head(branch)?.files.keys() ?? [])]).toEqual(['state.json']);
    expect(pipeline.me.head()?.files.has('state.json')).toBe(false);
  });

  it('remembers a question, so that it is asked once, and nothing is published for silence', async () => {
    const { pipeline } = openQuiet();
    await run(pipeline);
    pipeline.pass(10);
    expect((await run(pipeline)).result.publication.kind).toBe('nothing');
    pipeline.pass(4);
    const { result } = await run(pipeline);
    expect(result.publication.kind).toBe('nothing');
    expect(result.rows[0]?.decision.question?.askedAt).toBe(pipeline.daysAgo(14).toISOString());
    expect(pipeline.me.state.issues).toHaveLength(1);
    expect(pipeline.me.state.issues[0]?.state).toBe('open');
  });

  it('is saved only when it changed: thirty quiet days save nothing', async () => {
    const { pipeline } = openQuiet({ configuration: 'onSilence: ask\nwords: { paused: "🟡 Paused" }\n' });
    await run(pipeline);
    await run(pipeline);
    const saves = pipeline.me.history(branch).length;
    for (let day = 0; day < 30; day += 1) {
      pipeline.pass(1);
      expect((await run(pipeline)).saved).toEqual({ kind: 'unchanged' });
    }
    expect(pipeline.me.history(branch)).toHaveLength(saves);
  });

  it('remembers what the owner declined and closed', async () => {
    const { pipeline } = openQuiet({ publish: 'pull-request' });
    const engine = pipeline.addProject('engine');
    pipeline.write(table(row('quiet', '🟡 In Progress'), row('engine', '🟡 In Progress')), pipeline.daysAgo(95));
    engine.archive(pipeline.now());
    await run(pipeline);
    closePullRequest(pipeline.me, 1);
    closeIssue(pipeline.me, 2, 'ada');
    for (let look = 0; look < 3; look += 1) {
      pipeline.pass(1);
      expect((await run(pipeline)).result.problems).toMatchObject([{ code: 'DECLINED' }]);
    }
    expect(pipeline.me.state.pullRequests).toHaveLength(1);
    expect(pipeline.me.state.issues[0]?.state).toBe('closed');
  });

  it('knows a repository again, and its breaker counts', async () => {
    const { pipeline, quiet } = openQuiet();
    await run(pipeline);
    quiet.delete();
    pipeline.world.addRepository({ owner: 'ada', name: 'quiet', createdAt: pipeline.now() }).archive(pipeline.now());
    pipeline.pass(1);
    expect((await run(pipeline)).result.problems).toMatchObject([{ code: 'REPLACED' }]);
    expect(pipeline.read()).toContain(row('quiet', '🟡 In Progress'));
  });

  it('proves no silence with what it remembers when nothing can be checked', async () => {
    const { pipeline } = openQuiet();
    await run(pipeline);
    pipeline.pass(30);
    pipeline.world.fail({ when: ({ operation }) => /^(Core|Lite)/.test(operation ?? ''), answer: 'reset', times: 99 });
    await run(pipeline).catch(() => undefined);
    expect(pipeline.read()).toContain(row('quiet', '🟡 In Progress'));
  });

  it('holds nothing of a private repository but its name and words', async () => {
    const { pipeline, quiet } = openQuiet();
    quiet.makePrivate(true);
    await run(pipeline);
    expect(readState(pipeline)).not.toMatch(/work commit|2025-11-01/i);
    expect(readState(pipeline)).toContain('"name": "quiet"');
  });

  it('keeps what another run saved first', async () => {
    const { pipeline } = openQuiet();
    await run(pipeline);
    const { world, now } = pipeline;
    const options = { token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now };
    const [one, other] = [await openBranchStore(options, 'ada/me'), await openBranchStore(options, 'ada/me')];
    pipeline.pass(14);
    await pipeline.look(one.store);
    await pipeline.look(other.store);
    expect(await one.save()).toEqual({ kind: 'saved' });
    expect(await other.save()).toEqual({ kind: 'conflict' });
    expect(world.forcedPushes).toBe(0);
  });

  it.each([
    '{',
    '[]',
    '{"version":9}',
    '{"version":1,"projects":{}}',
    '{"version":1,"documents":[],"repositories":[],"projects":[{"key":"x"}],"changes":[],"commits":[],"homes":[]}',
  ])('names a text that is not its own, and rewrites it: %s', async (text) => {
    const { pipeline } = openQuiet();
    pipeline.me.commit({ at: pipeline.now(), message: 'x', files: { 'state.json': text }, branch });
    const { world, now } = pipeline;
    const { store, problem, save } = await openBranchStore(
      { token: 't', apiUrl: 'https://api.github.com', fetch: world.fetch, now },
      'ada/me',
    );
    expect(problem).toMatchObject({ code: 'STORE_UNSAFE', hint: expect.stringMatching(/starts over|rewritten/) });
    await pipeline.look(store);
    expect(await save()).toEqual({ kind: 'saved' });
    expect(JSON.parse(readState(pipeline)).projects).toHaveLength(1);
  });
});
