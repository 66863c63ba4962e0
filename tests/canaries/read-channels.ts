// What channels are sent, for each format and each audience. Those of the owner may hold everything.

import { runJob } from '../../src/pipeline/run-jobs.ts';
import type { RefreshTarget } from '../../src/pipeline/target.ts';
import type { Job, NoticeJob } from '../../src/ports/queue.ts';
import { openLocalDocuments } from '../../src/store/local-files.ts';
import { type Pipeline, toPortfolio } from '../support/open-pipeline.ts';
import { type CanaryCase, openCase } from './cases.ts';
import type { Sink } from './read-sinks.ts';

const channels = (['json', 'slack', 'discord'] as const).flatMap((format) =>
  (['public', 'owner'] as const).map((audience) => ({
    format,
    audience,
    variable: `STATUSFOLIO_NOTIFY_${format}_${audience}`.toUpperCase(),
  })),
);

export async function readChannels(
  canary: CanaryCase,
  listTargets: (pipeline: Pipeline, canary: CanaryCase) => RefreshTarget[],
): Promise<Sink[]> {
  const list = channels.map(
    ({ format, audience, variable }) => `  - { url: "\${${variable}}", format: ${format}, audience: ${audience} }\n`,
  );
  const configuration = `${canary.configuration}notify:\n${list.join('')}`;
  const pipeline = openCase({ ...canary, configuration }, 'commit');
  const { store, github, clock, log } = pipeline;
  const targets = listTargets(pipeline, canary);
  await store.keepDocuments(targets);
  const sent = new Map<string, string[]>();
  const queued: NoticeJob[] = [];
  const enqueue = async (jobs: readonly Job[]) =>
    void queued.push(...(jobs.filter(({ kind }) => kind === 'notice') as NoticeJob[]));
  const ports = {
    store,
    github,
    files: openLocalDocuments(),
    clock,
    log,
    queue: { enqueue },
    notices: {
      post: async (address: string, { headers, body }: { readonly headers: object; readonly body: string }) => {
        const text = `${JSON.stringify(headers)}\n${body}`;
        sent.set(address, [...(sent.get(address) ?? []), text]);
        return { status: 204, retryAfter: null };
      },
      addresses: Object.fromEntries(channels.map(({ variable }) => [variable, `https://hooks.chat.com/${variable}`])),
      secret: 'an invented secret that signs notices',
      publicUrl: 'https://status.example.org',
    },
  };
  const messages: string[] = [];
  const look = async (change?: (pipeline: Pipeline) => void) => {
    const requestedAt = clock.now().toISOString();
    for (const { key } of targets)
      await runJob({ kind: 'refresh', documentKey: key, requestedAt }, targets, toPortfolio(configuration), ports);
    // What happens while a notice waits counts, too.
    change?.(pipeline);
    for (const job of queued.splice(0)) {
      if (job.notice.documentKey === targets[0]?.key) messages.push(JSON.stringify(job));
      await runJob(job, targets, toPortfolio(configuration), ports);
    }
  };
  await look(canary.change);
  pipeline.passMinutes(30);
  await look();
  pipeline.pass(1);
  await look();
  return [
    ...channels.map(({ format, audience, variable }): Sink => {
      const text = (sent.get(`https://hooks.chat.com/${variable}`) ?? []).join('\n');
      const name = `channel of format ${format} for ${audience}`;
      return { name, text, tells: true, ...(audience === 'owner' ? { isOwners: true } : { isServer: true }) };
    }),
    { name: 'notices in the queue', text: messages.join('\n'), isServer: true },
  ];
}
