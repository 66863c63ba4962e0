// Question, answer, document, the third way: the question is read off the dashboard, answered with the call that its
// button makes, and the job that follows writes the document on the simulated GitHub.

import { beforeEach, describe, expect, it } from 'vitest';
import { findIssue } from '../../demo/github/issues.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import { createSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';
import { asOwner, buildApp, readProof, secret, signIn, type TestApp } from './build-app.ts';

let pipeline: Pipeline;
let test: TestApp;

beforeEach(async () => {
  pipeline = openPipeline();
  test = await buildApp({ portfolio: pipeline.portfolio });
  test.pass(pipeline.now().getTime() - test.now().getTime());
  pipeline.addProject('quiet', 120);
  pipeline.write(table(row('quiet', '🟡 In Progress')), pipeline.daysAgo(100));
  await test.store.keepDocuments(pipeline.targets);
  await pipeline.look(test.store);
});

/** What the button of this answer sends. */
async function readButton(kind: string): Promise<string> {
  const page = await (await test.get('/', asOwner)).text();
  return new RegExp(`name="do" value="(${kind}:[^"]+)"`).exec(page)?.[1] ?? '';
}

async function press(kind: string, headers: Record<string, string> = asOwner, proof = ''): Promise<number> {
  const body = new URLSearchParams({ do: await readButton(kind), proof });
  return (await test.app.request('/api/answers', { method: 'POST', headers, body })).status;
}

/** Runs what is in the queue, as the server does. */
async function work(): Promise<number> {
  const queue = createSqliteQueue(test.database, 'owner', { random: () => 0 });
  const { github, clock, log, targets, portfolio } = pipeline;
  let done = 0;
  for (let job = await queue.claim(clock.now(), 60_000); job !== null; job = await queue.claim(clock.now(), 60_000)) {
    const outcome = await runJob(job.job, targets, portfolio, {
      store: test.store,
      github,
      files: openLocalDocuments(),
      clock,
      log,
    });
    await queue.complete(job, outcome, clock.now());
    done += 1;
  }
  return done;
}

describe('an answer on the dashboard', () => {
  it.each([
    ['paused', '🟡 Paused'],
    ['finished', '🟢 Complete'],
  ])('stands in the document after the next job, and the issue is closed: %s', async (kind, word) => {
    expect(findIssue(pipeline.me, 1).state).toBe('open');
    expect(await press(kind)).toBe(202);
    expect(await work()).toBe(1);
    expect(pipeline.read()).toBe(table(row('quiet', word)));
    expect(pipeline.me.history()).toHaveLength(2);
    expect(findIssue(pipeline.me, 1).state).toBe('closed');
    expect(await readButton(kind)).toBe('');
  });

  it.each(['active', 'away'])('leaves the document as it is, and asks no more: %s', async (kind) => {
    expect(await press(kind)).toBe(202);
    await work();
    expect(pipeline.me.history()).toHaveLength(1);
    expect(findIssue(pipeline.me, 1).state).toBe('closed');
  });

  it('of somebody who may not answer changes nothing, and is told so', async () => {
    const other = await buildApp({ sessionSecret: `${secret} of another server` });
    const Cookie = await signIn(other.app);
    const stranger = { Cookie, Origin: 'http://localhost' };
    expect(await press('accept', stranger, await readProof(other.app, Cookie))).toBe(403);
    expect(await press('accept', {})).toBe(403);
    expect(await work()).toBe(0);
    expect(pipeline.read()).toBe(table(row('quiet', '🟡 In Progress')));
  });
});
