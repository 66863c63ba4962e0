// A portfolio whose changes, questions and problems are told to channels on this machine, through a real queue.

import { tellDeadLetter } from '../../../src/pipeline/notices/tell-dead-letter.ts';
import { runJob } from '../../../src/pipeline/run-jobs.ts';
import type { LogEvent } from '../../../src/ports/log-events.ts';
import type { DeadLetter, Job, JobResult, LogFields } from '../../../src/ports/queue.ts';
import { postOverSockets } from '../../../src/probe/over-sockets.ts';
import { createSqliteQueue } from '../../../src/queue/sqlite-queue.ts';
import { openLocalDocuments } from '../../../src/store/local-files.ts';
import { openSqliteDatabase } from '../../../src/store/sqlite.ts';
import { createStore } from '../../../src/store/store.ts';
import { openPipeline, type PipelineOptions, toPortfolio, words } from '../../support/open-pipeline.ts';
import { openReceiver } from '../../support/open-receiver.ts';

export const secret = 'a secret that signs notices in tests';
export const variable = 'STATUSFOLIO_NOTIFY_TEAM';

/** `channel`: what stands in the configuration beside the address. */
export async function openNoticed(channel = 'format: json', options: PipelineOptions = {}, timeoutMs = 500) {
  const configuration = `${words}notify: [{ url: "\${${variable}}", ${channel} }]\n`;
  const pipeline = openPipeline({ configuration, ...options });
  const receiver = await openReceiver();
  const owner = 'account:ada';
  const database = openSqliteDatabase(':memory:', { withGitignore: false });
  const store = createStore(database, owner);
  const { clock, github, targets } = pipeline;
  const portfolio = toPortfolio(configuration);
  const onDead = (letter: DeadLetter) => tellDeadLetter(letter, targets, portfolio, ports);
  const queue = createSqliteQueue(database, owner, { random: () => 0, onDead });
  await store.keepDocuments(targets);
  const lines: string[] = [];
  const note = (event: LogEvent, fields?: LogFields) => void lines.push(JSON.stringify({ event, ...fields }));
  const notices = {
    post: postOverSockets({ timeoutMs }),
    addresses: { [variable]: receiver.url } as Record<string, string>,
    secret,
    publicUrl: null as string | null,
  };
  const log = { info: note, warn: note, error: note };
  const ports = { github, files: openLocalDocuments(), store, queue, clock, log, notices };
  const outcomes: JobResult[] = [];

  /** Runs what is due, and what follows from it. Returns what the channel received meanwhile. */
  async function work() {
    const before = receiver.received.length;
    for (;;) {
      const claimed = await queue.claim(clock.now(), 60_000);
      if (claimed === null) break;
      const outcome = await runJob(claimed.job, targets, portfolio, ports);
      outcomes.push(outcome);
      await queue.complete(claimed, outcome, clock.now());
    }
    return receiver.received.slice(before);
  }

  return {
    ...pipeline,
    store,
    queue,
    receiver,
    notices,
    portfolio,
    ports,
    lines,
    outcomes,
    work,
    run: (job: Job) => runJob(job, targets, portfolio, ports),
    /** Refreshes the documents, and tells what is new. */
    async look() {
      const requestedAt = clock.now().toISOString();
      await queue.enqueue(targets.map(({ key }) => ({ kind: 'refresh', documentKey: key, requestedAt })));
      await store.makeAllDue(clock.now());
      return await work();
    },
  };
}

export type Noticed = Awaited<ReturnType<typeof openNoticed>>;
