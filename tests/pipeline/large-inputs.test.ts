// What is large costs no more than its part: a repository with 100,000 commits, a document that robots committed as often,
// and a document that lists 1,000 repositories. Counted in requests, which GitHub grants by the hour.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Commit, SimulatedRepository } from '../../demo/github/repository.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

const many = 100_000;
const minuteMs = 60_000;

type Author = Commit['author'];
const robot: Author = { login: 'readme-bot', name: 'readme-bot', email: 'bot@bot.com' };

/** Puts so many commits on top of what is there, a minute apart, the newest at an instant. */
function addHistory(repository: SimulatedRepository, newest: Date, author: Author, path: string): void {
  const { state } = repository;
  const before = state.branches.get('main') ?? [];
  const files = before[0]?.files ?? new Map();
  const oidOf = (index: number) => createHash('sha1').update(`${state.name} ${index}`).digest('hex');
  const commits = Array.from({ length: many }, (_, index): Commit => {
    const parent = index === many - 1 ? before[0]?.oid : oidOf(index + 1);
    return {
      oid: oidOf(index),
      parents: parent === undefined ? [] : [parent],
      author,
      at: new Date(newest.getTime() - index * minuteMs),
      message: `Change ${index}`,
      files,
      changed: { added: [], modified: [path], removed: [] },
      isSigned: false,
    };
  });
  state.branches.set('main', [...commits, ...before]);
  state.pushedAt = newest;
}

function count({ world }: Pipeline): Record<string, number> {
  const names = world.requests.map(({ operation, path }) => operation ?? path.replace(/^\/repos\/[^/]+\/[^/]+/, ''));
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** The author of a repository's work. */
const authorOf = (repository: SimulatedRepository): Author => repository.history()[0]?.author ?? robot;

describe('100,000 commits', () => {
  it('of a repository, and of a folder of one, are not all read', async () => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    engine.commit({ at: pipeline.daysAgo(150), message: 'Add the pen', files: { 'pen/main.go': 'pen' } });
    addHistory(engine, pipeline.daysAgo(1), authorOf(engine), 'main.go');
    const pen = '| pen | 🟡 Paused | [code](https://github.com/ada/engine/tree/main/pen) |';
    pipeline.write(table(row('engine', '🟡 Paused'), pen), pipeline.daysAgo(30));
    const { rows } = await pipeline.look();
    expect(rows.map(({ decision }) => decision.action)).not.toContain('change');
    const [activity] = (await pipeline.store.readRepositories(['ada/engine'])).map((one) => one.activity);
    expect(activity?.commits.length).toBeLessThanOrEqual(200);
    // What was not read is not taken for silence.
    expect(Date.parse(activity?.completeSince ?? '')).toBeGreaterThan(pipeline.daysAgo(2).getTime());
    expect(count(pipeline)).toEqual({
      DocumentOnDefaultBranch: 1,
      CoreByNames: 1,
      HistoriesByIds: 1,
      OperationsByIds: 1,
    });
  });

  it('of robots on a document are read back for a bounded number of pages', async () => {
    const pipeline = openPipeline();
    pipeline.addProject('engine');
    pipeline.write(table(row('engine', '🟡 Paused')), pipeline.daysAgo(200));
    addHistory(pipeline.me, pipeline.daysAgo(1), robot, 'README.md');
    const { rows } = await pipeline.look();
    expect(rows.map(({ decision }) => decision.action)).not.toContain('change');
    expect(count(pipeline)).toEqual({
      DocumentOnDefaultBranch: 1,
      FileHistoryAt: 10,
      CoreByNames: 1,
      OperationsByIds: 1,
    });
  });

  it('are replayed for a bounded number of pages', async () => {
    const pipeline = openPipeline();
    const engine = pipeline.addProject('engine');
    addHistory(engine, pipeline.daysAgo(1), authorOf(engine), 'main.go');
    const [fetched] = await pipeline.github.readActivities(
      [{ repo: 'ada/engine', known: null, stale: false, heartbeat: false }],
      pipeline.now(),
    );
    if (fetched?.kind !== 'ok') throw new Error('it can be read');
    pipeline.world.requests.length = 0;
    const past = await pipeline.github.readPastCommits?.(fetched.activity, {
      since: pipeline.daysAgo(365).toISOString(),
      bots: [],
      now: pipeline.now(),
    });
    expect(past?.commits).toHaveLength(1000);
    expect(past?.completeSince).toBe(past?.commits.at(-1)?.at);
    expect(count(pipeline)).toEqual({ PastCommits: 10 });
  });
});

describe('1,000 repositories in one document', () => {
  it('cost requests by the batch, and next to nothing when nothing has happened', async () => {
    const pipeline = openPipeline({ timeoutMs: 60_000 });
    const names = Array.from({ length: 1000 }, (_, index) => `tool-${index}`);
    for (const name of names) pipeline.addProject(name, 20);
    pipeline.write(table(...names.map((name) => row(name, '🟡 In Progress'))), pipeline.daysAgo(30));
    const first = await pipeline.look();
    expect(first.rows.filter(({ decision }) => decision.action === 'keep')).toHaveLength(1000);
    expect(count(pipeline)).toEqual({ DocumentOnDefaultBranch: 1, CoreByNames: 40, OperationsByIds: 20 });
    pipeline.world.requests.length = 0;
    pipeline.pass(0.2);
    await pipeline.look();
    expect(count(pipeline)).toEqual({ DocumentAndLite: 1, LiteByIds: 9 });
  });
});
