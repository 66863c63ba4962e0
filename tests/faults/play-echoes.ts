// What must not make a commit: our own pushes coming back, a second instance, days on which nothing happens. And what
// must make exactly one: one change. Counted on the simulated GitHub, not by ourselves.

import { receiveDeliveries } from '../../src/pipeline/deliveries/process-deliveries.ts';
import { runJob } from '../../src/pipeline/run-jobs.ts';
import type { Job } from '../../src/ports/queue.ts';
import type { Store } from '../../src/ports/store.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { buildDelivery } from '../support/build-records.ts';
import { openPipeline, type Pipeline, row, table } from '../support/open-pipeline.ts';

export interface EchoReport {
  readonly what: string;
  readonly commits: number;
  readonly allowed: number;
}

type Play = (size: { readonly echoes: number; readonly days: number }) => Promise<EchoReport>;

const ownCommits = ({ me }: Pipeline) => me.history().filter(({ message }) => /^Statusfolio: /m.test(message)).length;

function openWithChange(publish: 'commit' | 'pull-request' = 'commit') {
  const pipeline = openPipeline({ publish, target: { badges: true } });
  const engine = pipeline.addProject('engine');
  pipeline.addProject('other');
  pipeline.write(table(row('engine', '🟡 In Progress'), row('other', '🟡 In Progress')), pipeline.daysAgo(30));
  engine.archive(pipeline.daysAgo(1));
  return { pipeline, engine };
}

/** A push webhook of ours comes in, and whatever it wants done is done. */
async function echo(pipeline: Pipeline, store: Store, id: string, isKnown: boolean): Promise<void> {
  const { me, clock, log, portfolio, github, targets } = pipeline;
  const repositoryId = isKnown ? me.state.nodeId : null;
  const parts = { repositoryId, repositoryName: 'ada/me', after: me.head()?.oid ?? '' };
  const jobs: Job[] = [];
  await store.recordDeliveries([buildDelivery(id, parts)]);
  await receiveDeliveries({
    store,
    queue: { enqueue: async (queued) => void jobs.push(...queued) },
    clock,
    log,
    portfolio,
  });
  for (const job of jobs)
    await runJob(job, targets, portfolio, { store, github, files: openLocalDocuments(), clock, log });
}

const plays: readonly Play[] = [
  async ({ echoes }) => {
    const { pipeline } = openWithChange();
    await pipeline.store.keepDocuments(pipeline.targets);
    await pipeline.look();
    for (let index = 0; index < echoes; index += 1) {
      pipeline.passMinutes(1);
      await echo(pipeline, pipeline.store, String(index), true);
    }
    return { what: `one change, and our own push back ${echoes} times`, commits: ownCommits(pipeline), allowed: 1 };
  },
  async ({ echoes }) => {
    const { pipeline } = openWithChange();
    await pipeline.look();
    for (let index = 0; index < echoes / 10; index += 1) {
      const store = pipeline.openStore();
      await store.keepDocuments(pipeline.targets);
      await echo(pipeline, store, String(index), false);
      await store.close();
    }
    const what = `the same ${echoes / 10} times without any memory of it`;
    return { what, commits: ownCommits(pipeline), allowed: 1 };
  },
  async ({ days }) => {
    const { pipeline } = openWithChange();
    const other = pipeline.openStore();
    for (let look = 0; look < days * 2; look += 1) {
      await Promise.all([pipeline.look(), pipeline.look(other)]);
      pipeline.passMinutes(720);
    }
    await other.close();
    return {
      what: `one change, two instances side by side for ${days} days`,
      commits: ownCommits(pipeline),
      allowed: 1,
    };
  },
  async () => {
    const { pipeline } = openWithChange();
    const other = pipeline.openStore();
    const rival = 'labels: { planned: "🔴 Planned" }\nprojects: [{ match: engine, pin: { status: planned } }]\n';
    for (let round = 0; round < 25; round += 1) {
      pipeline.passMinutes(1);
      await pipeline.look();
      await pipeline.look(other, pipeline.targets, rival).catch(() => undefined);
    }
    await other.close();
    const what = 'two instances that disagree, for 25 minutes: three commits each, then the breaker';
    return { what, commits: ownCommits(pipeline), allowed: 6 };
  },
  ...(['commit', 'pull-request'] as const).map((publish): Play => {
    return async ({ days }) => {
      const { pipeline } = openWithChange(publish);
      await pipeline.look();
      const branch = publish === 'commit' ? 'main' : 'statusfolio/main';
      const before = pipeline.me.history(branch).length;
      for (let look = 0; look < days * 48; look += 1) {
        pipeline.passMinutes(30);
        await pipeline.look();
      }
      const commits = pipeline.me.history(branch).length - before;
      return { what: `${days} quiet days, looked at every half hour (${publish})`, commits, allowed: 0 };
    };
  }),
  async ({ days }) => {
    const { pipeline, engine } = openWithChange();
    await pipeline.look();
    engine.unarchive();
    for (let look = 0; look < days * 4; look += 1) {
      pipeline.passMinutes(360);
      await pipeline.look();
    }
    return { what: `another change, and ${days} days`, commits: ownCommits(pipeline) - 1, allowed: 1 };
  },
];

export async function playEchoes(echoes: number, days: number): Promise<EchoReport[]> {
  const reports: EchoReport[] = [];
  for (const play of plays) reports.push(await play({ echoes, days }));
  return reports;
}
