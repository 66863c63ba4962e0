// D1 allows a Worker 1,000 queries in one invocation, and counts each statement of a batch. A full batch of messages, as
// large as wrangler.toml lets it be, stays below: of deliveries, and of jobs.

import { applyD1Migrations, env, reset } from 'cloudflare:test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedGitHub } from '../../demo/github/simulated-github.ts';
import worker from '../../src/runtimes/worker.ts';
import wrangler from '../../wrangler.toml?raw';

const queriesPerInvocation = 1000;
const batchSizes = [...wrangler.matchAll(/^max_batch_size = (\d+)$/gm)].map((match) => Number(match[1]));
const size = Math.max(...batchSizes);
const names = Array.from({ length: size }, (_, index) => `portfolio-${index}`);
const listed = 8;

let queries: number;
let sent: unknown[];
const realFetch = globalThis.fetch;

/** The database of the tests, counting what D1 would count. */
function countQueries(): typeof env.DB {
  const { DB } = env;
  const counted = (statement: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(statement, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (name === 'all' || name === 'run' || name === 'first' || name === 'raw') queries += 1;
          const result: unknown = value.apply(target, given);
          return name === 'bind' ? counted(result as D1PreparedStatement) : result;
        };
      },
    });
  return {
    prepare: (text: string) => counted(DB.prepare(text)),
    batch: (statements: D1PreparedStatement[]) => {
      queries += statements.length;
      return DB.batch(statements);
    },
  } as unknown as typeof env.DB;
}

async function consume(bodies: readonly unknown[]): Promise<{ queries: number; acked: number }> {
  let acked = 0;
  const messages = bodies.map((body, index) => ({
    id: String(index),
    body,
    attempts: 1,
    timestamp: new Date(),
    ack: () => {
      acked += 1;
    },
    retry: () => {},
  }));
  queries = 0;
  const environment = {
    ...env,
    DB: countQueries(),
    JOBS: {
      sendBatch: async (batch: readonly { readonly body: unknown }[]) =>
        void sent.push(...batch.map(({ body }) => body)),
    },
    GITHUB_TOKEN: 't',
    STATUSFOLIO_CONFIG: `documents: [${names.map((name) => `{ repo: ada/${name}, publish: commit }`).join(', ')}]\n`,
  };
  await worker.queue?.({ queue: 'statusfolio-jobs', messages } as never, environment as never, {} as never);
  return { queries, acked };
}

describe('a full batch of messages', () => {
  beforeEach(async () => {
    await reset();
    await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
    sent = [];
    const now = () => new Date();
    const world = createSimulatedGitHub({ now, token: 't', viewer: 'statusfolio[bot]' });
    const at = new Date(Date.now() - 200 * 86_400_000);
    const rows = Array.from({ length: listed }, (_, index) => {
      world
        .addRepository({ owner: 'ada', name: `project-${index}`, createdAt: at, languages: ['Go'] })
        .commit({ at, message: 'Work', files: { 'main.go': '1' } });
      return `| P${index} | 🟡 In Progress | [code](https://github.com/ada/project-${index}) |`;
    });
    const text = `# Work\n\n| Project | Status | Repo |\n|---|---|---|\n${rows.join('\n')}\n`;
    for (const name of names)
      world
        .addRepository({ owner: 'ada', name, createdAt: at })
        .commit({ at, message: 'By hand', files: { 'README.md': text } });
    globalThis.fetch = (input, init) => world.fetch(input as Request, init as RequestInit) as never;
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });

  it('fits what D1 allows one invocation, of jobs and of deliveries alike', { timeout: 120_000 }, async () => {
    const job = (name: string) => ({
      kind: 'job',
      job: { kind: 'refresh', documentKey: `ada/${name}:README.md@`, requestedAt: new Date().toISOString() },
    });
    const delivery = (index: number) => ({
      kind: 'delivery',
      delivery: {
        key: `repository:${index}:d${index}`,
        deliveryId: `d${index}`,
        event: 'push',
        action: null,
        repositoryId: null,
        repositoryName: `ada/project-${index % listed}`,
        previousName: null,
        ref: null,
        after: null,
        facts: null,
        receivedAt: new Date().toISOString(),
      },
    });
    // The first batch makes the documents known, the second checks all of them.
    await consume([delivery(0)]);
    const jobs = await consume(names.map(job));
    expect(jobs.acked).toBe(size);
    const deliveries = await consume(names.map((_, index) => delivery(index)));
    expect(deliveries.acked).toBe(size);
    for (const { queries: used } of [jobs, deliveries]) {
      expect(used).toBeGreaterThan(size);
      // Half of it is left for documents with more of everything.
      expect(used).toBeLessThanOrEqual(queriesPerInvocation / 2);
    }
  });
});
